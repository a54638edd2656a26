import { expect, test } from 'vitest';
import { clock, nameNow } from './words.ts';

test('times are minutes and seconds, and round over into the next minute', () => {
  expect([0, 4.9, 59.9, 60, 300].map((seconds) => clock(seconds))).toEqual(['0:00', '0:04', '0:59', '1:00', '5:00']);
  expect([0, 4.24, 59.96, 61.5].map((seconds) => clock(seconds, true))).toEqual(['0:00.0', '0:04.2', '1:00.0', '1:01.5']);
});

test('a file is named for when it was made', () => {
  expect(nameNow('screenshot', 'png', new Date(2026, 10, 25, 14, 3, 22))).toBe('screenshot-2026-11-25-14-03-22.png');
  expect(nameNow('recording', 'webm', new Date(2026, 0, 2, 3, 4, 5))).toBe('recording-2026-01-02-03-04-05.webm');
});
