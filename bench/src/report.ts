/** One measured number beside what it is held against. */
export interface Figure {
  /** Begins with its group: `chat.saturation_50`. */
  figure: string;
  value: number;
  unit: string;
  /** The same, by the barest thing that could do it, measured in the same run on the same machine. */
  limit: number;
  /** `value / limit`. */
  ratio: number;
  /** What is asked of it, like `ratio >= 0.5` or `<= 3`; null for a figure that only accompanies another. */
  aim: string | null;
  /** Whether the aim is met; null without one. */
  holds: boolean | null;
}

/** What is asked of a figure: of its value in its own unit, or of its ratio to the limit. */
export interface Aim {
  of: 'value' | 'ratio';
  is: '<' | '<=' | '>=';
  than: number;
}

export const atMost = (than: number): Aim => ({ of: 'value', is: '<=', than });
export const under = (than: number): Aim => ({ of: 'value', is: '<', than });
export const atLeast = (than: number): Aim => ({ of: 'value', is: '>=', than });
export const ofLimit = (than: number): Aim => ({ of: 'ratio', is: '>=', than });

const meets = { '<': (a: number, b: number) => a < b, '<=': (a: number, b: number) => a <= b, '>=': (a: number, b: number) => a >= b };
const rounded = (x: number) => (Math.abs(x) >= 1_000 ? Math.round(x) : Number(x.toPrecision(3)));

/** A figure, judged before it is rounded for reading. */
export function figure(name: string, unit: string, value: number, limit: number, aim: Aim | null): Figure {
  const ratio = value / limit;
  return {
    figure: name,
    value: rounded(value),
    unit,
    limit: rounded(limit),
    ratio: rounded(ratio),
    aim: aim && `${aim.of === 'ratio' ? 'ratio ' : ''}${aim.is} ${aim.than}`,
    holds: aim && meets[aim.is](aim.of === 'ratio' ? ratio : value, aim.than),
  };
}

/** The figures as a Markdown table, so that it can be put in docs/benchmarks.md as it is. */
export function table(figures: Figure[]): string {
  const head = ['figure', 'value', 'limit', 'ratio', 'aim', 'holds'];
  const rows = figures.map((f) => [
    f.figure,
    `${f.value.toLocaleString('en')} ${f.unit}`,
    `${f.limit.toLocaleString('en')} ${f.unit}`,
    String(f.ratio),
    f.aim ?? '',
    f.holds === null ? '' : f.holds ? 'yes' : 'NO',
  ]);
  const widths = head.map((h, i) => Math.max(h.length, ...rows.map((r) => r[i]!.length)));
  const line = (cells: string[]) => `| ${cells.map((c, i) => c.padEnd(widths[i]!)).join(' | ')} |`;
  return [line(head), line(widths.map((w) => '-'.repeat(w))), ...rows.map(line)].join('\n');
}

export const median = (values: number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
};

/** Takes a figure as soon as it is known. */
export type Say = (figure: Figure) => void;
