/**
 * What is in a bundle, one member after the other, whatever it is packed with: zip, tar, gz, bz2, xz, zst, and these in each other. By
 * content and never by name. Nothing is written but into a scratch folder, under names of our own.
 */
import { createReadStream, createWriteStream } from 'node:fs';
import { open, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createInflateRaw, createZstdDecompress } from 'node:zlib';
import { extract } from 'tar-stream';
import bunzip2 from 'unbzip2-stream';
import xz from 'xz-decompress';
import { fromFdPromise, type Entry } from 'yauzl';
import { LimitReached, type Limits, type Meter, openMeter } from './limits.ts';
import { type NameTrouble, openNames } from './names.ts';

export interface Member {
  path: string;
  /** Must be read to its end before the next. */
  content: AsyncIterable<Buffer>;
}

export type MemberTrouble = NameTrouble | 'encrypted' | 'damaged' | 'unsupported' | 'not_a_file' | 'too_deep' | 'link';

/** What could not be read, or not as it was meant. */
export interface Unread {
  path: string;
  why: MemberTrouble;
  detail: string;
}

export interface Reading {
  members(): AsyncGenerator<Member>;
  readonly unread: Unread[];
  /** Set when a limit ended it. */
  readonly ended: LimitReached | null;
}

/** Opens a file of this machine. `scratch`: an empty folder, for archives that are read from their end. */
export async function openBundle(file: string, name: string, scratch: string, limits: Limits): Promise<Reading> {
  const { size } = await stat(file);
  const meter = openMeter(limits, size);
  const unread: Unread[] = [];
  const context: Context = { meter, limits, scratch, unread, names: openNames(), spooled: 0, ended: null };
  async function* members(): AsyncGenerator<Member> {
    try {
      yield* fromFile(context, file, '', name, 0);
    } catch (error) {
      if (!(error instanceof LimitReached)) throw error;
      context.ended = error;
    }
  }
  return {
    members,
    unread,
    get ended() {
      return context.ended;
    },
  };
}

interface Context {
  meter: Meter;
  limits: Limits;
  scratch: string;
  unread: Unread[];
  names: ReturnType<typeof openNames>;
  spooled: number;
  ended: LimitReached | null;
}

const headLength = 600;

type Packed = 'zip' | 'gz' | 'bz2' | 'xz' | 'zst' | 'tar';

/** By the first bytes; a tar also by the sum of its header, as the oldest have no magic. */
function packedAs(head: Buffer): Packed | null {
  if (head.length >= 4 && head.readUInt32LE(0) === 0x04_03_4b_50) return 'zip';
  if (head.length >= 22 && head.readUInt32LE(0) === 0x06_05_4b_50) return 'zip';
  if (head[0] === 0x1f && head[1] === 0x8b && head[2] === 8) return 'gz';
  if (/^BZh[1-9]1AY&SY/.test(head.toString('latin1', 0, 10))) return 'bz2';
  if (head.length >= 6 && head.toString('latin1', 0, 6) === '\u00fd7zXZ\0') return 'xz';
  if (head.length >= 4 && head.readUInt32LE(0) === 0xfd_2f_b5_28) return 'zst';
  return isTar(head) ? 'tar' : null;
}

function isTar(head: Buffer): boolean {
  if (head.length < 512 || head[0] === 0) return false;
  const said = Number.parseInt(head.toString('latin1', 148, 156).replaceAll(/[\0 ]/g, ''), 8);
  let sum = 0;
  for (let at = 0; at < 512; at++) sum += at >= 148 && at < 156 ? 32 : head[at]!;
  return sum === said;
}

async function* fromFile(context: Context, file: string, folder: string, name: string, depth: number): AsyncGenerator<Member> {
  const head = await headOf(file);
  if (packedAs(head) !== 'zip') {
    yield* fromStream(context, createReadStream(file, { highWaterMark: 1 << 18 }), folder, name, depth);
    return;
  }
  yield* fromZip(context, file, folder, depth);
}

