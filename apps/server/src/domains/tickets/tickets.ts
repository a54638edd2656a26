/** A problem on record until it is solved. Continues a chat's thread, or begins its own. */
import type { Channel, Circumstances, NewEntry, Question, TicketState, Urgent } from '@fairlead/contract';
import type { Insertable } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import type { z } from 'zod';
import type { Database, Reader, Schema, Tx } from '../../platform/db.ts';
import { Refusal } from '../../platform/refusals.ts';
import * as accounts from '../accounts/accounts.ts';
import type { MemberWho, StaffWho, Who } from '../accounts/accounts.ts';
import * as evidence from '../evidence/evidence.ts';
import * as files from '../evidence/files.ts';
import { promisedAnswer } from '../policy/channels.ts';
import * as policy from '../policy/policy.ts';
import * as routing from '../routing/routing.ts';
import * as threads from '../threads/threads.ts';
import * as pages from './pages.ts';
import { noteRequest, type Request, standing } from './standing.ts';

export interface TicketRow {
  id: string;
  number: number;
  thread_id: string;
  member_id: string;
  organization_id: string;
  question: Question;
  area_id: string | null;
  state: TicketState;
  team_id: string | null;
  assignee_id: string | null;
  answered_at: Date | null;
}

const columns = [
  'id',
  'number',
  'thread_id',
  'member_id',
  'organization_id',
  'question',
  'area_id',
  'state',
  'team_id',
  'assignee_id',
  'answered_at',
] as const;

/** Said to everybody whose screen shows tickets: staff, and the member whose it is. */
const changed = (tx: Tx, member: string) => tx.announce({ what: 'changed', brief: { what: 'tickets', member } });

/** Gives a problem to its team, and in it to a specialist on duty (S17). Says who that is in words for the thread. */
async function toTeam(tx: Tx, team: string | null) {
  const assignee = team ? await routing.specialistOnDuty(tx, team) : null;
  return { team, assignee, ...(await inWords(tx, team, assignee)) };
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
  const promised = ended.solved ? null : await promise(tx, ended.member, ended.organization, ended.urgent !== null);
  const ticket = await insert(tx, {
    id: uuidv7(),
    thread_id: ended.thread,
    chat_id: ended.chat,
    member_id: ended.member,
    organization_id: ended.organization,
    question: ended.question,
    area_id: ended.area,
    subject: ended.subject,
    about: [...ended.about],
    urgent: ended.urgent && JSON.stringify(ended.urgent),
    promised_at: promised,
    state: ended.solved ? 'closed' : 'open',
    team_id: to.team,
    assignee_id: to.assignee,
    ...(ended.solved ? await solution(tx, ended.thread) : {}),
  });
  if (ended.urgent && to.team) await pages.call(tx, ticket.id, to.team);
  return { id: ticket.id, append: opened(ended.thread, ticket.number, to, promised) };
}

/** When a first answer is promised, by this customer's own calendar. */
async function promise(reader: Reader, member: string, organization: string, urgent: boolean): Promise<Date | null> {
  const { plan, hipaa, site } = await accounts.organization(reader, organization);
  const { locale } = await accounts.member(reader, member);
  return promisedAnswer(await policy.inForce(reader), reader.now, { plan, hipaa, site, language: locale }, urgent);
}

function opened(thread: string, number: number, to: Awaited<ReturnType<typeof toTeam>>, promised: Date | null): threads.NewAppend {
  return threads.happened(thread, {
    event: 'ticket_opened',
    number,
    team: to.teamName,
    assignee: to.assigneeName,
    promised: promised?.toISOString() ?? null,
  });
}

type TicketValues = Omit<Insertable<Schema['tickets']>, 'created_at' | 'updated_at'>;

async function insert(tx: Tx, values: TicketValues): Promise<{ id: string; number: number }> {
  changed(tx, values.member_id);
  return tx.write
    .insertInto('tickets')
    .values({ ...values, created_at: tx.now, updated_at: tx.now })
    .returning(['id', 'number'])
    .executeTakeFirstOrThrow();
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
}

