/** A problem on record until it is solved. Continues a chat's thread, or begins its own. */
import type { Channel, Circumstances, Named, Question, Said, TicketState, Urgent } from '@fairlead/contract';
import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import type { z } from 'zod';
import type { Reader, Tx } from '../../platform/db.ts';
import { Refusal } from '../../platform/refusals.ts';
import * as accounts from '../accounts/accounts.ts';
import type { MemberWho, StaffWho, Who } from '../accounts/accounts.ts';
import * as evidence from '../evidence/evidence.ts';
import * as files from '../evidence/files.ts';
import * as policy from '../policy/policy.ts';
import * as routing from '../routing/routing.ts';
import * as said from '../threads/said.ts';
import * as threads from '../threads/threads.ts';
import * as pages from './pages.ts';
import * as promises from './promises.ts';
import { lockForWho, type TicketRow } from './locking.ts';
import { changed, insert, nextNumber } from './recording.ts';
import { noteRequest, type Request, standing } from './standing.ts';

/** Gives a problem to its team, and in it to a specialist on duty (S17). Says who that is in words for the thread. */
export async function toTeam(tx: Tx, team: string | null, known?: Named | null) {
  if (!team) return { team, assignee: null, teamName: null, assigneeName: null };
  const [assignee, named] = await Promise.all([
    routing.specialistOnDuty(tx, team),
    known ?? routing.team(tx, team).then((row) => row?.name),
  ]);
  return { team, assignee: assignee?.id ?? null, teamName: named ?? null, assigneeName: assignee?.name ?? null };
}

async function inWords(reader: Reader, team: string | null, assignee: string | null) {
  return {
    teamName: team ? ((await routing.team(reader, team))?.name ?? null) : null,
    assigneeName: assignee ? ((await accounts.staffPerson(reader, assignee))?.name ?? null) : null,
  };
}

export interface EndedChat {
  chat: string;
  thread: string;
  member: string;
  organization: string;
  question: Question;
  area: string | null;
  team: string | null;
  subject: string;
  about: readonly string[];
  urgent: Urgent | null;
  solved: boolean;
}

/**
 * The ticket that continues an ended chat in the same thread (S16, S17): closed if solved, else with its area's specialists.
 * Called in the transaction that ends the chat. Returns what to append to the thread.
 */
export async function continueChat(tx: Tx, ended: EndedChat): Promise<{ id: string; append: threads.NewAppend }> {
  const to = ended.solved ? { team: null, assignee: null, teamName: null, assigneeName: null } : await toTeam(tx, ended.team);
  const owed = ended.solved
    ? null
    : promises.opening(
        tx,
        await promises.rulesFor(tx, { member_id: ended.member, organization_id: ended.organization }),
        ended.urgent !== null,
      );
  const [id, number] = [uuidv7(), await nextNumber(tx)];
  insert(tx, {
    id,
    number,
    thread_id: ended.thread,
    chat_id: ended.chat,
    member_id: ended.member,
    organization_id: ended.organization,
    question: ended.question,
    area_id: ended.area,
    subject: ended.subject,
    about: [...ended.about],
    urgent: ended.urgent,
    ...owed?.ticket,
    waiting_since: ended.solved ? null : tx.now,
    state: ended.solved ? 'closed' : 'open',
    team_id: to.team,
    assignee_id: to.assignee,
    ...(ended.solved ? await solution(tx, ended.thread) : {}),
  });
  owed?.write(id);
  if (ended.urgent && to.team) await pages.call(tx, id, to.team);
  return { id, append: opened(ended.thread, number, to, owed?.answer ?? null) };
}

/** Says that a ticket opened, with whom it is, and what is promised. */
export function opened(thread: string, number: number, to: Awaited<ReturnType<typeof toTeam>>, promised: Date | null): threads.NewAppend {
  return threads.happened(thread, {
    event: 'ticket_opened',
    number,
    team: to.teamName,
    assignee: to.assigneeName,
    promised: promised?.toISOString() ?? null,
  });
}

