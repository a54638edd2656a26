/**
 * Mail as it comes in, from a connection or a mailbox: its source is stored and on record before it is acknowledged, once. What it says is
 * read afterwards.
 *
 * Promise kept by a constraint: `one_outcome_per_mail`.
 */
import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { MailParser, parseAddressHeader } from 'mailparser';
import { v7 as uuidv7 } from 'uuid';
import type { Database } from '../../platform/db.ts';
import type { Desk } from '../../platform/desk.ts';
import { gather } from '../../platform/gather.ts';
import { Refusal } from '../../platform/refusals.ts';
import { asRefusal, mustHaveRoom, stagingOf } from '../evidence/intake.ts';

export interface Arrival {
  via: 'smtp' | 'imap';
  /** Of the envelope, where there is one. */
  to: readonly string[];
}

/** Before this many bytes a header has ended, or it is none. */
const longestHeader = 1_000_000;

/** What says who wrote it and when; what servers add on the way is not part of a mail. */
const identifying = ['message-id', 'from', 'date', 'subject'];

interface Heard {
  bytes: number;
  header: Buffer;
  source: string;
  content: Buffer;
}

/** Sums a mail's bytes, all of them for its source, and for its content those that no server changes on the way. */
async function* hearing(into: Heard, stream: AsyncIterable<Buffer>, most: number): AsyncGenerator<Buffer> {
  const [source, body] = [createHash('sha256'), createHash('sha256')];
  let inBody = false;
  for await (const chunk of stream) {
    into.bytes += chunk.length;
    // Its sender hears of that at the end (RFC 1870, 6.3), and until then is listened to.
    if (into.bytes > most) continue;
    source.update(chunk);
    if (inBody) body.update(chunk);
    else {
      into.header = Buffer.concat([into.header, chunk]);
      const end = headerEnds(into.header);
      if (end !== undefined || into.header.length > longestHeader) {
        inBody = true;
        body.update(into.header.subarray(end ?? longestHeader));
        into.header = into.header.subarray(0, end ?? longestHeader);
      }
    }
    yield chunk;
  }
  if (into.bytes > most) throw new Refusal('too_large');
  into.source = source.digest('hex');
  into.content = body.digest();
}

function headerEnds(head: Buffer): number | undefined {
  const [crlf, lf] = [head.indexOf('\r\n\r\n'), head.indexOf('\n\n')];
  if (crlf === -1 && lf === -1) return undefined;
  return lf === -1 || (crlf !== -1 && crlf < lf) ? crlf + 4 : lf + 2;
}

/** The header by itself: what can be said of a mail before it is read. */
function headOf(header: Buffer): Promise<{ messageId: string; from: string; subject: string; to: string[]; lines: Map<string, string> }> {
  return new Promise((resolve) => {
    const parser = new MailParser({ skipTextToHtml: true, skipHtmlToText: true, checksumAlgo: false });
    let subject = '';
    const lines = new Map<string, string>();
    parser.on('headers', (headers) => {
      const value = headers.get('subject');
      subject = typeof value === 'string' ? value : '';
    });
    parser.on('headerLines', (all) => {
      for (const { key, line } of all)
        if (!lines.has(key))
          lines.set(
            key,
            line
              .slice(line.indexOf(':') + 1)
              .replaceAll(/\s+/g, ' ')
              .trim(),
          );
    });
    const done = () => {
      const addresses = (name: string) =>
        parseAddressHeader(lines.get(name) ?? '', { flatten: true }).value.flatMap((a) => (a.address ? [a.address.toLowerCase()] : []));
      resolve({
        messageId: /<[^<>\s]+>/.exec(lines.get('message-id') ?? '')?.[0].slice(0, 500) ?? '',
        from: addresses('from')[0]?.slice(0, 254) ?? '',
        subject: subject
          .toWellFormed()
          // eslint-disable-next-line no-control-regex
          .replaceAll(/[\u0000-\u001f\u007f]/g, ' ')
          .trim()
          .slice(0, 200),
        to: ['to', 'cc', 'delivered-to'].flatMap(addresses).slice(0, 200),
        lines,
      });
    };
    // A header that cannot be read is no reason to lose the mail.
    parser.on('end', done);
    parser.on('error', done);
    parser.resume();
    parser.end(header);
  });
}

