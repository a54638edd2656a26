/**
 * A cleaned bundle as it is kept: one file of blocks, each packed alone (zstd), so that any piece of any member is read without the others;
 * and an index that says what is where.
 */
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { promisify } from 'node:util';
import { zstdCompress, zstdDecompress } from 'node:zlib';

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
const decompress = promisify(zstdDecompress);

export interface PackWriter {
  /** Answers where it stands. */
  add(text: string): Promise<{ at: number; packed: number; bytes: number }>;
  end(): Promise<void>;
}

export function writePack(path: string): PackWriter {
  const out = createWriteStream(path, { mode: 0o600 });
  let at = 0;
  return {
    async add(text) {
      const bytes = Buffer.from(text);
      const packed = await compress(bytes);
      const where = { at, packed: packed.length, bytes: bytes.length };
      at += packed.length;
      if (!out.write(packed)) await once(out, 'drain');
      return where;
    },
    async end() {
      out.end();
      await finished(out);
    },
  };
}

export const readBlock = async (read: ReadSpan, { at, packed }: Pick<Block, 'at' | 'packed'>): Promise<string> =>
  (await decompress(await read(at, at + packed))).toString('utf8');

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
