/**
 * The promises of tickets: made, stopped while staff wait for the customer, resumed where they stopped, kept or broken.
 *
 * Invariants, kept by constraints: `one_promise_of_a_kind_at_a_time` per ticket; a standing clock is never due. Terms stand once
 * promised: a policy that changes in mid-clock makes other promises from then on. Every function is called under the lock of its
 * ticket's row, and ends by telling the ticket when it is due, so that the inbox finds it by index.
 */
import type { Calendar } from '@fairlead/calendar';
import type { OpenPromise, PromiseKind, TicketState, Urgent } from '@fairlead/contract';
import { type RawBuilder, sql } from 'kysely';
import type { Reader, Tx } from '../../platform/db.ts';
import * as accounts from '../accounts/accounts.ts';
import * as policy from '../policy/policy.ts';
import { type Clock, reaches, spentAt, type Terms, termsFor } from '../policy/promises.ts';

export interface PromiseRow {
  kind: PromiseKind;
  number: number;
  minutes: number;
  calendar: string;
  policy_version: number;
  made_at: Date;
  spent_ms: number;
  running_since: Date | null;
  due_at: Date | null;
  warned_at: Date | null;
  broken_at: Date | null;
  ended_at: Date | null;
}

/** A ticket as far as its promises go. */
interface Promised {
  id: string;
  member_id: string;
  organization_id: string;
  urgent: Urgent | null;
}

const columns = sql`kind, number, minutes, calendar, policy_version, made_at, spent_ms, running_since, due_at, warned_at, broken_at, ended_at`;

const clockOf = (row: PromiseRow): Clock => ({ spent: row.spent_ms, since: row.running_since?.getTime() ?? null });

async function calendarOf(reader: Reader, { policy_version, calendar }: Pick<PromiseRow, 'policy_version' | 'calendar'>) {
  return (await policy.ofVersion(reader, policy_version)).calendar(calendar);
}

const dateOf = (at: number | null): Date | null => (at === null ? null : new Date(at));

/** When a clock is due, and when staff are to be warned, as the policy in force says. */
function dates(rules: policy.Policy, calendar: Calendar, clock: Clock, minutes: number) {
  return {
    due_at: dateOf(reaches(calendar, clock, minutes)),
    warn_at: dateOf(reaches(calendar, clock, minutes, rules.document.promises.warn_percent / 100)),
  };
}

export interface Opening {
  /** Columns of the new ticket. */
  ticket: { due_at: Date | null; warn_at: Date | null };
  /** When a first answer is promised. */
  answer: Date | null;
  write(ticket: string): void;
}

/** What decides what somebody is promised. */
export interface Rules {
  policy: policy.Policy;
  customer: accounts.Customer;
}

export async function rulesFor(reader: Reader, of: { member_id: string; organization_id: string }): Promise<Rules> {
  const [rules, customer] = await Promise.all([policy.inForce(reader), accounts.customer(reader, of.member_id, of.organization_id)]);
  return { policy: rules, customer };
}

/** What is promised of a ticket that opens now. Its rows are written once the ticket stands. */
export function opening(tx: Tx, { policy: rules, customer }: Rules, urgent: boolean): Opening {
  const terms = termsFor(rules, customer, urgent);
  terms.delete('next_answer');
  const rows = [...terms].map(([kind, one]) => fresh(tx, rules, kind, 1, one));
  return {
    ticket: { due_at: soonest(rows.map((r) => r.due_at)), warn_at: soonest(rows.map((r) => r.warn_at)) },
    answer: rows.find((r) => r.kind === 'first_answer')?.due_at ?? null,
    write: (ticket) => write(tx, ticket, rows),
  };
}

/** A promise that is made now. */
const fresh = (tx: Tx, rules: policy.Policy, kind: PromiseKind, number: number, { minutes, calendar, version }: Terms) => ({
  kind,
  number,
  minutes,
  calendar,
  policy_version: version,
  made_at: tx.now,
  running_since: tx.now,
  ...dates(rules, rules.calendar(calendar), { spent: 0, since: tx.now.getTime() }, minutes),
});

function write(tx: Tx, ticket: string, rows: readonly ReturnType<typeof fresh>[]): void {
  if (rows.length === 0) return;
  tx.send(
    'write_promises',
    `insert into promises (ticket_id, kind, number, minutes, calendar, policy_version, made_at, running_since, due_at, warn_at)
     select $1, kind, number, minutes, calendar, version, $2, $2, due_at, warn_at
     from unnest($3::text[], $4::int[], $5::int[], $6::text[], $7::int[], $8::timestamptz[], $9::timestamptz[])
       as p (kind, number, minutes, calendar, version, due_at, warn_at)`,
    [
      ticket,
      tx.now,
      rows.map((r) => r.kind),
      rows.map((r) => r.number),
      rows.map((r) => r.minutes),
      rows.map((r) => r.calendar),
      rows.map((r) => r.policy_version),
      rows.map((r) => r.due_at),
      rows.map((r) => r.warn_at),
    ],
  );
}

