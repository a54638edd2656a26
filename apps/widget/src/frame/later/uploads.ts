/** Files on their way to the desk. They go on by themselves when the network is back, and where they stopped. */
import { newId, Refused, sendFile, takeBack, Unanswered } from '@fairlead/client';
import type { mostFiles, RefusalCode } from '@fairlead/contract';
import type { Signal } from '@preact/signals';
import type { Attachment } from '../attachment.ts';
import { refusal, words } from '../language.ts';
import { connection, signInAgain } from '../session.ts';
import { desk } from '../state.ts';
import { t } from './words.ts';

export type Attachments = Signal<readonly Attachment[]>;

/** The contract's limit; only its type comes along. */
const most: typeof mostFiles = 10;
/** Refusals that may pass. */
const passing: ReadonlySet<RefusalCode> = new Set(['too_many', 'unavailable', 'upload_unfinished', 'not_signed_in', 'identity_expired']);
const shownEvery = 250;
/** A rate is that of the last seconds. */
const rateOver = 5_000;

interface Going {
  stop: AbortController;
  /** Ends the pause before the next try. */
  wake: () => void;
}
const going = new Map<string, Going>();
addEventListener('online', () => {
  for (const { wake } of going.values()) wake();
});

const nameOf = (source: File) => source.name || 'image.png';
const isSame = (a: Attachment, source: File) => a.name === nameOf(source) && a.size === source.size && a.modified === source.lastModified;

function set(list: Attachments, id: string, change: Partial<Attachment>): void {
  list.value = list.value.map((a) => (a.id === id ? { ...a, ...change } : a));
}

/** Adds files and sends them. What was not taken is said. A file whose upload was interrupted goes on where it stopped. */
export function add(list: Attachments, thread: string, files: readonly File[]): string | null {
  let problem: string | null = null;
  for (const source of files) {
    const { largest_file: limit } = desk.value!;
    const lost = list.value.find((a) => a.state === 'lost' && isSame(a, source));
    if (lost) void send(list, thread, lost.id, source);
    else if (list.value.length >= most) return t('composer.most_files', { most });
    else if (source.size > limit) problem = t('composer.too_large', { name: nameOf(source), limit: words.value.bytes(limit) });
    else {
      const id = newId();
      const added = { id, name: nameOf(source), size: source.size, modified: source.lastModified };
      list.value = [...list.value, { ...added, state: 'sending', source, ref: null, sent: 0, rate: 0, began: 0, problem: null }];
      void send(list, thread, id, source);
    }
  }
  return problem;
}

/** Goes on with a file whose bytes went with the page before. Another file is not taken for it. */
export function goOn(list: Attachments, thread: string, lost: Attachment, source: File): void {
  if (isSame(lost, source)) void send(list, thread, lost.id, source);
  else set(list, lost.id, { problem: t('upload.other_file', { name: lost.name }) });
}

export function retry(list: Attachments, thread: string, { id, source }: Attachment): void {
  const now = going.get(id);
  if (now) now.wake();
  else if (source) void send(list, thread, id, source);
}

export function remove(list: Attachments, id: string): void {
  going.get(id)?.stop.abort();
  void takeBack(connection, id);
  list.value = list.value.filter((a) => a.id !== id);
}

async function send(list: Attachments, thread: string, id: string, source: File): Promise<void> {
  const stop = new AbortController();
  const mine: Going = { stop, wake: () => undefined };
  going.set(id, mine);
  try {
    for (let pause = 1_000; !stop.signal.aborted; pause = Math.min(pause * 2, 15_000)) {
      set(list, id, { state: 'sending', source, rate: 0, began: Date.now(), problem: null });
      try {
        const ref = await sendFile(connection, { id, thread, file: source, progress: progressOf(list, id, source), signal: stop.signal });
        return set(list, id, { state: 'there', ref });
      } catch (error) {
        if (!(error instanceof Refused || error instanceof Unanswered)) throw error;
        if (stop.signal.aborted) return;
        if (error instanceof Refused && !passing.has(error.code)) return set(list, id, { state: 'refused', problem: refusal(error.code) });
        if (!(await isReadable(source))) return set(list, id, { state: 'lost', source: null });
        if (error instanceof Refused) await signInAgain();
        set(list, id, { state: 'waiting' });
      }
      await new Promise<void>((resolve) => {
        mine.wake = resolve;
        setTimeout(resolve, pause);
        stop.signal.addEventListener('abort', () => resolve());
      });
    }
  } finally {
    if (going.get(id) === mine) going.delete(id);
  }
}

function progressOf(list: Attachments, id: string, source: File): (sent: number) => void {
  let samples: { at: number; sent: number }[] = [];
  let shown = 0;
  return (sent) => {
    const at = Date.now();
    if (at - shown < shownEvery && sent < source.size) return;
    shown = at;
    // What had arrived before, or has to be sent again, is no speed.
    if (sent < (samples.at(-1)?.sent ?? 0)) samples = [];
    samples = [...samples.filter((s) => at - s.at <= rateOver), { at, sent }];
    const [first] = samples;
    const rate = at - first!.at < 800 ? 0 : ((sent - first!.sent) / (at - first!.at)) * 1_000;
    set(list, id, { sent, rate });
  };
}

/** A file that was moved or changed since it was chosen can not be read any more. */
const isReadable = (file: File) =>
  file
    .slice(0, 1)
    .arrayBuffer()
    .then(
      () => true,
      () => false,
    );
