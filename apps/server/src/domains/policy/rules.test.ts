/** What a calendar of the document becomes: closures, half days and imported lists, and which of them wins. */
import { expect, test } from 'vitest';
import { readPolicy } from './reading.ts';
import { type ListedDays, ready } from './rules.ts';
import { shippedYaml } from './shipped.ts';

const week =
  'week: { mon: ["09:00-12:00", "13:00-17:00"], tue: ["09:00-17:00"], wed: ["22:00-06:00"], thu: ["09:00-17:00"], fri: ["09:00-17:00"] }';
function calendarOf(lines: string, lists: [string, ListedDays[]][] = []) {
  const yaml = shippedYaml.replace('calendars:\n', `calendars:\n  tried:\n    zone: Europe/Berlin\n    ${week}\n${lines}`);
  const { document, faults } = readPolicy(
    yaml,
    lists.map(([name]) => name),
  );
  expect(faults).toBeNull();
  return ready(0, document!, new Map(lists)).calendar('tried');
}
const at = (local: string, offset = '+01:00') => Date.parse(`${local}:00${offset}`);

test('several intervals a day, and one past midnight', () => {
  const hours = calendarOf('');
  expect(['2026-11-23T11:59', '2026-11-23T12:00', '2026-11-23T12:59', '2026-11-23T13:00'].map((t) => hours.isOpen(at(t)))).toEqual([
    true,
    false,
    false,
    true,
  ]);
  expect(['2026-11-25T21:59', '2026-11-25T22:00', '2026-11-26T05:59', '2026-11-26T06:00'].map((t) => hours.isOpen(at(t)))).toEqual([
    false,
    true,
    true,
    false,
  ]);
});

test('a closure of every year goes over its end; one with a year comes once', () => {
  const hours = calendarOf('    closed: [{ from: 12-29, to: 01-03, name: Year end }, { from: 2026-11-24, name: Move }]\n');
  expect(
    ['2026-12-28T10:00', '2026-12-29T10:00', '2026-12-31T10:00', '2027-01-01T10:00', '2027-01-04T10:00'].map((t) => hours.isOpen(at(t))),
  ).toEqual([true, false, false, false, true]);
  expect(hours.closedFor(at('2026-12-29T10:00'))).toBe('Year end');
  expect([hours.isOpen(at('2026-11-24T10:00')), hours.isOpen(at('2027-11-23T10:00'))]).toEqual([false, true]);
});

test('29 February closes in leap years alone', () => {
  const hours = calendarOf('    closed: [{ from: 02-29 }]\n');
  expect([hours.isOpen(at('2028-02-29T10:00')), hours.isOpen(at('2027-03-01T10:00'))]).toEqual([false, true]);
});

test('a half day goes before a closure, and a closure before a holiday; a list’s days count in the zone of the calendar', () => {
  const lists: [string, ListedDays[]][] = [['company', [{ from: '2026-11-26', to: '2026-11-27', name: 'Outing' }]]];
  const hours = calendarOf(
    '    holidays: [{ country: DE }, { list: company }]\n    closed: [{ from: 12-24 }]\n    special: [{ on: 2026-12-24, hours: ["09:00-11:00"], name: Half day }, { on: 2026-12-25, hours: ["10:00-11:00"] }]\n',
    lists,
  );
  expect(['2026-12-24T10:59', '2026-12-24T11:00', '2026-12-25T10:30'].map((t) => hours.isOpen(at(t)))).toEqual([true, false, true]);
  expect(hours.closedFor(at('2026-12-24T12:00'))).toBe('Half day');
  expect([hours.isOpen(at('2026-11-26T10:00')), hours.isOpen(at('2026-11-27T10:00'))]).toEqual([false, false]);
  // The night that began before the holiday is not the holiday's.
  expect(hours.isOpen(at('2026-11-26T05:00'))).toBe(true);
  expect(hours.isOpen(at('2026-05-01T10:00', '+02:00'))).toBe(false);
});
