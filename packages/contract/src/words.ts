import { z } from 'zod';
import { evidenceKinds, locales } from './limits.ts';

/** Ids are UUIDs; those made by a sender (`entry`, `chat`, `ticket`) are UUIDv7 (RFC 9562), so that any request may be repeated. */
export const Id = z.uuid().toLowerCase();
export const At = z.iso.datetime().meta({ description: 'An instant, RFC 3339 in UTC' });
export const Locale = z.enum(locales);
export type Locale = z.infer<typeof Locale>;

/** Text that every store can keep: a NUL or half a surrogate pair becomes U+FFFD, the rest stays as typed. */
export const clean = (text: string) => text.toWellFormed().replaceAll('\0', '\uFFFD');

/** S10: what a new chat asks first. */
export const Question = z.enum(['technical', 'sales']);
export type Question = z.infer<typeof Question>;

/** S1: the two ways in. */
export const Channel = z.enum(['chat', 'ticket']);
export type Channel = z.infer<typeof Channel>;

/** What a request is about (S4, S5): the key of a row of the policy's advice table, like `setup`. */
export const Kind = z.string().regex(/^[a-z][a-z0-9_]{0,39}$/);

/** S3: what helps to solve a problem, in the seed's own list. */
export const EvidenceKind = z.enum(evidenceKinds);
export type EvidenceKind = z.infer<typeof EvidenceKind>;

/** An item of a checklist: one of the seed's kinds, or a field of the vendor's own. */
export const Item = z.string().regex(/^[a-z][a-z0-9_]{0,39}$/);
export type Item = z.infer<typeof Item>;

export const StaffRole = z.enum(['engineer', 'specialist', 'sales', 'lead', 'administrator', 'service']);
export type StaffRole = z.infer<typeof StaffRole>;

export const ChatState = z.enum(['waiting', 'active', 'ended']);
export type ChatState = z.infer<typeof ChatState>;

export const TicketState = z.enum(['new', 'open', 'pending', 'on_hold', 'solved', 'closed']);
export type TicketState = z.infer<typeof TicketState>;

/** What may be promised of a ticket: S13 and the vendor's plans. */
export const PromiseKind = z.enum(['first_answer', 'next_answer', 'solution']);
export type PromiseKind = z.infer<typeof PromiseKind>;

/** S4: what a ticket may lead to beside writing. */
export const MeetingKind = z.enum(['call', 'screen_share']);
export type MeetingKind = z.infer<typeof MeetingKind>;

/** Why a mail did not arrive, from the other server's enhanced status code (RFC 3463). */
export const MailTrouble = z.enum(['no_mailbox', 'mailbox_full', 'too_large', 'refused', 'unreachable', 'other']);
export type MailTrouble = z.infer<typeof MailTrouble>;

/** A name in every language of the desk, for what is data: areas, teams. */
export const Named = z.record(Locale, z.string());
export type Named = z.infer<typeof Named>;

/** A sentence of one line. */
export const line = z.string().trim().min(1).max(200).overwrite(clean);

/** The answer of a route that has nothing to say. */
export const nothing = z.object({}).meta({ id: 'Nothing' });
