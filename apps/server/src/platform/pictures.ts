/**
 * Re-encodes pictures for showing: without metadata, no larger than a screen, and in a process of its own, so that a file made to
 * harm a decoder harms only that, and its memory is given back.
 */
import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';

const worker = fileURLToPath(new URL('picture-worker.ts', import.meta.url));
const patience = 30_000;

/** Images that browsers show and that cannot carry script. */
export const shownInPlace: ReadonlySet<string> = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif']);
/** Larger than this an image is offered as a file: a small file may unpack to gigabytes. */
export const mostPixels = 50_000_000;
export const previewType = 'image/webp';

/** Writes the preview of a picture to a file. Throws when it is not one after all, or takes too long. */
export async function preview(picture: Readable, to: string): Promise<void> {
  const child = spawn(process.execPath, [worker, String(mostPixels)], { stdio: ['pipe', 'pipe', 'pipe'], timeout: patience, env: {} });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint = (complaint + text).slice(-300)));
  const ended = new Promise<void>((resolve, reject) =>
    child.once('error', reject).once('close', (code) => (code === 0 ? resolve() : reject(new Error(`no preview: ${complaint.trim()}`)))),
  );
  // A worker that has seen enough closes its input; how it ended says the rest.
  const fed = pipeline(picture, child.stdin).catch(() => undefined);
  await Promise.all([fed, pipeline(child.stdout, createWriteStream(to)), ended]);
}
