/** Where files' bytes are: each under an id, whole or not at all, in a folder or in a store that speaks S3. */
import { createReadStream } from 'node:fs';
import { link, mkdir, open, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';

/** Bytes `from` to before `to`. */
export interface Span {
  from: number;
  to: number;
}

export interface Blobs {
  /** Stores a copy of a file of this machine, which stays. May be repeated. */
  put(id: string, path: string): Promise<void>;
  /** Undefined where there is none. */
  get(id: string, span?: Span): Promise<Readable | undefined>;
  has(id: string): Promise<boolean>;
  /** Removes it where there is one. */
  remove(id: string): Promise<void>;
}

/** A folder of this machine. What is put comes from the same file system: both names then stand for the same bytes. */
export function folderBlobs(folder: string): Blobs {
  // The last characters of a UUIDv7 are random; its first would put a day's files into one folder.
  const place = (id: string) => join(folder, id.slice(-2), id);
  return {
    async put(id, path) {
      await mkdir(dirname(place(id)), { recursive: true });
      await flush(path);
      await link(path, place(id)).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'EEXIST') throw error;
      });
      await flush(dirname(place(id)));
    },
    async get(id, span) {
      const found = await stat(place(id)).catch(() => undefined);
      return found && createReadStream(place(id), span ? { start: span.from, end: span.to - 1 } : {});
    },
    has: async (id) => (await stat(place(id)).catch(() => undefined)) !== undefined,
    remove: (id) => rm(place(id), { force: true }),
  };
}

/** What is stored survives the machine's own end. */
async function flush(path: string): Promise<void> {
  const file = await open(path);
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
