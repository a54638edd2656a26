/** Private keys as PEM (RFC 7468), also in one line with `\n` within JSON, and when one end of them was cut off. */
import type { Look, Span } from './spans.ts';

const begin =
  /-----BEGIN ([A-Z\d ]*?(?:PRIVATE KEY(?: BLOCK)?|SECRET KEY))-----|---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----|PuTTY-User-Key-File-\d/g;
const end = /-----END [A-Z\d ]*?(?:PRIVATE KEY(?: BLOCK)?|SECRET KEY)-----|---- END SSH2 ENCRYPTED PRIVATE KEY ----|Private-MAC: [a-f\d]+/g;
/** Lines of base64, each with what YAML and logs put before it, or headers of an encrypted key (RFC 1421). */
const body = /(?:(?:\r?\n|\\r|\\n)[ \t>|"+,-]*(?:[\w-]+: [^\r\n\\]{0,200}|[A-Za-z\d+/]{1,80}={0,2}|)(?=\r|\n|\\|["' ]|$))+/y;
/** What a tail left of a key: a run of full lines, and then its end or a shorter one. */
const headless =
  /(?:^[ \t]*[A-Za-z\d+/]{64}\r?\n){3,}[ \t]*[A-Za-z\d+/]{1,64}={0,2}[ \t]*$|(?:^[ \t]*[A-Za-z\d+/]{70}\r?\n){3,}[ \t]*[A-Za-z\d+/]{1,70}={0,2}[ \t]*$/gm;
/** What every headless key has, and hardly a log. */
const fullLine = /^[ \t]*[A-Za-z\d+/]{64,70}\r?$/;
const longestFull = 120;

function hasFullLine(text: string): boolean {
  let from = 0;
  for (let to = text.indexOf('\n'); to >= 0; from = to + 1, to = text.indexOf('\n', from)) {
    const length = to - from;
    // Most lines have a blank in their midst.
    if (
      length >= 64 &&
      length < longestFull &&
      isLetter(text.charCodeAt(to - 20)) &&
      isLetter(text.charCodeAt(to - 40)) &&
      fullLine.test(text.slice(from, to))
    )
      return true;
  }
  return false;
}

const isLetter = (code: number) => code > 42 && code !== 58 && code < 123;
const before = /(?:^[ \t]*[A-Za-z\d+/]{1,80}={0,2}[ \t]*\r?\n)+[ \t]*$/m;
const longest = 20_000;

const rule = 'private-key';

function marked(text: string): Span[] {
  const spans: Span[] = [];
  for (const { index, 0: first } of text.matchAll(begin)) {
    const from = index + first.length;
    end.lastIndex = from;
    const ending = end.exec(text);
    if (ending && ending.index - from < longest) {
      spans.push({ from, to: ending.index, rule });
      continue;
    }
    body.lastIndex = from;
    const rest = body.exec(text);
    if (rest) spans.push({ from, to: from + rest[0].length, rule });
  }
  for (const { index } of text.matchAll(end)) {
    if (spans.some((s) => s.to === index)) continue;
    const lead = text.slice(Math.max(0, index - longest), index);
    const lines = before.exec(lead);
    if (lines) spans.push({ from: index - lines[0].length, to: index, rule });
  }
  return spans;
}

function unmarked(text: string): Span[] {
  const spans: Span[] = [];
  if (!hasFullLine(text)) return spans;
  for (const { index, 0: run } of text.matchAll(headless)) {
    // A certificate is public.
    const opened = text.lastIndexOf('-----BEGIN ', index);
    if (opened >= 0 && index - opened < longest && !/-----END /.test(text.slice(opened, index))) continue;
    spans.push({ from: index, to: index + run.length, rule });
  }
  return spans;
}

export const byPem: readonly Look[] = [
  {
    words: ['PRIVATE KEY', 'SECRET KEY', 'SSH2 ENCRYPTED', 'PuTTY-User-Key', 'Private-MAC'],
    find: marked,
  },
  { words: null, find: unmarked },
];
