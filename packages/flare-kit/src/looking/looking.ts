/** What is looked for in bundles that were read: without what opens and cleans them, so that a worker begins at once. */
export type { PackedFile, ReadSpan } from '../pack.ts';
export { type Found, search, type Sought } from './searching.ts';
export { type Minute, stepsOf, type Stretch, type Timeline, timeline } from './timeline.ts';
export type { Comparison } from './comparing.ts';

export const compare: typeof import('./comparing.ts').compare = async (...sides) => {
  const comparing = await import('./comparing.ts');
  return comparing.compare(...sides);
};
