import { expect, test } from 'vitest';
import { changedLines } from './changed-lines.ts';

const lines = (count: number) => Array.from({ length: count }, (_, i) => `line ${i}\n`);

test('a changed line stands between three that stay, and the rest is counted', () => {
  const changed = lines(20).with(10, 'another\n');
  expect(changedLines(lines(20).join(''), changed.join(''))).toEqual([
    { is: 'skipped', count: 7 },
    ...['line 7', 'line 8', 'line 9'].map((text) => ({ is: 'same', text })),
    { is: 'removed', text: 'line 10' },
    { is: 'added', text: 'another' },
    ...['line 11', 'line 12', 'line 13'].map((text) => ({ is: 'same', text })),
    { is: 'skipped', count: 6 },
  ]);
});

test('a single line is never left out: to say so would be as long', () => {
  expect(changedLines('a\nb\nc\nd\ne\n', 'a\nb\nc\nd\nX\n').at(0)).toEqual({ is: 'same', text: 'a' });
});
