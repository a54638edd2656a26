/** What is fetched when the first file or piece of evidence is dealt with, or the first line of a request is written. */
export { Asked } from './asked.tsx';
export { Attached } from './attached.tsx';
export { File } from './file.tsx';
export { Give, GiveNext } from './give.tsx';
export { Menu } from './menu.tsx';
export { Next } from './next.tsx';
export { Suggestions } from './suggestions.tsx';
export { add } from './uploads.ts';
export { Whole } from './whole.tsx';
export { learn } from './words.ts';
