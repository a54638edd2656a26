/**
 * Two tickets of one problem become one: both numbers lead to it, and everybody goes on there. What was said in the merged one stays in
 * its own thread, where both sides may read it, so nothing is copied and undoing is exact.
 *
 * Promises kept by constraints: `a_ticket_is_merged_once`, `a_ticket_is_not_merged_into_itself`. No circle: only a ticket that stands
 * can be merged, and only into one that stands, both locked in one order.
 */
import type { TicketState } from '@fairlead/contract';
import { sql } from 'kysely';
import type { Tx } from '../../platform/db.ts';
import { Refusal } from '../../platform/refusals.ts';
import type { StaffWho } from '../accounts/accounts.ts';
import * as following from '../threads/following.ts';
import * as threads from '../threads/threads.ts';
import * as indexing from './indexing.ts';
import { lockAsTheyAre, type TicketRow } from './locking.ts';
import * as pages from './pages.ts';
import * as promises from './promises.ts';
import { changed } from './recording.ts';
import { isOver } from './tickets.ts';

/** A merge can be undone for so long, milliseconds. */
export const undoableFor = 24 * 3600_000;

/**
 * Merges a ticket into another. Repeated by the same id, it changes nothing. Throws `merge_circle` for a ticket and itself or what was
 * merged into it, `merge_other_organization`, and `changed_meanwhile` for one that was merged elsewhere already.
 */
export async function merge(tx: Tx, who: StaffWho, number: number, { id, into }: { id: string; into: number }): Promise<void> {
  if (number === into) throw new Refusal('merge_circle');
  const [from, target] = (await lockAsTheyAre(tx, [number, into])) as [TicketRow, TicketRow];
  const earlier = await tx.read.selectFrom('merges').select(['from_ticket', 'into_ticket']).where('id', '=', id).executeTakeFirst();
  if (earlier) {
    if (earlier.from_ticket !== from.id || earlier.into_ticket !== target.id) throw new Refusal('id_taken');
    return;
  }
  if (from.merged_into) throw new Refusal('changed_meanwhile');
  if (target.merged_into) throw new Refusal('merge_circle');
  if (from.organization_id !== target.organization_id) throw new Refusal('merge_other_organization');
  const { waiting } = await put(tx, from.id, 'closed', { merged: target.id });
  await tx.write
    .insertInto('merges')
    .values({
      id,
      from_ticket: from.id,
      into_ticket: target.id,
      made_by: who.id,
      made_at: tx.now,
      state: from.state,
      waiting_since: waiting,
      solved_at: from.solved_at,
    })
    .execute();
  await promises.lifted(tx, from.id);
  await pages.hush(tx, from.id);
  await following.bring(tx, from.thread_id, target.thread_id, 'write', id);
  await following.bring(tx, target.thread_id, from.thread_id, 'read', id);
  // Who waited there waits here now.
  if (waiting && !isOver(target.state)) {
    await tx.rows(sql`update tickets set waiting_since = least(waiting_since, ${waiting}::timestamptz) where id = ${target.id}`);
    await promises.spoken(tx, target);
  }
  const { subject } = await tx.read.selectFrom('tickets').select('subject').where('id', '=', from.id).executeTakeFirstOrThrow();
  await threads.appendMany(tx, [
    threads.happened(from.thread_id, { event: 'merged_into', number: into, by: who.name }),
    threads.happened(target.thread_id, { event: 'merged_in', number, subject, thread: from.thread_id, by: who.name }),
  ]);
  tell(tx, from, target);
}

/** Undoes the merge of a ticket: it stands as it stood. Throws `not_found` where there is none, `merge_stands` after a day. */
export async function undo(tx: Tx, who: StaffWho, number: number): Promise<void> {
  const known = await tx.read.selectFrom('tickets').select('merged_into').where('number', '=', number).executeTakeFirst();
  const target = known?.merged_into
    ? await tx.read.selectFrom('tickets').select('number').where('id', '=', known.merged_into).executeTakeFirst()
    : undefined;
  if (!target) throw new Refusal('not_found');
  const [from, into] = (await lockAsTheyAre(tx, [number, target.number])) as [TicketRow, TicketRow];
  const last = await tx.write
    .selectFrom('merges')
    .selectAll()
    .where('from_ticket', '=', from.id)
    .where('undone_at', 'is', null)
    .executeTakeFirst();
  if (!last || from.merged_into !== into.id) throw new Refusal('changed_meanwhile');
  if (tx.now.getTime() - last.made_at.getTime() > undoableFor) throw new Refusal('merge_stands');
  const state = last.state as TicketState;
  await put(tx, from.id, state, { merged: null, waiting: last.waiting_since, solved: last.solved_at });
  await tx.write.updateTable('merges').set({ undone_at: tx.now, undone_by: who.id }).where('id', '=', last.id).execute();
  await promises.restored(tx, from.id, last.made_at, state);
  await following.sendBack(tx, last.id);
  await threads.appendMany(tx, [
    threads.happened(from.thread_id, { event: 'merge_undone', number: target.number, by: who.name }),
    threads.happened(into.thread_id, { event: 'merge_undone', number, by: who.name }),
  ]);
  tell(tx, from, into);
}

/** Sets how a ticket stands; answers since when its customer waited. */
async function put(
  tx: Tx,
  id: string,
  state: TicketState,
  to: { merged: string | null; waiting?: Date | null; solved?: Date | null },
): Promise<{ waiting: Date | null }> {
  const { waiting_since } = await tx.read.selectFrom('tickets').select('waiting_since').where('id', '=', id).executeTakeFirstOrThrow();
  await tx.write
    .updateTable('tickets')
    .set({ state, merged_into: to.merged, waiting_since: to.waiting ?? null, solved_at: to.solved ?? null, updated_at: tx.now })
    .where('id', '=', id)
    .execute();
  return { waiting: waiting_since };
}

function tell(tx: Tx, ...tickets: TicketRow[]): void {
  for (const ticket of tickets) {
    indexing.stale(tx, ticket.id);
    changed(tx, ticket.member_id, ticket.thread_id);
  }
}