const soonest = (dates: (Date | null)[]): Date | null =>
  dates.reduce((first, date) => (date && (!first || date < first) ? date : first), null);

async function termsOf(reader: Reader, of: Omit<Promised, 'id' | 'urgent'>, urgent: boolean) {
  const { policy: rules, customer } = await rulesFor(reader, of);
  return { rules, terms: termsFor(rules, customer, urgent) };
}

async function open(tx: Tx, ticket: string): Promise<PromiseRow[]> {
  return tx.rows(sql<PromiseRow>`select ${columns} from promises where ticket_id = ${ticket} and ended_at is null order by kind`);
}

/** Ends the stretch in which a clock runs; answers what its row gets. */
async function endSpan(tx: Tx, ticket: string, row: PromiseRow, stoppedBy: string | null) {
  if (!row.running_since) return { spent_ms: row.spent_ms };
  const spent = spentAt(await calendarOf(tx, row), clockOf(row), tx.now.getTime());
  await tx.rows(sql`
    insert into promise_spans (ticket_id, kind, number, place, from_at, to_at, ms, stopped_by)
    select ${ticket}, ${row.kind}, ${row.number}, count(*), ${row.running_since}, ${tx.now}, ${spent - row.spent_ms}, ${stoppedBy}
    from promise_spans where ticket_id = ${ticket} and kind = ${row.kind} and number = ${row.number}`);
  return { spent_ms: spent, running_since: null, due_at: null, warn_at: null };
}

/** The same for a promise that goes on: what fell due before is broken, whether or not anybody has noticed yet. */
async function halt(tx: Tx, ticket: string, row: PromiseRow, stoppedBy: string | null) {
  const broken = isLate(tx, row) && !row.broken_at ? { broken_at: row.due_at } : {};
  return { ...(await endSpan(tx, ticket, row, stoppedBy)), ...broken };
}

const isLate = (tx: Tx, row: PromiseRow) => row.broken_at !== null || (row.due_at !== null && row.due_at < tx.now);

async function set(tx: Tx, ticket: string, row: Pick<PromiseRow, 'kind' | 'number'>, values: Record<string, unknown>): Promise<void> {
  await tx.write
    .updateTable('promises')
    .set(values)
    .where('ticket_id', '=', ticket)
    .where('kind', '=', row.kind)
    .where('number', '=', row.number)
    .execute();
}

/** Tells the ticket when it is due. */
async function tell(tx: Tx, ticket: string): Promise<void> {
  await tx.rows(sql`
    update tickets set due_at = p.due_at, warn_at = p.warn_at
    from (select min(due_at) as due_at, min(warn_at) as warn_at from promises where ticket_id = ${ticket} and ended_at is null) p
    where id = ${ticket}`);
}

async function end(tx: Tx, ticket: string, row: PromiseRow, outcome: 'kept' | 'broken' | 'void'): Promise<void> {
  const broken = outcome === 'broken' && !row.broken_at ? { broken_at: row.due_at } : {};
  await set(tx, ticket, row, { ...(await endSpan(tx, ticket, row, null)), ...broken, ended_at: tx.now, outcome });
}

const inTime = (tx: Tx, row: PromiseRow) => (isLate(tx, row) ? 'broken' : 'kept');

/** Staff have answered. */
export async function answered(tx: Tx, ticket: string): Promise<void> {
  const rows = (await open(tx, ticket)).filter((r) => r.kind !== 'solution');
  for (const row of rows) await end(tx, ticket, row, inTime(tx, row));
  if (rows.length > 0) await tell(tx, ticket);
}

/** The customer has spoken: an answer is owed, unless one is already. */
export async function spoken(tx: Tx, ticket: Promised): Promise<void> {
  if ((await open(tx, ticket.id)).some((r) => r.kind !== 'solution')) return;
  const { rules, terms } = await termsOf(tx, ticket, ticket.urgent !== null);
  const answer = terms.get('next_answer');
  if (!answer) return;
  const [last] = await tx.rows(sql<{ number: number }>`
    select coalesce(max(number), 0) as number from promises where ticket_id = ${ticket.id} and kind = 'next_answer'`);
  write(tx, ticket.id, [fresh(tx, rules, 'next_answer', last!.number + 1, answer)]);
  await tell(tx, ticket.id);
}

