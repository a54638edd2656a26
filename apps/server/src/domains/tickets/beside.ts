/** What stands beside a ticket's thread: how it went, who follows it, issues in the vendor's own tracker. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db.ts';
import { Refusal } from '../../platform/refusals.ts';
import type { MemberWho, StaffWho } from '../accounts/accounts.ts';
import * as following from '../threads/following.ts';
import * as threads from '../threads/threads.ts';
import { lockForWho } from './locking.ts';
import * as screens from './screens.ts';
import { changed } from './recording.ts';
import { isOver } from './tickets.ts';

/** The customer says how it went. Throws `ticket_state` while it is not solved. Said again alike, it changes nothing. */
export async function rate(tx: Tx, who: MemberWho, number: number, said: { good: boolean; comment: string }): Promise<void> {
  const ticket = await lockForWho(tx, who, number);
  if (!isOver(ticket.state)) throw new Refusal('ticket_state');
  const written = await tx.rows(sql`
    insert into ratings (ticket_id, good, comment, rated_by, rated_at) values (${ticket.id}, ${said.good}, ${said.comment}, ${who.id}, ${tx.now})
    on conflict (ticket_id) do update set good = excluded.good, comment = excluded.comment, rated_by = excluded.rated_by, rated_at = excluded.rated_at
      where (ratings.good, ratings.comment) is distinct from (excluded.good, excluded.comment) returning ticket_id`);
  if (written.length === 0) return;
  await threads.append(tx, threads.happened(ticket.thread_id, { event: 'rated', ...said, by: who.name }));
  changed(tx, ticket.member_id, ticket.thread_id);
}

/** A member follows a ticket that they may read. Their own they follow anyway. */
export async function follow(tx: Tx, who: MemberWho, number: number, follows: boolean): Promise<void> {
  const ticket = await screens.ticket(tx, who, number);
  if (ticket.member.id === who.id) return;
  await following.follow(tx, ticket.thread, who.id, follows);
  changed(tx, who.id);
}

/** Links an issue; linked already under this id, its address and title are replaced. */
export async function link(tx: Tx, who: StaffWho, number: number, issue: { id: string; url: string; title: string }): Promise<void> {
  const ticket = await lockForWho(tx, who, number);
  const linked = await tx.rows(sql`
    insert into external_issues (ticket_id, id, url, title, linked_by, linked_at)
    values (${ticket.id}, ${issue.id}, ${issue.url}, ${issue.title}, ${who.id}, ${tx.now})
    on conflict (ticket_id, id) do update set url = excluded.url, title = excluded.title
      where (external_issues.url, external_issues.title) is distinct from (excluded.url, excluded.title) returning id`);
  if (linked.length === 0) return;
  const event = { event: 'issue_linked' as const, url: issue.url, title: issue.title, by: who.name };
  await threads.append(tx, threads.happened(ticket.thread_id, event, 'staff'));
  changed(tx, null);
}

/** Unlinked already, it changes nothing. */
export async function unlink(tx: Tx, who: StaffWho, number: number, issue: string): Promise<void> {
  const ticket = await lockForWho(tx, who, number);
  const [gone] = await tx.rows(sql<{ title: string }>`
    delete from external_issues where ticket_id = ${ticket.id} and id = ${issue} returning title`);
  if (!gone) return;
  await threads.append(tx, threads.happened(ticket.thread_id, { event: 'issue_unlinked', title: gone.title, by: who.name }, 'staff'));
  changed(tx, null);
}
