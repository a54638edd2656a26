/** Calls to tickets: whoever is on duty in the team to an urgent one (S13), who leads to one whose promise is broken, until somebody takes it. */
import type { Page } from '@fairlead/contract';
import { sql } from 'kysely';
import type { Reader, Tx } from '../../platform/db.ts';
import type { StaffWho } from '../accounts/accounts.ts';
import * as routing from '../routing/routing.ts';

const changed = (tx: Tx) => tx.announce({ what: 'changed', brief: { what: 'pages', member: null } });

/** An urgent ticket: whoever is on duty in the team. */
export const call = async (tx: Tx, ticket: string, team: string) => page(tx, ticket, await routing.calledFor(tx, team), 'urgent');

/** A promise is broken: who leads its team, or the desk. */
export const callLeads = async (tx: Tx, ticket: string, team: string | null) =>
  page(tx, ticket, await routing.leadsOf(tx, team), 'promise');

async function page(tx: Tx, ticket: string, called: readonly string[], why: Page['why']): Promise<void> {
  if (called.length === 0) return;
  await tx.write
    .insertInto('pages')
    .values(called.map((staff_id) => ({ ticket_id: ticket, staff_id, paged_at: tx.now, why })))
    // Who is called already stays so, for the first reason.
    .onConflict((c) =>
      c
        .columns(['ticket_id', 'staff_id'])
        .doUpdateSet({ paged_at: tx.now, why, answered_at: null })
        .where('pages.answered_at', 'is not', null),
    )
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
    select k.number as ticket, k.subject, o.name as organization, p.why, k.urgent, p.paged_at as at
    from pages p join tickets k on k.id = p.ticket_id join organizations o on o.id = k.organization_id
    where p.staff_id = ${who.id} and p.answered_at is null order by p.paged_at`);
  return rows.map((r) => ({ ...r, at: r.at.toISOString() }));
}
