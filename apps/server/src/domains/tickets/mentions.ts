/** Colleagues who are called by name: they are told where, until they have looked. */
import type { Mention } from '@fairlead/contract';
import { sql } from 'kysely';
import type { Reader, Tx } from '../../platform/db.ts';
import { Refusal } from '../../platform/refusals.ts';
import type { StaffWho } from '../accounts/accounts.ts';
import { lockForWho } from './locking.ts';

const changed = (tx: Tx) => tx.announce({ what: 'changed', brief: { what: 'mentions', member: null } });

/** Calls colleagues to an entry that has just been said in a ticket. Throws `invalid` for somebody who is not of the staff. */
export async function note(tx: Tx, who: StaffWho, ticket: string, entry: string, called: readonly string[]): Promise<void> {
  const others = [...new Set(called)].filter((id) => id !== who.id);
  if (others.length === 0) return;
  const noted = await tx.rows(sql`
    insert into mentions (ticket_id, entry_id, staff_id, mentioned_by, at)
    select ${ticket}, ${entry}, id, ${who.id}, ${tx.now} from staff where id = any(${others}::uuid[])
    on conflict (entry_id, staff_id) do update set at = mentions.at returning staff_id`);
  if (noted.length < others.length) throw new Refusal('invalid', [{ path: 'mentions', message: 'no such colleague' }]);
  changed(tx);
}

/** Where somebody was called and has not looked yet, newest first. */
export async function mine(reader: Reader, who: StaffWho): Promise<Mention[]> {
  const rows = await reader.rows(sql<Omit<Mention, 'at'> & { at: Date }>`
    select m.entry_id as entry, k.number as ticket, k.subject, s.name as by, m.at, left(e.body ->> 'text', 200) as text
    from mentions m join tickets k on k.id = m.ticket_id join staff s on s.id = m.mentioned_by
      join entries e on e.thread_id = k.thread_id and e.entry_id = m.entry_id
    where m.staff_id = ${who.id} and m.seen_at is null order by m.at desc limit 50`);
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
}

export async function see(tx: Tx, who: StaffWho, number: number): Promise<void> {
  const ticket = await lockForWho(tx, who, number);
  const { numUpdatedRows } = await tx.write
    .updateTable('mentions')
    .set({ seen_at: tx.now })
    .where('ticket_id', '=', ticket.id)
    .where('staff_id', '=', who.id)
    .where('seen_at', 'is', null)
    .executeTakeFirstOrThrow();
  if (numUpdatedRows) changed(tx);
}
