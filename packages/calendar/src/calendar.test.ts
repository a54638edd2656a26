import { describe, expect, test } from 'vitest';
import { always, calendar, type Calendar, type CalendarRules, type DayHours, knownZone, type Special } from './calendar.ts';
import { publicHolidays } from './holidays.ts';

const minutes = (clock: string) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
const hours = (...intervals: string[]): DayHours[] =>
  intervals.map((interval) => ({ from: minutes(interval.slice(0, 5)), to: minutes(interval.slice(6)) }));
const daily = (...intervals: string[]) => Array.from({ length: 7 }, () => hours(...intervals));
const weekdays = (...intervals: string[]) => [...daily(...intervals).slice(0, 5), [], []];
const closed = (date: string, name: string | null = null): Special => ({ date, hours: [], name });

const make = (zone: string, week: CalendarRules['week'], ...specials: Special[]) => calendar({ zone, week, specials: () => specials });
const at = (instant: string) => Date.parse(instant);
const iso = (instant: number | null) => instant && new Date(instant).toISOString().replace('.000Z', 'Z');
const opens = (calendar: Calendar, from: string) => iso(calendar.nextOpening(at(from)));
const closes = (calendar: Calendar, from: string) => iso(calendar.nextClosing(at(from)));
const hoursOpen = (calendar: Calendar, from: string, to: string) => calendar.businessMs(at(from), at(to)) / 3_600_000;

/** S7, and the US holidays of the newer editions. */
const newYork = calendar({
  zone: 'America/New_York',
  week: weekdays('10:00-19:00'),
  specials: (year) => publicHolidays({ country: 'US', region: null }, year),
});

