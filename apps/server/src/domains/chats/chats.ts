/**
 * A live session: waiting → active → ended, and from its end on a ticket in the same thread.
 *
 * Promises kept by constraints: `one_open_chat_per_member`, `every_ended_chat_has_a_ticket`, `one_ticket_per_chat`. Each command
 * takes the routing lock first, and appends everything that it has to say, to however many threads, in one go at its end.
 */
import type { EvidenceKind, Locale, Question, Urgent } from '@fairlead/contract';
import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import type { Reader, Tx } from '../../platform/db.ts';
import { Refusal } from '../../platform/refusals.ts';
import * as accounts from '../accounts/accounts.ts';
import type { MemberWho, StaffWho, Who } from '../accounts/accounts.ts';
import { type ChatVerdict, judge } from '../policy/channels.ts';
import * as policy from '../policy/policy.ts';
import * as incidents from '../routing/incidents.ts';
import { match } from '../routing/matching.ts';
import * as routing from '../routing/routing.ts';
import * as threads from '../threads/threads.ts';
import { noteRequest, standing } from '../tickets/standing.ts';
import * as tickets from '../tickets/tickets.ts';

/** A customer who was connected so recently is here, milliseconds. */
export const memberHere = 30_000;

export interface ChatRow {
  id: string;
  thread_id: string;
  member_id: string;
  organization_id: string;
  question: Question;
  area_id: string | null;
  summary: string;
  about: string[];
  urgent: Urgent | null;
  engineer_id: string | null;
  ended_at: Date | null;
}

const columns = [
  'id',
  'thread_id',
  'member_id',
  'organization_id',
  'question',
  'area_id',
  'summary',
  'about',
  'urgent',
  'engineer_id',
  'ended_at',
] as const;

/** Whose screens show chats: staff, and the member whose it is; and everybody in the line may have moved. */
function changed(tx: Tx, member: string): void {
  tx.announce({ what: 'changed', brief: { what: 'chats', member } });
  tx.announce({ what: 'line', brief: null });
}

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
  await noteRequest(tx, who, asked.id, request, 'chat', stands);

  const { about, advised, chat } = stands.verdict;
  const { area } = await routing.placeOf(tx, asked.question, asked.area);
  const thread = uuidv7();
  await threads.create(tx, { id: thread, member: who.id, organization: who.organization, live: true });
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

interface GoingOn extends ChatRow {
  /** The closing that its customer was told of. */
  warned_of: Date | null;
  /** Whether a chat of this customer might begin now. */
  verdict: ChatVerdict;
}

/** Open chats with what the policy says to each now, in the order of the line; locked. */
async function goingOn(tx: Tx, { waiting }: { waiting: boolean }): Promise<GoingOn[]> {
  const rows = await tx.rows(sql<
    Omit<GoingOn, 'verdict'> & { plan: string; hipaa: boolean; site: string; locale: Locale; area: string | null }
  >`select c.id, c.thread_id, c.member_id, c.organization_id, c.question, c.area_id, c.summary, c.about, c.urgent, c.engineer_id, c.ended_at,
      c.warned_of, o.plan, o.hipaa, o.site, m.locale, a.key as area
    from chats c join organizations o on o.id = c.organization_id join members m on m.id = c.member_id left join areas a on a.id = c.area_id
    where c.ended_at is null ${waiting ? sql`and c.engineer_id is null` : sql``}
    order by c.returned_at is null, c.waiting_since, c.id for update of c`);
  if (rows.length === 0) return [];
  const rules = await policy.inForce(tx);
  const disturbances = await incidents.disturbances(tx);
  return rows.map(({ plan, hipaa, site, locale, area, ...chat }) => {
    const asked = { question: chat.question, area, about: chat.about, text: '' };
    return { ...chat, verdict: judge(rules, tx.now, { plan, hipaa, site, language: locale }, asked, disturbances).chat };
  });
}

/** Gives waiting chats to whoever is free. Under the routing lock. Returns what to append to their threads. */
async function connectWaiting(tx: Tx): Promise<threads.NewAppend[]> {
  // Who waits past the closing is not connected any more, however soon the closing is carried out.
  const waiting = (await goingOn(tx, { waiting: true })).filter(({ verdict }) => verdict.open || verdict.why === 'incident');
  if (waiting.length === 0) return [];
  const people = await routing.available(tx);
  if (people.length === 0) return [];
  const loads = await tx.rows(sql<{ engineer_id: string; chats: number }>`
    select engineer_id, count(*)::int as chats from chats where ended_at is null and engineer_id is not null group by engineer_id`);
  const load = new Map(loads.map((l) => [l.engineer_id, l.chats]));
  const given = match(
    waiting.map((w) => ({ chat: w.id, line: w.question })),
    people.map((p) => ({ ...p, chats: load.get(p.staff) ?? 0 })),
  );
  const appends: threads.NewAppend[] = [];
  for (const { chat, staff } of given) {
    const { thread_id, member_id } = waiting.find((w) => w.id === chat)!;
    await tx.write
      .updateTable('chats')
      .set({ engineer_id: staff, connected_at: tx.now, returned_at: null })
      .where('id', '=', chat)
      .execute();
    const person = await accounts.staffPerson(tx, staff);
    appends.push(threads.happened(thread_id, { event: 'engineer_connected', staff, name: person!.name }));
    changed(tx, member_id);
  }
  await routing.touched(tx, [...new Set(given.map((g) => g.staff))]);
  return appends;
}

/** Looks whether somebody waits whom somebody free could take. Safe to call at any time. */
export async function connect(tx: Tx): Promise<void> {
  await routing.lock(tx);
  const appends = await connectWaiting(tx);
  if (appends.length > 0) await threads.appendMany(tx, appends);
}

