/** Turns what somebody looks for into what PostgreSQL is asked. Tables are called as in `screens.ts`: tickets `k`, members `m`, organizations `o`. */
import { type RawBuilder, sql } from 'kysely';
import { greatestInteger, type Reader } from '../../platform/db.ts';
import { Refusal } from '../../platform/refusals.ts';
import type { Who } from '../accounts/accounts.ts';
import { type Field, parseQuery, type Part } from './query.ts';
import { folded, neighbourTermsOf, soughtIn } from '../../platform/terms.ts';

export interface Sought {
  /** All that fits. */
  where: RawBuilder<unknown>;
  /** The same in two parts: what indexes answer, and what has to be looked at as it stands, ticket by ticket. */
  indexed: RawBuilder<unknown>;
  standing: RawBuilder<unknown> | null;
  /** What indexes answer, asked ticket by ticket: quicker where many fit. */
  each: RawBuilder<unknown>;
  /** Found by words, so that it can be ordered by relevance: a query over `search_documents`, what was typed, and the terms of the query. */
  words: { query: string; typed: string[]; terms: string[] } | null;
}

const saysWhetherSolved = (part: Part) =>
  part.is === 'filter' && (part.field === 'state' || (part.field === 'is' && part.values.every((v) => v === 'unsolved' || v === 'solved')));

/**
 * Throws `invalid` where a filter was given what it does not take. `anyState` leaves out what it says of states, for who asks for
 * others.
 */
export function sought(reader: Reader, who: Who, typed: string, { anyState = false } = {}): Sought {
  const { parts: typedParts, faults } = parseQuery(typed);
  const parts = anyState ? typedParts.filter((part) => !saysWhetherSolved(part)) : typedParts;
  if (faults.length > 0)
    throw new Refusal(
      'invalid',
      faults.map((message) => ({ path: 'q', message })),
    );
  const filters = parts.filter((p) => p.is === 'filter').map((p) => filter(reader, who, p));
  const words = parts.filter((p) => p.is === 'words');
  const wanted = words.filter((w) => !w.not);
  const query = wanted.flatMap((w) => textQuery(w) ?? []).join(' & ');
  // Nothing of what was typed can be looked for.
  if (wanted.length > 0 && query === '') return { where: sql`false`, indexed: sql`false`, standing: null, each: sql`false`, words: null };
  const others = [...filters, ...words.filter((w) => w.not).flatMap((w) => without(who, w))];
  const indexed = all([...others, ...(query ? [found(who, query)] : [])]);
  const phrases = wanted.filter(asItStands).map((w) => said(who, w.text));
  return {
    where: all([indexed, ...phrases]),
    indexed,
    standing: phrases.length > 0 ? all(phrases) : null,
    each: all([...others, ...(query ? [has(who, query)] : [])]),
    words: query ? { query, typed: wanted.map((w) => w.text), terms: wanted.flatMap(termsOf) } : null,
  };
}

const all = (conditions: readonly RawBuilder<unknown>[]): RawBuilder<unknown> =>
  conditions.length > 0 ? sql`(${sql.join(conditions, sql` and `)})` : sql`true`;

type Words = Extract<Part, { is: 'words' }>;

/** Asked ticket by ticket, of those that fit otherwise: most tickets have no such word. */
function without(who: Who, words: Words): RawBuilder<unknown>[] {
  const query = textQuery(words);
  if (!query) return [];
  const hasIt = has(who, query);
  return [asItStands(words) ? sql`not (${hasIt} and ${said(who, words.text)})` : sql`not ${hasIt}`];
}

const asItStands = ({ text, phrase }: Words) => phrase || isCjkRun(text);

/** Pairs alone would also find their letters apart: three and more are looked for as they stand. */
const isCjkRun = (text: string) => /^[\p{Script=Hangul}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]{3,}$/u.test(text);

const quoted = (term: string) => `'${term.replaceAll(/[\\']/g, '$&$&')}'`;

/** The terms that a word is looked for by; of a phrase its neighbours, too. */
const termsOf = ({ text, phrase }: Words): string[] => [...soughtIn(text).terms, ...(phrase ? neighbourTermsOf(text) : [])];

/** A word as a query of PostgreSQL; null where nothing of it can be looked for. */
function textQuery(words: Words): string | null {
  const { terms, open } = soughtIn(words.text);
  if (terms.length === 0) return null;
  const goesOn = open && !words.phrase ? terms.length - 1 : -1;
  const all = termsOf(words).map((term, i) => quoted(term) + (i === goesOn ? ':*' : ''));
  return all.length > 1 ? `(${all.join(' & ')})` : all[0]!;
}

/** A query that any term of a text fits; null where it has none. */
export function anyTerm(text: string): string | null {
  const { terms } = soughtIn(text);
  return terms.length > 0 ? terms.slice(0, 20).map(quoted).join(' | ') : null;
}

