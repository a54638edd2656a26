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

function span(from: string, to: string, year: number): string[] {
  // 29 February of a year that has none is the day after; it is left out there.
  const first = Math.max(Date.parse(from), Date.UTC(year, 0, 1));
  const last = Math.min(Date.parse(to), Date.UTC(year, 11, 31));
  const dates: string[] = [];
  for (let at = first; at <= last; at += dayLength) dates.push(new Date(at).toISOString().slice(0, 10));
  return dates;
}
