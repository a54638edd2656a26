/** Mail both ways: what was sent and received, what a person wants by mail, and the desk's own addresses. The routes are a part of `routes`. */
import { z } from 'zod';
import type { Download } from './report-routes.ts';
import { At, clean, Id, line, Locale, MailTrouble, nothing, Question } from './words.ts';

const byId = z.object({ id: Id });
const address = z.email().max(254);

/** What may be turned off, by whom it is for. `answers`: what staff say and ask; `progress`: receipts, states and incidents. */
export const mailKinds = { member: ['answers', 'progress'], staff: ['assigned', 'mentions', 'digest'] } as const;
const Kind = z.enum([...mailKinds.member, ...mailKinds.staff]);

const State = z.enum(['waiting', 'sending', 'sent', 'kept', 'failed']).meta({
  description: '`kept`: no server is set that would take it, so that it stays here to be looked at',
});

export const SentMail = z
  .object({
    id: Id,
    kind: z.enum([...Kind.options, 'address']),
    to: z.string(),
    subject: z.string(),
    state: State,
    made: At,
    due: At.meta({ description: 'It is not sent before' }),
    sent: At.nullable(),
    attempts: z.int(),
    trouble: MailTrouble.nullable(),
    said: z.string().nullable().meta({ description: 'What the other server said' }),
    ticket: z.int().nullable(),
  })
  .meta({ id: 'SentMail' });
export type SentMail = z.infer<typeof SentMail>;

const outcomes = ['opened', 'replied', 'bounce', 'automatic', 'loop', 'unreadable', 'refused', 'held', 'dismissed'] as const;

export const ReceivedMail = z
  .object({
    id: Id,
    from: z.string(),
    to: z.array(z.string()),
    subject: z.string(),
    bytes: z.int(),
    via: z.enum(['smtp', 'imap']),
    received: At,
    state: z.enum(['waiting', 'done', 'aside']),
    outcome: z.enum(outcomes).nullable(),
    detail: z.string().nullable().meta({ description: 'Of what was set aside: why' }),
    ticket: z.int().nullable(),
    checks: z
      .object({ spf: z.string().nullable(), dkim: z.string().nullable(), dmarc: z.string().nullable() })
      .nullable()
      .meta({ description: 'What the trusted relay found (RFC 8601)' }),
  })
  .meta({ id: 'ReceivedMail' });
export type ReceivedMail = z.infer<typeof ReceivedMail>;

/** How the mails of one ticket fared: to whom which entries went, and which entries came by which mail. */
export const Delivery = z
  .object({
    sent: z.array(
      SentMail.pick({ id: true, to: true, state: true, trouble: true, said: true, sent: true }).extend({ first: z.int(), last: z.int() }),
    ),
    received: z.array(ReceivedMail.pick({ id: true, from: true, to: true, checks: true, outcome: true }).extend({ entry: Id.nullable() })),
  })
  .meta({ id: 'Delivery' });
export type Delivery = z.infer<typeof Delivery>;

const Quiet = z
  .object({ from: z.int().min(0).max(1_439), to: z.int().min(0).max(1_439), zone: z.string().max(60) })
  .meta({ description: 'Minutes of the local day between which no mail comes, and the IANA zone' });

export const MailChoices = z
  .object({
    kinds: z.array(z.object({ kind: Kind, on: z.boolean() })),
    quiet: Quiet.nullable(),
    addresses: z
      .array(z.object({ id: Id, address: z.string(), confirmed: z.boolean() }))
      .meta({ description: 'Members: further addresses from which they write' }),
  })
  .meta({ id: 'MailChoices' });
export type MailChoices = z.infer<typeof MailChoices>;

export const MailAddress = z
  .object({
    id: Id,
    address: z.string(),
    name: z.string().meta({ description: 'As readers see the sender' }),
    question: Question,
    area: Id.nullable().meta({ description: 'Its team gets what comes here' }),
    language: Locale.meta({ description: 'Of people whose language is not known' }),
    plus: z.boolean().meta({ description: 'Whether name+anything@host arrives here, too' }),
    first: z.boolean().meta({ description: 'From which the desk writes by itself' }),
  })
  .meta({ id: 'MailAddress' });
export type MailAddress = z.infer<typeof MailAddress>;

export const MailSettings = z
  .object({
    addresses: z.array(MailAddress),
    server: z.string().nullable().meta({ description: 'Which takes what is sent; null: it is kept here' }),
    listens: z.string().nullable().meta({ description: 'Where the desk takes mail by SMTP' }),
    mailboxes: z.array(z.object({ name: z.string(), checked: At.nullable(), trouble: z.string().nullable() })),
  })
  .meta({ id: 'MailSettings' });
