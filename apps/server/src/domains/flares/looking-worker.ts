/** Looks through flares for `viewing.ts`, of which it asks for their pieces as it goes. */
import { once } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import { zstdDecompressSync } from 'node:zlib';
import { compare, type PackedFile, type ReadSpan, timeline } from '@fairlead/flare-kit';
import type { Found, Hit, Job, Piece } from './viewing.ts';

const mostHits = 300;
const mostPerFile = 50;
const longestText = 300;
/** Bytes that are asked for at once. */
const pieceLength = 4_000_000;

/** Reads a pack that lies elsewhere, some pieces ahead. */
function readerOf(pack: number, files: readonly PackedFile[]): ReadSpan {
  const end = Math.max(0, ...files.flatMap(({ blocks }) => blocks.slice(-1).map((last) => last.at + last.packed)));
  let bytes: Uint8Array = new Uint8Array();
  let begin = 0;
  return async (from, to) => {
    if (from < begin || to > begin + bytes.length) {
      const piece: Piece = { pack, from, to: Math.max(to, Math.min(end, from + pieceLength)) };
      parentPort!.postMessage(piece);
      [bytes] = (await once(parentPort!, 'message')) as [Uint8Array];
      begin = from;
    }
    return Buffer.from(bytes.buffer, bytes.byteOffset + from - begin, to - from);
  };
}

/** One hit a line. */
function* hitsIn(pattern: RegExp, text: string, line: number): Generator<Omit<Hit, 'path'>> {
  let lineStart = 0;
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    for (let end = text.indexOf('\n', lineStart); end >= 0 && end < match.index; end = text.indexOf('\n', lineStart)) {
      lineStart = end + 1;
      line++;
    }
    const end = text.indexOf('\n', match.index);
    const from = Math.max(0, match.index - lineStart - 100);
    const whole = text.slice(lineStart, end < 0 ? undefined : end);
    yield {
      line,
      text: whole
        .slice(from, from + longestText)
        .toWellFormed()
        .trim(),
    };
    if (end < 0) return;
    pattern.lastIndex = end + 1;
  }
}

async function search({ files, q, regex }: Extract<Job, { is: 'search' }>): Promise<Found> {
  const pattern = new RegExp(regex ? q : q.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`), 'giu');
  const read = readerOf(0, files);
  const hits: Hit[] = [];
  let more = false;
  for (const { path, blocks } of files) {
    const before = hits.length;
    file: for (const { at, packed, line } of blocks) {
      const text = zstdDecompressSync(await read(at, at + packed)).toString('utf8');
      for (const hit of hitsIn(pattern, text, line)) {
        if (hits.length === mostHits) return { hits, more: true };
        if (hits.length - before === mostPerFile) {
          more = true;
          break file;
        }
        hits.push({ path, ...hit });
      }
    }
  }
  return { hits, more };
}

const job = workerData as Job;

function done(): Promise<unknown> {
  switch (job.is) {
    case 'search':
      return search(job);
    case 'timeline':
      return timeline(job.files, readerOf(0, job.files), job.stretch);
    case 'compare':
      return compare({ files: job.files, read: readerOf(0, job.files) }, { files: job.after, read: readerOf(1, job.after) });
  }
}

parentPort!.postMessage({ done: await done() });
