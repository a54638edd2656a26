/** Reads mails that `reading.ts` names, one after the other. */
import { createReadStream, createWriteStream, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text as textOf } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { parentPort } from 'node:worker_threads';
import { longestText } from '@fairlead/contract';
import { MailParser, parseAddressHeader } from 'mailparser';
import { fold, plainSubject, readForwarded, saysForwarded } from './folding.ts';
import { readHtml } from './html-text.ts';
import { natureOf, type Part, type Person, type ReadMail, readReport } from './letter.ts';

/** A file's path, or the mail itself. */
type Source = string | Uint8Array;

const mostParts = 100;
/** What was quoted is kept up to here; the source has the rest. */
const longestFolded = 50_000;
/** HTML beyond this is a file, not something to read. */
const longestHtml = 3_000_000;
const mostFromText = 5_000_000;

interface Collected {
  headers: Map<string, string[]>;
  subject: string;
  text: string;
  html: string;
  parts: (Part & { cid: string | null; inline: boolean })[];
  /** A delivery report's fields, and what it gave back. */
  report: string;
  returned: string;
  sealed: 'smime' | 'pgp' | null;
  calendar: string | null;
  forwarded: string;
}

function unfolded(lines: readonly { key: string; line: string }[]): Map<string, string[]> {
  const headers = new Map<string, string[]>();
  for (const { key, line } of lines) {
    const value = line
      .slice(line.indexOf(':') + 1)
      .replaceAll(/\r?\n(?=[ \t])/g, '')
      .trim();
    headers.set(key, [...(headers.get(key) ?? []), value]);
  }
  return headers;
}

async function collect(source: Source, folder: string): Promise<Collected> {
  const found: Collected = {
    headers: new Map(),
    subject: '',
    text: '',
    html: '',
    parts: [],
    report: '',
    returned: '',
    sealed: null,
    calendar: null,
    forwarded: '',
  };
  const parser = new MailParser({
    skipHtmlToText: true,
    skipTextToHtml: true,
    skipTextLinks: true,
    skipImageLinks: true,
    keepDeliveryStatus: true,
    checksumAlgo: false,
  });
  parser.on('headerLines', (lines) => (found.headers = unfolded(lines)));
  parser.on('headers', (headers) => {
    const subject = headers.get('subject');
    found.subject = typeof subject === 'string' ? subject : '';
  });
  const taken: Promise<unknown>[] = [];
  const ended = new Promise<void>((resolve, reject) => {
    parser.on('data', (data) => {
      if (data.type === 'text') {
        found.text = typeof data.text === 'string' ? data.text : '';
        found.html = typeof data.html === 'string' ? data.html : '';
        return;
      }
      const one = take(found, data, folder).then(
        () => data.release?.(),
        (error: unknown) => void parser.destroy(error as Error),
      );
      taken.push(one);
    });
    parser.on('end', () => resolve());
    parser.on('error', reject);
    if (typeof source === 'string') createReadStream(source).on('error', reject).pipe(parser);
    else parser.end(Buffer.from(source.buffer, source.byteOffset, source.byteLength));
  });
  await ended;
  await Promise.all(taken);
  return found;
}

async function take(
  found: Collected,
  part: {
    contentType: string;
    content: Readable;
    filename?: string;
    cid?: string;
    related?: boolean;
    contentDisposition?: string;
    headers: ReadonlyMap<string, unknown>;
  },
  folder: string,
): Promise<void> {
  const type = part.contentType.toLowerCase();
  if (type === 'message/delivery-status' || type === 'message/global-delivery-status') {
    found.report += await textOf(part.content);
    return;
  }
  if (found.report !== '' && (type === 'message/rfc822' || type === 'text/rfc822-headers' || type === 'message/global')) {
    found.returned = await textOf(part.content);
    return;
  }
  if (type === 'application/pkcs7-mime' || type === 'application/x-pkcs7-mime') found.sealed = 'smime';
  if (type === 'application/pgp-encrypted') {
    found.sealed = 'pgp';
    part.content.resume();
    return;
  }
  if (found.parts.length >= mostParts) {
    part.content.resume();
    return;
  }
  mkdirSync(folder, { recursive: true });
  const to = join(folder, String(found.parts.length));
  const known: Collected['parts'][number] = {
    path: to,
    name: part.filename ?? nameFor(type, found.parts.length),
    type,
    bytes: 0,
    cid: part.cid ?? null,
    inline: part.related === true || (part.contentDisposition === 'inline' && part.cid !== undefined),
  };
  found.parts.push(known);
  part.content.on('data', (chunk: Buffer) => (known.bytes += chunk.length));
  await pipeline(part.content, createWriteStream(to));
}