async function headOf(file: string): Promise<Buffer> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(headLength), 0, headLength, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** What one stream is: a file, or what is packed in it. */
async function* fromStream(context: Context, source: Readable, folder: string, name: string, depth: number): AsyncGenerator<Member> {
  const { head, rest } = await beginning(source);
  const packed = packedAs(head);
  if (packed !== null && depth >= context.limits.depth) {
    for await (const _ of rest);
    context.unread.push({ path: join(folder, name), why: 'too_deep', detail: '' });
    return;
  }
  try {
    switch (packed) {
      case null: {
        context.meter.entry();
        const named = context.names(join(folder, name));
        if (named.trouble) context.unread.push({ path: named.path, why: named.trouble, detail: '' });
        yield { path: named.path, content: measured(context, rest, named.path) };
        if (context.ended) throw context.ended;
        return;
      }
      case 'tar':
        yield* fromTar(context, rest, folder, depth);
        return;
      case 'zip': {
        const file = join(context.scratch, String(context.spooled++));
        await pipeline(rest, (bytes: AsyncIterable<Buffer>) => counted(context, bytes), createWriteStream(file, { mode: 0o600 }));
        try {
          yield* fromZip(context, file, folder === '' && depth === 0 ? '' : join(folder, name), depth + 1);
        } finally {
          await rm(file, { force: true });
        }
        return;
      }
      default: {
        const inner = name.replace(/\.(?:gz|bz2|xz|zst|tgz|tbz2?|txz)$/i, (ending) => (/^\.t/i.test(ending) ? '.tar' : '')) || name;
        // What fails while it is unpacked ends the member, and is said where that is read.
        yield* fromStream(context, unpacked(packed, rest), folder, inner, depth + (folder === '' ? 0 : 1));
      }
    }
  } finally {
    source.destroy();
  }
}

async function beginning(source: Readable): Promise<{ head: Buffer; rest: Readable }> {
  const chunks: Buffer[] = [];
  let length = 0;
  const iterator = source[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let failure: unknown;
  while (length < headLength) {
    const next = await iterator.next().catch((error: unknown) => {
      failure = error;
      return { done: true, value: undefined } as const;
    });
    if (next.done) break;
    chunks.push(next.value);
    length += next.value.length;
  }
  async function* all(): AsyncGenerator<Buffer> {
    yield* chunks;
    if (failure) throw failure;
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
  }
  return { head: Buffer.concat(chunks).subarray(0, headLength), rest: Readable.from(all(), { objectMode: false, highWaterMark: 1 << 18 }) };
}

function unpacked(packed: 'gz' | 'bz2' | 'xz' | 'zst', source: Readable): Readable {
  const through = {
    gz: () => createGunzip({ chunkSize: 1 << 18 }),
    zst: () => createZstdDecompress({ chunkSize: 1 << 18 }),
    bz2: () => bunzip2(),
  };
  if (packed === 'xz') return Readable.fromWeb(new xz.XzReadableStream(Readable.toWeb(source) as ReadableStream) as never);
  const out = through[packed]();
  source.on('error', (error) => out.destroy(error));
  source.pipe(out);
  if (packed !== 'bz2') return out;
  // What unpacks bzip2 is a stream of the first kind, which nothing can wait for.
  const pass = new PassThrough();
  out.on('error', (error) => pass.destroy(error));
  return out.pipe(pass);
}

/** Counts what passes. What breaks off stays as far as it came, and is said. */
async function* measured(context: Context, source: AsyncIterable<Buffer>, path: string): AsyncGenerator<Buffer> {
  try {
    yield* counted(context, source);
  } catch (error) {
    // Whoever reads the member has what came before; the next is not begun.
    if (error instanceof LimitReached) context.ended = error;
    else context.unread.push({ path, why: 'damaged', detail: (error as Error).message });
  }
}

async function* counted(context: Context, source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const chunk of source) {
    context.meter.bytes(chunk.length);
    yield chunk;
  }
}

async function* fromTar(context: Context, source: Readable, folder: string, depth: number): AsyncGenerator<Member> {
  const tar = extract();
  source.on('error', (error) => tar.destroy(error));
  source.pipe(tar);
  try {
    for await (const entry of tar) {
      const { name, type, linkname } = entry.header;
      if (type === 'directory') {
        entry.resume();
        continue;
      }
      if (type !== 'file' && type !== 'contiguous-file') {
        context.meter.entry();
        const isLink = type === 'symlink' || type === 'link';
        context.unread.push({
          path: context.names(join(folder, name)).path,
          why: isLink ? 'link' : 'not_a_file',
          detail: linkname ?? String(type),
        });
        entry.resume();
        continue;
      }
      yield* fromStream(context, entry as unknown as Readable, folder, name, depth + 1);
      entry.resume();
    }
  } catch (error) {
    if (error instanceof LimitReached) throw error;
    context.unread.push({ path: folder || '.', why: 'damaged', detail: (error as Error).message });
  } finally {
    source.destroy();
  }
}

