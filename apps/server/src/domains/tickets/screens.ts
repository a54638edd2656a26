/** Tickets as screens show them. */
import type {
  FoundTicket,
  Member,
  OpenPromise,
  Organization,
  Question,
  StaffPerson,
  Team,
  Ticket,
  TicketOrder,
  TicketState,
  Urgent,
} from '@fairlead/contract';
import { type RawBuilder, sql } from 'kysely';
import { greatestInteger, type Reader } from '../../platform/db.ts';
import { Refusal } from '../../platform/refusals.ts';
import { memberShown, organizationShown, seesOrganization, type Who } from '../accounts/accounts.ts';
import { type MarkRow, marksFrom } from '../threads/marks.ts';
import { areCommon } from './common-terms.ts';
import { anyTerm, sought, type Sought, unsolved } from './finding.ts';
import { passages } from './passages.ts';
import { undoableFor } from './merging.ts';
import { owed } from './promises.ts';
import { searchOf } from './views.ts';

interface Row {
  id: string;
  number: number;
  thread: string;
  state: TicketState;
  subject: string;
  about: string[];
  urgent: Urgent | null;
  incident: { id: string; title: string; closed: string | null } | null;
  question: Question;
  area: string | null;
  member: Member;
  organization: Organization;
  team: Team | null;
  assignee: StaffPerson | null;
  chat: string | null;
  missing: string[];
  promises: OpenPromise[];
  waiting: Date | null;
  solved: Date | null;
  merged: { number: number; subject: string; thread: string; at: string; undoable: boolean }[];
  split_from: number | null;
  rating: { good: boolean; comment: string } | null;
  issues: { id: string; url: string; title: string }[];
  merged_into: string | null;
  following: { access: 'none' | 'read' | 'write'; chosen: boolean } | null;
  created: Date;
  updated: Date;
  last_seq: number;
  last_public_seq: number;
  snippet: string | null;
  marks: MarkRow[];
}

/** Items that were asked for and not given since, unless the customer goes on without; in the order of asking. */
const missing = sql`(
  select coalesce(array_agg(a.item order by a.seq, a.place), '{}') from (
    select coalesce(i.value ->> 'item', i.value #>> '{}') as item, max(e.seq) as seq, min(i.place) as place
    from entries e cross join jsonb_array_elements(e.body -> 'items') with ordinality i (value, place)
    where e.thread_id = t.id and e.kind = 'event' and e.body ->> 'event' in ('evidence_asked', 'evidence_missing')
    group by 1
  ) a
  where not exists (
      select 1 from entries g where g.thread_id = t.id and g.public_seq is not null and g.seq > a.seq and (
        (g.kind = 'evidence' and g.body ->> 'item' = a.item)
        or (a.item in ('screenshot', 'recording') and g.kind = 'message' and g.author_kind = 'member' and exists (
          select 1 from jsonb_array_elements(g.body -> 'files') f
          where f ->> 'type' like case a.item when 'screenshot' then 'image/%' else 'video/%' end))))
    and not exists (select 1 from checklists l where l.thread_id = t.id and a.item = any(l.declined)))`;

