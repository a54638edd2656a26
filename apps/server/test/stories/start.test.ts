/** The desk as a person starts it: `fairlead serve` in a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, expect, test } from 'vitest';
import { freePort, freshDatabase, until } from '../desk.ts';

const program = fileURLToPath(new URL('../../../cli/src/fairlead.ts', import.meta.url));
const home = mkdtempSync(join(tmpdir(), 'fairlead-start-'));
// As root PostgreSQL runs as a user of its own, who must get through.
chmodSync(home, 0o755);
const children: ChildProcess[] = [];

interface Started {
  process: ChildProcess;
  readonly output: string;
  readonly errors: string;
  /** The exit code, once it has ended. */
  ended: Promise<number | null>;
}

function fairlead(args: string[], settings: Record<string, string>): Started {
  const child = spawn(process.execPath, [program, ...args], {
    env: { PATH: process.env['PATH'], HOST: '127.0.0.1', ...settings },
    cwd: '/',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  let output = '';
  let errors = '';
  child.stdout.on('data', (text: Buffer) => (output += text.toString()));
  child.stderr.on('data', (text: Buffer) => (errors += text.toString()));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return {
    process: child,
    get output() {
      return output;
    },
    get errors() {
      return errors;
    },
    ended,
  };
}

/** Waits until it serves; fails with what it said when it ends instead. */
async function serving(started: Started): Promise<void> {
  let over = false;
  void started.ended.then(() => (over = true));
  while (!started.output.includes('Fairlead is ready')) {
    if (over) throw new Error(`did not start: ${started.output}${started.errors}`);
    await Promise.race([once(started.process.stdout!, 'data'), started.ended]);
  }
}

/** It ended with exit code 1 and one sentence for a person, which is answered. */
async function refusedToStart(started: Started): Promise<string> {
  expect(await started.ended).toBe(1);
  const lines = started.errors.split('\n').filter((line) => line.trim() !== '');
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/^ {2}[A-Z].*[.:] ?.*\.$/);
  return lines[0]!.trim();
}

const postgresPid = (data: string) => Number(readFileSync(join(data, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]);
const lives = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** A program that has nothing to do with the desk, of the same user as its PostgreSQL. */
function another(): ChildProcess {
  const { uid, gid } = statSync(join(data, 'postgres'));
  const child = spawn('sleep', ['600'], { uid, gid });
  children.push(child);
  return child;
}

const data = join(home, 'data');
let port: number;
let desk: Started;
let postgres: number;

afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  if (existsSync(join(data, 'postgres/postmaster.pid')) && lives(postgresPid(data))) process.kill(postgresPid(data), 'SIGINT');
  rmSync(home, { recursive: true, force: true, maxRetries: 50, retryDelay: 100 });
});

test('one command brings up the whole desk from nothing, and says where to go and who to be', async () => {
  port = await freePort();
  desk = fairlead(['serve'], { PORT: String(port), DATA_DIR: data });
  await serving(desk);
  const password = /Password +(\S+)/.exec(desk.output)![1]!;
  for (const line of [
    `http://localhost:${port}/demo`,
    `http://localhost:${port}/console`,
    `http://localhost:${port}/portal`,
    'mina@skerry.example',
    'dana@northwind.example',
  ])
    expect(desk.output).toContain(line);
  expect(await (await fetch(`http://127.0.0.1:${port}/readyz`)).json()).toEqual({ ready: true });
  const signIn = await fetch(`http://127.0.0.1:${port}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: `http://127.0.0.1:${port}` },
    body: JSON.stringify({ email: 'mina@skerry.example', password }),
  });
  expect(signIn.status).toBe(200);
  expect(desk.errors).toBe('');
  postgres = postgresPid(data);
}, 40_000);

test('a second start on the same data says so, and leaves the first alone', async () => {
  const second = fairlead(['serve'], { PORT: String(await freePort()), DATA_DIR: data });
  expect(await refusedToStart(second)).toContain('Another Fairlead is running on');
  expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200);
}, 20_000);

test('after kill -9 the next start finds the PostgreSQL left running, with everything in it, and adopts it', async () => {
  const before = /Password +(\S+)/.exec(desk.output)![1];
  desk.process.kill('SIGKILL');
  await desk.ended;
  expect(lives(postgres)).toBe(true);
  desk = fairlead(['serve'], { PORT: String(port), DATA_DIR: data });
  await serving(desk);
  expect(postgresPid(data)).toBe(postgres);
  expect(desk.output).not.toContain('Making a database');
  expect(/Password +(\S+)/.exec(desk.output)![1]).toBe(before);
}, 20_000);

