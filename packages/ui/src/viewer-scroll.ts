/**
 * Where a viewer of many lines stands. A browser cannot lay out ten million lines, so its own scrollbar is not used: `top` is
 * the line at the upper edge, with a fraction, and the bar shows it in proportion.
 */
export interface Extent {
  total: number;
  /** Lines that fit, with a fraction. */
  rows: number;
}

/** The lowest line that may stand at the upper edge. */
export const lowest = ({ total, rows }: Extent): number => Math.max(0, total - rows);

export const clampTop = (top: number, extent: Extent): number => Math.min(Math.max(0, top), lowest(extent));

/** A thumb that can still be taken hold of. */
const smallest = 28;

/** Offset and length of the thumb on a track, in the track's pixels; null where everything fits. */
export function thumbOf(top: number, extent: Extent, track: number): { offset: number; length: number } | null {
  if (lowest(extent) === 0 || track <= smallest) return null;
  const length = Math.max(smallest, (extent.rows / extent.total) * track);
  return { offset: (clampTop(top, extent) / lowest(extent)) * (track - length), length };
}

/** The line at the upper edge when the thumb is dragged to an offset. */
export function topAt(offset: number, extent: Extent, track: number): number {
  const thumb = thumbOf(0, extent, track);
  if (!thumb) return 0;
  return clampTop((offset / (track - thumb.length)) * lowest(extent), extent);
}

/** The top that shows a line, moving no more than needed; a line that is out of sight comes to the upper third. */
export function topFor(line: number, top: number, extent: Extent): number {
  if (line >= top && line <= top + extent.rows - 2) return clampTop(top, extent);
  return clampTop(line - extent.rows / 3, extent);
}
