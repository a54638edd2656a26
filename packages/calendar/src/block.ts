/** What is open during 400 days, worked out from a week's hours and special days on a zone's wall clock. */
import { Temporal } from 'temporal-polyfill';
import type { DayHours, Special } from './calendar.ts';

const minute = 60_000;
export const day = 1_440 * minute;

/** Days of a block: more than a year, and whole. Block 0 begins in 1970. */
export const length = 400 * day;

export interface Block {
  number: number;
  /** [from, to), epoch milliseconds. */
  from: number;
  to: number;
  /** Sorted: opening, closing, opening, closing … An opening that goes on beyond the block is cut at its ends. */
  edges: Float64Array;
  /** How many edges come before each UTC day of the block. */
  byDay: Int32Array;
  /** Open milliseconds of the block before each opening, and at the end of all. */
  before: Float64Array;
  total: number;
  /** Days that a named special closes or shortens. */
  shut: { from: number; to: number; name: string }[];
}

export interface Zone {
  name: string;
  week: readonly (readonly DayHours[])[];
  /** By the midnight of their date, as if in UTC. */
  specialsOf: (year: number) => ReadonlyMap<number, Special>;
}

export function buildBlock(zone: Zone, number: number): Block {
  const [from, to] = [number * length, (number + 1) * length];
  const clock = clockOf(zone.name, from - 4 * day, to);
  const spans: [opens: number, closes: number][] = [];
  const shut: Block['shut'] = [];
  // A night that began two days before the block by the zone's own clock may reach into it.
  for (let local = from - 3 * day; local <= to + day; local += day) {
    const usual = zone.week[weekday(local)]!;
    const special = zone.specialsOf(new Date(local).getUTCFullYear()).get(local);
    for (const hours of special?.hours ?? usual) {
      const opens = Math.max(from, reach(clock, local + hours.from * minute));
      const closes = Math.min(to, reach(clock, local + Math.min(hours.to, 2_880) * minute));
      if (opens < closes) spans.push([opens, closes]);
    }
    if (special?.name && closesOrShortens(special.hours, usual))
      shut.push({ from: reach(clock, local), to: reach(clock, local + day), name: special.name });
  }
  const edges = Float64Array.from(merged(spans).flat());
  const before = new Float64Array(edges.length / 2 + 1);
  for (let i = 0; i < edges.length / 2; i++) before[i + 1] = before[i]! + edges[2 * i + 1]! - edges[2 * i]!;
  return { number, from, to, edges, byDay: counts(edges, from), before, total: before.at(-1)!, shut };
}

/** 0 = Monday; 1 January 1970 was a Thursday. */
const weekday = (local: number) => (((local / day + 3) % 7) + 7) % 7;

function counts(edges: Float64Array, from: number): Int32Array {
  const byDay = new Int32Array(length / day);
  let count = 0;
  for (let i = 0; i < byDay.length; i++) {
    while (count < edges.length && edges[count]! < from + i * day) count++;
    byDay[i] = count;
  }
  return byDay;
}

/** A time during which a zone's offset stays the same. `localEnd`: what its clock would show at the end. */
interface Stretch {
  start: number;
  offset: number;
  localEnd: number;
}

function clockOf(zone: string, from: number, to: number): Stretch[] {
  const stretches: Stretch[] = [];
  let at: Temporal.ZonedDateTime | null = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(zone);
  while (at && at.epochMilliseconds < to) {
    const [start, offset] = [at.epochMilliseconds, at.offsetNanoseconds / 1e6];
    at = at.getTimeZoneTransition('next');
    stretches.push({ start, offset, localEnd: at ? at.epochMilliseconds + offset : Infinity });
  }
  return stretches;
}

/** The first instant at which the clock shows `local` (milliseconds since 1970 by itself) or later. */
function reach(clock: Stretch[], local: number): number {
  for (const { start, offset, localEnd } of clock) if (local < localEnd) return Math.max(start, local - offset);
  return Infinity;
}

function merged(spans: [from: number, to: number][]): [from: number, to: number][] {
  const all: [from: number, to: number][] = [];
  for (const [from, to] of spans.toSorted((a, b) => a[0] - b[0])) {
    const last = all.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else all.push([from, to]);
  }
  return all;
}

function closesOrShortens(special: readonly DayHours[], usual: readonly DayHours[]): boolean {
  const minutes = (hours: readonly DayHours[]) =>
    merged(hours.map(({ from, to }) => [from, Math.max(from, to)])).reduce((sum, [from, to]) => sum + to - from, 0);
  return minutes(special) === 0 || minutes([...special, ...usual]) > minutes(special);
}
