/** Brings a ticket that is nowhere yet to an area, when it turns out where it belongs. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db.ts';
import * as evidence from '../evidence/evidence.ts';
import * as routing from '../routing/routing.ts';
import * as threads from '../threads/threads.ts';
import * as indexing from './indexing.ts';
import { lockOfThread } from './locking.ts';
import { changed } from './recording.ts';
import { isOver, toTeam } from './tickets.ts';

/** To the area, and where nobody has it to the area's team. Of a thread that is a chat, a ticket that has an area, or is over: nothing. */
export async function placeIfNowhere(tx: Tx, thread: string, key: string): Promise<void> {
  const [there] = await tx.rows(sql`select 1 from tickets where thread_id = ${thread} and area_id is null`);
  const area = there ? (await routing.areas(tx)).find((a) => a.key === key) : undefined;
  if (!area) return;
  const ticket = await lockOfThread(tx, thread);
  if (ticket.area_id || isOver(ticket.state) || ticket.question !== 'technical') return;
  await evidence.moveTo(tx, ticket.thread_id, area.key);
  const given = ticket.team_id ? null : await toTeam(tx, area.team);
  await tx.rows(sql`
    update tickets set area_id = ${area.id}, updated_at = ${tx.now}, team_id = coalesce(team_id, ${given?.team ?? null}),
      assignee_id = coalesce(assignee_id, ${given?.assignee ?? null})
    where id = ${ticket.id}`);
  if (given)
    await threads.append(
      tx,
      threads.happened(ticket.thread_id, { event: 'ticket_assigned', team: given.teamName, assignee: given.assigneeName, by: null }),
    );
  indexing.stale(tx, ticket.id);
  changed(tx, ticket.member_id, ticket.thread_id);
}
