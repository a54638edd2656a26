/**
 * One engine for everything that has hours: when it is open, and how open time adds up.
 *
 * Exact: hours are readings of the zone's wall clock, and a reading stands for **the first instant at which that clock shows it or
 * anything later**. So an opening in a skipped hour is the instant after the gap (an interval wholly inside a gap, or on a day that
 * a zone left out, is empty), and a reading that comes twice means its first coming, for openings and closings alike. The rule
 * never reverses two readings, hence a local day is open for exactly the union of its intervals as instants, and no interval can
 * begin in the second coming. It differs from Temporal's `compatible` only for readings strictly inside a gap: that one shifts
 * 02:30 to 03:30 though the clock has jumped past 02:30 already at 03:00.
 *
 * Fast: what is open in a UTC year is built once, when first asked for, as the sorted instants at which it opens and closes and the
 * sums of open time before each opening. A question is then a binary search, skipped while the last answer still holds, and an
 * amount of open time passes over whole years by their totals. Building a year asks Temporal only for the year's changes of offset.
 */
import { Temporal } from 'temporal-polyfill';
import { type Year, type Zone, buildYear, yearStart } from './year.ts';

export interface DayHours {
  /** Minutes of the local day, [from, to); `to` may be up to 2880: past midnight. Such a night belongs to the day it begins on. */
  from: number;
  to: number;
}

export interface Special {
  /** yyyy-mm-dd, local. */
  date: string;
  /** The hours of that day instead of the week's; none: closed. */
  hours: readonly DayHours[];
  name: string | null;
}

export interface CalendarRules {
  /** IANA name; see `knownZone`. */
  zone: string;
  /** Seven days, Monday first. Intervals that touch or overlap are one opening; an empty one is nothing. */
  week: readonly (readonly DayHours[])[];
  /** Asked once per year and kept. A later entry for a date wins over an earlier one; entries outside the year are ignored. */
  specials: (year: number) => readonly Special[];
}

/** Instants are epoch milliseconds. Nothing is open outside the years 1 to 9998. */
export interface Calendar {
  /** The opening instant is inside, the closing instant outside. */
  isOpen(at: number): boolean;
  /** `at` itself when open; null when it stays closed for the rest of the year and the two after it. */
  nextOpening(at: number): number | null;
  /** `at` itself when closed; null when it stays open for the rest of the year and the two after it. */
  nextClosing(at: number): number | null;
  /** Open milliseconds in [from, to), counted over at most a hundred years; 0 when they are not in order. */
  businessMs(from: number, to: number): number;
  /**
   * The first instant at which so many open minutes (to the millisecond) have passed since `at`; so an amount that just fits ends
   * at a closing. None: the next opening. Null when two whole years hold no opening or a hundred years do not suffice.
   */
  after(at: number, minutes: number): number | null;
  /** The name of the special that closes or shortens the local day of `at`; null when open at `at`. */
  closedFor(at: number): string | null;
}

/** Years kept; more than `after` may pass over, so that it never builds one twice. */
const kept = 128;
const farthest = 100;

