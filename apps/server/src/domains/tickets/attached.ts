/** What an incident does to the tickets that hang on it: every update reaches them, and its end asks whether all is well again. */
import { v7 as uuidv7 } from 'uuid';
import type { Tx } from '../../platform/db.ts';
import { Refusal } from '../../platform/refusals.ts';
import * as accounts from '../accounts/accounts.ts';
import type { MemberWho, StaffWho } from '../accounts/accounts.ts';
import { affects } from '../policy/channels.ts';
import * as incidents from '../routing/incidents.ts';
import * as threads from '../threads/threads.ts';
import { lockAttached } from './locking.ts';
import * as tickets from './tickets.ts';

/** "I am affected": a ticket of theirs hangs on it from now on; a repeat answers with the same one. Throws `incident_closed`. */
export async function attach(tx: Tx, who: MemberWho, id: string): Promise<number> {
  // Orders the clicks of one person; `one_ticket_per_member_and_incident` holds in any case.
  await tx.prepared('lock_attachment', 'select pg_advisory_xact_lock(hashtextextended($1, 0))', [`${id} ${who.id} ${who.organization}`]);
  const incident = await incidents.lock(tx, id, 'share');
  const { site } = await accounts.organization(tx, who.organization);
  if (!affects(incident, site, null)) throw new Refusal('not_found');
  const earlier = await tx.read
    .selectFrom('tickets')
    .select('number')
    .where('incident_id', '=', id)
    .where('member_id', '=', who.id)
    .where('organization_id', '=', who.organization)
    .executeTakeFirst();
  if (earlier) return earlier.number;
  if (incident.closed_at) throw new Refusal('incident_closed');
  // Not to everybody: thousands may click at once, and each of them would make all the others ask again.
  tx.announce({ what: 'changed', brief: { what: 'incidents', member: who.id } });
  return tickets.openForIncident(tx, who, { id, title: incident.title, area: incident.areas[0] ?? null });
}

/** Says how it stands, in every attached ticket that is not over. Repeated with the same id, it changes nothing. */
export async function tellAttached(tx: Tx, who: StaffWho, id: string, update: { id: string; text: string }): Promise<void> {
  const incident = await incidents.lock(tx, id, 'alone');
  if (incident.closed_at) throw new Refusal('incident_closed');
  if (!(await incidents.noteUpdate(tx, who, id, update))) return;
  const going = (await lockAttached(tx, id)).filter((ticket) => !tickets.isOver(ticket.state));
  await threads.appendMany(
    tx,
    going.map((ticket) =>
      threads.happened(ticket.thread_id, { event: 'incident_update', incident: id, title: incident.title, text: update.text }),
    ),
  );
}

/** Closes it. Each attached ticket waits for its customer to say whether they are well again. Closed already, it changes nothing. */
export async function close(tx: Tx, who: StaffWho, id: string, text: string): Promise<void> {
  const incident = await incidents.lock(tx, id, 'alone');
  if (incident.closed_at) return;
  await incidents.noteUpdate(tx, who, id, { id: uuidv7(), text });
  await incidents.noteClosed(tx, who, id);
  const appends: threads.NewAppend[] = [];
  for (const ticket of await lockAttached(tx, id)) {
    if (tickets.isOver(ticket.state)) continue;
    appends.push(threads.happened(ticket.thread_id, { event: 'incident_closed', incident: id, title: incident.title, text }));
    if (ticket.state !== 'pending') appends.push(...(await tickets.moveTo(tx, ticket, 'pending', who)));
  }
  await threads.appendMany(tx, appends);
}
