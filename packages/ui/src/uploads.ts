/**
 * Uploads that are under way in this page. They belong to no component, so that closing a form or looking at another thread
 * does not end them; each goes on by itself when the network is back.
 */
import { type Connection, Refused, sendFile, Unanswered } from '@fairlead/client';
import type { FileRef, RefusalCode } from '@fairlead/contract';
import { useSyncExternalStore } from 'react';
import type { Pending } from './answer.ts';
import { isStill, type Sample, withSample } from './upload-rate.ts';

export interface Upload {
  source: File;
  /** `waiting`: nobody answers, it is tried again. `unreadable`: the file was moved or changed since it was chosen. */
  state: 'sending' | 'waiting' | 'refused' | 'unreadable' | 'done';
  sent: number;
  samples: readonly Sample[];
  refusal: RefusalCode | null;
  file: FileRef | null;
  /** Sends what has not arrived, now. */
  again: () => void;
  stop: () => void;
}

let uploads: ReadonlyMap<string, Upload> = new Map();
const listeners = new Set<() => void>();

function set(id: string, upload: Upload | null): void {
  const next = new Map(uploads);
  if (upload) next.set(id, upload);
  else next.delete(id);
  uploads = next;
  for (const listen of listeners) listen();
}

function change(id: string, to: Partial<Upload>): void {
  const upload = uploads.get(id);
  if (upload) set(id, { ...upload, ...to });
}

const subscribe = (listen: () => void) => {
  listeners.add(listen);
  return () => void listeners.delete(listen);
};

export function useUploads(): ReadonlyMap<string, Upload> {
  return useSyncExternalStore(subscribe, () => uploads);
}

export const pendingOf = (id: string, source: File): Pending => ({
  id,
  name: source.name || 'image.png',
  size: source.size,
  lastModified: source.lastModified,
});

/** Whether this is the file that was chosen before, as far as a browser lets one tell. */
export const isSame = (pending: Pending, source: File): boolean =>
  pending.name === (source.name || 'image.png') && pending.size === source.size && pending.lastModified === source.lastModified;

/** Refusals that may pass. */
const passing: ReadonlySet<RefusalCode> = new Set(['too_many', 'unavailable', 'upload_unfinished']);
const shownEvery = 250;

export function startUpload(connection: Connection, thread: string | null, id: string, source: File): void {
  let stopping = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let pause = 1_000;
  let shown = 0;

  const progress = (sent: number) => {
    const upload = uploads.get(id);
    const at = Date.now();
    if (!upload || (at - shown < shownEvery && sent < source.size)) return;
    shown = at;
    pause = 1_000;
    change(id, { sent, samples: withSample(upload.samples, { at, sent }) });
  };

  const go = async () => {
    clearTimeout(timer);
    const mine = (stopping = new AbortController());
    change(id, { state: 'sending', samples: [], refusal: null });
    try {
      const file = await sendFile(connection, { id, thread, file: source, progress, signal: mine.signal });
      end();
      change(id, { state: 'done', file, sent: source.size });
    } catch (error) {
      if (!(error instanceof Refused || error instanceof Unanswered)) throw error;
      if (mine.signal.aborted) return;
      if (error instanceof Refused && !passing.has(error.code)) return change(id, { state: 'refused', refusal: error.code });
      if (!(await isReadable(source))) return change(id, { state: 'unreadable' });
      change(id, { state: 'waiting', samples: [] });
      timer = setTimeout(() => void go(), pause);
      pause = Math.min(pause * 2, 15_000);
    }
  };
  const back = () => {
    const upload = uploads.get(id);
    // A large one tries again by itself, but not at once.
    if (upload?.state === 'waiting' || (upload?.state === 'sending' && isStill(upload.samples, Date.now()))) upload.again();
  };
  const end = () => {
    clearTimeout(timer);
    window.removeEventListener('online', back);
  };

  window.addEventListener('online', back);
  set(id, {
    source,
    state: 'sending',
    sent: 0,
    samples: [],
    refusal: null,
    file: null,
    again: () => {
      stopping.abort();
      void go();
    },
    stop: () => {
      stopping.abort();
      end();
      set(id, null);
    },
  });
  void go();
}

/** Forgets what has arrived, or ends what has not. */
export function endUpload(id: string): void {
  uploads.get(id)?.stop();
}

const isReadable = (file: File) =>
  file
    .slice(0, 1)
    .arrayBuffer()
    .then(
      () => true,
      () => false,
    );
