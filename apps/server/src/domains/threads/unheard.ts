/**
 * What was said in threads and nobody was told of elsewhere yet. Whoever tells takes a thread under its lock, which orders them with those
 * who add to it: an entry is either told of now, or its thread stands here again.
 */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db.ts';
import { columns, type EntryRow, restored, type StoredEntry } from './threads.ts';

export interface Unheard {
  thread: string;
  from: number;
  to: number;
}

/** Takes threads in which something was said before an instant and on which nobody else works; none when there are none. */
export function takeUnheard(tx: Tx, before: Date, most: number): Promise<Unheard[]> {
  return tx.rows(
    sql<Unheard>`
    with due as materialized (
      select t.id, t.last_seq from threads t join unheard u on u.thread_id = t.id
      where u.since <= ${before} order by u.since limit ${most} for no key update of t skip locked)
    delete from unheard u using due where u.thread_id = due.id returning due.id as thread, u.from_seq as "from", due.last_seq as "to"`,
    'take_unheard',
  );
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
