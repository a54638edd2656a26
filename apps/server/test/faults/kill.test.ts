import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { call, newId, type ThreadFollower } from '@fairlead/client';
import pg from 'pg';
import { expect, test } from 'vitest';
import { systemClock } from '../../src/platform/clock.ts';
import { openDatabase } from '../../src/platform/db.ts';
import { freePort, freshDatabase } from '../desk.ts';
import { seedTown } from '../town.ts';
import { afterwards } from './afterwards.ts';
import { type Chance, chance, eventually } from './chance.ts';
import { acknowledged, customer, engineer, insist, type Person } from './people.ts';
import { openProxy } from './proxy.ts';
import { startServer } from './server.ts';
import { broken, notOnce } from './truth.ts';

const kills = 50;

/** A server that is killed and started again on the same data, and a promise of when it is there. */
async function mortal() {
  const databaseUrl = await freshDatabase();
  const database = new pg.Pool({ connectionString: databaseUrl, max: 4 });
  afterwards(() => database.end());
  const port = await freePort();
  const start = () => startServer({ DATABASE_URL: databaseUrl, PORT: String(port) });
  let server = await start();
  let up: Promise<unknown> = Promise.resolve();
  return {
    databaseUrl,
    database,
    address: `http://127.0.0.1:${port}`,
    /** Resolves when the server is there again. */
    up: () => up,
    /** Kills it; `meanwhile` looks at what it left behind. */
    async killed(meanwhile: () => Promise<void> = () => Promise.resolve()) {
      let back!: () => void;
      up = new Promise<void>((resolve) => (back = resolve));
      await server.kill();
      await meanwhile();
      server = await start();
      back();
    },
  };
}

type Mortal = Awaited<ReturnType<typeof mortal>>;

/** What the desk has promised: entries and endings that it has acknowledged. */
function ledger() {
  const entries: string[] = [];
  const endings = new Map<string, number>();
  const waiting: { for: number; resolve: () => void }[] = [];
  const note = () => {
    for (const w of waiting.splice(0)) {
      if (entries.length + endings.size >= w.for) w.resolve();
      else waiting.push(w);
    }
  };
  return {
    entries,
    endings,
    /** Notes what leaves this outbox: its sender takes it for safe. */
    watch(follower: ThreadFollower) {
      let before = follower.state.outbox;
      follower.subscribe(() => {
        const now = new Set(follower.state.outbox.map((o) => o.id));
        entries.push(...before.filter((o) => !now.has(o.id)).map((o) => o.id));
        before = follower.state.outbox;
        note();
      });
    },
    ended(chat: string, ticket: number) {
      endings.set(chat, ticket);
      note();
    },
    /** Resolves after so many more acknowledgements. */
    more: (count: number) => new Promise<void>((resolve) => waiting.push({ for: entries.length + endings.size + count, resolve })),
  };
}

/** Has one chat after the other, and says something to each one’s ticket, until it is `over`. */
async function chatAway(
  dana: Person,
  engineers: readonly Person[],
  desk: Mortal,
  book: ReturnType<typeof ledger>,
  luck: Chance,
  over: () => boolean,
): Promise<void> {
  while (!over()) {
    const id = newId();
    const chat = await insist(
      dana,
      'POST /chats',
      { body: { id, question: 'technical', area: 'agent', summary: `Question ${id}` } },
      desk.up,
    );
    const mina = luck.pick(engineers);
    const sides = [dana.follow(chat.thread), mina.follow(chat.thread)];
    for (const side of sides) book.watch(side);
    for (let left = 3 + luck.number(8); left > 0; left--) {
      luck.pick(sides).say({ text: `${left} of ${id}` });
      if (luck.number(3) === 0) await Promise.all(sides.map(acknowledged));
    }
    if (luck.number(2) === 0) await Promise.all(sides.map(acknowledged));
    const callers = luck.pick([[dana], [mina], [dana, mina]]);
    const endings = await Promise.all(
      callers.map((who) => insist(who, 'PUT /chats/{id}/ending', { params: { id }, body: { solved: luck.number(2) === 0 } }, desk.up)),
    );
    for (const ended of endings) {
      expect(ended).toMatchObject({ state: 'ended', ticket: endings[0]!.ticket });
      book.ended(id, ended.ticket!);
    }
    luck.pick(sides).say({ text: `And one thing more about ${id}` });
    await Promise.all(sides.map(acknowledged));
    for (const side of sides) side.stop();
  }
}

