/** The capture package, loaded when somebody wants it. Its dialogs say themselves what a browser cannot, and offer a file instead. */
import type { Language } from '@fairlead/words';

const load = () => import('@fairlead/capture');

/** Begins to load it, so that the browser still knows of the click when it is asked for the screen. */
export function prepareCapture(): void {
  void load().catch(() => undefined);
}

export const takeScreenshot = async (language: Language): Promise<File | null> => (await load()).takeScreenshot({ language });
export const recordScreen = async (language: Language): Promise<File | null> => (await load()).recordScreen({ language });
export const editPicture = async (picture: Blob, language: Language): Promise<File | null> =>
  (await load()).editPicture(picture, { language });
