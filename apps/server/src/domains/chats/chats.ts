/**
 * A live session: waiting → active → ended, and from its end on a ticket in the same thread.
 *
 * Promises kept by constraints: `one_open_chat_per_member`, `every_ended_chat_has_a_ticket`, `one_ticket_per_chat`. Each command
 * takes the routing lock first, and appends everything that it has to say, to however many threads, in one go at its end.
 */
import type { Circumstances, Question, Urgent } from '@fairlead/contract';
import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import type { z } from 'zod';
import type { Reader, Tx } from '../../platform/db.ts';
import { Refusal } from '../../platform/refusals.ts';
import * as accounts from '../accounts/accounts.ts';
import type { MemberWho, StaffWho, Who } from '../accounts/accounts.ts';
import * as evidence from '../evidence/evidence.ts';
import type { ChatVerdict } from '../policy/channels.ts';
import * as policy from '../policy/policy.ts';
import * as routing from '../routing/routing.ts';
import * as threads from '../threads/threads.ts';
import { noteRequest, standing } from '../tickets/standing.ts';
import * as tickets from '../tickets/tickets.ts';
import { type Ending, finish, nobody, unsolved } from './ending.ts';
import { changed, type ChatRow, columns, connectWaiting, goingOn } from './waiting.ts';

/** A customer who was connected so recently is here, milliseconds. */
export const memberHere = 30_000;

async function lockById(tx: Tx, id: string): Promise<ChatRow | undefined> {
  return (await tx.write.selectFrom('chats').select(columns).where('id', '=', id).forUpdate().executeTakeFirst()) as ChatRow | undefined;
}

/** The chat for somebody who may see it, locked; throws `not_found` alike for absent and forbidden. */
async function lockForWho(tx: Tx, who: Who, id: string): Promise<ChatRow> {
  const chat = await lockById(tx, id);
  if (!chat || (who.kind === 'member' && (chat.member_id !== who.id || chat.organization_id !== who.organization)))
    throw new Refusal('not_found');
  return chat;
}

/** The same, and still going on; throws `chat_ended`. */
async function lockOpen(tx: Tx, who: Who, id: string): Promise<ChatRow> {
  const chat = await lockForWho(tx, who, id);
  if (chat.ended_at) throw new Refusal('chat_ended');
  return chat;
}

export interface NewChat {
  id: string;
  question: Question;
  area: string | null;
  summary: string;
  about: readonly string[];
  urgent: Urgent | null;
  circumstances?: z.output<typeof Circumstances> | undefined;
}

/** Throws what keeps a chat from beginning: `chat_not_offered`, `chat_paused` or `chat_closed`. */
function mayChat({ open, why }: ChatVerdict): void {
  if (open) return;
  if (why === 'incident') throw new Refusal('chat_paused');
  throw new Refusal(why === 'hours' || why === 'holiday' ? 'chat_closed' : 'chat_not_offered');
}

/** Starts a chat: it waits, or somebody free takes it at once. Its id is the caller's, so a repeat changes nothing (S10–S12). */
export async function start(tx: Tx, who: MemberWho, asked: NewChat): Promise<void> {
  await routing.lock(tx);
  const earlier = await tx.read.selectFrom('chats').select(['member_id', 'organization_id']).where('id', '=', asked.id).executeTakeFirst();
  if (earlier) {
    if (earlier.member_id !== who.id || earlier.organization_id !== who.organization) throw new Refusal('id_taken');
    return;
  }
  const open = await tx.read
    .selectFrom('chats')
    .select('id')
    .where('member_id', '=', who.id)
    .where('organization_id', '=', who.organization)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  if (open) throw new Refusal('chat_open_elsewhere');
  const request = { ...asked, text: asked.summary };
  const stands = await standing(tx, who, request);
  mayChat(stands.verdict.chat);
  noteRequest(tx, who, asked.id, request, 'chat', stands);

  const { about, advised, chat } = stands.verdict;
  const { area } = await routing.placeOf(tx, asked.question, asked.area);
  const thread = uuidv7();
  threads.create(tx, { id: thread, member: who.id, organization: who.organization, live: true });
  await tx.write
    .insertInto('chats')
    .values({
      id: asked.id,
      thread_id: thread,
      member_id: who.id,
      organization_id: who.organization,
      question: asked.question,
      area_id: area,
      summary: asked.summary,
      language: chat.language,
      about,
      urgent: asked.urgent && JSON.stringify(asked.urgent),
      started_at: tx.now,
      waiting_since: tx.now,
      member_seen_at: tx.now,
    })
    .execute();
  await evidence.begin(tx, stands.customer, thread, { question: asked.question, area: asked.area, about }, asked.circumstances);
  changed(tx, who.id);
  const waiting = threads.happened(thread, {
    event: 'chat_waiting',
    question: asked.question,
    area: asked.question === 'technical' ? asked.area : null,
    summary: asked.summary,
  });
  const said = tickets.preface(thread, asked.urgent, { advised, chosen: 'chat', about });
  await threads.appendMany(tx, [...said, waiting, ...(await connectWaiting(tx))]);
}