describe('the clock of a zone', () => {
  const allDay = (zone: string) => make(zone, daily('00:00-24:00'), closed('2000-01-01'));
  // One day long enough to be seen alone: the day before and after are closed.
  const only = (zone: string, date: string, ...intervals: string[]) =>
    make(zone, daily(), { date, hours: hours(...intervals), name: null });

  test.each([
    ['New York, spring: 23 hours', 'America/New_York', '2026-03-08', '2026-03-08T05:00:00Z', '2026-03-09T04:00:00Z'],
    ['New York, autumn: 25 hours', 'America/New_York', '2026-11-01', '2026-11-01T04:00:00Z', '2026-11-02T05:00:00Z'],
    ['Sydney, spring', 'Australia/Sydney', '2026-10-04', '2026-10-03T14:00:00Z', '2026-10-04T13:00:00Z'],
    ['Sydney, autumn', 'Australia/Sydney', '2026-04-05', '2026-04-04T13:00:00Z', '2026-04-05T14:00:00Z'],
    ['Kathmandu, +5:45', 'Asia/Kathmandu', '2026-05-05', '2026-05-04T18:15:00Z', '2026-05-05T18:15:00Z'],
    ['Lord Howe, autumn: 24 and a half', 'Australia/Lord_Howe', '2026-04-05', '2026-04-04T13:00:00Z', '2026-04-05T13:30:00Z'],
    ['Lord Howe, spring: 23 and a half', 'Australia/Lord_Howe', '2026-10-04', '2026-10-03T13:30:00Z', '2026-10-04T13:00:00Z'],
    ['Adelaide, +10:30 to +9:30', 'Australia/Adelaide', '2026-04-05', '2026-04-04T13:30:00Z', '2026-04-05T14:30:00Z'],
    ['Chatham, +12:45 to +13:45', 'Pacific/Chatham', '2026-09-27', '2026-09-26T11:15:00Z', '2026-09-27T10:15:00Z'],
    ['Seoul', 'Asia/Seoul', '2026-07-01', '2026-06-30T15:00:00Z', '2026-07-01T15:00:00Z'],
    ['a leap day', 'Europe/Paris', '2028-02-29', '2028-02-28T23:00:00Z', '2028-02-29T23:00:00Z'],
    ['the day after a day that Apia left out', 'Pacific/Apia', '2011-12-31', '2011-12-30T10:00:00Z', '2011-12-31T10:00:00Z'],
    ['midnight that is skipped in Beirut', 'Asia/Beirut', '2026-03-29', '2026-03-28T22:00:00Z', '2026-03-29T21:00:00Z'],
    ['midnight that comes twice in Havana', 'America/Havana', '2026-11-01', '2026-11-01T04:00:00Z', '2026-11-02T05:00:00Z'],
  ])('%s', (_, zone, date, from, to) => {
    const day = only(zone, date, '00:00-24:00');
    expect(opens(day, '2000-01-05T00:00:00Z')).toBe(null);
    expect(day.isOpen(at(from) - 1)).toBe(false);
    expect(day.isOpen(at(from))).toBe(true);
    expect(closes(day, from)).toBe(to);
    expect(day.businessMs(at(from) - 86_400_000, at(to) + 86_400_000)).toBe(at(to) - at(from));
    expect(closes(allDay(zone), from)).toBe(null);
  });

  test('a day that does not exist is never open', () => {
    const day = only('Pacific/Apia', '2011-12-30', '09:00-17:00');
    expect(hoursOpen(day, '2011-12-01T00:00:00Z', '2012-02-01T00:00:00Z')).toBe(0);
    expect(hoursOpen(make('Pacific/Apia', daily('09:00-17:00')), '2011-12-28T10:00:00Z', '2011-12-31T10:00:00Z')).toBe(3 * 8);
  });

  test.each([
    // 02:00 to 03:00 is skipped in New York on 8 March 2026.
    ['an opening in a skipped hour is the instant after it', '2026-03-08', '02:30-10:00', '2026-03-08T07:00:00Z', '2026-03-08T14:00:00Z'],
    ['a closing in a skipped hour is the instant after it', '2026-03-08', '01:00-02:30', '2026-03-08T06:00:00Z', '2026-03-08T07:00:00Z'],
    // 01:00 to 02:00 comes twice on 1 November 2026.
    ['an opening that comes twice is the first', '2026-11-01', '01:30-10:00', '2026-11-01T05:30:00Z', '2026-11-01T15:00:00Z'],
    ['a closing that comes twice is the first', '2026-11-01', '00:00-01:30', '2026-11-01T04:00:00Z', '2026-11-01T05:30:00Z'],
    ['both', '2026-11-01', '01:15-01:45', '2026-11-01T05:15:00Z', '2026-11-01T05:45:00Z'],
    ['a night into the hour that comes twice', '2026-10-31', '22:00-25:30', '2026-11-01T02:00:00Z', '2026-11-01T05:30:00Z'],
  ])('%s', (_, date, interval, from, to) => {
    const day = only('America/New_York', date, interval);
    expect([opens(day, '2026-01-01T00:00:00Z'), closes(day, from)]).toEqual([from, to]);
    expect(opens(day, to)).toBe(null);
  });

  test('an interval wholly inside a skipped hour is empty', () => {
    expect(opens(only('America/New_York', '2026-03-08', '02:10-02:50'), '2026-01-01T00:00:00Z')).toBe(null);
  });

  test('years of daylight saving long ago, and of none', () => {
    expect(opens(make('Asia/Seoul', daily('09:00-17:00')), '1988-07-01T08:30:00Z')).toBe('1988-07-01T23:00:00Z');
    expect(opens(make('Asia/Seoul', daily('09:00-17:00')), '1990-07-01T08:30:00Z')).toBe('1990-07-02T00:00:00Z');
  });
});

