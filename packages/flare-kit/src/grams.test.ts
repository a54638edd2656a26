import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shippedRules } from './kit.ts';
import { gramsOf, kept, openWords } from './grams.ts';
import { wordsOf } from './pattern-words.ts';

const bytesOf = (text: string) => Buffer.from(text);
const runs = { numRuns: Number(process.env['FUZZ_RUNS'] ?? 300) };

test('no word that is in a text is passed over, whole or as it is kept, whatever its case', () => {
  const text = fc.string({
    unit: fc.oneof(fc.constantFrom(...'abcXYZ =:._-/0123é한'), fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 })),
    maxLength: 60,
  });
  fc.assert(
    fc.property(text, fc.nat(), fc.nat({ max: 12 }), (whole, from, length) => {
      const begin = whole.length === 0 ? 0 : from % whole.length;
      const word = whole.slice(begin, begin + length).toWellFormed();
      if (!whole.toWellFormed().includes(word)) return;
      const grams = gramsOf(bytesOf(whole.toWellFormed()));
      expect(openWords([word])(grams)).toBe(true);
      expect(openWords([word])(kept(grams))).toBe(true);
      expect(openWords([word.replaceAll(/[a-z]/g, (c) => c.toUpperCase())], true)(kept(grams))).toBe(true);
    }),
    runs,
  );
});

test('a text that has nothing of a word is passed over', () => {
  const grams = gramsOf(bytesOf('2026-11-23 INFO check ran'));
  expect(openWords(['password', 'ghp_'])(grams)).toBe(false);
  expect(openWords(['password', 'check'])(grams)).toBe(true);
});

test('of a pattern only that is promised which every text has that fits it', async () => {
  const patterns = [
    ...(await shippedRules()).map(({ match }) => match.source),
    String.raw`pump (?<pump>\d+) is stuck`,
    String.raw`abcd?efgh|ijkl+mnop`,
    String.raw`(?:one|two)three[x-z]four\.five`,
    String.raw`^exact\$ly{2}more$`,
    String.raw`\d{10,12}foo`,
    String.raw`\x41BCDE|\u0042CDEF`,
    String.raw`(?<who>ab)\k<who>xyz`,
    String.raw`[a-z]{100}!{3,}end`,
    String.raw`a*b(c(d)|e)fghi[]jk]lmnop`,
  ];
  let tried = 0;
  for (const source of patterns) {
    const words = wordsOf(source);
    if (words === null) continue;
    const matching = textsOf(source.replace(/^\(\?i:(.*)\)$/s, '$1'));
    if (!matching) continue;
    tried++;
    fc.assert(
      fc.property(matching, (text) => {
        expect([source, text, words.some((word) => text.toLowerCase().includes(word.toLowerCase()))]).toEqual([source, text, true]);
      }),
      { numRuns: 40 },
    );
  }
  expect(tried).toBeGreaterThan(5);
  expect(wordsOf('abcd?efgh|ijkl+mnop')).toEqual(['efgh', 'ijkl']);
  expect(wordsOf('(?i:no space left|quota)')).toEqual(['no space left', 'quota']);
  expect(wordsOf('a|bcdefg')).toBeNull();
  expect(wordsOf('.*')).toBeNull();
  expect(wordsOf(String.raw`\d{10,12}foo`, 3)).toEqual(['foo']);
  expect(wordsOf(String.raw`\p{Letter}xyz`, 3)).toEqual(['xyz']);
  expect(wordsOf(String.raw`\x41BCDE`)).toEqual(['BCDE']);
  expect(wordsOf(String.raw`(a)\k<name>bcd\1`, 3)).toEqual(['bcd']);
});

/** Texts that fit a pattern; null for what their maker does not know how to make. */
function textsOf(source: string) {
  try {
    return fc.stringMatching(new RegExp(source));
  } catch {
    return null;
  }
}
