/**
 * The promises of tickets: made, stopped while staff wait for the customer, resumed where they stopped, kept or broken.
 *
 * Invariants, kept by constraints: `one_promise_of_a_kind_at_a_time` per ticket; a standing clock is never due. Terms stand once
 * promised: a policy that changes in mid-clock makes other promises from then on. Every function is called under the lock of its
 * ticket's row, and ends by telling the ticket when it is due, so that the inbox finds it by index.
 */
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
}

const columns = sql`kind, number, minutes, calendar, policy_version, made_at, spent_ms, running_since, due_at, warned_at, broken_at, ended_at`;

const clockOf = (row: PromiseRow): Clock => ({ spent: row.spent_ms, since: row.running_since?.getTime() ?? null });

async function calendarOf(reader: Reader, { policy_version, calendar }: Pick<PromiseRow, 'policy_version' | 'calendar'>) {
  return (await policy.ofVersion(reader, policy_version)).calendar(calendar);
}

const dateOf = (at: number | null): Date | null => (at === null ? null : new Date(at));

/** When a clock that runs on these terms is due, and when staff are to be warned. */
async function dates(reader: Reader, clock: Clock, terms: Terms) {
  const calendar = await calendarOf(reader, { policy_version: terms.version, calendar: terms.calendar });
  const { warn_percent } = (await policy.inForce(reader)).document.promises;
  return {
    due_at: dateOf(reaches(calendar, clock, terms.minutes)),
    warn_at: dateOf(reaches(calendar, clock, terms.minutes, warn_percent / 100)),
  };
}

export interface Opening {
  /** Columns of the new ticket. */
  ticket: { due_at: Date | null; warn_at: Date | null };
  /** When a first answer is promised. */
  answer: Date | null;
  write(ticket: string): Promise<void>;
}

/** What is promised of a ticket that opens now. Its rows are written once the ticket stands. */
export async function opening(tx: Tx, of: Omit<Promised, 'id'>, urgent: boolean): Promise<Opening> {
  const terms = await termsOf(tx, of, urgent);
  terms.delete('next_answer');
  const rows: ({ kind: PromiseKind; terms: Terms } & Awaited<ReturnType<typeof dates>>)[] = [];
  for (const [kind, one] of terms) rows.push({ kind, terms: one, ...(await dates(tx, { spent: 0, since: tx.now.getTime() }, one)) });
  return {
    ticket: { due_at: soonest(rows.map((r) => r.due_at)), warn_at: soonest(rows.map((r) => r.warn_at)) },
    answer: rows.find((r) => r.kind === 'first_answer')?.due_at ?? null,
    write: async (ticket) => {
      if (rows.length > 0)
        await tx.write
          .insertInto('promises')
          .values(rows.map((r) => ({ ...fresh(tx, ticket, r.kind, 1, r.terms), due_at: r.due_at, warn_at: r.warn_at })))
          .execute();
    },
  };
}

const fresh = (tx: Tx, ticket: string, kind: PromiseKind, number: number, { minutes, calendar, version }: Terms) => ({
  ticket_id: ticket,
  kind,
  number,
  minutes,
  calendar,
  policy_version: version,
  made_at: tx.now,
  running_since: tx.now,
});

const soonest = (dates: (Date | null)[]): Date | null =>
  dates.reduce((first, date) => (date && (!first || date < first) ? date : first), null);

async function termsOf(reader: Reader, { member_id, organization_id }: Omit<Promised, 'id'>, urgent: boolean) {
  const { plan, hipaa, site } = await accounts.organization(reader, organization_id);
  const { locale } = await accounts.member(reader, member_id);
  return termsFor(await policy.inForce(reader), { plan, hipaa, site, language: locale }, urgent);
}

async function open(tx: Tx, ticket: string): Promise<PromiseRow[]> {
  return tx.rows(sql<PromiseRow>`select ${columns} from promises where ticket_id = ${ticket} and ended_at is null order by kind`);
}

