/** The policy as its author writes it, and what it may say; `reading.ts` says what is wrong with one. */
import { Channel, Item, Kind, Locale, type Named, StaffRole } from '@fairlead/contract';
import { knownZone } from '@fairlead/calendar';
import { z } from 'zod';

const key = z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,39}$/, 'use letters, digits and underscores');
/** A sentence in every language of the desk; English stands in where one is missing. */
const Sentence = z.strictObject({
  en: z.string().trim().min(1),
  ko: z.string().trim().min(1).optional(),
  ja: z.string().trim().min(1).optional(),
});
export type Sentence = z.infer<typeof Sentence>;
export const inLanguage = (sentence: Sentence, language: Locale): string => sentence[language] ?? sentence.en;
/** In all languages; English stands in. */
export const named = ({ en, ko = en, ja = en }: Sentence): Named => ({ en, ko, ja });

const time = String.raw`(?:[01]\d|2[0-3]):[0-5]\d`;
/** `10:00-19:00`; `22:00-06:00` ends on the next day, `00:00-24:00` is the whole day. */
const Interval = z.string().regex(new RegExp(`^${time}-(?:${time}|24:00)$`), 'write hours like 10:00-19:00');
const Hours = z.array(Interval).max(24);
const monthDay = String.raw`(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])`;
const Yearly = new RegExp(`^(?:\\d{4}-)?${monthDay}$`);
const Day = z.string().regex(Yearly, 'write a day like 12-29 (every year) or 2026-12-29');
const FullDay = z.string().regex(new RegExp(`^\\d{4}-${monthDay}$`), 'write a day like 2026-12-24');

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

const CalendarDocument = z.strictObject({
  zone: z.string().refine(knownZone, 'no such time zone; use an IANA name like America/New_York'),
  week: z.strictObject(
    Object.fromEntries(weekdays.map((d) => [d, Hours.default([])])) as Record<(typeof weekdays)[number], z.ZodDefault<typeof Hours>>,
  ),
  holidays: z
    .array(
      z.union([
        z.strictObject({ country: z.string(), region: z.string().optional() }),
        /** A list that was imported, or is fetched from an address. */
        z.strictObject({ list: key }),
      ]),
    )
    .max(20)
    .default([]),
  closed: z
    .array(z.strictObject({ from: Day, to: Day.optional(), name: z.string().max(100).optional() }))
    .max(400)
    .default([]),
  special: z
    .array(z.strictObject({ on: FullDay, hours: Hours, name: z.string().max(100).optional() }))
    .max(400)
    .default([]),
});
export type CalendarDocument = z.infer<typeof CalendarDocument>;

/** `always` is a calendar that stands in no list. */
const calendarName = key;
const minutes = z.number().int().min(1).max(525_600);
/** Business minutes that a promise gives, by urgency. */
const Within = z.strictObject({ normal: minutes, urgent: minutes }).nullable();

/** A question of the vendor's own beside the desk's kinds of evidence. */
const Field = z.strictObject({
  label: Sentence,
  hint: Sentence.optional(),
  answer: z.enum(['line', 'text', 'choice']),
  choices: z
    .array(z.strictObject({ value: z.string().regex(/^[a-z0-9][a-z0-9_-]{0,39}$/), label: Sentence }))
    .max(40)
    .optional(),
  /** Answered by what the identity token says, where it says so. */
  fill: z.enum(['product_version']).optional(),
});

const EvidenceDocument = z.strictObject({
  fields: z.record(Item, Field).default({}),
  /** What a customer runs to make a flare; without it a flare is a file. */
  flare_command: z.string().trim().min(1).max(500).nullable().default(null),
  /** Which evidence helps (S3). Of each item the first row that fits decides; rows stand in the order to ask in. */
  asks: z
    .array(
      z.strictObject({
        item: Item,
        need: z.enum(['required', 'recommended']),
        question: z.enum(['technical', 'sales']).default('technical'),
        /** Only for these areas. */
        area: z.array(z.string().min(1).max(60)).optional(),
        /** Only where the request is about one of these. */
        kind: z.array(Kind).optional(),
        /** Not where the request is about nothing but these. */
        except: z.array(Kind).optional(),
        /** Only once one of these was given. */
        given: z.array(Item).optional(),
        /** Not once one of these was given. */
        unless_given: z.array(Item).optional(),
        /** Only once a choice was answered in one of these ways. */
        answer: z.record(Item, z.array(z.string()).min(1)).optional(),
      }),
    )
    .max(200),
});

