/** A policy made ready to answer: its document with its calendars. */
import { always, calendar, type Calendar, type DayHours, type Special } from '@fairlead/calendar';
import { publicHolidays } from '@fairlead/calendar/holidays';
import { type CalendarDocument, intervalMinutes, type PolicyDocument } from './document.ts';

/** Days of an imported list: inclusive local dates, `yyyy-mm-dd`. */
export interface ListedDays {
  from: string;
  to: string;
  name: string;
}

export interface Policy {
  version: number;
  document: PolicyDocument;
  calendar(name: string): Calendar;
}

/** Makes a document ready. It has been read by `readPolicy`, so every name in it exists. */
export function ready(version: number, document: PolicyDocument, lists: ReadonlyMap<string, readonly ListedDays[]>): Policy {
  const calendars = new Map<string, Calendar>([['always', always]]);
  for (const [name, written] of Object.entries(document.calendars)) calendars.set(name, compiled(written, lists));
  // A list may have been forgotten since; a calendar never is.
  return { version, document, calendar: (name) => calendars.get(name)! };
}

const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

function compiled(written: CalendarDocument, lists: ReadonlyMap<string, readonly ListedDays[]>): Calendar {
  const { zone, week, holidays, closed, special } = written;
  return calendar({
    zone,
    week: days.map((day) => hours(week[day])),
    // Later ones win: what is written for one day goes before a closure, and that before a holiday.
    specials: (year) => [
      ...holidays.flatMap((holiday) =>
        'list' in holiday
          ? (lists.get(holiday.list) ?? []).flatMap(({ from, to, name }) => shut(span(from, to, year), name))
          : publicHolidays({ country: holiday.country, region: holiday.region ?? null }, year),
      ),
      ...closed.flatMap(({ from, to = from, name = null }) => shut(closure(from, to, year), name)),
      ...special
        .filter(({ on }) => on.startsWith(String(year)))
        .map(({ on, hours: of, name = null }) => ({ date: on, hours: hours(of), name })),
    ],
  });
}

const hours = (intervals: readonly string[]): DayHours[] => intervals.map(intervalMinutes);
const shut = (dates: readonly string[], name: string | null): Special[] => dates.map((date) => ({ date, hours: [], name }));

/** The dates of a year within a closure; one without a year comes every year, and may go over its end. */
function closure(from: string, to: string, year: number): string[] {
  if (from.length === 10) return span(from, to, year);
  if (from <= to) return span(`${year}-${from}`, `${year}-${to}`, year);
  return [...span(`${year}-01-01`, `${year}-${to}`, year), ...span(`${year}-${from}`, `${year}-12-31`, year)];
}

const dayLength = 86_400_000;

/** Midnight of a date as if in UTC; 29 February of a year that has none is 1 March. */
function midnight(date: string): number {
  const [year, month, day] = date.split('-').map(Number) as [number, number, number];
  return Date.UTC(year, month - 1, day);
}

function span(from: string, to: string, year: number): string[] {
  const first = Math.max(midnight(from), Date.UTC(year, 0, 1));
  // A last day that this year does not have is the one before, so that 29 February alone closes nothing then.
  const end = midnight(to);
  const last = Math.min(isoDay(end) === to ? end : end - dayLength, Date.UTC(year, 11, 31));
  const dates: string[] = [];
  for (let at = first; at <= last; at += dayLength) dates.push(isoDay(at));
  return dates;
}

const isoDay = (at: number) => new Date(at).toISOString().slice(0, 10);