describe('a week', () => {
  test('the opening instant is inside, the closing instant outside', () => {
    expect(newYork.isOpen(at('2026-11-25T14:59:59.999Z'))).toBe(false);
    expect(newYork.isOpen(at('2026-11-25T15:00:00Z'))).toBe(true);
    expect(newYork.isOpen(at('2026-11-25T23:59:59.999Z'))).toBe(true);
    expect(newYork.isOpen(at('2026-11-26T00:00:00Z'))).toBe(false);
    expect(closes(newYork, '2026-11-26T00:00:00Z')).toBe('2026-11-26T00:00:00Z');
  });

  test('split shifts', () => {
    const shifts = make('Asia/Tokyo', weekdays('09:00-12:00', '13:00-17:00'));
    expect(closes(shifts, '2026-05-11T00:00:00Z')).toBe('2026-05-11T03:00:00Z');
    expect(opens(shifts, '2026-05-11T03:00:00Z')).toBe('2026-05-11T04:00:00Z');
    expect(hoursOpen(shifts, '2026-05-10T15:00:00Z', '2026-05-17T15:00:00Z')).toBe(35);
  });

  test('intervals that touch or overlap are one opening, in whichever order they are written', () => {
    const one = make('UTC', daily('12:00-18:00', '09:00-12:00', '10:00-13:00'));
    expect(closes(one, '2026-05-11T09:00:00Z')).toBe('2026-05-11T18:00:00Z');
    expect(hoursOpen(one, '2026-05-11T00:00:00Z', '2026-05-12T00:00:00Z')).toBe(9);
  });

  test('Monday and Tuesday around the clock are one opening', () => {
    const two = make('UTC', [hours('00:00-24:00'), hours('00:00-24:00'), [], [], [], [], []]);
    expect(closes(two, '2026-05-11T00:00:00Z')).toBe('2026-05-13T00:00:00Z');
  });

  test('an empty interval is nothing', () => {
    expect(make('UTC', daily('09:00-09:00', '12:00-11:00')).nextOpening(at('2026-05-11T00:00:00Z'))).toBe(null);
  });

  test('a night belongs to the day on which it begins: a holiday removes it and leaves the tail of the one before', () => {
    const nights = make('Europe/Paris', daily('22:00-30:00'), closed('2026-05-12', 'Closed'));
    expect(nights.isOpen(at('2026-05-12T03:59:00Z'))).toBe(true);
    expect(nights.isOpen(at('2026-05-12T20:00:00Z'))).toBe(false);
    expect(opens(nights, '2026-05-12T04:00:00Z')).toBe('2026-05-13T20:00:00Z');
    expect(nights.closedFor(at('2026-05-12T03:59:00Z'))).toBe(null);
    expect(nights.closedFor(at('2026-05-12T04:00:00Z'))).toBe('Closed');
    expect(nights.closedFor(at('2026-05-12T22:00:00Z'))).toBe(null);
  });

  test('48 hours from one day on', () => {
    const long = make('America/New_York', [hours('00:00-48:00'), [], [], [], [], [], []]);
    expect(closes(long, '2026-11-02T05:00:00Z')).toBe('2026-11-04T05:00:00Z');
  });

  test('an opening goes over the end of a year', () => {
    const nights = make('America/New_York', daily('18:00-27:00'));
    expect(closes(nights, '2026-12-31T23:30:00Z')).toBe('2027-01-01T08:00:00Z');
    expect(iso(nights.after(at('2026-12-31T23:00:00Z'), 9 * 60))).toBe('2027-01-01T08:00:00Z');
    expect(hoursOpen(nights, '2026-12-31T12:00:00Z', '2027-01-01T12:00:00Z')).toBe(9);
  });
});

