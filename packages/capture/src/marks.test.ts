import { expect, test } from 'vitest';
import { areaOf, drawn, firstSpan, moved, shownOf, type Span } from './marks.ts';
import type { Area } from './pixels.ts';

const area: Area = { x: 10, y: 20, width: 200, height: 100 };
const ends = [
  { x: 10, y: 20 },
  { x: 210, y: 120 },
  { x: 40, y: 90 },
  { x: 151.5, y: 33.25 },
];
const spans: Span[] = ends.flatMap((from) => ends.map((to) => ({ from, to })));
const ways = [0, 7, -30, 500, -500].flatMap((x) => [0, -12, 700].map((y) => ({ x, y })));
const isInside = ({ from, to }: Span) => [from, to].every((p) => p.x >= 10 && p.x <= 210 && p.y >= 20 && p.y <= 120);

test('what is moved stays in the picture and keeps its size', () => {
  for (const span of spans)
    for (const by of ways) {
      const there = moved(span, by, area);
      expect(isInside(there)).toBe(true);
      expect(areaOf(there).width).toBeCloseTo(areaOf(span).width);
      expect(areaOf(there).height).toBeCloseTo(areaOf(span).height);
    }
});

test('a handle moves only its own side, and no further than the edge', () => {
  for (const span of spans)
    for (const by of ways) {
      const there = drawn(span, { x: 'to', y: null }, by, area);
      expect(isInside(there)).toBe(true);
      expect(there.from).toEqual(span.from);
      expect(there.to.y).toBe(span.to.y);
    }
});

test('the last crop counts, and undoing it brings back the one before', () => {
  const whole = { width: 300, height: 200 };
  const crops = [
    { tool: 'crop' as const, from: { x: 10, y: 10 }, to: { x: 200, y: 150 } },
    { tool: 'arrow' as const, from: { x: 0, y: 0 }, to: { x: 5, y: 5 } },
    { tool: 'crop' as const, from: { x: 100, y: 90 }, to: { x: 50.5, y: 60 } },
  ];
  expect(shownOf(crops, whole)).toEqual({ x: 50, y: 60, width: 50, height: 30 });
  expect(shownOf(crops.slice(0, -1), whole)).toEqual({ x: 10, y: 10, width: 190, height: 140 });
  expect(shownOf([], whole)).toEqual({ x: 0, y: 0, ...whole });
});

test('every tool begins within what is shown', () => {
  for (const tool of ['crop', 'arrow', 'blur'] as const) expect(isInside(firstSpan(tool, area))).toBe(true);
});
