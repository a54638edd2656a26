/** What screens show: the shapes of answers. */
import { z } from 'zod';
import { Marks } from './entries.ts';
import { Line } from './live.ts';
import { Urgent } from './channels.ts';
import { At, ChatState, Id, Item, Kind, Locale, Named, PromiseKind, Question, StaffRole, TicketState } from './words.ts';

export const Organization = z
  .object({ id: Id, name: z.string(), site: z.string(), plan: z.string(), hipaa: z.boolean() })
  .meta({ id: 'Organization' });
export type Organization = z.infer<typeof Organization>;

export const Member = z
  .object({
    id: Id,
    name: z.string(),
    email: z.string(),
    locale: Locale,
    zone: z.string().nullable().meta({ description: 'IANA time zone in which their browser was last; null while unknown' }),
  })
  .meta({ id: 'Member' });
export type Member = z.infer<typeof Member>;

export const StaffPerson = z.object({ id: Id, name: z.string(), role: StaffRole }).meta({ id: 'StaffPerson' });
export type StaffPerson = z.infer<typeof StaffPerson>;

export const Area = z
  .object({ id: Id, key: z.string(), name: Named, team: Id })
  .meta({ id: 'Area', description: 'A part of the product; a team of specialists owns it' });
export type Area = z.infer<typeof Area>;

export const Team = z.object({ id: Id, key: z.string(), name: Named }).meta({ id: 'Team' });
export type Team = z.infer<typeof Team>;

/** What anybody may know of the desk before signing in. */
export const Desk = z
  .object({
    vendor: z.string(),
    areas: z.array(Area),
    locales: z.array(Locale),
    sites: z.array(z.object({ key: z.string(), name: z.string() })).meta({ description: 'Regions of the product' }),
    plans: z.array(z.string()),
    /** Largest file, bytes. */
    largest_file: z.int(),
    fields: z
      .array(z.object({ item: Item, label: Named, choices: z.array(z.object({ value: z.string(), label: Named })) }))
      .meta({ description: 'The vendor’s own items of evidence' }),
    demo: z.boolean(),
  })
  .meta({ id: 'Desk' });
export type Desk = z.infer<typeof Desk>;

/** Who is asking. */
export const Me = z
  .discriminatedUnion('kind', [
    z.object({
      kind: z.literal('member'),
      member: Member,
      organization: Organization,
      organizations: z.array(Organization),
      sees_organization: z.boolean().meta({ description: 'Staff let them see all requests of the organization, to read' }),
    }),
    z.object({
      kind: z.literal('staff'),
      staff: StaffPerson,
      locale: Locale,
      available: z.boolean(),
      capacity: z.int(),
      lines: z.array(Question),
    }),
  ])
  .meta({ id: 'Me' });
export type Me = z.infer<typeof Me>;

export const Chat = z
  .object({
    id: Id,
    thread: Id,
    state: ChatState,
    question: Question,
    area: z.string().nullable().meta({ description: 'The area’s key; null for a sales question' }),
    summary: z.string(),
    language: Locale.meta({ description: 'The language in which it is held' }),
    about: z.array(Kind),
    urgent: Urgent.nullable(),
    since: At.meta({ description: 'When its state began' }),
    started: At,
    member: Member,
    organization: Organization,
    engineer: StaffPerson.nullable(),
    others: z.array(StaffPerson).meta({ description: 'Colleagues who joined' }),
    line: Line.nullable().meta({ description: 'Only while waiting' }),
    ticket: z.int().nullable().meta({ description: 'The number of the ticket that continues it; set exactly when ended' }),
    solved: z.boolean().nullable(),
    last: z.int().meta({ description: 'Newest number of the thread in the reader’s numbering' }),
    marks: Marks,
    present: z.boolean().meta({ description: 'Whether the customer was here within the last half minute' }),
    /** First words of the newest message, for a list. */
    snippet: z.string().nullable(),
  })
  .meta({ id: 'Chat' });
export type Chat = z.infer<typeof Chat>;

/** A promise that has not ended. `due` is null while its clock stands. */
export const OpenPromise = z
  .object({ kind: PromiseKind, due: At.nullable(), stands: z.boolean(), broken: z.boolean(), warned: z.boolean() })
  .meta({ id: 'OpenPromise' });
export type OpenPromise = z.infer<typeof OpenPromise>;

export const Ticket = z
  .object({
    id: Id,
    number: z.int(),
    thread: Id,
    state: TicketState,
    subject: z.string(),
    about: z.array(Kind),
    urgent: Urgent.nullable(),
    promised: At.nullable().meta({ description: 'When a first answer is promised; null once staff have answered, or when none is' }),
    incident: z.object({ id: Id, title: z.string(), closed: At.nullable() }).nullable(),
    question: Question,
    area: z.string().nullable(),
    member: Member,
    organization: Organization,
    team: Team.nullable(),
    assignee: StaffPerson.nullable(),
    chat: Id.nullable().meta({ description: 'The chat that it continues' }),
    missing: z.array(Item).meta({ description: 'Evidence that was asked for and has not arrived' }),
    promises: z.array(OpenPromise).meta({ description: 'What is owed to the customer now, soonest first' }),
    waiting: At.nullable().meta({ description: 'Since when the customer waits for staff' }),
    solved: At.nullable().meta({ description: 'When it was solved, while it is' }),
    merged: z
      .array(z.object({ number: z.int(), subject: z.string(), thread: Id, at: At, undoable: z.boolean() }))
      .meta({ description: 'Tickets whose numbers lead here' }),
    split_from: z.int().nullable(),
    rating: z.object({ good: z.boolean(), comment: z.string() }).nullable(),
    issues: z
      .array(z.object({ id: Id, url: z.string(), title: z.string() }))
      .meta({ description: 'Staff: issues in the vendor’s own tracker; empty for members' }),
    may: z.enum(['write', 'read']).meta({ description: 'Whether the reader may add to it' }),
    follows: z.boolean().meta({ description: 'Members: whether they follow it without it being theirs' }),
    created: At,
    updated: At,
    last: z.int(),
    marks: Marks,
    snippet: z.string().nullable(),
  })
  .meta({ id: 'Ticket' });
export type Ticket = z.infer<typeof Ticket>;

/** A colleague as others see them when they hand something over. */
export const Colleague = z
  .object({
    ...StaffPerson.shape,
    available: z.boolean(),
    connected: z.boolean(),
    chats: z.int(),
    capacity: z.int(),
    teams: z.array(Id),
    lines: z.array(Question),
  })
  .meta({ id: 'Colleague' });
export type Colleague = z.infer<typeof Colleague>;
