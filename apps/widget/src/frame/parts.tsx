import { Refused, Unanswered } from '@fairlead/client';
import { useState } from 'preact/hooks';
import { refusal, t } from './language.ts';
import { tell } from './page.ts';

const paths = {
  close: 'M6 6l12 12M18 6L6 18',
  attach: 'M20 11l-8.5 8.5a5 5 0 0 1-7-7L13 4a3.3 3.3 0 0 1 4.7 4.7l-8.4 8.4a1.7 1.7 0 0 1-2.4-2.4L14 7.5',
  send: 'M5 12h13M12 5l7 7-7 7',
  file: 'M6 3h8l5 5v13H6zM14 3v5h5',
  down: 'M12 5v14M6 13l6 6 6-6',
  unfold: 'M6 9l6 6 6-6',
  link: 'M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1',
  alert: 'M12 4L2.5 20h19zM12 10v5M12 17.5v.5',
  done: 'M5 12.5l4.5 4.5L19 7.5',
};

export function Icon({ name, path }: { name: keyof typeof paths; path?: never } | { path: string; name?: never }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={path ?? paths[name]} />
    </svg>
  );
}

export function Close() {
  return (
    <button type="button" class="round" aria-label={t('panel.close')} title={t('panel.close')} onClick={() => tell({ fairlead: 'close' })}>
      <Icon name="close" />
    </button>
  );
}

/** What to say of a call that failed: the desk's reason, or that it could not be reached. */
export function said(error: unknown): string {
  return error instanceof Refused ? refusal(error.code) : t('trouble.not_now');
}

/** Runs one call at a time for a button, and keeps what went wrong to be shown. */
export function useAction(): { running: boolean; problem: string | null; run: (doing: () => Promise<unknown>) => void } {
  const [running, setRunning] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const run = (doing: () => Promise<unknown>) => {
    if (running) return;
    setRunning(true);
    setProblem(null);
    doing()
      .catch((error: unknown) => {
        setProblem(said(error));
        if (!(error instanceof Refused || error instanceof Unanswered)) throw error;
      })
      .finally(() => setRunning(false));
  };
  return { running, problem, run };
}

export function Problem({ text }: { text: string | null }) {
  return text === null ? null : (
    <p class="problem" role="alert">
      {text}
    </p>
  );
}
