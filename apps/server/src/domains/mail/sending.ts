/**
 * Sends what is on record. A mail is taken by one process at a time; one whose process stopped half-way is sent again under the same
 * Message-ID, by which the reader's server knows it.
 */
import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import type { MailTrouble } from '@fairlead/contract';
import { sql } from 'kysely';
import type { Transporter } from 'nodemailer';
import type { Database } from '../../platform/db.ts';
import type { Desk } from '../../platform/desk.ts';
import { gather } from '../../platform/gather.ts';
import { markOf, readSigned, signed, tagged } from './addresses.ts';
import { troubleOf } from './letter.ts';
import { noteFailure } from './undelivered.ts';

/** A part of a mail beside its text: a picture of the store, or text like an invitation. */
export type MailPart =
  | { is: 'picture'; cid: string; blob: string; name: string; type: string }
  | { is: 'invitation'; method: 'REQUEST' | 'CANCEL'; text: string };

interface Due {
  id: string;
  kind: string;
  address: string;
  sender: string;
  subject: string;
  body_text: string;
  body_html: string;
  headers: Record<string, string>;
  parts: MailPart[];
  made_at: Date;
  attempts: number;
}

const connections = 10;
const atOnce = 50;
/** Whoever took a mail and has not said what became of it is gone, milliseconds. */
const takenFor = 300_000;
const minute = 60_000;
/** Until the next attempt, after each; then as the last. */
const patience = [1, 2, 5, 15, 30, 60, 120, 240].map((minutes) => minutes * minute);
/** What could not be handed over for so long is given up (RFC 5321, 4.5.4.1). */
const givenUpAfter = 4 * 24 * 60 * minute;

const transports = new WeakMap<Desk, Promise<Transporter>>();

function transportOf(desk: Desk, server: string): Promise<Transporter> {
  let transport = transports.get(desk);
  if (!transport) {
    transport = (async () => {
      const { createTransport } = await import('nodemailer');
      const { dkim } = desk.config.mail;
      const url = new URL(server);
      return createTransport({
        host: url.hostname.replaceAll(/^\[|\]$/g, ''),
        port: Number(url.port) || (url.protocol === 'smtps:' ? 465 : 587),
        secure: url.protocol === 'smtps:',
        ...(url.username ? { auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) } } : {}),
        pool: true,
        maxConnections: connections,
        maxMessages: 1_000,
        name: new URL(desk.origin).hostname,
        connectionTimeout: 20_000,
        greetingTimeout: 20_000,
        socketTimeout: 60_000,
        disableFileAccess: true,
        disableUrlAccess: true,
        ...(dkim
          ? { dkim: { domainName: dkim.domain, keySelector: dkim.selector, privateKey: await readFile(dkim.keyFile, 'utf8') } }
          : {}),
      });
    })();
    transports.set(desk, transport);
  }
  return transport;
}

/** Closes the connections to the mail server. */
export async function hangUp(desk: Desk): Promise<void> {
  (await transports.get(desk))?.close();
  transports.delete(desk);
}

const take = (desk: Desk): Promise<Due[]> =>
  desk.db.transaction((tx) =>
    tx.rows(
      sql<Due>`
        update mails_out set state = 'sending', attempts = attempts + 1, due_at = ${new Date(tx.now.getTime() + takenFor)}
        where id in (select id from mails_out where state in ('waiting', 'sending') and due_at <= ${tx.now} order by due_at limit ${atOnce} for update skip locked)
        returning id, kind, address, sender, subject, body_text, body_html, headers, parts, made_at, attempts`,
      'take_due_mails',
    ),
  );

/** Sends everything that is due. */
export async function sendDue(desk: Desk): Promise<void> {
  for (let due = await take(desk); due.length > 0; due = await take(desk)) await Promise.all(due.map((mail) => send(desk, mail)));
}

async function send(desk: Desk, mail: Due): Promise<void> {
  const { server } = desk.config.mail;
  if (server === null) return sent(desk.db, { id: mail.id, state: 'kept' });
  try {
    const transport = await transportOf(desk, server);
    await transport.sendMail(await asSent(desk, mail));
  } catch (error) {
    return failed(desk, mail, error as { responseCode?: number; response?: string; message: string; code?: string });
  }
  return sent(desk.db, { id: mail.id, state: 'sent' });
}

