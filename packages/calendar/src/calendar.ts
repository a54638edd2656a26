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
 * Fast: what is open during a block of 400 days is built once, when first asked for: the sorted instants at which it opens and closes,
 * how many of them come before each day, and the open time before each opening. A question then looks at the few instants of one day
 * (at none while the last answer still holds), and an amount of open time passes over whole blocks by their totals. Building a block
 * asks Temporal for its changes of offset only; blocks are kept, up to a bound, so a clock that jumps costs a block and no more.
 */
import { Temporal } from 'temporal-polyfill';
import { type Block, buildBlock, day, length, type Zone } from './block.ts';

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

/** Instants are epoch milliseconds. Nothing is open outside the years 2 to 9997. */
export interface Calendar {
  /** The opening instant is inside, the closing instant outside. */
  isOpen(at: number): boolean;
  /** `at` itself when open; null when it stays closed for two years and more. */
  nextOpening(at: number): number | null;
  /** `at` itself when closed; null when it stays open for two years and more. */
  nextClosing(at: number): number | null;
  /** Open milliseconds in [from, to), counted over at most a hundred years; 0 when they are not in order. */
  businessMs(from: number, to: number): number;
  /**
   * The first instant at which so many open minutes (to the millisecond) have passed since `at`; so an amount that just fits ends
   * at a closing. None: the next opening. Null when two years and more hold no opening, or a hundred years do not suffice.
   */
  after(at: number, minutes: number): number | null;
  /** The name of the special that closes or shortens the local day of `at`; null when open at `at`. */
  closedFor(at: number): string | null;
}

/** Blocks and years kept; more than `after` may pass over, so that it never builds one twice. */
const kept = 128;
/** Blocks: some hundred years. */
const farthest = 92;
const first = Math.ceil(Date.parse('0001-01-01') / length);
const last = Math.floor(Date.parse('9999-01-01') / length) - 1;

export function calendar(rules: CalendarRules): Calendar {
  if (!knownZone(rules.zone)) throw new RangeError(`unknown time zone: ${rules.zone}`);
  if (rules.week.length !== 7) throw new RangeError('a week has seven days');
  const zone: Zone = { name: rules.zone, week: rules.week, specialsOf: remembered((year) => byDate(rules.specials(year), year)) };
  const built = remembered((number) => buildBlock(zone, number));
  const numbered = (number: number) => (number >= first && number <= last ? built(number) : never);

  // The stretch between two edges in which the last question fell, and how many edges of its block come before it.
  let block = never;
  let since = Infinity;
  let until = -Infinity;
  let passed = 0;

  /** Sets `block` to that of an instant and returns how many of its edges have passed: odd while open. */
  function seek(at: number): number {
    if (at >= since && at < until) return passed;
    if (!(at >= block.from && at < block.to)) block = numbered(Math.floor(at / length));
    passed = edgesUpTo(block, at);
    since = passed > 0 ? block.edges[passed - 1]! : block.from;
    until = passed < block.edges.length ? block.edges[passed]! : block.to;
    return passed;
  }

  /** Open milliseconds in the block of an instant before it. */
  function openBefore(at: number): number {
    const count = seek(at);
    return elapsed(block, at, count);
  }

  const isOpen = (at: number) => (seek(at) & 1) === 1;

  function nextOpening(at: number): number | null {
    const count = seek(at);
    if (count & 1) return at;
    let opening = block.edges[count];
    for (let ahead = 1; opening === undefined && ahead <= 2; ahead++) opening = numbered(block.number + ahead).edges[0];
    return opening ?? null;
  }

  function nextClosing(at: number): number | null {
    const count = seek(at);
    if (!(count & 1)) return at;
    let { to } = block;
    let closing = block.edges[count]!;
    for (let ahead = 1; closing === to; ahead++) {
      if (ahead > 2) return null;
      const next = numbered(block.number + ahead);
      if (next.edges[0] !== to) break;
      closing = next.edges[1]!;
      ({ to } = next);
    }
    return closing;
  }

  function businessMs(from: number, to: number): number {
    if (!(from < to)) return 0;
    let open = -openBefore(Math.max(from, first * length));
    let now = block;
    for (let blocks = 0; to >= now.to && blocks < farthest; blocks++) {
      open += now.total;
      now = numbered(now.number + 1);
    }
    return open + elapsed(now, to, edgesUpTo(now, to));
  }

  function after(at: number, minutes: number): number | null {
    const ms = Math.round(minutes * 60_000);
    if (!(ms > 0)) return nextOpening(at);
    let left = openBefore(at) + ms;
    let now = block;
    for (let blocks = 0, idle = 0; left > now.total; blocks++) {
      left -= now.total;
      now = numbered(now.number + 1);
      idle = now.total === 0 ? idle + 1 : 0;
      if (idle === 2 || blocks === farthest) return null;
    }
    const opening = countBelow(now.before, left) - 1;
    return now.edges[2 * opening]! + left - now.before[opening]!;
  }

  function closedFor(at: number): string | null {
    if (isOpen(at)) return null;
    return block.shut.find((day) => at >= day.from && at < day.to)?.name ?? null;
  }

  return { isOpen, nextOpening, nextClosing, businessMs, after, closedFor };
}

