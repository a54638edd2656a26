/** Where a recording may be cut. */

/** Between two whole pictures there may be this much, seconds, for cuts to be made only there. */
const widest = 2;
const fine = 0.1;
/** What is kept is at least this long, seconds. */
const shortest = 0.5;

/**
 * Where a part may begin, seconds, ascending, from 0: where whole pictures stand, because such a part can be copied at once and exactly.
 * In a recording that has few of them, every tenth of a second; that one is encoded again.
 */
export function startsOf(keys: readonly number[], seconds: number): number[] {
  const last = Math.max(0, seconds - shortest);
  const starts = [0, ...keys.filter((key) => key > fine && key <= last)];
  if ([...starts, last].every((start, i) => i === 0 || start - starts[i - 1]! <= widest)) return starts;
  return Array.from({ length: Math.floor(last / fine + 1e-6) + 1 }, (_, i) => i * fine);
}

/** The last of the starts that is not after a time. */
export const startAt = (starts: readonly number[], time: number): number =>
  Math.max(
    0,
    starts.findLastIndex((start) => start <= time + 1e-3),
  );

export function nearestStart(starts: readonly number[], time: number): number {
  const before = startAt(starts, time);
  return (starts[before + 1] ?? Infinity) - time < time - starts[before]! ? before + 1 : before;
}

/** The latest start that leaves something before an end. */
export const latestStart = (starts: readonly number[], end: number): number => startAt(starts, end - shortest);

/** The earliest end after a start, of a recording that is this long. */
export const earliestEnd = (start: number, seconds: number): number => Math.min(seconds, start + shortest);
