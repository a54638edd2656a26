/**
 * Cleans texts of secrets. First everything is looked through, which says what is secret; then everything is written anew without it. Equal
 * secrets get equal tags, so that it still shows where two places share one; the key of the tags is thrown away with the cleaner.
 */
import { createHmac, randomBytes } from 'node:crypto';
import { type Grams, gramsOf, openWords } from '../grams.ts';
import { isTelling, openKnown } from './known.ts';
import { byPem } from './pem.ts';
import { byShape } from './shapes.ts';
import { type Look, merged, type Span } from './spans.ts';
import { byStructure } from './structure.ts';

/** What a vendor adds: patterns of its own secrets, and values that are none. */
export interface OwnRules {
  rules: { name: string; pattern: RegExp }[];
  /** Values that stay, whatever names them. */
  allow: RegExp[];
}

const looks = [...byStructure, ...byShape, ...byPem].map(({ words, find }: Look) => ({ has: words && openWords(words), find }));

export const noRules: OwnRules = { rules: [], allow: [] };

export interface Masked {
  from: number;
  to: number;
  rule: string;
}

export interface Cleaner {
  /** Looks through a text; what is secret in it will be removed everywhere. Answers where that is. `grams`: its table, if at hand. */
  learn(text: string, grams?: Grams): Span[];
  /** A secret that is known beforehand, like the key that a bundle was sent with. */
  know(value: string, rule: string): void;
  /**
   * The text without secrets, and what was masked, by where it stands in the new one. To be called once everything was learned; `found`: what
   * `learn` answered for this text, where that was kept.
   */
  clean(text: string, grams?: Grams, found?: readonly Span[]): { text: string; masked: Masked[] };
}

export function openCleaner({ rules, allow }: OwnRules = noRules): Cleaner {
  const key = randomBytes(32);
  const known = new Map<string, string>();
  let find: ReturnType<typeof openKnown> | undefined;
  const isAllowed = (value: string) => allow.some((pattern) => pattern.test(value));

  /** They may overlap: what is secret within a longer one is secret elsewhere, too. */
  const spansOf = (text: string, grams: Grams): Span[] => {
    const own = rules.flatMap(({ name, pattern }) =>
      [...text.matchAll(pattern)].map((match) => {
        const [from, to] = match.indices?.[1] ?? match.indices?.[0] ?? [match.index, match.index + match[0].length];
        return { from, to, rule: name };
      }),
    );
    const all = [...own, ...looks.flatMap(({ has, find }) => (has === null || has(grams) ? find(text) : []))];
    return allow.length > 0 ? all.filter((s) => !isAllowed(text.slice(s.from, s.to))) : all;
  };
  const tag = (value: string, rule: string) => `MASKED_${rule}_${createHmac('sha256', key).update(value).digest('hex').slice(0, 8)}`;

  return {
    know(value, rule) {
      if (isTelling(value) && !isAllowed(value)) known.set(value, rule);
    },
    learn(text, grams = ofText(text)) {
      const found = spansOf(text, grams);
      for (const { from, to, rule } of found) {
        const value = text.slice(from, to);
        if (rule !== 'private-key' && isTelling(value) && !known.has(value)) known.set(value, rule);
      }
      return found;
    },
    clean(text, grams = ofText(text), found = spansOf(text, grams)) {
      find ??= openKnown(known);
      const elsewhere = find(text, grams);
      if (found.length === 0 && elsewhere.length === 0) return { text, masked: [] };
      const values = new Map(elsewhere.map((s) => [`${s.from} ${s.to}`, s.value]));
      const masked: Masked[] = [];
      let clean = '';
      let at = 0;
      for (const { from, to, rule } of merged([...found, ...elsewhere])) {
        clean += text.slice(at, from);
        // In another form it is the same secret.
        const mark = tag(values.get(`${from} ${to}`) ?? text.slice(from, to), rule);
        masked.push({ from: clean.length, to: clean.length + mark.length, rule });
        clean += mark;
        at = to;
      }
      return { text: clean + text.slice(at), masked };
    },
  };
}

const ofText = (text: string): Grams => gramsOf(Buffer.from(text));

/** A text that stands alone, like a name, without its secrets. */
export function cleaned(text: string): string {
  const cleaner = openCleaner();
  const grams = ofText(text);
  return cleaner.clean(text, grams, cleaner.learn(text, grams)).text;
}
