/**
 * Bytes on their way in. They wait in a folder of this machine until all are there and undamaged; then it is found out by content
 * what they are, and they are stored once per organization. Memory does not grow with them.
 */
import { createHash, type Hash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FileRef } from '@fairlead/contract';
import type { imageSize as ImageSize } from 'image-size';
import { v7 as uuidv7 } from 'uuid';
import type { Desk } from '../../platform/desk.ts';
import { mostPixels, shownInPlace } from '../../platform/pictures.ts';
import { Refusal } from '../../platform/refusals.ts';
import type { Who } from '../accounts/accounts.ts';
import * as policy from '../policy/policy.ts';
import * as files from './files.ts';

const longestName = 150;
const mib = 1024 * 1024;
/** Enough of a file to tell what it is, bytes. */
const headLength = 64 * 1024;

/**
 * A file name that is safe to show and to save: no path, no control or direction-changing characters (they make `exe.png` of
 * `gnp.exe`), not empty, not endless. The extension survives the cut.
 */
export function safeName(name: string): string {
  const plain = name
    .toWellFormed()
    .replace(/^.*[\\/]/s, '')
    // eslint-disable-next-line no-control-regex
    .replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g, '')
    .normalize('NFC')
    .replace(/^[.\s]+/, '')
    .trimEnd();
  if (plain === '') return 'file';
  if (plain.length <= longestName) return plain;
  const extension = /\.[\w-]{1,12}$/.exec(plain)?.[0] ?? '';
  return (
    plain
      .slice(0, longestName - extension.length)
      .toWellFormed()
      .trimEnd() + extension
  );
}

/** Where bytes wait until all of them are there. */
export const stagingOf = (desk: Desk) => join(desk.config.dataDir, 'uploads');

/** What the policy and this machine's owner both allow, bytes. */
export async function largestFile(desk: Desk): Promise<number> {
  return Math.min(desk.config.largestFile, (await policy.inForce(desk.db.reader)).document.files.largest_mb * 1_000_000);
}

/** Throws `disk_full` where that many bytes would leave the database without room to go on. */
export async function mustHaveRoom(desk: Desk, bytes: number): Promise<void> {
  await mkdir(stagingOf(desk), { recursive: true });
  const { bavail, bsize } = await statfs(stagingOf(desk));
  if (bavail * bsize < bytes + desk.config.diskReserve) throw new Refusal('disk_full');
}

/** What passing bytes are: their sum, their beginning, and, of text, where its lines end. */
export interface Reading {
  bytes: number;
  hash: Hash;
  head: Buffer;
  last: number | undefined;
  /** How many lines have ended after each MiB; empty unless it looks like text. */
  lines: number[];
}

export const newReading = (): Reading => ({ bytes: 0, hash: createHash('sha256'), head: Buffer.alloc(0), last: undefined, lines: [] });

/** Reads what passes, and passes it on. Throws `too_large` past `most` bytes. */
export async function* reading(into: Reading, source: AsyncIterable<Buffer>, most = Infinity): AsyncGenerator<Buffer> {
  for await (const chunk of source) {
    if (into.bytes + chunk.length > most) throw new Refusal('too_large');
    into.hash.update(chunk);
    if (into.head.length < headLength) into.head = Buffer.concat([into.head, chunk.subarray(0, headLength - into.head.length)]);
    if (looksLikeText(into.head)) countLines(into, chunk);
    into.bytes += chunk.length;
    into.last = chunk.at(-1) ?? into.last;
    yield chunk;
  }
}

const textHeads = new WeakMap<Buffer, boolean>();

function looksLikeText(head: Buffer): boolean {
  let is = textHeads.get(head);
  if (is === undefined) textHeads.set(head, (is = decodes(head)));
  return is;
}

function decodes(head: Buffer): boolean {
  if (head.includes(0)) return false;
  try {
    // A character cut in two at the end of the head is not an error.
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
    return true;
  } catch {
    return false;
  }
}

function countLines(into: Reading, chunk: Buffer): void {
  for (let at = 0; at < chunk.length;) {
    const block = Math.floor((into.bytes + at) / mib);
    const end = Math.min(chunk.length, (block + 1) * mib - into.bytes);
    let ended = 0;
    for (let i = at; i < end; i++) if (chunk[i] === 10) ended++;
    into.lines[block] = (into.lines[block] ?? into.lines[block - 1] ?? 0) + ended;
    at = end;
  }
}

