/** What helps to solve a problem, as files: received, named safely, shown only to those who may see the thread. */
import type { Readable } from 'node:stream';
import type { FileRef } from '@fairlead/contract';
import { fileTypeFromBuffer } from 'file-type';
import { imageSize } from 'image-size';
import { sql } from 'kysely';
import type { Blobs } from '../../platform/blobs.ts';
import type { Reader, Tx } from '../../platform/db.ts';
import { Refusal } from '../../platform/refusals.ts';
import type { Who } from '../accounts/accounts.ts';

/** Images that browsers show and that cannot carry script. */
const shownInPlace = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif']);
/** Larger than this an image is offered as a file: a small file may unpack to gigabytes in the reader's browser. */
const mostPixels = 50_000_000;
const longestName = 150;

export interface Received {
  id: string;
  thread: string;
  name: string;
  type: string;
  bytes: number;
  sha256: Buffer;
  image: { width: number; height: number } | null;
}

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

/** Takes a file's bytes in and finds out, by content, what it is. Writes nothing to the database. */
export async function receive(
  blobs: Blobs,
  file: { id: string; thread: string; name: string },
  stream: Readable,
  most: number,
): Promise<Received> {
  const { bytes, sha256 } = await blobs.put(file.id, stream, most);
  const head = await blobs.head(file.id, 64 * 1024);
  const found = bytes === 0 ? undefined : await fileTypeFromBuffer(head);
  const text = !found && bytes > 0 && looksLikeText(head);
  const type = found?.mime ?? (text ? 'text/plain' : 'application/octet-stream');
  return { ...file, name: safeName(file.name), type, bytes, sha256, image: shownInPlace.has(type) ? measure(head) : null };
}

function looksLikeText(head: Buffer): boolean {
  if (head.includes(0)) return false;
  try {
    // A character cut in two at the end of the head is not an error.
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
    return true;
  } catch {
    return false;
  }
}

function measure(head: Buffer): { width: number; height: number } | null {
  let size: { width?: number; height?: number };
  try {
    size = imageSize(head);
  } catch {
    return null; // A broken image is a file like any other.
  }
  const { width = 0, height = 0 } = size;
  return width > 0 && height > 0 && width * height <= mostPixels ? { width, height } : null;
}

/** Puts a received file on record. A repeat by the same person changes nothing; anybody else's id is refused. */
export async function record(tx: Tx, who: Who, file: Received): Promise<FileRef> {
  await tx.write
    .insertInto('files')
    .values({
      id: file.id,
      thread_id: file.thread,
      name: file.name,
      type: file.type,
      bytes: file.bytes,
      sha256: file.sha256,
      width: file.image?.width,
      height: file.image?.height,
      author_kind: who.kind,
      author_id: who.id,
      at: tx.now,
    })
    .onConflict((c) => c.doNothing())
    .execute();
  return (await cite(tx, who, file.thread, [file.id]))[0]!;
}

interface FileRow {
  id: string;
  name: string;
  type: string;
  bytes: number;
  width: number | null;
  height: number | null;
}

const asRef = (f: FileRow): FileRef => ({
  id: f.id,
  name: f.name,
  type: f.type,
  bytes: f.bytes,
  image: f.width && f.height ? { width: f.width, height: f.height } : null,
});

/** Files that this person sent to this thread and may now attach, in the order asked. Throws `not_found` when one is not theirs. */
export async function cite(reader: Reader, who: Who, thread: string, ids: readonly string[]): Promise<FileRef[]> {
  if (ids.length === 0) return [];
  const rows = await reader.rows(sql<FileRow>`
    select id, name, type, bytes, width, height from files
    where id = any(${ids}::uuid[]) and thread_id = ${thread} and author_kind = ${who.kind} and author_id = ${who.id}`);
  const found = new Map(rows.map((r) => [r.id, asRef(r)]));
  return ids.map((id) => {
    const file = found.get(id);
    if (!file) throw new Refusal('not_found');
    return file;
  });
}

/** Who uploaded an id, if anybody did. */
export async function uploaderOf(reader: Reader, id: string): Promise<string | undefined> {
  return (await reader.read.selectFrom('files').select('author_id').where('id', '=', id).executeTakeFirst())?.author_id;
}

/** A file for somebody who may see it: staff, or the thread's member when they sent it or a public entry shows it. */
export async function forWho(reader: Reader, who: Who, id: string): Promise<FileRef> {
  const mine =
    who.kind === 'member'
      ? sql`and t.member_id = ${who.id} and t.organization_id = ${who.organization}
    and (f.author_kind = 'member' or exists (
      select 1 from entries e where e.thread_id = t.id and e.public_seq is not null and e.kind = 'message'
        and e.body @> jsonb_build_object('files', jsonb_build_array(jsonb_build_object('id', f.id)))))`
      : sql``;
  const [row] = await reader.rows(sql<FileRow>`
    select f.id, f.name, f.type, f.bytes, f.width, f.height from files f join threads t on t.id = f.thread_id where f.id = ${id} ${mine}`);
  if (!row) throw new Refusal('not_found');
  return asRef(row);
}