/** Looks whether somebody waits whom somebody free could take. Safe to call at any time. */
export async function connect(tx: Tx): Promise<void> {
  await routing.lock(tx);
  const appends = await connectWaiting(tx);
  if (appends.length > 0) await threads.appendMany(tx, appends);
}

/**
 * Ends a chat for a person. Its ticket exists from this transaction on (S16). Whoever ends it second, third or fortieth changes
 * nothing: the first ending stands.
 */
export async function end(tx: Tx, who: Who, id: string, ending: Ending): Promise<void> {
  await routing.lock(tx);
  const chat = await lockForWho(tx, who, id);
  if (chat.ended_at) return;
  const by = who.kind === 'staff' ? 'staff' : chat.engineer_id || ending.solved ? 'member' : 'left_message';
  // What only staff decide is ignored from a member.
  await finish(tx, [
    { chat, by, who: threads.author(who), ending: who.kind === 'staff' ? ending : { ...unsolved, solved: ending.solved } },
  ]);
}

/** Hands a chat to a colleague, or takes it. `note` stays among staff. Giving it to whom has it changes nothing. */
export async function handOver(tx: Tx, who: StaffWho, id: string, to: { staff: string; note: string }): Promise<void> {
  await routing.lock(tx);
  const chat = await lockOpen(tx, who, id);
  if (chat.engineer_id === to.staff) return;
  // Taking who waits begins to talk with them: past the closing that is a ticket's.
  if (!chat.engineer_id) {
    const verdict = (await goingOn(tx, { waiting: true })).find((c) => c.id === id)!.verdict;
    if (verdict.why !== 'incident') mayChat(verdict);
  }
  const person = await accounts.worksHere(tx, to.staff);
  if (!person) throw new Refusal('engineer_unavailable');
  // Somebody else must be connected and available, though whether it is too much for them is between the two; taking it oneself is always possible.
  if (to.staff !== who.id && !(await routing.available(tx)).some((p) => p.staff === to.staff)) throw new Refusal('engineer_unavailable');
  const from = chat.engineer_id ? await accounts.staffPerson(tx, chat.engineer_id) : undefined;
  await tx.write
    .updateTable('chats')
    .set({ engineer_id: to.staff, connected_at: tx.now, returned_at: null })
    .where('id', '=', id)
    .execute();
  await tx.write.deleteFrom('chat_others').where('chat_id', '=', id).where('staff_id', '=', to.staff).execute();
  await routing.touched(tx, [to.staff, ...(chat.engineer_id ? [chat.engineer_id] : [])]);
  changed(tx, chat.member_id);
  const appends: threads.NewAppend[] = [];
  if (to.note.trim() !== '')
    appends.push({
      thread: chat.thread_id,
      id: uuidv7(),
      by: threads.author(who),
      audience: 'staff',
      what: { kind: 'note', body: { text: to.note, files: [] } },
    });
  appends.push(
    threads.happened(
      chat.thread_id,
      from
        ? { event: 'handed_over', from: from.name, to: person.name }
        : { event: 'engineer_connected', staff: person.id, name: person.name },
    ),
    ...(await connectWaiting(tx)),
  );
  await threads.appendMany(tx, appends);
}

/** Joins a colleague's chat. The one whose chat it is stays so. */
export async function join(tx: Tx, who: StaffWho, id: string): Promise<void> {
  await routing.lock(tx);
  const chat = await lockOpen(tx, who, id);
  if (chat.engineer_id === who.id) return;
  const { numInsertedOrUpdatedRows } = await tx.write
    .insertInto('chat_others')
    .values({ chat_id: id, staff_id: who.id })
    .onConflict((c) => c.doNothing())
    .executeTakeFirstOrThrow();
  if (!numInsertedOrUpdatedRows) return;
  changed(tx, chat.member_id);
  await threads.append(tx, threads.happened(chat.thread_id, { event: 'engineer_joined', staff: who.id, name: who.name }));
}

