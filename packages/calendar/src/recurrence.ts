/**
 * The days on which a rule of repetition comes true (RFC 5545 3.3.10), for rules from strangers. Every day of every period is held
 * against the rule and counted, so that nothing is ever searched for: the iterator of ical.js looks for 30 February until it finds one.
 */
import { IcsRefused } from './ics-refused.ts';

/** A rule as jCal has it. */
export interface Rule {
  freq: string;
  interval?: number;
  count?: number;
  /** A local date or date-time. */
  until?: string;
  /** 1 = Sunday; Monday without. */
  wkst?: number;
  byday?: string | string[];
  bymonth?: number | number[];
  bymonthday?: number | number[];
  byyearday?: number | number[];
  bysetpos?: number | number[];
}

interface Limit {
  /** Told of each occurrence; may throw when there are too many. */
  took(): void;
  /** Told of each day that is tried; may throw when there were enough. */
  tried(): void;
}

const understood = new Set([
  'freq',
  'interval',
  'count',
  'until',
  'wkst',
  'byday',
  'bymonth',
  'bymonthday',
  'byyearday',
  'bysetpos',
  'rscale',
  'skip',
]);
const weekdays = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];
const day = 86_400_000;

/** Local time, as if in UTC, in epoch milliseconds. */
export const localMs = (text: string) => Date.parse(text.length === 10 ? text : `${text.slice(0, 19)}Z`);

/** Midnight; `Date.UTC` takes the years before 100 for others. */
const midnight = (year: number, month: number, date: number) => new Date(0).setUTCFullYear(year, month, date);

/** The starts of a repeated event in [from, to), as `localMs`. Refuses what repeats within a day and parts that have no meaning here. */
export function occurrences(rule: Rule, start: string, window: { from: number; to: number }, limit: Limit): number[] {
  const { freq, interval = 1, count = Infinity, until } = rule;
  const period = periods[freq];
  if (!period || !Object.keys(rule).every((part) => understood.has(part))) throw new IcsRefused('endless');
  const first = localMs(start);
  const date = Math.floor(first / day) * day;
  const last = until === undefined ? Infinity : localMs(until) + (until.length === 10 ? day - 1 : 0);
  const [fits, chosen] = [filter(rule, new Date(date)), positions(rule)];
  const starts: number[] = [];
  let taken = 0;
  // What lies before the window only matters to what is counted.
  const before = count < Infinity ? 0 : Math.floor((window.from - date) / (period.longest * interval * day)) - 1;
  for (let n = Math.max(0, before); ; n++) {
    const [from, to] = period.at(date, n * interval, rule.wkst ?? 2);
    if (!(from < window.to)) return starts;
    const days: number[] = [];
    for (let at = from; at < to; at += day) {
      limit.tried();
      if (fits(new Date(at))) days.push(at);
    }
    for (const at of chosen(days)) {
      const local = at + first - date;
      if (local < first) continue;
      if (local >= window.to || local > last || taken++ >= count) return starts;
      if (local < window.from) continue;
      limit.took();
      starts.push(local);
    }
  }
}

interface Period {
  /** Days, at most. */
  longest: number;
  /** [from, to) of the n-th period after the one in which a date lies. */
  at(date: number, n: number, weekStart: number): [from: number, to: number];
}

const periods: Partial<Record<string, Period>> = {
  YEARLY: {
    longest: 366,
    at(date, n) {
      const year = new Date(date).getUTCFullYear() + n;
      return [midnight(year, 0, 1), midnight(year + 1, 0, 1)];
    },
  },
  MONTHLY: {
    longest: 31,
    at(date, n) {
      const [year, month] = [new Date(date).getUTCFullYear(), new Date(date).getUTCMonth() + n];
      return [midnight(year, month, 1), midnight(year, month + 1, 1)];
    },
  },
  WEEKLY: {
    longest: 7,
    at(date, n, weekStart) {
      const from = date - ((new Date(date).getUTCDay() - (weekStart - 1) + 7) % 7) * day + 7 * n * day;
      return [from, from + 7 * day];
    },
  },
  DAILY: { longest: 1, at: (date, n) => [date + n * day, date + (n + 1) * day] },
};

/** Whether a day of a period belongs to it. What a rule leaves open is as on its start. */
function filter(rule: Rule, start: Date): (date: Date) => boolean {
  const [yearly, monthly] = [rule.freq === 'YEARLY', rule.freq === 'MONTHLY'];
  const yearDays = list(rule.byyearday);
  let [months, monthDays] = [list(rule.bymonth), list(rule.bymonthday)];
  let byDay = list(rule.byday).map(weekdayOf);
  if (byDay.length + monthDays.length + yearDays.length === 0) {
    if (yearly && months.length === 0) months = [start.getUTCMonth() + 1];
    if (yearly || monthly) monthDays = [start.getUTCDate()];
    else if (rule.freq === 'WEEKLY') byDay = [{ nth: 0, weekday: start.getUTCDay() }];
  }
  if (!yearly && !monthly && byDay.some(({ nth }) => nth !== 0)) throw new IcsRefused('endless');
  const within = yearly && months.length === 0 ? ofYear : ofMonth;
  return (date) => {
    if (months.length > 0 && !months.includes(date.getUTCMonth() + 1)) return false;
    if (monthDays.length > 0 && !either(monthDays, ofMonth(date))) return false;
    if (yearDays.length > 0 && !either(yearDays, ofYear(date))) return false;
    if (byDay.length === 0) return true;
    const [weekday, place] = [date.getUTCDay(), within(date)];
    return byDay.some((one) => one.weekday === weekday && (one.nth === 0 || isNth(one.nth, place)));
  };
}

/** A place counted from the first, 1, and from the last, -1. */
type Place = [first: number, last: number];

function ofMonth(date: Date): Place {
  const at = date.getUTCDate();
  return [at, at - new Date(midnight(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate() - 1];
}

function ofYear(date: Date): Place {
  const year = date.getUTCFullYear();
  const at = date.getTime();
  return [(at - midnight(year, 0, 1)) / day + 1, (at - midnight(year + 1, 0, 1)) / day];
}

const either = (numbers: number[], [first, last]: Place) => numbers.includes(first) || numbers.includes(last);

/** Whether a day is the n-th of its weekday. */
const isNth = (nth: number, [first, last]: Place) => nth === Math.ceil(first / 7) || nth === Math.floor(last / 7);

function positions(rule: Rule): (days: number[]) => number[] {
  const chosen = list(rule.bysetpos);
  return (days) => (chosen.length === 0 ? days : days.filter((_, i) => either(chosen, [i + 1, i - days.length])));
}

function weekdayOf(text: string): { nth: number; weekday: number } {
  const [, nth, name] = /^([+-]?\d{1,2})?(SU|MO|TU|WE|TH|FR|SA)$/.exec(text.toUpperCase()) ?? [];
  if (!name) throw new IcsRefused('endless');
  return { nth: Number(nth ?? 0), weekday: weekdays.indexOf(name) };
}

const list = <T extends string | number>(part: T | T[] | undefined): T[] => (part === undefined ? [] : Array.isArray(part) ? part : [part]);
