/** The picture as it is shown, and what is being marked on it. */
import { draw, make, set } from './elements.ts';
import { areaOf, arrowShape, drawn, firstSpan, type Handle, into, moved, type Point, type Span, thickness, type Tool } from './marks.ts';
import type { Area } from './pixels.ts';
import type { Said } from './words.ts';

export interface Stage {
  readonly element: HTMLElement;
  tool(): Tool | null;
  choose(tool: Tool | null): void;
  pending(): boolean;
  applyPending(): void;
  /** Shows a part of a picture. */
  show(picture: HTMLCanvasElement, area: Area): void;
  fit(): void;
  focus(): void;
}

interface Told {
  apply(tool: Tool, span: Span): void;
  /** The tool is another one, or there is something to apply, or no longer. */
  change(): void;
}

/** How far an arrow key goes, and with Ctrl or Alt, in pixels of the screen. */
const [near, far] = [4, 40];
/** What is dragged less than this was a press, in pixels of the screen. */
const shortestDrag = 5;

const corners: Handle[] = (['from', null, 'to'] as const)
  .flatMap((x) => (['from', null, 'to'] as const).map((y) => ({ x, y })))
  .filter((h) => h.x || h.y);
const ends: Handle[] = [
  { x: 'from', y: 'from' },
  { x: 'to', y: 'to' },
];

