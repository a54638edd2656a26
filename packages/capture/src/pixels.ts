/** What is done to pixels themselves, apart from any canvas. */

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Area extends Size {
  readonly x: number;
  readonly y: number;
}

/** As in `ImageData`: four bytes a pixel, row by row. */
export interface Pixels extends Size {
  readonly data: Uint8ClampedArray;
}

/** Of the grid that remains of an area: at most this many colours a side, each the average of at least this many pixels a side. */
const mostCells = 3;
const smallestCell = 32;
/** Between two brightnesses that are told apart. Finer averages would still betray which letters stand in a short word. */
const step = 17;
/** How much of a middle grey is mixed in, so that a blurred area of a white page is seen to be one. */
const veil = 0.2;

/** The whole pixels that an area touches, within a picture; null when it touches none. */
export function touched(area: Area, { width, height }: Size): Area | null {
  const x = Math.max(0, Math.floor(area.x));
  const y = Math.max(0, Math.floor(area.y));
  const right = Math.min(width, Math.ceil(area.x + area.width));
  const bottom = Math.min(height, Math.ceil(area.y + area.height));
  return right > x && bottom > y ? { x, y, width: right - x, height: bottom - y } : null;
}

/**
 * Replaces every pixel of an area, in place. What is there afterwards is a smooth passage between at most nine coarse averages:
 * mosaics with small blocks, and blurs by convolution, can be undone where the font is known ("Depix").
 */
export function destroy(pixels: Pixels, wanted: Area): void {
  const area = touched(wanted, pixels);
  if (!area) return;
  const across = cellsIn(area.width);
  const down = cellsIn(area.height);
  const colours = averages(pixels, area, across, down);
  for (let y = 0; y < area.height; y++) {
    const v = between(y, area.height, down);
    for (let x = 0; x < area.width; x++) {
      const u = between(x, area.width, across);
      const at = ((area.y + y) * pixels.width + area.x + x) * 4;
      for (let c = 0; c < 3; c++) {
        const colour = (column: number, row: number) => colours[(row * across + column) * 3 + c]!;
        const top = mix(colour(u.first, v.first), colour(u.second, v.first), u.share);
        const bottom = mix(colour(u.first, v.second), colour(u.second, v.second), u.share);
        pixels.data[at + c] = Math.round(mix(mix(top, bottom, v.share), 128, veil));
      }
      pixels.data[at + 3] = 255;
    }
  }
}

const cellsIn = (side: number) => Math.min(mostCells, Math.max(1, Math.floor(side / smallestCell)));
const stepped = (value: number) => Math.round(value / step) * step;
const mix = (a: number, b: number, share: number) => a + (b - a) * share;

/** The average colours of the cells, as if on white paper, rounded to steps. */
function averages(pixels: Pixels, area: Area, across: number, down: number): Float64Array {
  const sums = new Float64Array(across * down * 3);
  const counts = new Float64Array(across * down);
  for (let y = 0; y < area.height; y++) {
    const row = Math.floor((y * down) / area.height);
    for (let x = 0; x < area.width; x++) {
      const cell = row * across + Math.floor((x * across) / area.width);
      const at = ((area.y + y) * pixels.width + area.x + x) * 4;
      const opaque = pixels.data[at + 3]! / 255;
      for (let c = 0; c < 3; c++) sums[cell * 3 + c]! += mix(255, pixels.data[at + c]!, opaque);
      counts[cell]!++;
    }
  }
  return sums.map((_, i) => {
    const cell = Math.floor(i / 3);
    const [red, green, blue] = sums.slice(cell * 3, cell * 3 + 3).map((sum) => sum / counts[cell]!);
    const grey = (red! + green! + blue!) / 3;
    // Rounded apart from its brightness, a colour hardly there does not become one.
    return stepped(grey) + stepped(sums[i]! / counts[cell]! - grey);
  });
}

/** Between the middles of which two of `cells` cells a pixel lies, and how near to the second. */
function between(at: number, side: number, cells: number): { first: number; second: number; share: number } {
  const place = Math.min(cells - 1, Math.max(0, ((at + 0.5) * cells) / side - 0.5));
  const first = Math.floor(place);
  return { first, second: Math.min(cells - 1, first + 1), share: place - first };
}
