/** Tickets of years: how soon a view, a ticket and a search are there, and how many may be opened in a second; at two sizes. */
import { existsSync, mkdirSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { builtInViews, type CallReply } from '@fairlead/contract';
import pg from 'pg';
import { chromium } from 'playwright-core';
import { v7 as uuidv7 } from 'uuid';
import { addEngineer, databaseOf, type Desk, startDesk } from '../desk.ts';
import { indexed, longThread, populate, type Size } from '../population.ts';
import { residentBytes, temporaryFolder } from '../processes.ts';
import { atMost, type Aim, figure, ofLimit, type Say, under } from '../report.ts';

const sizes: Record<string, Size> = {
  '20k': { tickets: 20_000, entries: 200_000, organizations: 500 },
  '200k': { tickets: 200_000, entries: 2_000_000, organizations: 5_000 },
};
const rounds = 25;
const openers = 12;
const openingFor = 8_000;

/**
 * `BENCH_TICKETS=20k` measures that size alone. `BENCH_KEPT=folder` fills desks in that folder, or measures those that were filled there
 * before: filling the larger one takes a quarter of an hour.
 */
export async function tickets(say: Say): Promise<void> {
  const only = process.env['BENCH_TICKETS'];
  for (const [name, size] of Object.entries(sizes)) if (!only || only === name) await atSize(say, name, size);
}

async function atSize(say: Say, name: string, size: Size): Promise<void> {
  using folder = temporaryFolder();
  const kept = process.env['BENCH_KEPT'];
  const home = kept ? join(kept, name) : folder.path;
  const nameOf = (what: string) => `tickets.${what}_${name}`;
  if (!existsSync(join(home, 'postgres'))) await fill(say, nameOf('indexed'), home, size);
  // Started again, as it is with each upgrade: what PostgreSQL keeps at hand follows from what there is.
  await using desk = await startDesk(home);
  const database = await databaseOf(home);
  const at = { say, name: nameOf, desk, database, cookie: await addEngineer(database) };
  await views(at);
  await longTicket(at);
  await searches(at);
  await painted(at);
  await csv(at, size);
  await creation(at);
  await database.end();
}

async function fill(say: Say, name: string, home: string, size: Size): Promise<void> {
  mkdirSync(home, { recursive: true });
  await using _desk = await startDesk(home);
  const database = await databaseOf(home);
  await populate(database, size);
  const perSecond = size.tickets / (await indexed(database));
  say(figure(name, 'tickets/s', perSecond, perSecond, null));
  await database.end();
}

interface At {
  say: Say;
  name: (what: string) => string;
  desk: Desk;
  database: pg.Client;
  cookie: string;
}

/** Of these times, the one that 95 of 100 do not exceed. */
const p = (share: number, times: number[]) =>
  times.toSorted((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * share))]!;

async function timed<T>(times: number[], work: () => Promise<T>): Promise<T> {
  const began = performance.now();
  const result = await work();
  times.push(performance.now() - began);
  return result;
}

