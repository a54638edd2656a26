/** Runs a program with Node 24 and the project's tools on its PATH, from the project's root. */
import { spawn } from 'node:child_process';
import { delimiter, dirname, join } from 'node:path';

export const root = dirname(import.meta.dirname);

export interface Ran {
  code: number;
  output: string;
}

/** `quiet` keeps what it prints, to be shown when it fails; else it is shown as it comes, and returned as well. */
export function run(command: string, args: string[], { quiet = false, env = {}, cwd = root } = {}): Promise<Ran> {
  const path = [join(root, 'node_modules/.bin'), process.env['PATH']].join(delimiter);
  const child = spawn(command, args, { cwd, env: { ...process.env, ...env, PATH: path }, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const take = (to: NodeJS.WriteStream) => (chunk: Buffer) => {
    output += chunk.toString();
    if (!quiet) to.write(chunk);
  };
  child.stdout.on('data', take(process.stdout));
  child.stderr.on('data', take(process.stderr));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? 1, output }));
  });
}
