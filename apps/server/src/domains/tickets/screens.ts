/** Tickets as screens show them. */
import type { Member, Organization, Question, StaffPerson, Team, Ticket, TicketState, Urgent } from '@fairlead/contract';
import { type RawBuilder, sql } from 'kysely';
import { greatestInteger, type Reader } from '../../platform/db.ts';
import { Refusal } from '../../platform/refusals.ts';
import { memberShown, organizationShown, seesOrganization, type StaffWho, type Who } from '../accounts/accounts.ts';
import { marksOf } from '../threads/marks.ts';

interface Row {
  id: string;
  number: number;
  thread: string;
  state: TicketState;
  subject: string;
  about: string[];
  urgent: Urgent | null;
  promised: Date | null;
  incident: { id: string; title: string; closed: string | null } | null;
  question: Question;
  area: string | null;
  member: Member;
  organization: Organization;
  team: Team | null;
  assignee: StaffPerson | null;
  chat: string | null;
  missing: string[];
  created: Date;
  updated: Date;
  last_seq: number;
  last_public_seq: number;
  snippet: string | null;
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

const ticketRows = (where: RawBuilder<unknown>) => sql<Row>`
  select k.id, k.number, k.thread_id as thread, k.state, k.subject, k.about, k.urgent, k.question,
    case when k.answered_at is null and k.state in ('new', 'open', 'on_hold') then k.promised_at end as promised,
    case when i.id is not null then json_build_object('id', i.id, 'title', i.title, 'closed', to_char(i.closed_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) end as incident, a.key as area,
    ${memberShown},
    ${organizationShown},
    case when te.id is not null then json_build_object('id', te.id, 'key', te.key, 'name', te.name) end as team,
    case when s.id is not null then json_build_object('id', s.id, 'name', s.name, 'role', s.role) end as assignee,
    k.chat_id as chat, ${missing} as missing, k.created_at as created, k.updated_at as updated, t.last_seq, t.last_public_seq,
    (select left(e.body ->> 'text', 160) from entries e where e.thread_id = t.id and e.kind = 'message' order by e.seq desc limit 1) as snippet
  from tickets k
    join threads t on t.id = k.thread_id
    join members m on m.id = k.member_id
    join organizations o on o.id = k.organization_id
    left join areas a on a.id = k.area_id
    left join teams te on te.id = k.team_id
    left join staff s on s.id = k.assignee_id
    left join incidents i on i.id = k.incident_id
  where ${where}`;

/** Tickets that somebody may see: of members their own, or all of the organization's where staff let them. */
async function visible(reader: Reader, who: Who, own = false): Promise<RawBuilder<unknown>> {
  if (who.kind === 'staff') return sql`true`;
  const theirs = sql`k.organization_id = ${who.organization}`;
  return !own && (await seesOrganization(reader, who)) ? theirs : sql`${theirs} and k.member_id = ${who.id}`;
}

async function shown(reader: Reader, who: Who, rows: Row[]): Promise<Ticket[]> {
  const marks = await marksOf(
    reader,
    rows.map((r) => r.thread),
  );
  return rows.map(({ last_seq, last_public_seq, created, updated, promised, ...row }) => ({
    ...row,
    created: created.toISOString(),
    updated: updated.toISOString(),
    promised: promised?.toISOString() ?? null,
    last: who.kind === 'staff' ? last_seq : last_public_seq,
    marks: marks.get(row.thread)!,
  }));
}

/** One ticket; throws `not_found` alike for absent and forbidden. */
export async function ticket(reader: Reader, who: Who, number: number): Promise<Ticket> {
  const [found] = await shown(reader, who, await reader.rows(ticketRows(sql`k.number = ${number} and ${await visible(reader, who)}`)));
  if (!found) throw new Refusal('not_found');
  return found;
}

export interface TicketQuery {
  view: 'all' | 'mine' | 'my_teams' | 'unassigned' | 'organization';
  state: 'unsolved' | 'solved' | 'any';
  before?: string | undefined;
  limit: number;
}

/** A page of tickets, newest change first. `next` continues it; a cursor that is not one of ours is refused as `invalid`. */
export async function tickets(reader: Reader, who: Who, query: TicketQuery): Promise<{ tickets: Ticket[]; next: string | null }> {
  const state = {
    unsolved: sql`k.state not in ('solved', 'closed')`,
    solved: sql`k.state in ('solved', 'closed')`,
    any: sql`true`,
  }[query.state];
  if (who.kind === 'member' && query.view === 'organization' && !(await seesOrganization(reader, who))) throw new Refusal('not_allowed');
  const seen = await visible(reader, who, query.view !== 'organization');
  const rows = await reader.rows(sql<Row>`${ticketRows(sql`${seen} and ${view(who, query.view)} and ${state} and ${after(query.before)}`)}
    order by k.updated_at desc, k.number desc limit ${query.limit + 1}`);
  const page = rows.slice(0, query.limit);
  const last = rows.length > query.limit ? page.at(-1) : undefined;
  return { tickets: await shown(reader, who, page), next: last ? `${last.updated.getTime()}.${last.number}` : null };
}

function view(who: Who, name: TicketQuery['view']): RawBuilder<unknown> {
  if (who.kind === 'member') return sql`true`;
  const staff: StaffWho = who;
  switch (name) {
    case 'all':
    case 'organization':
      return sql`true`;
    case 'mine':
      return sql`k.assignee_id = ${staff.id}`;
    case 'my_teams':
      return sql`k.team_id in (select team_id from team_members where staff_id = ${staff.id})`;
    case 'unassigned':
      return sql`k.assignee_id is null`;
  }
}

/** The instants of a page’s order have milliseconds, as the desk’s clock does. */
function after(cursor: string | undefined): RawBuilder<unknown> {
  if (cursor === undefined) return sql`true`;
  const [, at, number] = /^(\d{1,15})\.(\d{1,10})$/.exec(cursor) ?? [];
  if (!at || !number) throw new Refusal('invalid', [{ path: 'before', message: 'use the `next` of the page before' }]);
  return sql`(k.updated_at, k.number) < (${new Date(Number(at))}, ${Math.min(Number(number), greatestInteger)})`;
}
