/** Calls to urgent tickets: whoever is on duty in the team is called until somebody takes it (S13). */
import type { Page } from '@fairlead/contract';
import { sql } from 'kysely';
import type { Reader, Tx } from '../../platform/db.ts';
import type { StaffWho } from '../accounts/accounts.ts';
import * as routing from '../routing/routing.ts';

const changed = (tx: Tx) => tx.announce({ what: 'changed', brief: { what: 'pages', member: null } });

export async function call(tx: Tx, ticket: string, team: string): Promise<void> {
  const called = await routing.calledFor(tx, team);
  if (called.length === 0) return;
  await tx.write
    .insertInto('pages')
    .values(called.map((staff_id) => ({ ticket_id: ticket, staff_id, paged_at: tx.now })))
    .onConflict((c) => c.doNothing())
    .execute();
  changed(tx);
}

/** Nobody is called to this ticket any more. */
export async function hush(tx: Tx, ticket: string): Promise<void> {
  const { numUpdatedRows } = await tx.write
    .updateTable('pages')
    .set({ answered_at: tx.now })
    .where('ticket_id', '=', ticket)
    .where('answered_at', 'is', null)
    .executeTakeFirstOrThrow();
  if (numUpdatedRows) changed(tx);
}

/** What somebody is called to now, oldest first. */
export async function mine(reader: Reader, who: StaffWho): Promise<Page[]> {
  const rows = await reader.rows(sql<Omit<Page, 'at'> & { at: Date }>`
    select k.number as ticket, k.subject, o.name as organization, k.urgent, p.paged_at as at
    from pages p join tickets k on k.id = p.ticket_id join organizations o on o.id = k.organization_id
    where p.staff_id = ${who.id} and p.answered_at is null order by p.paged_at`);
  return rows.map((r) => ({ ...r, at: r.at.toISOString() }));
}
