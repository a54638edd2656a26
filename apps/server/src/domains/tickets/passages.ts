/** The passage of a thread in which something was found, cut around it. */
import type { Passage } from '@fairlead/contract';
import { sql } from 'kysely';
import type { Reader } from '../../platform/db.ts';
import { excerpt } from '../../platform/excerpt.ts';
import type { Who } from '../accounts/accounts.ts';
import { anywhere } from './finding.ts';

/** By thread, the newest passage that has one of the words; only of what the reader may see. */
export async function passages(
  reader: Reader,
  who: Who,
  tickets: readonly { thread: string }[],
  words: readonly string[],
): Promise<Map<string, Passage>> {
  if (tickets.length === 0 || words.length === 0) return new Map();
  const patterns = words.map(anywhere);
  const threads = tickets.map((t) => t.thread);
  const rows = await reader.rows(sql<{ thread: string; number: number; text: string }>`
    select t.id as thread, e.number, e.text from unnest(${threads}::uuid[]) t (id) cross join lateral (
      select ${who.kind === 'staff' ? sql`seq` : sql`public_seq`} as number, body ->> 'text' as text from entries
      where thread_id = t.id and kind <> 'event' and ${who.kind === 'staff' ? sql`true` : sql`public_seq is not null`}
        and lower(normalize(body ->> 'text', NFKC)) like any(${patterns}::text[])
      order by seq desc limit 1) e`);
  return new Map(rows.map(({ thread, number, text }) => [thread, { ...excerpt(text, words), number }]));
}
