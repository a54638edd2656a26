/** Another problem in the same ticket becomes a ticket of its own: one issue per case. */
import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import type { Tx } from '../../platform/db.ts';
import { Refusal } from '../../platform/refusals.ts';
import type { StaffWho } from '../accounts/accounts.ts';
import * as files from '../evidence/files.ts';
import * as routing from '../routing/routing.ts';
import * as said from '../threads/said.ts';
import * as threads from '../threads/threads.ts';
import { lockForWho } from './locking.ts';
import * as promises from './promises.ts';
import { insert, nextNumber } from './recording.ts';
import { opened, toTeam } from './tickets.ts';

/**
 * Opens a ticket of the same customer that begins with what was said of its problem. The original keeps everything. Repeated with the
 * same id, it answers with the same ticket. Throws `invalid` for an entry that the customer could not read, or that is not there.
 */
export async function split(
  tx: Tx,
  who: StaffWho,
  number: number,
  asked: { id: string; subject: string; area: string | null; entries: readonly string[] },
): Promise<number> {
  const ticket = await lockForWho(tx, who, number);
  const earlier = await tx.read.selectFrom('tickets').select(['number', 'split_from']).where('id', '=', asked.id).executeTakeFirst();
  if (earlier) {
    if (earlier.split_from !== ticket.id) throw new Refusal('id_taken');
    return earlier.number;
  }
  const chosen = await said.named(tx, ticket.thread_id, asked.entries);
  if (chosen.length < new Set(asked.entries).size)
    throw new Refusal('invalid', [{ path: 'entries', message: 'choose messages of this ticket that its customer can read' }]);
  const area = asked.area === null ? ticket.area_id : (await routing.placeOf(tx, 'technical', asked.area)).area;
  const team = area
    ? ((await routing.areas(tx)).find((a) => a.id === area)?.team ?? null)
    : (await routing.placeOf(tx, 'sales', null)).team;
  const to = await toTeam(tx, team);
  const owed = promises.opening(tx, await promises.rulesFor(tx, ticket), false);
  const thread = uuidv7();
  threads.create(tx, { id: thread, member: ticket.member_id, organization: ticket.organization_id, live: false });
  const another = await nextNumber(tx);
  insert(tx, {
    id: asked.id,
    number: another,
    thread_id: thread,
    chat_id: null,
    member_id: ticket.member_id,
    organization_id: ticket.organization_id,
    question: area ? 'technical' : ticket.question,
    area_id: area,
    subject: asked.subject,
    split_from: ticket.id,
    opened_by: who.id,
    ...owed.ticket,
    waiting_since: tx.now,
    state: 'open',
    team_id: to.team,
    assignee_id: to.assignee,
  });
  owed.write(asked.id);
  const copies: threads.NewAppend[] = [];
  for (const { by, what } of chosen) {
    if (what.kind !== 'message') continue;
    const body = { ...what.body, files: await files.copy(tx, ticket.thread_id, thread, what.body.files) };
    copies.push({ thread, id: uuidv7(), by, audience: 'public', what: { kind: 'message', body } });
  }
  await tx.rows(sql`update tickets set updated_at = ${tx.now} where id = ${ticket.id}`);
  await threads.appendMany(tx, [
    threads.happened(thread, { event: 'split_from', number: ticket.number, by: who.name }),
    ...copies,
    opened(thread, another, to, owed.answer),
    threads.happened(ticket.thread_id, { event: 'split_off', number: another, subject: asked.subject, by: who.name }),
  ]);
  return another;
}
