/** Where files' bytes are: a folder, each file under its id. Written whole before anything in the database speaks of it. */
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Refusal } from './refusals.ts';

export interface Blobs {
  /** Streams bytes in; memory does not grow with them. Throws `too_large` past `most` bytes and leaves nothing behind. */
  put(id: string, bytes: Readable, most: number): Promise<{ bytes: number; sha256: Buffer }>;
  get(id: string): Promise<{ stream: Readable; bytes: number } | undefined>;
  /** The first `count` bytes, enough to tell what it is. */
  head(id: string, count: number): Promise<Buffer>;
  remove(id: string): Promise<void>;
}

export function folderBlobs(folder: string): Blobs {
  // The last characters of a UUIDv7 are random; its first would put a day's files into one folder.
  const place = (id: string) => join(folder, id.slice(-2), id);
  return {
    async put(id, bytes, most) {
      const target = place(id);
      const part = `${target}.${randomUUID()}.part`;
      await mkdir(join(folder, id.slice(-2)), { recursive: true });
      const hash = createHash('sha256');
      let count = 0;
      try {
        await pipeline(
          bytes,
          async function* (source: AsyncIterable<Buffer>) {
            for await (const chunk of source) {
              count += chunk.length;
              if (count > most) throw new Refusal('too_large');
              hash.update(chunk);
              yield chunk;
            }
          },
          createWriteStream(part, { flush: true }),
        );
        await rename(part, target);
      } catch (error) {
        await rm(part, { force: true });
        throw error;
      }
      return { bytes: count, sha256: hash.digest() };
    },
    async get(id) {
      const found = await stat(place(id)).catch(() => undefined);
      return found && { stream: createReadStream(place(id)), bytes: found.size };
    },
    async head(id, count) {
      const file = await open(place(id));
      try {
        const { buffer, bytesRead } = await file.read(Buffer.alloc(count), 0, count, 0);
        return buffer.subarray(0, bytesRead);
      } finally {
        await file.close();
      }
    },
    remove: (id) => rm(place(id), { force: true }),
  };
}
