/** A member's bytes as text, in blocks of whole lines; or that it is none. */
import { StringDecoder } from 'node:string_decoder';

/** Letters of a block, about. Blocks are cleaned, searched and shown one by one. */
const blockLength = 1 << 18;
/** A line without an end is cut. */
const longestBlock = 1 << 20;
const sniffed = 1 << 16;

type Encoding = 'utf8' | 'latin1' | 'utf16le' | 'utf16be';

/** How the first bytes are written; null for what is no text. */
function encodingOf(head: Buffer): Encoding | null {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf16be';
  const zeros = [0, 0];
  let control = 0;
  for (let at = 0; at < head.length; at++) {
    const byte = head[at]!;
    if (byte === 0) zeros[at % 2]!++;
    else if (byte < 9 || (byte > 13 && byte < 27) || (byte > 27 && byte < 32)) control++;
  }
  const half = head.length / 2;
  if (zeros[0]! + zeros[1]! > 0) {
    if (head.length > 3 && zeros[1]! > half * 0.6 && zeros[0]! < half * 0.05) return 'utf16le';
    if (head.length > 3 && zeros[0]! > half * 0.6 && zeros[1]! < half * 0.05) return 'utf16be';
    // A log whose disk was full has some; what has many is no text.
    if (zeros[0]! + zeros[1]! > head.length * 0.01) return null;
  }
  if (control > head.length * 0.02) return null;
  return isUtf8(head) ? 'utf8' : head.some((byte) => byte > 127) && highShare(head) > 0.3 ? null : 'latin1';
}

const highShare = (head: Buffer) => head.reduce((sum, byte) => sum + (byte > 127 ? 1 : 0), 0) / head.length;

function isUtf8(head: Buffer): boolean {
  // The last letter may be cut off.
  for (let cut = 0; cut < 4 && cut <= head.length; cut++)
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(head.subarray(0, head.length - cut));
      return true;
    } catch {
      if (cut === 0 && head.length < sniffed) return false;
    }
  return false;
}

export type Read = { is: 'text'; blocks: AsyncGenerator<string> } | { is: 'binary'; bytes: number } | { is: 'empty' };

/** Reads a member to its end; of what is no text how much there is. Of more than `most` bytes the rest is left, which is told once. */
export async function readText(content: AsyncIterable<Buffer>, most: number, cut: () => void): Promise<Read> {
  const iterator = content[Symbol.asyncIterator]();
  const first: Buffer[] = [];
  let length = 0;
  while (length < sniffed) {
    const next = await iterator.next();
    if (next.done) break;
    first.push(next.value);
    length += next.value.length;
  }
  if (length === 0) return { is: 'empty' };
  const encoding = encodingOf(Buffer.concat(first).subarray(0, sniffed));
  if (encoding === null) {
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) length += next.value.length;
    return { is: 'binary', bytes: length };
  }
  return { is: 'text', blocks: blocksOf(first, iterator, encoding, most, cut) };
}

async function* blocksOf(
  first: Buffer[],
  rest: AsyncIterator<Buffer>,
  encoding: Encoding,
  most: number,
  cut: () => void,
): AsyncGenerator<string> {
  const decoder = new StringDecoder(encoding === 'utf16be' ? 'utf16le' : encoding);
  let odd: Buffer = Buffer.alloc(0);
  const decoded = (chunk: Buffer): string => {
    if (encoding !== 'utf16be') return decoder.write(chunk);
    const whole = Buffer.concat([odd, chunk]);
    odd = whole.subarray(whole.length - (whole.length % 2));
    return decoder.write(Buffer.from(whole.subarray(0, whole.length - (whole.length % 2))).swap16());
  };
  let text = '';
  let bytes = 0;
  let isFirst = true;
  let isCut = false;
  const take = (chunk: Buffer) => {
    bytes += chunk.length;
    // Long runs of zeros are what a full disk leaves.
    text += decoded(chunk).replaceAll('\0', '');
    if (isFirst && text !== '') {
      text = text.replace(/^\uFEFF/, '');
      isFirst = false;
    }
  };
  for (const chunk of first) take(chunk);
  for (;;) {
    while (text.length >= blockLength * 1.25) {
      const end = cutIn(text);
      if (end === null && text.length < longestBlock) break;
      const at = end ?? longestBlock;
      yield text.slice(0, at);
      text = text.slice(at);
    }
    const next = await rest.next();
    if (next.done) break;
    if (bytes < most) take(next.value);
    else if (!isCut) {
      isCut = true;
      cut();
    }
  }
  text += decoder.end();
  while (text.length > longestBlock) {
    const at = cutIn(text) ?? longestBlock;
    yield text.slice(0, at);
    text = text.slice(at);
  }
  if (text !== '') yield text;
}

const beside = /pass|pwd|secret|token|key|auth|cred|cookie|endpoints|["']?name["']?\s*:|[:|>]\s*$|[A-Za-z\d+/]{60,}/i;
const mostTried = 60;

/** Where to cut: at the end of a line beside which nothing is that goes on in the next, if there is one. */
function cutIn(text: string): number | null {
  let fallback: number | null = null;
  let at = blockLength;
  for (let tried = 0; tried < mostTried; tried++) {
    const end = text.lastIndexOf('\n', at);
    if (end <= blockLength / 2) break;
    fallback ??= end + 1;
    const before = text.lastIndexOf('\n', Math.max(0, text.lastIndexOf('\n', end - 1) - 1)) + 1;
    const after = text.indexOf('\n', text.indexOf('\n', end + 1) + 1);
    if (!beside.test(text.slice(Math.max(before, end - 2_000), after < 0 ? end + 2_000 : Math.min(after, end + 2_000)))) return end + 1;
    at = end - 1;
  }
  if (fallback !== null) return fallback;
  // One line without an end: between two of its values.
  const calm = text.slice(0, longestBlock).lastIndexOf(', ');
  return text.length >= longestBlock && calm > blockLength ? calm + 2 : null;
}
