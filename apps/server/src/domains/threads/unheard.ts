/**
 * What was said in threads and nobody was told of elsewhere yet. Whoever tells takes a thread under its lock, which orders them with those
 * who add to it: an entry is either told of now, or its thread stands here again.
 */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db.ts';
import { columns, type EntryRow, restored, type StoredEntry } from './threads.ts';

/** Takes a thread in which something was said before an instant and nobody else works on; undefined when there is none. */
export async function takeUnheard(tx: Tx, before: Date): Promise<{ thread: string; from: number; to: number } | undefined> {
  const [row] = await tx.rows(
    sql<{ thread: string; from: number; to: number }>`
    with due as materialized (
      select t.id, t.last_seq from threads t join unheard u on u.thread_id = t.id
      where u.since <= ${before} order by u.since limit 1 for no key update of t skip locked)
    delete from unheard u using due where u.thread_id = due.id returning due.id as thread, u.from_seq as "from", due.last_seq as "to"`,
    'take_unheard',
  );
  return row;
}

/** Entries between two numbers, both included. */
export async function between(tx: Tx, thread: string, from: number, to: number): Promise<StoredEntry[]> {
  const rows = await tx.prepared<EntryRow>(
    'entries_between',
    `select ${columns} where e.thread_id = $1 and e.seq between $2 and $3 order by e.seq`,
    [thread, from, to],
  );
  return rows.map(restored);
}

/** The latest public messages before a number, oldest first. */
export async function earlier(tx: Tx, thread: string, before: number, limit: number): Promise<StoredEntry[]> {
  const rows = await tx.prepared<EntryRow>(
    'public_messages_before',
    `select ${columns} where e.thread_id = $1 and e.seq < $2 and e.public_seq is not null and e.kind = 'message' order by e.seq desc limit $3`,
    [thread, before, limit],
  );
  return rows.map(restored).toReversed();
}
