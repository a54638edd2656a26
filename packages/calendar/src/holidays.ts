/** Public holidays by country and region, from `date-holidays` (its rules are data under CC BY 3.0). */
import { createRequire } from 'node:module';
import type DateHolidays from 'date-holidays';
import type { Special } from './calendar.ts';

export interface Place {
  /** ISO 3166-1, like `US`. */
  country: string;
  /** Its part, as ISO 3166-2 has it after the country: `CA`. A part of a part stands after a dot: `LA.NO`. */
  region: string | null;
}

/** Outside of these the library's astronomy gets slow, or does not end. */
const firstYear = 1900;
const lastYear = 2199;
/** Years of one place in one language that are remembered. */
const kept = 500;
const day = 86_400_000;

// The rules of all countries take 0.1 s to load and 18 MB to hold, lunar calendars 10 MB more: only a desk that asks for holidays pays.
let loaded: typeof DateHolidays | undefined;
const library = () => (loaded ??= createRequire(import.meta.url)('date-holidays') as typeof DateHolidays);

const asked = new Map<string, readonly Special[]>();

/**
 * The days of a year on which a place rests by law, substitutes included; each date once, in order. Half days are left out: which
 * hours remain is for whoever keeps the calendar to say. None for a place that is not known, or before 1900 and after 2199.
 */
export function publicHolidays(place: Place, year: number, language = 'en'): Special[] {
  // A holiday of several days may reach into the year.
  const all = [...holidaysFrom(place, year - 1, language), ...holidaysFrom(place, year, language)];
  const names = new Map<string, Set<string>>();
  for (const { date, name } of all) if (date.startsWith(`${year}-`)) names.set(date, (names.get(date) ?? new Set()).add(name!));
  return [...names].map(([date, of]) => ({ date, hours: [], name: [...of].join(', ') })).toSorted((a, b) => (a.date < b.date ? -1 : 1));
}

export function knownCountry(country: string, region: string | null): boolean {
  const places = new (library())();
  if (!Object.hasOwn(places.getCountries(), country)) return false;
  if (region === null) return true;
  const [state, part, ...rest] = region.split('.');
  if (!Object.hasOwn(places.getStates(country) ?? {}, state!) || rest.length > 0) return false;
  return part === undefined || Object.hasOwn(places.getRegions(country, state!) ?? {}, part);
}

/** The days of the holidays that begin in a year. */
function holidaysFrom(place: Place, year: number, language: string): readonly Special[] {
  if (!(year >= firstYear && year <= lastYear)) return [];
  const key = `${place.country}.${place.region ?? ''} ${language} ${year}`;
  const known = asked.get(key);
  if (known) return known;
  if (!knownCountry(place.country, place.region)) return [];
  // In UTC a day always has 24 hours, which makes the days of a holiday countable.
  const holidays = new (library())([place.country, place.region].filter(Boolean).join('.'), { types: ['public'], timezone: 'UTC' });
  const dialect = `${language}-${place.country.toLowerCase()}`;
  const found = holidays.getHolidays(year, holidays.getLanguages().includes(dialect) ? dialect : language).flatMap((holiday) => {
    // The evening on which a feast begins is not counted, nor a last afternoon: `date` is its first day.
    const length = Math.floor((holiday.end.getTime() - holiday.start.getTime()) / day);
    const first = Date.parse(`${holiday.date.slice(0, 10)}T00:00:00Z`) - eve(place.country, holiday.rule);
    return Array.from({ length }, (_, n) => ({
      date: new Date(first + n * day).toISOString().slice(0, 10),
      hours: [],
      name: holiday.name,
    }));
  });
  if (asked.size >= kept) asked.delete(asked.keys().next().value!);
  asked.set(key, found);
  return found;
}

/**
 * Korea rests on the eve of Seollal, on Seollal and on the day after (관공서의 공휴일에 관한 규정, article 2); the library, as the notes of
 * its own rule say, counts its three days from Seollal itself (commenthol/date-holidays#640).
 */
const eve = (country: string, rule: string) => (country === 'KR' && rule === 'korean 01-0-01 P3D' ? day : 0);