export function stage({ t }: Said, told: Told): Stage {
  let tool: Tool | null = null;
  let span: Span | null = null;
  let area: Area = { x: 0, y: 0, width: 1, height: 1 };
  /** Pixels of the screen for one of the picture. */
  let scale = 1;
  const canvas = make('canvas', { 'aria-hidden': 'true' });
  const overlay = draw('svg', { 'aria-hidden': 'true' });
  const sheet = make('div', { class: 'sheet' }, canvas, overlay);
  const element = make('div', { class: 'stage', role: 'application', tabindex: 0, 'aria-describedby': 'fl-capture-hint' }, sheet);
  const where = make('p', { class: 'fl-capture-said', role: 'status' });
  element.append(where);

  function fit(): void {
    const { clientWidth, clientHeight } = element;
    scale = Math.max(0.01, Math.min((clientWidth - 32) / area.width, (clientHeight - 32) / area.height, 1));
    sheet.style.width = `${area.width * scale}px`;
    sheet.style.height = `${area.height * scale}px`;
    showSpan();
  }

  const onScreen = ({ x, y }: Point): Point => ({ x: (x - area.x) * scale, y: (y - area.y) * scale });
  const handles = () => (tool === 'arrow' ? ends : corners);
  const placeOf = (handle: Handle, { from, to }: Span): Point => {
    const at = (axis: 'x' | 'y') => (handle[axis] === null ? (from[axis] + to[axis]) / 2 : { from, to }[handle[axis]][axis]);
    return onScreen({ x: at('x'), y: at('y') });
  };

  function showSpan(): void {
    const [width, height] = [area.width * scale, area.height * scale];
    set(overlay, { viewBox: `0 0 ${width} ${height}`, 'data-tool': tool ?? '' });
    set(element, { 'data-tool': tool ?? '', 'aria-label': t('picture.area', { width: area.width, height: area.height }) });
    overlay.replaceChildren();
    if (!span || !tool) return;
    const [from, to] = [onScreen(span.from), onScreen(span.to)];
    const box = areaOf({ from, to });
    if (tool === 'arrow') {
      const { shaft, left, right } = arrowShape({ from, to }, thickness(canvas) * scale);
      const d = `M${from.x} ${from.y}L${shaft.x} ${shaft.y}M${to.x} ${to.y}L${left.x} ${left.y}L${right.x} ${right.y}Z`;
      overlay.append(
        draw('path', { d, class: 'edge', 'stroke-width': thickness(canvas) * scale + 3 }),
        draw('path', { d, class: 'arrow', 'stroke-width': thickness(canvas) * scale }),
      );
    } else {
      const d = `M${box.x} ${box.y}h${box.width}v${box.height}h${-box.width}z`;
      if (tool === 'crop') overlay.append(draw('path', { d: `M0 0H${width}V${height}H0z${d}`, class: 'shade', 'fill-rule': 'evenodd' }));
      overlay.append(draw('path', { d, class: 'outline' }), draw('path', { d, class: `inline ${tool}` }));
    }
    for (const handle of handles()) {
      const { x, y } = placeOf(handle, span);
      overlay.append(draw('circle', { cx: x, cy: y, r: 6, class: 'handle' }));
    }
  }

  function change(to: Span | null): void {
    const had = span !== null;
    span = to;
    showSpan();
    if (had !== (span !== null)) told.change();
  }

  function applyPending(): void {
    if (!span || !tool) return;
    const [chosen, done] = [tool, span];
    const own = areaOf(done);
    change(null);
    // A crop that keeps everything, and an arrow of no length, are nothing.
    const keepsAll = chosen === 'crop' && own.width >= area.width && own.height >= area.height;
    const isEmpty = chosen === 'arrow' ? Math.hypot(own.width, own.height) < 1 : own.width < 1 || own.height < 1;
    if (keepsAll) choose(null);
    else if (!isEmpty) told.apply(chosen, done);
  }

  function choose(to: Tool | null): void {
    tool = to;
    where.textContent = '';
    change(to === 'crop' ? firstSpan('crop', area) : null);
    showSpan();
    told.change();
  }

  element.addEventListener('pointerdown', (event) => {
    if (!tool || !event.isPrimary || event.button !== 0) return;
    event.preventDefault();
    element.focus({ preventScroll: true });
    const box = canvas.getBoundingClientRect();
    const at = ({ clientX, clientY }: PointerEvent): Point => ({
      x: (clientX - box.left) / scale + area.x,
      y: (clientY - box.top) / scale + area.y,
    });
    const began = at(event);
    const before = span;
    const reach = event.pointerType === 'mouse' ? 12 : 24;
    const pressed = { x: event.clientX - box.left, y: event.clientY - box.top };
    const handle = before && handles().find((h) => near2(placeOf(h, before), pressed) <= reach ** 2);
    const isMove = !handle && before !== null && isIn(before, began) && !isAll(before);
    const isFresh = !handle && !isMove;
    const drag = (now: PointerEvent) => {
      const to = at(now);
      const by = { x: to.x - began.x, y: to.y - began.y };
      if (isFresh && Math.hypot(by.x, by.y) * scale < shortestDrag) return change(before);
      if (handle) change(drawn(before, handle, by, area));
      else change(isMove ? moved(before, by, area) : { from: into(began, area), to: into(to, area) });
    };
    const end = (now: PointerEvent) => {
      element.removeEventListener('pointermove', drag);
      element.removeEventListener('pointerup', end);
      element.removeEventListener('pointercancel', end);
      if (now.type === 'pointercancel') return change(before);
      drag(now);
      if (isFresh && tool !== 'crop' && span !== before) applyPending();
    };
    element.setPointerCapture(event.pointerId);
    element.addEventListener('pointermove', drag);
    element.addEventListener('pointerup', end);
    element.addEventListener('pointercancel', end);
  });

  const near2 = (a: Point, b: Point) => (a.x - b.x) ** 2 + (a.y - b.y) ** 2;
  const isAll = (of: Span) => areaOf(of).width >= area.width && areaOf(of).height >= area.height;
  function isIn(of: Span, { x, y }: Point): boolean {
    const own = areaOf(of);
    return x >= own.x && x <= own.x + own.width && y >= own.y && y <= own.y + own.height;
  }

  element.addEventListener('keydown', (event) => {
    if (!tool) return;
    if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey && span) {
      event.preventDefault();
      return applyPending();
    }
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!way) return;
    event.preventDefault();
    const step = (event.ctrlKey || event.altKey || event.metaKey ? far : near) / scale;
    const by = { x: way[0]! * step, y: way[1]! * step };
    if (!span) change(firstSpan(tool, area));
    else change(event.shiftKey ? drawn(span, { x: 'to', y: 'to' }, by, area) : moved(span, by, area));
    const own = areaOf(span!);
    const numbers = { x: own.x - area.x, y: own.y - area.y, width: own.width, height: own.height };
    where.textContent = t('said.at', Object.fromEntries(Object.entries(numbers).map(([key, value]) => [key, Math.round(value)])));
  });

  return {
    element,
    tool: () => tool,
    choose,
    pending: () => span !== null,
    applyPending,
    show(picture, shown) {
      area = shown;
      canvas.width = area.width;
      canvas.height = area.height;
      canvas.getContext('2d')!.drawImage(picture, -area.x, -area.y);
      fit();
    },
    fit,
    focus: () => element.focus({ preventScroll: true }),
  };
}
