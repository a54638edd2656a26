/** Look at what was recorded, keep all or a part of it, or discard it. */
import { ask, first, openDialog } from './dialog.ts';
import { button, make } from './elements.ts';
import { longestRecording, type Recorded, stay } from './recorder.ts';
import type { Measured } from './remux.ts';
import { trimmer } from './trimmer.ts';
import { nameNow, type Said } from './words.ts';

export async function review(words: Said, recorded: Recorded): Promise<File | null> {
  const { t } = words;
  const name = nameNow('recording', recorded.file.type === 'video/mp4' ? 'mp4' : 'webm');
  const leaving = new AbortController();
  const addresses: string[] = [];
  addEventListener('beforeunload', stay);

  const used = await openDialog<Blob>(words, {
    kind: 'full',
    title: t('review.title'),
    leave: (dialog) => void discard(dialog.close),
    fill({ element, close, say }) {
      let whole = recorded.file;
      let cutting: AbortController | null = null;
      const player = make('video', { controls: true, playsinline: true, preload: 'auto', 'aria-label': t('review.video') });
      const progress = make('progress', { max: 1, value: 0 });
      const doing = make('div', { class: 'doing' });
      const problem = make('div', { class: 'problem', role: 'alert' });
      const pieces = trimmer(words, player);
      const use = button(t('review.use'), () => void send(), { class: 'primary', [first]: true, 'aria-disabled': 'true' });
      const away = button(t('review.discard'), () => (cutting ? cutting.abort() : void discard(close)));

      const busy = (label: string | null) => {
        doing.replaceChildren(...(label ? [make('span', {}, label), progress] : []));
        progress.value = 0;
        progress.setAttribute('aria-label', label ?? '');
        use.setAttribute('aria-disabled', String(label !== null));
        away.lastElementChild!.textContent = t(cutting ? 'review.stop' : 'review.discard');
        pieces.freeze(label !== null);
        if (label) say(label);
      };
      const share = (done: number) => void (progress.value = done);

      const play = (file: Blob) => {
        const address = URL.createObjectURL(file);
        addresses.push(address);
        player.src = address;
      };

      const prepare = async () => {
        busy(t('review.preparing'));
        const better = await seekable(whole, leaving.signal, share);
        if (leaving.signal.aborted) return;
        busy(null);
        whole = better?.file ?? whole;
        play(whole);
        if (better) pieces.offer(better.measured);
        else problem.replaceChildren(t('review.plain'));
        if (recorded.full) say(t('review.full', { minutes: longestRecording / 60 }));
        use.focus();
      };

      const send = async () => {
        player.pause();
        problem.replaceChildren();
        const part = pieces.part();
        if (!part) return close(whole);
        cutting = new AbortController();
        const { signal } = cutting;
        leaving.signal.addEventListener('abort', () => cutting?.abort());
        busy(t('review.cutting'));
        const { rewrite } = await import('./remux.ts');
        const cut = await rewrite(whole, { part, progress: share, signal }).catch(() => null);
        cutting = null;
        if (leaving.signal.aborted) return;
        busy(null);
        if (cut && !signal.aborted) return close(cut);
        if (!signal.aborted) problem.replaceChildren(make('span', {}, t('review.uncut')), button(t('review.keep_all'), keepAll));
        use.focus();
      };

      const keepAll = () => {
        pieces.reset();
        problem.replaceChildren();
        use.focus();
      };

      element.append(
        make('header', {}, make('h2', {}, t('review.title'))),
        make('div', { class: 'watch' }, player),
        make(
          'div',
          { class: 'below' },
          pieces.element,
          doing,
          problem,
          ...(recorded.full ? [make('p', {}, t('review.full', { minutes: longestRecording / 60 }))] : []),
        ),
        make('footer', {}, make('div', { class: 'acts' }, away, use)),
      );
      void prepare();
    },
  });

  leaving.abort();
  removeEventListener('beforeunload', stay);
  for (const address of addresses) URL.revokeObjectURL(address);
  return used && new File([used], name, { type: used.type });

  async function discard(close: (answer: null) => void): Promise<void> {
    const sure = await ask(words, t('ask.recording'), t('ask.recording.why'), { no: t('ask.recording.keep'), yes: t('review.discard') });
    if (sure) close(null);
  }
}

/** The same recording with a duration and an index. Null where that fails: what the browser made plays as well, only without seeking. */
async function seekable(
  file: Blob,
  signal: AbortSignal,
  progress: (share: number) => void,
): Promise<{ file: Blob; measured: Measured } | null> {
  try {
    const { measure, rewrite } = await import('./remux.ts');
    const better = await rewrite(file, { signal, progress });
    return { file: better, measured: await measure(better) };
  } catch {
    return null;
  }
}
