/** Reads a policy that somebody has written: what is wrong with it, line by line, or the document. */
import { evidenceKinds, type PolicyFault } from '@fairlead/contract';
import { knownCountry } from '@fairlead/calendar/holidays';
import { type Document, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { intervalMinutes, PolicyDocument, weekdays } from './document.ts';

type Path = readonly PropertyKey[];
interface Finding {
  path: Path;
  message: string;
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