const iso = (at: RawBuilder<unknown>) => sql`to_char(${at} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** Tickets whose numbers lead to `k`. Where nothing was merged, an index says so at once. */
const merged = (reader: Reader) => sql`(
  select coalesce(json_agg(json_build_object('number', f.number, 'subject', f.subject, 'thread', f.thread_id, 'at', ${iso(sql`g.made_at`)},
    'undoable', g.made_at > ${new Date(reader.now.getTime() - undoableFor)}::timestamptz) order by g.made_at), '[]')
  from tickets f join merges g on g.from_ticket = f.id and g.undone_at is null where f.merged_into = k.id)`;

const ticketRows = (reader: Reader, who: Who, where: RawBuilder<unknown>) => sql<Row>`
  select k.id, k.number, k.thread_id as thread, k.state, k.subject, k.about, k.urgent, k.question,
    case when i.id is not null then json_build_object('id', i.id, 'title', i.title, 'closed', to_char(i.closed_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) end as incident, a.key as area,
    ${memberShown},
    ${organizationShown},
    case when te.id is not null then json_build_object('id', te.id, 'key', te.key, 'name', te.name) end as team,
    case when s.id is not null then json_build_object('id', s.id, 'name', s.name, 'role', s.role) end as assignee,
    k.chat_id as chat, ${missing} as missing, ${owed} as promises, k.waiting_since as waiting, k.solved_at as solved, ${merged(reader)} as merged, k.merged_into,
    (select number from tickets where id = k.split_from) as split_from,
    (select json_build_object('good', r.good, 'comment', r.comment) from ratings r where r.ticket_id = k.id) as rating,
    ${who.kind === 'staff' ? sql`(select coalesce(json_agg(json_build_object('id', x.id, 'url', x.url, 'title', x.title) order by x.linked_at), '[]') from external_issues x where x.ticket_id = k.id)` : sql`'[]'::json`} as issues,
    (select json_build_object('access', f.access, 'chosen', f.chosen) from followers f where f.thread_id = t.id and f.member_id = ${who.id}) as following, k.created_at as created, k.updated_at as updated, t.last_seq, t.last_public_seq,
    (select left(e.body ->> 'text', 160) from entries e where e.thread_id = t.id and e.kind = 'message' order by e.seq desc limit 1) as snippet,
    (select coalesce(json_agg(json_build_object('side', r.side, 'delivered', r.delivered, 'read', r.read)), '[]') from marks r where r.thread_id = t.id) as marks
  from tickets k
    join threads t on t.id = k.thread_id
    join members m on m.id = k.member_id
    join organizations o on o.id = k.organization_id
    left join areas a on a.id = k.area_id
    left join teams te on te.id = k.team_id
    left join staff s on s.id = k.assignee_id
    left join incidents i on i.id = k.incident_id
  where ${where}`;

/**
 * Tickets that somebody may see: of members their own and those to which a merge brought them, or all of the organization's where staff
 * let them. `own`: their own, with those that they follow.
 */
async function visible(reader: Reader, who: Who, own = false): Promise<RawBuilder<unknown>> {
  if (who.kind === 'staff') return sql`true`;
  const theirs = sql`k.organization_id = ${who.organization}`;
  const all = await seesOrganization(reader, who);
  if (all && !own) return theirs;
  const followed = all ? sql`true` : sql`f.access <> 'none'`;
  return sql`${theirs} and (k.member_id = ${who.id} or k.thread_id in (select thread_id from followers f where f.member_id = ${who.id} and ${followed}))`;
}

/** The same for one ticket `k`, whose row is at hand. */
const mayRead = (who: Who): RawBuilder<unknown> =>
  who.kind === 'staff'
    ? sql`true`
    : sql`k.organization_id = ${who.organization} and (k.member_id = ${who.id}
        or exists (select 1 from followers f where f.thread_id = k.thread_id and f.member_id = ${who.id} and f.access <> 'none')
        or exists (select 1 from memberships b where b.member_id = ${who.id} and b.organization_id = ${who.organization} and b.sees_organization))`;

const shown = (who: Who, rows: Row[]): Ticket[] =>
  rows.map(({ last_seq, last_public_seq, created, updated, waiting, solved, merged_into: _, following, marks, ...row }) => ({
    ...row,
    may: who.kind === 'staff' || row.member.id === who.id || following?.access === 'write' ? 'write' : 'read',
    follows: following?.chosen ?? false,
    created: created.toISOString(),
    updated: updated.toISOString(),
    waiting: waiting?.toISOString() ?? null,
    solved: solved?.toISOString() ?? null,
    promised: row.promises.find((p) => p.kind === 'first_answer')?.due ?? null,
    last: who.kind === 'staff' ? last_seq : last_public_seq,
    marks: marksFrom(marks),
  }));

/** One ticket; a number that was merged leads to where it went. Throws `not_found` alike for absent and forbidden. */
export async function ticket(reader: Reader, who: Who, number: number): Promise<Ticket> {
  const may = mayRead(who);
  let rows = await reader.rows(ticketRows(reader, who, sql`k.number = ${number} and ${may}`), `ticket_${who.kind}`);
  while (rows[0]?.merged_into)
    rows = await reader.rows(ticketRows(reader, who, sql`k.id = ${rows[0].merged_into} and ${may}`), `ticket_merged_${who.kind}`);
  const [found] = shown(who, rows);
  if (!found) throw new Refusal('not_found');
  return found;
}

export interface TicketQuery {
  view: string;
  state?: 'unsolved' | 'solved' | 'any' | undefined;
  q: string;
  order?: TicketOrder | undefined;
  before?: string | undefined;
  limit: number;
}

const states = { unsolved, solved: sql`k.state in ('solved', 'closed')`, any: sql`true` };

/** A page of a view's tickets in its order. `next` continues it; a cursor that is not one of ours is refused as `invalid`. */
export async function tickets(reader: Reader, who: Who, query: TicketQuery): Promise<{ tickets: Ticket[]; next: string | null }> {
  const view = await viewed(reader, who, query);
  const narrowed = sought(reader, who, query.q);
  const { ids, next } = await listed(reader, view, narrowed, query);
  return { tickets: await byIds(reader, who, ids), next };
}

function listed(
  reader: Reader,
  view: Awaited<ReturnType<typeof viewed>>,
  { where, indexed, each, standing, words }: Sought,
  query: TicketQuery,
) {
  const order = query.order ?? view.order;
  return order === 'relevance' && words
    ? ranked(reader, { indexed: sql`${view.where} and ${indexed}`, each: sql`${view.where} and ${each}`, standing }, words, query)
    : page(reader, sql`${view.where} and ${where}`, order, query);
}

async function viewed(reader: Reader, who: Who, { view, state }: TicketQuery): Promise<{ where: RawBuilder<unknown>; order: TicketOrder }> {
  if (who.kind === 'member') {
    const organization = view === 'organization';
    if (organization && !(await seesOrganization(reader, who))) throw new Refusal('not_allowed');
    return {
      where: sql`k.merged_into is null and ${await visible(reader, who, !organization)} and ${states[state ?? 'unsolved']}`,
      order: 'updated',
    };
  }
  const { q, order } = await searchOf(reader, who, view);
  const { where } = sought(reader, who, q, { anyState: state !== undefined });
  return { where: state ? sql`${where} and ${states[state]}` : where, order };
}

/** What was looked for among everything that somebody may see, with the passages that fit. */
export async function search(
  reader: Reader,
  who: Who,
  query: { q: string; order: TicketOrder; before?: string | undefined; limit: number },
): Promise<{ found: FoundTicket[]; next: string | null }> {
  const { where, indexed, each, standing, words } = sought(reader, who, query.q);
  const may = await visible(reader, who);
  const { ids, next } =
    query.order === 'relevance' && words
      ? await ranked(reader, { indexed: sql`${may} and ${indexed}`, each: sql`${may} and ${each}`, standing }, words, query)
      : await page(reader, sql`${may} and ${where}`, query.order, query);
  const tickets = await byIds(reader, who, ids);
  const found = await passages(reader, who, tickets, words?.typed ?? []);
  return { found: tickets.map((ticket) => ({ ticket, passage: found.get(ticket.thread) ?? null })), next };
}

async function byIds(reader: Reader, who: Who, ids: readonly string[]): Promise<Ticket[]> {
  if (ids.length === 0) return [];
  const rows = await reader.rows(ticketRows(reader, who, sql`k.id = any(${ids}::uuid[])`), `tickets_${who.kind}`);
  const found = shown(who, rows);
  const byId = new Map(found.map((t) => [t.id, t]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/** An organization and how much it asks; throws `not_found`. */
export async function organization(reader: Reader, id: string): Promise<{ organization: Organization; tickets: number; unsolved: number }> {
  const [row] = await reader.rows(sql<{ organization: Organization; tickets: number; unsolved: number }>`
    select ${organizationShown}, (select count(*)::int from tickets k where k.organization_id = o.id) as tickets,
      (select count(*)::int from tickets k where k.organization_id = o.id and ${unsolved}) as unsolved
    from organizations o where o.id = ${id}`);
  if (!row) throw new Refusal('not_found');
  return row;
}

/** Of an area's tickets, so many changed last are compared with one. */
const mostCompared = 2_000;
const mostRelated = 5;

/** What staff look at beside a ticket: the customer's others, the organization's, and ones of its area whose heads share its words, nearest first. */
export async function related(reader: Reader, who: Who, number: number): Promise<Record<'customer' | 'organization' | 'alike', Ticket[]>> {
  const { id, member, organization, area, subject } = await ticket(reader, who, number);
  const others = sql`k.id <> ${id} and k.merged_into is null`;
  const ids = async (where: RawBuilder<unknown>) =>
    (
      await reader.rows(sql<{ id: string }>`
        select k.id from tickets k where ${others} and ${where} order by k.updated_at desc, k.number desc limit ${mostRelated}`)
    ).map((r) => r.id);
  const theirs = sql`k.organization_id = ${organization.id}`;
  const words = anyTerm(subject);
  const alike = words
    ? await reader.rows(sql<{ id: string }>`
        with near as materialized (
          select k.id, k.number, k.updated_at from tickets k where ${others} and k.area_id is not distinct from (select id from areas where key = ${area})
            and not (${theirs} and k.member_id = ${member.id}) order by k.updated_at desc limit ${mostCompared})
        select n.id from near n join search_documents d on d.ticket_id = n.id where d.head @@ ${words}::tsquery
        order by ts_rank(d.head, ${words}::tsquery) desc, n.updated_at desc limit ${mostRelated}`)
    : [];
  return {
    customer: await byIds(reader, who, await ids(sql`${theirs} and k.member_id = ${member.id}`)),
    organization: await byIds(reader, who, await ids(sql`${theirs} and k.member_id <> ${member.id}`)),
    alike: await byIds(
      reader,
      who,
      alike.map((r) => r.id),
    ),
  };
}

/** Orders by an instant and the number, each with the index that serves it. */
const orders = {
  updated: { at: sql`k.updated_at`, descends: true },
  solved: { at: sql`k.solved_at`, descends: true },
  due: { at: sql`k.due_at`, descends: false },
  waiting: { at: sql`k.waiting_since`, descends: false },
} as const;

interface Page {
  ids: string[];
  next: string | null;
}

async function page(
  reader: Reader,
  where: RawBuilder<unknown>,
  order: TicketOrder,
  { before, limit }: { before?: string | undefined; limit: number },
): Promise<Page> {
  // Without a word nothing is nearer than another.
  if (order === 'relevance') return page(reader, where, 'updated', { before, limit });
  if (order === 'created') {
    const rows = await reader.rows(sql<{ id: string; number: number }>`
      select k.id, k.number from tickets k where ${where} and ${before === undefined ? sql`true` : sql`k.number < ${cursor(before).number}`}
      order by k.number desc limit ${limit + 1}`);
    return cut(rows, limit, (last) => `0.${last.number}`);
  }
  const { at, descends } = orders[order];
  const past = descends ? sql`<` : sql`>`;
  const way = descends ? sql`desc` : sql`asc`;
  const from =
    before === undefined ? sql`${at} is not null` : sql`(${at}, k.number) ${past} (${cursor(before).at}, ${cursor(before).number})`;
  const rows = await reader.rows(sql<{ id: string; number: number; at: Date }>`
    select k.id, k.number, ${at} as at from tickets k where ${where} and ${from} order by ${at} ${way}, k.number ${way} limit ${limit + 1}`);
  return cut(rows, limit, (last) => `${last.at.getTime()}.${last.number}`);
}

function cut<Row extends { id: string }>(rows: Row[], limit: number, next: (last: Row) => string): Page {
  const kept = rows.slice(0, limit);
  return { ids: kept.map((r) => r.id), next: rows.length > limit ? next(kept.at(-1)!) : null };
}

/** Of more that fit, the ones changed last are ranked: fewer where each has to be looked at as it stands. */
const mostRanked = 400;
const mostRankedStanding = 200;

/** Of tickets that have to be looked at as they stand, so many are first; the others only where that was not enough. */
const firstLookedAt = 1_000;

/** What is named so comes before what only says so; the one changed last comes first. */
async function ranked(
  reader: Reader,
  { indexed, each, standing }: Pick<Sought, 'indexed' | 'each' | 'standing'>,
  words: NonNullable<Sought['words']>,
  { before, limit }: { before?: string | undefined; limit: number },
): Promise<Page> {
  const skipped = before === undefined ? 0 : Math.min(cursor(before).number, mostRanked);
  const best = (fitting: RawBuilder<unknown>) =>
    reader.rows(sql<{ id: string }>`
      with ${fitting}
      select f.id from fitting f join search_documents d on d.ticket_id = f.id
      order by (d.head @@ ${words.query}::tsquery) desc, f.updated_at desc, f.number desc offset ${skipped} limit ${limit + 1}`);
  const newest = (where: RawBuilder<unknown>) => sql`from tickets k where ${where} order by k.updated_at desc`;
  const fits = (where: RawBuilder<unknown>) =>
    best(sql`fitting as materialized (select k.id, k.updated_at, k.number ${newest(where)} limit ${mostRanked})`);
  const looked = (where: RawBuilder<unknown>, most: number | null) =>
    best(sql`looked as materialized (
        select k.id, k.updated_at, k.number, k.subject, k.thread_id, k.member_id, k.organization_id ${newest(where)} limit ${most}),
      fitting as materialized (select k.id, k.updated_at, k.number from looked k where ${standing!} limit ${mostRankedStanding})`);
  const next = () => `0.${skipped + limit}`;
  const quicker = (await areCommon(reader, words.terms)) ? each : indexed;
  if (!standing) return cut(await fits(quicker), limit, next);
  const first = await looked(quicker, firstLookedAt);
  return cut(first.length > limit ? first : await looked(indexed, null), limit, next);
}

/** The instants of a page’s order have milliseconds, as the desk’s clock does. */
function cursor(text: string): { at: Date; number: number } {
  const [, at, number] = /^(\d{1,15})\.(\d{1,10})$/.exec(text) ?? [];
  if (!at || !number) throw new Refusal('invalid', [{ path: 'before', message: 'use the `next` of the page before' }]);
  return { at: new Date(Number(at)), number: Math.min(Number(number), greatestInteger) };
}
