/** Chance that can be repeated: every random choice of a fault test comes from one seed, which is printed when the test fails. */
import { randomInt } from 'node:crypto';
import { onTestFailed } from 'vitest';

export interface Chance {
  /** From 0 up to and without `below`. */
  number(below: number): number;
  pick<T>(of: readonly T[]): T;
  shuffle<T>(all: readonly T[]): T[];
  /** Lets a random number of turns of the event loop go by. */
  turns(most: number): Promise<void>;
}

/** Takes the seed from `FAULT_SEED` when a failure is to be looked at again. Call it inside a test. */
export function chance(): Chance {
  const seed = Number(process.env['FAULT_SEED'] ?? randomInt(2 ** 31));
  onTestFailed(() => void process.stderr.write(`the chances of this test: FAULT_SEED=${seed}\n`));
  let state = seed;
  // Mulberry32.
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const number = (below: number) => Math.floor(next() * below);
  return {
    number,
    pick: (of) => of[number(of.length)]!,
    shuffle: (all) =>
      all
        .map((value) => ({ value, at: next() }))
        .toSorted((a, b) => a.at - b.at)
        .map((x) => x.value),
    async turns(most) {
      for (let left = number(most); left > 0; left--) await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

/** Looks until something holds; fails after `seconds`. */
export async function eventually(holds: () => boolean | Promise<boolean>, what: string, seconds = 20): Promise<void> {
  const end = Date.now() + seconds * 1000;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`never came true: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
