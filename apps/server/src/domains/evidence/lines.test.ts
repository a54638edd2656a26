import { Readable } from 'node:stream';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Blobs } from '../../platform/blobs.ts';
import { newReading, reading } from './intake.ts';
import { lines, matches, type Text, totalLines } from './lines.ts';

/** A text that is stored in pieces of any size, as its bytes come from a disk or a network. */
async function stored(content: string, piece = 64 * 1024): Promise<{ blobs: Blobs; text: Text; read: () => number }> {
  const all = Buffer.from(content);
  const into = newReading();
  const chunks = (bytes: Buffer) =>
    Array.from({ length: Math.ceil(bytes.length / piece) }, (_, i) => bytes.subarray(i * piece, (i + 1) * piece));
  for await (const _ of reading(into, Readable.from(chunks(all))));
  const ended = into.last === 10 ? into.lines : into.lines.with(-1, (into.lines.at(-1) ?? 0) + 1);
  let bytesRead = 0;
  const blobs = {
    get: (_: string, span?: { from: number; to: number }) =>
      Promise.resolve(
        Readable.from(
          (function* () {
            for (const chunk of chunks(all.subarray(span!.from, span!.to))) {
              bytesRead += chunk.length;
              yield chunk;
            }
          })(),
        ),
      ),
  } as unknown as Blobs;
  return { blobs, text: { blob: '', bytes: all.length, linesByMib: ended }, read: () => bytesRead };
}

const plain = async (content: string, from: number, count: number, piece?: number) => {
  const { blobs, text } = await stored(content, piece);
  return (await lines(blobs, text, from, count)).lines.map((l) => l.text);
};

test('lines are those of the text, wherever one begins and however its bytes come', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.string({ unit: fc.constantFrom('a', '한', '\t', 'Z'), maxLength: 30 }), { minLength: 1, maxLength: 60 }),
      fc.nat(70),
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 50 }),
      fc.boolean(),
      async (content, from, count, piece, ended) => {
        const all = content.join('\n') + (ended ? '\n' : '');
        const wanted = all.split('\n');
        if (wanted.at(-1) === '') wanted.pop();
        if (all === '') return;
        expect(await plain(all, from, count, piece)).toEqual(wanted.slice(from, from + count));
      },
    ),
    { numRuns: 200 },
  );
});

test('the last lines of a text of many megabytes are found without reading what comes before', async () => {
  const { blobs, text, read } = await stored(Array.from({ length: 300_000 }, (_, i) => `line ${i} of a log`).join('\n'));
  const end = await lines(blobs, text, -3, 10);
  expect(end).toEqual({
    total: 300_000,
    from: 299_997,
    lines: [299_997, 299_998, 299_999].map((i) => ({ text: `line ${i} of a log`, cut: false })),
  });
  expect(read()).toBeLessThan(2 * 1024 * 1024);
  expect((await lines(blobs, text, 150_000, 1)).lines).toEqual([{ text: 'line 150000 of a log', cut: false }]);
});

test('a line without end is cut, and what lies behind it is found without reading all of it', async () => {
  const { blobs, text, read } = await stored(`first\n${'x'.repeat(20 * 1024 * 1024)}\nlast`);
  expect(totalLines(text)).toBe(3);
  const all = await lines(blobs, text, 0, 10);
  expect(all.lines.map((l) => [l.text.length, l.cut])).toEqual([
    [5, false],
    [2_000, true],
    [4, false],
  ]);
  expect(read()).toBeLessThan(6 * 1024 * 1024);
});

test('a search finds a text whatever its case, says where in the line it stands, and goes on where it stopped', async () => {
  const { blobs, text } = await stored(Array.from({ length: 5_000 }, (_, i) => (i % 2 ? `ok ${i}` : `[x] Error ${i}`)).join('\n'));
  const first = await matches(blobs, text, 'ERROR', 0);
  expect(first.matches).toHaveLength(1_000);
  expect(first.matches[1]).toEqual({ line: 2, text: '[x] Error 2', at: 4 });
  const second = await matches(blobs, text, 'error', first.next!);
  expect(second.matches[0]!.line).toBe(first.matches.at(-1)!.line + 2);
  expect(await matches(blobs, text, 'nothing', 0)).toEqual({ matches: [], next: null });
});