export interface NewTicket {
  id: string;
  question: Question;
  area: string | null;
  subject: string;
  text: string;
  about: readonly string[];
  urgent: Urgent | null;
  circumstances?: z.output<typeof Circumstances> | undefined;
  /** What the customer had ready, and what they go on without. */
  evidence: readonly evidence.NewEvidence[];
  declined: string[];
  /** What came with the first message itself, and how it came by mail. */
  files?: readonly string[];
  mail?: Said['mail'];
  /** It came without saying which area it is about; staff do. */
  unplaced?: boolean;
}

/**
 * A member opens a ticket, or staff do for them: then it begins with what staff say. Its id is the caller's, so a repeat answers with
 * the same ticket.
 */
export async function open(tx: Tx, who: MemberWho, asked: NewTicket, by: Who = who): Promise<number> {
  // Orders repeats of one request; other tickets do not wait. What is asked next is answered under it, and travels with it.
  tx.send('lock_new_ticket', 'select pg_advisory_xact_lock(hashtextextended($1, 0))', [asked.id]);
  const request: Request = { ...asked, text: `${asked.subject}\n${asked.text}` };
  // A mail does not say it either.
  const place = asked.mail || asked.unplaced ? routing.placeIfKnown : routing.placeOf;
  const facts = Promise.all([standing(tx, who, request), place(tx, asked.question, asked.area)]);
  facts.catch(() => undefined);
  const [earlier] = await tx.prepared<{ number: number; member_id: string }>(
    'ticket_made_already',
    'select number, member_id from tickets where id = $1',
    [asked.id],
  );
  if (earlier) {
    if (earlier.member_id !== who.id) throw new Refusal('id_taken');
    return earlier.number;
  }
  const [stands, { area, ...of }] = await facts;
  if (!stands.verdict.ticket.open) throw new Refusal('not_allowed');
  noteRequest(tx, who, asked.id, request, 'ticket', stands);
  const [to, number] = await Promise.all([toTeam(tx, of.team, of.teamName), nextNumber(tx)]);
  const owed = promises.opening(tx, stands, asked.urgent !== null);
  const thread = uuidv7();
  threads.create(tx, { id: thread, member: who.id, organization: who.organization, live: false });
  insert(tx, {
    id: asked.id,
    number,
    thread_id: thread,
    chat_id: null,
    member_id: who.id,
    organization_id: who.organization,
    question: asked.question,
    area_id: area,
    subject: asked.subject,
    about: stands.verdict.about,
    urgent: asked.urgent,
    ...owed.ticket,
    waiting_since: tx.now,
    state: 'new',
    team_id: to.team,
    assignee_id: to.assignee,
    opened_by: by.kind === 'staff' ? by.id : null,
  });
  owed.write(asked.id);
  if (asked.urgent && to.team) await pages.call(tx, asked.id, to.team);
  await evidence.begin(
    tx,
    stands.customer,
    thread,
    { question: asked.question, area: asked.area, about: stands.verdict.about },
    asked.circumstances,
    asked.declined,
  );
  const attached = await files.cite(tx, by, thread, asked.files ?? []);
  const body: Said = { text: asked.text, files: attached, ...(asked.mail ? { mail: asked.mail } : {}) };
  const given: threads.NewAppend[] = [];
  for (const one of evidence.withIds(asked.evidence)) given.push(await evidence.toGive(tx, who, thread, one));
  threads.appendFirst(tx, thread, [
    ...preface(thread, asked.urgent, { advised: stands.verdict.advised, chosen: 'ticket', about: stands.verdict.about }),
    { thread, id: asked.mail ? asked.id : uuidv7(), by: threads.author(by), audience: 'public', what: { kind: 'message', body } },
    ...given,
    opened(thread, number, to, owed.answer),
  ]);
  return number;
}