describe('special days', () => {
  test('New York around Thanksgiving: closed on Thursday 26 November 2026, open on Friday', () => {
    expect(newYork.isOpen(at('2026-11-26T23:59:00Z'))).toBe(false);
    expect(newYork.closedFor(at('2026-11-26T23:59:00Z'))).toBe('Thanksgiving Day');
    expect(opens(newYork, '2026-11-26T23:59:00Z')).toBe('2026-11-27T15:00:00Z');
    expect(newYork.closedFor(at('2026-11-25T12:00:00Z'))).toBe(null);
    expect(iso(newYork.after(at('2026-11-25T23:00:00Z'), 90))).toBe('2026-11-27T15:30:00Z');
  });

  test('Independence Day falls on a Saturday in 2026 and is observed on Friday', () => {
    expect(newYork.isOpen(at('2026-07-03T16:00:00Z'))).toBe(false);
    expect(newYork.closedFor(at('2026-07-03T16:00:00Z'))).toContain('Independence Day');
    expect(opens(newYork, '2026-07-02T23:00:00Z')).toBe('2026-07-06T14:00:00Z');
  });

  test('a Tokyo year end: 29 December to 3 January', () => {
    const tokyo = calendar({
      zone: 'Asia/Tokyo',
      week: weekdays('09:00-17:00'),
      specials: (year) => ['01-01', '01-02', '01-03', '12-29', '12-30', '12-31'].map((date) => closed(`${year}-${date}`, '年末年始')),
    });
    expect(opens(tokyo, '2026-12-28T08:00:00Z')).toBe('2027-01-04T00:00:00Z');
    expect(tokyo.closedFor(at('2026-12-31T15:00:00Z'))).toBe('年末年始');
    expect(tokyo.closedFor(at('2027-01-03T14:59:59Z'))).toBe('年末年始');
    expect(tokyo.closedFor(at('2027-01-03T15:00:00Z'))).toBe(null);
  });

  test('a half day, an extra day, and a later entry that wins', () => {
    const special = make(
      'UTC',
      weekdays('09:00-17:00'),
      closed('2026-12-24', 'Christmas Eve'),
      { date: '2026-12-24', hours: hours('09:00-12:00'), name: 'Half day' },
      { date: '2026-12-26', hours: hours('10:00-12:00'), name: 'Extra hours' },
      closed('2026-12-25'),
      closed('2026-02-30', 'No such day'),
    );
    expect(closes(special, '2026-12-24T09:00:00Z')).toBe('2026-12-24T12:00:00Z');
    expect(special.closedFor(at('2026-12-24T13:00:00Z'))).toBe('Half day');
    expect(special.closedFor(at('2026-12-25T13:00:00Z'))).toBe(null);
    expect(opens(special, '2026-12-24T12:00:00Z')).toBe('2026-12-26T10:00:00Z');
    expect(special.closedFor(at('2026-12-26T13:00:00Z'))).toBe(null);
    expect(opens(special, '2026-02-27T17:00:00Z')).toBe('2026-03-02T09:00:00Z');
  });

  test('a year is asked for once, and entries of other years are ignored', () => {
    const asked: number[] = [];
    const once = calendar({
      zone: 'UTC',
      week: daily('09:00-17:00'),
      specials: (year) => {
        asked.push(year);
        return [closed(`${year}-05-11`), closed('2027-05-12')];
      },
    });
    for (let i = 0; i < 3; i++) for (const year of [2026, 2027]) once.isOpen(at(`${year}-05-12T10:00:00Z`));
    expect(new Set(asked).size).toBe(asked.length);
    expect(once.isOpen(at('2026-05-12T10:00:00Z'))).toBe(true);
    expect(once.isOpen(at('2027-05-12T10:00:00Z'))).toBe(false);
  });
});

