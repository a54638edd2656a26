/** What must be true of a desk's database at every instant, whatever happened to its processes. */
import type pg from 'pg';

const promises: Record<string, string> = {
  'numbers have no gaps': `
    select t.id from threads t left join entries e on e.thread_id = t.id group by t.id
    having count(e.seq) <> t.last_seq or coalesce(min(e.seq), 1) <> 1 or coalesce(max(e.seq), 0) <> t.last_seq`,
  'public numbers have no gaps and follow the others': `
    select t.id from threads t left join
      (select thread_id, public_seq, row_number() over (partition by thread_id order by seq) as nth from entries where public_seq is not null) e on e.thread_id = t.id
    group by t.id having count(e.nth) <> t.last_public_seq or bool_or(e.nth <> e.public_seq)`,
  'nothing is said twice': `
    select thread_id as id from entries where kind in ('message', 'note') group by thread_id, author_id, body ->> 'text' having count(*) > 1`,
  'a chat has a ticket exactly when it has ended, in the same thread': `
    select coalesce(c.id, t.chat_id) as id from chats c full join (select * from tickets where chat_id is not null) t on t.chat_id = c.id
    where c.id is null or (c.ended_at is null) <> (t.id is null) or c.ticket_id is distinct from t.id or (t.id is not null and t.thread_id <> c.thread_id)`,
  'a thread says once that its chat ended, and once that its ticket was opened': `
    select c.id from chats c join entries e on e.thread_id = c.thread_id group by c.id
    having count(*) filter (where e.body ->> 'event' = 'chat_ended') <> (c.ended_at is not null)::int
      or count(*) filter (where e.body ->> 'event' = 'ticket_opened') <> (c.ended_at is not null)::int
      or count(*) filter (where e.body ->> 'event' = 'chat_waiting') <> 1`,
  'a thread is live exactly while its chat goes on': `
    select c.id from chats c join threads t on t.id = c.thread_id where t.live <> (c.ended_at is null)`,
};

/** The promises that do not hold, each with what breaks it. */
export async function broken(database: pg.Pool): Promise<string[]> {
  const found: string[] = [];
  for (const [promise, counterexamples] of Object.entries(promises)) {
    const { rows } = await database.query<{ id: string }>(counterexamples);
    if (rows.length > 0) found.push(`${promise}: not so for ${rows.map((r) => r.id).join(', ')}`);
  }
  return found;
}

/** Those of these entries that are not there, or are more than once. */
export async function notOnce(database: pg.Pool, entries: readonly string[]): Promise<string[]> {
  const { rows } = await database.query<{ id: string }>(
    'select id::text from unnest($1::uuid[]) a (id) where (select count(*) from entries e where e.entry_id = a.id) <> 1',
    [entries],
  );
  return rows.map((r) => r.id);
}
