/** The engine against an oracle that asks Temporal day by day, on cases that gather where clocks change and years end. */
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { length } from './block.ts';
import { type Calendar, calendar, type CalendarRules, type DayHours, type Special } from './calendar.ts';

const minute = 60_000;
const day = 1_440 * minute;
const cases = { numRuns: 10_000 };
const slow = 120_000;

const zones = [
  'America/New_York',
  'Australia/Sydney',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Australia/Adelaide',
  'Pacific/Chatham',
  'Pacific/Apia',
  'Asia/Seoul',
  'Asia/Tokyo',
  'America/St_Johns',
  'America/Havana',
  'Africa/Casablanca',
  'UTC',
];

/** Instants of trouble: changes of offset, ends of years and of the engine's blocks, a leap day. */
const troubles = new Map(
  zones.map((zone) => {
    const found = ['2027-01-01', '2012-01-01', '2028-02-29'].map((date) => Date.parse(date));
    found.push(52 * length, 53 * length);
    for (const year of [2011, 2026, 2027]) {
      let at = Temporal.Instant.fromEpochMilliseconds(Date.UTC(year, 0, 1))
        .toZonedDateTimeISO(zone)
        .getTimeZoneTransition('next');
      for (; at && at.epochMilliseconds < Date.UTC(year + 1, 0, 1); at = at.getTimeZoneTransition('next')) found.push(at.epochMilliseconds);
    }
    return [zone, found];
  }),
);

const hours = fc
  .tuple(fc.integer({ min: 0, max: 95 }), fc.integer({ min: 1, max: 120 }), fc.integer({ min: -7, max: 7 }))
  .map(([quarter, quarters, odd]): DayHours => ({ from: quarter * 15, to: Math.min(2_880, quarter * 15 + quarters * 15 + odd) }));
const dayHours = fc.oneof(
  { weight: 3, arbitrary: fc.array(hours, { maxLength: 3 }) },
  { weight: 1, arbitrary: fc.constant([{ from: 0, to: 1_440 }]) },
);

interface Case {
  zone: string;
  rules: CalendarRules;
  of: ReadonlyMap<string, Special>;
  engine: Calendar;
  at: number;
}

const someCase: fc.Arbitrary<Case> = fc
  .record({
    zone: fc.constantFrom(...zones),
    week: fc.array(dayHours, { minLength: 7, maxLength: 7 }),
    trouble: fc.nat(),
    away: fc.oneof(
      fc.integer({ min: -2 * 1_440, max: 2 * 1_440 }).map((m) => m * minute),
      fc.integer({ min: -3 * day, max: 3 * day }),
    ),
    specials: fc.array(fc.tuple(fc.integer({ min: -4, max: 6 }), fc.array(hours, { maxLength: 2 })), { maxLength: 4 }),
  })
  .map(({ zone, week, trouble, away, specials }) => {
    const near = troubles.get(zone)!;
    const at = near[trouble % near.length]! + away;
    const dated = specials.map(([days, own]): Special => ({ date: dateOf(at + days * day), hours: own, name: 'special' }));
    const rules: CalendarRules = { zone, week, specials: (year) => dated.filter(({ date }) => date.startsWith(`${year}-`)) };
    return { zone, rules, of: new Map(dated.map((special) => [special.date, special])), engine: calendar(rules), at };
  });

const dateOf = (at: number) => new Date(at).toISOString().slice(0, 10);

// What a reading of a clock stands for is asked again and again, and Temporal takes its time.
const readings = new Map<string, number>();

/** The first instant at which the zone's clock shows so many minutes of a date, or anything later. */
function instantOf(zone: string, date: string, minutes: number): number {
  const key = `${zone} ${date} ${minutes}`;
  const known = readings.get(key);
  if (known !== undefined) return known;
  const reading = Temporal.PlainDate.from(date).toPlainDateTime().add({ minutes });
  const earlier = reading.toZonedDateTime(zone, { disambiguation: 'earlier' });
  // A reading that is skipped is moved before the gap; the gap is the next change.
  const at = earlier.toPlainDateTime().equals(reading) ? earlier : earlier.getTimeZoneTransition('next')!;
  readings.set(key, at.epochMilliseconds);
  return at.epochMilliseconds;
}

/** Every interval that begins on a day around [from, to], one by one and unmerged. */
function intervals({ zone, rules, of }: Case, from: number, to: number): [from: number, to: number][] {
  const found: [number, number][] = [];
  for (let at = from - 4 * day; at <= to + 2 * day; at += day) {
    const date = dateOf(at);
    const own = of.get(date)?.hours ?? rules.week[Temporal.PlainDate.from(date).dayOfWeek - 1]!;
    for (const { from: opens, to: closes } of own) found.push([instantOf(zone, date, opens), instantOf(zone, date, closes)]);
  }
  return found;
}

const openIn = (all: [from: number, to: number][], at: number) => all.some(([from, to]) => at >= from && at < to);

/** Every instant at which anything may change. */
const edgesOf = (all: [from: number, to: number][]) => [...new Set(all.flat())].toSorted((a, b) => a - b);

