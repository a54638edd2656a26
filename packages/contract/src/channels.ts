/** Which channel suits and may be used, as the desk says it: advice, standing of each channel, incidents, and what was noticed. */
import { z } from 'zod';
import { Ask } from './evidence.ts';
import { At, Channel, clean, Id, Kind, Locale } from './words.ts';

const why = (most: number) => z.string().trim().min(1).max(most).overwrite(clean);

/** S13: why it is urgent. All three are required of whoever says so. */
export const Urgent = z
  .object({ impact: why(2_000), since: why(200), affected: why(500) })
  .meta({ id: 'Urgent', description: 'Why a request is urgent: what stands still, since when, and who is affected' });
export type Urgent = z.infer<typeof Urgent>;

/** Why chat cannot be used by this customer now. `other_language` never stands here: it is offered, in that language. */
export const ChatClosedWhy = z.enum(['hours', 'holiday', 'hipaa', 'plan', 'language', 'rule', 'incident', 'full']);
export type ChatClosedWhy = z.infer<typeof ChatClosedWhy>;

export const Incident = z
  .object({
    id: Id,
    title: z.string(),
    areas: z.array(z.string()).meta({ description: 'Keys of the areas affected; none means all' }),
    sites: z.array(z.string()).meta({ description: 'Keys of the sites affected; none means all' }),
    pauses_chat: z.boolean(),
    declared: At,
    declared_by: z.string(),
    updates: z.array(z.object({ id: Id, text: z.string(), at: At, by: z.string() })).meta({ description: 'Oldest first' }),
    closed: At.nullable(),
    attached: z.int().nullable().meta({ description: 'Staff: how many tickets hang on it' }),
    mine: z.int().nullable().meta({ description: 'Members: the number of their own ticket that is attached' }),
  })
  .meta({ id: 'Incident' });
export type Incident = z.infer<typeof Incident>;

/** Something that the desk noticed in what is being written. */
export const Notice = z
  .discriminatedUnion('is', [
    /** The link shows a page of another site than the one that the organization is on (S3). */
    z.object({ is: z.literal('other_site'), link: z.string(), site: z.string(), own: z.string() }),
    /** The link shows a page of another organization. `switch_to` is set where this person belongs to it, with its name. */
    z.object({ is: z.literal('other_organization'), link: z.string(), name: z.string(), switch_to: Id.nullable() }),
  ])
  .meta({ id: 'Notice' });
export type Notice = z.infer<typeof Notice>;

export const ChatStanding = z
  .object({
    open: z.boolean(),
    why: ChatClosedWhy.nullable().meta({ description: 'Null while open' }),
    because: z.string().nullable().meta({ description: 'The vendor’s own sentence for the rule, or the holiday’s name' }),
    language: Locale.meta({ description: 'The language in which the chat is held' }),
    other_language: z.boolean().meta({ description: 'No chat in the customer’s language: this one is offered instead' }),
    opens: At.nullable().meta({ description: 'While closed by the clock: the next opening' }),
    closes: At.nullable().meta({ description: 'While open: the next closing, if there is one' }),
    place: z.int().nullable().meta({ description: 'The place in the line that a chat begun now would have; 1 is next' }),
    minutes: z.int().nullable().meta({ description: 'Minutes to wait; null where no honest number can be given' }),
  })
  .meta({ id: 'ChatStanding' });
export type ChatStanding = z.infer<typeof ChatStanding>;

/** The answer to "ticket or chat?", for one customer at one instant. */
export const Channels = z
  .object({
    at: At,
    version: z.int().meta({ description: 'Version of the policy that says so' }),
    kinds: z
      .array(z.object({ kind: Kind, label: z.string(), channel: Channel, asks_why: z.boolean() }))
      .meta({ description: 'What a request may be about, in the reader’s language and the policy’s order' }),
    about: z.array(Kind).meta({ description: 'What this one is about: as given, or else as read from its words' }),
    from_words: z.boolean().meta({ description: '`about` was read from the words' }),
    advice: z
      .object({ channel: Channel, reason: z.string() })
      .meta({ description: 'The channel that suits and may be used, and why in one sentence' }),
    asks_why: z.boolean().meta({ description: 'The reason for the urgency is required (S13)' }),
    prepare: z.array(Ask).meta({ description: 'What to have ready (S3), in the order to ask in' }),
    chat: ChatStanding,
    ticket: z.object({ open: z.boolean(), promised: At.nullable().meta({ description: 'When a first answer is promised' }) }),
    incidents: z.array(Incident).meta({ description: 'Open ones that affect this customer, newest first' }),
    notices: z.array(Notice),
  })
  .meta({ id: 'Channels' });
export type Channels = z.infer<typeof Channels>;

/** A ticket that somebody is called to. */
export const Page = z
  .object({
    ticket: z.int(),
    subject: z.string(),
    organization: z.string(),
    why: z.enum(['urgent', 'promise']).meta({ description: 'It is urgent, or a promise was broken' }),
    urgent: Urgent.nullable(),
    at: At,
  })
  .meta({ id: 'Page' });
export type Page = z.infer<typeof Page>;

/** A version of the policy, without its document. */
export const PolicyVersion = z
  .object({ version: z.int(), made_by: z.string().nullable(), made: At, why: z.string(), from_version: z.int().nullable() })
  .meta({ id: 'PolicyVersion', description: '`from_version`: rolled back to that one. Version 0 is the shipped default' });
export type PolicyVersion = z.infer<typeof PolicyVersion>;

/** A list of holidays that was imported, or is fetched from an address again and again. */
export const HolidayList = z
  .object({
    name: z.string(),
    url: z.string().nullable(),
    days: z.int(),
    first: z.string().nullable(),
    last: z.string().nullable(),
    fetched: At,
    failed: At.nullable().meta({ description: 'Set while the address does not answer rightly: the list stays as it was' }),
    failure: z.string().nullable(),
  })
  .meta({ id: 'HolidayList' });
export type HolidayList = z.infer<typeof HolidayList>;

/** A line of a policy document that is not right. */
export const PolicyFault = z.object({ line: z.int(), path: z.string(), message: z.string() }).meta({ id: 'PolicyFault' });
export type PolicyFault = z.infer<typeof PolicyFault>;

/** The customer for whom, and the instant at which, a policy is tried. */
export const PreviewCase = z
  .object({
    at: At,
    /** IANA name of the clock that the sentence is told by; that of the chat's hours when not said. */
    zone: z.string().max(60).optional(),
    plan: z.string().max(60),
    language: Locale,
    hipaa: z.boolean().default(false),
    site: z.string().max(60).default(''),
    about: z.array(Kind).max(8).default([]),
    question: z.enum(['technical', 'sales']).default('technical'),
  })
  .meta({ id: 'PreviewCase' });
export type PreviewCase = z.infer<typeof PreviewCase>;

/** What one request would have met under another policy. `null` promise: none. */
const met = z.object({ advised: Channel, chat: z.boolean(), why: ChatClosedWhy.nullable(), promised: At.nullable() });
export const DryRun = z
  .object({
    requests: z.int(),
    differ: z.int(),
    examples: z
      .array(
        z.object({
          at: At,
          organization: z.string(),
          plan: z.string(),
          language: Locale,
          about: z.array(Kind),
          chosen: Channel,
          now: met,
          drafted: met,
        }),
      )
      .meta({ description: 'Those that differ, newest first, at most 100' }),
  })
  .meta({ id: 'DryRun' });
export type DryRun = z.infer<typeof DryRun>;
