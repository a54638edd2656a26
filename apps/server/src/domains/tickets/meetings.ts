/**
 * Calls and screen shares (S4): one side proposes times within the team's calendar, the other agrees to one. Both get an invitation
 * (RFC 5545), which is updated and cancelled under the same UID.
 *
 * Promise kept by a constraint: `one_request_for_a_meeting_at_a_time`.
 */
import type { LocalTime, Meeting, MeetingKind, MeetingTimes } from '@fairlead/contract';
import { type Calendar, instantAt } from '@fairlead/calendar';
import { invitationText } from '@fairlead/calendar/invitation';
import type { Words } from '@fairlead/words';
import { sql } from 'kysely';
import type { Reader, Tx } from '../../platform/db.ts';
import { Refusal } from '../../platform/refusals.ts';
import * as accounts from '../accounts/accounts.ts';
import type { Who } from '../accounts/accounts.ts';
import { ticketCalendar } from '../policy/channels.ts';
import * as policy from '../policy/policy.ts';
import * as threads from '../threads/threads.ts';
import { lockForWho, type TicketRow } from './locking.ts';
import { changed } from './recording.ts';
import { isOver } from './tickets.ts';

const minute = 60_000;
/** A meeting is proposed so far ahead at most. */
const furthest = 180 * 24 * 60 * minute;

interface Row {
  id: string;
  ticket_id: string;
  kind: MeetingKind;
  proposed: Date[];
  proposed_by: 'member' | 'staff' | null;
  minutes: number;
  about: string;
  starts_at: Date | null;
  host_id: string | null;
  link: string | null;
  sequence: number;
  cancelled_at: Date | null;
  asked_at: Date;
  changed_at: Date;
}

const columns = sql`m.id, m.ticket_id, m.kind, m.proposed, m.proposed_by, m.minutes, m.about, m.starts_at, m.host_id, m.link, m.sequence,
  m.cancelled_at, m.asked_at, m.changed_at`;

/** Meetings of a ticket, newest first. */
export async function ofTicket(reader: Reader, ticket: string): Promise<Meeting[]> {
  const rows = await reader.rows(sql<Row & { host: string | null }>`
    select ${columns}, s.name as host from meetings m left join staff s on s.id = m.host_id where m.ticket_id = ${ticket} order by m.asked_at desc, m.id`);
  return rows.map((m) => ({
    id: m.id,
    kind: m.kind,
    about: m.about,
    minutes: m.minutes,
    proposed: m.proposed.map((at) => at.toISOString()),
    proposed_by: m.proposed_by,
    starts: m.starts_at?.toISOString() ?? null,
    host: m.host,
    link: m.link,
    sequence: m.sequence,
    cancelled: m.cancelled_at !== null,
    asked: m.asked_at.toISOString(),
  }));
}

interface Terms {
  calendar: Calendar;
  zone: string;
  minutes: number;
  link: string | null;
}

/** When and for how long meetings of a ticket are held: by the policy's calendar of calls, else that of the customer's tickets. */
async function termsOf(reader: Reader, ticket: { member_id: string; organization_id: string }): Promise<Terms> {
  const rules = await policy.inForce(reader);
  const { calls, calendars } = rules.document;
  const { plan, hipaa, site } = await accounts.organization(reader, ticket.organization_id);
  const { locale: language } = await accounts.member(reader, ticket.member_id);
  const name = calls.calendar ?? ticketCalendar(rules, { plan, hipaa, site, language });
  return { calendar: rules.calendar(name), zone: calendars[name]?.zone ?? 'UTC', minutes: calls.minutes, link: calls.link };
}

/** Spans of the next four weeks in which a meeting can begin and end. */
export async function openTimes(reader: Reader, ticket: { member_id: string; organization_id: string }): Promise<MeetingTimes> {
  const { calendar, zone, minutes } = await termsOf(reader, ticket);
  const open: MeetingTimes['open'] = [];
  const end = reader.now.getTime() + 28 * 24 * 60 * minute;
  let at: number | null = reader.now.getTime();
  while (open.length < 60) {
    if (!calendar.isOpen(at)) at = calendar.nextOpening(at);
    if (at === null || at >= end) break;
    const closes: number = Math.min(calendar.nextClosing(at) ?? end, end);
    if (closes - at >= minutes * minute) open.push({ from: new Date(at).toISOString(), to: new Date(closes).toISOString() });
    at = closes;
    if (closes === end) break;
  }
  return { minutes, zone, open };
}

