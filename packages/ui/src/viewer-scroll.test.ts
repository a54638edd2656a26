import { describe, expect, test } from 'vitest';
import { clampTop, lowest, thumbOf, topAt, topFor } from './viewer-scroll.ts';

const huge = { total: 12_345_678, rows: 41.5 };
const track = 830;

describe('a file of twelve million lines', () => {
  test('is at its start and its end exactly where the thumb is', () => {
    const thumb = thumbOf(0, huge, track)!;
    expect(thumb.offset).toBe(0);
    expect(topAt(0, huge, track)).toBe(0);
    expect(topAt(track - thumb.length, huge, track)).toBe(lowest(huge));
    expect(thumbOf(lowest(huge), huge, track)!.offset).toBe(track - thumb.length);
  });

  test('has a thumb that can be taken hold of', () => {
    expect(thumbOf(0, huge, track)!.length).toBeGreaterThanOrEqual(24);
  });

  test('goes where the thumb is dragged, and the thumb stays there', () => {
    for (const offset of [1, 17, 400, 799]) expect(thumbOf(topAt(offset, huge, track), huge, track)!.offset).toBeCloseTo(offset, 6);
  });

  test('never leaves its lines', () => {
    expect(topAt(-500, huge, track)).toBe(0);
    expect(topAt(5_000, huge, track)).toBe(lowest(huge));
    expect(clampTop(Number.MAX_SAFE_INTEGER, huge)).toBe(lowest(huge));
  });

  test('shows its last line whole at the end', () => {
    expect(lowest(huge) + huge.rows).toBe(huge.total);
  });
});

test('a file that fits has no thumb and does not move', () => {
  const small = { total: 12, rows: 41.5 };
  expect(thumbOf(0, small, track)).toBeNull();
  expect(topAt(300, small, track)).toBe(0);
  expect(clampTop(5, small)).toBe(0);
});

test('a match in sight does not move the lines; one out of sight comes to the upper third', () => {
  expect(topFor(110, 100, huge)).toBe(100);
  expect(topFor(5_000, 100, huge)).toBeCloseTo(5_000 - huge.rows / 3);
  expect(topFor(2, 100, huge)).toBe(0);
  expect(topFor(huge.total - 1, 100, huge)).toBe(lowest(huge));
});
