/** What a bundle may take to be read. Beyond it reading ends, and what was read stays. */
export interface Limits {
  entries: number;
  /** Unpacked, all of it. */
  bytes: number;
  /** Unpacked to packed, once more than `ratioFrom` bytes are unpacked. */
  ratio: number;
  ratioFrom: number;
  /** Archives within archives. */
  depth: number;
  /** Of one text file; beyond it the file is cut. */
  fileBytes: number;
  milliseconds: number;
}

export const usualLimits: Limits = {
  entries: 100_000,
  bytes: 4_000_000_000,
  ratio: 200,
  ratioFrom: 200_000_000,
  depth: 4,
  fileBytes: 1_000_000_000,
  milliseconds: 600_000,
};

export type Limit = 'too_many_entries' | 'too_many_bytes' | 'too_high_ratio' | 'too_long';

/** Ends reading as a whole. */
export class LimitReached extends Error {
  readonly limit: Limit;
  constructor(limit: Limit) {
    super(limit);
    this.limit = limit;
  }
}

export interface Meter {
  entry(): void;
  bytes(count: number): void;
}

export function openMeter(limits: Limits, packed: number, now = performance.now.bind(performance)): Meter {
  const until = now() + limits.milliseconds;
  let entries = 0;
  let unpacked = 0;
  return {
    entry() {
      if (++entries > limits.entries) throw new LimitReached('too_many_entries');
      if (now() > until) throw new LimitReached('too_long');
    },
    bytes(count) {
      unpacked += count;
      if (unpacked > limits.bytes) throw new LimitReached('too_many_bytes');
      if (unpacked > limits.ratioFrom && unpacked > packed * limits.ratio) throw new LimitReached('too_high_ratio');
      if (now() > until) throw new LimitReached('too_long');
    },
  };
}