/** Throws `meeting_time` where that clock skips the time, or for no time of any clock. */
function instantOf({ local, zone }: LocalTime, path: string): Date {
  const instant = instantAt(local, zone);
  if (instant === null)
    throw new Refusal('meeting_time', [{ path, message: `no clock in ${zone} shows ${local}: it may be skipped when clocks go forward` }]);
  return new Date(instant);
}

/** Throws `meeting_time` for what is past, too far ahead, or not wholly within the hours of calls. */
function checked(tx: Tx, at: Date, { calendar, minutes }: Terms, path: string): Date {
  const from = at.getTime();
  const no = (message: string) => new Refusal('meeting_time', [{ path, message }]);
  if (from <= tx.now.getTime()) throw no('this is in the past');
  if (from > tx.now.getTime() + furthest) throw no('this is more than half a year ahead');
  const to = from + minutes * minute;
  const closes = calendar.isOpen(from) ? calendar.nextClosing(from) : from;
  if (closes !== null && closes < to) throw no(`calls take ${minutes} minutes within the hours of support`);
  return at;
}

async function lockMeeting(tx: Tx, ticket: TicketRow, id: string): Promise<Row | undefined> {
  const [row] = await tx.rows(sql<Row>`select ${columns} from meetings m where m.id = ${id} for update`);
  if (row && row.ticket_id !== ticket.id) throw new Refusal('not_found');
  return row;
}

/**
 * Asks for a meeting, or proposes other times for one; what was agreed stands until something else is. Throws `meeting_time`,
 * `meeting_over` for one that was called off or has been held, `meeting_open` while another waits for its time, `ticket_state` once the ticket is over.
 */
export async function propose(
  tx: Tx,
  who: Who,
  number: number,
  id: string,
  asked: { kind: MeetingKind; times: readonly LocalTime[]; about: string },
): Promise<void> {
  const ticket = await lockForWho(tx, who, number);
  if (isOver(ticket.state)) throw new Refusal('ticket_state');
  const earlier = await lockMeeting(tx, ticket, id);
  if (earlier) open(tx, earlier);
  const terms = await termsOf(tx, ticket);
  const times = asked.times.map((time, i) => checked(tx, instantOf(time, `times.${i}`), terms, `times.${i}`));
  const proposed = [...new Map(times.map((t) => [t.getTime(), t])).values()];
  const same = earlier?.proposed_by === who.kind && String(earlier.proposed) === String(proposed) && earlier.kind === asked.kind;
  if (same) return;
  const waits = await tx.rows(sql`
    select 1 from meetings where ticket_id = ${ticket.id} and id <> ${id} and cancelled_at is null and starts_at is null`);
  if (!earlier?.starts_at && waits.length > 0) throw new Refusal('meeting_open');
  await tx.rows(sql`
    insert into meetings (id, ticket_id, kind, proposed, proposed_by, minutes, about, asked_at, changed_at)
    values (${id}, ${ticket.id}, ${asked.kind}, ${proposed}::timestamptz[], ${who.kind}, ${terms.minutes}, ${asked.about}, ${tx.now}, ${tx.now})
    on conflict (id) do update set proposed = excluded.proposed, proposed_by = excluded.proposed_by, changed_at = excluded.changed_at`);
  const about = earlier?.about ?? asked.about;
  await say(tx, ticket, {
    event: 'meeting_proposed',
    meeting: id,
    kind: earlier?.kind ?? asked.kind,
    times: proposed.map((t) => t.toISOString()),
    minutes: terms.minutes,
    about,
    by: who.name,
  });
}

/** Throws `meeting_over` for one that was called off, or has begun. */
function open(tx: Tx, { cancelled_at, starts_at }: Row): void {
  if (cancelled_at || (starts_at && starts_at <= tx.now)) throw new Refusal('meeting_over');
}

/**
 * Agrees to a time. A member may take what staff proposed; staff what the member proposed, or another time within the hours of calls.
 * Agreed already at that time and place, it changes nothing. Throws `meeting_time`, `meeting_over`, `not_found`.
 */
