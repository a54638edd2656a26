/**
 * The days of an iCalendar file (RFC 5545), as people publish holidays in it. What it is given may be hostile: every loop is bounded
 * by the text's length, by the days that are taken, or by steps that are counted.
 */
import ICAL from 'ical.js';
import { IcsRefused } from './ics-refused.ts';
import { localMs, occurrences, type Rule } from './recurrence.ts';

export { IcsRefused } from './ics-refused.ts';

/** Inclusive local dates, `yyyy-mm-dd`. */
export interface IcsDay {
  from: string;
  to: string;
  name: string;
}

const longestText = 1_000_000;
const longestLine = 4_000;
const mostDays = 5_000;
const mostDates = 20_000;
const mostOccurrences = 1_000;
const mostTried = 250_000;
const years = 10;
const day = 86_400_000;
const lastDate = '9999-12-31';

/** What is read of a file; the rest, descriptions and alarms and all, is never parsed. */
const read = /^(?:BEGIN|END|CALSCALE|UID|SUMMARY|STATUS|DTSTART|DTEND|DURATION|RRULE|RDATE|EXDATE|RECURRENCE-ID)[;:]/i;

/**
 * Events as local days, sorted. An event with hours counts for each date that it touches on the clock that it is written for (its zone,
 * or UTC). A repeated one is followed for ten years from its start, or from `since` (yyyy-mm-dd) if that is later. Cancelled events are
 * left out. Throws `IcsRefused`.
 */
export function readIcs(text: string, since = '0000-01-01'): IcsDay[] {
  if (text.length > longestText) throw new IcsRefused('too_large');
  if (text.includes('\0')) throw new IcsRefused('not_a_calendar');
  const lines = text
    .replace(/^\uFEFF/, '')
    .replace(/\r?\n[ \t]/g, '')
    .split(/\r?\n/)
    .filter((line) => read.test(line));
  if (!/^BEGIN:VCALENDAR\s*$/i.test(lines[0] ?? '')) throw new IcsRefused('not_a_calendar');
  if (lines.some((line) => line.length > longestLine)) throw new IcsRefused('too_large');
  if (lines.some(otherSystem)) throw new IcsRefused('other_calendar_system');
  try {
    return daysOf(ICAL.parse(lines.join('\n')), since);
  } catch (error) {
    // The parser throws errors of many kinds about what it cannot read.
    throw error instanceof IcsRefused ? error : new IcsRefused('not_a_calendar');
  }
}

/** RFC 5545 3.7.1 for the whole file, RFC 7529 for a rule. */
const otherSystem = (line: string) =>
  /^CALSCALE[;:]/i.test(line) ? !/:\s*GREGORIAN\s*$/i.test(line) : /^RRULE[;:].*RSCALE=(?!GREGORIAN\s*(?:;|$))/i.test(line);

/** jCal (RFC 7265), which the parser makes of a file. */
type Property = [name: string, parameters: object, type: string, ...values: unknown[]];
type Component = [name: string, properties: Property[], components: Component[]];

function daysOf(parsed: Component | Component[], since: string): IcsDay[] {
  const calendars = (Array.isArray(parsed[0]) ? parsed : [parsed]) as Component[];
  const written = calendars.flatMap(([, , components]) => components.filter(([name]) => name === 'vevent'));
  if (written.length > mostDays) throw new IcsRefused('too_many');
  const limits = counters();
  const events = written.map((event) => eventOf(event, limits));
  const replaced = new Set(events.flatMap(({ uid, replaces }) => (replaces ? [`${replaces} ${uid}`] : [])));
  const days: IcsDay[] = [];
  for (const event of events) {
    if (event.cancelled) continue;
    for (const start of startsOf(event, since, limits)) {
      if (!event.replaces && replaced.has(`${dateOf(start)} ${event.uid}`)) continue;
      // What ends at midnight does not touch the day that begins there.
      const end = Math.max(start, start + event.length - 1);
      limits.days(Math.floor(end / day) - Math.floor(start / day) + 1);
      days.push({ from: dateOf(start), to: dateOf(end), name: event.name });
    }
  }
  return days.toSorted((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0));
}

type Counters = ReturnType<typeof counters>;

/** What one file may cost. */
function counters() {
  const counter = (most: number, reason: 'too_many' | 'endless') => {
    let sum = 0;
    return (n = 1) => {
      sum += n;
      if (!(sum <= most)) throw new IcsRefused(reason);
    };
  };
  return {
    days: counter(mostDays, 'too_many'),
    dates: counter(mostDates, 'too_many'),
    took: counter(mostOccurrences, 'too_many'),
    tried: counter(mostTried, 'endless'),
  };
}

function eventOf([, properties]: Component, limits: Counters) {
  const named = (name: string) => properties.filter(([is]) => is === name);
  const text = (name: string) => String(named(name)[0]?.[3] ?? '');
  const dates = (name: string) =>
    named(name).flatMap(([, , , ...values]) => {
      limits.dates(values.length);
      return values.map(dateText);
    });
  const [start] = dates('dtstart');
  if (!start) throw new IcsRefused('not_a_calendar');
  const [end] = dates('dtend');
  const duration = text('duration');
  const least = start.length === 10 ? day : 0;
  const length = end ? localMs(end) - localMs(start) : duration ? ICAL.Duration.fromString(duration).toSeconds() * 1_000 : 0;
  return {
    uid: text('uid'),
    name: text('summary')
      .replace(/\p{Cc}+/gu, ' ')
      .trim()
      .slice(0, 200),
    cancelled: text('status').toUpperCase() === 'CANCELLED',
    start,
    length: Math.max(least, length),
    rules: named('rrule').map(ruleOf),
    more: dates('rdate'),
    without: new Set(dates('exdate').map((date) => date.slice(0, 10))),
    replaces: dates('recurrence-id')[0]?.slice(0, 10),
  };
}

function ruleOf([, , , value]: Property): Rule {
  const rule = value as Rule;
  return rule.until === undefined ? rule : { ...rule, until: dateText(rule.until) };
}

/** Starts of an event and of its repetitions, as `localMs`. */
function startsOf({ start, rules, more, without }: ReturnType<typeof eventOf>, since: string, limits: Counters): number[] {
  const first = localMs(start);
  if (rules.length === 0 && more.length === 0) return [first];
  const from = Math.max(first, localMs(since));
  const to = new Date(from).setUTCFullYear(Math.min(new Date(from).getUTCFullYear() + years, 9_999));
  const extra = more.map(localMs).filter((at) => at >= from && at < to);
  for (const _ of extra) limits.took();
  const repeated = rules.flatMap((rule) => occurrences(rule, start, { from, to }, limits));
  const all = new Set([...(first >= from ? [first] : []), ...repeated, ...extra]);
  return [...all].filter((at) => !without.has(dateOf(at)));
}

/** A date or date-time of the parser, or the beginning of a period; refused unless it exists. */
function dateText(value: unknown): string {
  // A date that does not say that it is one comes as a date-time without a time.
  const text = String(Array.isArray(value) ? value[0] : value).replace(/T::$/, '');
  const exists = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\dZ?)?$/.test(text) && isoOf(localMs(text))?.startsWith(text.replace('Z', ''));
  if (!exists) throw new IcsRefused('not_a_calendar');
  return text;
}

const isoOf = (local: number) => (Number.isNaN(local) ? undefined : new Date(local).toISOString());

const dateOf = (local: number) => {
  const date = new Date(local).toISOString().slice(0, 10);
  return date.startsWith('+') ? lastDate : date;
};