test(`a desk that is killed at ${kills} random points loses nothing that it acknowledged, doubles nothing, and leaves no chat without its ticket`, async () => {
  const luck = chance();
  const desk = await mortal();
  // Less room than customers, so that chats wait, and endings connect others.
  await desk.database.query('update presences set capacity = 1');
  const engineers = [await engineer('Mina', desk.address, desk.databaseUrl)];
  const customers = await Promise.all((['Dana', 'Omar', 'Jiwoo', 'Takeru'] as const).map((name) => customer(name, desk.address)));
  const book = ledger();
  let over = false;
  const talking = Promise.all(customers.map((c) => chatAway(c, engineers, desk, book, luck, () => over)));

  for (let kill = 0; kill < kills; kill++) {
    await Promise.race([book.more(luck.number(60)), talking]);
    await luck.turns(20);
    await desk.killed(async () => {
      expect(await broken(desk.database)).toEqual([]);
      expect(await notOnce(desk.database, book.entries)).toEqual([]);
    });
    for (const { live } of [...customers, ...engineers]) live.again();
  }
  over = true;
  await talking;

  expect(await broken(desk.database)).toEqual([]);
  expect(await notOnce(desk.database, book.entries)).toEqual([]);
  expect(book.endings.size).toBeGreaterThan(kills / 2);
  const { rows } = await desk.database.query<{ chat_id: string; number: number }>('select chat_id, number from tickets');
  const tickets = new Map(rows.map((r) => [r.chat_id, r.number]));
  for (const [chat, number] of book.endings) expect(tickets.get(chat)).toBe(number);
  expect((await desk.database.query('select 1 from chats where ended_at is null')).rowCount).toBe(0);
});

test('who waited when the desk was killed is connected when it is back and somebody is free', async () => {
  const desk = await mortal();
  const customers = await Promise.all((['Dana', 'Omar', 'Jiwoo', 'Takeru'] as const).map((name) => customer(name, desk.address)));
  const ids = customers.map(() => newId());
  for (const [i, who] of customers.entries()) {
    const chat = await call(who.to, 'POST /chats', {
      body: { id: ids[i]!, question: 'technical', area: 'logs', summary: 'Nobody is here yet' },
    });
    expect(chat.state).toBe('waiting');
  }
  await desk.killed();
  await engineer('Mina', desk.address, desk.databaseUrl);
  await engineer('Jonas', desk.address, desk.databaseUrl);
  for (const [i, who] of customers.entries())
    expect(await call(who.to, 'GET /chats/{id}', { params: { id: ids[i]! } })).toMatchObject({ state: 'active' });
});

test('an engineer whose desk was killed in the middle of a chat has it still, and both go on where they were', async () => {
  const desk = await mortal();
  const mina = await engineer('Mina', desk.address, desk.databaseUrl);
  const dana = await customer('Dana', desk.address);
  const chat = await call(dana.to, 'POST /chats', { body: { id: newId(), question: 'technical', area: 'agent', summary: 'No data' } });
  const [asks, answers] = [dana.follow(chat.thread), mina.follow(chat.thread)];
  asks.say({ text: 'Are you there?' });
  await acknowledged(asks);
  await desk.killed();
  answers.say({ text: 'Still here' });
  for (const { live } of [dana, mina]) live.again();
  await eventually(() => asks.state.entries.at(-1)?.kind === 'message' && asks.state.entries.length === 4, 'Dana reads the answer');
  expect(asks.state.entries.map((e) => e.number)).toEqual([1, 2, 3, 4]);
  expect(await call(dana.to, 'GET /chats/{id}', { params: { id: chat.id } })).toMatchObject({
    state: 'active',
    engineer: { name: 'Mina Park' },
  });
});

