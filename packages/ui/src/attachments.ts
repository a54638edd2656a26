/** Files on their way into a thread: sent at once, so that sending the message later is instant; each can be tried again with the same id. */
import { newId, Refused, Unanswered, upload } from '@fairlead/client';
import { type FileRef, mostFiles } from '@fairlead/contract';
import { useRef, useState } from 'react';
import { useDesk } from './desk.tsx';
import { useWords } from './root.tsx';

interface Attachment {
  id: string;
  name: string;
  state: 'sending' | 'ready' | 'failed';
  /** Set once the desk has it. */
  file: FileRef | null;
  /** The bytes, until then; gone after a reload. */
  source: File | null;
}

export interface Attachments {
  list: readonly Attachment[];
  sending: boolean;
  /** Why the last file was not taken, as a sentence. */
  problem: string | null;
  add(files: Iterable<File>): void;
  retry(id: string): void;
  remove(id: string): void;
  /** Replaces all by files that the desk has already. */
  put(files: readonly FileRef[]): void;
}

const ready = (file: FileRef): Attachment => ({ id: file.id, name: file.name, state: 'ready', file, source: null });

export function useAttachments(thread: string, first: readonly FileRef[], changed: (ready: FileRef[]) => void): Attachments {
  const { connection, desk } = useDesk();
  const words = useWords();
  const [list, setList] = useState<readonly Attachment[]>(() => first.map(ready));
  const [problem, setProblem] = useState<string | null>(null);
  const now = useRef(list);

  const set = (next: readonly Attachment[]) => {
    now.current = next;
    setList(next);
    changed(next.flatMap((a) => (a.file ? [a.file] : [])));
  };
  const change = (id: string, to: Partial<Attachment>) => set(now.current.map((a) => (a.id === id ? { ...a, ...to } : a)));

  const send = (id: string, source: File) =>
    upload(connection, thread, id, source).then(
      (file) => change(id, { state: 'ready', file, source: null }),
      (error: unknown) => {
        if (!(error instanceof Refused || error instanceof Unanswered)) throw error;
        if (error instanceof Refused && (error.code === 'too_large' || error.code === 'unsupported'))
          setProblem(words.t(`refusal.${error.code}`));
        change(id, { state: 'failed' });
      },
    );

  return {
    list,
    problem,
    sending: list.some((a) => a.state === 'sending'),
    add(files) {
      setProblem(null);
      for (const source of files) {
        const name = source.name || 'image.png';
        if (source.size > desk.largest_file) {
          setProblem(words.t('composer.too_large', { name, limit: words.bytes(desk.largest_file) }));
          continue;
        }
        if (now.current.length >= mostFiles) {
          setProblem(words.t('composer.too_many_files', { count: mostFiles }));
          break;
        }
        const id = newId();
        set([...now.current, { id, name, state: 'sending', file: null, source }]);
        void send(id, source);
      }
    },
    retry(id) {
      const source = now.current.find((a) => a.id === id)?.source;
      if (!source) return;
      setProblem(null);
      change(id, { state: 'sending' });
      void send(id, source);
    },
    remove(id) {
      setProblem(null);
      set(now.current.filter((a) => a.id !== id));
    },
    put: (files) => set(files.map(ready)),
  };
}