/** A ticket goes from one state to another: clocks stop, go on or end. `by`: whose doing it is. */
export async function moved(tx: Tx, ticket: Promised, from: TicketState, to: TicketState, by: 'member' | 'staff' | 'desk'): Promise<void> {
  const isOver = to === 'solved' || to === 'closed';
  const wasOver = from === 'solved' || from === 'closed';
  if (isOver && !wasOver) {
    for (const row of await open(tx, ticket.id)) {
      // Who solves their own problem is owed no answer any more.
      const owed = row.kind === 'solution' || by === 'staff';
      await end(tx, ticket.id, row, isLate(tx, row) ? 'broken' : owed ? 'kept' : 'void');
    }
  } else if (!isOver && wasOver) await reopened(tx, ticket);
  const { stops } = (await policy.inForce(tx)).document.promises;
  if (!isOver) await ((stops as readonly TicketState[]).includes(to) ? stop(tx, ticket.id, to) : goOn(tx, ticket.id));
  await tell(tx, ticket.id);
}

/** It was not solved after all: the solution's clock goes on where it stopped, or begins where a chat had seemed to be all that was needed. */
async function reopened(tx: Tx, ticket: Promised): Promise<void> {
  const resumed = await tx.rows(sql`
    update promises set ended_at = null, outcome = null where ticket_id = ${ticket.id} and kind = 'solution' returning number`);
  if (resumed.length > 0) return;
  const { rules, terms } = await termsOf(tx, ticket, ticket.urgent !== null);
  const solution = terms.get('solution');
  if (solution) write(tx, ticket.id, [fresh(tx, rules, 'solution', 1, solution)]);
}

/** Nothing is owed here any more: another ticket goes on with it. */
export async function lifted(tx: Tx, ticket: string): Promise<void> {
  for (const row of await open(tx, ticket)) await end(tx, ticket, row, 'void');
  await tell(tx, ticket);
}

/** What was lifted at an instant is owed again, in the state in which the ticket is now; the time between did not count. */
export async function restored(tx: Tx, ticket: string, liftedAt: Date, state: TicketState): Promise<void> {
  await tx.rows(sql`
    update promises set ended_at = null, outcome = null where ticket_id = ${ticket} and outcome = 'void' and ended_at = ${liftedAt}`);
  const { stops } = (await policy.inForce(tx)).document.promises;
  if (!(stops as readonly TicketState[]).includes(state)) await goOn(tx, ticket);
  await tell(tx, ticket);
}

/** Stops every clock that runs. */
async function stop(tx: Tx, ticket: string, by: TicketState): Promise<void> {
  for (const row of await open(tx, ticket)) if (row.running_since) await set(tx, ticket, row, await halt(tx, ticket, row, by));
}

/** Lets every clock that stands go on where it stopped. */
async function goOn(tx: Tx, ticket: string): Promise<void> {
  const rules = await policy.inForce(tx);
  for (const row of await open(tx, ticket)) {
    if (row.running_since) continue;
    const clock = { spent: row.spent_ms, since: tx.now.getTime() };
    await set(tx, ticket, row, { running_since: tx.now, ...dates(rules, await calendarOf(tx, row), clock, row.minutes) });
  }
}

/** Other terms hold from now on, as when a ticket becomes urgent: the time that has passed counts, and what was broken stays so. */
export async function retime(tx: Tx, ticket: Promised, urgent: boolean): Promise<void> {
  const { rules, terms } = await termsOf(tx, ticket, urgent);
  for (const row of await open(tx, ticket.id)) {
    const now = terms.get(row.kind);
    if (!now) continue;
    const halted = await halt(tx, ticket.id, row, null);
    const clock = { spent: halted.spent_ms, since: tx.now.getTime() };
    await set(tx, ticket.id, row, {
      ...halted,
      minutes: now.minutes,
      calendar: now.calendar,
      policy_version: now.version,
      warned_at: null,
      ...(row.running_since ? { running_since: tx.now, ...dates(rules, rules.calendar(now.calendar), clock, now.minutes) } : {}),
    });
  }
  await tell(tx, ticket.id);
}

/** What a ticket `k` owes now, soonest first. */
export const owed: RawBuilder<OpenPromise[]> = sql`(
  select coalesce(json_agg(json_build_object('kind', p.kind,
    'due', to_char(p.due_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'stands', p.running_since is null, 'broken', p.broken_at is not null, 'warned', p.warned_at is not null) order by p.due_at nulls last, p.kind), '[]')
  from promises p where p.ticket_id = k.id and p.ended_at is null)`;
