import { z } from 'zod';
import { longestText, mostFiles } from './limits.ts';
import { Urgent } from './channels.ts';
import { FlarePlace, Given } from './evidence.ts';
import { FileRef } from './files.ts';
import { At, MailTrouble, MeetingKind, Channel, clean, Id, Item, Kind, Named, PromiseKind, Question, TicketState } from './words.ts';

export const Author = z
  .object({ kind: z.enum(['member', 'staff', 'desk']), id: Id.nullable(), name: z.string() })
  .meta({ id: 'Author', description: 'Who made an entry; `desk` is the system itself' });
export type Author = z.infer<typeof Author>;

const text = z.string().max(longestText).overwrite(clean);

/** How a message came by mail: from which address, and what it quoted or was signed with, which screens fold away. */
const ByMail = z.object({ from: z.string(), folded: z.string() });

export const Said = z
  .object({ text, files: z.array(FileRef).max(mostFiles), mail: ByMail.optional(), place: FlarePlace.optional() })
  .meta({ id: 'Said' });
export type Said = z.infer<typeof Said>;

/** Who did it; null or absent: the desk by itself. */
const by = z.string().nullable().optional();

/** What happened to a thread's chat or ticket, said by the desk. A closed list; each has a sentence `event.<name>` in the catalogs. */
export const Happening = z
  .discriminatedUnion('event', [
    z.object({ event: z.literal('chat_waiting'), question: Question, area: z.string().nullable(), summary: z.string() }),
    z.object({ event: z.literal('engineer_connected'), staff: Id, name: z.string() }),
    z.object({ event: z.literal('engineer_joined'), staff: Id, name: z.string() }),
    z.object({ event: z.literal('engineer_left'), staff: Id, name: z.string() }),
    z.object({ event: z.literal('handed_over'), from: z.string(), to: z.string() }),
    z.object({ event: z.literal('returned_to_line'), name: z.string() }),
    z.object({
      event: z.literal('chat_ended'),
      by: z.enum(['member', 'staff', 'member_vanished', 'left_message', 'closing_time', 'hipaa']),
      name: z.string().nullable(),
      solved: z.boolean(),
    }),
    z.object({
      event: z.literal('ticket_opened'),
      number: z.int(),
      team: Named.nullable(),
      assignee: z.string().nullable(),
      /** When a first answer is promised. */
      promised: At.nullable().optional(),
    }),
    z.object({ event: z.literal('ticket_assigned'), team: Named.nullable(), assignee: z.string().nullable(), by }),
    z.object({ event: z.literal('ticket_state'), from: TicketState, to: TicketState, by }),
    /** To specialists of an area, with a note that says what they need to know. */
    z.object({ event: z.literal('escalated'), area: z.string(), team: Named, assignee: z.string().nullable(), by }),
    z.object({ event: z.literal('urgency_lifted'), by }),
    /** This ticket's number leads to another from now on. */
    z.object({ event: z.literal('merged_into'), number: z.int(), by }),
    /** Another's number leads here; what was said there stays in its own thread. */
    z.object({ event: z.literal('merged_in'), number: z.int(), subject: z.string(), thread: Id, by }),
    z.object({ event: z.literal('merge_undone'), number: z.int(), by }),
    z.object({ event: z.literal('split_off'), number: z.int(), subject: z.string(), by }),
    z.object({ event: z.literal('split_from'), number: z.int(), by }),
    /** Staff only: an issue in the vendor's own tracker. */
    z.object({ event: z.literal('issue_linked'), url: z.string(), title: z.string(), by }),
    z.object({ event: z.literal('issue_unlinked'), title: z.string(), by }),
    z.object({ event: z.literal('rated'), good: z.boolean(), comment: z.string(), by }),
    /** S4: times are proposed, one is agreed, another replaces it, or it is called off. */
    z.object({
      event: z.literal('meeting_proposed'),
      meeting: Id,
      kind: MeetingKind,
      times: z.array(At),
      minutes: z.int(),
      about: z.string(),
      by: z.string(),
    }),
    z.object({
      event: z.literal('meeting_agreed'),
      meeting: Id,
      kind: MeetingKind,
      starts: At,
      minutes: z.int(),
      host: z.string(),
      link: z.string().nullable(),
      /** When it would have been, where this replaces an agreement. */
      instead_of: At.nullable(),
      by: z.string(),
    }),
    z.object({
      event: z.literal('meeting_cancelled'),
      meeting: Id,
      kind: MeetingKind,
      starts: At.nullable(),
      reason: z.string(),
      by: z.string(),
    }),
    /** Staff only: a mail reached nobody, or one came that is no answer. */
    z.object({ event: z.literal('mail_undelivered'), to: z.string(), trouble: MailTrouble }),
    z.object({ event: z.literal('mail_automatic'), from: z.string(), subject: z.string() }),
    /** Staff only: somebody who does not follow a ticket wrote to it; what they wrote is a ticket of its own. */
    z.object({ event: z.literal('mail_of_stranger'), number: z.int(), from: z.string() }),
    z.object({ event: z.literal('mail_refers'), number: z.int() }),
    /** Staff only: what could not be read in it is with the message as it came. */
    z.object({ event: z.literal('mail_sealed'), how: z.enum(['smime', 'pgp']) }),
    /** Staff only: a flare was cleaned and read. `first`: what was found that weighs most. */
    z.object({
      event: z.literal('flare_read'),
      flare: Id,
      bundle: z.string(),
      errors: z.int(),
      warnings: z.int(),
      first: z.object({ en: z.string(), ko: z.string().optional(), ja: z.string().optional() }).nullable(),
    }),
    z.object({ event: z.literal('flare_failed'), flare: Id, bundle: z.string() }),
    /** What was found in a flare is shown to the customer from now on. */
    z.object({
      event: z.literal('finding_shown'),
      flare: Id,
      bundle: z.string(),
      found: z.object({ en: z.string(), ko: z.string().optional(), ja: z.string().optional() }),
      by,
    }),
    /** Staff only: what was sent was looked at as it was. */
    z.object({ event: z.literal('original_opened'), bundle: z.string(), reason: z.string(), by }),
    /** A service of the customer's was asked for a flare by staff; it writes down more than usual for so many seconds. */
    z.object({ event: z.literal('flare_asked'), service: z.string(), seconds: z.int(), by }),
    /** Staff only. */
    z.object({ event: z.literal('promise_warning'), promise: PromiseKind, due: At }),
    z.object({ event: z.literal('promise_broken'), promise: PromiseKind, due: At }),
    /** Said at a chat's end before there were requests for evidence. */
    z.object({ event: z.literal('evidence_missing'), items: z.array(Item) }),
    /** A card that leads to giving it. `label` is set for the vendor's own fields; those of the desk are named by the catalogs. */
    z.object({
      event: z.literal('evidence_asked'),
      items: z.array(z.object({ item: Item, label: Named.nullable() })),
      by: z.string().nullable(),
      note: z.string(),
    }),
    /** The first thing that is read of an urgent request (S13). */
    z.object({ event: z.literal('urgent'), ...Urgent.shape }),
    /** Staff only: what was advised, beside what was chosen. */
    z.object({ event: z.literal('channel_chosen'), advised: Channel, chosen: Channel, about: z.array(Kind) }),
    /** To who waits: chat closes soon, and what was said becomes a ticket then. */
    z.object({ event: z.literal('closing_soon'), closes: At }),
    z.object({ event: z.literal('incident_attached'), incident: Id, title: z.string() }),
    z.object({ event: z.literal('incident_update'), incident: Id, title: z.string(), text: z.string() }),
    /** Asks whether the customer is well again: solving or reopening the ticket is the answer. */
    z.object({ event: z.literal('incident_closed'), incident: Id, title: z.string(), text: z.string() }),
  ])
  .meta({ id: 'Happening' });