export type MailSettings = z.infer<typeof MailSettings>;

const page = z.object({
  before: Id.optional().meta({ description: 'The last of the page before' }),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});

export const mailRoutes = {
  mailChoices: {
    method: 'GET',
    path: '/me/mail',
    who: 'someone',
    summary: 'What I get by mail, and from where I write',
    reply: MailChoices,
  },
  chooseMail: {
    method: 'PUT',
    path: '/me/mail',
    who: 'someone',
    summary: 'Choose what comes by mail, and when none does',
    body: z.object({ off: z.array(Kind).max(10), quiet: Quiet.nullable() }),
    reply: MailChoices,
  },
  addAddress: {
    method: 'PUT',
    path: '/me/addresses/{id}',
    who: 'member',
    summary: 'I also write from this address: a link goes there, and counts once it was followed',
    params: byId,
    body: z.object({ address }),
    reply: MailChoices,
  },
  removeAddress: { method: 'DELETE', path: '/me/addresses/{id}', who: 'member', summary: 'No more', params: byId, reply: MailChoices },

  sentMails: {
    method: 'GET',
    path: '/mails/sent',
    who: 'staff',
    summary: 'What was sent or waits to be, newest first',
    query: page.extend({ state: State.optional() }),
    reply: z.object({ mails: z.array(SentMail), next: Id.nullable() }),
  },
  sentMail: {
    method: 'GET',
    path: '/mails/sent/{id}',
    who: 'staff',
    summary: 'One mail as its reader sees it',
    params: byId,
    reply: SentMail.extend({ from: z.string(), html: z.string(), text: z.string(), headers: z.record(z.string(), z.string()) }),
  },
  sendAgain: {
    method: 'PUT',
    path: '/mails/sent/{id}/again',
    who: 'staff',
    summary: 'Try again what failed',
    params: byId,
    reply: SentMail,
  },

  receivedMails: {
    method: 'GET',
    path: '/mails/received',
    who: 'staff',
    summary: 'What came, newest first, with what became of it',
    query: page.extend({ state: z.enum(['waiting', 'done', 'aside']).optional() }),
    reply: z.object({ mails: z.array(ReceivedMail), next: Id.nullable() }),
  },
  mailSource: {
    method: 'GET',
    path: '/mails/received/{id}/source',
    who: 'staff',
    summary: 'A mail as it came',
    params: byId,
    sends: 'application/octet-stream',
    reply: z.custom<Download>(),
  },
  readAgain: {
    method: 'PUT',
    path: '/mails/received/{id}/again',
    who: 'staff',
    summary: 'Read what was set aside once more; what was held back is let in',
    params: byId,
    reply: ReceivedMail,
  },
  dismissMail: {
    method: 'PUT',
    path: '/mails/received/{id}/dismissed',
    who: 'staff',
    summary: 'Nothing is to be done with what was set aside',
    params: byId,
    reply: ReceivedMail,
  },
  settleHeld: {
    method: 'PUT',
    path: '/mails/held',
    who: 'staff',
    summary: 'Let in, or dismiss, everything that was held back of one sender',
    body: z.object({ sender: z.string().min(1).max(320).overwrite(clean), let_in: z.boolean() }),
    reply: z.object({ settled: z.int() }),
  },
  deliveries: {
    method: 'GET',
    path: '/tickets/{number}/mails',
    who: 'staff',
    summary: 'How the mails of a ticket fared',
    params: z.object({ number: z.coerce.number().int().positive().max(2_147_483_647) }),
    reply: Delivery,
  },

  mailSettings: {
    method: 'GET',
    path: '/settings/mail',
    who: 'staff',
    summary: 'Addresses, server and mailboxes, for administrators',
    reply: MailSettings,
  },
  saveMailAddress: {
    method: 'PUT',
    path: '/settings/addresses/{id}',
    who: 'staff',
    summary: 'Add an address of the desk under an id that the caller makes, or change it',
    params: byId,
    body: z.object({
      address,
      name: line.overwrite(clean),
      question: Question.default('technical'),
      area: Id.nullable().default(null),
      language: Locale.default('en'),
      plus: z.boolean().default(true),
      first: z.boolean().default(false),
    }),
    reply: MailAddress,
  },
  removeMailAddress: {
    method: 'DELETE',
    path: '/settings/addresses/{id}',
    who: 'staff',
    summary: 'Remove it',
    params: byId,
    reply: nothing,
  },
} as const;
