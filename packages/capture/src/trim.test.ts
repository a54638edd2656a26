import { expect, test } from 'vitest';
import { earliestEnd, latestStart, nearestStart, startAt, startsOf } from './trim.ts';

test('a recording may begin wherever a whole picture stands', () => {
  expect(startsOf([0, 1.03, 2.1, 3.05, 3.9], 4.2)).toEqual([0, 1.03, 2.1, 3.05]);
});

test('one with few whole pictures may begin at every tenth of a second', () => {
  const starts = startsOf([0, 10], 20);
  expect(starts).toHaveLength(196);
  expect(starts[1]).toBeCloseTo(0.1);
  expect(starts.at(-1)).toBeCloseTo(19.5);
});

test('one that is hardly a moment long begins at its beginning', () => {
  expect(startsOf([0], 0.3)).toEqual([0]);
  expect(earliestEnd(0, 0.3)).toBe(0.3);
});

test('a start and an end always leave half a second between them', () => {
  const starts = [0, 1, 2, 3];
  expect(latestStart(starts, 2.4)).toBe(1);
  expect(latestStart(starts, 0.2)).toBe(0);
  expect(earliestEnd(2, 4)).toBe(2.5);
  expect(startAt(starts, 1.9)).toBe(1);
});

test('what is dragged goes to the nearest start', () => {
  expect([-1, 0.4, 0.6, 2.4, 9].map((time) => nearestStart([0, 1, 2], time))).toEqual([0, 0, 1, 2, 2]);
});
