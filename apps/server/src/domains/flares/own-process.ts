/** Begins the process in which a bundle is read: with limits for memory and time, and behind everybody who talks. */
import { spawn } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { AskedOfProcess } from './reading-process.ts';

const program = fileURLToPath(new URL('reading-process.ts', import.meta.url));
/** Megabytes: what is new in its heap is looked after often, which holds it small. */
export const memoryLimits = ['--max-old-space-size=256', '--max-semi-space-size=4'];

/** Reads a bundle in a process of its own, for so many milliseconds at most. Rejects with how it ended otherwise. */
export function readInProcess(asked: AskedOfProcess, patience: number): Promise<void> {
  const child = spawn(process.execPath, [...memoryLimits, program, JSON.stringify(asked)], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {},
    timeout: patience,
    killSignal: 'SIGKILL',
  });
  try {
    setPriority(child.pid!, constants.priority.PRIORITY_LOW);
  } catch {
    // It could not be begun, or is over.
  }
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint = (complaint + text).slice(-2_000)));
  return new Promise((resolve, reject) =>
    child.once('error', reject).once('close', (code, signal) =>
      // Its message may have something of the bundle: only what kind of error it was is said.
      code === 0 ? resolve() : reject(new Error(`it ended with ${code ?? signal} ${/^\w*Error\b/m.exec(complaint)?.[0] ?? ''}`)),
    ),
  );
}