/** A member opens a ticket. Its id is theirs, so a repeat answers with the same ticket. */
export async function open(tx: Tx, who: MemberWho, asked: NewTicket): Promise<number> {
  // Orders repeats of one request; other tickets do not wait.
  await tx.prepared('lock_new_ticket', 'select pg_advisory_xact_lock(hashtextextended($1, 0))', [asked.id]);
  const earlier = await tx.read.selectFrom('tickets').select(['number', 'member_id']).where('id', '=', asked.id).executeTakeFirst();
  if (earlier) {
    if (earlier.member_id !== who.id) throw new Refusal('id_taken');
    return earlier.number;
  }
  const request: Request = { ...asked, text: `${asked.subject}\n${asked.text}` };
  const stands = await standing(tx, who, request);
  if (!stands.verdict.ticket.open) throw new Refusal('not_allowed');
  await noteRequest(tx, who, asked.id, request, 'ticket', stands);
  const place = await routing.placeOf(tx, asked.question, asked.area);
  const to = await toTeam(tx, place.team);
  const thread = uuidv7();
  await threads.create(tx, { id: thread, member: who.id, organization: who.organization, live: false });
  const ticket = await insert(tx, {
    id: asked.id,
    thread_id: thread,
    chat_id: null,
    member_id: who.id,
    organization_id: who.organization,
    question: asked.question,
    area_id: place.area,
    subject: asked.subject,
    about: stands.verdict.about,
    urgent: asked.urgent && JSON.stringify(asked.urgent),
    promised_at: stands.verdict.ticket.promised,
    state: 'new',
    team_id: to.team,
    assignee_id: to.assignee,
  });
  if (asked.urgent && to.team) await pages.call(tx, ticket.id, to.team);
  const { question, area } = asked;
  await evidence.begin(tx, who, thread, { question, area, about: stands.verdict.about }, asked.circumstances, asked.declined);
  const given: threads.NewAppend[] = [];
  for (const one of evidence.withIds(asked.evidence)) given.push(await evidence.toGive(tx, who, thread, one));
  await threads.appendMany(tx, [
    ...preface(thread, asked.urgent, { advised: stands.verdict.advised, chosen: 'ticket', about: stands.verdict.about }),
    { thread, id: uuidv7(), by: threads.author(who), audience: 'public', what: { kind: 'message', body: { text: asked.text, files: [] } } },
    ...given,
    opened(thread, ticket.number, to, stands.verdict.ticket.promised),
  ]);
  return ticket.number;
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
  const place = incident.area ? await routing.placeOf(tx, 'technical', incident.area) : { area: null, team: null };
  const to = await toTeam(tx, place.team);
  const promised = await promise(tx, who.id, who.organization, false);
  const thread = uuidv7();
  await threads.create(tx, { id: thread, member: who.id, organization: who.organization, live: false });
  const ticket = await insert(tx, {
    id: uuidv7(),
    thread_id: thread,
    chat_id: null,
    member_id: who.id,
    organization_id: who.organization,
    question: 'technical',
    area_id: place.area,
    subject: incident.title,
    promised_at: promised,
    incident_id: incident.id,
    state: 'new',
    team_id: to.team,
    assignee_id: to.assignee,
  });
  await threads.appendMany(tx, [
    threads.happened(thread, { event: 'incident_attached', incident: incident.id, title: incident.title }),
    opened(thread, ticket.number, to, promised),
  ]);
  return ticket.number;
}

/** The ticket for somebody who may see it, locked for a change; throws `not_found` alike for absent and forbidden. */
async function lockForWho(tx: Tx, who: Who, number: number): Promise<TicketRow> {
  let query = tx.write.selectFrom('tickets').select(columns).where('number', '=', number).forUpdate();
  if (who.kind === 'member') query = query.where('member_id', '=', who.id).where('organization_id', '=', who.organization);
  const ticket = await query.executeTakeFirst();
  if (!ticket) throw new Refusal('not_found');
  return ticket as TicketRow;
}

