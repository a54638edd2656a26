/** Looks through flares for `viewing.ts`, of which it asks for their pieces as it goes. */
import { once } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import { compare, type ReadSpan, search, timeline } from '@fairlead/flare-kit/looking';
import type { Job, Piece } from './viewing.ts';

/** Reads a pack that lies elsewhere; one piece after the other. */
const readerOf =
  (pack: number): ReadSpan =>
  async (from, to) => {
    parentPort!.postMessage({ pack, from, to } satisfies Piece);
    const [bytes] = (await once(parentPort!, 'message')) as [Uint8Array];
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  };

const job = workerData as Job;

function done(): Promise<unknown> {
  switch (job.is) {
    case 'search':
      return search(job.files, readerOf(0), job.grams, job.sought);
    case 'timeline':
      return timeline(job.files, readerOf(0), job.stretch);
    case 'compare':
      return compare({ files: job.files, read: readerOf(0) }, { files: job.after, read: readerOf(1) });
  }
}

parentPort!.postMessage({ done: await done() });