/** A whole file of this machine that nobody needs afterwards. */
export interface Staged {
  path: string;
  read: Reading;
}

/** Streams bytes into the staging folder. Throws `too_large`, `disk_full`, or `malformed` when their sender goes away, and leaves nothing behind. */
export async function stage(desk: Desk, source: Readable, most: number): Promise<Staged> {
  await mustHaveRoom(desk, 0);
  const path = join(stagingOf(desk), `${randomUUID()}.part`);
  const read = newReading();
  try {
    await pipeline(source, (bytes: AsyncIterable<Buffer>) => reading(read, bytes, most), createWriteStream(path));
  } catch (error) {
    await rm(path, { force: true });
    throw asRefusal(error);
  }
  return { path, read };
}

/** The failures of a stream that are answers. */
export function asRefusal(error: unknown): unknown {
  const { code } = error as { code?: string };
  if (code === 'ENOSPC' || code === 'EDQUOT') return new Refusal('disk_full');
  if (code === 'ERR_STREAM_PREMATURE_CLOSE' || code === 'ECONNRESET') return new Refusal('malformed');
  return error;
}

/** Reads a file that is staged already, after what was known of its pieces was lost. */
export async function readAgain(path: string): Promise<Staged> {
  const read = newReading();
  for await (const _ of reading(read, createReadStream(path, { highWaterMark: mib }) as AsyncIterable<Buffer>));
  return { path, read };
}

export interface Arriving {
  id: string;
  /** Null for a member's file whose request does not exist yet. */
  thread: string | null;
  organization: string;
  name: string;
  /** Of the bytes as their sender has them. */
  sha256: string | undefined;
}

/**
 * Puts a staged file on record. The same bytes of the same organization are stored once; a repeat answers with the same file.
 * Throws `file_damaged` when they are not the bytes that were sent.
 */
export async function takeIn(desk: Desk, who: Who, arriving: Arriving, { path, read }: Staged): Promise<FileRef> {
  const sha256 = read.hash.copy().digest();
  if (arriving.sha256 && arriving.sha256 !== sha256.toString('hex')) {
    await rm(path, { force: true });
    throw new Refusal('file_damaged');
  }
  const file = { ...arriving, name: safeName(arriving.name) };
  const bytes = { organization: arriving.organization, sha256 };
  let ref = await desk.db.transaction((tx) => files.recordKnown(tx, who, file, bytes));
  if (!ref) {
    const what = await whatItIs(read);
    const blob = uuidv7();
    await desk.db.transaction((tx) => files.expect(tx, blob, arriving.organization, { ...what, bytes: read.bytes }));
    await desk.blobs.put(blob, path);
    const state = desk.config.clamd ? 'checking' : 'ready';
    ref = await desk.db
      .transaction(async (tx) => {
        await files.arrived(tx, blob, { state, sha256 });
        return files.recordKnown(tx, who, file, bytes);
      })
      .catch(async (error: unknown) => {
        if (!files.isStoredAlready(error)) throw error;
        // The same bytes came by another way meanwhile; this copy is swept.
        await desk.db.transaction((tx) => files.doomUnfinished(tx, blob));
        return desk.db.transaction((tx) => files.recordKnown(tx, who, file, bytes));
      });
  }
  await rm(path, { force: true });
  return ref!;
}

/** What a file is, by its content. */
export async function whatItIs({ bytes, head, last, lines }: Reading) {
  // Loaded with the first file: a desk that has none is smaller without.
  const [{ fileTypeFromBuffer }, { imageSize }] = await Promise.all([import('file-type'), import('image-size')]);
  const found = bytes === 0 ? undefined : await fileTypeFromBuffer(head);
  const text = !found && bytes > 0 && looksLikeText(head);
  const type = found?.mime ?? (text ? 'text/plain' : 'application/octet-stream');
  // A last line that no newline ends is one, too.
  const ended = () => lines.with(-1, lines.at(-1)! + (last === 10 ? 0 : 1));
  return { type, lines: text ? ended() : null, image: shownInPlace.has(type) ? measured(imageSize, head) : null };
}

function measured(imageSize: typeof ImageSize, head: Buffer): { width: number; height: number } | null {
  let size: { width?: number; height?: number };
  try {
    size = imageSize(head);
  } catch {
    return null; // A broken image is a file like any other.
  }
  const { width = 0, height = 0 } = size;
  return width > 0 && height > 0 && width * height <= mostPixels ? { width, height } : null;
}
