/** What is read of a flare: its files, lines of one, and lines that fit over all of them. */
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { zstdDecompress } from 'node:zlib';
import type { FlareFile } from '@fairlead/contract';
import type { Comparison, Found, PackedFile, ReadSpan, Sought, Stretch, Timeline } from '@fairlead/flare-kit/looking';
import type { Span } from '../../platform/blobs.ts';
import type { Desk } from '../../platform/desk.ts';
import { Refusal } from '../../platform/refusals.ts';
import type { Who } from '../accounts/accounts.ts';
import { gramsOf, indexOf, minutesOf, mustBeReadable, packOf } from './flares.ts';

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
  const read = spans(desk, id);
  // JSON that was written for machines has all in a line or two.
  const isDense = path.endsWith('.json') && file.lines < 4 && file.bytes > 200 && file.bytes < largestFormatted;
  const formatted = isDense ? inLines((await readLines(read, file, 1, file.lines + 1)).join('\n')) : null;
  const lines = formatted?.slice(from - 1, from - 1 + count) ?? (await readLines(read, file, from, from + count));
  return {
    lines: lines.map((line) => (line.length > longestLine ? `${line.slice(0, longestLine).toWellFormed()}…` : line)),
    total: formatted?.length ?? file.lines,
    formatted: formatted !== null,
  };
}

/** Bytes. */
const largestFormatted = 2_000_000;

function inLines(json: string): string[] | null {
  try {
    return JSON.stringify(JSON.parse(json), null, 2).split('\n');
  } catch {
    return null;
  }
}

/** Letters of a line that are shown. */
const longestLine = 5_000;

/** What the worker is given, and answers with. */
export type Job =
  | { is: 'search'; files: readonly PackedFile[]; grams: Uint8Array | null; sought: Sought }
  | { is: 'timeline'; files: readonly PackedFile[]; stretch: Stretch }
  | { is: 'compare'; files: readonly PackedFile[]; after: readonly PackedFile[] };

/** `wanted`: a piece of a pack; `pack`: the how manieth of those that it looks through. */
export type Answer = ({ is: 'wanted'; pack: number } & Span) | { is: 'done'; done: unknown };

/** Milliseconds: a pattern that takes longer is one that never ends. */
const patience = 5_000;

/** A worker that waits for the next who looks: to begin one takes longer than most searches. */
let spare: Worker | undefined;

function takeWorker(): Worker {
  const worker = spare ?? new Worker(new URL('looking-worker.ts', import.meta.url), { resourceLimits: { maxOldGenerationSizeMb: 256 } });
  spare = undefined;
  worker.ref();
  return worker;
}

/** Workers at a time: each may take a core and a quarter of a gigabyte. */
const mostWorkers = 2;
let working = 0;
const waiting: (() => void)[] = [];

/** Does a job in a worker, when its turn comes. Throws `TooLong`. */
async function look<Done>(desk: Desk, packs: readonly string[], job: Job, most = patience): Promise<Done> {
  if (working >= mostWorkers) await new Promise<void>((resolve) => waiting.push(resolve));
  else working++;
  try {
    return await lookNow<Done>(desk, packs, job, most);
  } finally {
    const next = waiting.shift();
    if (next) next();
    else working--;
  }
}

async function lookNow<Done>(desk: Desk, packs: readonly string[], job: Job, most: number): Promise<Done> {
  const reads = packs.map((id) => spans(desk, id));
  const worker = takeWorker();
  const timer = setTimeout(() => void worker.terminate(), most);
  let isWell = false;
  try {
    const done = await new Promise<unknown>((resolve, reject) => {
      worker.on('message', (answer: Answer) => {
        if (answer.is === 'done') return resolve(answer.done);
        // Piece by piece: a flare may be larger than this process should be.
        reads[answer.pack]!(answer.from, answer.to).then((bytes) => worker.postMessage(bytes), reject);
      });
      worker.once('error', reject);
      worker.once('exit', () => reject(new TooLong()));
      worker.postMessage(job);
    });
    isWell = true;
    return done as Done;
  } finally {
    clearTimeout(timer);
    for (const event of ['message', 'error', 'exit']) worker.removeAllListeners(event);
    if (isWell && !spare) {
      spare = worker;
      // It keeps nobody from ending.
      worker.unref();
      worker.once('exit', () => (spare = spare === worker ? undefined : spare));
    } else void worker.terminate();
  }
}

class TooLong extends Error {}

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
  try {
    return await look(desk, [id], { is: 'search', files, grams: await tablesOf(desk, id), sought: { q, regex } });
  } catch (error) {
    throw error instanceof TooLong ? fault('this pattern takes too long') : error;
  }
}

/** The tables by which it is searched; null for a flare that has none. */
async function tablesOf(desk: Desk, id: string): Promise<Uint8Array | null> {
  const bytes = await desk.blobs.get(gramsOf(id));
  return bytes ? buffer(bytes) : null;
}

/** Steps of a plot, at most. */
const mostSteps = 180;
const linesOfTimeline = 300;

export interface StretchAsked {
  /** Milliseconds since 1970; `to` is not in it. */
  from: number;
  to: number;
  least: Stretch['least'];
  skip: number;
}

/** Logs of a flare, merged: how many lines there are of which level over a stretch of time, and the first of them. */
export async function logs(desk: Desk, who: Who, id: string, { from, to, least, skip }: StretchAsked) {
  const files = await filesOf(desk, who, id);
  const { stepsOf } = await import('@fairlead/flare-kit/looking');
  const { minutes, arrived } = await minutesOf(desk.db.reader, id);
  const { steps, minutes: length } = stepsOf(minutes, { from, to }, mostSteps);
  const stretch = { from, to, least, skip, count: linesOfTimeline, arrived };
  const { lines, more } = await look<Timeline>(desk, [id], { is: 'timeline', files, stretch }, comparingPatience);
  return { steps, minutes: length, lines, more };
}

const comparingPatience = 30_000;

/** What is otherwise in a flare than in another, which was there before. Both must be readable. */
export async function differences(desk: Desk, who: Who, id: string, before: string): Promise<Comparison> {
  const after = await filesOf(desk, who, id);
  if (before === '') throw new Refusal('invalid', [{ path: 'before', message: 'say which flare was there before' }]);
  const files = await filesOf(desk, who, before);
  return look(desk, [before, id], { is: 'compare', files, after }, comparingPatience);
}
