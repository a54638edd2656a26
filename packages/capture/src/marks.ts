/** What a person drew on a picture, in the picture's own pixels, and how that is painted. */
import { type Area, destroy, type Size, touched } from './pixels.ts';

export type Tool = 'crop' | 'arrow' | 'blur';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** From where a person began to where they came: two corners of an area, or an arrow's end and tip. */
export interface Span {
  readonly from: Point;
  readonly to: Point;
}

export interface Mark extends Span {
  readonly tool: Tool;
}

/** Which of a span's coordinates a handle moves. */
export interface Handle {
  readonly x: 'from' | 'to' | null;
  readonly y: 'from' | 'to' | null;
}

const within = (value: number, low: number, high: number) => Math.min(Math.max(value, low), high);

export function areaOf({ from, to }: Span): Area {
  const [x, y] = [Math.min(from.x, to.x), Math.min(from.y, to.y)];
  return { x, y, width: Math.abs(to.x - from.x), height: Math.abs(to.y - from.y) };
}

const spanOf = ({ x, y, width, height }: Area): Span => ({ from: { x, y }, to: { x: x + width, y: y + height } });

/** The nearest point of an area. */
export const into = ({ x, y }: Point, area: Area): Point => ({
  x: within(x, area.x, area.x + area.width),
  y: within(y, area.y, area.y + area.height),
});

/** The same span elsewhere; it stops at the area's edges. */
export function moved(span: Span, by: Point, area: Area): Span {
  const own = areaOf(span);
  const x = within(by.x, area.x - own.x, area.x + area.width - own.x - own.width);
  const y = within(by.y, area.y - own.y, area.y + area.height - own.y - own.height);
  return { from: { x: span.from.x + x, y: span.from.y + y }, to: { x: span.to.x + x, y: span.to.y + y } };
}

/** The span with one handle drawn elsewhere. */
export function drawn(span: Span, handle: Handle, by: Point, area: Area): Span {
  const end = (which: 'from' | 'to') =>
    into({ x: span[which].x + (handle.x === which ? by.x : 0), y: span[which].y + (handle.y === which ? by.y : 0) }, area);
  return { from: end('from'), to: end('to') };
}

/** Where a tool begins when no pointer says it. A crop begins with everything. */
export function firstSpan(tool: Tool, area: Area): Span {
  const at = (across: number, down: number): Point => ({ x: area.x + area.width * across, y: area.y + area.height * down });
  if (tool === 'crop') return spanOf(area);
  return tool === 'arrow' ? { from: at(0.35, 0.65), to: at(0.5, 0.5) } : { from: at(0.35, 0.42), to: at(0.65, 0.58) };
}

/** What is left of a picture after all crops. */
export function shownOf(marks: readonly Mark[], whole: Size): Area {
  const crop = marks.findLast((mark) => mark.tool === 'crop');
  return (crop && touched(areaOf(crop), whole)) ?? { x: 0, y: 0, width: whole.width, height: whole.height };
}

/** Paints a mark for good. Blurring replaces the pixels that are there. */
export function paint(on: CanvasRenderingContext2D, mark: Mark): void {
  if (mark.tool === 'arrow') paintArrow(on, mark);
  if (mark.tool !== 'blur') return;
  const area = touched(areaOf(mark), on.canvas);
  if (!area) return;
  const pixels = on.getImageData(area.x, area.y, area.width, area.height);
  destroy(pixels, { x: 0, y: 0, width: area.width, height: area.height });
  on.putImageData(pixels, area.x, area.y);
}

/** How thick an arrow is on a picture, pixels: the same to the eye on a small one and on a large one. */
export const thickness = ({ width, height }: Size): number => within(Math.hypot(width, height) / 300, 3, 16);

/** The outline of an arrow's head and its shaft's end, which stops short of the tip. */
export function arrowShape({ from, to }: Span, thick: number): { shaft: Point; left: Point; right: Point } {
  const angle = Math.atan2(to.y - from.y, to.x - from.x);
  const head = Math.min(thick * 4.5, Math.hypot(to.x - from.x, to.y - from.y));
  const at = (turn: number, length: number): Point => ({
    x: to.x - length * Math.cos(angle + turn),
    y: to.y - length * Math.sin(angle + turn),
  });
  return { shaft: at(0, head * 0.7), left: at(0.48, head), right: at(-0.48, head) };
}

/** Red with a white edge, to be seen on everything. */
function paintArrow(on: CanvasRenderingContext2D, span: Span): void {
  const thick = thickness(on.canvas);
  const { shaft, left, right } = arrowShape(span, thick);
  on.save();
  on.lineCap = on.lineJoin = 'round';
  for (const [colour, wider] of [
    ['#ffffff', thick * 0.8],
    ['#d92d20', 0],
  ] as const) {
    on.strokeStyle = on.fillStyle = colour;
    on.lineWidth = thick + wider;
    on.beginPath();
    on.moveTo(span.from.x, span.from.y);
    on.lineTo(shaft.x, shaft.y);
    on.stroke();
    on.lineWidth = Math.max(1, wider);
    on.beginPath();
    on.moveTo(span.to.x, span.to.y);
    on.lineTo(left.x, left.y);
    on.lineTo(right.x, right.y);
    on.closePath();
    on.fill();
    on.stroke();
  }
  on.restore();
}
