/**
 * Markdown as people write it in a chat, parsed to a small tree that each framework renders itself: no HTML string is ever
 * made, so nothing that was typed can become markup.
 *
 * It differs from CommonMark where a support chat needs it to:
 * a single newline is a line break; leading spaces are kept (pasted YAML); `----` below a line is a rule, not a heading (logs);
 * `*` works next to CJK letters and brackets (`**설정(config)**을`); a backslash escapes only what would be markup (`C:\.config`);
 * raw HTML is text; an image is a link, so nothing is loaded from elsewhere; reference links are text.
 * The time is linear in the text and the depth of the tree is bounded, whatever is typed.
 */
export type Block =
  | { type: 'paragraph'; children: Inline[] }
  | { type: 'heading'; level: 1 | 2 | 3 | 4 | 5 | 6; children: Inline[] }
  | { type: 'code'; language: string; text: string }
  | { type: 'list'; ordered: boolean; start: number; items: Block[][] }
  | { type: 'quote'; children: Block[] }
  | { type: 'table'; head: Inline[][]; rows: Inline[][][] }
  | { type: 'rule' };

export type Inline =
  | { type: 'text'; text: string }
  | { type: 'strong'; children: Inline[] }
  | { type: 'em'; children: Inline[] }
  | { type: 'del'; children: Inline[] }
  | { type: 'code'; text: string }
  | { type: 'link'; href: string; children: Inline[] }
  | { type: 'break' };

/** Parses what a person wrote. Never throws. */
export function parseMarkdown(text: string): Block[] {
  return parseBlocks(text.replace(/\r\n?/g, '\n').split('\n'), 0);
}

const deepestBlock = 6;
/** Openers that wait for their closer. Bounding them bounds both the search for an opener and the depth of the tree. */
const mostPending = 16;
const mostColumns = 40;

