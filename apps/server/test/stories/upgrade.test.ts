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
