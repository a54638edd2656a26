/** Looks through flares for `viewing.ts`, one job after the other; of the flares it asks for pieces as it goes. */
import { once } from 'node:events';
import { parentPort } from 'node:worker_threads';
import { compare, type ReadSpan, search, timeline } from '@fairlead/flare-kit/looking';
import type { Answer, Job } from './viewing.ts';

const port = parentPort!;
const say = (answer: Answer) => port.postMessage(answer);

/** Reads a pack that lies elsewhere; one piece after the other. */
const readerOf =
  (pack: number): ReadSpan =>
  async (from, to) => {
    say({ is: 'wanted', pack, from, to });
    const [bytes] = (await once(port, 'message')) as [Uint8Array];
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  };

function done(job: Job): Promise<unknown> {
  switch (job.is) {
    case 'search':
      return search(job.files, readerOf(0), job.grams, job.sought);
    case 'timeline':
      return timeline(job.files, readerOf(0), job.stretch);
    case 'compare':
      return compare({ files: job.files, read: readerOf(0) }, { files: job.after, read: readerOf(1) });
  }
}

for (;;) {
  const [job] = (await once(port, 'message')) as [Job];
  say({ is: 'done', done: await done(job) });
}
