/** How fast an upload goes, from what was seen of it within the last seconds. */
export interface Sample {
  /** Milliseconds. */
  at: number;
  /** Bytes that had arrived then. */
  sent: number;
}

const window = 6_000;
/** Less than this says nothing about a rate. */
const enough = 800;
/** Without news for so long an upload stands still. */
const still = 8_000;

/** With another sample, and without those that are too old to say anything about now. */
export function withSample(samples: readonly Sample[], sample: Sample): Sample[] {
  const before = samples.at(-1);
  // What had arrived already when it went on, or has to be sent again, is no speed.
  if (before && sample.sent < before.sent) return [sample];
  return [...samples.filter((s) => sample.at - s.at <= window), sample];
}

/** Whether an upload that went has stopped to. */
export function isStill(samples: readonly Sample[], now: number): boolean {
  const last = samples.at(-1);
  return last !== undefined && now - last.at > still;
}

/** Bytes a second; null while it cannot be said. */
export function rateOf(samples: readonly Sample[], now: number): number | null {
  const [first, last] = [samples[0], samples.at(-1)];
  if (!first || !last || last.at - first.at < enough || isStill(samples, now)) return null;
  const rate = ((last.sent - first.sent) / (last.at - first.at)) * 1_000;
  return rate > 0 ? rate : null;
}

/** Seconds until all has arrived; null while it cannot be said, or when it is not worth saying. */
export function secondsLeft(samples: readonly Sample[], size: number, now: number): number | null {
  const rate = rateOf(samples, now);
  if (rate === null) return null;
  const left = (size - samples.at(-1)!.sent) / rate;
  return left > 2 ? left : null;
}