const over: ReadonlySet<TicketState> = new Set(['solved', 'closed']);

/** Sets a state. Members may only solve their ticket, or reopen it. Setting the state that it has changes nothing. */
export async function setState(tx: Tx, who: Who, number: number, state: Exclude<TicketState, 'new'>): Promise<void> {
  const ticket = await lockForWho(tx, who, number);
  if (ticket.state === state) return;
  if (
    who.kind === 'member' &&
    !(state === 'solved' && !over.has(ticket.state)) &&
    !(state === 'open' && (over.has(ticket.state) || ticket.state === 'pending'))
  )
    throw new Refusal('ticket_state');
  await threads.appendMany(tx, await moveTo(tx, ticket, state));
}

/** Whether a ticket's work is done. */
export const isOver = (state: TicketState) => over.has(state);

/** Moves a locked ticket to a state; one that comes back to work without a team goes to its area's. Returns what to append. */
export async function moveTo(tx: Tx, ticket: TicketRow, state: TicketState): Promise<threads.NewAppend[]> {
  const appends = [threads.happened(ticket.thread_id, { event: 'ticket_state', from: ticket.state, to: state })];
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
    .set({ state, team_id, assignee_id, updated_at: tx.now, ...solved })
    .where('id', '=', ticket.id)
    .execute();
  if (over.has(state)) await pages.hush(tx, ticket.id);
  changed(tx, ticket.member_id);
  return appends;
}

/** When it was solved, and how much of its evidence was there before staff first answered: the report relates the two. */
async function solution(tx: Tx, thread: string) {
  const first = await threads.firstAnswer(tx, thread);
  return { solved_at: tx.now, completeness: await evidence.completeness(tx, thread, first ?? tx.now) };
}

async function teamFor(reader: Reader, ticket: TicketRow): Promise<string | null> {
  if (ticket.area_id)
    return (await reader.read.selectFrom('areas').select('team_id').where('id', '=', ticket.area_id).executeTakeFirst())?.team_id ?? null;
  return ticket.question === 'sales' ? (await routing.placeOf(reader, 'sales', null)).team : null;
}

/** Gives the ticket to a team, and in it to a person or to nobody yet. */
export async function assign(tx: Tx, who: StaffWho, number: number, to: { team: string | null; staff: string | null }): Promise<void> {
  const ticket = await lockForWho(tx, who, number);
  if (ticket.team_id === to.team && ticket.assignee_id === to.staff) return;
  if (to.team && !(await routing.team(tx, to.team))) throw new Refusal('invalid', [{ path: 'team', message: 'no such team' }]);
  if (to.staff && !(await accounts.staffPerson(tx, to.staff))) throw new Refusal('invalid', [{ path: 'staff', message: 'no such person' }]);
  await tx.write
    .updateTable('tickets')
    .set({ team_id: to.team, assignee_id: to.staff, updated_at: tx.now, ...(ticket.state === 'new' && to.staff ? { state: 'open' } : {}) })
    .where('id', '=', ticket.id)
    .execute();
  if (to.staff) await pages.hush(tx, ticket.id);
  const { teamName, assigneeName } = await inWords(tx, to.team, to.staff);
  await threads.append(tx, threads.happened(ticket.thread_id, { event: 'ticket_assigned', team: teamName, assignee: assigneeName }));
  changed(tx, ticket.member_id);
}

/** Somebody who was called takes it. */
export async function answerPage(tx: Tx, who: StaffWho, number: number): Promise<void> {
  const ticket = await lockForWho(tx, who, number);
  await pages.hush(tx, ticket.id);
  await assign(tx, who, number, { team: ticket.team_id, staff: who.id });
}