/** Whether the clock stands in a state. */
async function stopsIn(reader: Reader, state: TicketState): Promise<boolean> {
  const { stops } = (await policy.inForce(reader)).document.promises;
  return (stops as readonly TicketState[]).includes(state);
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
export async function spoken(tx: Tx, ticket: Promised & { urgent: Urgent | null }): Promise<void> {
  if ((await open(tx, ticket.id)).some((r) => r.kind !== 'solution')) return;
  const terms = (await termsOf(tx, ticket, ticket.urgent !== null)).get('next_answer');
  if (!terms) return;
  const [last] = await tx.rows(sql<{ number: number }>`
    select coalesce(max(number), 0) as number from promises where ticket_id = ${ticket.id} and kind = 'next_answer'`);
  const due = await dates(tx, { spent: 0, since: tx.now.getTime() }, terms);
  await tx.write
    .insertInto('promises')
    .values({ ...fresh(tx, ticket.id, 'next_answer', last!.number + 1, terms), ...due })
    .execute();
  await tell(tx, ticket.id);
}

/** A ticket goes from one state to another: clocks stop, go on or end. `by`: whose doing it is. */
export async function moved(tx: Tx, ticket: string, from: TicketState, to: TicketState, by: 'member' | 'staff' | 'desk'): Promise<void> {
  const isOver = to === 'solved' || to === 'closed';
  const wasOver = from === 'solved' || from === 'closed';
  if (isOver && !wasOver) {
    for (const row of await open(tx, ticket)) {
      // Who solves their own problem is owed no answer any more.
      const owed = row.kind === 'solution' || by === 'staff';
      await end(tx, ticket, row, isLate(tx, row) ? 'broken' : owed ? 'kept' : 'void');
    }
  } else if (!isOver && wasOver) {
    // It was not solved after all: the clock goes on where it stopped.
    await tx.rows(sql`
      update promises set ended_at = null, outcome = null where ticket_id = ${ticket} and kind = 'solution' and number = (
        select max(number) from promises where ticket_id = ${ticket} and kind = 'solution')`);
  }
  if (!isOver) await ((await stopsIn(tx, to)) ? stop(tx, ticket, to) : goOn(tx, ticket));
  await tell(tx, ticket);
}

/** Stops every clock that runs. */
async function stop(tx: Tx, ticket: string, by: string): Promise<void> {
  for (const row of await open(tx, ticket)) {
    if (!row.running_since) continue;
    // What fell due before it stopped is broken, whether or not anybody has noticed yet.
    const broken = isLate(tx, row) && !row.broken_at ? { broken_at: row.due_at } : {};
    await set(tx, ticket, row, { ...(await endSpan(tx, ticket, row, by)), ...broken });
  }
  await tell(tx, ticket);
}

/** Lets every clock that stands go on where it stopped. */
async function goOn(tx: Tx, ticket: string): Promise<void> {
  for (const row of await open(tx, ticket)) {
    if (row.running_since) continue;
    const clock = { spent: row.spent_ms, since: tx.now.getTime() };
    const terms = { minutes: row.minutes, calendar: row.calendar, version: row.policy_version };
    await set(tx, ticket, row, { running_since: tx.now, ...(await dates(tx, clock, terms)) });
  }
  await tell(tx, ticket);
}

/** Other terms hold from now on, as when a ticket becomes urgent: the time that has passed counts. */
export async function retime(tx: Tx, ticket: Promised, urgent: boolean): Promise<void> {
  const terms = await termsOf(tx, ticket, urgent);
  for (const row of await open(tx, ticket.id)) {
    const now = terms.get(row.kind);
    if (!now) continue;
    const ran = row.running_since !== null;
    const ended = await endSpan(tx, ticket.id, row, null);
    const clock = { spent: ended.spent_ms, since: ran ? tx.now.getTime() : null };
    await set(tx, ticket.id, row, {
      ...ended,
      minutes: now.minutes,
      calendar: now.calendar,
      policy_version: now.version,
      warned_at: null,
      ...(ran ? { running_since: tx.now, ...(await dates(tx, clock, now)) } : {}),
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
