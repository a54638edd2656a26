/** The customers and the engineer of a measurement, in a process of their own. */
import { once } from 'node:events';
import { said, start, stop } from './processes.ts';
import { median } from './report.ts';

/** Where to say what: one engineer who follows every chat, and each chat's customer. */
export interface Stage {
  /** Address of the socket. */
  live: string;
  engineer: { token?: string; headers?: Record<string, string> };
  chats: { thread: string; token: string }[];
}

export type Plan =
  /** Closed loop: each chat keeps `inFlight` messages going, the next is said when one was delivered. */
  | { loop: 'closed'; inFlight: number; warmUp: number; seconds: number }
  /** Open loop: messages are said on schedule, whatever became of those before. */
  | { loop: 'open'; perSecond: number; warmUp: number; seconds: number }
  /** Customers connect, follow and keep silent. */
  | { loop: 'hold' };

/** Delivered: acknowledged to its sender and on the other person's screen, whichever came later. */
export interface Delivered {
  perSecond: number;
  /** Milliseconds; in an open loop from when it was to be said. */
  p50: number;
  p99: number;
}

export interface Task {
  stage: Stage;
  plan: Plan;
}

const generator = new URL('load-generator.ts', import.meta.url);

/** Runs a plan on a stage. Fails when a message is refused or is not delivered. */
export async function load(stage: Stage, plan: Exclude<Plan, { loop: 'hold' }>): Promise<Delivered> {
  const child = start(generator);
  try {
    child.send({ stage, plan } satisfies Task);
    return await said<Delivered>(child);
  } finally {
    await stop(child);
  }
}

/** Runs a plan on the first `chats` of two stages in turn, so that both meet the same machine; answers the medians of both. */
export async function sideBySide(ours: Stage, theirs: Stage, chats: number, plan: Exclude<Plan, { loop: 'hold' }>, rounds: number) {
  const results: [Delivered, Delivered][] = [];
  const first = (stage: Stage): Stage => ({ ...stage, chats: stage.chats.slice(0, chats) });
  for (let round = 0; round < rounds; round++) results.push([await load(first(ours), plan), await load(first(theirs), plan)]);
  const middle = (which: 0 | 1): Delivered => ({
    perSecond: median(results.map((r) => r[which].perSecond)),
    p50: median(results.map((r) => r[which].p50)),
    p99: median(results.map((r) => r[which].p99)),
  });
  return [middle(0), middle(1)] as const;
}

/** Connects all customers of a stage, silent; answers when all follow their thread, and lets go when disposed. */
export async function hold(stage: Stage): Promise<AsyncDisposable> {
  const child = start(generator);
  child.send({ stage, plan: { loop: 'hold' } } satisfies Task);
  await said(child);
  return {
    async [Symbol.asyncDispose]() {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}
