/** The capture package, fetched when somebody wants it. Its dialogs open in the frame, which takes nearly all of the page for them. */
import { words } from '../language.ts';
import { take } from '../page.ts';

/** What the two are drawn as. */
export const drawings = {
  screenshot: 'M4 8V5h3M17 5h3v3M20 16v3h-3M7 19H4v-3M9 12a3 3 0 1 0 6 0 3 3 0 1 0-6 0',
  recording: 'M3 6h12v12H3zM15 10.5l6-3.5v10l-6-3.5',
};

const load = () => import('@fairlead/capture');

/** Begins to fetch it, so that the browser still knows of the press when it is asked for the screen. */
export function prepare(): void {
  load().catch(() => undefined);
}

async function large(make: (capture: Awaited<ReturnType<typeof load>>) => Promise<File | null>): Promise<File | null> {
  const before = document.activeElement;
  const capture = await load();
  take('large');
  try {
    return await make(capture);
  } finally {
    take('panel');
    if (before instanceof HTMLElement) before.focus();
  }
}

const after = () => take('large');

export const screenshot = (): Promise<File | null> =>
  large(({ takeScreenshot }) => takeScreenshot({ language: words.value.language, before: () => stepBack('aside'), after }));

export const recording = (): Promise<File | null> =>
  large(({ recordScreen }) => recordScreen({ language: words.value.language, before: () => stepBack('strip'), after }));

export const edit = (picture: Blob): Promise<File | null> =>
  large(({ editPicture }) => editPicture(picture, { language: words.value.language }));

/** Waits until the page has drawn itself without the panel. */
async function stepBack(as: 'aside' | 'strip'): Promise<void> {
  take(as);
  await new Promise((resolve) => setTimeout(resolve, 150));
}