/** Tickets that hang on an incident, locked in one order. */
export async function lockAttached(tx: Tx, incident: string): Promise<TicketRow[]> {
  return (await tx.write
    .selectFrom('tickets')
    .select(columns)
    .where('incident_id', '=', incident)
    .orderBy('id')
    .forUpdate()
    .execute()) as TicketRow[];
}

type Said = z.output<typeof NewEntry>;

/** An entry as its sender means it: notes are for staff alone, files must be theirs. */
async function meant(db: Database, who: Who, thread: string, said: Said): Promise<threads.NewAppend> {
  if (said.kind === 'note' && who.kind !== 'staff') throw new Refusal('not_allowed');
  const cited = said.files.length > 0 ? await db.transaction((tx) => files.cite(tx, who, thread, said.files)) : [];
  return {
    thread,
    id: said.id,
    by: threads.author(who),
    audience: said.kind === 'note' ? 'staff' : 'public',
    what: { kind: said.kind, body: { text: said.text, files: cited } },
  };
}

/**
 * Says something in a thread: while a chat is live in it, together with everything else that arrives now; afterwards as a
 * reply to its ticket. The one way in for REST and socket. The caller has made sure that `who` may add to the thread.
 */
export async function say(db: Database, who: Who, thread: string, said: Said): Promise<threads.StoredEntry> {
  return put(db, who, await meant(db, who, thread, said));
}

/** Gives evidence, in the same way. */
export async function give(
  db: Database,
  who: Who,
  thread: string,
  given: Parameters<typeof evidence.toGive>[3],
): Promise<threads.StoredEntry> {
  return put(db, who, await db.transaction((tx) => evidence.toGive(tx, who, thread, given)));
}

/** Asks the customer for evidence, in the same way. */
export async function askFor(
  db: Database,
  who: StaffWho,
  thread: string,
  asked: Parameters<typeof evidence.toAsk>[3],
): Promise<threads.StoredEntry> {
  return put(db, who, await db.transaction((tx) => evidence.toAsk(tx, who, thread, asked)));
}

async function put(db: Database, who: Who, append: threads.NewAppend): Promise<threads.StoredEntry> {
  const outcome = await threads.appendSoon(db, { ...append, onlyLive: true });
  if (outcome.is !== 'not_live') return threads.appended(outcome);
  return db.transaction((tx) => reply(tx, who, append));
}

/** A reply to a ticket: a member's reopens it when it was over or waited for them; the first of staff's takes it from new to open. */
async function reply(tx: Tx, who: Who, append: threads.NewAppend): Promise<threads.StoredEntry> {
  const found = await tx.write.selectFrom('tickets').select(columns).where('thread_id', '=', append.thread).forUpdate().executeTakeFirst();
  if (!found) throw new Refusal('not_found');
  const ticket = found as TicketRow;
  const said = await tx.read
    .selectFrom('entries')
    .select('seq')
    .where('thread_id', '=', append.thread)
    .where('entry_id', '=', append.id)
    .executeTakeFirst();
  const isRepeat = said !== undefined;
  const wakes = who.kind === 'member' && (over.has(ticket.state) || ticket.state === 'pending');
  const begins = who.kind === 'staff' && append.audience === 'public' && ticket.state === 'new';
  const moves = !isRepeat && (wakes || begins) ? await moveTo(tx, ticket, 'open') : [];
  if (!isRepeat && append.audience === 'staff') tx.announce({ what: 'changed', brief: { what: 'tickets', member: null } });
  else if (!isRepeat) {
    // Not for a note: a ticket whose time of change moves for no reason tells its member that there is one.
    const answers = who.kind === 'staff' && !ticket.answered_at;
    await tx.write
      .updateTable('tickets')
      .set({ updated_at: tx.now, ...(answers ? { answered_at: tx.now } : {}) })
      .where('id', '=', ticket.id)
      .execute();
    changed(tx, ticket.member_id);
  }
  const [outcome] = await threads.appendMany(tx, [append, ...moves]);
  return threads.appended(outcome!);
}