export interface Ending {
  solved: boolean;
  /** For the specialist: becomes an internal note (S15, S17). */
  note: string;
  missing: readonly EvidenceKind[];
  /** Another area than the chat's, by key. */
  area?: string | undefined;
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

const unsolved: Ending = { solved: false, note: '', missing: [] };

interface End {
  chat: ChatRow;
  by: 'member' | 'staff' | 'member_vanished' | 'left_message' | 'closing_time' | 'hipaa';
  who: { kind: 'member' | 'staff' | 'desk'; id: string | null; name: string };
  ending: Ending;
}

/** Ends chats, each into its ticket, and gives those who are free now to whoever still waits. Under the routing lock. */
async function finish(tx: Tx, ends: readonly End[], others: readonly threads.NewAppend[] = []): Promise<void> {
  const appends = [...others];
  for (const end of ends) appends.push(...(await finishOne(tx, end)));
  await threads.appendMany(tx, [...appends, ...(await connectWaiting(tx))]);
  // Only now: appendMany locks several threads in id order, which a thread locked before would break.
  for (const { chat } of ends) await threads.settle(tx, chat.thread_id);
}

async function finishOne(tx: Tx, { chat, by, who, ending }: End): Promise<threads.NewAppend[]> {
  const place = await placeAtEnd(tx, chat, ending.area);
  const ticket = await tickets.continueChat(tx, {
    chat: chat.id,
    thread: chat.thread_id,
    member: chat.member_id,
    organization: chat.organization_id,
    question: chat.question,
    area: place.area,
    team: place.team,
    subject: chat.summary,
    about: chat.about,
    urgent: chat.urgent,
    solved: ending.solved,
    missing: ending.missing,
  });
  await tx.write
    .updateTable('chats')
    .set({ ended_at: tx.now, ended_by: by, solved: ending.solved, ticket_id: ticket.id })
    .where('id', '=', chat.id)
    .execute();
  if (chat.engineer_id) await routing.touched(tx, [chat.engineer_id]);
  changed(tx, chat.member_id);

  const appends: threads.NewAppend[] = [];
  if (ending.note.trim() !== '')
    appends.push({
      thread: chat.thread_id,
      id: uuidv7(),
      by: who,
      audience: 'staff',
      what: { kind: 'note', body: { text: ending.note, files: [] } },
    });
  appends.push(threads.happened(chat.thread_id, { event: 'chat_ended', by, name: who.name || null, solved: ending.solved }));
  if (ending.missing.length > 0) appends.push(threads.happened(chat.thread_id, { event: 'evidence_missing', items: [...ending.missing] }));
  return [...appends, ticket.append];
}

const nobody = { kind: 'desk', id: null, name: '' } as const;

/** Ends every open chat of organizations that are about to be under HIPAA (S8). */
export async function endForHipaa(tx: Tx, organizations: readonly string[]): Promise<void> {
  if (organizations.length === 0) return;
  await routing.lock(tx);
  const chats = (await tx.write
    .selectFrom('chats')
    .select(columns)
    .where('organization_id', 'in', organizations)
    .where('ended_at', 'is', null)
    .orderBy('id')
    .forUpdate()
    .execute()) as ChatRow[];
  if (chats.length > 0)
    await finish(
      tx,
      chats.map((chat) => ({ chat, by: 'hipaa', who: nobody, ending: unsolved })),
    );
}

/** Staff say that an organization is under HIPAA, or lift it. Said, its chats end in the same transaction. */
export async function setHipaa(tx: Tx, who: StaffWho, organization: string, hipaa: boolean): Promise<void> {
  if (hipaa) await endForHipaa(tx, [organization]);
  await accounts.setHipaa(tx, who, organization, hipaa);
}

/**
 * Carries the closing out: who waits is told some time before, and at the closing becomes a ticket; who talks may finish. Each
 * as the policy says.
 */
export async function close(tx: Tx): Promise<void> {
  await routing.lock(tx);
  const { closing } = (await policy.inForce(tx)).document;
  const ends: End[] = [];
  const warnings: threads.NewAppend[] = [];
  for (const chat of await goingOn(tx, { waiting: false })) {
    const { open, why, closes } = chat.verdict;
    const waits = chat.engineer_id === null;
    // An incident lets nobody new in; who is in the line already stays.
    if (!open && why !== 'incident') {
      if (why === 'hipaa') ends.push({ chat, by: 'hipaa', who: nobody, ending: unsolved });
      else if (waits ? closing.waiting === 'ticket' : closing.running === 'end')
        ends.push({ chat, by: 'closing_time', who: nobody, ending: unsolved });
      continue;
    }
    const soon = closes && closes.getTime() - tx.now.getTime() <= closing.warn_minutes * 60_000;
    if (!soon || !waits || closing.waiting !== 'ticket' || chat.warned_of?.getTime() === closes.getTime()) continue;
    warnings.push(threads.happened(chat.thread_id, { event: 'closing_soon', closes: closes.toISOString() }));
    await tx.write.updateTable('chats').set({ warned_of: closes }).where('id', '=', chat.id).execute();
  }
  if (ends.length > 0) await finish(tx, ends, warnings);
  else if (warnings.length > 0) await threads.appendMany(tx, warnings);
}

async function placeAtEnd(tx: Tx, chat: ChatRow, otherArea: string | undefined): Promise<{ area: string | null; team: string | null }> {
  if (otherArea) return routing.placeOf(tx, 'technical', otherArea);
  if (!chat.area_id) return routing.placeOf(tx, 'sales', null);
  const { key } = await tx.read.selectFrom('areas').select('key').where('id', '=', chat.area_id).executeTakeFirstOrThrow();
  return routing.placeOf(tx, 'technical', key);
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
  const person = await accounts.staffPerson(tx, to.staff);
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
