/**
 * Evidence captured on the spot, without installing anything: a picture of the screen, or a recording of it. No framework, its own
 * words and looks, so that widget and portal share it. All of it resolves with a file, or null when the person changed their mind.
 */
import type { Language } from '@fairlead/words';
import { returningFocus, tell } from './dialog.ts';
import { edit } from './editor.ts';
import { offer } from './offer.ts';
import { record } from './recorder.ts';
import { review } from './review.ts';
import { canvasOf, cannot, share, stop, takeFrame, wasPressed, type Why } from './share.ts';
import { learn, nameNow } from './words.ts';

export { cannot };

export interface CaptureOptions {
  readonly language: Language;
  /** Before the screen is grabbed: whoever calls may step out of the picture. */
  readonly before?: () => void | Promise<void>;
  /** When it has been grabbed, or was not. */
  readonly after?: () => void;
}

/** A picture of a tab, a window or the screen, which the person may crop, draw on and blur before it is a file. */
export function takeScreenshot({ language, before, after }: CaptureOptions): Promise<File | null> {
  return returningFocus(async () => {
    const words = await learn(language);
    let why: Why | null = cannot('screenshot') ?? (wasPressed() ? null : 'press');
    for (;;) {
      if (why) {
        const answer = await offer(words, 'screenshot', why);
        if (answer === null || answer instanceof File) return answer;
      }
      const grabbed = await between(before, after, grab);
      if (typeof grabbed !== 'string') return edit(words, grabbed, { name: nameNow('screenshot', 'png'), isNew: true });
      why = grabbed;
    }
  });
}

/** The same editor for a picture that is there already. */
export function editPicture(file: Blob, { language }: { language: Language }): Promise<File | null> {
  return returningFocus(async () => {
    const words = await learn(language);
    const picture = await canvasOfFile(file);
    if (!picture) {
      await tell(words, words.t('edit.title'), words.t('edit.unreadable'));
      return null;
    }
    const stem = file instanceof File ? file.name.replace(/\.\w+$/, '') : '';
    // Browsers call everything that is pasted "image".
    const name = stem && stem !== 'image' ? `${stem}.png` : nameNow('screenshot', 'png');
    return edit(words, picture, { name, isNew: false });
  });
}

/** A recording of at most five minutes, with the microphone if the person wants, which they may look at, trim or discard. */
export function recordScreen({ language, before, after }: CaptureOptions): Promise<File | null> {
  return returningFocus(async () => {
    const words = await learn(language);
    let why: Why | null = cannot('recording');
    for (;;) {
      const answer = await offer(words, 'recording', why);
      if (answer === null || answer instanceof File) return answer;
      const recorded = await between(before, after, async () => {
        const screen = await share('recording');
        try {
          return typeof screen === 'string' ? screen : await record(words, screen, answer.voice);
        } finally {
          stop(answer.voice);
        }
      });
      if (typeof recorded !== 'string') return review(words, recorded);
      why = recorded;
    }
  });
}

async function between<T>(before: CaptureOptions['before'], after: CaptureOptions['after'], work: () => Promise<T>): Promise<T> {
  await before?.();
  try {
    return await work();
  } finally {
    after?.();
  }
}

async function grab(): Promise<HTMLCanvasElement | Why> {
  const screen = await share('screenshot');
  if (typeof screen === 'string') return screen;
  try {
    return (await takeFrame(screen)) ?? 'failed';
  } finally {
    stop(screen);
  }
}

/** What a canvas takes in every browser, pixels. */
const largestSide = 16_384;

/** Null for what is no picture, or is larger than a canvas may be. */
async function canvasOfFile(file: Blob): Promise<HTMLCanvasElement | null> {
  try {
    const picture = await createImageBitmap(file);
    if (Math.max(picture.width, picture.height) > largestSide) return null;
    return canvasOf(picture, picture.width, picture.height);
  } catch {
    return null;
  }
}
