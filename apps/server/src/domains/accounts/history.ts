/** What was changed of the desk itself, by whom: written in the transaction that changes it. */
import type { DeskChange } from '@fairlead/contract';
import { sql } from 'kysely';
import type { Reader, Tx } from '../../platform/db.ts';
import type { StaffWho } from './accounts.ts';

export interface Change {
  what: DeskChange['what'];
  id: string;
  name: string;
  was: object | null;
  now: object | null;
}

/** Notes a change; one that changes nothing leaves no mark. Secrets stay out of `was` and `now`. */
export async function noteChange(tx: Tx, who: StaffWho, { what, id, name, was, now }: Change): Promise<void> {
  await tx.rows(sql`
    insert into desk_changes (at, by_id, what, thing, name, was, now)
    select ${tx.now}, ${who.id}, ${what}, ${id}, ${name}, w, n
    from (select ${was && JSON.stringify(was)}::jsonb as w, ${now && JSON.stringify(now)}::jsonb as n) c where w is distinct from n`);
}

/** Newest first; `next` is the `before` of the page after. */
export async function changes(
  reader: Reader,
  { before, limit }: { before?: number | undefined; limit: number },
): Promise<{ changes: DeskChange[]; next: number | null }> {
  const rows = await reader.rows(sql<Omit<DeskChange, 'at'> & { at: Date }>`
    select c.id, c.at, s.name as by, c.what, c.name, c.was, c.now from desk_changes c join staff s on s.id = c.by_id
    where ${before ?? null}::bigint is null or c.id < ${before ?? null} order by c.id desc limit ${limit + 1}`);
  const shown = rows.slice(0, limit).map(({ at, ...row }) => ({ ...row, at: at.toISOString() }));
  return { changes: shown, next: rows.length > limit ? shown.at(-1)!.id : null };
}
