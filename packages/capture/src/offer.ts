/** What stands before a capture: what will happen, what kept the last try from it, and a file instead. */
import { first, openDialog } from './dialog.ts';
import { button, make } from './elements.ts';
import { longestRecording } from './recorder.ts';
import { isAllowed, stop, type What, type Why } from './share.ts';
import type { Said } from './words.ts';

/** Go on, with somebody's voice or without. */
export interface Go {
  readonly voice: MediaStream | null;
}

/** Resolves with a file where the person chose one instead, or null when they changed their mind. */
export async function offer(words: Said, what: What, why: Why | null): Promise<Go | File | null> {
  const { t } = words;
  const title = t(`offer.${what}`);
  const impossible = why === 'browser' || why === 'page';
  const voice = voiceBox(words);
  const answer = await openDialog<'go' | File>(words, {
    kind: 'small',
    title,
    fill({ element, close }) {
      element.append(make('h2', {}, title));
      if (why && why !== 'press') element.append(make('p', { class: 'why', role: 'alert' }, sentence(words, what, why)));
      else element.append(make('p', {}, t(`offer.${what}.text`, { minutes: longestRecording / 60 })));
      if (what === 'recording' && !impossible && isAllowed('microphone')) element.append(voice.element);
      const instead = chooseFile(words, what, close, impossible);
      const start = button(t(why && why !== 'press' ? 'offer.again' : `offer.${what}.start`), () => voice.asked() || close('go'), {
        class: 'primary',
        [first]: true,
      });
      const cancel = button(t('offer.cancel'), () => close(null));
      element.append(make('div', { class: 'acts' }, cancel, instead, ...(impossible ? [] : [start])));
    },
  });
  if (answer === 'go') return { voice: voice.stream() };
  voice.leave();
  return answer;
}

const sentence = ({ t }: Said, what: What, why: Exclude<Why, 'press'>): string =>
  why === 'browser' || why === 'page' || why === 'refused' ? t(`why.${why}.${what}`) : t(`why.${why}`);

function chooseFile({ t }: Said, what: What, close: (file: File) => void, only: boolean): HTMLElement {
  const picker = make('input', { type: 'file', accept: what === 'screenshot' ? 'image/*' : 'video/*', hidden: true, tabindex: -1 });
  picker.addEventListener('change', () => {
    const [file] = picker.files ?? [];
    if (file) close(file);
  });
  const press = button(t('offer.file'), () => picker.click(), only ? { class: 'primary', [first]: true } : {});
  return make('div', { class: 'instead' }, press, picker);
}

interface Voice {
  readonly element: HTMLElement;
  /** Whether the browser's own question is open. */
  asked(): boolean;
  stream(): MediaStream | null;
  /** Nobody is listened to any more, also if the browser only now gets leave. */
  leave(): void;
}

/** The microphone is asked for when the box is checked, so that a refusal is known before anything is recorded. */
function voiceBox({ t }: Said): Voice {
  let stream: MediaStream | null = null;
  let asking = false;
  let left = false;
  const box = make('input', { type: 'checkbox' });
  const problem = make('p', { class: 'problem', role: 'alert' });
  box.addEventListener('change', () => {
    stop(stream);
    stream = null;
    problem.textContent = '';
    if (!box.checked || asking) return;
    asking = true;
    problem.textContent = t('voice.asking');
    void listen().then((heard) => {
      asking = false;
      problem.textContent = typeof heard === 'string' ? t(`voice.${heard}`) : '';
      if (typeof heard === 'string') box.checked = false;
      else if (left || !box.checked) stop(heard);
      else stream = heard;
    });
  });
  return {
    element: make('div', { class: 'voice' }, make('label', {}, box, make('span', {}, t('voice'))), problem),
    asked: () => asking,
    stream: () => stream,
    leave() {
      left = true;
      stop(stream);
    },
  };
}

async function listen(): Promise<MediaStream | 'refused' | 'none'> {
  try {
    return await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: true, noiseSuppression: true } });
  } catch (error) {
    return error instanceof DOMException && error.name === 'NotAllowedError' ? 'refused' : 'none';
  }
}
