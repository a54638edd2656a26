/** Lines of a bundle that fit, by its blocks' tables of letters: most blocks are not read. */
import { type Grams, keptLength, openWords } from '../grams.ts';
import { type PackedFile, type ReadSpan, textsOf } from '../pack.ts';
import { wordsOf } from '../pattern-words.ts';

export interface Sought {
  q: string;
  /** Whether it is a regular expression; else it stands for itself. */
  regex: boolean;
}

export interface Hit {
  path: string;
  line: number;
  text: string;
}

export interface Found {
  hits: Hit[];
  /** There are more than are shown. */
  more: boolean;
}

const mostHits = 300;
const mostPerFile = 50;
const longestText = 300;

/** `grams`: the tables of all blocks in the order of the files; null where there are none. Throws what `RegExp` throws. */
export async function search(files: readonly PackedFile[], read: ReadSpan, grams: Grams | null, { q, regex }: Sought): Promise<Found> {
  const source = regex ? q : q.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  const pattern = new RegExp(source, 'giu');
  const words = regex ? wordsOf(source, 3) : q.length >= 3 ? [q] : null;
  const mayHave = grams && words ? openWords(words, true) : null;
  const hits: Hit[] = [];
  let more = false;
  let number = 0;
  for (const { path, blocks } of files) {
    const first = number;
    number += blocks.length;
    const candidates = mayHave ? blocks.filter((_, index) => mayHave(grams!, (first + index) * keptLength)) : blocks;
    const before = hits.length;
    file: for await (const { block, text } of textsOf(read, candidates))
      for (const hit of hitsIn(pattern, text, block.line)) {
        if (hits.length === mostHits) return { hits, more: true };
        if (hits.length - before === mostPerFile) {
          more = true;
          break file;
        }
        hits.push({ path, ...hit });
      }
  }
  return { hits, more };
}

/** One hit a line. */
function* hitsIn(pattern: RegExp, text: string, line: number): Generator<Omit<Hit, 'path'>> {
  let lineStart = 0;
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    for (let end = text.indexOf('\n', lineStart); end >= 0 && end < match.index; end = text.indexOf('\n', lineStart)) {
      lineStart = end + 1;
      line++;
    }
    const end = text.indexOf('\n', match.index);
    const from = Math.max(0, match.index - lineStart - 100);
    const whole = text.slice(lineStart, end < 0 ? undefined : end);
    yield {
      line,
      text: whole
        .slice(from, from + longestText)
        .toWellFormed()
        .trim(),
    };
    if (end < 0) return;
    pattern.lastIndex = end + 1;
  }
}
