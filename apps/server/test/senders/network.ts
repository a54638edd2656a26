/**
 * A network of its own with nothing in it but loopback, for programs that nobody here wrote. What they send to its ports comes to a desk
 * outside by a socket in a folder; the certificate of its HTTPS is made for it and thrown away.
 */
import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';
import type { TestDesk } from '../desk.ts';

const isRoot = process.getuid?.() === 0;

const programs = ['/usr/bin/sos', '/usr/bin/kubectl', '/usr/bin/curl', '/usr/bin/openssl', '/usr/bin/unshare', '/usr/bin/nsenter'];
/** Where they are not, `npm test` installs them, if the machine lets it. */
export const hasSenders =
  programs.every((path) => existsSync(path)) && existsSync(fileURLToPath(new URL('node_modules/dd-trace', import.meta.url)));

export interface Ended {
  code: number | null;
  /** What it printed, both ways. */
  output: string;
}

export interface Asked {
  env?: Record<string, string>;
  /** What is answered to what it asks: once it has printed the first, the second is typed. */
  answers?: readonly [RegExp, string][];
}

export interface Program {
  ended: Promise<Ended>;
  stop(): void;
}

export interface Network {
  /** A folder that is removed afterwards. */
  readonly folder: string;
  /** The certificate that its programs are to trust. */
  readonly ca: string;
  start(command: readonly [string, ...string[]], asked?: Asked): Program;
  run(command: readonly [string, ...string[]], asked?: Asked): Promise<Ended>;
}

/** Where the desk is found inside. datadog-ci wants a site of three parts; this is 127.0.0.1, too. */
export const inside = {
  https: 'https://127.0.0.1:8443',
  http: 'http://127.0.0.1:8126',
  site: '127.0.1:8443',
  aws: 'http://127.0.0.1:9000',
  kubernetes: 'http://127.0.0.1:9001',
};

/** Writes a certificate of 127.0.0.1 that is to be thrown away, and its key. */
export async function writeCertificate(to: string, key: string): Promise<void> {
  const certificate = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
  const names = ['-subj', '/CN=Thrown away', '-addext', 'subjectAltName=IP:127.0.0.1'];
  await promisify(execFile)('openssl', [...certificate, ...names, '-keyout', key, '-out', to]);
}

/** Opens such a network before a desk, until the test ends. */
export async function openNetwork(desk: TestDesk): Promise<Network> {
  const folder = mkdtempSync(join(tmpdir(), 'fairlead-senders-'));
  const [ca, key, socket] = ['ca.pem', 'key.pem', 'desk.sock'].map((name) => join(folder, name)) as [string, string, string];
  await writeCertificate(ca, key);
  const { port } = new URL(desk.address);
  const door = createServer((from) => {
    const to = connect(Number(port), '127.0.0.1');
    from.pipe(to).pipe(from);
    from.on('error', () => to.destroy());
    to.on('error', () => from.destroy());
  });
  await new Promise<void>((resolve) => door.listen(socket, resolve));

  const script = fileURLToPath(new URL('inside.ts', import.meta.url));
  const heart = spawn('unshare', [...(isRoot ? [] : ['--user', '--map-root-user']), '--net', process.execPath, script, socket, ca, key], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(async () => {
    heart.kill();
    await new Promise((resolve) => door.close(resolve));
    rmSync(folder, { recursive: true, force: true });
  });
  await new Promise<void>((resolve, reject) => {
    heart.stdout.once('data', () => resolve());
    heart.once('error', reject).once('exit', () => reject(new Error('no network of its own can be made here')));
  });

  const enter = ['nsenter', '--target', String(heart.pid), ...(isRoot ? [] : ['--user', '--preserve-credentials']), '--net', '--'];
  const start: Network['start'] = (command, { env = {}, answers = [] } = {}) => {
    const child = spawn(enter[0]!, [...enter.slice(1), ...command], { cwd: folder, env: { ...bare(folder), ...env } });
    const left = [...answers];
    let output = '';
    const hear = (text: string) => {
      output += text;
      if (left[0]?.[0].test(output)) child.stdin.write(left.shift()![1]);
    };
    child.stdout.setEncoding('utf8').on('data', hear);
    child.stderr.setEncoding('utf8').on('data', hear);
    child.stdin.on('error', () => undefined);
    const ended = new Promise<Ended>((resolve, reject) => child.once('error', reject).once('close', (code) => resolve({ code, output })));
    return { ended, stop: () => child.kill() };
  };
  return { folder, ca, start, run: (command, asked) => start(command, asked).ended };
}

const bare = (folder: string): Record<string, string> => ({ PATH: process.env['PATH'] ?? '', HOME: folder, LANG: 'C.UTF-8' });
