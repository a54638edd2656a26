/** The passage of a thread in which something was found, cut around it. */
import type { Passage } from '@fairlead/contract';
import { sql } from 'kysely';
import type { Reader } from '../../platform/db.ts';
import type { Who } from '../accounts/accounts.ts';
import { anywhere } from './finding.ts';
import { folded } from './terms.ts';

const before = 60;
const longest = 200;

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

/** A text cut around the first of the words, with every place at which one of them stands. `marks` are [from, to) in UTF-16 units. */
export function excerpt(text: string, words: readonly string[]): Omit<Passage, 'number'> {
  const places = placesOf(text, words);
  const from = Math.max(0, (places[0]?.[0] ?? 0) - before);
  const to = Math.min(text.length, from + longest);
  const cutText = `${from > 0 ? '…' : ''}${text.slice(from, to).replaceAll(/\s/g, ' ')}${to < text.length ? '…' : ''}`.toWellFormed();
  const shift = (from > 0 ? 1 : 0) - from;
  return {
    text: cutText,
    marks: places.filter(([, end]) => end <= to).map(([start, end]): [number, number] => [start + shift, end + shift]),
  };
}

/** Places of words, in order, none within another. Where folding changes a text's length, places would be wrong: none are told. */
function placesOf(text: string, words: readonly string[]): [number, number][] {
  const plain = folded(text);
  if (plain.length !== text.length) return [];
  const places: [number, number][] = [];
  for (const word of words.map(folded).filter((w) => w !== ''))
    for (let at = plain.indexOf(word); at >= 0 && places.length < 200; at = plain.indexOf(word, at + word.length))
      places.push([at, at + word.length]);
  const sorted = places.toSorted((a, b) => a[0] - b[0] || b[1] - a[1]);
  return sorted.filter(([start], i) => i === 0 || start >= Math.max(...sorted.slice(0, i).map(([, end]) => end)));
}