export async function leave(tx: Tx, who: StaffWho, id: string): Promise<void> {
  await routing.lock(tx);
  const chat = await lockOpen(tx, who, id);
  const { numDeletedRows } = await tx.write
    .deleteFrom('chat_others')
    .where('chat_id', '=', id)
    .where('staff_id', '=', who.id)
    .executeTakeFirstOrThrow();
  if (!numDeletedRows) return;
  changed(tx, chat.member_id);
  await threads.append(tx, threads.happened(chat.thread_id, { event: 'engineer_left', staff: who.id, name: who.name }));
}

/** Somebody says whether new chats may be given to them; who waits may be lucky. */
export async function setAvailability(tx: Tx, who: StaffWho, available: boolean): Promise<void> {
  await routing.lock(tx);
  await routing.setAvailability(tx, who.id, available);
  tx.announce({ what: 'changed', brief: { what: 'staff', member: null } });
  tx.announce({ what: 'line', brief: null });
  const appends = await connectWaiting(tx);
  if (appends.length > 0) await threads.appendMany(tx, appends);
}

// What time does -----------------------------------------------------------------------------------------------------

/** These threads' customers are connected now. */
export async function membersSeen(tx: Tx, threadIds: readonly string[]): Promise<void> {
  if (threadIds.length === 0) return;
  await tx.rows(sql`
    update chats set member_seen_at = ${tx.now}
    where id in (select id from chats where thread_id = any(${threadIds}::uuid[]) and ended_at is null order by id for update skip locked)`);
}

/** Whether a live thread's customer was connected somewhere a moment ago. */
export async function memberWasSeen(reader: Reader, thread: string): Promise<boolean> {
  const [row] = await reader.prepared<{ seen: boolean }>(
    'member_was_seen',
    'select member_seen_at > $2 as seen from chats where thread_id = $1 and ended_at is null',
    [thread, new Date(reader.now.getTime() - memberHere)],
  );
  return row?.seen ?? false;
}

/** Takes every customer as seen now: the desk itself was away. */
export async function forgiveAbsence(tx: Tx): Promise<void> {
  await tx.rows(sql`update chats set member_seen_at = ${tx.now} where ended_at is null`);
}

/** Chats whose engineer has been away too long. */
export async function abandonedByEngineer(reader: Reader): Promise<string[]> {
  const { engineer_drops_seconds } = (await policy.inForce(reader)).document.patience;
  const dropped = await routing.dropped(reader, engineer_drops_seconds);
  if (dropped.length === 0) return [];
  const rows = await reader.read
    .selectFrom('chats')
    .select('id')
    .where('ended_at', 'is', null)
    .where('engineer_id', 'in', dropped)
    .execute();
  return rows.map((r) => r.id);
}

/** Puts a chat back to the FRONT of the line, with everything said so far, when its engineer is still away. */
export async function returnToLine(tx: Tx, id: string): Promise<void> {
  await routing.lock(tx);
  const chat = await lockById(tx, id);
  if (!chat?.engineer_id || chat.ended_at) return;
  const { engineer_drops_seconds } = (await policy.inForce(tx)).document.patience;
  if (!(await routing.dropped(tx, engineer_drops_seconds)).includes(chat.engineer_id)) return;
  const person = await accounts.staffPerson(tx, chat.engineer_id);
  await tx.write.updateTable('chats').set({ engineer_id: null, connected_at: null, returned_at: tx.now }).where('id', '=', id).execute();
  changed(tx, chat.member_id);
  await threads.appendMany(tx, [
    threads.happened(chat.thread_id, { event: 'returned_to_line', name: person?.name ?? '' }),
    ...(await connectWaiting(tx)),
  ]);
}

/** Chats whose customer is neither connected nor has written for too long. */
export async function abandonedByMember(reader: Reader): Promise<string[]> {
  const since = await vanishedSince(reader);
  const rows = await reader.rows(sql<{ id: string }>`
    select c.id from chats c join threads t on t.id = c.thread_id
    where c.ended_at is null and c.member_seen_at <= ${since} and coalesce(t.member_spoke_at, c.started_at) <= ${since}`);
  return rows.map((r) => r.id);
}

async function vanishedSince(reader: Reader): Promise<Date> {
  return new Date(reader.now.getTime() - (await policy.inForce(reader)).document.patience.member_vanishes_seconds * 1000);
}

/** Ends the chat of a customer who is still away; its ticket goes on. */
export async function endAbandoned(tx: Tx, id: string): Promise<void> {
  await routing.lock(tx);
  const chat = await lockById(tx, id);
  if (!chat || chat.ended_at || !(await abandonedByMember(tx)).includes(id)) return;
  const member = await accounts.member(tx, chat.member_id);
  await finish(tx, [{ chat, by: 'member_vanished', who: { ...nobody, name: member.name }, ending: unsolved }]);
}
