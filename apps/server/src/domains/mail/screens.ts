/** What was sent and received, as staff see it. */
import type { Delivery, MailSettings, ReceivedMail, SentMail } from '@fairlead/contract';
import { type RawBuilder, sql } from 'kysely';
import type { Reader } from '../../platform/db.ts';
import type { Desk } from '../../platform/desk.ts';
import { Refusal } from '../../platform/refusals.ts';
import * as addresses from './addresses.ts';
import { nameOf } from './mailbox-name.ts';

type SentRow = Omit<SentMail, 'made' | 'due' | 'sent'> & { made: Date; due: Date; sent: Date | null };

const sentColumns = sql`m.id, m.kind, m.address as "to", m.subject, m.state, m.made_at as made, m.due_at as due, m.sent_at as sent, m.attempts, m.trouble,
  m.trouble_said as said, k.number as ticket`;
const sentFrom = sql`mails_out m left join tickets k on k.thread_id = m.thread_id`;
const sentShown = ({ made, due, sent, ...rest }: SentRow): SentMail => ({
  ...rest,
  made: made.toISOString(),
  due: due.toISOString(),
  sent: sent?.toISOString() ?? null,
});

interface PageAsked {
  before?: string | undefined;
  limit: number;
  state?: string | undefined;
}

export async function sentMails(reader: Reader, { before, limit, state }: PageAsked): Promise<{ mails: SentMail[]; next: string | null }> {
  const rows = await reader.rows(sql<SentRow>`
    select ${sentColumns} from ${sentFrom}
    where (${state ?? null}::text is null or m.state = ${state ?? null})
      and (${before ?? null}::uuid is null or (m.made_at, m.id) < (select made_at, id from mails_out where id = ${before ?? null}))
    order by m.made_at desc, m.id desc limit ${limit + 1}`);
  const mails = rows.slice(0, limit).map(sentShown);
  return { mails, next: rows.length > limit ? mails.at(-1)!.id : null };
}

export async function sentMail(reader: Reader, id: string) {
  const [row] = await reader.rows(sql<SentRow & { from: string; text: string; html: string; headers: Record<string, string> }>`
    select ${sentColumns}, m.sender as "from", m.body_text as text, m.body_html as html, m.headers from ${sentFrom} where m.id = ${id}`);
  if (!row) throw new Refusal('not_found');
  const { from, text, html, headers, ...rest } = row;
  // What is signed in them acts for its reader.
  const { 'Reply-To': _reply, 'List-Unsubscribe': _off, ...open } = headers;
  return { ...sentShown(rest), from, text: withoutTokens(text), html: withoutTokens(html), headers: open };
}

/** Links that act without a sign-in are the reader's alone. */
const withoutTokens = (text: string) => text.replaceAll(/(\/mail\/(?:off|confirm)\/)[0-9a-z]{39}/g, '$1…');

type ReceivedRow = Omit<ReceivedMail, 'received'> & { received: Date };

const receivedColumns = sql`m.id, m.sender as "from", m.envelope_to as "to", m.subject, m.bytes, m.via, m.received_at as received, m.state, m.outcome, m.detail,
  k.number as ticket, m.checks`;
const receivedFrom = sql`mails_in m left join tickets k on k.thread_id = m.thread_id`;
const receivedShown = ({ received, bytes, ...rest }: ReceivedRow): ReceivedMail => ({
  ...rest,
  bytes: Number(bytes),
  received: received.toISOString(),
});

export async function receivedMails(
  reader: Reader,
  { before, limit, state }: PageAsked,
): Promise<{ mails: ReceivedMail[]; next: string | null }> {
  const rows = await reader.rows(sql<ReceivedRow>`
    select ${receivedColumns} from ${receivedFrom}
    where m.state <> 'doomed' and (${state ?? null}::text is null or m.state = ${state ?? null})
      and (${before ?? null}::uuid is null or (m.received_at, m.id) < (select received_at, id from mails_in where id = ${before ?? null}))
    order by m.received_at desc, m.id desc limit ${limit + 1}`);
  const mails = rows.slice(0, limit).map(receivedShown);
  return { mails, next: rows.length > limit ? mails.at(-1)!.id : null };
}

export async function receivedMail(reader: Reader, id: string): Promise<ReceivedMail & { source: string }> {
  const where: RawBuilder<unknown> = sql`m.id = ${id} and m.state <> 'doomed'`;
  const [row] = await reader.rows(
    sql<ReceivedRow & { source: string }>`select ${receivedColumns}, m.source from ${receivedFrom} where ${where}`,
  );
  if (!row) throw new Refusal('not_found');
  const { source, ...rest } = row;
  return { ...receivedShown(rest), source };
}

/** Of a ticket that the caller may see, by its thread. */
export async function deliveries(reader: Reader, thread: string): Promise<Delivery> {
  const sent = await reader.rows(sql<Omit<Delivery['sent'][number], 'sent'> & { sent: Date | null }>`
    select id, address as "to", state, trouble, trouble_said as said, sent_at as sent, lower(entries) as first, upper(entries) - 1 as last
    from mails_out where thread_id = ${thread} order by made_at, id`);
  const received = await reader.rows(sql<Delivery['received'][number]>`
    select id, sender as "from", envelope_to as "to", checks, outcome, entry_id as entry from mails_in
    where thread_id = ${thread} and state <> 'doomed' order by received_at, id`);
  return { sent: sent.map((row) => ({ ...row, sent: row.sent?.toISOString() ?? null })), received };
}

export async function settings(desk: Desk): Promise<MailSettings> {
  const { reader } = desk.db;
  const { server, listen, mailboxes } = desk.config.mail;
  const known = await reader.rows(
    sql<{ name: string; checked: Date | null; trouble: string | null }>`select name, checked_at as checked, trouble from mailboxes`,
  );
  return {
    addresses: await addresses.all(reader),
    server: server && new URL(server).host,
    listens: listen,
    mailboxes: mailboxes.map((url) => {
      const box = known.find((k) => k.name === nameOf(url));
      return { name: nameOf(url), checked: box?.checked?.toISOString() ?? null, trouble: box?.trouble ?? null };
    }),
  };
}
