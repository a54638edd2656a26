/** Mail in tests: a server that takes what the desk sends, and people who write to it. */
import { buffer } from 'node:stream/consumers';
import type { CallInput, MailAddress } from '@fairlead/contract';
import { newId } from '@fairlead/client';
import { type ParsedMail, simpleParser } from 'mailparser';
import { createTransport } from 'nodemailer';
import { SMTPServer } from 'smtp-server';
import { afterAll, onTestFinished } from 'vitest';
import { composeHeard } from '../src/domains/mail/composing.ts';
import { deliverWaiting } from '../src/domains/mail/delivering.ts';
import { sendDue } from '../src/domains/mail/sending.ts';
import { type Actor, freePort, newDesk, openDesk, type TestDesk } from './desk.ts';

export interface Sink {
  url: string;
  /** What arrived, in order. */
  mails: (ParsedMail & { raw: string; envelope: { from: string; to: string[] } })[];
  /** What the server says to a recipient instead of taking it. */
  refuse(address: string, code: number, text: string): void;
}

type Ends = (end: () => void | Promise<void>) => unknown;

/** A mail server that keeps what it is sent. */
export async function openSink(ends: Ends = onTestFinished): Promise<Sink> {
  const mails: Sink['mails'] = [];
  const refused = new Map<string, Error>();
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    onRcptTo: ({ address }, _session, respond) => respond(refused.get(address) ?? null),
    onData(stream, session, respond) {
      void buffer(stream).then(async (bytes) => {
        const mail = await simpleParser(bytes);
        const { mailFrom, rcptTo } = session.envelope;
        mails.push({
          ...mail,
          raw: bytes.toString(),
          envelope: { from: mailFrom ? mailFrom.address : '', to: rcptTo.map((r) => r.address) },
        });
        respond();
      });
    },
  });
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  ends(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    refuse: (address, code, text) => refused.set(address, Object.assign(new Error(text), { responseCode: code })),
  };
}

export interface MailDesk extends TestDesk {
  sink: Sink;
  port: number;
  ada: Actor;
  /** Lets a minute pass, and everything be mailed that was said. Answers what arrived since the last time. */
  mailed(): Promise<Sink['mails']>;
  /** Hands a mail to the desk and lets it be read. `to`: the envelope's. */
  write(mail: Written): Promise<void>;
  /** The same, without reading it. */
  hand(mail: Written): Promise<void>;
  /** Reads what waits. */
  read(): Promise<void>;
}

export interface Written {
  from: string;
  to?: string;
  subject?: string;
  text?: string;
  html?: string;
  messageId?: string;
  inReplyTo?: string;
  references?: string[];
  headers?: Record<string, string>;
  attachments?: { filename: string; content: string | Buffer; contentType?: string; cid?: string }[];
  raw?: string | Buffer;
  envelopeFrom?: string;
}

export const support: CallInput<'PUT /settings/addresses/{id}'>['body'] = { address: 'support@skerry.example', name: 'Skerry Support' };

/** A desk that takes mail at support@skerry.example and sends it to a sink, for one test or, opened beside them, for all of a file. */
export async function mailDesk(settings: Record<string, string> = {}, forAll = false): Promise<MailDesk> {
  const ends: Ends = forAll ? afterAll : onTestFinished;
  const [sink, port] = [await openSink(ends), await freePort()];
  const desk = await (forAll ? openDesk : newDesk)({ SMTP_URL: sink.url, MAIL_LISTEN: `127.0.0.1:${port}`, ...settings });
  const ada = await desk.staff('Ada');
  await ada.call('PUT /settings/addresses/{id}', { params: { id: newId() }, body: support });
  const transport = createTransport({ host: '127.0.0.1', port, pool: true, maxConnections: 5, ignoreTLS: true });
  ends(() => transport.close());
  let seen = 0;
  const hand = async ({ raw, to = support.address, envelopeFrom, ...mail }: Written) => {
    const envelope = { from: envelopeFrom ?? mail.from.replace(/^.*<|>$/g, ''), to };
    await transport.sendMail(raw === undefined ? { to, envelope, ...mail } : { raw, envelope });
  };
  const read = () => deliverWaiting(desk.running.desk);
  return Object.assign(desk, {
    sink,
    port,
    ada,
    hand,
    read,
    async write(mail: Written) {
      await hand(mail);
      await read();
    },
    async mailed() {
      await desk.pass({ seconds: 61 });
      await composeHeard(desk.running.desk);
      await sendDue(desk.running.desk);
      const fresh = sink.mails.slice(seen);
      seen = sink.mails.length;
      return fresh;
    },
  });
}

export async function addAddress(
  desk: MailDesk,
  address: Partial<CallInput<'PUT /settings/addresses/{id}'>['body']>,
): Promise<MailAddress> {
  return desk.ada.call('PUT /settings/addresses/{id}', { params: { id: newId() }, body: { ...support, ...address } });
}
