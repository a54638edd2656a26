import { expect, test } from 'vitest';
import { knownCountry, publicHolidays } from './holidays.ts';

const days = (country: string, year: number, language?: string, region: string | null = null) =>
  publicHolidays({ country, region }, year, language).map(({ date, name }) => `${date} ${name}`);
const dates = (country: string, year: number, region: string | null = null) =>
  publicHolidays({ country, region }, year).map(({ date }) => date);

test('the United States in 2026: the federal holidays, and the day on which one is observed', () => {
  expect(days('US', 2026)).toEqual([
    "2026-01-01 New Year's Day",
    '2026-01-19 Martin Luther King Jr. Day',
    "2026-02-16 Washington's Birthday",
    '2026-05-25 Memorial Day',
    '2026-06-19 Juneteenth',
    '2026-07-03 Independence Day (substitute day)',
    '2026-07-04 Independence Day',
    '2026-09-07 Labor Day',
    '2026-10-12 Columbus Day',
    '2026-11-11 Veterans Day',
    '2026-11-26 Thanksgiving Day',
    '2026-12-25 Christmas Day',
  ]);
});

test('a New Year’s Day on Saturday is observed in the year before', () => {
  expect(dates('US', 2027).at(-1)).toBe('2027-12-31');
});

test('Seollal and Chuseok are three days each around the day itself, with their substitutes', () => {
  const seollal = (year: number) => days('KR', year, 'ko').filter((each) => each.includes('설날'));
  expect(seollal(2024)).toEqual(['2024-02-09 설날', '2024-02-10 설날', '2024-02-11 설날', '2024-02-12 설날 (대체공휴일)']);
  expect(seollal(2025)).toEqual(['2025-01-28 설날', '2025-01-29 설날', '2025-01-30 설날']);
  expect(seollal(2026)).toEqual(['2026-02-16 설날', '2026-02-17 설날', '2026-02-18 설날']);
  expect(days('KR', 2026, 'ko').filter((each) => each.includes('추석'))).toEqual(['2026-09-24 추석', '2026-09-25 추석', '2026-09-26 추석']);
});

test('two holidays on one date are one day with both names', () => {
  expect(days('KR', 2025, 'ko')).toContain('2025-05-05 어린이날, 석가탄신일');
});

test('Japan, in Japanese: substitutes, and the day between two holidays', () => {
  expect(days('JP', 2026, 'ja')).toContain('2026-05-06 憲法記念日 (振替休日)');
  expect(days('JP', 2026, 'ja')).toContain('2026-09-22 国民の休日');
});

test('regions have holidays of their own', () => {
  expect(dates('DE', 2026)).not.toContain('2026-06-04');
  expect(dates('DE', 2026, 'BY')).toContain('2026-06-04');
  expect(dates('US', 2026, 'LA.NO')).toContain('2026-02-17');
});

test('a feast that begins on an evening counts from its day; half days are left out; a holiday goes over the end of the year', () => {
  expect(dates('TR', 2026).filter((date) => date.startsWith('2026-03'))).toEqual(['2026-03-20', '2026-03-21', '2026-03-22']);
  expect(dates('IS', 2026)).not.toContain('2026-12-31');
  expect(dates('SZ', 2027).slice(0, 2)).toEqual(['2027-01-01', '2027-01-02']);
});

test.each([
  ['US', null, true],
  ['US', 'CA', true],
  ['US', 'LA.NO', true],
  ['KR', null, true],
  ['us', null, false],
  ['ZZ', null, false],
  ['US', 'ZZ', false],
  ['US', '', false],
  ['US', 'LA.ZZ', false],
  ['US', 'LA.NO.X', false],
  ['__proto__', null, false],
  ['US', 'constructor', false],
])('%s %s is a place: %s', (country, region, known) => {
  expect(knownCountry(country, region)).toBe(known);
});

test('a place or a year that is not known has no holidays', () => {
  expect(dates('ZZ', 2026)).toEqual([]);
  expect(dates('US', 2026, 'ZZ')).toEqual([]);
  for (const year of [NaN, -1, 0, 1, 1500, 2500, 99_999]) expect(dates('US', year)).toEqual([]);
});
