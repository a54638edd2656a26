/** The desk as a process of its own, started as a person starts it, that a test may kill. */
import { type ChildProcess, spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterwards } from './afterwards.ts';

export const identitySecret = 'the faults know this secret, and the tests sign with it';

export interface Server {
  readonly pid: number;
  /** What it has written so far. */
  output(): string;
  running(): boolean;
  /** Ends it without a word: SIGKILL, and waits until it is gone. */
  kill(): Promise<void>;
  /** Ends it as Ctrl-C does. */
  stop(): Promise<void>;
}

/** Many starts of the same code: what Node compiled for one serves the next. */
const NODE_COMPILE_CACHE = join(tmpdir(), 'fairlead-compiled');
const cli = fileURLToPath(new URL('../../../cli/src/fairlead.ts', import.meta.url));

/** Starts a server and waits until it serves. `settings` are environment variables. */
export async function startServer(settings: Record<string, string>): Promise<Server> {
  const { PATH = '', HOME = '', LANG = '' } = process.env;
  const child: ChildProcess = spawn(process.execPath, [cli, 'serve'], {
    env: {
      PATH,
      HOME,
      LANG,
      NODE_COMPILE_CACHE,
      HOST: '127.0.0.1',
      DEMO: '0',
      IDENTITY_SECRET: identitySecret,
      MESSAGES_PER_SECOND: '100000',
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const running = () => child.exitCode === null && child.signalCode === null;
  const end = async (signal: 'SIGKILL' | 'SIGINT') => {
    if (running()) child.kill(signal);
    await ended;
  };
  afterwards(() => end('SIGKILL'));
  await new Promise<void>((resolve, reject) => {
    const hear = (data: Buffer) => {
      output += data.toString();
      if (output.includes('is ready')) resolve();
    };
    child.stdout!.on('data', hear);
    child.stderr!.on('data', hear);
    void ended.then(() => reject(new Error(`the server did not start: ${output}`)));
  });
  return { pid: child.pid!, output: () => output, running, kill: () => end('SIGKILL'), stop: () => end('SIGINT') };
}