/** What stands before everything else: why it is urgent, first of all (S13), and for staff what was advised and chosen, where it was known what it is about. */
export function preface(
  thread: string,
  urgent: Urgent | null,
  choice: { advised: Channel; chosen: Channel; about: string[] },
): threads.NewAppend[] {
  return [
    ...(urgent ? [threads.happened(thread, { event: 'urgent', ...urgent })] : []),
    ...(choice.about.length > 0 ? [threads.happened(thread, { event: 'channel_chosen', ...choice }, 'staff')] : []),
  ];
}

/** A ticket of somebody who is affected by an incident, in one click. */
export async function openForIncident(
  tx: Tx,
  who: MemberWho,
  incident: { id: string; title: string; area: string | null },
): Promise<number> {
  const place = incident.area ? await routing.placeOf(tx, 'technical', incident.area) : routing.nowhere;
  const to = await toTeam(tx, place.team, place.teamName);
  const owed = promises.opening(tx, await promises.rulesFor(tx, { member_id: who.id, organization_id: who.organization }), false);
  const thread = uuidv7();
  threads.create(tx, { id: thread, member: who.id, organization: who.organization, live: false });
  const [id, number] = [uuidv7(), await nextNumber(tx)];
  insert(tx, {
    id,
    number,
    thread_id: thread,
    chat_id: null,
    member_id: who.id,
    organization_id: who.organization,
    question: 'technical',
    area_id: place.area,
    subject: incident.title,
    ...owed.ticket,
    waiting_since: tx.now,
    incident_id: incident.id,
    state: 'new',
    team_id: to.team,
    assignee_id: to.assignee,
  });
  owed.write(id);
  threads.appendFirst(tx, thread, [
    threads.happened(thread, { event: 'incident_attached', incident: incident.id, title: incident.title }),
    opened(thread, number, to, owed.answer),
  ]);
  return number;
}

const over: ReadonlySet<TicketState> = new Set(['solved', 'closed']);

/**
 * Sets a state. Members may only solve their ticket, or reopen it within the policy's days. Setting the state that it has changes
 * nothing. `was`: the state that the caller saw; throws `changed_meanwhile` when it is another by now.
 */
export async function setState(tx: Tx, who: Who, number: number, state: Exclude<TicketState, 'new'>, was?: TicketState): Promise<void> {
  const ticket = await lockForWho(tx, who, number);
  if (ticket.state === state) return;
  if (was && ticket.state !== was) throw new Refusal('changed_meanwhile');
  if (
    who.kind === 'member' &&
    !(state === 'solved' && !over.has(ticket.state)) &&
    !(state === 'open' && (over.has(ticket.state) || ticket.state === 'pending'))
  )
    throw new Refusal('ticket_state');
  if (who.kind === 'member') await mayReopen(tx, ticket);
  await threads.appendMany(tx, await moveTo(tx, ticket, state, who));
}

/** Until when a customer may reopen a ticket; null while it is not over. */
async function reopensUntil(reader: Reader, { state, solved_at }: Pick<TicketRow, 'state' | 'solved_at'>): Promise<Date | null> {
  if (!over.has(state) || !solved_at) return null;
  const { reopen_days } = (await policy.inForce(reader)).document.tickets;
  return new Date(solved_at.getTime() + reopen_days * 86_400_000);
}

/** A problem that comes back later is another one: throws `reopens_no_more`. */
export async function mayReopen(reader: Reader, ticket: TicketRow): Promise<void> {
  const until = await reopensUntil(reader, ticket);
  if (until && until < reader.now) throw new Refusal('reopens_no_more');
}

/** Whether a ticket's work is done. */
export const isOver = (state: TicketState) => over.has(state);

