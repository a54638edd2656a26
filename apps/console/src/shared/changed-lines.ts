import { diffLines } from 'diff';

export type DiffLine = { is: 'same' | 'added' | 'removed'; text: string } | { is: 'skipped'; count: number };

/** Lines that stand around a change, to see where it is. */
const around = 3;

/** What makes the one text into the other, line by line; long stretches that stay are left out. */
export function changedLines(from: string, to: string): DiffLine[] {
  const parts = diffLines(from, to);
  return parts.flatMap((part, i): DiffLine[] => {
    const lines = part.value.replace(/\n$/, '').split('\n');
    const is = part.added ? 'added' : part.removed ? 'removed' : 'same';
    const said = (some: string[]) => some.map((text): DiffLine => ({ is, text }));
    const head = i === 0 ? 0 : around;
    const tail = i === parts.length - 1 ? 0 : around;
    const skipped = lines.length - head - tail;
    if (is !== 'same' || skipped < 2) return said(lines);
    return [...said(lines.slice(0, head)), { is: 'skipped', count: skipped }, ...said(lines.slice(lines.length - tail))];
  });
}