/** A mail as nodemailer takes it. Whatever is in a value stays in that value: it folds and encodes each. */
async function asSent(desk: Desk, mail: Due) {
  const attachments = [];
  for (const part of mail.parts) {
    if (part.is !== 'picture') continue;
    const bytes = await desk.blobs.get(part.blob);
    // Deleted meanwhile: the mail goes without it.
    if (bytes)
      attachments.push({
        cid: part.cid,
        filename: part.name,
        contentType: part.type,
        contentDisposition: 'inline' as const,
        content: await buffer(bytes),
      });
  }
  const invitation = mail.parts.find((part) => part.is === 'invitation');
  const { 'Message-ID': messageId, ...headers } = mail.headers;
  return {
    envelope: { from: bounceAddress(desk, mail), to: mail.address },
    from: mail.sender,
    to: mail.address,
    subject: mail.subject,
    text: mail.body_text,
    html: mail.body_html,
    date: mail.made_at,
    messageId: messageId!,
    headers: { ...headers, 'X-Fairlead-Desk': markOf(desk) },
    attachments,
    ...(invitation ? { icalEvent: { method: invitation.method, filename: 'invite.ics', content: invitation.text } } : {}),
    // The same bytes whenever it is sent again.
    baseBoundary: mail.id,
  };
}

/** Reports of what became of a mail come to an address of its own, where the desk's address takes a plus. */
function bounceAddress(desk: Desk, { id, headers, sender }: Due): string {
  const answers = headers['Reply-To'];
  const bare = /<([^>]+)>/.exec(sender)?.[1] ?? sender;
  const tag = /\+([^@]+)@/.exec(answers ?? '')?.[1];
  const takesPlus = tag !== undefined && readSigned(desk, 'answer', tag) === id;
  return tagged({ address: bare, plus: takesPlus }, signed(desk, 'bounce', id));
}

interface Sent {
  id: string;
  state: 'sent' | 'kept';
}
const recorders = new WeakMap<Database, (sent: Sent) => Promise<void>>();

function sent(db: Database, one: Sent): Promise<void> {
  let recorder = recorders.get(db);
  if (!recorder) {
    recorder = gather<Sent, void>(atOnce, (all) =>
      db.transaction(async (tx) => {
        await tx.prepared(
          'mails_were_sent',
          `update mails_out m set state = s.state, sent_at = $3 from unnest($1::uuid[], $2::text[]) as s (id, state) where m.id = s.id and m.state = 'sending'`,
          [all.map((s) => s.id), all.map((s) => s.state), tx.now],
        );
        tx.announce({ what: 'changed', brief: { what: 'mail', member: null } });
        return all.map(() => undefined);
      }),
    );
    recorders.set(db, recorder);
  }
  return recorder(one);
}

async function failed(desk: Desk, mail: Due, error: { responseCode?: number; response?: string; message: string }): Promise<void> {
  const said = (error.response ?? error.message).replaceAll(/\s+/g, ' ').slice(0, 500);
  const isFinal = (error.responseCode ?? 0) >= 500;
  const code = /\b([245]\.\d{1,3}\.\d{1,3})\b/.exec(said)?.[1] ?? '';
  const trouble: MailTrouble = error.responseCode === undefined ? 'unreachable' : troubleOf(code, said);
  await desk.db.transaction(async (tx) => {
    if (isFinal || tx.now.getTime() - mail.made_at.getTime() > givenUpAfter) return void (await noteFailure(tx, mail.id, trouble, said));
    const wait = patience[Math.min(mail.attempts, patience.length) - 1]!;
    await tx.rows(sql`
      update mails_out set state = 'waiting', due_at = ${new Date(tx.now.getTime() + wait)}, trouble = ${trouble}, trouble_said = ${said}
      where id = ${mail.id} and state = 'sending'`);
  });
  desk.log('warn', isFinal ? 'a mail was refused' : 'a mail could not be sent and will be tried again', { mail: mail.id, said });
}
