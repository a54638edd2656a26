/**
 * Reads mailboxes on IMAP servers as mail arrives there (IDLE), each by one process at a time. What was read stays there, marked as seen;
 * how far it was read is on record after the mail is, so a connection that drops, or a server that starts counting anew (UIDVALIDITY),
 * costs reading twice what is taken in once.
 */
import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import type { ImapFlow } from 'imapflow';
import { sql } from 'kysely';
import type { Desk } from '../../platform/desk.ts';
import { Refusal } from '../../platform/refusals.ts';
import { takeIn } from './arriving.ts';
import { nameOf } from './mailbox-name.ts';

const heldFor = 90_000;
const renewEvery = 30_000;
/** What a server may take to answer, milliseconds; IDLE is begun anew more often than this. */
const silence = 120_000;
const idleFor = 60_000;
const patience = [1_000, 5_000, 15_000, 60_000];
const atOnce = 50;

interface Mailbox {
  url: string;
  name: string;
  holder: string;
}

/** Watches every mailbox of the configuration until the returned function is called. */
export function watchMailboxes(desk: Desk): () => Promise<void> {
  const stop = new AbortController();
  const watching = desk.config.mail.mailboxes.map((url) => watch(desk, { url, name: nameOf(url), holder: randomUUID() }, stop.signal));
  return async () => {
    stop.abort();
    await Promise.all(watching);
  };
}

async function watch(desk: Desk, box: Mailbox, stop: AbortSignal): Promise<void> {
  for (let failures = 0; !stop.aborted;) {
    try {
      if (await hold(desk, box)) {
        await follow(desk, box, stop);
        failures = 0;
      }
    } catch (error) {
      if (stop.aborted) break;
      failures++;
      const said = (error as Error).message.slice(0, 300);
      desk.log('warn', 'a mailbox could not be read and will be tried again', { mailbox: box.name, said });
      await noteTrouble(desk, box, said).catch(() => undefined);
    }
    const wait = failures === 0 ? renewEvery : patience[Math.min(failures, patience.length) - 1]!;
    if (!stop.aborted) await pause(wait, stop);
  }
  await desk.db
    .transaction((tx) => tx.rows(sql`update mailboxes set held_until = null where name = ${box.name} and held_by = ${box.holder}`))
    .catch(() => undefined);
}

const pause = (ms: number, stop: AbortSignal) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms);
    stop.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
  });

/** Takes or keeps a mailbox; false while another process has it. By the machine's clock: this is no rule, and must not stand still. */
async function hold(desk: Desk, { name, holder }: Mailbox): Promise<boolean> {
  const [mine] = await desk.db.transaction((tx) =>
    tx.rows(sql`
      insert into mailboxes (name, held_by, held_until) values (${name}, ${holder}, clock_timestamp() + ${heldFor} * interval '1 ms')
      on conflict (name) do update set held_by = excluded.held_by, held_until = excluded.held_until
        where mailboxes.held_by = ${holder} or mailboxes.held_until is null or mailboxes.held_until < clock_timestamp()
      returning name`),
  );
  return mine !== undefined;
}

const noteTrouble = (desk: Desk, { name }: Mailbox, trouble: string | null) =>
  desk.db.transaction(async (tx) => {
    await tx.rows(
      sql`update mailboxes set trouble = ${trouble}, checked_at = case when ${trouble}::text is null then ${tx.now} else checked_at end where name = ${name}`,
    );
    tx.announce({ what: 'changed', brief: { what: 'mail', member: null } });
  });

/** Reads what is there and what arrives, until the connection ends or this process loses the mailbox. */
async function follow(desk: Desk, box: Mailbox, stop: AbortSignal): Promise<void> {
  const client = await connect(box.url);
  let more = true;
  let wake: () => void = () => undefined;
  let failed: Error | undefined;
  const woken = () => {
    more = true;
    wake();
  };
  client.on('exists', woken);
  client.on('error', (error: Error) => {
    failed = error;
    woken();
  });
  client.on('close', () => {
    failed ??= new Error('the server closed the connection');
    woken();
  });
  // Whatever is being waited for ends with the connection.
  const end = () => {
    client.close();
    woken();
  };
  stop.addEventListener('abort', end, { once: true });
  try {
    await client.connect();
    const path = decodeURIComponent(new URL(box.url).pathname.slice(1)) || 'INBOX';
    await client.mailboxOpen(path);
    while (!stop.aborted && !failed) {
      if (!(await hold(desk, box))) return;
      if (more) {
        more = false;
        await readNew(desk, box, client);
        await noteTrouble(desk, box, null);
      }
      if (more || stop.aborted || failed) continue;
      const renew = setTimeout(() => wake(), renewEvery);
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
      clearTimeout(renew);
      // A server that says nothing of what arrives is asked.
      if (!more && !failed) {
        await client.noop();
        more = true;
      }
    }
    if (failed) throw failed;
  } finally {
    stop.removeEventListener('abort', end);
    client.close();
  }
}

async function connect(url: string): Promise<ImapFlow> {
  const { ImapFlow: Client } = await import('imapflow');
  const { hostname, port, protocol, username, password, searchParams } = new URL(url);
  const secure = protocol === 'imaps:';
  return new Client({
    host: hostname.replaceAll(/^\[|\]$/g, ''),
    port: Number(port) || (secure ? 993 : 143),
    secure,
    auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) },
    ...(searchParams.get('tls') === 'none' ? { doSTARTTLS: false } : {}),
    logger: false,
    autoIdleDelay: 100,
    maxIdleTime: idleFor,
    connectionTimeout: 20_000,
    greetingTimeout: 20_000,
    socketTimeout: silence,
  });
}

async function readNew(desk: Desk, box: Mailbox, client: ImapFlow): Promise<void> {
  if (!client.mailbox) return;
  const validity = Number(client.mailbox.uidValidity);
  const [known] = await desk.db.reader.rows(sql<{ uid_validity: number | null; last_uid: number }>`
    select uid_validity, last_uid from mailboxes where name = ${box.name}`);
  // Numbers of another count say nothing: everything is looked at again, and taken in once.
  let last = known?.uid_validity === validity ? known.last_uid : 0;
  for (;;) {
    const uids = await client.search({ uid: `${last + 1}:*` }, { uid: true });
    // `n:*` names the last mail even where all are below n (RFC 3501, 6.4.8).
    const fresh = (uids || [])
      .filter((uid) => uid > last)
      .toSorted((a, b) => a - b)
      .slice(0, atOnce);
    if (fresh.length === 0) return;
    for (const uid of fresh) {
      await readOne(desk, client, uid);
      last = uid;
      await desk.db.transaction((tx) =>
        tx.rows(sql`update mailboxes set uid_validity = ${validity}, last_uid = ${uid} where name = ${box.name}`),
      );
    }
    await client.messageFlagsAdd(fresh, ['\\Seen'], { uid: true });
  }
}

async function readOne(desk: Desk, client: ImapFlow, uid: number): Promise<void> {
  const { meta, content } = await client.download(String(uid), undefined, { uid: true });
  // Deleted meanwhile by somebody else.
  if (!meta) return;
  try {
    await takeIn(desk, content ?? Readable.from([]), { via: 'imap', to: [] });
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'too_large') throw error;
    // It stays in the mailbox, and does not stand in the way of those behind it.
    desk.log('warn', 'a mail in a mailbox is too large to be taken in', { uid, bytes: meta.expectedSize });
  }
}