export async function agree(
  tx: Tx,
  who: Who,
  number: number,
  id: string,
  to: { starts: string | LocalTime; link?: string | undefined },
): Promise<void> {
  const ticket = await lockForWho(tx, who, number);
  const meeting = await lockMeeting(tx, ticket, id);
  if (!meeting) throw new Refusal('not_found');
  open(tx, meeting);
  const terms = await termsOf(tx, ticket);
  const starts = typeof to.starts === 'string' ? new Date(to.starts) : instantOf(to.starts, 'starts');
  const offered = meeting.proposed_by !== who.kind && meeting.proposed.some((t) => t.getTime() === starts.getTime());
  if (who.kind === 'member' && (!offered || to.link !== undefined)) throw new Refusal('not_allowed');
  checked(tx, starts, terms, 'starts');
  const link = to.link ?? meeting.link ?? terms.link?.replaceAll('{number}', String(ticket.number)) ?? null;
  const host = who.kind === 'staff' ? who.id : (meeting.host_id ?? ticket.assignee_id);
  if (!host) throw new Refusal('not_allowed');
  if (meeting.starts_at?.getTime() === starts.getTime() && meeting.link === link) return;
  await tx.rows(sql`
    update meetings set starts_at = ${starts}, host_id = ${host}, link = ${link}, proposed = '{}', proposed_by = null,
      sequence = sequence + ${meeting.starts_at ? 1 : 0}, changed_at = ${tx.now} where id = ${id}`);
  await say(tx, ticket, {
    event: 'meeting_agreed',
    meeting: id,
    kind: meeting.kind,
    starts: starts.toISOString(),
    minutes: meeting.minutes,
    host: (await accounts.staffPerson(tx, host))?.name ?? '',
    link,
    instead_of: meeting.starts_at?.toISOString() ?? null,
    by: who.name,
  });
}

/** Calls a meeting off. Throws `meeting_over` for one that has begun, `not_found`. */
export async function cancel(tx: Tx, who: Who, number: number, id: string, reason: string): Promise<void> {
  const ticket = await lockForWho(tx, who, number);
  const meeting = await lockMeeting(tx, ticket, id);
  if (!meeting) throw new Refusal('not_found');
  if (meeting.cancelled_at) return;
  open(tx, meeting);
  await tx.rows(sql`
    update meetings set cancelled_at = ${tx.now}, proposed = '{}', proposed_by = null,
      sequence = sequence + ${meeting.starts_at ? 1 : 0}, changed_at = ${tx.now} where id = ${id}`);
  await say(tx, ticket, {
    event: 'meeting_cancelled',
    meeting: id,
    kind: meeting.kind,
    starts: meeting.starts_at?.toISOString() ?? null,
    reason,
    by: who.name,
  });
}

async function say(tx: Tx, ticket: TicketRow, happening: Parameters<typeof threads.happened>[1]): Promise<void> {
  await threads.append(tx, threads.happened(ticket.thread_id, happening));
  await tx.rows(sql`update tickets set updated_at = ${tx.now} where id = ${ticket.id}`);
  changed(tx, ticket.member_id, ticket.thread_id);
}

export interface Invitation {
  uid: string;
  sequence: number;
  cancelled: boolean;
  starts: Date;
  minutes: number;
  changed: Date;
  link: string | null;
  kind: MeetingKind;
  ticket: { number: number; subject: string };
  host: { name: string; email: string };
  guest: { name: string; email: string };
}

/** What the invitation to an agreed meeting says; throws `not_found` where none has been agreed. */
export async function invitation(reader: Reader, ticket: string, id: string): Promise<Invitation> {
  const [row] = await reader.rows(sql<Omit<Invitation, 'uid'>>`
    select m.sequence, m.cancelled_at is not null as cancelled, m.starts_at as starts, m.minutes, m.changed_at as changed, m.link, m.kind,
      json_build_object('number', k.number, 'subject', k.subject) as ticket,
      json_build_object('name', s.name, 'email', s.email) as host, json_build_object('name', c.name, 'email', c.email) as guest
    from meetings m join tickets k on k.id = m.ticket_id join staff s on s.id = m.host_id join members c on c.id = k.member_id
    where m.id = ${id} and m.ticket_id = ${ticket}`);
  if (!row) throw new Refusal('not_found');
  return { ...row, uid: id };
}

/** The invitation as calendars take it, in the words of its reader. */
export function invitationFor(words: Words, { kind, ticket, host, guest, link, changed: stamp, ...rest }: Invitation): string {
  return invitationText({
    ...rest,
    link,
    stamp,
    summary: words.t(`meeting.summary.${kind}`, ticket),
    description: words.t('meeting.description', { host: host.name, ...ticket, link: link ?? 'none' }),
    organizer: host,
    attendees: [guest],
  });
}
