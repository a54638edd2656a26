/**
 * A cleaned bundle as it is kept: one file of blocks, each packed alone (zstd), so that any piece of any member is read without the others;
 * and an index that says what is where.
 */
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { promisify } from 'node:util';
import { zstdCompress, zstdDecompress, zstdDecompressSync } from 'node:zlib';

export interface Block {
  /** In the pack, bytes. */
  at: number;
  packed: number;
  /** Number of its first line in the member, from 1. */
  line: number;
  lines: number;
  /** The earliest and the latest instant of its lines, milliseconds; null where none has one. */
  time: [number, number] | null;
  /** Lines that say when, and of those errors and warnings. */
  timed: number;
  errors: number;
  warnings: number;
}

export interface PackedFile {
  path: string;
  /** Of the clean text, bytes. */
  bytes: number;
  lines: number;
  masked: number;
  blocks: Block[];
}

/** Reads bytes `from` to before `to` of a pack. */
export type ReadSpan = (from: number, to: number) => Promise<Buffer>;

const compress = promisify(zstdCompress);
export const decompress = promisify(zstdDecompress);

export interface Packed {
  at: number;
  packed: number;
}

export interface PackWriter {
  /** Adds a block's text, or a block as another pack has it; says where it stands once it does. Answers when there is room for the next. */
  add(block: { text: Uint8Array } | { packed: Uint8Array }, stands: (where: Packed) => void): Promise<void>;
  end(): Promise<void>;
}

/** Blocks that are packed at a time: while they are, the next are read. */
const mostUnderWay = 4;

export function writePack(path: string): PackWriter {
  const out = createWriteStream(path, { mode: 0o600 });
  let at = 0;
  const underWay: Promise<void>[] = [];
  let last: Promise<void> = Promise.resolve();
  const write = async (before: Promise<void>, packing: Promise<Uint8Array>, stands: (where: Packed) => void) => {
    const bytes = await packing;
    await before;
    stands({ at, packed: bytes.length });
    at += bytes.length;
    if (!out.write(bytes)) await once(out, 'drain');
  };
  return {
    async add(block, stands) {
      last = write(last, 'packed' in block ? Promise.resolve(block.packed) : compress(block.text), stands);
      // It is heard of when its turn comes, or at the end.
      last.catch(() => undefined);
      underWay.push(last);
      if (underWay.length > mostUnderWay) await underWay.shift();
    },
    async end() {
      await last;
      out.end();
      await finished(out);
    },
  };
}

export const readBlock = async (read: ReadSpan, { at, packed }: Pick<Block, 'at' | 'packed'>): Promise<string> =>
  (await decompress(await read(at, at + packed))).toString('utf8');

/** Bytes that are read at once. */
const longestRun = 4_000_000;

/** Texts of blocks in their order; those that lie beside each other are read together. For a worker: it waits for nothing but reading. */
export async function* textsOf(read: ReadSpan, blocks: readonly Block[]): AsyncGenerator<{ block: Block; text: string }> {
  for (let first = 0; first < blocks.length;) {
    const begin = blocks[first]!.at;
    let end = begin;
    let next = first;
    for (; next < blocks.length; next++) {
      const { at, packed } = blocks[next]!;
      if (at !== end || (next > first && at + packed - begin > longestRun)) break;
      end = at + packed;
    }
    const run = await read(begin, end);
    for (const block of blocks.slice(first, next)) {
      const bytes = zstdDecompressSync(run.subarray(block.at - begin, block.at - begin + block.packed));
      yield { block, text: bytes.toString('utf8') };
    }
    first = next;
  }
}

/** Lines `from` to before `to` of a member, from 1. */
export async function readLines(read: ReadSpan, file: PackedFile, from: number, to: number): Promise<string[]> {
  const lines: string[] = [];
  for (const block of file.blocks) {
    if (block.line + block.lines <= from || block.line >= to) continue;
    const all = linesOf(await readBlock(read, block));
    lines.push(...all.slice(Math.max(0, from - block.line), to - block.line));
  }
  return lines;
}

/** A block's lines; the end of its last begins no other. */
export function linesOf(text: string): string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
}

/** All of a member, or its first `most` letters. */
export async function readFileText(read: ReadSpan, file: PackedFile, most = Infinity): Promise<string> {
  let text = '';
  for (const block of file.blocks) {
    if (text.length >= most) break;
    text += await readBlock(read, block);
  }
  return text.slice(0, most);
}
