/** The policy as its author writes it: one YAML document. What it may say, and what is wrong with one, line by line. */
import { Channel, evidenceKinds, Item, Kind, Locale, type Named, type PolicyFault, StaffRole } from '@fairlead/contract';
import { knownZone } from '@fairlead/calendar';
import { knownCountry } from '@fairlead/calendar/holidays';
import { type Document, LineCounter, parseDocument } from 'yaml';
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

const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

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
    technical: z.strictObject({ staffed_by: z.array(StaffRole).min(1), team: z.string().nullable().default(null) }),
    sales: z.strictObject({ staffed_by: z.array(StaffRole).min(1), team: z.string().nullable().default(null) }),
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

type Path = readonly PropertyKey[];
interface Finding {
  path: Path;
  message: string;
}

/** `[from, to)` in minutes of the local day; past midnight beyond 1440. */
export function intervalMinutes(interval: string): { from: number; to: number } {
  const [from, to] = interval.split('-').map((t) => Number(t.slice(0, 2)) * 60 + Number(t.slice(3))) as [number, number];
  return { from, to: to > from ? to : to + 1440 };
}

/** What is wrong with a document, or the document. `lists` names the lists of holidays that there are. */
export function readPolicy(
  yaml: string,
  lists: readonly string[],
): { document: PolicyDocument; faults: null } | { document: null; faults: PolicyFault[] } {
  const lines = new LineCounter();
  const parsed = parseDocument(yaml, { lineCounter: lines, maxAliasCount: 0, uniqueKeys: true } as never);
  const broken = parsed.errors.map((e) => ({ line: e.linePos?.[0].line ?? 1, path: '', message: e.message.split('\n')[0]! }));
  if (broken.length > 0) return { document: null, faults: broken };
  let plain: unknown;
  try {
    plain = parsed.toJS({ maxAliasCount: 0 });
  } catch {
    return { document: null, faults: [{ line: 1, path: '', message: 'aliases are not used here: write each value out' }] };
  }
  const said = (findings: Finding[]): PolicyFault[] =>
    findings
      .map(({ path, message }) => ({ line: lineOf(parsed, lines, path), path: path.map(String).join('.'), message }))
      .toSorted((a, b) => a.line - b.line);
  const read = PolicyDocument.safeParse(plain);
  if (!read.success) return { document: null, faults: said(read.error.issues.flatMap(unfolded)) };
  const findings = senseless(read.data, lists);
  return findings.length > 0 ? { document: null, faults: said(findings) } : { document: read.data, faults: null };
}

/** An unknown key is a fault where it stands, not of the whole that it stands in. */
function unfolded(issue: z.core.$ZodIssue): Finding[] {
  if (issue.code === 'unrecognized_keys') return issue.keys.map((k) => ({ path: [...issue.path, k], message: `there is no "${k}" here` }));
  const missing = issue.code === 'invalid_type' && issue.message.endsWith('received undefined');
  return [{ path: issue.path, message: missing ? 'this is missing' : issue.message }];
}