interface Row {
  id: string;
  messageId: string;
  hash: Buffer;
  via: string;
  to: string[];
  sender: string;
  subject: string;
  bytes: number;
  source: string;
}

const recorders = new WeakMap<Database, (row: Row) => Promise<boolean>>();

/** Mails that arrive together are put on record together. */
function record(db: Database, row: Row): Promise<boolean> {
  let recorder = recorders.get(db);
  if (!recorder) {
    recorder = gather<Row, boolean>(100, (rows) =>
      db.transaction(async (tx) => {
        const fresh = await tx.prepared<{ id: string }>(
          'record_mails',
          `insert into mails_in (id, message_id, content_hash, received_at, via, envelope_to, sender, subject, bytes, source, state)
           select id, message_id, content_hash, $10, via, (select coalesce(array_agg(t), '{}') from jsonb_array_elements_text(envelope_to::jsonb) t),
             sender, subject, bytes, source, 'waiting'
           from unnest($1::uuid[], $2::text[], $3::bytea[], $4::text[], $5::text[], $6::text[], $7::text[], $8::bigint[], $9::text[])
             as m (id, message_id, content_hash, via, envelope_to, sender, subject, bytes, source)
           on conflict do nothing returning id`,
          [
            rows.map((r) => r.id),
            rows.map((r) => r.messageId),
            rows.map((r) => r.hash),
            rows.map((r) => r.via),
            rows.map((r) => JSON.stringify(r.to)),
            rows.map((r) => r.sender),
            rows.map((r) => r.subject),
            rows.map((r) => r.bytes),
            rows.map((r) => r.source),
            tx.now,
          ],
        );
        if (fresh.length > 0) tx.announce({ what: 'changed', brief: { what: 'mail', member: null } });
        const ids = new Set(fresh.map((f) => f.id));
        return rows.map((r) => ids.has(r.id));
      }),
    );
    recorders.set(db, recorder);
  }
  return recorder(row);
}

/**
 * Takes a mail in. When this returns, it is kept. Answers whether it is new: the same mail by another way, or once more, is not.
 * Throws `too_large`, `disk_full`, or `malformed` when its sender goes away.
 */
export async function takeIn(desk: Desk, stream: Readable, { via, to }: Arrival): Promise<boolean> {
  await mustHaveRoom(desk, 0);
  const heard: Heard = { bytes: 0, header: Buffer.alloc(0), source: '', content: Buffer.alloc(0) };
  const path = join(stagingOf(desk), `${randomUUID()}.mail`);
  try {
    await pipeline(stream, (bytes: AsyncIterable<Buffer>) => hearing(heard, bytes, desk.config.mail.largest), createWriteStream(path));
    const head = await headOf(heard.header);
    const hash = createHash('sha256').update(heard.content);
    for (const name of identifying) hash.update(`${name}:${head.lines.get(name) ?? ''}\n`);
    const source = sourceName(heard.source);
    await desk.blobs.put(source, path);
    return await record(desk.db, {
      id: uuidv7(),
      messageId: head.messageId,
      hash: hash.digest(),
      via,
      to: (to.length > 0 ? to : head.to).map((a) => a.toLowerCase().slice(0, 320)).slice(0, 200),
      sender: head.from,
      subject: head.subject,
      bytes: heard.bytes,
      source,
    });
  } catch (error) {
    throw asRefusal(error);
  } finally {
    await rm(path, { force: true });
  }
}

/** By its content: a sender that tries again after the desk stopped in between leaves nothing behind. */
const sourceName = (sha256: string) => `mail-${sha256}`;