export type Happening = z.infer<typeof Happening>;

const common = {
  thread: Id,
  /** The entry's number in the READER's own gapless numbering: staff follow all entries, members the public ones. */
  number: z.int(),
  /** Staff only: the entry's number among public entries, null for what only staff may see. Marks speak in these numbers. */
  public_number: z.int().nullable().optional(),
  /** Made by the sender. */
  id: Id,
  by: Author,
  at: At,
};

export const Entry = z
  .discriminatedUnion('kind', [
    z.object({ ...common, kind: z.literal('message'), body: Said }),
    z.object({ ...common, kind: z.literal('note'), body: Said }),
    z.object({ ...common, kind: z.literal('evidence'), body: Given }),
    z.object({ ...common, kind: z.literal('event'), body: Happening }),
  ])
  .meta({ id: 'Entry', description: 'One numbered item of a thread' });
export type Entry = z.infer<typeof Entry>;

/** What a person sends to say something. Repeating it with the same id changes nothing and is answered alike. */
export const NewEntry = z
  .object({
    id: Id,
    kind: z.enum(['message', 'note']).default('message').meta({ description: '`note` is for staff only and never leaves staff' }),
    text: text.default(''),
    files: z.array(Id).max(mostFiles).default([]),
    place: FlarePlace.optional(),
    mentions: z.array(Id).max(20).default([]).meta({ description: 'Staff: colleagues who are called to read it' }),
  })
  .refine((e) => e.text.trim() !== '' || e.files.length > 0, { message: 'say something or attach a file', path: ['text'] })
  .meta({ id: 'NewEntry' });
export type NewEntry = z.input<typeof NewEntry>;

/** The answer to an append, given only after its commit. `number` is in the sender's own numbering. */
export const Appended = z
  .object({
    id: Id,
    thread: Id.meta({ description: 'Where it stands: another thread where its ticket was merged' }),
    number: z.int(),
    at: At,
  })
  .meta({ id: 'Appended' });
export type Appended = z.infer<typeof Appended>;

/** How far each side has got, in public numbers. */
export const Marks = z
  .object({
    member: z.object({ delivered: z.int(), read: z.int() }),
    staff: z.object({ delivered: z.int(), read: z.int() }),
  })
  .meta({ id: 'Marks' });
export type Marks = z.infer<typeof Marks>;
