import { startBare } from '../bare.ts';
import { startDesk } from '../desk.ts';
import { hold, sideBySide, type Stage } from '../load.ts';
import { startPostgres } from '../postgres.ts';
import { pause, residentBytes, temporaryFolder, treeBytes } from '../processes.ts';
import { atMost, figure, median, type Say, under } from '../report.ts';

const rounds = 3;
const customers = 5_000;

/** A desk with little to do: how quick it is, what it occupies, how fast it starts. */
export async function idle(say: Say): Promise<void> {
  await starting(say);
  await oneMessage(say);
  await connected(say);
}

/** Also weighs the desks that were just started. */
async function starting(say: Say): Promise<void> {
  const cold: number[] = [];
  const warm: number[] = [];
  const weights: number[] = [];
  const postgresCold: number[] = [];
  const postgresWarm: number[] = [];
  for (let round = 0; round < rounds; round++) {
    using folder = temporaryFolder();
    {
      await using desk = await startDesk(folder.path);
      cold.push(desk.readyAfter);
      await pause(2_000);
      weights.push(treeBytes(desk.pid) / 1e6);
    }
    {
      await using desk = await startDesk(folder.path);
      warm.push(desk.readyAfter);
    }
    using bareFolder = temporaryFolder();
    postgresCold.push(await postgresStarts(bareFolder.path));
    postgresWarm.push(await postgresStarts(bareFolder.path));
  }
  await using bare = await startBare();
  await pause(2_000);
  say(figure('idle.memory_started', 'MB', median(weights), treeBytes(bare.pid) / 1e6, under(200)));
  say(figure('idle.start_cold', 's', median(cold), median(postgresCold), atMost(4)));
  say(figure('idle.start_warm', 's', median(warm), median(postgresWarm), atMost(2)));
}

/** Seconds until PostgreSQL alone answers in a folder. */
async function postgresStarts(dir: string): Promise<number> {
  const began = performance.now();
  const postgres = await startPostgres({ dir });
  const seconds = (performance.now() - began) / 1_000;
  await postgres.stop();
  return seconds;
}

async function oneMessage(say: Say): Promise<void> {
  using folder = temporaryFolder();
  await using desk = await startDesk(folder.path);
  await using bare = await startBare();
  const [ours, theirs] = [await desk.stage(50), bare.stage(50)];
  const [our, their] = await sideBySide(ours, theirs, 50, { loop: 'open', perSecond: 100, warmUp: 2, seconds: 8 }, rounds);
  say(figure('idle.one_message_p50', 'ms', our.p50, their.p50, atMost(3)));
  say(figure('idle.one_message_p99', 'ms', our.p99, their.p99, atMost(10)));
}

/** The desk is started again after its customers were made, so that what it grows by is what a connection takes. */
async function connected(say: Say): Promise<void> {
  using folder = temporaryFolder();
  const tokens = await peopleOf(folder.path);
  await using desk = await startDesk(folder.path);
  const ours = await grows(desk.pid, { ...tokens, live: desk.live });
  await using bare = await startBare();
  const theirs = await grows(bare.pid, bare.stage(customers));
  say(figure('idle.memory_per_customer', 'KB', ours / 1_000, theirs / 1_000, under(25)));
}

async function peopleOf(folder: string): Promise<Stage> {
  await using desk = await startDesk(folder);
  return await desk.stage(customers);
}

/** Bytes by which a server grows per customer who connects and keeps silent. */
async function grows(pid: number, stage: Stage): Promise<number> {
  // The first connections load what every later one shares.
  const few = await hold({ ...stage, chats: stage.chats.slice(0, 100) });
  await few[Symbol.asyncDispose]();
  await pause(2_000);
  const before = residentBytes(pid);
  await using _all = await hold(stage);
  await pause(20_000);
  return (residentBytes(pid) - before) / stage.chats.length;
}
