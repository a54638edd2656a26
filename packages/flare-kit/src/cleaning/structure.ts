/**
 * Secrets by what they are called: in YAML, JSON (also JSON within JSON), env, ini, TOML, XML, HTTP headers, Kubernetes env lists, command
 * lines, URLs, connection strings, SQL, netrc. Read by their notation and not by their grammar: what is in a bundle is often cut off, or
 * several of these in one line of a log.
 */
import { saysSecret, wordsOf } from './keys.ts';
import type { Look, Span } from './spans.ts';
import { isHarmless } from './values.ts';

/** Parts of which every name that may be secret has one; only beside these is looked closer. */
const hints = 'pass pwd pswd secret token key auth cookie cred jwt bearer sess psk otp dsn webhook community license endpoints'.split(' ');
const hint = new RegExp(hints.join('|'), 'gi');
/** What a name may be made of: letters, digits, and these. */
const nameLetters = Uint8Array.from({ length: 128 }, (_, code) => (/[\w.\-/]/.test(String.fromCharCode(code)) ? 1 : 0));
const isNameLetter = (text: string, at: number) => nameLetters[text.charCodeAt(at)] === 1;
/** Headers whose value is all of the line. */
const wholeLine = /^(?:proxy-)?authorization$|^(?:set-)?cookie$/i;
const longestValue = 20_000;
const longestName = 120;

const adder =
  (text: string, spans: Span[]): Add =>
  (from, to, rule, name) => {
    if (to > from && !isHarmless(text.slice(from, to), name)) spans.push({ from, to, rule });
  };

function byName(text: string): Span[] {
  const spans: Span[] = [];
  const add = adder(text, spans);
  let done = 0;
  for (const { index } of text.matchAll(hint)) {
    if (index < done) continue;
    let from = index;
    let to = index;
    while (from > 0 && index - from < longestName && isNameLetter(text, from - 1)) from--;
    while (to < text.length && to - index < longestName && isNameLetter(text, to)) to++;
    done = to;
    named(text, from, to, add);
  }
  return spans;
}

type Add = (from: number, to: number, rule: string, name: string) => void;

const sticky = (pattern: RegExp, text: string, at: number): RegExpExecArray | null => {
  pattern.lastIndex = at;
  return pattern.exec(text);
};

