/** A cleaned bundle as an archive again, to be sent or looked at. */
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { pack } from 'tar-stream';
import { type PackedFile, readBlock, type ReadSpan } from './pack.ts';

/** The same files make the same archive, so that one that was cut off goes on. */
const noTime = new Date(0);

/** Writes a tar.gz of the clean files. */
export async function writeArchive(files: readonly PackedFile[], read: ReadSpan, to: string): Promise<void> {
  const tar = pack();
  const fill = async () => {
    for (const file of files) {
      const entry = tar.entry({ name: file.path, size: file.bytes, mode: 0o600, mtime: noTime });
      const written = new Promise<void>((resolve, reject) => entry.once('finish', () => resolve()).once('error', reject));
      for (const block of file.blocks) entry.write(Buffer.from(await readBlock(read, block)));
      entry.end(undefined);
      await written;
    }
    tar.finalize();
  };
  await Promise.all([fill(), pipeline(tar, createGzip(), createWriteStream(to, { mode: 0o600 }))]);
}
