/** Where the time comes from. Rules take it from their transaction (`tx.now`), so a test can hold and move it. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };
