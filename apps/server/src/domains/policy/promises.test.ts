import { calendar } from '@fairlead/calendar';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { explained, fellDue, reaches, spentAt, type Stretch } from './promises.ts';

const hour = 3_600_000;
const start = Date.UTC(2026, 9, 20);
/** New York's business hours over the end of its summer time, with a holiday. */
const business = calendar({
  zone: 'America/New_York',
  week: [...Array.from({ length: 5 }, () => [{ from: 600, to: 1140 }]), [], []],
  specials: () => [{ date: '2026-10-27', hours: [], name: 'A holiday' }],
});

/** Stretches in which a clock ran, in order, with pauses between them. */
const stretches = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 40 * hour }), fc.integer({ min: 0, max: 90 * hour })), { minLength: 1, maxLength: 8 })
  .map((pairs) => {
    let at = start;
    return pairs.map(([pause, run]): Stretch => {
      const from = at + pause;
      at = from + run;
      return [from, at];
    });
  });
const minutes = fc.integer({ min: 1, max: 6_000 });

test('the lines of an explanation add up to the business time of the stretches, in order and without a gap', () => {
  fc.assert(
    fc.property(stretches, fc.integer({ min: 0, max: 100 * hour }), (ran, rest) => {
      const end = ran.at(-1)![1]!;
      const lines = explained(business, ran, end + rest);
      const whole = ran.reduce((sum, [from, to]) => sum + business.businessMs(from, to!), 0);
      expect(lines.reduce((sum, l) => sum + l.ms, 0)).toBe(whole);
      const told = lines.filter((l) => l.to > l.from);
      for (const [i, line] of told.entries()) if (i > 0) expect(line.from).toBe(told[i - 1]!.to);
      if (told.length > 0) expect(told.at(-1)!.to).toBe(end + rest);
    }),
  );
});

test('a clock that stops and goes on is due when the open time of its stretches reaches what was promised, as if the pauses were not', () => {
  fc.assert(
    fc.property(stretches, minutes, (ran, promised) => {
      const end = ran.at(-1)![1]!;
      const due = fellDue(business, ran, promised, end);
      const until = (at: number) => ran.reduce((sum, [from, to]) => sum + business.businessMs(Math.min(from, at), Math.min(to!, at)), 0);
      if (due === null) expect(until(end)).toBeLessThanOrEqual(promised * 60_000);
      else {
        expect(until(due)).toBe(promised * 60_000);
        expect(until(due - 1)).toBeLessThan(promised * 60_000);
      }
    }),
  );
});

test('stopping a clock and letting it go on at the same instant changes nothing', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 300 * hour }), fc.integer({ min: 0, max: 100 * hour }), minutes, (since, after, promised) => {
      const clock = { spent: 0, since: start + since };
      const at = clock.since + after;
      const again = { spent: spentAt(business, clock, at), since: at };
      const due = reaches(business, clock, promised)!;
      if (due > at) expect(reaches(business, again, promised)).toBe(due);
      else expect(again.spent).toBeGreaterThanOrEqual(promised * 60_000);
    }),
  );
});

test('a warning never comes after what it warns of, and a standing clock is never due', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 300 * hour }), minutes, fc.integer({ min: 1, max: 99 }), (since, promised, percent) => {
      const clock = { spent: 0, since: start + since };
      expect(reaches(business, clock, promised, percent / 100)!).toBeLessThanOrEqual(reaches(business, clock, promised)!);
      expect(reaches(business, { spent: 0, since: null }, promised)).toBeNull();
    }),
  );
});
