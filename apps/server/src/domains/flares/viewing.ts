/** What is read of a flare: its files, lines of one, and lines that fit over all of them. */
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { zstdDecompress } from 'node:zlib';
import type { FlareFile } from '@fairlead/contract';
import type { PackedFile, ReadSpan } from '@fairlead/flare-kit';
import type { Span } from '../../platform/blobs.ts';
import type { Desk } from '../../platform/desk.ts';
import { Refusal } from '../../platform/refusals.ts';
import type { Who } from '../accounts/accounts.ts';
import { indexOf, mustBeReadable, packOf } from './flares.ts';

/** Indexes that were read last: somebody who looks through a flare asks again and again. */
const indexes = new Map<string, PackedFile[]>();
const mostIndexes = 8;

async function filesOf(desk: Desk, who: Who, id: string): Promise<PackedFile[]> {
  await mustBeReadable(desk.db.reader, who, id);
  const known = indexes.get(id);
  if (known) return known;
  const bytes = await desk.blobs.get(indexOf(id));
  if (!bytes) throw new Refusal('not_found');
  const files = JSON.parse((await promisify(zstdDecompress)(await buffer(bytes))).toString('utf8')) as PackedFile[];
  if (indexes.size >= mostIndexes) indexes.delete(indexes.keys().next().value!);
  indexes.set(id, files);
  return files;
}

const spans =
  (desk: Desk, id: string): ReadSpan =>
  async (from, to) => {
    const bytes = await desk.blobs.get(packOf(id), { from, to });
    if (!bytes) throw new Refusal('not_found');
    return buffer(bytes);
  };

export async function list(desk: Desk, who: Who, id: string): Promise<FlareFile[]> {
  const files = await filesOf(desk, who, id);
  return files.map(({ path, bytes, lines, masked }) => ({ path, bytes, lines, masked })).toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

/** Lines of a file, from 1. Throws `not_found`. */
export async function text(desk: Desk, who: Who, id: string, { path, from, count }: { path: string; from: number; count: number }) {
  const file = (await filesOf(desk, who, id)).find((f) => f.path === path);
  if (!file) throw new Refusal('not_found');
  const { readLines } = await import('@fairlead/flare-kit');
  const lines = await readLines(spans(desk, id), file, from, from + count);
  return {
    lines: lines.map((line) => (line.length > longestLine ? `${line.slice(0, longestLine).toWellFormed()}…` : line)),
    total: file.lines,
  };
}

/** Letters of a line that are shown. */
const longestLine = 5_000;

export interface Hit {
  path: string;
  line: number;
  text: string;
}

export interface Found {
  hits: Hit[];
  /** There are more than are shown. */
  more: boolean;
}

/** What the worker is given. */
export interface Sought {
  files: readonly PackedFile[];
  q: string;
  regex: boolean;
}

/** Milliseconds: a pattern that takes longer is one that never ends. */
const patience = 5_000;

/** Looks through all files, in a worker: a pattern may be made to never end. Throws `invalid` for one that cannot be read or takes too long. */
export async function search(desk: Desk, who: Who, id: string, { q, regex }: { q: string; regex: boolean }): Promise<Found> {
  const files = await filesOf(desk, who, id);
  if (q.trim() === '') return { hits: [], more: false };
  const fault = (message: string) => new Refusal('invalid', [{ path: 'q', message }]);
  if (regex)
    try {
      new RegExp(q, 'iu');
    } catch (error) {
      throw fault((error as Error).message);
    }
  const read = spans(desk, id);
  const worker = new Worker(new URL('searching-worker.ts', import.meta.url), {
    workerData: { files, q, regex } satisfies Sought,
    resourceLimits: { maxOldGenerationSizeMb: 256 },
  });
  const timer = setTimeout(() => void worker.terminate(), patience);
  try {
    return await new Promise((resolve, reject) => {
      worker.on('message', (message: Span | Found) => {
        if ('hits' in message) return resolve(message);
        // Piece by piece: a flare may be larger than this process should be.
        read(message.from, message.to).then((bytes) => worker.postMessage(bytes), reject);
      });
      worker.once('error', reject);
      worker.once('exit', () => reject(fault('this pattern takes too long')));
    });
  } finally {
    clearTimeout(timer);
    void worker.terminate();
  }
}
