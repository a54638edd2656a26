/**
 * Deletes a request for good: its ticket, its chat, its thread and everything in it, and the bytes of its files. What stays is that
 * it was deleted. The bytes go by a job, which proves it (`evidence/storing.ts`).
 */
import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import type { Database, Tx } from '../../platform/db.ts';
import { Refusal } from '../../platform/refusals.ts';
import type { StaffWho } from '../accounts/accounts.ts';
import * as deletions from '../evidence/deletions.ts';
import * as files from '../evidence/files.ts';
import * as policy from '../policy/policy.ts';

interface Doomed {
  id: string;
  number: number;
  thread_id: string;
  chat_id: string | null;
  member_id: string;
  organization_id: string;
}
const columns = ['id', 'number', 'thread_id', 'chat_id', 'member_id', 'organization_id'] as const;

/** Leads and administrators may. Throws `not_allowed` or `not_found`; deleted already by the same id, it changes nothing. */
export async function deleteTicket(tx: Tx, who: StaffWho, number: number, asked: { id: string; reason: string }): Promise<void> {
  if (who.role !== 'lead' && who.role !== 'administrator') throw new Refusal('not_allowed');
  const earlier = await tx.read.selectFrom('deletions').select('ticket').where('id', '=', asked.id).executeTakeFirst();
  if (earlier) {
    if (earlier.ticket !== number) throw new Refusal('id_taken');
    return;
  }
  const ticket = await tx.write.selectFrom('tickets').select(columns).where('number', '=', number).forUpdate().executeTakeFirst();
  if (!ticket) throw new Refusal('not_found');
  await remove(tx, ticket, { ...asked, by: who });
}

async function remove(tx: Tx, ticket: Doomed, how: { id: string; reason: string; by: StaffWho | null }): Promise<void> {
  const { thread_id: thread, chat_id: chat } = ticket;
  const blobs = await files.forget(tx, thread);
  // Their packs go by a job (`flares/reading.ts`); the proof waits for it.
  const flares = await tx.rows(sql<{ id: string; bytes: number }>`
    update flares set state = 'doomed', thread_id = null, name = '', kind = null, facts = null, report = null, findings = null, original_key = null, original_until = null where thread_id = ${thread} returning id, bytes::float8 as bytes`);
  await deletions.note(tx, { ...how, ticket: ticket.number, organization: ticket.organization_id, blobs: [...blobs, ...flares] });
  await unmerge(tx, ticket.id);
  // Its mails' sources go by a job (`mail/delivering.ts`), like other bytes.
  await tx.rows(
    sql`update mails_in set state = 'doomed', thread_id = null, sender = '', subject = '', envelope_to = '{}', detail = null where thread_id = ${thread}`,
  );
  for (const table of [
    'marks',
    'entries',
    'flare_requests',
    'flare_findings',
    'checklists',
    'followers',
    'drafts',
    'unheard',
    'mails_out',
  ] as const)
    await tx.write.deleteFrom(table).where('thread_id', '=', thread).execute();
  await tx.write
    .deleteFrom('requests')
    .where('id', 'in', chat ? [ticket.id, chat] : [ticket.id])
    .execute();
  for (const table of ticketTables) await tx.write.deleteFrom(table).where('ticket_id', '=', ticket.id).execute();
  if (chat) {
    await tx.write.deleteFrom('chat_others').where('chat_id', '=', chat).execute();
    // The two name each other.
    await tx.write.updateTable('tickets').set({ chat_id: null }).where('id', '=', ticket.id).execute();
    await tx.write.deleteFrom('chats').where('id', '=', chat).execute();
  }
  await tx.write.deleteFrom('tickets').where('id', '=', ticket.id).execute();
  await tx.write.deleteFrom('threads').where('id', '=', thread).execute();
  tx.announce({ what: 'changed', brief: { what: 'tickets', member: ticket.member_id } });
}

/** Tables that say something of a ticket, in the order in which they can be emptied. */
const ticketTables = [
  'pages',
  'promise_spans',
  'promises',
  'search_documents',
  'unindexed',
  'ratings',
  'meetings',
  'external_issues',
  'mentions',
] as const;

/** Merges from and into it are forgotten: what was merged into it stands by itself again, closed as it is. */
async function unmerge(tx: Tx, ticket: string): Promise<void> {
  const merges = sql`select id from merges where from_ticket = ${ticket} or into_ticket = ${ticket}`;
  await tx.rows(sql`delete from followers where merge_id in (${merges}) and not chosen`);
  await tx.rows(sql`update followers set access = 'none', merge_id = null where merge_id in (${merges})`);
  await tx.rows(sql`delete from merges where from_ticket = ${ticket} or into_ticket = ${ticket}`);
  await tx.write.updateTable('tickets').set({ merged_into: null }).where('merged_into', '=', ticket).execute();
  await tx.write.updateTable('tickets').set({ split_from: null }).where('split_from', '=', ticket).execute();
}

/** Requests deleted at a time, so that one transaction stays short. */
const batch = 50;

/** Deletes requests whose retention has ended: so many months after their last change, as the policy says. */
export async function endRetention(db: Database): Promise<void> {
  const { kept_months } = (await policy.inForce(db.reader)).document.files;
  const due = async (tx: Tx) =>
    tx.rows(sql<Doomed>`
      select k.id, k.number, k.thread_id, k.chat_id, k.member_id, k.organization_id
      from tickets k join threads t on t.id = k.thread_id
      where greatest(k.updated_at, t.last_at) < ${tx.now}::timestamptz - make_interval(months => ${kept_months})
      order by k.updated_at limit ${batch} for update of k skip locked`);
  let left: number;
  do
    left = await db.transaction(async (tx) => {
      const tickets = await due(tx);
      for (const ticket of tickets) await remove(tx, ticket, { id: uuidv7(), reason: '', by: null });
      return tickets.length;
    });
  while (left === batch);
}
