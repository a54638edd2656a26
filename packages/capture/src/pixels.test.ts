import { describe, expect, test } from 'vitest';
import { type Area, destroy, type Pixels, touched } from './pixels.ts';

const blank = (width: number, height: number, value = 255): Pixels => ({
  width,
  height,
  data: new Uint8ClampedArray(width * height * 4).map((_, i) => (i % 4 === 3 ? 255 : value)),
});
const copy = ({ data, width, height }: Pixels): Pixels => ({ data: data.slice(), width, height });
const at = ({ data, width }: Pixels, x: number, y: number) => Array.from(data.slice((y * width + x) * 4, (y * width + x) * 4 + 4));
const inside = (area: Area, x: number, y: number) => x >= area.x && x < area.x + area.width && y >= area.y && y < area.y + area.height;

/** Numbers that look random and are the same each time. */
function numbers(seed: number): (below: number) => number {
  let state = (Math.imul(seed + 1, 2_654_435_769) >>> 0) | 1;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
const seeds = (count: number) => Array.from({ length: count }, (_, seed) => seed);

/** Writing: dark pixels on light ones. As many of them in each tile, wherever they stand in it. */
function written(seed: number, width: number, height: number, tile = 8, dark = 20): Pixels {
  const page = blank(width, height, 240);
  const next = numbers(seed);
  for (let top = 0; top < height; top += tile)
    for (let left = 0; left < width; left += tile) {
      const places = seeds(tile * tile);
      for (let n = 0; n < dark; n++) {
        const [place] = places.splice(next(places.length), 1);
        const x = left + (place! % tile);
        const y = top + Math.floor(place! / tile);
        if (x < width && y < height) page.data.set([20, 20, 30, 255], (y * width + x) * 4);
      }
    }
  return page;
}

/** Areas of all sizes, some of them partly outside of a picture of 120 × 80. */
function someArea(seed: number): Area {
  const next = numbers(seed);
  return { x: next(130) - 20, y: next(90) - 20, width: 1 + next(140), height: 1 + next(100) };
}

describe('a blurred area', () => {
  test.each([
    [96, 96],
    [192, 48],
    [288, 24],
    [48, 16],
    [24, 24],
  ])('of %d × %d leaves nothing by which two texts of the same weight could be told apart', (width, height) => {
    const ends = seeds(30).map((seed) => {
      const page = written(seed, width, height);
      destroy(page, { x: 0, y: 0, width, height });
      return page;
    });
    for (const end of ends) expect(end.data).toEqual(ends[0]!.data);
  });

  test('has no edge left in it, whatever stood there, up to its border', () => {
    for (const seed of seeds(20)) {
      const next = numbers(seed);
      const page: Pixels = { width: 120, height: 80, data: new Uint8ClampedArray(120 * 80 * 4).map(() => next(2) * 255) };
      destroy(page, someArea(seed));
      const area = touched(someArea(seed), page);
      let steepest = 0;
      for (let y = area?.y ?? 0; area && y < area.y + area.height; y++)
        for (let x = area.x + 1; x < area.x + area.width; x++)
          for (let c = 0; c < 3; c++) steepest = Math.max(steepest, Math.abs(at(page, x, y)[c]! - at(page, x - 1, y)[c]!));
      expect(steepest).toBeLessThanOrEqual(8);
    }
  });

  test('changes no pixel around it', () => {
    for (const seed of seeds(40)) {
      const area = someArea(seed);
      const page = written(seed, 120, 80);
      const before = copy(page);
      destroy(page, area);
      let changed = 0;
      for (let y = 0; y < page.height; y++)
        for (let x = 0; x < page.width; x++) if (!inside(area, x, y) && at(page, x, y).join() !== at(before, x, y).join()) changed++;
      expect(changed).toBe(0);
    }
  });

  test('keeps no pixel as it was, not even at its borders', () => {
    const page = written(7, 160, 64);
    const before = copy(page);
    const area = { x: 8, y: 8, width: 120, height: 40 };
    destroy(page, area);
    let kept = 0;
    for (let y = area.y; y < area.y + area.height; y++)
      for (let x = area.x; x < area.x + area.width; x++) if (at(page, x, y).join() === at(before, x, y).join()) kept++;
    expect(kept).toBe(0);
  });

  test('does not betray a dark line that is moved within it', () => {
    const pages = [10, 25].map((row) => {
      const page = blank(90, 60);
      for (let x = 0; x < 90; x++) page.data.set([0, 0, 0, 255], (row * 90 + x) * 4);
      destroy(page, { x: 0, y: 0, width: 90, height: 60 });
      return page;
    });
    expect(pages[0]!.data).toEqual(pages[1]!.data);
  });

  test('hides what is drawn on nothing as well as what is drawn on white', () => {
    const page: Pixels = { width: 40, height: 40, data: new Uint8ClampedArray(40 * 40 * 4) };
    const white = blank(40, 40);
    for (const p of [page, white]) for (let x = 5; x < 35; x++) p.data.set([10, 20, 30, 255], (20 * 40 + x) * 4);
    for (const p of [page, white]) destroy(p, { x: 0, y: 0, width: 40, height: 40 });
    expect(page.data).toEqual(white.data);
  });

  test('is seen on a white page', () => {
    const page = blank(64, 64);
    destroy(page, { x: 16, y: 16, width: 32, height: 32 });
    expect(at(page, 32, 32)[0]).toBeLessThan(240);
  });
});

test('an area takes in every pixel that it touches, and none that is not there', () => {
  expect(touched({ x: 1.9, y: 2.1, width: 3.2, height: 0.2 }, { width: 10, height: 10 })).toEqual({ x: 1, y: 2, width: 5, height: 1 });
  expect(touched({ x: -5, y: -5, width: 8, height: 100 }, { width: 10, height: 10 })).toEqual({ x: 0, y: 0, width: 3, height: 10 });
  expect(touched({ x: 10, y: 0, width: 5, height: 5 }, { width: 10, height: 10 })).toBeNull();
});
