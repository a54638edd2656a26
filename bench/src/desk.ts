/** The real desk as a child process on a folder of its own, and people who talk in it. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CallReply } from '@fairlead/contract';
import { SignJWT } from 'jose';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import WebSocket from 'ws';
import type { Stage } from './load.ts';
import { freePort, pause, start, stop } from './processes.ts';

export interface Desk extends AsyncDisposable {
  readonly pid: number;
  /** Address of its socket. */
  readonly live: string;
  /** Address of its HTTP. */
  readonly base: string;
  /** Seconds from starting the process to `/readyz` saying so. */
  readonly readyAfter: number;
  /** So many customers in a chat each, all with one engineer. Once per desk. */
  stage(chats: number): Promise<Stage>;
  /** Somebody who may send files and open tickets. */
  customer(index?: number): Promise<{ token: string }>;
}

const main = new URL('../../apps/cli/src/fairlead.ts', import.meta.url);
const identitySecret = randomBytes(32).toString('base64url');

/** Starts the desk on a data folder, made there when it is empty, and waits until it serves. `settings`: of the environment. */
export async function startDesk(dir: string, settings: Record<string, string> = {}): Promise<Desk> {
  const port = await freePort();
  const base = `http://127.0.0.1:${port}`;
  const began = performance.now();
  const child = start(main, ['serve'], {
    PORT: String(port),
    DATA_DIR: dir,
    DATABASE_URL: '',
    PUBLIC_URL: '',
    DEMO: '1',
    IDENTITY_SECRET: identitySecret,
    // A chat at saturation says in a second what people say in an hour.
    MESSAGES_PER_SECOND: '1000000',
    ...settings,
  });
  while (!(await ready(base))) {
    if (child.exitCode !== null) throw new Error(`the desk ended with ${child.exitCode} before it was ready`);
    await pause(5);
  }
  const readyAfter = (performance.now() - began) / 1_000;
  const live = `${base.replace('http', 'ws')}/api/v1/live`;
  return {
    pid: child.pid!,
    live,
    base,
    readyAfter,
    customer: async (index = 0) => call<CallReply<'POST /sessions'>>(base, 'POST', '/sessions', { identity: await identityOf(index) }),
    stage: (chats) => stageOn(base, live, dir, chats),
    [Symbol.asyncDispose]: () => stop(child),
  };
}

async function ready(base: string): Promise<boolean> {
  try {
    return (await fetch(`${base}/readyz`)).status === 200;
  } catch {
    return false;
  }
}

/** So many people are brought in at a time. */
const together = 8;

async function stageOn(base: string, live: string, dir: string, chats: number): Promise<Stage> {
  const database = await databaseOf(dir);
  const cookie = await addEngineer(database);
  await openAtAnyHour(database);
  await database.end();
  // New chats go to an engineer whose console is connected.
  const screen = new WebSocket(live, { headers: { cookie } });
  await once(screen, 'open');
  screen.send(JSON.stringify({ do: 'hello' }));
  await once(screen, 'message');

  const { areas } = await call<CallReply<'GET /desk'>>(base, 'GET', '/desk');
  const people: Stage['chats'] = [];
  let next = 0;
  const worker = async () => {
    while (next < chats) {
      const identity = await identityOf(next++);
      const { token } = await call<CallReply<'POST /sessions'>>(base, 'POST', '/sessions', { identity });
      const asked = { id: uuidv7(), question: 'technical', area: areas[0]!.key, summary: 'Logs stopped after the upgrade' };
      const { thread, state } = await call<CallReply<'POST /chats'>>(base, 'POST', '/chats', asked, token);
      if (state !== 'active') throw new Error(`a chat is ${state}: the engineer should have it`);
      people.push({ thread, token });
    }
  };
  await Promise.all(Array.from({ length: together }, worker));
  screen.close();
  await once(screen, 'close');
  return { live, engineer: { headers: { cookie } }, chats: people };
}

/** What a vendor's product would sign: twenty people to an organization. */
function identityOf(index: number): Promise<string> {
  const org = `bench-${Math.floor(index / 20)}`;
  const claims = {
    email: `person${index}@${org}.example`,
    name: `Person ${index}`,
    locale: 'en',
    org,
    orgs: [{ id: org, name: `Organization ${org}`, site: 'US1', plan: 'pro', hipaa: false }],
  };
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setSubject(`bench-person-${index}`)
    .setIssuedAt()
    .setExpirationTime('8h')
    .sign(new TextEncoder().encode(identitySecret));
}

async function call<Reply>(base: string, method: string, path: string, body?: object, token?: string): Promise<Reply> {
  const response = await fetch(`${base}/api/v1${path}`, {
    method,
    headers: { ...(body ? { 'content-type': 'application/json' } : {}), ...(token ? { authorization: `Bearer ${token}` } : {}) },
    body: body ? JSON.stringify(body) : null,
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as Reply;
}

/** The database of the desk on a folder, as its owner. */
export function urlOf(dir: string): string {
  const password = readFileSync(join(dir, 'postgres.password'), 'utf8');
  const port = readFileSync(join(dir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[3];
  return `postgres://fairlead:${password}@127.0.0.1:${port}/fairlead`;
}

export async function databaseOf(dir: string): Promise<pg.Client> {
  const database = new pg.Client(urlOf(dir));
  // When the desk stops, its database does.
  database.on('error', () => undefined);
  await database.connect();
  return database;
}

/** An engineer whom no human could be: is always on duty and takes every chat. Answers the cookie of their session. */
export async function addEngineer(database: pg.Client): Promise<string> {
  const [user, staff, token] = [uuidv7(), uuidv7(), randomBytes(32).toString('hex')];
  const email = `bench-${user.slice(-8)}@desk.example`;
  await database.query(`insert into auth."user" (id, name, email, "emailVerified") values ($1, 'Bench', $2, true)`, [user, email]);
  await database.query(
    `insert into auth.session (id, token, "userId", "expiresAt", "updatedAt") values ($1, $2, $3, now() + interval '1 day', now())`,
    [uuidv7(), token, user],
  );
  await database.query(`insert into staff (id, auth_user, email, name, role, created_at) values ($1, $2, $3, 'Bench', 'engineer', now())`, [
    staff,
    user,
    email,
  ]);
  await database.query(
    `insert into presences (staff_id, lines, capacity, available, idle_since) values ($1, '{technical}', 10000, true, now())`,
    [staff],
  );
  return `better-auth.session_token=${token}`;
}

/** Chat is open at any hour at which somebody may want to measure. */
const openAtAnyHour = (database: pg.Client) =>
  database.query(
    `insert into policies (version, document, made_at) values ((select coalesce(max(version), 0) + 1 from policies), $1, now())`,
    [{ chat: { hours: null, memberVanishesAfterSeconds: 3_600, engineerDropsAfterSeconds: 600 } }],
  );
