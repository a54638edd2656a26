/**
 * Reads a mail's source, in a worker: what came from anywhere may take the reader's memory or time, and must not take the desk's. One at
 * a time, so that a mail that breaks the worker is known.
 */
import { Worker } from 'node:worker_threads';
import type { ReadMail } from './letter.ts';

/** A mail that breaks its reader would do so again. */
export class Unreadable extends Error {}

/** Milliseconds; the largest take a few seconds. */
const patience = 60_000;
/** Megabytes: of what lives long, and of what does not; a small nursery is emptied often, and the reader stays small. */
const mostMemory = 384;
const nursery = 8;

interface Asked {
  source: string | Buffer;
  folder: string;
  resolve: (mail: ReadMail) => void;
  reject: (error: Error) => void;
}

const waiting: Asked[] = [];
let worker: Worker | undefined;
let current: Asked | undefined;
let timer: NodeJS.Timeout | undefined;

/** Reads a mail, from a file or as it is; its attachments are written into a folder, which is made for the first. Throws `Unreadable`. */
export function readMail(source: string | Buffer, folder: string): Promise<ReadMail> {
  return new Promise((resolve, reject) => {
    waiting.push({ source, folder, resolve, reject });
    next();
  });
}

function next(): void {
  if (current || waiting.length === 0) return;
  current = waiting.shift()!;
  worker ??= start();
  worker.ref();
  timer = setTimeout(() => {
    void worker?.terminate();
    ended(new Unreadable('it took too long to read'));
  }, patience);
  worker.postMessage({ source: current.source, folder: current.folder });
}

function start(): Worker {
  const made = new Worker(new URL('reading-worker.ts', import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: mostMemory, maxYoungGenerationSizeMb: nursery },
  });
  made.on('message', (answer: { mail: ReadMail } | { unreadable: string }) =>
    settle((asked) => ('mail' in answer ? asked.resolve(answer.mail) : asked.reject(new Unreadable(answer.unreadable)))),
  );
  made.on('error', (error) => ended(new Unreadable(error.message)));
  made.on('exit', () => {
    if (worker === made) ended(new Unreadable('it took more memory than there is'));
  });
  return made;
}

function ended(why: Unreadable): void {
  worker = undefined;
  settle((asked) => asked.reject(why));
}

function settle(answer: (asked: Asked) => void): void {
  clearTimeout(timer);
  const asked = current;
  current = undefined;
  // An idle reader keeps no process alive.
  worker?.unref();
  if (asked) answer(asked);
  next();
}
