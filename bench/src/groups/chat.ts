import { startBare } from '../bare.ts';
import { startDesk } from '../desk.ts';
import { sideBySide } from '../load.ts';
import { temporaryFolder } from '../processes.ts';
import { figure, ofLimit, type Say, under } from '../report.ts';

const busiest = [
  { chats: 50, inFlight: 1 },
  { chats: 200, inFlight: 4 },
];

/** Many people talk at once: what is acknowledged durably and on the other person's screen. */
export async function chat(say: Say): Promise<void> {
  using folder = temporaryFolder();
  await using desk = await startDesk(folder.path);
  await using bare = await startBare();
  const [ours, theirs] = [await desk.stage(500), bare.stage(500)];

  for (const { chats, inFlight } of busiest) {
    const [our, their] = await sideBySide(ours, theirs, chats, { loop: 'closed', inFlight, warmUp: 2, seconds: 5 }, 3);
    const name = `chat.saturation_${chats}`;
    say(figure(name, 'messages/s', our.perSecond, their.perSecond, ofLimit(0.5)));
    say(figure(`${name}_p50`, 'ms', our.p50, their.p50, null));
    say(figure(`${name}_p99`, 'ms', our.p99, their.p99, null));
  }

  const [our, their] = await sideBySide(ours, theirs, 500, { loop: 'open', perSecond: 1_000, warmUp: 2, seconds: 15 }, 1);
  say(figure('chat.steady_1000_p50', 'ms', our.p50, their.p50, null));
  say(figure('chat.steady_1000_p99', 'ms', our.p99, their.p99, under(15)));
}
