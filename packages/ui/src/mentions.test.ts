import { expect, test } from 'vitest';
import { fitting, nameBegun } from './mentions.tsx';

const people = ['Aiko Tanaka', 'Ada Byrne', '김민아'].map((name, i) => ({ id: String(i), name }));
const names = (typed: string) => fitting(people, typed).map((p) => p.name);

test.each([
  ['@', 1, { from: 0, typed: '' }],
  ['ask @Ai', 7, { from: 4, typed: 'Ai' }],
  ['@Aiko Ta', 8, { from: 0, typed: 'Aiko Ta' }],
  ['@김', 2, { from: 0, typed: '김' }],
  ['mail me@example', 15, null],
  ['@Aiko Tanaka please look', 24, null],
  ['nobody', 6, null],
])('in %j before %i a name is begun: %j', (text, cursor, begun) => {
  expect(nameBegun(text, cursor)).toEqual(begun);
});

test('names go on as they were typed, by any of their parts', () => {
  expect(names('')).toHaveLength(3);
  expect(names('a')).toEqual(['Aiko Tanaka', 'Ada Byrne']);
  expect(names('tan')).toEqual(['Aiko Tanaka']);
  expect(names('김민')).toEqual(['김민아']);
  expect(names('zoe')).toEqual([]);
});
