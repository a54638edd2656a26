/** The demo's metrics: the same curves on every visit, drawn as SVG. All of them stop when the Agent does. */
import { html, type Html } from './html.ts';

/** Minutes without data, of the 180 that are shown. */
export const silentFor = 42;
const shownMinutes = 180;
const step = 2;

export interface Series {
  seed: number;
  base: number;
  swing: number;
  noise: number;
  /** What the axis ends at. */
  top: number;
}

/** A number from 0 to 1 that depends on nothing but its arguments. */
function chance(seed: number, i: number): number {
  const x = Math.sin(seed * 127.1 + i * 311.7) * 43758.5453;
  return x - Math.floor(x);
}

export function values({ seed, base, swing, noise, top }: Series): number[] {
  const count = (shownMinutes - silentFor) / step;
  return Array.from({ length: count + 1 }, (_, i) => {
    const wave = Math.sin(i / 9 + seed) * 0.6 + Math.sin(i / 3.7 + seed * 2) * 0.25;
    const spike = chance(seed + 5, i) > 0.95 ? swing * 0.8 : 0;
    return Math.min(top * 0.97, Math.max(top * 0.02, base + wave * swing + spike + (chance(seed, i) - 0.5) * noise));
  });
}

const width = 480;
const height = 106;

interface ChartWords {
  label: string;
  silent: string;
  ticks: string[];
  scale: (value: number) => string;
}

export function chart(series: Series, words: ChartWords): Html {
  const { top, seed } = series;
  const at = (minute: number) => (minute / shownMinutes) * width;
  const up = (value: number) => height - (value / top) * height;
  const points = values(series).map((v, i) => `${at(i * step).toFixed(1)},${up(v).toFixed(1)}`);
  const end = at(shownMinutes - silentFor);
  const lines = [0, 0.5, 1].map((share) => {
    const y = height - share * height;
    return html`<line class="grid" x1="0" x2="${width}" y1="${y}" y2="${y}" /><text x="-8" y="${y + 4}" text-anchor="end"
        >${words.scale(share * top)}</text
      >`;
  });
  const ticks = words.ticks.map((tick, i) => {
    const anchor = i === 0 ? 'start' : i === words.ticks.length - 1 ? 'end' : 'middle';
    return html`<text x="${(i / (words.ticks.length - 1)) * width}" y="${height + 19}" text-anchor="${anchor}">${tick}</text>`;
  });
  return html`<svg viewBox="-54 -8 ${width + 58} ${height + 32}" role="img" aria-label="${words.label}">
    <defs>
      <linearGradient id="fill${seed}" x1="0" y1="0" x2="0" y2="1">
        <stop class="fill-top" offset="0" />
        <stop class="fill-end" offset="1" />
      </linearGradient>
      <pattern id="hatch${seed}" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <line class="hatch" x1="0" y1="0" x2="0" y2="7" />
      </pattern>
    </defs>
    ${lines}${ticks}
    <rect x="${end}" y="0" width="${width - end}" height="${height}" fill="url(#hatch${seed})" />
    <line class="stop" x1="${end}" x2="${end}" y1="0" y2="${height}" />
    <text class="silent" x="${end + (width - end) / 2}" y="${height / 2 + 4}" text-anchor="middle">${words.silent}</text>
    <polygon fill="url(#fill${seed})" points="0,${height} ${points.join(' ')} ${end},${height}" />
    <polyline class="curve" points="${points.join(' ')}" />
  </svg>`;
}

/** A curve as wide as a word, for a table's row. */
export function sparkline(seed: number, silent: boolean): Html {
  const count = silent ? 23 : 30;
  const points = Array.from({ length: count }, (_, i) => `${i * 3},${(14 - Math.sin(i / 4 + seed) * 4 - chance(seed, i) * 6).toFixed(1)}`);
  return html`<svg class="spark" viewBox="0 0 90 20" aria-hidden="true"><polyline class="curve" points="${points.join(' ')}" /></svg>`;
}
