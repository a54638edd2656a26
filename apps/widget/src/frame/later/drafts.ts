/** What was begun of each item, kept until the desk has it. Strip and cards that ask for the same item share it. */
import { keep, kept, newId } from '@fairlead/client';
import type { ChecklistItem } from '@fairlead/contract';
import { effect, type Signal, signal } from '@preact/signals';
import { type Attachment, fromKept, type KeptFiles, toKept } from '../attachment.ts';
import { helped } from '../helping.tsx';
import { page } from '../page.ts';

/** What can be given in one press: what the desk knows, or the page that the customer is on. */
export const known = ({ known: answer, shape }: ChecklistItem): string | null =>
  answer ?? (shape === 'link' ? (page.value?.url ?? null) : null);

/** Where what was begun of an item is kept. */
export const giveKey = (item: string): string => `fairlead.give.${helped.value}.${item}`;

interface Draft {
  /** Of the entry that it becomes: sending may be repeated with it. */
  id: string;
  text: Signal<string>;
  files: Signal<readonly Attachment[]>;
  /** It is being sent. It may be taken in as it stands, so what is written from now on is another answer. */
  sending: () => void;
  forget: () => void;
}

type Kept = { id: string; tried: boolean; text: string } & KeptFiles;

const drafts = new Map<string, Draft>();

export function draftOf(item: ChecklistItem): Draft {
  const key = giveKey(item.item);
  const there = drafts.get(key);
  if (there) return there;
  const before = kept<Kept>(key);
  // Where something is there already, more of it begins empty.
  const offered = item.state === 'given' ? '' : (known(item) ?? '');
  let tried = before?.tried ?? false;
  let begun = false;
  const text = signal(before?.text ?? offered);
  const files = signal<readonly Attachment[]>(before ? fromKept(before) : []);
  const keepIt = () => {
    const untouched = !tried && text.value === offered && files.value.length === 0;
    keep(key, untouched ? null : ({ id: draft.id, tried, text: text.value, ...toKept(files.value) } satisfies Kept));
  };
  const draft: Draft = {
    id: before?.id ?? newId(),
    text,
    files,
    sending: () => {
      tried = true;
      keepIt();
    },
    forget: () => {
      stop();
      drafts.delete(key);
      keep(key, null);
    },
  };
  const stop = effect(() => {
    keepIt();
    if (begun && tried) {
      draft.id = newId();
      tried = false;
      keepIt();
    }
    begun = true;
  });
  drafts.set(key, draft);
  return draft;
}