/** The line of what a path names, or else of the nearest thing around it. */
function lineOf(document: Document, lines: LineCounter, path: Path): number {
  for (let depth = path.length; depth >= 0; depth--) {
    const inner = path.slice(0, depth);
    const parent = depth > 0 ? (document.getIn(inner.slice(0, -1), true) as { items?: unknown[] } | undefined) : undefined;
    const pair = parent?.items?.find((item) => (item as { key?: { value?: unknown } }).key?.value === inner.at(-1)) as
      | { key: { range?: [number, number, number] } }
      | undefined;
    const node =
      pair?.key ?? (depth === 0 ? document.contents : (document.getIn(inner, true) as { range?: [number, number, number] } | undefined));
    if (node?.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}

/** What the shape allows and sense does not. */
function senseless(policy: PolicyDocument, lists: readonly string[]): Finding[] {
  const found: Finding[] = [];
  const say = (path: Path, message: string) => void found.push({ path, message });
  const calendarExists = (path: Path, name: string | null | undefined) => {
    if (name && name !== 'always' && !(name in policy.calendars)) say(path, `there is no calendar "${name}"`);
  };

  for (const [name, calendar] of Object.entries(policy.calendars)) {
    if (name === 'always') say(['calendars', name], '"always" stands for open at any time: choose another name');
    const nights = weekdays.map((day, i) => ({ day, before: weekdays[(i + 6) % 7]! }));
    for (const day of weekdays) hoursHold(['calendars', name, 'week', day], calendar.week[day], say);
    for (const { day, before } of nights) {
      const first = Math.min(...calendar.week[day].map((i) => intervalMinutes(i).from));
      const last = Math.max(...calendar.week[before].map((i) => intervalMinutes(i).to)) - 1440;
      if (last > first) say(['calendars', name, 'week', day], `overlaps the night that begins on ${before}`);
    }
    for (const [i, holiday] of calendar.holidays.entries()) {
      if ('list' in holiday) {
        if (!lists.includes(holiday.list))
          say(['calendars', name, 'holidays', i, 'list'], `there is no list of holidays "${holiday.list}"`);
      } else if (!knownCountry(holiday.country, holiday.region ?? null))
        say(['calendars', name, 'holidays', i], 'no public holidays are known of this country or region');
    }
    for (const [i, { from, to }] of calendar.closed.entries()) {
      for (const [field, day] of [
        ['from', from],
        ['to', to],
      ] as const)
        if (day && !isDay(day)) say(['calendars', name, 'closed', i, field], `there is no day ${day}`);
      if (to && to.length !== from.length) say(['calendars', name, 'closed', i, 'to'], 'write both days with a year, or both without');
      else if (to && to.length === 10 && to < from) say(['calendars', name, 'closed', i, 'to'], 'ends before it begins');
    }
    for (const [i, { on, hours }] of calendar.special.entries()) {
      if (!isDay(on)) say(['calendars', name, 'special', i, 'on'], `there is no day ${on}`);
      hoursHold(['calendars', name, 'special', i, 'hours'], hours, say);
    }
  }

  for (const [name, plan] of Object.entries(policy.plans)) {
    calendarExists(['plans', name, 'chat'], plan.chat);
    calendarExists(['plans', name, 'tickets'], plan.tickets);
  }
  if (!(policy.default_plan in policy.plans)) say(['default_plan'], `there is no plan "${policy.default_plan}"`);
  for (const [language, { chat, tickets }] of Object.entries(policy.languages)) {
    for (const [i, { calendar }] of chat.entries()) calendarExists(['languages', language, 'chat', i, 'calendar'], calendar);
    calendarExists(['languages', language, 'tickets'], tickets);
  }
  const sites = policy.sites.map((s) => s.key);
  for (const [i, site] of policy.sites.entries()) {
    if (sites.indexOf(site.key) !== i) say(['sites', i, 'key'], `the site "${site.key}" stands twice`);
    calendarExists(['sites', i, 'tickets'], site.tickets);
  }
  for (const [i, { when }] of policy.rules.entries()) {
    for (const [j, plan] of (when.plan ?? []).entries())
      if (!(plan in policy.plans)) say(['rules', i, 'when', 'plan', j], `there is no plan "${plan}"`);
    for (const [j, site] of (when.site ?? []).entries())
      if (!sites.includes(site)) say(['rules', i, 'when', 'site', j], `there is no site "${site}"`);
  }
  calendarExists(['calls', 'calendar'], policy.calls.calendar);
  const kinds = policy.advice.map((row) => row.kind);
  for (const [i, { kind }] of policy.advice.entries()) if (kinds.indexOf(kind) !== i) say(['advice', i, 'kind'], `"${kind}" stands twice`);
  evidenceHolds(policy.evidence, kinds, say);
  return found;
}

function evidenceHolds({ fields, asks }: PolicyDocument['evidence'], kinds: readonly string[], say: (path: Path, message: string) => void) {
  const isKnown = (item: string) => item in fields || (evidenceKinds as readonly string[]).includes(item);
  for (const [name, { answer, choices, fill }] of Object.entries(fields)) {
    const path = ['evidence', 'fields', name];
    if ((evidenceKinds as readonly string[]).includes(name)) say(path, `"${name}" is a kind of the desk's own: choose another name`);
    if (answer === 'choice' && !choices?.length) say([...path, 'answer'], 'name the choices');
    if (answer !== 'choice' && choices) say([...path, 'choices'], 'choices need "answer: choice"');
    if (answer === 'choice' && fill) say([...path, 'fill'], 'a choice cannot be filled in');
    const values = choices?.map((c) => c.value) ?? [];
    for (const [i, value] of values.entries()) if (values.indexOf(value) !== i) say([...path, 'choices', i], `"${value}" stands twice`);
  }
  for (const [i, { item, kind = [], except = [], given = [], unless_given = [], answer = {} }] of asks.entries()) {
    const path = ['evidence', 'asks', i];
    if (!isKnown(item)) say([...path, 'item'], `there is no field "${item}"`);
    for (const [word, list] of Object.entries({ kind, except }))
      for (const [j, name] of list.entries()) if (!kinds.includes(name)) say([...path, word, j], `there is no kind "${name}"`);
    for (const [word, list] of Object.entries({ given, unless_given }))
      for (const [j, name] of list.entries()) {
        if (!isKnown(name)) say([...path, word, j], `there is no field "${name}"`);
        else if (name === item) say([...path, word, j], `"${name}" cannot depend on itself`);
      }
    for (const [name, values] of Object.entries(answer)) {
      const choices = fields[name]?.choices?.map((c) => c.value);
      if (!choices) say([...path, 'answer', name], `there is no choice "${name}"`);
      else
        for (const [j, value] of values.entries())
          if (!choices.includes(value)) say([...path, 'answer', name, j], `"${name}" has no choice "${value}"`);
    }
  }
}

function hoursHold(path: Path, hours: readonly string[], say: (path: Path, message: string) => void): void {
  const spans = hours.map((interval, i) => ({ ...intervalMinutes(interval), i, interval }));
  for (const { interval, i } of spans) if (interval.slice(0, 5) === interval.slice(6)) say([...path, i], `${interval} has no length`);
  const sorted = spans.toSorted((a, b) => a.from - b.from);
  for (const [n, span] of sorted.entries()) {
    const next = sorted[n + 1];
    if (next && span.to > next.from) say([...path, next.i], `${next.interval} overlaps ${span.interval}`);
  }
}

/** Whether a day exists; 02-29 does, in leap years. */
function isDay(day: string): boolean {
  const full = day.length === 5 ? `2028-${day}` : day;
  const date = new Date(`${full}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(full);
}
