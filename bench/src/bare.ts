import { randomUUID } from 'node:crypto';
import type { Stage } from './load.ts';
import { said, start, stop, temporaryFolder } from './processes.ts';

export interface Bare extends AsyncDisposable {
  readonly pid: number;
  /** A stage with so many chats: the bare server knows nobody, so any names do. */
  stage(chats: number): Stage;
}

/** Starts the barest server, with its own PostgreSQL, in a process of its own. */
export async function startBare(): Promise<Bare> {
  const folder = temporaryFolder();
  const child = start(new URL('bare-server.ts', import.meta.url), [folder.path]);
  const port = await said<number>(child);
  return {
    pid: child.pid!,
    stage: (chats) => ({
      live: `ws://127.0.0.1:${port}/api/v1/live`,
      engineer: { token: 'engineer' },
      chats: Array.from({ length: chats }, () => ({ thread: randomUUID(), token: 'member' })),
    }),
    async [Symbol.asyncDispose]() {
      await stop(child);
      folder[Symbol.dispose]();
    },
  };
}