describe('far from now', () => {
  test('a calendar that never opens says so', () => {
    const never = make('UTC', daily());
    expect(never.nextOpening(at('2026-01-01T00:00:00Z'))).toBe(null);
    expect(never.after(at('2026-01-01T00:00:00Z'), 0)).toBe(null);
    expect(never.after(at('2026-01-01T00:00:00Z'), 1)).toBe(null);
    expect(never.businessMs(0, at('2026-01-01T00:00:00Z'))).toBe(0);
  });

  test('the next opening may be two years ahead', () => {
    const once = make('UTC', daily(), { date: '2028-02-29', hours: hours('09:00-10:00'), name: null });
    expect(opens(once, '2026-03-01T00:00:00Z')).toBe('2028-02-29T09:00:00Z');
    expect(iso(once.after(at('2026-03-01T00:00:00Z'), 60))).toBe('2028-02-29T10:00:00Z');
    expect(once.after(at('2026-03-01T00:00:00Z'), 61)).toBe(null);
  });

  test('600,000 minutes are 1,111 days of nine hours and one hour more', () => {
    const nine = make('UTC', daily('10:00-19:00'));
    expect(iso(nine.after(at('2026-01-01T00:00:00Z'), 600_000))).toBe('2029-01-16T11:00:00Z');
  });

  test('a clock that jumps by years, either way, gets the right answers', () => {
    const openings = ['2009-06-01T14:00:00Z', '2055-06-01T14:00:00Z', '1971-06-01T14:00:00Z', '2026-06-01T14:00:00Z'];
    const one = make('America/New_York', daily('10:00-19:00'));
    for (let i = 0; i < 500; i++) {
      const opening = openings[i % 4]!;
      expect(opens(one, `${opening.slice(0, 10)}T13:00:00Z`)).toBe(opening);
      one.isOpen(Date.UTC(1900 + i, 0, 1));
    }
  });

  test('instants that are none, or beyond the years that it knows, are closed', () => {
    const all = make('UTC', daily('00:00-24:00'));
    for (const odd of [NaN, Infinity, -Infinity, 8.64e15, -8.64e15, 1e300]) {
      expect(all.isOpen(odd)).toBe(false);
      expect(all.nextOpening(odd)).toBe(null);
      expect(all.after(odd, 5)).toBe(null);
      expect(all.closedFor(odd)).toBe(null);
    }
    expect(all.isOpen(at('2026-01-01T00:00:00Z'))).toBe(true);
    expect(all.businessMs(NaN, 0)).toBe(0);
    expect(all.businessMs(5, 5)).toBe(0);
    expect(all.businessMs(6, 5)).toBe(0);
    expect(all.after(0, Infinity)).toBe(null);
  });
});

test('an amount that just fits ends at the closing, none is the next opening, and a part of a minute counts', () => {
  const friday = at('2026-05-15T22:00:00Z');
  expect(iso(newYork.after(friday, 60))).toBe('2026-05-15T23:00:00Z');
  expect(iso(newYork.after(at('2026-05-15T23:00:00Z'), 0))).toBe('2026-05-18T14:00:00Z');
  expect(iso(newYork.after(friday, 60.001))).toBe('2026-05-18T14:00:00.060Z');
  expect(newYork.after(friday, 0)).toBe(friday);
  expect(newYork.after(friday, -5)).toBe(friday);
});

test('always is open', () => {
  expect([always.isOpen(0), always.nextOpening(7), always.nextClosing(7), always.closedFor(0)]).toEqual([true, 7, null, null]);
  expect([always.businessMs(5, 9), always.businessMs(9, 5), always.after(1_000, 1.5)]).toEqual([4, 0, 91_000]);
});

test.each(['America/New_York', 'Asia/Kathmandu', 'UTC', 'Etc/GMT+5', 'US/Eastern', 'America/Port-au-Prince', 'EST5EDT', 'asia/seoul'])(
  '%s is a zone',
  (zone) => expect(knownZone(zone)).toBe(true),
);

test.each(['', 'Mars/Olympus', '+09:00', '2026-01-01T00:00[Asia/Seoul]', 'America/New_York ', '__proto__'])(
  '“%s” is not a zone',
  (zone) => {
    expect(knownZone(zone)).toBe(false);
    expect(() => make(zone, daily())).toThrow(RangeError);
  },
);

test('a week has seven days', () => {
  expect(() => make('UTC', daily().slice(1))).toThrow(RangeError);
});