/** Moves a locked ticket to a state; one that comes back to work without a team goes to its area's. Returns what to append. */
export async function moveTo(tx: Tx, ticket: TicketRow, state: TicketState, by: Who | null): Promise<threads.NewAppend[]> {
  const appends = [threads.happened(ticket.thread_id, { event: 'ticket_state', from: ticket.state, to: state, by: by?.name ?? null })];
  let { team_id, assignee_id } = ticket;
  if (over.has(ticket.state) && !over.has(state) && !team_id) {
    const to = await toTeam(tx, await teamFor(tx, ticket));
    ({ team: team_id, assignee: assignee_id } = to);
    if (team_id)
      appends.push(threads.happened(ticket.thread_id, { event: 'ticket_assigned', team: to.teamName, assignee: to.assigneeName }));
  }
  const solves = over.has(state) && !over.has(ticket.state);
  const reopens = over.has(ticket.state) && !over.has(state);
  const solved = solves ? await solution(tx, ticket.thread_id) : reopens ? { solved_at: null, completeness: null } : {};
  await tx.write
    .updateTable('tickets')
    .set({
      state,
      team_id,
      assignee_id,
      updated_at: tx.now,
      ...solved,
      ...(reopens ? { reopened: sql<number>`reopened + 1` } : {}),
      ...waitsAfter(tx, ticket.state, state),
    })
    .where('id', '=', ticket.id)
    .execute();
  await promises.moved(tx, ticket, ticket.state, state, by?.kind ?? 'desk');
  if (over.has(state)) await pages.hush(tx, ticket.id);
  changed(tx, ticket.member_id, ticket.thread_id);
  return appends;
}

/** Nobody waits for staff in a ticket that is over or waits itself; one that was reopened is waited for. */
const waitsAfter = (tx: Tx, from: TicketState, to: TicketState) =>
  over.has(to) || to === 'pending' ? { waiting_since: null } : over.has(from) ? { waiting_since: tx.now } : {};

/** When it was solved, and how much of its evidence was there before staff first answered: the report relates the two. */
async function solution(tx: Tx, thread: string) {
  const first = await said.firstAnswer(tx, thread);
  return { solved_at: tx.now, completeness: await evidence.completeness(tx, thread, first ?? tx.now) };
}

async function teamFor(reader: Reader, ticket: TicketRow): Promise<string | null> {
  if (ticket.area_id)
    return (await reader.read.selectFrom('areas').select('team_id').where('id', '=', ticket.area_id).executeTakeFirst())?.team_id ?? null;
  return ticket.question === 'sales' ? (await routing.placeOf(reader, 'sales', null)).team : null;
}

/** Gives the ticket to a team, and in it to a person or to nobody yet. */
export async function assign(
  tx: Tx,
  who: StaffWho,
  number: number,
  to: { team: string | null; staff: string | null; was?: { team: string | null; staff: string | null } | undefined },
): Promise<void> {
  const ticket = await lockForWho(tx, who, number);
  if (ticket.team_id === to.team && ticket.assignee_id === to.staff) return;
  if (to.was && (ticket.team_id !== to.was.team || ticket.assignee_id !== to.was.staff)) throw new Refusal('changed_meanwhile');
  if (to.team && !(await routing.team(tx, to.team))) throw new Refusal('invalid', [{ path: 'team', message: 'no such team' }]);
  if (to.staff && !(await accounts.worksHere(tx, to.staff))) throw new Refusal('invalid', [{ path: 'staff', message: 'no such person' }]);
  await tx.write
    .updateTable('tickets')
    .set({ team_id: to.team, assignee_id: to.staff, updated_at: tx.now, ...(ticket.state === 'new' && to.staff ? { state: 'open' } : {}) })
    .where('id', '=', ticket.id)
    .execute();
  if (to.staff) await pages.hush(tx, ticket.id);
  const { teamName, assigneeName } = await inWords(tx, to.team, to.staff);
  await threads.append(
    tx,
    threads.happened(ticket.thread_id, { event: 'ticket_assigned', team: teamName, assignee: assigneeName, by: who.name }),
  );
  changed(tx, ticket.member_id, ticket.thread_id);
}

/** Somebody who was called takes it. */
export async function answerPage(tx: Tx, who: StaffWho, number: number): Promise<void> {
  const ticket = await lockForWho(tx, who, number);
  await pages.hush(tx, ticket.id);
  await assign(tx, who, number, { team: ticket.team_id, staff: who.id });
}
