import fc from 'fast-check';
import { expect, test } from 'vitest';
import { excerpt } from '../../platform/excerpt.ts';
import { parseQuery } from './query.ts';
import { indexTerms, soughtIn } from '../../platform/terms.ts';

test('words, phrases and filters are told apart, and a minus negates', () => {
  expect(parseQuery('nginx -"no data" state:open,pending -area:logs http://x.example').parts).toEqual([
    { is: 'words', text: 'nginx', phrase: false, not: false },
    { is: 'words', text: 'no data', phrase: true, not: true },
    { is: 'filter', field: 'state', values: ['open', 'pending'], not: false },
    { is: 'filter', field: 'area', values: ['logs'], not: true },
    { is: 'words', text: 'http://x.example', phrase: false, not: false },
  ]);
  expect(parseQuery('org:"Northwind Bikes"').parts).toEqual([{ is: 'filter', field: 'org', values: ['Northwind Bikes'], not: false }]);
  expect(parseQuery('is:moon').faults).toHaveLength(1);
});

test('reading a query never throws, whatever was typed', () => {
  fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (typed) => void parseQuery(typed)));
});

test('whatever stands in a text is found by looking for any word of it', () => {
  const word = fc.oneof(
    fc.stringMatching(/^[a-z]{1,8}([._-][a-z0-9]{1,6}){0,3}$/),
    fc.constantFrom('설정파일', '로그', '設定', 'アラート', 'NT_STATUS_0xC000006D', 'ﾀｸﾞ', 'Ünïcode', '한'),
  );
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 12 }), fc.nat(), (words, nth) => {
      const terms = indexTerms(words.join(' '));
      for (const term of soughtIn(words[nth % words.length]!).terms)
        expect(terms.has(term) || [...terms].some((t) => t.startsWith(term))).toBe(true);
    }),
  );
});

test('a passage marks what was looked for, also far into a text', () => {
  const { text, marks } = excerpt(`${'x '.repeat(500)}Kernel panic${' y'.repeat(500)}`, ['kernel', 'panic']);
  expect(marks.map(([from, to]) => text.slice(from, to))).toEqual(['Kernel', 'panic']);
  expect(text.startsWith('…') && text.endsWith('…')).toBe(true);
});
