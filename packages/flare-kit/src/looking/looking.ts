/** What is looked for in bundles that were read: without what opens and cleans them, so that a worker begins at once. */
import type { Comparison, Side } from './comparing.ts';

export type { PackedFile, ReadSpan } from '../pack.ts';
export { type Found, search, type Sought } from './searching.ts';
export { type Minute, stepsOf, type Stretch, type Timeline, timeline } from './timeline.ts';
export type { Comparison };

export async function compare(before: Side, after: Side): Promise<Comparison> {
  const comparing = await import('./comparing.ts');
  return comparing.compare(before, after);
}
