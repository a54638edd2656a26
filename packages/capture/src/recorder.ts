/** Records what is shared, while a small bar says so; the page can be used meanwhile. */
import { button, icon, make } from './elements.ts';
import { recordableType, stop, type Why } from './share.ts';
import { putOnStyles } from './styles.ts';
import { clock, type Said } from './words.ts';

/** Seconds. The same as `longestRecording` in the contract, whose schemas a widget cannot afford. */
export const longestRecording = 300;
/** Said when only so much is left, seconds. */
const nearlyOver = 30;

export interface Recorded {
  readonly file: Blob;
  readonly seconds: number;
  /** It ended because it was as long as it may be. */
  readonly full: boolean;
}

/** Ends by the bar's button, the browser's own, or the longest time. Stops sharing. */
export async function record(words: Said, screen: MediaStream, voice: MediaStream | null): Promise<Recorded | Why> {
  const tracks = [...screen.getVideoTracks(), ...(voice?.getAudioTracks() ?? [])];
  const type = recordableType()!;
  const options = {
    mimeType: type,
    videoBitsPerSecond: 2_500_000,
    audioBitsPerSecond: 96_000,
    // A recording can be cut without a loss only where a whole picture stands; browsers that do not know this set fewer of them.
    videoKeyFrameIntervalDuration: 1_000,
  };
  let recorder: MediaRecorder;
  try {
    recorder = new MediaRecorder(new MediaStream(tracks), options);
    recorder.start(1_000);
  } catch {
    stop(screen);
    return 'failed';
  }
  const began = performance.now();
  const seconds = () => (performance.now() - began) / 1_000;
  const pieces: Blob[] = [];
  const end = () => {
    if (recorder.state !== 'inactive') recorder.stop();
  };
  const bar = showBar(words, voice !== null, end);
  const tick = () => {
    bar.tell(seconds());
    if (seconds() >= longestRecording) end();
  };
  const ticking = setInterval(tick, 250);
  addEventListener('beforeunload', stay);
  try {
    await new Promise<void>((resolve) => {
      recorder.addEventListener('dataavailable', ({ data }) => {
        if (data.size > 0) pieces.push(data);
        // Timers sleep in a page that nobody looks at, this does not.
        if (recorder.state === 'recording') tick();
      });
      recorder.addEventListener('stop', () => resolve());
      // What was recorded until then is there all the same.
      recorder.addEventListener('error', () => (recorder.state === 'inactive' ? resolve() : end()));
      for (const track of screen.getVideoTracks()) {
        track.addEventListener('ended', end);
        if (track.readyState === 'ended') end();
      }
    });
  } finally {
    clearInterval(ticking);
    removeEventListener('beforeunload', stay);
    stop(screen);
    bar.remove();
  }
  if (pieces.length === 0) return 'empty';
  return { file: new Blob(pieces, { type: type.split(';')[0]! }), seconds: seconds(), full: seconds() >= longestRecording };
}

/** A recording is lost when its page is left. */
export const stay = (event: BeforeUnloadEvent): void => event.preventDefault();

function showBar({ t, language }: Said, hears: boolean, end: () => void): { tell(seconds: number): void; remove(): void } {
  putOnStyles();
  const time = make('span', { class: 'time', role: 'timer' });
  const live = make('p', { class: 'fl-capture-said', role: 'status' });
  const press = button(t('bar.stop'), end, { class: 'primary' }, icon('stop'));
  const bar = make(
    'div',
    { class: 'fl-capture fl-capture-bar', role: 'region', 'aria-label': t('bar.title'), lang: language },
    make('span', { class: 'dot', 'aria-hidden': 'true' }),
    make('div', { class: 'state' }, make('strong', {}, t(hears ? 'bar.with_voice' : 'bar.title')), time),
    press,
    live,
  );
  // In the widget's frame only the bar is to be seen.
  const hidden = window.parent === window ? [] : [...document.body.children].filter((child) => !(child as HTMLElement).inert);
  for (const child of hidden) (child as HTMLElement).inert = true;
  document.body.append(bar);
  press.focus({ preventScroll: true });
  live.textContent = t('bar.began');
  return {
    tell(seconds) {
      time.textContent = t('bar.time', { time: clock(seconds), most: clock(longestRecording) });
      if (seconds >= longestRecording - nearlyOver) live.textContent = t('bar.left', { seconds: nearlyOver });
    },
    remove() {
      bar.remove();
      for (const child of hidden) (child as HTMLElement).inert = false;
    },
  };
}