const separator = /\\*["'`]?\]?[ \t]*(:=|=>|==?|:)[ \t]*/y;
const envValue = /\\*["']?\s*,?\s*(?:-\s*)?\\*["']?value\\*["']?\s*[:=]\s*/iy;
const envValueBefore = /\\*["']?value\\*["']?\s*:\s*(\\*["'])((?:(?!\1).){1,4000})\1\s*,\s*\\*["']?(?:name|key)\\*["']?\s*:\s*\\*["']?$/i;
const said = /[ \t]+(?:is|was|of|to|by|=|:)?[ \t]*(["'`])((?:(?!\1)[^\n]){2,200})\1/iy;
const saidBare = /[ \t]+(?:is|was)[ \t]+([^\s,;"'`]{3,200})/iy;
const word = /[ \t]+([^\s"'`,;]{2,200})/y;
const quotedWord = /[ \t]+(["'])((?:(?!\1)[^\n]){1,400})\1/y;

/** What the name from `from` to `to` names, if it says secret. */
function named(text: string, from: number, to: number, add: Add): void {
  let start = from;
  // What stands before a slash is the path of the name; a flag begins with hyphens.
  const whole = text.slice(from, to);
  const slash = whole.lastIndexOf('/');
  if (slash >= 0) start = from + slash + 1;
  const isFlag = text[start] === '-';
  while (text[start] === '-' || text[start] === '.') start++;
  let name = text.slice(start, to);
  name = name.replace(/[.-]+$/, '');
  if (name === '') return;
  const end = start + name.length;
  if (/endpoints$/i.test(name)) return additionalEndpoints(text, end, name, add);
  if (!saysSecret(name)) return;
  const rule = ruleOf(name);
  const env = sticky(envValue, text, end);
  if (env && env[0].length > 5) return valueAt(text, env.index + env[0].length, start, rule, name, add);
  const earlier = /["']/.test(text[start - 1] ?? '') ? text.slice(Math.max(0, from - 4_200), from) : '';
  const before = earlier.includes('value') ? envValueBefore.exec(earlier) : null;
  if (before) {
    const at = from - before[0].length + before[0].indexOf(before[1]!, before[0].search(/:/)) + before[1]!.length;
    add(at, at + before[2]!.length, rule, name);
    return;
  }
  if (text[end] === '>' && text[start - 1] === '<') {
    const close = text.indexOf('<', end);
    if (close > 0 && close - end < longestValue) add(end + 1, close, rule, name);
    return;
  }
  const separated = sticky(separator, text, end);
  // Part of a name with colons, like that of a resource.
  if (separated && text[start - 1] === ':' && separated[0] === ':') return;
  if (separated) return valueAt(text, separated.index + separated[0].length, start, rule, name, add, separated[1]);
  if (isFlag) {
    const quoted = sticky(quotedWord, text, end);
    const bare = quoted ? null : sticky(word, text, end);
    const value = quoted?.[2] ?? bare?.[1];
    if (value !== undefined && !value.startsWith('-')) {
      const at = end + (quoted ?? bare)![0].lastIndexOf(value);
      add(at, at + value.length, rule, name);
    }
    return;
  }
  if (!/^(?:pass|passwd|password|passphrase|pwd)$/i.test(name)) return;
  const prose = sticky(said, text, end) ?? sticky(saidBare, text, end);
  if (prose) {
    const value = prose.at(-1)!;
    const at = end + prose[0].lastIndexOf(value);
    return add(at, at + value.length, rule, name);
  }
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const lead = text.slice(lineStart, start);
  if (/(?:\blogin|\bmachine)\s+\S+\s+$/i.test(lead) || /\bwith\s+$/i.test(lead) || /^\s*$/.test(lead)) {
    const bare = sticky(word, text, end);
    // A line that begins with it may be a sentence: `Password incorrect for user dana`.
    if (bare && (!/^\s*$/.test(lead) || /^\s*(?:\n|$)/.test(text.slice(end + bare[0].length, end + bare[0].length + 2))))
      add(end + bare[0].length - bare[1]!.length, end + bare[0].length, rule, name);
  }
}

const rules = new Map<string, string>();
const mostRules = 2_000;

function ruleOf(name: string): string {
  let rule = rules.get(name);
  if (rule === undefined) {
    rule = ruleOfWords(wordsOf(name));
    if (rules.size >= mostRules) rules.clear();
    rules.set(name, rule);
  }
  return rule;
}

const ruleOfWords = (words: readonly string[]): string => {
  if (words.some((w) => /^pass|^pwd|^pswd|pwd$|pass$/.test(w))) return 'password';
  if (words.some((w) => w.includes('cookie') || w.startsWith('sess'))) return 'session';
  if (words.some((w) => w.includes('token') || w === 'jwt' || w === 'bearer' || w.includes('authorization'))) return 'token';
  if (words.some((w) => w.includes('key'))) return 'key';
  return 'secret';
};

/** What is called an endpoint's key stands in a list below its address. */
function additionalEndpoints(text: string, end: number, name: string, add: Add): void {
  if (!/additional/i.test(name)) return;
  for (const match of text.slice(end, end + 4_000).matchAll(/(?:^[ \t]*-[ \t]+|[[,][ \t]*)["']?([^\s"',:\]]{16,})["']?/dgm)) {
    const [from, to] = match.indices![1]!;
    add(end + from, end + to, 'key', 'api_key');
  }
}

const openingQuote = /(\\*)(["'`])/y;
const blockScalar = /[|>][+-]?\d?[ \t]*(?:#[^\n]*)?\r?\n/y;
const lineEnd = /[ \t]*(?:#[^\n]*)?\r?\n/y;

function valueAt(text: string, at: number, nameAt: number, rule: string, name: string, add: Add, sign = ':'): void {
  const quote = sticky(openingQuote, text, at);
  if (quote) {
    const from = at + quote[0].length;
    const to = closing(text, from, quote[0]);
    if (to !== undefined) add(from, to, rule, name);
    else add(from, endOfLine(text, from), rule, name);
    return;
  }
  if (sign === ':' && (sticky(blockScalar, text, at) || sticky(lineEnd, text, at))) return below(text, at, nameAt, rule, name, add);
  if (text[at] === '[') {
    const close = text.indexOf(']', at);
    if (close < 0 || close - at > longestValue) return;
    for (const match of text.slice(at, close).matchAll(/[^\s[\],"']+/dg)) {
      const [from, to] = match.indices![0]!;
      add(at + from, at + to, rule, name);
    }
    return;
  }
  if (text[at] === '{' && !/^\{[\w.]*\}|^\{\{/.test(text.slice(at, at + 40))) return;
  if (wholeLine.test(name)) return header(text, at, name, add);
  const lineStart = text.lastIndexOf('\n', nameAt - 1) + 1;
  const lead = text.slice(lineStart, nameAt);
  const end = endOfLine(text, at);
  let to: number;
  if (/^[ \t]*(?:-[ \t]+)?(?:export[ \t]+|set[ \t]+|ENV[ \t]+)?$/i.test(lead)) {
    // The line is this and nothing else: what stands after it is its, but for a comment.
    const rest = text.slice(at, end);
    // A comment, or the next of several in a line.
    const comment = /[ \t]+(?:[#;].*|[\w.-]+=.*)$/.exec(rest);
    to = at + (comment ? comment.index : rest.length);
  } else {
    const stop = /[\s,;&|<>"'`)\]}]/g;
    stop.lastIndex = at;
    to = stop.exec(text)?.index ?? text.length;
    to = Math.min(to, end);
    // A reference has its own brackets.
    const reference = /^(?:\$\{[^}]*\}|\$\([^)]*\)|\{\{[^}]*\}\}|%\([^)]*\)s|ENC\[[^\]]*\])/.exec(text.slice(at, end));
    if (reference) to = at + reference[0].length;
  }
  while (to > at && /[\s\\]/.test(text[to - 1]!)) to--;
  add(at, Math.min(to, at + longestValue), rule, name);
}

/** A header's value without its scheme, which tells what is missing and is no secret. Of cookies each value. */
function header(text: string, at: number, name: string, add: Add): void {
  let end = endOfLine(text, at);
  const quote = text.slice(at, end).search(/\\*["'](?=[\s,)}\]\\]|$)/);
  if (quote > 0) end = at + quote;
  if (/cookie/i.test(name)) {
    for (const match of text.slice(at, end).matchAll(/(?:^|;[ \t]*)([^=;\s]+)=([^;\s]*)/dg)) {
      if (/^(?:path|domain|expires|max-age|samesite|secure|httponly|priority)$/i.test(match[1]!)) continue;
      const [from, to] = match.indices![2]!;
      add(at + from, at + to, 'session', 'cookie');
    }
    return;
  }
  const scheme = /^(?:Basic|Bearer|Digest|Token|Negotiate|ApiKey|AWS4-HMAC-SHA256)[ \t]+/i.exec(text.slice(at, end));
  add(at + (scheme?.[0].length ?? 0), end, 'token', name);
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : text[end - 1] === '\r' ? end - 1 : end;
}

/** Where a string ends that a quote, with so many backslashes before it, has begun; undefined where it does not. */
function closing(text: string, from: number, quote: string): number | undefined {
  const most = Math.min(text.length, from + longestValue);
  for (let at = text.indexOf(quote, from); at >= 0 && at < most; at = text.indexOf(quote, at + 1)) {
    let backslashes = 0;
    while (text[at - 1 - backslashes] === '\\') backslashes++;
    // Escaped once more it belongs to the value.
    if (backslashes % 2 === 0) return text.slice(from, at).includes('\n') && quote !== '`' ? undefined : at;
  }
  return undefined;
}

/** A value below its name, further in: a block, a list, or one line. */
function below(text: string, at: number, nameAt: number, rule: string, name: string, add: Add): void {
  const indentOf = (from: number) => /^[ \t]*/.exec(text.slice(from, from + 200))![0].length;
  const lineStart = text.lastIndexOf('\n', nameAt - 1) + 1;
  const own = indentOf(lineStart) + (/^[ \t]*-[ \t]+/.test(text.slice(lineStart, nameAt)) ? 1 : 0);
  let line = text.indexOf('\n', at) + 1;
  const isBlock = sticky(blockScalar, text, at) !== null;
  for (let lines = 0; line > 0 && line < text.length && lines < 200; lines++) {
    const end = endOfLine(text, line);
    const content = text.slice(line, end);
    if (content.trim() === '') {
      if (!isBlock) return;
    } else {
      const indent = indentOf(line);
      const item = /^[ \t]*-[ \t]+/.exec(content);
      if (indent < own || (indent === own && !(item && !isBlock))) return;
      const from = line + (item && !isBlock ? item[0].length : indent);
      // Names below decide for themselves.
      if (!isBlock && /^["']?[\w.-]+["']?[ \t]*:(?:\s|$)/.test(text.slice(from, end))) return;
      const bare = /^(["']?)(.*?)\1$/.exec(text.slice(from, end))!;
      add(from + bare[1]!.length, from + bare[1]!.length + bare[2]!.length, rule, name);
      if (!isBlock && !item) return;
    }
    line = text.indexOf('\n', line) + 1;
  }
}

/** What no name says but its notation does; `words` and `beside` are in every text that has it. */
const notations: { words: readonly string[]; pattern: RegExp; rule: string; group?: number; beside?: string }[] = [
  // user:password@ of a URL (RFC 3986, 3.2.1); a path with a colon and an at sign is none.
  { words: ['://'], beside: '@', pattern: /(?<=[a-z\d]):\/\/[^\s/?#"'<>@:]*:([^\s"'<>/]+)@(?=[\w.[$-])/dgi, rule: 'url-password' },
  { words: ['://'], pattern: /\bhttps?:\/\/([\w-]{20,})@(?=[\w.[-])/dgi, rule: 'url-password' },
  {
    words: ['@tcp(', '@unix(', '@udp('],
    beside: '@',
    pattern: /(?<![\w/.])[\w.-]+:([^\s:@/"'()]{3,})@(?:tcp|unix|udp)\(/dg,
    rule: 'url-password',
  },
  {
    words: ['?sig', '&sig', '?x-', '&x-', '?code=', '&code=', '?access_token', '&access_token'],
    pattern: /[?&](?:sig|signature|x-amz-signature|x-amz-security-token|x-goog-signature|code|access_token)=([^\s&"'<>#]{8,})/dgi,
    rule: 'url-parameter',
  },
  // Command lines.
  {
    words: ['-u ', '-u=', '-u\t', '-u\n', '-u\r', '--user', '--proxy-user', '--basic'],
    pattern: /(?:^|\s)(?:-u|-U|--user|--proxy-user|--basic)[\s=]+["']?[^\s:"'=/]+:([^\s"']+)/dg,
    rule: 'password',
  },
  {
    words: ['mysql', 'mariadb'],
    pattern: /\b(?:mysql|mysqldump|mysqladmin|mysqlcheck|mariadb(?:-dump)?)\b[^\n|;&]*?\s-p(?=\S)(?!ort\b)["']?([^\s"']+)/dg,
    rule: 'password',
  },
  { words: ['sshpass'], pattern: /\bsshpass\s+-p\s*["']?([^\s"']+)/dg, rule: 'password' },
  { words: ['redis-cli'], pattern: /\bredis-cli\b[^\n|;&]*?\s-a\s+["']?([^\s"']+)/dg, rule: 'password' },
  {
    words: ['login'],
    pattern: /\b(?:docker|podman|helm|az|oc)\b[^\n|;&]*?\blogin\b[^\n|;&]*?\s-p\s+["']?([^\s"']+)/dg,
    rule: 'password',
  },
  { words: ['openssl'], pattern: /\bopenssl\b[^\n]*?\bpass:(\S+)/dg, rule: 'password' },
  // SQL.
  {
    words: ['identified'],
    pattern: /\bidentified\s+(?:with\s+\S+\s+)?by\s+(?:password\s+)?(["'])((?:(?!\1).){1,200})\1/dgi,
    rule: 'password',
    group: 2,
  },
  // Schemes of HTTP, wherever they stand.
  { words: ['Basic'], pattern: /\bBasic\s+([A-Za-z\d+/]{8,}={0,2})(?![\w+/=])/dg, rule: 'token' },
  { words: ['bearer'], pattern: /\bBearer\s+([\w.~+/-]{8,}=*)/dgi, rule: 'token' },
  // Hashes of passwords: /etc/shadow, htpasswd, databases.
  {
    words: ['$1$', '$2$', '$2a', '$2b', '$2x', '$2y', '$5$', '$6$', '$7$', '$y$', '$gy$', '$apr1', '$argon2', '$scrypt', '$pbkdf2'],
    pattern: /(\$(?:1|2[abxy]?|5|6|7|y|gy|apr1|argon2(?:id|i|d)|scrypt|pbkdf2[\w-]*)\$[^\s:"',;<>]{8,})/dg,
    rule: 'password-hash',
  },
  { words: ['{SSHA', '{SHA', '{CRYPT'], pattern: /(\{(?:SSHA|SHA|SSHA256|SSHA512|CRYPT)\}[\w+/=]{16,})/dg, rule: 'password-hash' },
];

export const byStructure: readonly Look[] = [
  { words: hints, find: byName },
  ...notations.map(({ words, pattern, rule, group = 1, beside }): Look => ({
    words,
    find(text) {
      const spans: Span[] = [];
      if (beside !== undefined && !text.includes(beside)) return spans;
      const add = adder(text, spans);
      for (const match of text.matchAll(pattern)) {
        const [start, end] = match.indices![group] ?? [0, 0];
        add(start, end, rule, 'password');
      }
      return spans;
    },
  })),
];
