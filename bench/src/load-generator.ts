/** Speaks the desk's own protocol on one socket per customer and one for the engineer. Started by load.ts, answers by `process.send`. */
import { once } from 'node:events';
import type { FromClient, FromDesk } from '@fairlead/contract';
import { v7 as uuidv7 } from 'uuid';
import WebSocket from 'ws';
import type { Delivered, Plan, Stage, Task } from './load.ts';

type Side = 'member' | 'staff';

interface Person {
  side: Side;
  say(message: FromClient): void;
}

interface Chat {
  thread: string;
  member: Person;
  staff: Person;
}

const text = 'The Agent stopped sending logs after the upgrade to 7.62; `agent status` says "connection refused" on port 10516. What next?';

/** Threads that one console of the engineer follows. */
const mostFollowed = 250;

const fail = (why: string): never => {
  console.error(`load: ${why}`);
  process.exit(1);
};

/** Connects, says hello and follows the threads; `hear` gets all that comes afterwards. */
async function connect(
  live: string,
  who: { token?: string; headers?: Record<string, string> },
  side: Side,
  threads: string[],
  hear: (from: Side, message: FromDesk) => void,
): Promise<Person> {
  const socket = new WebSocket(live, { perMessageDeflate: false, headers: who.headers ?? {} });
  await once(socket, 'open');
  socket.on('close', (code, reason) => fail(`the socket of ${side} was closed: ${code} ${reason.toString()}`));
  // What one turn of the event loop says leaves in one write.
  const stream = (socket as unknown as { _socket: { cork(): void; uncork(): void } })._socket;
  let corked = false;
  const person: Person = {
    side,
    say(message) {
      if (!corked) {
        corked = true;
        stream.cork();
        setImmediate(() => {
          corked = false;
          stream.uncork();
        });
      }
      socket.send(JSON.stringify(message));
    },
  };
  const missing = new Set(threads);
  await new Promise<void>((resolve) => {
    socket.on('message', (data) => {
      const message = JSON.parse(String(data)) as FromDesk;
      if (message.is === 'refused') fail(`refused: ${message.code} ${message.title}`);
      if (message.is === 'hello') for (const thread of threads) person.say({ do: 'follow', thread });
      if (message.is === 'following' && missing.delete(message.thread) && missing.size === 0) resolve();
      hear(side, message);
    });
    person.say(who.token ? { do: 'hello', token: who.token } : { do: 'hello' });
  });
  setInterval(() => person.say({ do: 'ping' }), 20_000).unref();
  return person;
}

/** Connects the engineer's consoles, then the customers, some at a time. */
async function connectAll(stage: Stage, hear: (from: Side, message: FromDesk) => void): Promise<Chat[]> {
  const threads = stage.chats.map((c) => c.thread);
  const consoles = await Promise.all(
    Array.from({ length: Math.ceil(threads.length / mostFollowed) }, (_, i) =>
      connect(stage.live, stage.engineer, 'staff', threads.slice(i * mostFollowed, (i + 1) * mostFollowed), hear),
    ),
  );
  const chats: Chat[] = [];
  const next = stage.chats.entries();
  const worker = async () => {
    for (const [i, { thread, token }] of next) {
      const member = await connect(stage.live, { token }, 'member', [thread], hear);
      chats.push({ thread, member, staff: consoles[Math.floor(i / mostFollowed)]! });
    }
  };
  await Promise.all(Array.from({ length: 32 }, worker));
  return chats;
}

const at = (sorted: Float64Array, share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;

async function converse(stage: Stage, plan: Exclude<Plan, { loop: 'hold' }>): Promise<Delivered> {
  interface Message {
    chat: Chat;
    from: Side;
    since: number;
    acknowledged: boolean;
    shown: boolean;
  }
  const going = new Map<string, Message>();
  const latencies: number[] = [];
  let measured = { from: Infinity, to: Infinity };
  let stopping = false;

  const say = (chat: Chat, from: Side, since: number) => {
    const id = uuidv7();
    going.set(id, { chat, from, since, acknowledged: false, shown: false });
    chat[from].say({ do: 'append', thread: chat.thread, entry: { id, text } });
  };
  const hear = (side: Side, said: FromDesk) => {
    const id = said.is === 'appended' ? said.id : said.is === 'entry' ? said.entry.id : null;
    const message = id === null ? undefined : going.get(id);
    if (!message) return;
    if (said.is === 'appended') message.acknowledged = true;
    else if (side !== message.from) message.shown = true;
    if (!message.acknowledged || !message.shown) return;
    going.delete(id!);
    const now = performance.now();
    // A closed loop counts what was delivered in its time; an open loop what was due in its time.
    const when = plan.loop === 'closed' ? now : message.since;
    if (when >= measured.from && when < measured.to) latencies.push(now - message.since);
    if (plan.loop === 'closed' && !stopping) say(message.chat, message.from === 'member' ? 'staff' : 'member', now);
  };

  const chats = await connectAll(stage, hear);

  const began = performance.now();
  measured = { from: began + plan.warmUp * 1_000, to: began + (plan.warmUp + plan.seconds) * 1_000 };
  const over = new Promise<void>((resolve) => setTimeout(resolve, measured.to - began));
  if (plan.loop === 'closed') {
    for (let i = 0; i < plan.inFlight; i++) for (const chat of chats) say(chat, i % 2 ? 'staff' : 'member', performance.now());
  } else {
    let said = 0;
    const tick = () => {
      for (; began + (said * 1_000) / plan.perSecond <= performance.now(); said++) {
        const due = began + (said * 1_000) / plan.perSecond;
        if (due >= measured.to) return;
        const round = Math.floor(said / chats.length);
        say(chats[said % chats.length]!, round % 2 ? 'staff' : 'member', due);
      }
      setTimeout(tick, 1);
    };
    tick();
  }
  await over;
  stopping = true;
  for (let waited = 0; going.size > 0; waited += 20) {
    if (waited > 10_000) fail(`${going.size} messages were not delivered`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const sorted = Float64Array.from(latencies).sort();
  return { perSecond: sorted.length / plan.seconds, p50: at(sorted, 0.5), p99: at(sorted, 0.99) };
}

async function work({ stage, plan }: Task): Promise<void> {
  if (plan.loop === 'hold') {
    await connectAll(stage, () => undefined);
    process.send!('held');
  } else process.send!(await converse(stage, plan));
}

process.once('message', (task: Task) => void work(task));
process.once('disconnect', () => process.exit());
