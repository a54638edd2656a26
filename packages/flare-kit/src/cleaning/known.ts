/** A secret that was found once is removed wherever it stands: as it is, escaped, encoded, cut in two lines. */
import { type Grams, openWords } from '../grams.ts';
import type { Span } from './spans.ts';

/** Shorter ones are masked where they were found only: elsewhere they are a word like another. */
const shortest = 6;
const common =
  /^(?:password|passw0rd|secret|secrets|changeme|public|private|default|admin|administrator|root|localhost|example|postgres|datadog|token|test(?:ing)?|\d{1,7})$/i;

/** Whether a value is looked for elsewhere. */
export const isTelling = (value: string): boolean =>
  value.trim().length >= shortest && !common.test(value.trim()) && !/^(.)\1*$/.test(value);

const escaped = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\/-]/g, String.raw`\$&`);

/** As which texts a value may stand somewhere. */
function formsOf(value: string): string[] {
  const bytes = Buffer.from(value);
  const forms = new Set([
    value,
    encodeURIComponent(value),
    encodeURIComponent(value).replaceAll('%20', '+'),
    JSON.stringify(value).slice(1, -1),
  ]);
  forms.add(value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;'));
  forms.add(bytes.toString('hex'));
  forms.add(bytes.toString('hex').toUpperCase());
  // Base64 of something around it: of three places that it may begin at, what does not depend on its neighbours (RFC 4648).
  if (bytes.length >= 8)
    for (const lead of [0, 1, 2]) {
      const whole = Buffer.concat([Buffer.alloc(lead), bytes])
        .toString('base64')
        .replaceAll('=', '');
      const sure = whole.slice(lead === 0 ? 0 : lead + 1, (lead + bytes.length) % 3 === 0 ? undefined : -1);
      forms.add(sure);
      forms.add(sure.replaceAll('+', '-').replaceAll('/', '_'));
    }
  else forms.add(bytes.toString('base64').replaceAll('=', ''));
  return [...forms].filter((form) => form.length >= shortest);
}

/** Finds values in texts, whose tables of letters are given, too; `values`: each with the rule that found it first. */
export function openKnown(values: ReadonlyMap<string, string>): (text: string, grams: Grams) => (Span & { value: string })[] {
  const forms = new Map<string, { value: string; rule: string }>();
  for (const [value, rule] of [...values].toSorted((a, b) => b[0].length - a[0].length))
    for (const form of formsOf(value)) if (!forms.has(form)) forms.set(form, { value, rule });
  if (forms.size === 0) return () => [];
  const all = [...forms.keys()].toSorted((a, b) => b.length - a.length);
  const broken = [...values.keys()].filter((value) => value.length >= 12 && value.length <= 4_000 && !/\s/.test(value));
  const starts = new Map<string, string[]>();
  for (const value of broken) starts.set(value.slice(0, 4), [...(starts.get(value.slice(0, 4)) ?? []), value]);
  const patterns: RegExp[] = [];
  for (let at = 0; at < all.length; at += 500)
    patterns.push(
      new RegExp(
        all
          .slice(at, at + 500)
          .map(escaped)
          .join('|'),
        'g',
      ),
    );
  const hasOne = openWords([...all, ...starts.keys()]);
  return (text, grams) => {
    const spans: (Span & { value: string })[] = [];
    if (!hasOne(grams)) return spans;
    for (const pattern of patterns)
      for (const { index, 0: found } of text.matchAll(pattern)) {
        const { value, rule } = forms.get(found)!;
        spans.push({ from: index, to: index + found.length, rule, value });
      }
    for (const [start, candidates] of starts)
      for (let at = text.indexOf(start); at >= 0; at = text.indexOf(start, at + 1))
        for (const value of candidates) {
          const to = overLines(text, at, value);
          if (to !== undefined) spans.push({ from: at, to, rule: values.get(value)!, value });
        }
    return spans;
  };
}

/** Where a value ends that begins here and goes on in the next line, after what stands before a line; undefined where it does not. */
function overLines(text: string, from: number, value: string): number | undefined {
  let at = from;
  let isBroken = false;
  for (let i = 0; i < value.length; i++) {
    if (text[at] !== value[i]) {
      const next = gapsAt(text, at).find((end) => text[end] === value[i]);
      if (next === undefined) return undefined;
      at = next;
      isBroken = true;
    }
    at++;
  }
  return isBroken ? at : undefined;
}

/** Where a text may go on that a line's end parts here: after what stands before a line, which may also be of the text itself. */
function gapsAt(text: string, at: number): number[] {
  const gap = /(?:\\?\r?\n|\\n)[ \t]*/y;
  gap.lastIndex = at;
  const found = gap.exec(text);
  if (!found) return [];
  const end = at + found[0].length;
  const sign = /["'>|+][ \t]*/y;
  sign.lastIndex = end;
  const signed = sign.exec(text);
  return signed ? [end, end + signed[0].length] : [end];
}
