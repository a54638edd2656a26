import { expect, test } from 'vitest';
import { instantOf, wallTime } from './zoned.ts';

const at = (wall: string, zone: string) => new Date(instantOf(wall, zone)!).toISOString();

test('a wall time is the instant at which clocks of that zone show it', () => {
  expect(at('2026-11-26T18:59', 'America/New_York')).toBe('2026-11-26T23:59:00.000Z');
  expect(at('2026-07-01T10:00', 'Asia/Kathmandu')).toBe('2026-07-01T04:15:00.000Z');
  expect(wallTime(Date.parse('2026-11-26T23:59:30Z'), 'America/New_York')).toBe('2026-11-26T18:59');
});

test('on days on which clocks change, times before and after it are each right', () => {
  expect(at('2026-03-08T01:59', 'America/New_York')).toBe('2026-03-08T06:59:00.000Z');
  expect(at('2026-03-08T03:00', 'America/New_York')).toBe('2026-03-08T07:00:00.000Z');
  expect(at('2026-11-01T00:30', 'America/New_York')).toBe('2026-11-01T04:30:00.000Z');
  expect(at('2026-11-01T02:00', 'America/New_York')).toBe('2026-11-01T07:00:00.000Z');
});

test('of an hour that comes twice it is the first; a skipped time is as much later as the clocks are put forward', () => {
  expect(at('2026-11-01T01:30', 'America/New_York')).toBe('2026-11-01T05:30:00.000Z');
  expect(at('2026-03-08T02:30', 'America/New_York')).toBe('2026-03-08T07:30:00.000Z');
});

test('what is no time has no instant', () => {
  expect(instantOf('', 'Asia/Seoul')).toBeNull();
});
