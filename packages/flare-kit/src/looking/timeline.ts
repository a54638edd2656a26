/** All logs of a bundle as one: their lines in the order of their instants, whatever zone each was written in. */
import { type Level, levelOf, timeOf } from '../lines.ts';
import { type Block, linesOf, type PackedFile, readBlock, type ReadSpan } from '../pack.ts';

export interface TimedLine {
  /** Milliseconds since 1970. Of a line that says none: that of the one before it. */
  at: number;
  level: Level | null;
  path: string;
  line: number;
  text: string;
}

export interface Stretch {
  /** Instants, milliseconds; `to` is not in it. */
  from: number;
  to: number;
  /** What is left out: lines that weigh less. */
  least: 'error' | 'warning' | 'all';
  /** So many lines of it were shown already. */
  skip: number;
  count: number;
  /** When the bundle arrived, for times without a year. */
  arrived: number;
}

export interface Timeline {
  lines: TimedLine[];
  /** There are more than were asked for. */
  more: boolean;
}

/** Part of its lines that say when, from which on a member is a log: others name instants, too, but are none. */
const logShare = 0.2;

export function isLog({ blocks, lines, path }: PackedFile): boolean {
  if (lines === 0 || /\.(?:json|ya?ml|xml|html?|csv)$/i.test(path)) return false;
  return blocks.reduce((sum, block) => sum + block.timed, 0) >= lines * logShare;
}

interface Piece {
  file: PackedFile;
  block: Block;
  time: [number, number];
}

/** Lines of a stretch of time, merged. Reads no more blocks than it has to. */
export async function timeline(files: readonly PackedFile[], read: ReadSpan, asked: Stretch): Promise<Timeline> {
  const weighs = (block: Block) => (asked.least === 'all' ? true : block.errors + (asked.least === 'warning' ? block.warnings : 0) > 0);
  const pieces = files
    .filter(isLog)
    .flatMap((file) =>
      file.blocks.flatMap((block): Piece[] =>
        block.time && block.time[0] < asked.to && block.time[1] >= asked.from && weighs(block) ? [{ file, block, time: block.time }] : [],
      ),
    )
    .toSorted((a, b) => a.time[0] - b.time[0]);
  const wanted = asked.skip + asked.count + 1;
  let lines: TimedLine[] = [];
  for (const { file, block, time } of pieces) {
    if (lines.length >= wanted) {
      lines = lines.toSorted(byTime).slice(0, wanted);
      // Nothing earlier comes any more.
      if (lines.at(-1)!.at < time[0]) break;
    }
    lines.push(...timedLines(file.path, block, await readBlock(read, block), asked));
  }
  const all = lines.toSorted(byTime);
  return { lines: all.slice(asked.skip, asked.skip + asked.count), more: all.length > asked.skip + asked.count };
}

const byTime = (a: TimedLine, b: TimedLine) => a.at - b.at || (a.path < b.path ? -1 : a.path > b.path ? 1 : a.line - b.line);

const longestLine = 1_000;

function timedLines(path: string, block: Block, text: string, { from, to, least, arrived }: Stretch): TimedLine[] {
  const found: TimedLine[] = [];
  let at = block.time![0];
  let level: Level | null = null;
  for (const [index, line] of linesOf(text).entries()) {
    const own = timeOf(line, 0, arrived);
    if (own !== null) {
      at = own;
      level = levelOf(line);
    }
    if (at < from || at >= to) continue;
    if (least === 'error' && level !== 'error') continue;
    if (least === 'warning' && level !== 'error' && level !== 'warning') continue;
    found.push({ at, level, path, line: block.line + index, text: line.slice(0, longestLine).toWellFormed() });
  }
  return found;
}

/** Of a minute: [minute since 1970, errors, warnings, lines]. */
export type Minute = [number, number, number, number];

export interface Step {
  from: number;
  errors: number;
  warnings: number;
  lines: number;
}

/** Lengths of steps that people think in, minutes. */
const lengths = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1_440, 2_880, 10_080, 43_200];

/** Minutes as at most `most` steps of equal length over a stretch, without those before the first and after the last that has lines. */
export function stepsOf(
  minutes: readonly Minute[],
  { from, to }: Pick<Stretch, 'from' | 'to'>,
  most: number,
): { minutes: number; steps: Step[] } {
  const within = minutes.filter(([minute]) => minute * 60_000 >= from - 59_999 && minute * 60_000 < to);
  if (within.length === 0) return { minutes: 1, steps: [] };
  const [first, last] = [within[0]![0], within.at(-1)![0]];
  const length = lengths.find((l) => (last - first) / l < most - 1) ?? Math.ceil((last - first) / (most - 1));
  const begin = Math.floor(first / length) * length;
  const steps = Array.from({ length: Math.floor((last - begin) / length) + 1 }, (_, index): Step => ({
    from: (begin + index * length) * 60_000,
    errors: 0,
    warnings: 0,
    lines: 0,
  }));
  for (const [minute, errors, warnings, lines] of within) {
    const step = steps[Math.floor((minute - begin) / length)]!;
    step.errors += errors;
    step.warnings += warnings;
    step.lines += lines;
  }
  return { minutes: length, steps };
}