/** Stands for every block beyond those that the engine knows. */
const never: Block = {
  number: NaN,
  from: Infinity,
  to: Infinity,
  edges: new Float64Array(0),
  byDay: new Int32Array(0),
  before: new Float64Array(1),
  total: 0,
  shut: [],
};

/** How many edges of a block are at most an instant. */
function edgesUpTo({ edges, byDay, from }: Block, at: number): number {
  let count = byDay[Math.floor((at - from) / day)] ?? 0;
  while (count < edges.length && edges[count]! <= at) count++;
  return count;
}

/** Open milliseconds of a block before an instant that has `count` of its edges behind it. */
function elapsed({ edges, before }: Block, at: number, count: number): number {
  const whole = before[count >> 1]!;
  return count & 1 ? whole + at - edges[count - 1]! : whole;
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

/** Keeps the latest answers. */
function remembered<T>(make: (number: number) => T): (number: number) => T {
  const answers = new Map<number, T>();
  return (number) => {
    const known = answers.get(number);
    if (known !== undefined) return known;
    const made = make(number);
    if (answers.size >= kept) answers.delete(answers.keys().next().value!);
    answers.set(number, made);
    return made;
  };
}

function byDate(specials: readonly Special[], year: number): ReadonlyMap<number, Special> {
  const days = new Map<number, Special>();
  for (const special of specials) {
    const midnight = Date.parse(`${special.date}T00:00:00Z`);
    if (new Date(midnight).getUTCFullYear() === year && new Date(midnight).toISOString().startsWith(special.date))
      days.set(midnight, special);
  }
  return days;
}

/**
 * The instant at which a zone's wall clock shows `yyyy-mm-ddThh:mm`, epoch milliseconds: of an hour that comes twice the first. Null
 * where the clock skips that time, and for what is no time or zone.
 */
export function instantAt(local: string, zone: string): number | null {
  if (!knownZone(zone)) return null;
  try {
    const plain = Temporal.PlainDateTime.from(local);
    const zoned = plain.toZonedDateTime(zone, { disambiguation: 'earlier' });
    return zoned.toPlainDateTime().equals(plain) ? zoned.epochMilliseconds : null;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** What a zone's wall clock shows: `yyyy-mm-dd`, the minute of the day, and the day of the week, Monday 1. */
export function localAt(at: number, zone: string): { date: string; minute: number; weekday: number } {
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
  return { date: local.toPlainDate().toString(), minute: local.hour * 60 + local.minute, weekday: local.dayOfWeek };
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