const fence = /^( {0,3})(`{3,}|~{3,})([^`]*)$/;
const heading = /^ {0,3}(#{1,6})[ \t](.*)$/;
const rule = /^ {0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*$/;
const quote = /^ {0,3}> ?/;
const item = /^( *)([-*+]|(\d{1,3})[.)])( +)(?=\S)/;
const delimiterRow = /^[ \t]*\|?(?:[ \t]*:?-+:?[ \t]*\|)+(?:[ \t]*:?-+:?)?[ \t]*$/;
const blank = /^\s*$/;

function parseBlocks(lines: readonly string[], depth: number): Block[] {
  const blocks: Block[] = [];
  let at = 0;
  while (at < lines.length) {
    const line = lines[at]!;
    if (blank.test(line)) {
      at++;
      continue;
    }
    const from = at;
    const fenced = fence.exec(line);
    if (fenced) {
      const [, indent, marks, info] = fenced as unknown as [string, string, string, string];
      const closing = new RegExp(`^ {0,3}\\${marks[0]}{${marks.length},}[ \\t]*$`);
      for (at++; at < lines.length && !closing.test(lines[at]!);) at++;
      const body = lines.slice(from + 1, at++).map((l) => unindent(l, indent.length));
      blocks.push({ type: 'code', language: info.trim().split(/\s/)[0]!.toLowerCase(), text: body.join('\n') });
      continue;
    }
    if (/^(?: {4}|\t)/.test(line)) {
      while (at < lines.length && (/^(?: {4}|\t)/.test(lines[at]!) || blank.test(lines[at]!))) at++;
      while (blank.test(lines[at - 1]!)) at--;
      const body = lines.slice(from, at).map((l) => (l.startsWith('\t') ? l.slice(1) : unindent(l, 4)));
      blocks.push({ type: 'code', language: '', text: body.join('\n') });
      continue;
    }
    const titled = heading.exec(line);
    if (titled) {
      at++;
      const level = titled[1]!.length as 1 | 2 | 3 | 4 | 5 | 6;
      blocks.push({ type: 'heading', level, children: parseInline(titled[2]!.trim().replace(/(?:^| )#+$/, '')) });
    } else if (rule.test(line)) {
      at++;
      blocks.push({ type: 'rule' });
    } else if (depth < deepestBlock && quote.test(line)) {
      while (at < lines.length && quote.test(lines[at]!)) at++;
      const inner = lines.slice(from, at).map((l) => l.replace(quote, ''));
      blocks.push({ type: 'quote', children: parseBlocks(inner, depth + 1) });
    } else if (depth < deepestBlock && item.test(line)) {
      const list = parseList(lines, at, depth);
      blocks.push(list.block);
      at = list.next;
    } else if (startsTable(lines, at)) {
      const columns = cells(line).length;
      for (at += 2; at < lines.length && lines[at]!.includes('|') && !startsBlock(lines, at, depth);) at++;
      const row = (l: string) => cells(l).slice(0, columns).map(parseInline);
      blocks.push({ type: 'table', head: row(line), rows: lines.slice(from + 2, at).map(row) });
    } else {
      for (at++; at < lines.length && !blank.test(lines[at]!) && !startsBlock(lines, at, depth);) at++;
      blocks.push({ type: 'paragraph', children: parseInline(lines.slice(from, at).join('\n').trimEnd()) });
    }
  }
  return blocks;
}

/** Whether a line ends the paragraph before it. Of ordered lists only one that begins with 1, so that a sentence may hold `2024. `. */
function startsBlock(lines: readonly string[], at: number, depth: number): boolean {
  const line = lines[at]!;
  if (fence.test(line) || heading.test(line) || rule.test(line)) return true;
  if (depth < deepestBlock) {
    if (quote.test(line)) return true;
    const marker = item.exec(line);
    if (marker && (marker[3] === undefined || marker[3] === '1')) return true;
  }
  return startsTable(lines, at);
}

function startsTable(lines: readonly string[], at: number): boolean {
  const under = lines[at + 1];
  if (under === undefined || !lines[at]!.includes('|') || !delimiterRow.test(under)) return false;
  const columns = cells(lines[at]!).length;
  return columns <= mostColumns && columns === cells(under).length;
}

function parseList(lines: readonly string[], from: number, depth: number): { block: Block; next: number } {
  const first = item.exec(lines[from]!)!;
  const ordered = first[3] !== undefined;
  const base = first[1]!.length;
  const items: string[][] = [];
  let content = 0;
  let at = from;
  for (; at < lines.length; at++) {
    const line = lines[at]!;
    const current = items.at(-1);
    const indent = line.length - line.trimStart().length;
    const marker = item.exec(line);
    if (marker && indent >= base && (!current || indent < content) && (marker[3] !== undefined) === ordered) {
      // Text that is five or more columns away from its marker is indented code, so only one space belongs to the marker.
      content = indent + marker[2]!.length + (marker[4]!.length > 4 ? 1 : marker[4]!.length);
      items.push([line.slice(content)]);
    } else if (blank.test(line)) {
      const next = lines.findIndex((l, i) => i > at && !blank.test(l));
      const after = next < 0 ? '' : lines[next]!;
      const goesOn = next >= 0 && (after.length - after.trimStart().length >= content || (item.test(after) && sameList(after)));
      if (!goesOn) break;
      for (; at < next; at++) current!.push('');
      at--;
    } else if (indent >= content) {
      current!.push(unindent(line, content));
    } else if (!blank.test(lines[at - 1]!) && !startsBlock(lines, at, depth)) {
      current!.push(line.trimStart());
    } else {
      break;
    }
  }
  function sameList(line: string): boolean {
    const marker = item.exec(line)!;
    return marker[1]!.length >= base && (marker[3] !== undefined) === ordered;
  }
  const block: Block = { type: 'list', ordered, start: Number(first[3] ?? 1), items: items.map((i) => parseBlocks(i, depth + 1)) };
  return { block, next: at };
}

function unindent(line: string, most: number): string {
  let spaces = 0;
  while (spaces < most && line[spaces] === ' ') spaces++;
  return line.slice(spaces);
}

function cells(row: string): string[] {
  const parts = row
    .trim()
    .replace(/^\|/, '')
    .split(/(?<!\\)\|/);
  if (parts.length > 1 && parts.at(-1)!.trim() === '') parts.pop();
  return parts.map((c) => c.trim().replaceAll('\\|', '|'));
}

/** A run of `*`, `_` or `~` of which we do not know yet what it means. */
interface Run {
  type: 'run';
  char: string;
  count: number;
  opens: boolean;
  closes: boolean;
}
type Node = Inline | Run;

const special = /[\\`*_~[\]<\n]|https?:\/\//gi;
const angled = /<((?:https?:\/\/|mailto:)[^\s<>]*)>/iy;
const target = /\(\s{0,9}(?:<([^<>\n]*)>|([^\s()]*(?:\([^\s()]*\)[^\s()]*)*))(?:\s{1,9}(?:"[^"\n]*"|'[^'\n]*'))?\s{0,9}\)/y;

function parseInline(text: string): Inline[] {
  const nodes: Node[] = [];
  const brackets: { node: number; image: boolean }[] = [];
  const unclosed = new Set<number>();
  let at = 0;
  const plain = (to: number) => {
    if (to > at) nodes.push({ type: 'text', text: text.slice(at, to) });
    at = to;
  };

  for (;;) {
    special.lastIndex = at;
    const found = special.exec(text);
    if (!found) break;
    plain(found.index);
    const char = found[0][0]!;
    switch (char) {
      case '\n':
        nodes.push({ type: 'break' });
        at++;
        break;
      case '\\':
        if (/[*_`~[\]]/.test(text[at + 1] ?? '')) {
          at++;
          plain(at + 1);
        } else plain(at + 1);
        break;
      case '`': {
        const length = runLength(text, at);
        const end = unclosed.has(length) ? -1 : closingTicks(text, at + length, length);
        if (end < 0) {
          unclosed.add(length);
          plain(at + length);
        } else {
          const code = text.slice(at + length, end).replaceAll('\n', ' ');
          const padded = code.startsWith(' ') && code.endsWith(' ') && code.trim() !== '';
          nodes.push({ type: 'code', text: padded ? code.slice(1, -1) : code });
          at = end + length;
        }
        break;
      }
      case '<': {
        angled.lastIndex = at;
        const link = angled.exec(text);
        const href = link && safeLink(link[1]!);
        if (href) {
          nodes.push({ type: 'link', href, children: [{ type: 'text', text: link[1]! }] });
          at += link[0].length;
        } else plain(at + 1);
        break;
      }
      case '[': {
        const before = nodes.at(-1);
        const image = before?.type === 'text' && before.text.endsWith('!');
        brackets.push({ node: nodes.length, image });
        if (brackets.length > mostPending) brackets.shift();
        plain(at + 1);
        break;
      }
      case ']': {
        const open = brackets.pop();
        target.lastIndex = at + 1;
        const link = open && target.exec(text);
        const href = link && safeLink(link[1] ?? link[2]!);
        if (open && href) {
          const inner = nodes.splice(open.node).slice(1);
          const children = emphasize(inner.flatMap((n): Node[] => (n.type === 'link' ? n.children : [n])));
          if (open.image) nodes[open.node - 1] = { type: 'text', text: (nodes[open.node - 1] as { text: string }).text.slice(0, -1) };
          nodes.push({ type: 'link', href, children: children.length > 0 ? children : [{ type: 'text', text: href }] });
          brackets.length = 0;
          at += 1 + link[0].length;
        } else plain(at + 1);
        break;
      }
      case '*':
      case '_':
      case '~': {
        const count = runLength(text, at);
        nodes.push(readRun(text, at, count));
        at += count;
        break;
      }
      default: {
        const end = bareLinkEnd(text, at);
        const written = text.slice(at, end);
        const href = /[\p{L}\p{N}]/u.test(text[at - 1] ?? '') ? null : safeLink(written);
        if (href) {
          nodes.push({ type: 'link', href, children: [{ type: 'text', text: written }] });
          at = end;
        } else plain(at + found[0].length);
      }
    }
  }
  plain(text.length);
  return emphasize(nodes);
}

function runLength(text: string, at: number): number {
  let end = at + 1;
  while (text[end] === text[at]) end++;
  return end - at;
}

function closingTicks(text: string, from: number, length: number): number {
  for (let at = text.indexOf('`', from); at >= 0;) {
    const run = runLength(text, at);
    if (run === length) return at;
    at = text.indexOf('`', at + run);
  }
  return -1;
}

/** A bare link ends at a bracket it did not open and leaves out closing punctuation; only ASCII, so that 「https://a.exampleを」 ends where it should. */
function bareLinkEnd(text: string, from: number): number {
  const open: string[] = [];
  let at = from;
  for (; at < text.length; at++) {
    const char = text[at]!;
    if (!/[!-~]/.test(char) || /[<>"`|\\]/.test(char)) break;
    if (char === '(') open.push(')');
    else if (char === '[') open.push(']');
    else if ((char === ')' || char === ']') && open.pop() !== char) break;
  }
  while (at > from && /[.,;:!?'*_~([]/.test(text[at - 1]!)) at--;
  return at;
}

function readRun(text: string, at: number, count: number): Node {
  const char = text[at]!;
  const before = text[at - 1] ?? ' ';
  const after = text[at + count] ?? ' ';
  if (char === '~' && count !== 2) return { type: 'text', text: char.repeat(count) };
  let opens = /\S/.test(after);
  let closes = /\S/.test(before);
  if (char === '_') {
    const word = /[\p{L}\p{N}_]/u;
    [opens, closes] = [opens && !word.test(before), closes && !word.test(after)];
  }
  return { type: 'run', char, count, opens, closes };
}

/** Pairs runs of `*`, `_` and `~~`; those that find no partner are text. */
function emphasize(nodes: readonly Node[]): Inline[] {
  const out: Node[] = [];
  const pending: Run[] = [];
  for (const node of nodes) {
    if (node.type !== 'run') {
      out.push(node);
      continue;
    }
    const run = { ...node };
    while (run.closes && run.count > 0) {
      const found = pending.findLastIndex((p) => matches(p, run));
      if (found < 0) break;
      const opener = pending[found]!;
      const width = Math.min(2, opener.count, run.count);
      const type = run.char === '~' ? 'del' : width === 2 ? 'strong' : 'em';
      const place = out.lastIndexOf(opener);
      const children = settle(out.splice(place + 1));
      out.push({ type, children });
      opener.count -= width;
      run.count -= width;
      pending.length = opener.count > 0 ? found + 1 : found;
      if (opener.count === 0) out.splice(place, 1);
    }
    if (run.count === 0) continue;
    out.push(run);
    if (run.opens) pending.push(run);
    if (pending.length > mostPending) pending.shift();
  }
  return settle(out);
}

/** The "rule of three" of CommonMark: a run that could be both pairs only where the sum is no multiple of 3. */
function matches(opener: Run, closer: Run): boolean {
  if (opener.char !== closer.char) return false;
  if (!opener.closes && !closer.opens) return true;
  const sum = opener.count + closer.count;
  return sum % 3 !== 0 || (opener.count % 3 === 0 && closer.count % 3 === 0);
}

/** Runs without a partner become text, and neighbouring texts one. */
function settle(nodes: readonly Node[]): Inline[] {
  const out: Inline[] = [];
  for (const node of nodes) {
    const inline: Inline = node.type === 'run' ? { type: 'text', text: node.char.repeat(node.count) } : node;
    const last = out.at(-1);
    if (inline.type === 'text' && last?.type === 'text') out[out.length - 1] = { type: 'text', text: last.text + inline.text };
    else out.push(inline);
  }
  return out;
}

const schemes: ReadonlySet<string> = new Set(['http:', 'https:', 'mailto:']);

/** The address that a link may lead to, or null. `URL` drops tabs and newlines, so a written control character is refused before. */
function safeLink(written: string): string | null {
  // oxlint-disable-next-line no-control-regex
  if (/[\u0000-\u0020\u007f]/.test(written) || !URL.canParse(written)) return null;
  const url = new URL(written);
  return schemes.has(url.protocol) ? url.href : null;
}