export function calendar(rules: CalendarRules): Calendar {
  if (!knownZone(rules.zone)) throw new RangeError(`unknown time zone: ${rules.zone}`);
  if (rules.week.length !== 7) throw new RangeError('a week has seven days');
  const zone: Zone = { name: rules.zone, week: rules.week, specialsOf: remembered((year) => byDate(rules.specials(year), year)) };
  const yearOf = remembered((number) => buildYear(zone, number));

  // The stretch between two edges in which the last question fell, and how many edges of its year come before it.
  let year = never;
  let since = Infinity;
  let until = -Infinity;
  let passed = 0;

  const numbered = (number: number) => (number >= 1 && number <= 9998 ? yearOf(number) : never);

  /** Sets `year` to that of an instant and returns how many of its edges have passed: odd while open. */
  function seek(at: number): number {
    if (at >= since && at < until) return passed;
    if (!(at >= year.from && at < year.to)) year = numbered(new Date(at).getUTCFullYear());
    passed = countUpTo(year.edges, at);
    since = passed > 0 ? year.edges[passed - 1]! : year.from;
    until = passed < year.edges.length ? year.edges[passed]! : year.to;
    return passed;
  }

  const isOpen = (at: number) => (seek(at) & 1) === 1;

  function nextOpening(at: number): number | null {
    const count = seek(at);
    if (count & 1) return at;
    let opening = year.edges[count];
    for (let ahead = 1; opening === undefined && ahead <= 2; ahead++) opening = numbered(year.number + ahead).edges[0];
    return opening ?? null;
  }

  function nextClosing(at: number): number | null {
    const count = seek(at);
    if (!(count & 1)) return at;
    let { to } = year;
    let closing = year.edges[count]!;
    for (let ahead = 1; closing === to; ahead++) {
      if (ahead > 2) return null;
      const next = numbered(year.number + ahead);
      if (next.edges[0] !== to) break;
      closing = next.edges[1]!;
      ({ to } = next);
    }
    return closing;
  }

  function businessMs(from: number, to: number): number {
    if (!(from < to)) return 0;
    const begin = Math.max(from, earliest);
    let open = -openBefore(begin);
    let last = year;
    for (let years = 0; to >= last.to && years < farthest; years++) {
      open += last.total;
      last = numbered(last.number + 1);
    }
    return open + elapsed(last, to, countUpTo(last.edges, to));
  }

  /** Open milliseconds in the year of an instant before it. */
  function openBefore(at: number): number {
    const count = seek(at);
    return elapsed(year, at, count);
  }

  function after(at: number, minutes: number): number | null {
    const ms = Math.round(minutes * 60_000);
    if (!(ms > 0)) return nextOpening(at);
    let left = openBefore(at) + ms;
    let now = year;
    for (let years = 0, idle = 0; left > now.total; years++) {
      left -= now.total;
      now = numbered(now.number + 1);
      idle = now.total === 0 ? idle + 1 : 0;
      if (idle === 2 || years === farthest) return null;
    }
    const opening = countBelow(now.before, left) - 1;
    return now.edges[2 * opening]! + left - now.before[opening]!;
  }

  function closedFor(at: number): string | null {
    if (isOpen(at)) return null;
    return year.shut.find((day) => at >= day.from && at < day.to)?.name ?? null;
  }

  return { isOpen, nextOpening, nextClosing, businessMs, after, closedFor };
}

const earliest = yearStart(1);

/** Stands for every year beyond those that the engine knows. */
const never: Year = {
  number: NaN,
  from: Infinity,
  to: Infinity,
  edges: new Float64Array(0),
  before: new Float64Array(1),
  total: 0,
  shut: [],
};

/** Open milliseconds of a year before an instant that has `count` of its edges behind it. */
function elapsed(year: Year, at: number, count: number): number {
  const whole = year.before[count >> 1]!;
  return count & 1 ? whole + at - year.edges[count - 1]! : whole;
}

/** How many of the sorted numbers are at most `x`. */
function countUpTo(sorted: Float64Array, x: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! <= x) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** How many of the sorted numbers are less than `x`. */
function countBelow(sorted: Float64Array, x: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < x) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Keeps the answers for the years asked of last. */
function remembered<T>(make: (year: number) => T): (year: number) => T {
  const answers = new Map<number, T>();
  return (year) => {
    const known = answers.get(year);
    if (known !== undefined) return known;
    const made = make(year);
    if (answers.size >= kept) answers.delete(answers.keys().next().value!);
    answers.set(year, made);
    return made;
  };
}

function byDate(specials: readonly Special[], year: number): ReadonlyMap<string, Special> {
  const inYear = `${String(year).padStart(4, '0')}-`;
  return new Map(specials.filter(({ date }) => date.startsWith(inYear)).map((special) => [special.date, special]));
}

/** A zone that the engine can use: an IANA name or alias, in any case. Offsets like `+09:00` are not: they know no daylight saving. */
export function knownZone(zone: string): boolean {
  if (!/^[A-Za-z][\w+/-]*$/.test(zone)) return false;
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone);
    return true;
  } catch {
    return false;
  }
}

/** 24 × 7 × 365. */
export const always: Calendar = {
  isOpen: () => true,
  nextOpening: (at) => at,
  nextClosing: () => null,
  businessMs: (from, to) => (from < to ? to - from : 0),
  after: (at, minutes) => at + Math.max(0, Math.round(minutes * 60_000)),
  closedFor: () => null,
};
