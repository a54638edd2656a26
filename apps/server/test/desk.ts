/** A whole desk for a test: its own database, a clock that the test moves, and people who act through HTTP and sockets. */
import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Connection, call, Refused } from '@fairlead/client';
import type { Call, CallInput, CallReply, FromClient, FromDesk, Locale, RefusalCode } from '@fairlead/contract';
import pg from 'pg';
import { afterAll, inject, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { signIdentity } from '../src/domains/accounts/identity.ts';
import { sweep } from '../src/jobs.ts';
import { type RunningDesk, startDesk } from '../src/main.ts';
import { type Config, readConfig } from '../src/platform/config.ts';
import type { Log } from '../src/platform/log.ts';
import { template } from './postgres.ts';
import { type CustomerName, identities, people, type StaffName } from './town.ts';

export interface Actor {
  readonly connection: Connection;
  /** Calls a route; throws `Refused`. */
  call<C extends Call>(route: C, input: CallInput<C>): Promise<CallReply<C>>;
  /** Calls a route that must be refused; answers the code. */
  refused<C extends Call>(route: C, input: CallInput<C>): Promise<RefusalCode>;
  /** Opens a socket, says hello (once, unless said otherwise), and waits for the answer. */
  live(how?: { hellos: number }): Promise<LiveActor>;
}

export interface LiveActor {
  /** Everything heard so far, in order. */
  readonly heard: FromDesk[];
  send(message: FromClient): void;
  /** The first message, heard already or yet to come, that fits. Fails after five seconds. */
  hears<T extends FromDesk>(fits: (message: FromDesk) => message is T): Promise<T>;
  hears(fits: (message: FromDesk) => boolean): Promise<FromDesk>;
  /** Waits until everything that the desk has sent before now is here. */
  settled(): Promise<void>;
  /** Ends the connection; abruptly means without a goodbye, like a cut cable. */
  leave(how?: 'abruptly'): Promise<void>;
}

export interface TestDesk {
  readonly running: RunningDesk;
  readonly address: string;
  readonly databaseUrl: string;
  readonly config: Config;
  /** Log lines of level error: a test that causes none expects none. */
  readonly errors: string[];
  readonly clock: { now(): Date };
  member(name: CustomerName): Promise<Actor>;
  /** A member from an identity that the test makes up. */
  stranger(identity: Parameters<typeof signIdentity>[0]): Promise<Actor>;
  staff(name: StaffName): Promise<Actor>;
  /** Staff with a connected console, available for chats. */
  onDuty(name: StaffName): Promise<Actor & { console: LiveActor }>;
  /** Moves the clock on, in steps during which the desk does what it does by itself. */
  pass(time: { seconds?: number; minutes?: number }): Promise<void>;
  /** The clock goes on while the whole desk is down: nothing is looked after. */
  down(time: { seconds?: number; minutes?: number }): void;
  /** This node looks after presence and the line once, now. */
  sweep(): Promise<void>;
  /** Somebody's connection is cut, and the desk has noticed. */
  cut(person: { console: LiveActor }): Promise<void>;
  /** A look at the database, for promises that no screen shows. */
  query<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<Row[]>;
  /** Staff in a browser that has these cookies. */
  browser(cookie: string): Actor;
  /** A program that brings a token. */
  program(token: string): Actor;
  identityToken(name: CustomerName, change?: object, life?: number): Promise<string>;
  /** Another process’s worth of desk on the same database. */
  secondNode(settings?: Record<string, string>): Promise<TestDesk>;
  stop(): Promise<void>;
}

/** Below those that the system gives to outgoing connections, which take a free one between its probe and its use. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(10_000, 32_000);
    const probe = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      probe.once('error', () => resolve(false));
      probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
    });
    if (isFree) return port;
  }
}

/** A fresh copy of the template database; answers its connection string. */
export async function freshDatabase(): Promise<string> {
  const admin = new pg.Client({ connectionString: inject('postgres') });
  await admin.connect();
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await admin.query(`create database ${name} template ${template} strategy file_copy`);
  await admin.end();
  const url = new URL(inject('postgres'));
  url.pathname = `/${name}`;
  return url.href;
}

/** Opens a desk that is stopped after the file's tests. `settings` are environment variables. */
export async function openDesk(settings: Record<string, string> = {}): Promise<TestDesk> {
  const desk = await start(await freshDatabase(), settings, { at: Date.UTC(2026, 10, 23, 15) });
  afterAll(() => desk.stop());
  return desk;
}

/** Opens a desk for the test that calls this. Its watch over presence has begun. */
export async function newDesk(settings: Record<string, string> = {}): Promise<TestDesk> {
  const desk = await start(await freshDatabase(), settings, { at: Date.UTC(2026, 10, 23, 15) });
  onTestFinished(() => desk.stop());
  await desk.pass({ seconds: 1 });
  return desk;
}

/** Looks again and again until something is so. Fails after five seconds, saying what was awaited. */
export async function until(what: string, look: () => Promise<boolean> | boolean): Promise<void> {
  const deadline = Date.now() + 5_000;
  while (!(await look())) {
    if (Date.now() > deadline) throw new Error(`waited in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function start(databaseUrl: string, settings: Record<string, string>, time: { at: number }): Promise<TestDesk> {
  const dataDir = mkdtempSync(join(tmpdir(), 'fairlead-desk-'));
  const config = readConfig({
    DATABASE_URL: databaseUrl,
    DATA_DIR: dataDir,
    PORT: String(await freePort()),
    IDENTITY_SECRET: randomBytes(32).toString('hex'),
    DEMO: '0',
    MESSAGES_PER_SECOND: '10000',
    ...settings,
  });
  const errors: string[] = [];
  const log: Log = (level, message, facts) => void (level === 'error' && errors.push(`${message} ${String(facts?.['error'] ?? '')}`));
  const clock = { now: () => new Date(time.at) };
  const running = await startDesk(config, { log, clock, jobs: false });
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 2 });
  const open: LiveActor[] = [];
  const others: TestDesk[] = [];

  const actor = (connection: Connection, cookie?: string): Actor => ({
    connection,
    call: (route, input) => call(connection, route, input),
    async refused(route, input) {
      try {
        await call(connection, route, input);
      } catch (error) {
        if (error instanceof Refused) return error.code;
        throw error;
      }
      throw new Error(`${route} was not refused`);
    },
    async live(how) {
      const connected = await connectLive(running.address, connection, cookie, how?.hellos);
      open.push(connected);
      return connected;
    },
  });
  const member = async (identity: Parameters<typeof signIdentity>[0]) => {
    const connection: Connection = { base: running.address, token: null, locale: identity.locale as Locale };
    const { token } = await call(connection, 'POST /sessions', {
      body: { identity: await signIdentity(identity, config.identitySecret!, clock.now()) },
    });
    return actor({ ...connection, token });
  };

  const desk: TestDesk = {
    running,
    address: running.address,
    databaseUrl,
    config,
    errors,
    clock,
    member: (name) => member(identities[name]),
    stranger: member,
    async staff(name) {
      const [row] = (
        await pool.query<{ token: string }>('select token from auth.session s join auth."user" u on u.id = s."userId" where u.email = $1', [
          people[name].email,
        ])
      ).rows;
      const cookie = `better-auth.session_token=${row!.token}.unsigned`;
      return actor({ base: running.address, token: null, as: 'staff', locale: 'en', headers: { cookie } }, cookie);
    },
    browser: (cookie) => actor({ base: running.address, token: null, as: 'staff', locale: 'en', headers: { cookie } }, cookie),
    program: (token) => actor({ base: running.address, token, locale: 'en' }),
    async onDuty(name) {
      const person = await desk.staff(name);
      const console = await person.live();
      await person.call('PUT /me/availability', { body: { available: true } });
      return { ...person, console };
    },
    async pass({ seconds = 0, minutes = 0 }) {
      const end = time.at + (seconds + minutes * 60) * 1000;
      while (time.at < end) {
        time.at = Math.min(end, time.at + 5_000);
        for (const node of [running, ...others.map((o) => o.running)]) await sweep(node.desk);
      }
    },
    down({ seconds = 0, minutes = 0 }) {
      time.at += (seconds + minutes * 60) * 1000;
    },
    sweep: () => sweep(running.desk),
    async cut({ console }) {
      const gone = async () => Number((await pool.query('select count(*) from presences where gone_at is not null')).rows[0].count);
      const before = await gone();
      await console.leave('abruptly');
      await until('the desk notices that a console is gone', async () => (await gone()) > before);
    },
    query: async (text, values) => (await pool.query(text, values)).rows,
    identityToken: (name, change = {}, life = 3600) =>
      signIdentity({ ...identities[name], ...change }, config.identitySecret!, clock.now(), life),
    async secondNode(settings = {}) {
      const other = await start(databaseUrl, { IDENTITY_SECRET: config.identitySecret!, ...settings }, time);
      others.push(other);
      return other;
    },
    async stop() {
      await Promise.all(others.map((o) => o.stop()));
      await Promise.all(open.map((l) => l.leave('abruptly')));
      await running.stop();
      await pool.end();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
  return desk;
}

async function connectLive(address: string, { token, as }: Connection, cookie?: string, hellos = 1): Promise<LiveActor> {
  const socket = new WebSocket(`${address.replace('http', 'ws')}/api/v1/live`, { headers: cookie ? { cookie } : {} });
  const heard: FromDesk[] = [];
  const waiting = new Set<() => void>();
  socket.on('message', (data: Buffer) => {
    heard.push(JSON.parse(data.toString()) as FromDesk);
    for (const look of waiting) look();
  });
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  const hears = (fits: (message: FromDesk) => boolean): Promise<FromDesk> =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        waiting.delete(look);
        reject(new Error(`not heard; heard instead: ${heard.map((h) => JSON.stringify(h)).join('\n')}`));
      }, 5_000);
      const look = () => {
        const found = heard.find(fits);
        if (!found) return;
        clearTimeout(timer);
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
      look();
    });
  const live: LiveActor = {
    heard,
    send: (message) => socket.send(JSON.stringify(message)),
    hears: hears,
    async settled() {
      const before = heard.filter((h) => h.is === 'pong').length;
      live.send({ do: 'ping' });
      await hears(() => heard.filter((h) => h.is === 'pong').length > before);
    },
    leave: (how) =>
      new Promise((resolve) => {
        if (socket.readyState === WebSocket.CLOSED) return resolve();
        socket.once('close', () => resolve());
        if (how === 'abruptly') socket.terminate();
        else socket.close();
      }),
  };
  for (let i = 0; i < hellos; i++) live.send({ do: 'hello', token: token ?? undefined, as });
  await hears((m) => m.is === 'hello' || m.is === 'refused');
  return live;
}
