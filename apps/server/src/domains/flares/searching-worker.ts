/** Looks through one flare for `viewing.ts`. */
import { parentPort, workerData } from 'node:worker_threads';
import { zstdDecompressSync } from 'node:zlib';
import type { PackedFile } from '@fairlead/flare-kit';
import type { Hit } from './viewing.ts';

const mostHits = 300;
const mostPerFile = 50;
const longestText = 300;

const { files, pack, q, regex } = workerData as { files: PackedFile[]; pack: Uint8Array; q: string; regex: boolean };
const pattern = new RegExp(regex ? q : q.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`), 'giu');

const hits: Hit[] = [];
let more = false;
search: for (const { path, blocks } of files) {
  let here = 0;
  for (const { at, packed, line } of blocks) {
    const text = zstdDecompressSync(pack.subarray(at, at + packed)).toString('utf8');
    pattern.lastIndex = 0;
    let counted = 0;
    let number = line;
    for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
      for (let end = text.indexOf('\n', counted); end >= 0 && end < match.index; end = text.indexOf('\n', counted)) {
        counted = end + 1;
        number++;
      }
      const end = text.indexOf('\n', match.index);
      const whole = text.slice(counted, end < 0 ? undefined : end);
      const from = Math.max(0, match.index - counted - 100);
      hits.push({
        path,
        line: number,
        text: whole
          .slice(from, from + longestText)
          .toWellFormed()
          .trim(),
      });
      if (++here >= mostPerFile || hits.length >= mostHits) {
        more = true;
        if (hits.length >= mostHits) break search;
        break;
      }
      // One hit a line.
      pattern.lastIndex = end < 0 ? text.length + 1 : end + 1;
    }
    if (here >= mostPerFile) break;
  }
}
parentPort!.postMessage({ hits, more });