async function* fromZip(context: Context, file: string, folder: string, depth: number): AsyncGenerator<Member> {
  const handle = await open(file);
  try {
    // Names are decoded here: one that cannot be must not end the others.
    const zip = await fromFdPromise(handle.fd, {
      autoClose: false,
      decodeStrings: false,
      strictFileNames: false,
      validateEntrySizes: false,
    });
    for await (const entry of zip.eachEntry()) yield* zipMember(context, zip, entry, folder, depth);
  } catch (error) {
    if (error instanceof LimitReached) throw error;
    context.unread.push({ path: folder || '.', why: 'damaged', detail: (error as Error).message });
    yield* fromBrokenZip(context, file, folder, depth);
  } finally {
    await handle.close();
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function decodedName(bytes: Buffer): string {
  try {
    return utf8.decode(bytes);
  } catch {
    return bytes.toString('latin1').replaceAll(/[^\x20-\x7e]/g, '\uFFFD');
  }
}

type Zip = Awaited<ReturnType<typeof fromFdPromise>>;

async function* zipMember(context: Context, zip: Zip, entry: Entry, folder: string, depth: number): AsyncGenerator<Member> {
  const name = decodedName(entry.fileName as unknown as Buffer);
  if (/[\\/]$/.test(name)) return;
  const path = join(folder, name);
  const leave = (why: MemberTrouble, detail: string) => context.unread.push({ path: context.names(path).path, why, detail });
  const mode = (entry.externalFileAttributes >>> 16) & 0o170_000;
  if (mode !== 0 && mode !== 0o100_000) return void leave(mode === 0o120_000 ? 'link' : 'not_a_file', '');
  if ((entry.generalPurposeBitFlag & 1) !== 0) return void leave('encrypted', '');
  if (entry.compressionMethod !== 0 && entry.compressionMethod !== 8) return void leave('unsupported', `method ${entry.compressionMethod}`);
  const content = await zip.openReadStreamPromise(entry).catch((error: Error) => void leave('damaged', error.message));
  if (content) yield* fromStream(context, content, folder, name, depth + 1);
}

/** A zip whose end is missing: its members by their own headers, one after the other, as far as they go (APPNOTE 4.3.7). */
async function* fromBrokenZip(context: Context, file: string, folder: string, depth: number): AsyncGenerator<Member> {
  const { size } = await stat(file);
  const handle = await open(file);
  try {
    for (let at = 0; at + 30 < size;) {
      const header = Buffer.alloc(30);
      await handle.read(header, 0, 30, at);
      if (header.readUInt32LE(0) !== 0x04_03_4b_50) return;
      const flags = header.readUInt16LE(6);
      const method = header.readUInt16LE(8);
      const packed = header.readUInt32LE(18);
      const nameLength = header.readUInt16LE(26);
      const from = at + 30 + nameLength + header.readUInt16LE(28);
      const nameBytes = Buffer.alloc(nameLength);
      await handle.read(nameBytes, 0, nameLength, at + 30);
      const name = decodedName(nameBytes);
      // A size that comes after the data cannot be known for what is stored or sealed.
      const sized = (flags & 8) === 0 && packed !== 0xff_ff_ff_ff;
      if ((flags & 1) !== 0 || (method !== 8 && !(method === 0 && sized))) return;
      if (/[\\/]$/.test(name)) {
        at = from + packed;
        continue;
      }
      const raw = createReadStream(file, { start: from, ...(sized ? { end: Math.max(from, from + packed - 1) } : {}) });
      const inflate = method === 8 ? createInflateRaw() : null;
      raw.on('error', (error) => inflate?.destroy(error));
      const already = context.unread.length;
      yield* fromStream(context, inflate ? raw.pipe(inflate) : raw, folder, name, depth + 1);
      raw.destroy();
      if (context.unread.slice(already).some((u) => u.why === 'damaged')) return;
      at = sized ? from + packed : await afterDescriptor(handle, from + (inflate?.bytesWritten ?? 0), size);
    }
  } finally {
    await handle.close();
  }
}

/** After the sizes that follow a member's data, with their signature or without. */
async function afterDescriptor(handle: Awaited<ReturnType<typeof open>>, at: number, size: number): Promise<number> {
  const after = Buffer.alloc(40);
  await handle.read(after, 0, 40, at);
  for (const skip of [16, 12, 24, 20])
    if (at + skip >= size || [0x04_03_4b_50, 0x02_01_4b_50].includes(after.readUInt32LE(skip))) return at + skip;
  return size;
}