test('a desk stops in seconds though a reader’s network swallows its goodbye', async () => {
  const port = String(await freePort());
  const server = await startServer({ DATABASE_URL: await freshDatabase(), PORT: port });
  const wire = await openProxy(`http://127.0.0.1:${port}`);
  const dana = await customer('Dana', wire.address);
  await eventually(() => dana.live.ready, 'Dana is connected');
  wire.swallow();
  const began = performance.now();
  await server.stop();
  expect(performance.now() - began).toBeLessThan(10_000);
});

// The desk’s own PostgreSQL -----------------------------------------------------------------------------------------

/** A data folder with a town in it, and the PostgreSQL that runs there. */
async function ownDatabase() {
  const dir = mkdtempSync(join(tmpdir(), 'fairlead-kill-'));
  const port = await freePort();
  const start = () => startServer({ DATA_DIR: dir, PORT: String(port) });
  const postmaster = () => readFileSync(join(dir, 'postgres/postmaster.pid'), 'utf8').split('\n');
  const postgres = () => Number(postmaster()[0]);
  let killed = 0;
  const killPostgres = () => {
    killed = postgres();
    process.kill(killed, 'SIGKILL');
  };
  afterwards(() => {
    // What a failed test leaves running.
    if (existsSync(join(dir, 'postgres/postmaster.pid')) && postgres() !== killed) killPostgres();
    rmSync(dir, { recursive: true, force: true });
  });
  const first = await start();
  const databaseUrl = () =>
    `postgres://fairlead:${readFileSync(join(dir, 'postgres.password'), 'utf8')}@127.0.0.1:${postmaster()[3]}/fairlead`;
  const db = await openDatabase(databaseUrl(), systemClock, () => undefined, 2);
  await db.transaction(seedTown);
  await db.close();
  return {
    first,
    start,
    address: `http://127.0.0.1:${port}`,
    /** Process id of the PostgreSQL that the desk has started. */
    postgres,
    killPostgres,
  };
}

test('a killed desk leaves its PostgreSQL running, and the next start adopts it; when both are killed the next start recovers; nothing acknowledged is lost', async () => {
  const desk = await ownDatabase();
  let server = desk.first;
  const dana = await customer('Dana', desk.address);
  const chat = await call(dana.to, 'POST /chats', { body: { id: newId(), question: 'technical', area: 'agent', summary: 'A power cut' } });
  const asks = dana.follow(chat.thread);
  const texts: string[] = [];
  const say = async (text: string) => {
    texts.push(text);
    asks.say({ text });
    await acknowledged(asks);
  };
  const read = async () => {
    const { entries } = await call(dana.to, 'GET /threads/{id}/entries', { params: { id: chat.thread } });
    return entries.flatMap((e) => (e.kind === 'message' ? [e.body.text] : []));
  };

  for (const round of [1, 2]) {
    await say(`before kill ${round}`);
    const postgres = desk.postgres();
    await server.kill();
    server = await desk.start();
    expect(desk.postgres()).toBe(postgres);
    dana.live.again();
    expect(await read()).toEqual(texts);
  }
  for (const round of [1, 2]) {
    await say(`before both are killed ${round}`);
    const postgres = desk.postgres();
    await server.kill();
    desk.killPostgres();
    server = await desk.start();
    expect(desk.postgres()).not.toBe(postgres);
    dana.live.again();
    expect(await read()).toEqual(texts);
  }
  await say('and it goes on');
  expect(await read()).toEqual(texts);
  await server.stop();
});
