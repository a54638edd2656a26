/** What is promised to a customer, and the clock that counts it: business time that stops while staff wait for the customer. */
import type { Calendar } from '@fairlead/calendar';
import type { PromiseKind } from '@fairlead/contract';
import { type Customer, planOf, ticketCalendar } from './channels.ts';
import type { Policy } from './rules.ts';

/** Terms stand once promised: business minutes by a calendar of a version of the policy. */
export interface Terms {
  minutes: number;
  calendar: string;
  version: number;
}

/** What the policy promises to a customer; kinds that it does not promise are not there. */
export function termsFor(policy: Policy, customer: Customer, urgent: boolean): Map<PromiseKind, Terms> {
  const plan = planOf(policy, customer.plan);
  const calendar = ticketCalendar(policy, customer);
  const { version } = policy;
  const terms = new Map<PromiseKind, Terms>();
  for (const kind of ['first_answer', 'next_answer', 'solution'] as const) {
    const within = plan[kind];
    if (within) terms.set(kind, { minutes: urgent ? within.urgent : within.normal, calendar, version });
  }
  return terms;
}

/** How a clock stands. Instants are epoch milliseconds. */
export interface Clock {
  /** Business time of the stretches that have ended, milliseconds. */
  spent: number;
  /** Null while it stands. */
  since: number | null;
}

const goal = (minutes: number) => minutes * 60_000;

/** Business milliseconds that have passed at an instant. */
export const spentAt = (calendar: Calendar, { spent, since }: Clock, at: number): number =>
  since === null ? spent : spent + calendar.businessMs(since, at);

/** The instant at which a share of the promised time will have passed; null while the clock stands or where its calendar never opens again. */
export function reaches(calendar: Calendar, { spent, since }: Clock, minutes: number, share = 1): number | null {
  if (since === null) return null;
  const left = goal(minutes) * share - spent;
  return left > 0 ? calendar.after(since, left / 60_000) : since;
}

/** Stretches in which a clock runs, in order; the last may have no end yet. */
export type Stretch = readonly [from: number, to: number | null];

/** When a promise whose clock ran in these stretches fell due; null when it has not, or not yet. `now` ends the last one. */
export function fellDue(calendar: Calendar, stretches: readonly Stretch[], minutes: number, now: number): number | null {
  let spent = 0;
  for (const [from, end] of stretches) {
    const to = end ?? now;
    const due = reaches(calendar, { spent, since: from }, minutes);
    if (due !== null && due < to) return due;
    spent += calendar.businessMs(from, to);
  }
  return null;
}

export interface ExplainedLine {
  from: number;
  to: number;
  ms: number;
  /** `closed`: outside the hours of the calendar. `stopped`: the clock stood. */
  is: 'counted' | 'closed' | 'stopped';
  /** The holiday that it was closed for. */
  because: string | null;
}

/** The first holiday in a stretch that is closed: looked for every few hours, since each is a day long. */
function holidayIn(calendar: Calendar, from: number, to: number): string | null {
  for (let at = from; at < to; at += 6 * 3_600_000) {
    const name = calendar.closedFor(at);
    if (name) return name;
  }
  return null;
}

/** Lines that one promise may take; what comes before the last ones is summed up. */
const mostLines = 500;

/**
 * Adds up a clock line by line: every stretch that counted, what lay between by the calendar, and where the clock stood. The `ms`
 * of the lines add up to what the clock says.
 */
export function explained(calendar: Calendar, stretches: readonly Stretch[], until: number): ExplainedLine[] {
  const lines: ExplainedLine[] = [];
  let last: number | null = null;
  for (const [from, end] of stretches) {
    if (last !== null && from > last) lines.push({ from: last, to: from, ms: 0, is: 'stopped', because: null });
    const to = end ?? until;
    let at = from;
    while (at < to && lines.length < mostLines) {
      if (calendar.isOpen(at)) {
        const closes = Math.min(calendar.nextClosing(at) ?? to, to);
        lines.push({ from: at, to: closes, ms: closes - at, is: 'counted', because: null });
        at = closes;
      } else {
        const opens = Math.min(calendar.nextOpening(at) ?? to, to);
        lines.push({ from: at, to: opens, ms: 0, is: 'closed', because: holidayIn(calendar, at, opens) });
        at = opens;
      }
    }
    if (at < to) lines.push({ from: at, to, ms: calendar.businessMs(at, to), is: 'counted', because: null });
    last = to;
  }
  if (last !== null && until > last) lines.push({ from: last, to: until, ms: 0, is: 'stopped', because: null });
  return lines;
}
