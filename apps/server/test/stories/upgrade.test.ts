/** A desk that is brought up to date with people in the middle of things. */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import pg from 'pg';
import { expect, inject, onTestFinished, test } from 'vitest';

const migration = (name: string) => readFileSync(new URL(`../../migrations/${name}.sql`, import.meta.url), 'utf8');

async function emptyDatabase(): Promise<pg.Client> {
  const admin = new pg.Client({ connectionString: inject('postgres') });
  await admin.connect();
  const name = `upgrade_${randomUUID().replaceAll('-', '')}`;
  await admin.query(`create database ${name}`);
  await admin.end();
  const url = new URL(inject('postgres'));
  url.pathname = `/${name}`;
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  onTestFinished(() => client.end());
  return client;
}

test('0003: an open chat of a HIPAA organization ends into its ticket, and others go on (S8)', async () => {
  const db = await emptyDatabase();
  for (const name of ['0001_auth', '0002_desk']) await db.query(migration(name));
  await db.query(`
    insert into organizations (id, external_id, name, site, plan, hipaa, created_at) values
      (gen_random_uuid(), 'clinic', 'Clinic', 'US1', 'standard', true, now()), (gen_random_uuid(), 'shop', 'Shop', 'US1', 'standard', false, now());
    insert into members (id, external_id, email, name, created_at) values (gen_random_uuid(), 'nora', 'nora@clinic.example', 'Nora', now());
    insert into threads (id, member_id, organization_id, live, last_at) select gen_random_uuid(), m.id, o.id, true, now() from members m, organizations o;
    insert into chats (id, thread_id, member_id, organization_id, question, summary, started_at, waiting_since, member_seen_at)
      select gen_random_uuid(), id, member_id, organization_id, 'technical', 'x', now(), now(), now() from threads`);
  await db.query(migration('0003_channels'));
  const { rows } = await db.query(
    `select o.external_id, c.ended_by, t.live, k.state from chats c join organizations o on o.id = c.organization_id
       join threads t on t.id = c.thread_id left join tickets k on k.id = c.ticket_id order by 1`,
  );
  expect(rows).toEqual([
    { external_id: 'clinic', ended_by: 'hipaa', live: false, state: 'open' },
    { external_id: 'shop', ended_by: null, live: true, state: null },
  ]);
});

test('0004: what was asked for at a chat’s end stays missing, and what was stored twice keeps one copy', async () => {
  const db = await emptyDatabase();
  for (const name of ['0001_auth', '0002_desk', '0003_channels']) await db.query(migration(name));
  await db.query(`
    insert into organizations (id, external_id, name, site, plan, created_at) values (gen_random_uuid(), 'shop', 'Shop', 'US1', 'standard', now());
    insert into members (id, external_id, email, name, created_at) values (gen_random_uuid(), 'dana', 'dana@shop.example', 'Dana', now());
    insert into threads (id, member_id, organization_id, live, last_at, last_seq, last_public_seq)
      select gen_random_uuid(), m.id, o.id, false, now(), 1, 1 from members m, organizations o;
    insert into entries (thread_id, seq, entry_id, public_seq, kind, author_kind, body, at)
      select id, 1, gen_random_uuid(), 1, 'event', 'desk', '{"event": "evidence_missing", "items": ["logs"]}', now() from threads;
    insert into tickets (id, thread_id, member_id, organization_id, question, subject, state, missing, created_at, updated_at)
      select gen_random_uuid(), id, member_id, organization_id, 'technical', 'x', 'open', '{logs}', now(), now() from threads;
    insert into files (id, thread_id, name, type, bytes, sha256, author_kind, author_id, at)
      select gen_random_uuid(), t.id, n || '.txt', 'text/plain', 3, sha256('abc'), 'member', t.member_id, now() from threads t, generate_series(1, 3) n`);
  await db.query(migration('0004_evidence'));
  const rows = async (text: string) => (await db.query<Record<string, unknown>>(text)).rows;
  expect(await rows('select question, about, known from checklists')).toEqual([{ question: 'technical', about: [], known: {} }]);
  expect(await rows('select state, count(*)::int as n, count(sha256)::int as sums from blobs group by state order by state')).toEqual([
    { state: 'doomed', n: 2, sums: 0 },
    { state: 'ready', n: 1, sums: 1 },
  ]);
  expect(
    await rows('select count(*)::int as n, count(distinct blob_id)::int as blobs, bool_and(cited_at is not null) as used from files'),
  ).toEqual([{ n: 3, blobs: 1, used: true }]);
});

test('0005: an answer that was promised stays promised, and one that was given in time was kept', async () => {
  const db = await emptyDatabase();
  for (const name of ['0001_auth', '0002_desk', '0003_channels', '0004_evidence']) await db.query(migration(name));
  await db.query(`
    insert into organizations (id, external_id, name, site, plan, created_at) values (gen_random_uuid(), 'shop', 'Shop', 'US1', 'standard', now());
    insert into members (id, external_id, email, name, created_at) values (gen_random_uuid(), 'dana', 'dana@shop.example', 'Dana', now());
    insert into threads (id, member_id, organization_id, live, last_at, member_spoke_at)
      select gen_random_uuid(), m.id, o.id, false, now(), now() from members m, organizations o, generate_series(1, 2);
    insert into tickets (id, thread_id, member_id, organization_id, question, subject, state, created_at, updated_at, promised_at, answered_at)
      select gen_random_uuid(), id, member_id, organization_id, 'technical', 'x', 'open', '2026-11-23T10:00Z', now(), '2026-11-23T12:00Z',
        case when row_number() over () = 1 then timestamptz '2026-11-23T11:00Z' end from threads`);
  await db.query(migration('0005_tickets'));
  const { rows } = await db.query(
    `select p.outcome, p.due_at, k.due_at = p.due_at as told, k.waiting_since is not null as waits from promises p join tickets k on k.id = p.ticket_id order by p.due_at`,
  );
  expect(rows).toEqual([
    { outcome: null, due_at: new Date('2026-11-23T12:00:00Z'), told: true, waits: true },
    { outcome: 'kept', due_at: null, told: null, waits: true },
  ]);
});