async function get<Reply>({ desk, cookie }: At, path: string): Promise<Reply> {
  const response = await fetch(`${desk.base}/api/v1${path}`, { headers: { cookie } });
  if (!response.ok) throw new Error(`GET ${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as Reply;
}

/** The barest way to the rows of a list: by their keys, with the names beside them. */
const rowsByKey = {
  name: 'rows_by_key',
  text: `select k.*, m.name as member, o.name as organization from tickets k join members m on m.id = k.member_id join organizations o on o.id = k.organization_id
    where k.id = any($1::uuid[])`,
};

type Listed = CallReply<'GET /tickets'>;

/** Every built-in view in turn; the slowest one’s p95 is said, and all of them together. */
async function views(at: At): Promise<void> {
  const times = new Map<string, number[]>(builtInViews.map((view) => [view, []]));
  const bare: number[] = [];
  for (let round = -3; round < rounds; round++)
    for (const view of builtInViews) {
      const into = round < 0 ? [] : times.get(view)!;
      const { tickets } = await timed(into, () => get<Listed>(at, `/tickets?view=${view}`));
      await timed(round < 0 ? [] : bare, () => at.database.query({ ...rowsByKey, values: [tickets.map((t) => t.id)] }));
    }
  const slowest = Math.max(...[...times.values()].map((t) => p(0.95, t)));
  at.say(figure(at.name('view_p95'), 'ms', slowest, p(0.95, bare), under(50)));
  at.say(figure(at.name('view_p50'), 'ms', p(0.5, [...times.values()].flat()), p(0.5, bare), null));
}

/** A ticket, and its 500 entries page by page, one call after the other. */
async function longTicket(at: At): Promise<void> {
  const { rows } = await at.database.query<{ number: number; thread: string }>(
    'select k.number, t.id as thread from threads t join tickets k on k.thread_id = t.id where t.last_seq = $1 order by k.number limit 20',
    [longThread],
  );
  const [times, bare] = [[] as number[], [] as number[]];
  for (let round = -5; round < rounds * 2; round++) {
    const { number, thread } = rows[(round + 5) % rows.length]!;
    await timed(round < 0 ? [] : times, async () => {
      await get(at, `/tickets/${number}`);
      for (let after = 0; after < longThread;) {
        const { entries } = await get<CallReply<'GET /threads/{id}/entries'>>(at, `/threads/${thread}/entries?after=${after}`);
        after += entries.length;
      }
    });
    await timed(round < 0 ? [] : bare, () =>
      at.database.query({ name: 'entries', text: 'select * from entries where thread_id = $1 order by seq', values: [thread] }),
    );
  }
  at.say(figure(at.name('long_ticket_p95'), 'ms', p(0.95, times), p(0.95, bare), under(50)));
}

/** Words that many tickets have and few, phrases, identifiers, parts of Korean and Japanese words, filters. */
const sought = [
  'agent',
  'certificate',
  'segfault',
  'agent sends data',
  'kafka -nginx',
  '"the agent"',
  '"proxy certificate"',
  'NT_STATUS_0xC000006D',
  'datadog.agent.running',
  'java.lang.OutOfMemoryError',
  'host-77-1',
  '설정',
  '대시보드',
  '設定',
  'ダッシュボード',
  '証明',
  'is:unsolved agent',
  'area:logs timeout',
  'is:urgent',
  'org:"Harbor 2" error',
  '#100042',
  'cert',
];

async function searches(at: At): Promise<void> {
  const times = new Map<string, number[]>(sought.map((q) => [q, []]));
  const bare: number[] = [];
  for (let round = -1; round < rounds / 2; round++)
    for (const q of sought) {
      const { found } = await timed(round < 0 ? [] : times.get(q)!, () =>
        get<CallReply<'GET /search'>>(at, `/search?q=${encodeURIComponent(q)}`),
      );
      await timed(round < 0 ? [] : bare, () => at.database.query({ ...rowsByKey, values: [found.map((f) => f.ticket.id)] }));
    }
  const all = [...times.values()].flat();
  at.say(figure(at.name('search_p95'), 'ms', p(0.95, all), p(0.95, bare), under(100)));
  const slowest = [...times].map(([q, t]) => ({ q, took: p(0.5, t) })).toSorted((a, b) => b.took - a.took);
  console.error(
    `  slowest: ${slowest
      .slice(0, 4)
      .map(({ q, took }) => `${q} ${took.toFixed(0)} ms`)
      .join(', ')}`,
  );
}

/** From the click on a view until its rows are on the screen, in Chromium, with the console loaded; beside what the view’s call takes there. */
async function painted(at: At): Promise<void> {
  const browser = await chromium.launch({ executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const [name, value] = at.cookie.split('=') as [string, string];
  await context.addCookies([{ name, value: `${value}.x`, url: at.desk.base }]);
  const page = await context.newPage();
  await page.goto(`${at.desk.base}/console/tickets?view=all`);
  await page.locator('a[href*="/console/tickets/"]').first().waitFor();
  const [times, bare] = [[] as number[], [] as number[]];
  for (let round = -1; round < 6; round++)
    for (const view of ['unassigned', 'waiting', 'urgent', 'all'] as const) {
      const took = await page.evaluate(async (to: string) => {
        const link = document.querySelector<HTMLElement>(`a[href*="view=${to}"]`)!;
        const rows = () => [...document.querySelectorAll('a[href*="/console/tickets/"]')].map((r) => r.getAttribute('href')).join();
        const before = rows();
        const began = performance.now();
        link.click();
        while (rows() === before || rows() === '') await new Promise((resolve) => requestAnimationFrame(resolve));
        await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
        return performance.now() - began;
      }, view);
      const alone = await page.evaluate(async (to: string) => {
        const began = performance.now();
        await (await fetch(`/api/v1/tickets?view=${to}`)).json();
        return performance.now() - began;
      }, view);
      if (round < 0) continue;
      times.push(took);
      bare.push(alone);
    }
  await browser.close();
  at.say(figure(at.name('painted_p95'), 'ms', p(0.95, times), p(0.95, bare), under(300)));
}

/** Every ticket as CSV: how fast, and how far the desk grows meanwhile. */
async function csv(at: At, { tickets }: Size): Promise<void> {
  const before = residentBytes(at.desk.pid);
  let peak = before;
  let bytes = 0;
  const began = performance.now();
  const response = await fetch(`${at.desk.base}/api/v1/reports/tickets.csv?days=3660`, { headers: { cookie: at.cookie } });
  for await (const piece of response.body!) {
    bytes += (piece as Uint8Array).length;
    peak = Math.max(peak, residentBytes(at.desk.pid));
  }
  const seconds = (performance.now() - began) / 1_000;
  const bareBegan = performance.now();
  const { rows } = await at.database
    .query("copy (select * from tickets) to program 'cat > /dev/null'")
    .catch(() => at.database.query('select count(k) from tickets k'));
  void rows;
  const bare = (performance.now() - bareBegan) / 1_000;
  if (bytes < tickets * 50) throw new Error(`only ${bytes} bytes of CSV came`);
  at.say(figure(at.name('csv'), 'rows/s', tickets / seconds, tickets / bare, null));
  at.say(figure(at.name('csv_memory'), 'MB', (peak - before) / 1e6, bytes / 1e6, null));
}

/** Customers who open tickets, each the next when the one before stands; beside one statement that writes the same rows. */
async function creation(at: At): Promise<void> {
  const tokens = await Promise.all(Array.from({ length: openers * 4 }, async (_, i) => (await at.desk.customer(i)).token));
  const agent = new Agent({ keepAlive: true, maxSockets: openers });
  const { areas } = await get<CallReply<'GET /desk'>>(at, '/desk');
  const ours = await saturate(async (n) => {
    const body = {
      id: uuidv7(),
      question: 'technical',
      area: areas[n % areas.length]!.key,
      subject: 'No data since noon',
      text: 'The agent sends nothing since we upgraded it.',
    };
    await post(agent, `${at.desk.base}/api/v1/tickets`, tokens[n % tokens.length]!, body);
  });
  agent.destroy();
  const bare = await bareCreation(at);
  at.say(figure(at.name('created'), 'tickets/s', ours.perSecond, bare.perSecond, { of: 'value', is: '>=', than: 500 } satisfies Aim));
  at.say(figure(at.name('created_share'), 'tickets/s', ours.perSecond, bare.perSecond, ofLimit(0.1)));
  at.say(figure(at.name('created_p99'), 'ms', ours.p99, bare.p99, atMost(50)));
}

async function saturate(one: (n: number) => Promise<void>): Promise<{ perSecond: number; p99: number }> {
  const times: number[] = [];
  let n = 0;
  for (let i = 0; i < 200; i++) await one(n++);
  const began = performance.now();
  const worker = async () => {
    while (performance.now() - began < openingFor) await timed(times, () => one(n++));
  };
  await Promise.all(Array.from({ length: openers }, worker));
  return { perSecond: times.length / ((performance.now() - began) / 1_000), p99: p(0.99, times) };
}

function post(agent: Agent, url: string, token: string, body: object): Promise<void> {
  const sent = JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'content-length': Buffer.byteLength(sent) };
    const call = request(url, { method: 'POST', agent, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (piece: string) => (text += piece));
      response.on('end', () => (response.statusCode === 200 ? resolve() : reject(new Error(text))));
    });
    call.on('error', reject).end(sent);
  });
}

/** A thread, a ticket and two entries in one statement, committed: what no desk can do without. */
async function bareCreation({ database }: At): Promise<{ perSecond: number; p99: number }> {
  const { rows } = await database.query<{ member: string; organization: string }>(
    'select member_id as member, organization_id as organization from memberships limit 100',
  );
  const pool = new pg.Pool({
    host: database.host,
    port: database.port,
    user: database.user!,
    password: database.password!,
    database: database.database!,
    max: openers,
  });
  const text = `with t as (insert into threads (id, member_id, organization_id, last_seq, last_public_seq, live, last_at) values ($1, $2, $3, 2, 2, false, now()) returning id),
    e as (insert into entries (thread_id, seq, entry_id, public_seq, kind, author_kind, author_id, body, at)
      values ($1, 1, $4, 1, 'message', 'member', $2, $6, now()), ($1, 2, $5, 2, 'event', 'desk', null, $7, now()))
    insert into tickets (id, thread_id, member_id, organization_id, question, subject, state, created_at, updated_at)
      values ($4, $1, $2, $3, 'technical', 'No data since noon', 'new', now(), now())`;
  const result = await saturate(async (n) => {
    const { member, organization } = rows[n % rows.length]!;
    const values = [
      uuidv7(),
      member,
      organization,
      uuidv7(),
      uuidv7(),
      { text: 'The agent sends nothing since we upgraded it.', files: [] },
      { event: 'ticket_opened' },
    ];
    await pool.query({ name: 'create', text, values });
  });
  await pool.end();
  return result;
}