test('Ctrl-C stops the desk and its PostgreSQL, cleanly', async () => {
  desk.process.kill('SIGINT');
  expect(await desk.ended).toBe(0);
  expect(desk.errors).toBe('');
  await until('PostgreSQL is gone', () => !lives(postgres));
  expect(existsSync(join(data, 'postgres/postmaster.pid'))).toBe(false);
}, 20_000);

test('after kill -9 of both the next start recovers, even when another program has the dead one’s number by then', async () => {
  for (const reused of [false, true]) {
    desk = fairlead(['serve'], { PORT: String(port), DATA_DIR: data });
    await serving(desk);
    postgres = postgresPid(data);
    desk.process.kill('SIGKILL');
    process.kill(postgres, 'SIGKILL');
    await desk.ended;
    const file = join(data, 'postgres/postmaster.pid');
    if (reused) writeFileSync(file, readFileSync(file, 'utf8').replace(String(postgres), String(another().pid)));
  }
  desk = fairlead(['serve'], { PORT: String(port), DATA_DIR: data });
  await serving(desk);
  desk.process.kill('SIGTERM');
  expect(await desk.ended).toBe(0);
}, 40_000);

test('a port in use is named, with what to do', async () => {
  const other = createServer();
  await new Promise<void>((listening) => other.listen(0, '127.0.0.1', listening));
  const { port: taken } = other.address() as { port: number };
  const sentence = await refusedToStart(
    fairlead(['serve'], { PORT: String(taken), DATA_DIR: join(home, 'other'), DATABASE_URL: await freshDatabase() }),
  );
  expect(sentence).toBe(`Port ${taken} is in use by another program: stop that one, or set PORT to a free port.`);
  other.close();
});

test('a data folder that cannot be written is named, with what to do', async () => {
  // Below a file: root, too, cannot write there.
  const file = join(home, 'file');
  writeFileSync(file, '');
  const closed = join(file, 'data');
  const started = fairlead(['serve'], { PORT: '0', DATA_DIR: closed });
  expect(await refusedToStart(started)).toBe(
    `The data folder ${closed} cannot be written: give this user the right to, or set DATA_DIR to another folder.`,
  );
});

test('a database that cannot be reached is said to be, with what to do', async () => {
  const nowhere = `postgres://desk:secret@127.0.0.1:${await freePort()}/desk`;
  const sentence = await refusedToStart(fairlead(['serve'], { PORT: '0', DATA_DIR: join(home, 'other'), DATABASE_URL: nowhere }));
  expect(sentence).toMatch(/^The database cannot be reached \(.*ECONNREFUSED.*\): check DATABASE_URL and that PostgreSQL runs\.$/);
  expect(sentence).not.toContain('secret');
});

test('a database that does not know this user is said to be out of reach, without its password', async () => {
  const url = new URL(await freshDatabase());
  url.password = 'a-wrong-one';
  const sentence = await refusedToStart(fairlead(['serve'], { PORT: '0', DATA_DIR: join(home, 'other'), DATABASE_URL: url.href }));
  expect(sentence).toContain('password authentication failed');
  expect(sentence).not.toContain('a-wrong-one');
});

test('a database made by a newer Fairlead is left alone', async () => {
  const url = await freshDatabase();
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`insert into kysely_migration (name, timestamp) values ('9999_from_the_future', '2030-01-01')`);
  await client.end();
  const sentence = await refusedToStart(fairlead(['serve'], { PORT: '0', DATA_DIR: join(home, 'other'), DATABASE_URL: url }));
  expect(sentence).toBe(
    'This database was made by a newer Fairlead (it has 9999_from_the_future): start that version, or restore a backup from before.',
  );
});

test('each setting that is wrong is named in one sentence', async () => {
  const sentence = await refusedToStart(
    fairlead(['serve'], { PORT: 'high', DATABASE_URL: 'mysql://x', IDENTITY_SECRET: 'short', DEMO: 'maybe' }),
  );
  for (const name of ['PORT', 'DATABASE_URL', 'IDENTITY_SECRET', 'DEMO']) expect(sentence).toContain(`${name}: `);
});

test('a command that there is not shows those that there are', async () => {
  const started = fairlead(['dance'], {});
  expect(await started.ended).toBe(1);
  expect(started.errors).toContain('fairlead serve');
});
