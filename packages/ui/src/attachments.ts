/** Files on their way into a thread: sent at once, so that sending the message later is instant; each can be tried again with the same id. */
import { newId, takeBack } from '@fairlead/client';
import { type FileRef, mostFiles, type RefusalCode } from '@fairlead/contract';
import { useEffect, useRef, useState } from 'react';
import type { Answer, Pending } from './answer.ts';
import { useDesk } from './desk.tsx';
import { useWords } from './root.tsx';
import { endUpload, isSame, pendingOf, startUpload, type Upload, useUploads } from './uploads.ts';

export interface Attachment {
  id: string;
  name: string;
  size: number;
  /** `lost`: the page was reloaded before all had arrived, or the file changed; the same file chosen again goes on. */
  state: 'ready' | 'sending' | 'waiting' | 'refused' | 'lost';
  refusal: RefusalCode | null;
  upload: Upload | undefined;
  /** A picture that was added in this page, and so can be edited. */
  picture: File | null;
}

export interface Attachments {
  list: readonly Attachment[];
  /** Why the last file was not taken, as a sentence. */
  problem: string | null;
  add(files: Iterable<File>): void;
  retry(id: string): void;
  /** Goes on with one that was lost; another file is not taken for it. */
  goOn(id: string, source: File): void;
  remove(id: string): void;
  replace(id: string, source: File): void;
}

type Held = Pick<Answer, 'files' | 'pending'>;

/** Pictures that were added in this page, until it is left. */
const pictures = new Map<string, File>();

const inOrder = (files: readonly FileRef[]) => files.toSorted((a, b) => (a.id < b.id ? -1 : 1));

export function useAttachments(thread: string | null, held: Held, changed: (held: Held) => void): Attachments {
  const { connection, desk } = useDesk();
  const words = useWords();
  const uploads = useUploads();
  const [problem, setProblem] = useState<string | null>(null);
  const now = useRef(held);
  const seen = useRef(held);
  // Progress draws again before a change of the draft does: only a draft that is new says more than what stands here.
  if (seen.current !== held) seen.current = now.current = held;

  // A dialog that makes a file may answer long after the drawing that opened it.
  const tell = useRef(changed);
  tell.current = changed;

  const put = (next: Partial<Held>) => {
    now.current = { files: now.current.files, pending: now.current.pending, ...next };
    tell.current(now.current);
  };
  const without = (id: string): Held => ({
    files: now.current.files.filter((f) => f.id !== id),
    pending: now.current.pending.filter((p) => p.id !== id),
  });

  useEffect(() => {
    const arrived = now.current.pending.flatMap(({ id }) => uploads.get(id)?.file ?? []);
    if (arrived.length === 0) return;
    const ids = new Set(arrived.map((f) => f.id));
    put({ files: inOrder([...now.current.files, ...arrived]), pending: now.current.pending.filter((p) => !ids.has(p.id)) });
    for (const id of ids) endUpload(id);
  }, [uploads, held.pending]);

  const start = (id: string, source: File) => {
    if (source.type.startsWith('image/')) pictures.set(id, source);
    startUpload(connection, thread, id, source);
  };
  const add = (files: Iterable<File>) => {
    setProblem(null);
    const added: Pending[] = [];
    for (const source of files) {
      const pending = pendingOf(newId(), source);
      const lost = now.current.pending.find((p) => !uploads.has(p.id) && isSame(p, source));
      if (lost) start(lost.id, source);
      else if (source.size > desk.largest_file)
        setProblem(words.t('composer.too_large', { name: pending.name, limit: words.bytes(desk.largest_file) }));
      else if (now.current.files.length + now.current.pending.length + added.length >= mostFiles) {
        setProblem(words.t('composer.too_many_files', { count: mostFiles }));
        break;
      } else {
        added.push(pending);
        start(pending.id, source);
      }
    }
    if (added.length > 0) put({ pending: [...now.current.pending, ...added] });
  };
  const remove = (id: string) => {
    setProblem(null);
    endUpload(id);
    void takeBack(connection, id);
    put(without(id));
  };

  return {
    list: listOf(held, uploads),
    problem,
    add,
    remove,
    retry(id) {
      setProblem(null);
      uploads.get(id)?.again();
    },
    goOn(id, source) {
      const pending = now.current.pending.find((p) => p.id === id);
      if (!pending) return;
      if (!isSame(pending, source)) return setProblem(words.t('upload.other_file', { name: pending.name }));
      setProblem(null);
      endUpload(id);
      start(id, source);
    },
    replace(id, source) {
      remove(id);
      add([source]);
    },
  };
}

function listOf({ files, pending }: Held, uploads: ReadonlyMap<string, Upload>): Attachment[] {
  const ready = files.map((f): Attachment => ({
    id: f.id,
    name: f.name,
    size: f.bytes,
    state: 'ready',
    refusal: null,
    upload: undefined,
    picture: pictures.get(f.id) ?? null,
  }));
  const going = pending.map(({ id, name, size }): Attachment => {
    const upload = uploads.get(id);
    const state = !upload || upload.state === 'unreadable' ? 'lost' : upload.state === 'done' ? 'ready' : upload.state;
    return { id, name, size, state, refusal: upload?.refusal ?? null, upload, picture: upload ? (pictures.get(id) ?? null) : null };
  });
  return [...ready, ...going];
}