const Sections = z.strictObject({
  calendars: z.record(key, CalendarDocument),
  plans: z
    .record(
      key,
      z.strictObject({
        name: Sentence,
        /** The hours of chat; null: chat is no part of this plan. */
        chat: calendarName.nullable(),
        tickets: calendarName,
        /** Until staff first answer, until they answer again, and until it is solved. */
        first_answer: Within,
        next_answer: Within.default(null),
        solution: Within.default(null),
      }),
    )
    .refine((plans) => Object.keys(plans).length > 0, 'name at least one plan'),
  /** For an organization whose plan is not in the list. */
  default_plan: key,
  languages: z.record(
    Locale,
    z.strictObject({
      /** Chats that are offered to who speaks it, first choice first; without hours of its own, a chat has the plan's. */
      chat: z.array(z.strictObject({ language: Locale, calendar: calendarName.optional() })).max(5),
      /** Hours of tickets in this language, instead of the plan's. */
      tickets: calendarName.nullable().default(null),
    }),
  ),
  sites: z
    .array(
      z.strictObject({
        key,
        name: z.string().min(1).max(60),
        /** `app.eu1.example` or `{organization}.eu1.example`, with a path where one is needed. */
        addresses: z.array(z.string().min(1).max(200)).max(20),
        /** Hours of tickets for this site, instead of the language's or plan's. */
        tickets: calendarName.nullable().default(null),
      }),
    )
    .max(100),
  /** Who may not use a channel. HIPAA needs no rule: those organizations never chat, whatever stands here. */
  rules: z
    .array(
      z.strictObject({
        channel: Channel,
        when: z.strictObject({
          plan: z.array(key).optional(),
          language: z.array(Locale).optional(),
          site: z.array(key).optional(),
          question: z.array(z.enum(['technical', 'sales'])).optional(),
          hipaa: z.boolean().optional(),
        }),
        because: Sentence,
      }),
    )
    .max(100)
    .default([]),
  /** What a request may be about, and which channel suits it. Of several that fit, the first that asks for a ticket decides. */
  advice: z
    .array(
      z.strictObject({
        kind: Kind,
        label: Sentence,
        channel: Channel,
        reason: Sentence,
        /** Words that say so when a customer just types. */
        words: z.partialRecord(Locale, z.array(z.string().trim().min(2).max(60)).max(60)).default({}),
        asks_why: z.boolean().default(false),
      }),
    )
    .min(1)
    .max(40),
  /** For a request that fits no row, and for one whose suiting channel cannot be used now. */
  either: Sentence,
  instead: z.strictObject({ of_chat: Sentence, of_ticket: Sentence }),
  evidence: EvidenceDocument,
  files: z
    .strictObject({
      /** What one file may have, megabytes. */
      largest_mb: z.number().int().min(1).max(5_000).default(5_000),
      /** A request is deleted, with the bytes of its files, so long after its last change. */
      kept_months: z.number().int().min(1).max(240).default(15),
    })
    .prefault({}),
  /** Who answers the line of each question, and the team of its tickets; without a team the area's own takes it. */
  lines: z.strictObject({
    technical: z.strictObject({ staffed_by: z.array(StaffRole.exclude(['service'])).min(1), team: z.string().nullable().default(null) }),
    sales: z.strictObject({ staffed_by: z.array(StaffRole.exclude(['service'])).min(1), team: z.string().nullable().default(null) }),
  }),
  promises: z
    .strictObject({
      /** The clock stands while a ticket is in one of these states. */
      stops: z.array(z.enum(['pending', 'on_hold'])).default(['pending']),
      /** Staff are warned when so much of the promised time has passed. */
      warn_percent: z.number().int().min(1).max(99).default(75),
    })
    .prefault({}),
  tickets: z
    .strictObject({
      /** A customer may reopen a solved request for so long; then it is closed. */
      reopen_days: z.number().int().min(1).max(365).default(14),
    })
    .prefault({}),
  calls: z
    .strictObject({
      /** Where calls are held; `{number}` is the ticket's. Null: the specialist writes the link. */
      link: z.string().max(500).nullable().default(null),
      /** Hours in which calls are held: those of tickets where none are named. */
      calendar: calendarName.nullable().default(null),
      minutes: z.number().int().min(5).max(480).default(30),
    })
    .prefault({}),
  closing: z.strictObject({
    /** Who waits is told so many minutes before chat closes; 0: never. */
    warn_minutes: z.number().int().min(0).max(240),
    waiting: z.enum(['ticket', 'wait']),
    running: z.enum(['finish', 'end']),
  }),
  incidents: z.strictObject({ pause_chat: z.boolean() }),
  patience: z.strictObject({
    /** A chat ends when its customer has been away for so long. */
    member_vanishes_seconds: z.number().int().min(30),
    /** A chat goes back to the front of the line when its engineer has been away for so long. */
    engineer_drops_seconds: z.number().int().min(10),
  }),
});
/** Documents from before there was evidence say what to `prepare`; that is read as recommendations. */
export const PolicyDocument = z.preprocess((given) => withEvidence(given), Sections);
export type PolicyDocument = z.infer<typeof Sections>;

const Prepare = z.looseObject({
  prepare: z.strictObject({ default: z.array(Item), areas: z.record(z.string(), z.array(Item)).default({}) }),
  advice: z.array(z.looseObject({ kind: Kind, prepare: z.array(Item).optional() })),
});

function withEvidence(given: unknown): unknown {
  const old = Prepare.safeParse(given);
  if (!old.success || 'evidence' in old.data) return given;
  const { prepare, advice, ...rest } = old.data;
  const said = advice.filter((row) => row.prepare).map((row) => row.kind);
  const asks = [
    ...Object.entries(prepare.areas).flatMap(([area, items]) => items.map((item) => ({ item, area: [area] }))),
    ...advice.flatMap(({ kind, prepare: items = [] }) => items.map((item) => ({ item, kind: [kind] }))),
    ...prepare.default.map((item) => ({ item, except: said })),
  ];
  return {
    ...rest,
    advice: advice.map(({ prepare: _, ...row }) => row),
    evidence: { asks: asks.map((ask) => ({ ...ask, need: 'recommended' })) },
  };
}

/** `[from, to)` in minutes of the local day; past midnight beyond 1440. */
export function intervalMinutes(interval: string): { from: number; to: number } {
  const [from, to] = interval.split('-').map((t) => Number(t.slice(0, 2)) * 60 + Number(t.slice(3))) as [number, number];
  return { from, to: to > from ? to : to + 1440 };
}