/** Open time, piece by piece between all edges. */
function openTime(all: [from: number, to: number][], from: number, to: number): number {
  const cuts = [from, ...edgesOf(all).filter((edge) => edge > from && edge < to), to];
  let sum = 0;
  for (let i = 1; i < cuts.length; i++) if (openIn(all, cuts[i - 1]!)) sum += cuts[i]! - cuts[i - 1]!;
  return sum;
}

const holds = (arbitrary: fc.Arbitrary<[Case, ...number[]]>, predicate: (c: Case, ...numbers: number[]) => void) =>
  fc.assert(
    fc.property(arbitrary, ([c, ...numbers]) => {
      predicate(c, ...numbers);
    }),
    cases,
  );
const alone = fc.tuple(someCase);
const span = fc.integer({ min: 0, max: 6 * day });
/** Up to some four months of hours, in milliseconds. */
const amount = fc.oneof(fc.integer({ min: 1, max: 20 * 60 * minute }), fc.integer({ min: 1, max: 1_500 * 60 * minute }));
const minutesOf = (ms: number) => ms / minute;

test('it is open exactly when an interval of some local day is running', { timeout: slow }, () => {
  holds(alone, (c) => {
    const all = intervals(c, c.at, c.at);
    const near = edgesOf(all).filter((edge) => Math.abs(edge - c.at) < day);
    for (const at of [c.at, ...near, ...near.map((edge) => edge - 1)])
      if (c.engine.isOpen(at) !== openIn(all, at)) expect.fail(`${new Date(at).toISOString()} in ${c.zone}`);
  });
});

test('the next opening and the next closing are where that changes, and nothing changes before', { timeout: slow }, () => {
  holds(alone, (c) => {
    const all = intervals(c, c.at, c.at + 7 * day);
    const horizon = c.at + 7 * day;
    const open = openIn(all, c.at);
    const expected = edgesOf(all).find((edge) => edge > c.at && edge <= horizon && openIn(all, edge) !== open);
    expect(open ? c.engine.nextOpening(c.at) : c.engine.nextClosing(c.at)).toBe(c.at);
    const next = open ? c.engine.nextClosing(c.at) : c.engine.nextOpening(c.at);
    if (expected !== undefined) expect(next).toBe(expected);
    else expect(next === null || next > horizon).toBe(true);
  });
});

test('open time is what the oracle adds up', { timeout: slow }, () => {
  holds(fc.tuple(someCase, span), (c, length) => {
    expect(c.engine.businessMs(c.at, c.at + length)).toBe(openTime(intervals(c, c.at, c.at + length), c.at, c.at + length));
  });
});

test('open time adds up over any cut, and backwards there is none', { timeout: slow }, () => {
  holds(fc.tuple(someCase, span, fc.integer({ min: 0, max: 800 * day })), (c, one, other) => {
    const [cut, to] = [c.at + one, c.at + one + other];
    expect(c.engine.businessMs(c.at, to)).toBe(c.engine.businessMs(c.at, cut) + c.engine.businessMs(cut, to));
    if (to > c.at) expect(c.engine.businessMs(to, c.at)).toBe(0);
  });
});

test('after n open minutes exactly n have passed, and not a millisecond sooner', { timeout: slow }, () => {
  holds(fc.tuple(someCase, amount, span), (c, some, ahead) => {
    // What is open until a closing just fits.
    const closing = c.engine.nextClosing(c.at + ahead);
    const fitting = closing === null ? 0 : c.engine.businessMs(c.at, closing);
    for (const ms of fitting > 0 ? [some, fitting] : [some]) {
      const due = c.engine.after(c.at, minutesOf(ms));
      // A week without hours and a single special day may hold some open time, and never enough.
      if (due === null) expect(c.engine.businessMs(c.at, c.at + 700 * day)).toBeLessThan(ms);
      if (due === null) continue;
      expect(c.engine.businessMs(c.at, due)).toBe(ms);
      expect(c.engine.businessMs(c.at, due - 1)).toBe(ms - 1);
    }
  });
});

test('n minutes and then m are n + m; more minutes, or a later start, never end sooner', { timeout: slow }, () => {
  holds(fc.tuple(someCase, fc.oneof(fc.constant(0), amount), amount, span), (c, n, m, later) => {
    const first = c.engine.after(c.at, minutesOf(n));
    const both = c.engine.after(c.at, minutesOf(n + m));
    if (first === null) return expect(both).toBe(null);
    expect(c.engine.after(first, minutesOf(m))).toBe(both);
    if (both === null) return;
    expect(both).toBeGreaterThan(first);
    expect(c.engine.after(c.at + later, minutesOf(n + m)) ?? Infinity).toBeGreaterThanOrEqual(both);
  });
});

test('answers do not depend on what was asked before', { timeout: slow }, () => {
  holds(fc.tuple(someCase, fc.integer({ min: -40 * 366 * day, max: 40 * 366 * day }), span), (c, jump, ahead) => {
    const fresh = calendar(c.rules);
    const answers = (calendar: Calendar, at: number) => [calendar.isOpen(at), calendar.nextOpening(at), calendar.nextClosing(at)];
    const expected = answers(fresh, c.at + ahead);
    c.engine.isOpen(c.at);
    answers(c.engine, c.at + jump);
    expect(answers(c.engine, c.at + ahead)).toEqual(expected);
  });
});
