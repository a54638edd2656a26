/** Text files read where they stand: some lines, or the lines that contain a text, however large the file is. */
import type { FileLines, FileMatches } from '@fairlead/contract';
import type { Blobs } from '../../platform/blobs.ts';

const mib = 1024 * 1024;
const newline = 10;
/** Longest line that is shown, characters; and what is read of one, bytes. */
const longestLine = 2_000;
const longestRead = longestLine * 4;
/** What one search reads, bytes, and finds, lines. */
const searchBudget = 64 * mib;
const mostMatches = 1_000;
/** What is shown before a match in a long line, characters. */
const before = 200;

export interface Text {
  blob: string;
  bytes: number;
  /** How many lines have ended after each MiB. */
  linesByMib: readonly number[];
}

export const totalLines = ({ linesByMib }: Text): number => linesByMib.at(-1) ?? 0;

/** The block in which a line begins, and the number of the first line that ends in it. */
function blockOf({ linesByMib }: Text, line: number): { block: number; first: number } {
  let [low, high] = [0, linesByMib.length - 1];
  // The first block after which at least `line` lines have ended; the line begins in it.
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (linesByMib[middle]! >= line) high = middle;
    else low = middle + 1;
  }
  return { block: low, first: low === 0 ? 0 : linesByMib[low - 1]! };
}

interface Line {
  number: number;
  /** What was read of it. */
  bytes: Buffer;
  cut: boolean;
}

/** Lines from the first that ends in `block` on. Of a line no more than `most` bytes are kept, and what is far between is not read. */
async function* linesFrom(blobs: Blobs, text: Text, from: { block: number; first: number }, most: number): AsyncGenerator<Line> {
  let number = from.first;
  let kept: Buffer[] = [];
  let length = 0;
  let cut = false;
  const keep = (piece: Buffer) => {
    const part = piece.subarray(0, most - length);
    if (part.length > 0) kept.push(part);
    length += part.length;
    cut ||= part.length < piece.length;
  };
  const line = (): Line => {
    const ended = { number: number++, bytes: kept.length === 1 ? kept[0]! : Buffer.concat(kept), cut };
    kept = [];
    length = 0;
    cut = false;
    return ended;
  };
  let position = from.block * mib;
  while (position < text.bytes) {
    const stream = await blobs.get(text.blob, { from: position, to: text.bytes });
    if (!stream) return;
    try {
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        let at = 0;
        for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, at)) {
          keep(chunk.subarray(at, end));
          yield line();
          at = end + 1;
        }
        if (at < chunk.length) keep(chunk.subarray(at));
        position += chunk.length;
        if (cut && nextEnding(text, position) - position > 4 * mib) break;
      }
    } finally {
      stream.destroy();
    }
    if (cut && position < text.bytes) position = Math.max(position, nextEnding(text, position));
    else break;
  }
  if (length > 0 || number < totalLines(text)) yield line();
}

/** Where the next block begins in which a line ends. */
function nextEnding({ linesByMib }: Text, position: number): number {
  const ended = linesByMib[Math.floor(position / mib) - 1] ?? 0;
  const block = linesByMib.findIndex((lines, i) => (i + 1) * mib > position && lines > ended);
  return block < 0 ? position : block * mib;
}

function shown({ bytes, cut }: Line): { text: string; cut: boolean } {
  const text = bytes.toString('utf8').replace(/\r$/, '');
  return text.length > longestLine ? { text: text.slice(0, longestLine).toWellFormed(), cut: true } : { text, cut };
}

/** `from` below 0 counts from the end. */
export async function lines(blobs: Blobs, text: Text, from: number, count: number): Promise<FileLines> {
  const total = totalLines(text);
  const first = from < 0 ? Math.max(0, total + from) : Math.min(from, total);
  const found: FileLines['lines'] = [];
  if (first < total)
    for await (const line of linesFrom(blobs, text, blockOf(text, first), longestRead)) {
      if (line.number < first) continue;
      found.push(shown(line));
      if (found.length >= count) break;
    }
  return { total, from: first, lines: found };
}

/** Lines from `from` on that contain a text, whatever its case. Of a longer line the first MiB is looked through. */
export async function matches(blobs: Blobs, text: Text, wanted: string, from: number): Promise<FileMatches> {
  const needle = wanted.toLowerCase();
  const found: FileMatches['matches'] = [];
  if (from >= totalLines(text)) return { matches: found, next: null };
  let read = 0;
  for await (const line of linesFrom(blobs, text, blockOf(text, from), mib)) {
    read += line.bytes.length + 1;
    if (line.number < from) continue;
    const content = line.bytes.toString('utf8').replace(/\r$/, '');
    const at = content.toLowerCase().indexOf(needle);
    if (at >= 0) {
      const start = at + needle.length > longestLine ? at - before : 0;
      found.push({ line: line.number, text: content.slice(start, start + longestLine).toWellFormed(), at: at - start });
    }
    if (read >= searchBudget || found.length >= mostMatches)
      return { matches: found, next: line.number + 1 < totalLines(text) ? line.number + 1 : null };
  }
  return { matches: found, next: null };
}