/** Whether a document has what is looked for, as far as somebody may read it. */
const says = (who: Who, query: string) =>
  who.kind === 'staff' ? sql`(public @@ ${query}::tsquery or notes @@ ${query}::tsquery)` : sql`public @@ ${query}::tsquery`;

const has = (who: Who, query: string) => sql`coalesce((select ${says(who, query)} from search_documents where ticket_id = k.id), false)`;

const found = (who: Who, query: string) =>
  who.kind === 'staff'
    ? sql`k.id in (select ticket_id from search_documents where ${says(who, query)})`
    : sql`k.id in (select ticket_id from search_documents where organization_id = ${who.organization} and ${says(who, query)})`;

/** A pattern for `like` that finds a text anywhere. */
export const anywhere = (text: string) => `%${folded(text).replaceAll(/[\\%_]/g, '\\$&')}%`;

const stands = (text: RawBuilder<unknown>, phrase: string) => sql`lower(normalize(${text}, NFKC)) like ${anywhere(phrase)}`;

/**
 * Where a phrase stands as it is: in the subject, in a name, in what was said or in the name of a file. Subqueries of one row each, which
 * are asked ticket by ticket: `exists` could be answered by reading every entry there is.
 */
const said = (who: Who, phrase: string) => sql`(
  ${stands(sql`k.subject`, phrase)}
  or (select ${stands(sql`name`, phrase)} from members where id = k.member_id)
  or (select ${stands(sql`name`, phrase)} from organizations where id = k.organization_id)
  or coalesce((
    select true from entries e where e.thread_id = k.thread_id and ${who.kind === 'staff' ? sql`true` : sql`e.public_seq is not null`}
      and e.kind <> 'event' and (${stands(sql`e.body ->> 'text'`, phrase)} or ${stands(sql`(e.body -> 'files')::text`, phrase)}) limit 1), false))`;

const isId = (value: string) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value);
const beginning = (value: string) => `${value.toLowerCase().replaceAll(/[\\%_]/g, '\\$&')}%`;

function filter(reader: Reader, who: Who, { field, values, not }: Extract<Part, { is: 'filter' }>): RawBuilder<unknown> {
  const any = sql`(${sql.join(
    values.map((value) => one(reader, who, field, value)),
    sql` or `,
  )})`;
  return not ? sql`not coalesce(${any}, false)` : any;
}

function one(reader: Reader, who: Who, field: Field, value: string): RawBuilder<unknown> {
  const me = who.id;
  switch (field) {
    case 'is':
      return standing(reader, value);
    case 'state':
    case 'question':
      return sql`k.${sql.ref(field)} = ${value}`;
    case 'channel':
      return value === 'chat' ? sql`k.chat_id is not null` : sql`k.chat_id is null`;
    case 'assignee':
      if (value === 'me') return sql`k.assignee_id = ${me}`;
      if (value === 'nobody') return sql`k.assignee_id is null`;
      return isId(value)
        ? sql`k.assignee_id = ${value}`
        : sql`k.assignee_id in (select id from staff where lower(name) like ${beginning(value)})`;
    case 'team':
      if (value === 'mine') return sql`k.team_id = any(array(select team_id from team_members where staff_id = ${me}))`;
      if (value === 'none') return sql`k.team_id is null`;
      return isId(value) ? sql`k.team_id = ${value}` : sql`k.team_id in (select id from teams where key = ${value.toLowerCase()})`;
    case 'area':
      return sql`k.area_id in (select id from areas where key = ${value.toLowerCase()})`;
    case 'org':
      return isId(value)
        ? sql`k.organization_id = ${value}`
        : sql`k.organization_id in (select id from organizations where lower(name) like ${beginning(value)})`;
    case 'from':
      return sql`k.member_id in (select id from members where lower(name) like ${beginning(value)} or lower(email) like ${beginning(value)})`;
    case 'site':
    case 'plan':
      return sql`k.organization_id in (select id from organizations where lower(${sql.ref(field)}) = ${value.toLowerCase()})`;
    case 'number':
      return sql`k.number = ${Math.min(Number(value.replace('#', '')), greatestInteger)}`;
    case 'created':
    case 'updated':
    case 'solved':
      return sql`k.${sql.ref(`${field}_at`)} > ${new Date(reader.now.getTime() - age(value))}`;
  }
}

const age = (value: string) => Number(value.slice(0, -1)) * (value.endsWith('d') ? 86_400_000 : 3_600_000);
export const unsolved = sql`k.state not in ('solved', 'closed')`;

function standing(reader: Reader, value: string): RawBuilder<unknown> {
  switch (value) {
    case 'unsolved':
      return unsolved;
    case 'solved':
      return sql`k.state in ('solved', 'closed')`;
    case 'urgent':
      return sql`k.urgent is not null`;
    case 'waiting':
      return sql`k.waiting_since is not null`;
    case 'due_soon':
      return sql`(k.due_at is not null and k.warn_at <= ${reader.now})`;
    case 'broken':
      return sql`k.due_at < ${reader.now}`;
    default:
      return sql`k.assignee_id is null`;
  }
}
