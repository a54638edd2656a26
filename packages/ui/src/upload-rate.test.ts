import { describe, expect, test } from 'vitest';
import { isStill, rateOf, type Sample, secondsLeft, withSample } from './upload-rate.ts';

const MB = 1_000_000;
/** What is seen of an upload that sends so many bytes in each second. */
const seen = (...each: number[]): Sample[] => {
  let samples: Sample[] = [];
  let sent = 0;
  each.forEach((bytes, second) => (samples = withSample(samples, { at: second * 1_000, sent: (sent += bytes) })));
  return samples;
};

describe('an upload', () => {
  test('has a rate after a moment, not before', () => {
    expect(rateOf(seen(0), 0)).toBeNull();
    expect(rateOf(seen(0, 5 * MB), 1_000)).toBe(5 * MB);
  });

  test('is as fast as it was within the last seconds', () => {
    expect(rateOf(seen(0, MB, MB, MB, 9 * MB, 9 * MB, 9 * MB, 9 * MB, 9 * MB, 9 * MB, 9 * MB), 10_000)).toBe(9 * MB);
  });

  test('does not count what had arrived before it went on', () => {
    const samples = withSample([], { at: 0, sent: 900 * MB });
    expect(rateOf(withSample(samples, { at: 2_000, sent: 904 * MB }), 2_000)).toBe(2 * MB);
  });

  test('that has to send a piece again counts anew', () => {
    const samples = withSample(seen(0, 32 * MB), { at: 2_000, sent: 16 * MB });
    expect(samples).toEqual([{ at: 2_000, sent: 16 * MB }]);
    expect(rateOf(samples, 2_000)).toBeNull();
  });

  test('that stands still has no rate', () => {
    const samples = seen(0, MB, MB);
    expect(rateOf(samples, 3_000)).toBe(MB);
    expect(isStill(samples, 3_000)).toBe(false);
    expect(isStill(samples, 20_000)).toBe(true);
    expect(rateOf(samples, 20_000)).toBeNull();
    expect(secondsLeft(samples, 90 * MB, 20_000)).toBeNull();
  });

  test('says how long it takes, unless it is done in a moment', () => {
    expect(secondsLeft(seen(0, MB, MB), 62 * MB, 2_000)).toBe(60);
    expect(secondsLeft(seen(0, MB, MB), 3 * MB, 2_000)).toBeNull();
  });
});
