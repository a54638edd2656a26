/** Looks through one flare for `viewing.ts`, of which it asks for the pieces as it goes. */
import { once } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import { zstdDecompressSync } from 'node:zlib';
import type { Block } from '@fairlead/flare-kit';
import type { Found, Hit, Sought } from './viewing.ts';

const mostHits = 300;
const mostPerFile = 50;
const longestText = 300;
/** Bytes that are asked for at once. */
const piece = 4_000_000;

const { files, q, regex } = workerData as Sought;
const pattern = new RegExp(regex ? q : q.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`), 'giu');

async function bytesOf(from: number, to: number): Promise<Uint8Array> {
  parentPort!.postMessage({ from, to });
  const [bytes] = (await once(parentPort!, 'message')) as [Uint8Array];
  return bytes;
}

/** The texts of blocks, which lie one after the other. */
async function* textsOf(blocks: readonly Block[]): AsyncGenerator<{ text: string; line: number }> {
  let bytes: Uint8Array = new Uint8Array();
  let from = 0;
  for (const [index, { at, packed, line }] of blocks.entries()) {
    if (at + packed > from + bytes.length) {
      let to = at + packed;
      for (const next of blocks.slice(index + 1)) {
        if (next.at + next.packed - at > piece) break;
        to = next.at + next.packed;
      }
      bytes = await bytesOf(at, to);
      from = at;
    }
    yield { text: zstdDecompressSync(bytes.subarray(at - from, at - from + packed)).toString('utf8'), line };
  }
}

/** One hit a line. */
function* hitsIn(text: string, line: number): Generator<Omit<Hit, 'path'>> {
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

async function search(): Promise<Found> {
  const hits: Hit[] = [];
  let more = false;
  for (const { path, blocks } of files) {
    const before = hits.length;
    file: for await (const { text, line } of textsOf(blocks))
      for (const hit of hitsIn(text, line)) {
        if (hits.length === mostHits) return { hits, more: true };
        if (hits.length - before === mostPerFile) {
          more = true;
          break file;
        }
        hits.push({ path, ...hit });
      }
  }
  return { hits, more };
}

parentPort!.postMessage(await search());
