/** Two sliders, for where a recording begins and ends; what is played is what is kept. */
import { button, make } from './elements.ts';
import type { Measured, Part } from './remux.ts';
import { earliestEnd, latestStart, nearestStart, startAt, startsOf } from './trim.ts';
import { clock, type Said } from './words.ts';

/** By how many starts a key moves: they are not as far from each other as a slider's own steps. */
const steps: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10 };

export interface Trimmer {
  readonly element: HTMLElement;
  /** Shows the sliders, for a recording of which it is known how long it is. */
  offer(measured: Measured): void;
  /** What is kept; null when that is all. */
  part(): Part | null;
  reset(): void;
  freeze(frozen: boolean): void;
}

export function trimmer({ t }: Said, player: HTMLVideoElement): Trimmer {
  let seconds = 0;
  let starts: readonly number[] = [0];
  /** Which of the starts. */
  let first = 0;
  const from = make('input', { type: 'range', min: 0, step: 'any', value: 0, 'aria-label': t('trim.start') });
  const to = make('input', { type: 'range', min: 0, step: 0.1, value: 0, 'aria-label': t('trim.end') });
  const fromTime = make('output');
  const toTime = make('output');
  const kept = make('p', { class: 'kept', role: 'status' });
  const element = make(
    'fieldset',
    { class: 'trim', hidden: true },
    make('legend', {}, t('trim.title')),
    row(
      t('trim.start'),
      from,
      fromTime,
      button(t('trim.start_here'), () => begin(startAt(starts, player.currentTime))),
    ),
    row(
      t('trim.end'),
      to,
      toTime,
      button(t('trim.end_here'), () => finish(player.currentTime)),
    ),
    kept,
  );

  const start = () => starts[first] ?? 0;
  const end = () => (to.valueAsNumber >= Number(to.max) ? seconds : to.valueAsNumber);
  const isWhole = () => start() === 0 && end() >= seconds;

  function show(): void {
    for (const [slider, output, time] of [
      [from, fromTime, start()],
      [to, toTime, end()],
    ] as const) {
      output.textContent = clock(time, true);
      slider.setAttribute('aria-valuetext', clock(time, true));
    }
    kept.textContent = isWhole()
      ? t('trim.all', { whole: clock(seconds, true) })
      : t('trim.kept', { kept: clock(end() - start(), true), whole: clock(seconds, true) });
  }

  function begin(index: number): void {
    first = Math.min(Math.max(0, index), latestStart(starts, end()));
    from.valueAsNumber = start();
    look(start());
  }

  function finish(time: number): void {
    to.valueAsNumber = Math.max(time, earliestEnd(start(), seconds));
    look(end());
  }

  function look(time: number): void {
    player.pause();
    player.currentTime = Math.min(time, seconds);
    show();
  }

  from.addEventListener('input', () => begin(nearestStart(starts, from.valueAsNumber)));
  from.addEventListener('keydown', (event) => {
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    begin(first + step);
  });
  to.addEventListener('input', () => finish(to.valueAsNumber));
  player.addEventListener('play', () => {
    if (seconds > 0 && (player.currentTime < start() - 0.05 || player.currentTime >= end() - 0.15)) player.currentTime = start();
  });
  player.addEventListener('timeupdate', () => {
    if (seconds > 0 && !player.paused && end() < seconds && player.currentTime >= end()) player.pause();
  });

  return {
    element,
    offer(measured) {
      seconds = measured.seconds;
      starts = startsOf(measured.keys, seconds);
      // Rounded up, so that the slider's last place is the very end.
      from.max = to.max = String(Math.ceil(seconds * 10) / 10);
      element.hidden = false;
      this.reset();
    },
    part: () => (isWhole() ? null : { start: start(), end: end() }),
    reset() {
      first = 0;
      from.valueAsNumber = 0;
      to.value = to.max;
      show();
    },
    freeze: (frozen) => void (element.disabled = frozen),
  };
}

function row(label: string, slider: HTMLElement, time: HTMLElement, here: HTMLElement): HTMLElement {
  return make('div', { class: 'row' }, make('span', { class: 'label', 'aria-hidden': 'true' }, label), slider, time, here);
}
