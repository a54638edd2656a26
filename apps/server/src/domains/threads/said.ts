/** What stands in a thread already, for rules that ask. */
import type { Reader } from '../../platform/db.ts';
import { columns, type EntryRow, restored, type StoredEntry } from './threads.ts';

/** Whether an entry with this id stands in a thread already. */
export async function holds(reader: Reader, thread: string, id: string): Promise<boolean> {
  const row = await reader.read
    .selectFrom('entries')
    .select('seq')
    .where('thread_id', '=', thread)
    .where('entry_id', '=', id)
    .executeTakeFirst();
  return row !== undefined;
}

/** Messages of a thread by their ids, as far as members may read them, in order. */
export async function named(reader: Reader, thread: string, ids: readonly string[]): Promise<StoredEntry[]> {
  const rows = await reader.prepared<EntryRow>(
    'named_messages',
    `select ${columns} where e.thread_id = $1 and e.entry_id = any($2::uuid[]) and e.kind = 'message' and e.public_seq is not null order by e.seq`,
    [thread, ids],
  );
  return rows.map(restored);
}

/** When staff first answered in a thread, if they have. */
export async function firstAnswer(reader: Reader, thread: string): Promise<Date | undefined> {
  const row = await reader.read
    .selectFrom('entries')
    .select('at')
    .where('thread_id', '=', thread)
    .where('kind', '=', 'message')
    .where('author_kind', '=', 'staff')
    .orderBy('seq')
    .limit(1)
    .executeTakeFirst();
  return row?.at;
}

/** What was given as evidence, with a member's message if it has files, and what was asked for, in order. */
export async function evidenceIn(reader: Reader, thread: string, audience: 'public' | 'staff'): Promise<StoredEntry[]> {
  const rows = await reader.prepared<EntryRow>(
    'evidence_in',
    `select ${columns} where e.thread_id = $1 and ($2 or e.public_seq is not null)
       and (e.kind = 'evidence' or (e.kind = 'event' and e.body ->> 'event' in ('evidence_asked', 'evidence_missing'))
         or (e.kind = 'message' and e.author_kind = 'member' and e.body -> 'files' <> '[]')) order by e.seq`,
    [thread, audience === 'staff'],
  );
  return rows.map(restored);
}