const extensions: Record<string, string> = {
  'message/rfc822': 'eml',
  'text/calendar': 'ics',
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/gif': 'gif',
  'text/plain': 'txt',
  'text/html': 'html',
};
const nameFor = (type: string, index: number) =>
  `${type === 'message/rfc822' ? 'message' : 'attachment'}-${index + 1}.${extensions[type] ?? 'bin'}`;

function people(headers: Collected['headers'], name: string): Person[] {
  return parseAddressHeader([...(headers.get(name) ?? [])], { flatten: true })
    .value.filter((one) => one.address)
    .map(({ address, name: called }) => ({ address: address!.toLowerCase(), name: plainName(called) }));
}

const plainName = (name: string) =>
  name
    .toWellFormed()
    // eslint-disable-next-line no-control-regex
    .replaceAll(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f]/g, ' ')
    .trim()
    .slice(0, 120);

const ids = (values: readonly string[] | undefined) => (values ?? []).flatMap((value) => value.match(/<[^<>\s]{1,500}>/g) ?? []);

async function read(source: Source, folder: string): Promise<ReadMail> {
  const found = await collect(source, folder);
  const { headers, subject } = found;
  const isForward = saysForwarded(subject);
  const { said: written, quoted, pictures } = wordsOf(found, isForward);
  const { said, folded } = fold(written.slice(0, mostFromText), isForward);
  const shown = new Set(pictures);
  const parts: Part[] = found.parts
    .filter((p) => !p.inline || (p.cid !== null && shown.has(p.cid)))
    .map(({ path: at, name, type, bytes }) => ({ path: at, name, type, bytes }));
  if (/-----BEGIN PGP MESSAGE-----/.test(said.slice(0, 2_000))) found.sealed = 'pgp';
  const first = said.slice(0, longestText);
  if (said.length > longestText) parts.unshift(asFile(folder, 'message.txt', said));
  const references = ids(headers.get('references'));
  const nature = natureOf(headers, subject, null);
  return {
    from: people(headers, 'from')[0] ?? people(headers, 'sender')[0] ?? null,
    to: [...people(headers, 'to'), ...people(headers, 'cc'), ...people(headers, 'delivered-to'), ...people(headers, 'x-original-to')]
      .map((p) => p.address)
      .slice(0, 1_000),
    subject: plainName(plainSubject(subject)).slice(0, 200),
    messageId: ids(headers.get('message-id'))[0] ?? '',
    references: [...ids(headers.get('in-reply-to')), ...references.toReversed()].slice(0, 50),
    nature: found.report === '' ? nature : 'report',
    said: first,
    folded: [folded, quoted].filter(Boolean).join('\n\n').slice(0, longestFolded),
    isForward,
    forwarded: isForward ? (readForwarded(first) ?? null) : null,
    sealed: found.sealed,
    bounce:
      found.report !== '' || nature === 'report'
        ? readReport(found.report, found.text.slice(0, 20_000), found.returned || found.text.slice(0, 50_000))
        : null,
    parts,
    authenticationResults: [...(headers.get('authentication-results') ?? [])].slice(0, 20),
    mark: headers.get('x-fairlead-desk')?.[0] ?? null,
  };
}

function asFile(folder: string, name: string, text: string): Part {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, name);
  writeFileSync(path, text);
  return { path, name, type: 'text/plain', bytes: Buffer.byteLength(text) };
}

/** The plain text, unless that only says that there is HTML. */
function wordsOf({ text, html, parts }: Collected, isForward: boolean): { said: string; quoted: string; pictures: string[] } {
  const plain = text.toWellFormed().replaceAll('\0', '\uFFFD');
  const all = parts.flatMap((p) => (p.cid === null ? [] : [p.cid]));
  if (html === '' || html.length > longestHtml)
    return { said: plain, quoted: '', pictures: html === '' ? all : all.filter((cid) => plain.includes(`cid:${cid}`)) };
  let written;
  try {
    written = readHtml(html.toWellFormed(), isForward);
  } catch {
    // Nested too deep for a reader: its words without their order are still better than nothing.
    return { said: plain.trim() === '' ? stripped(html) : plain, quoted: '', pictures: [] };
  }
  const stub = plain.trim().length < 40 && written.said.length > plain.trim().length * 3;
  if (plain.trim() === '' || stub) return written;
  const { said } = fold(plain, isForward);
  // Pictures that were only quoted are not said again.
  return { said: plain, quoted: '', pictures: said === '' ? [] : written.pictures };
}

const stripped = (html: string) =>
  html
    .replaceAll(/<(?:script|style)\b[\s\S]*?<\/(?:script|style)>/gi, ' ')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();

parentPort!.on('message', ({ source, folder }: { source: Source; folder: string }) => {
  read(source, folder).then(
    (mail) => parentPort!.postMessage({ mail }),
    (error: unknown) => parentPort!.postMessage({ unreadable: (error as Error).message }),
  );
});
