/** Hands a ticket to the specialists of an area, and says that it is urgent: who takes it needs to know why. */
import type { Urgent } from '@fairlead/contract';
import { v7 as uuidv7 } from 'uuid';
import type { Tx } from '../../platform/db.ts';
import { Refusal } from '../../platform/refusals.ts';
import * as accounts from '../accounts/accounts.ts';
import type { StaffWho } from '../accounts/accounts.ts';
import * as routing from '../routing/routing.ts';
import * as said from '../threads/said.ts';
import * as threads from '../threads/threads.ts';
import * as indexing from './indexing.ts';
import { lockForWho } from './locking.ts';
import * as pages from './pages.ts';
import * as promises from './promises.ts';
import { changed } from './recording.ts';
import { toTeam } from './tickets.ts';

/** To the team of an area, and in it to a person, else to a specialist on duty (S17). The note stays among staff. */
export async function escalate(
  tx: Tx,
  who: StaffWho,
  number: number,
  to: { id?: string | undefined; area: string; note: string; staff: string | null },
): Promise<void> {
  const ticket = await lockForWho(tx, who, number);
  if (to.id && (await said.holds(tx, ticket.thread_id, to.id))) return;
  const area = (await routing.areas(tx)).find((a) => a.key === to.area);
  if (!area) throw new Refusal('invalid', [{ path: 'area', message: 'name one of the desk’s areas' }]);
  const person = to.staff ? await accounts.worksHere(tx, to.staff) : undefined;
  if (to.staff && !person) throw new Refusal('invalid', [{ path: 'staff', message: 'no such person' }]);
  const given = await toTeam(tx, area.team);
  const assignee = person ?? (given.assignee ? { id: given.assignee, name: given.assigneeName! } : null);
  await tx.write
    .updateTable('tickets')
    .set({
      area_id: area.id,
      team_id: area.team,
      assignee_id: assignee?.id ?? null,
      updated_at: tx.now,
      ...(ticket.state === 'new' ? { state: 'open' } : {}),
    })
    .where('id', '=', ticket.id)
    .execute();
  await pages.hush(tx, ticket.id);
  if (ticket.urgent && !assignee) await pages.call(tx, ticket.id, area.team);
  const event = { event: 'escalated' as const, area: to.area, team: given.teamName!, assignee: assignee?.name ?? null, by: who.name };
  await threads.appendMany(tx, [
    {
      thread: ticket.thread_id,
      id: to.id ?? uuidv7(),
      by: threads.author(who),
      audience: 'staff',
      what: { kind: 'note', body: { text: to.note, files: [] } },
    },
    threads.happened(ticket.thread_id, event),
  ]);
  indexing.stale(tx, ticket.id);
  changed(tx, ticket.member_id, ticket.thread_id);
}

/** From now on it is urgent, or not any more: what was promised is timed anew, and what has passed counts. */
export async function setUrgency(tx: Tx, who: StaffWho, number: number, urgent: Urgent | null): Promise<void> {
  const ticket = await lockForWho(tx, who, number);
  if (JSON.stringify(ticket.urgent) === JSON.stringify(urgent)) return;
  await tx.write
    .updateTable('tickets')
    .set({ urgent: urgent && JSON.stringify(urgent), updated_at: tx.now })
    .where('id', '=', ticket.id)
    .execute();
  await promises.retime(tx, ticket, urgent !== null);
  if (urgent && ticket.team_id) await pages.call(tx, ticket.id, ticket.team_id);
  if (!urgent) await pages.hush(tx, ticket.id);
  const event = urgent ? { event: 'urgent' as const, ...urgent } : { event: 'urgency_lifted' as const, by: who.name };
  await threads.append(tx, threads.happened(ticket.thread_id, event));
  changed(tx, ticket.member_id, ticket.thread_id);
}
