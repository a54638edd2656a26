/** Dialogs in the top layer of the page, above whatever opened them. */
import { button, make } from './elements.ts';
import { putOnStyles } from './styles.ts';
import type { Said } from './words.ts';

/** On what has the focus at first. The attribute `autofocus` is not heeded in a frame of another origin. */
export const first = 'data-first';

export interface Opened<T> {
  readonly element: HTMLDialogElement;
  /** Answers and takes the dialog away. */
  close(answer: T | null): void;
  /** Tells those who do not see it. */
  say(text: string): void;
}

interface Shape<T> {
  readonly kind: 'full' | 'small';
  /** What it is called. */
  readonly title: string;
  readonly role?: 'alertdialog';
  /** Fills the dialog before it is shown. */
  fill(dialog: Opened<T>): void;
  /** Somebody wants to leave, by Escape or a phone's way back. Without it the dialog just closes. */
  leave?(dialog: Opened<T>): void;
}

/** Resolves with null when it is left. */
export function openDialog<T>(words: Said, shape: Shape<T>): Promise<T | null> {
  putOnStyles();
  return new Promise((resolve) => {
    const live = make('p', { class: 'fl-capture-said', role: 'status' });
    const element = make('dialog', { class: `fl-capture fl-capture-${shape.kind}`, lang: words.language, 'aria-label': shape.title });
    if (shape.role) element.setAttribute('role', shape.role);
    const dialog: Opened<T> = {
      element,
      close(answer) {
        resolve(answer);
        element.close();
      },
      say: (text) => void (live.textContent = text),
    };
    // What fills it hears keys first, and may keep them.
    shape.fill(dialog);
    const leave = () => (shape.leave ? shape.leave(dialog) : dialog.close(null));
    element.addEventListener('keydown', (event) => {
      // What is behind has keys of its own, which mean something else there.
      event.stopPropagation();
      if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing) return;
      event.preventDefault();
      leave();
    });
    element.addEventListener('cancel', (event) => {
      // A file chooser that is left says `cancel` too.
      if (event.target !== element) return;
      event.preventDefault();
      leave();
    });
    element.addEventListener('close', () => {
      resolve(null);
      element.remove();
    });
    element.append(live);
    document.body.append(element);
    element.showModal();
    element.querySelector<HTMLElement>(`[${first}]`)?.focus();
  });
}

/** A short question; false when it is left. The first choice, which loses nothing, has the focus. */
export async function ask(words: Said, title: string, why: string, { no, yes }: { no: string; yes: string }): Promise<boolean> {
  const answer = await openDialog<boolean>(words, {
    kind: 'small',
    title,
    role: 'alertdialog',
    fill({ element, close }) {
      element.append(
        make('h2', {}, title),
        make('p', {}, why),
        make(
          'div',
          { class: 'acts' },
          button(no, () => close(false), { [first]: true }),
          button(yes, () => close(true), { class: 'danger' }),
        ),
      );
    },
  });
  return answer ?? false;
}

/** Says something that can only be taken note of. */
export async function tell(words: Said, title: string, text: string): Promise<void> {
  await openDialog(words, {
    kind: 'small',
    title,
    role: 'alertdialog',
    fill({ element, close }) {
      element.append(make('h2', {}, title), make('p', {}, text));
      element.append(
        make(
          'div',
          { class: 'acts' },
          button(words.t('close'), () => close(null), { class: 'primary', [first]: true }),
        ),
      );
    },
  });
}

/** Gives the focus back to where it was before, once all dialogs are gone. */
export async function returningFocus<T>(work: () => Promise<T>): Promise<T> {
  const before = document.activeElement;
  try {
    return await work();
  } finally {
    if (before instanceof HTMLElement && before.isConnected && before !== document.body) before.focus({ preventScroll: true });
  }
}
