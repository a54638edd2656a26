/**
 * What was sent, where the vendor's rules keep it for a time: encrypted (AES-256-GCM) under a key of its own, which stands in the database and
 * the bytes elsewhere. Who looks at one says why, which stays in the thread.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import type { Download } from '@fairlead/contract';
import { sql } from 'kysely';
import type { Desk } from '../../platform/desk.ts';
import { Refusal } from '../../platform/refusals.ts';
import type { StaffWho } from '../accounts/accounts.ts';
import * as threads from '../threads/threads.ts';
import { mustBeReadable, originalOf } from './flares.ts';

/** Of GCM: before the content, and after it. */
const ivLength = 12;
const tagLength = 16;

export interface Original {
  key: Buffer;
  until: Date;
}

/** Puts an encrypted copy of a file into the store; answers what opens it. `folder`: of this machine, for the time. */
export async function keep(desk: Desk, flare: string, file: string, folder: string): Promise<Buffer> {
  const [key, iv] = [randomBytes(32), randomBytes(ivLength)];
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  const sealed = `${folder}/original`;
  const out = createWriteStream(sealed, { mode: 0o600 });
  out.write(iv);
  await pipeline(
    createReadStream(file),
    cipher,
    async function* (content: AsyncIterable<Buffer>) {
      yield* content;
      yield cipher.getAuthTag();
    },
    out,
  );
  await desk.blobs.put(originalOf(flare), sealed);
  return key;
}

/** Opens an original for who may, and notes who and why. Throws `not_allowed`, `not_found` where none is kept. */
export async function open(desk: Desk, who: StaffWho, flare: string, reason: string): Promise<Download> {
  await mustBeReadable(desk.db.reader, who, flare);
  if (who.role !== 'administrator' && who.role !== 'lead') throw new Refusal('not_allowed');
  if (reason === '') throw new Refusal('invalid', [{ path: 'reason', message: 'say why you look at it' }]);
  const { key, name, bytes } = await desk.db.transaction(async (tx) => {
    const [row] = await tx.rows(sql<{ key: Buffer; thread: string; name: string; bytes: number }>`
      select original_key as key, thread_id as thread, name, bytes::float8 as bytes from flares where id = ${flare} and original_until > ${tx.now}`);
    if (!row) throw new Refusal('not_found');
    await threads.append(tx, threads.happened(row.thread, { event: 'original_opened', bundle: row.name, reason, by: who.name }, 'staff'));
    return row;
  });
  const at = (from: number, to: number) => desk.blobs.get(originalOf(flare), { from, to });
  const read = async (from: number, to: number): Promise<Buffer> => {
    const part = await at(from, to);
    if (!part) throw new Refusal('not_found');
    return buffer(part);
  };
  const end = ivLength + bytes;
  const decipher = createDecipheriv('aes-256-gcm', key, await read(0, ivLength)).setAuthTag(await read(end, end + tagLength));
  const sealed = await at(ivLength, end);
  if (!sealed) throw new Refusal('not_found');
  const content = new PassThrough();
  // Who downloads hears of it by a download that breaks off.
  pipeline(sealed, decipher, content).catch((error: unknown) => content.destroy(error as Error));
  return { name, content };
}

/** Destroys what was kept for long enough: its bytes, then what opens them. */
export async function destroyExpired(desk: Desk): Promise<void> {
  const over = await desk.db.reader.rows(
    sql<{ id: string }>`select id from flares where original_until <= ${desk.clock.now()} limit 200`,
    'originals_over',
  );
  for (const { id } of over) {
    await desk.blobs.remove(originalOf(id));
    await desk.db.transaction((tx) => tx.rows(sql`update flares set original_key = null, original_until = null where id = ${id}`));
  }
}
