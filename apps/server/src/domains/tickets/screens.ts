/** Tickets as screens show them. */
import type { EvidenceKind, Member, Organization, Question, StaffPerson, Team, Ticket, TicketState, Urgent } from '@fairlead/contract';
import { type RawBuilder, sql } from 'kysely';
import { greatestInteger, type Reader } from '../../platform/db.ts';
import { Refusal } from '../../platform/refusals.ts';
import { memberShown, organizationShown, type StaffWho, type Who } from '../accounts/accounts.ts';
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
  missing: EvidenceKind[];
  created: Date;
  updated: Date;
  last_seq: number;
  last_public_seq: number;
  snippet: string | null;
}

const ticketRows = (where: RawBuilder<unknown>) => sql<Row>`
  select k.id, k.number, k.thread_id as thread, k.state, k.subject, k.about, k.urgent, k.question,
    case when k.answered_at is null and k.state in ('new', 'open', 'on_hold') then k.promised_at end as promised,
    case when i.id is not null then json_build_object('id', i.id, 'title', i.title, 'closed', to_char(i.closed_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) end as incident, a.key as area,
    ${memberShown},
    ${organizationShown},
    case when te.id is not null then json_build_object('id', te.id, 'key', te.key, 'name', te.name) end as team,
    case when s.id is not null then json_build_object('id', s.id, 'name', s.name, 'role', s.role) end as assignee,
    k.chat_id as chat, k.missing, k.created_at as created, k.updated_at as updated, t.last_seq, t.last_public_seq,
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

const mine = (who: Who) => (who.kind === 'member' ? sql`k.member_id = ${who.id} and k.organization_id = ${who.organization}` : sql`true`);

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
  const [found] = await shown(reader, who, await reader.rows(ticketRows(sql`k.number = ${number} and ${mine(who)}`)));
  if (!found) throw new Refusal('not_found');
  return found;
}

export interface TicketQuery {
  view: 'all' | 'mine' | 'my_teams' | 'unassigned';
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
  const rows =
    await reader.rows(sql<Row>`${ticketRows(sql`${mine(who)} and ${view(who, query.view)} and ${state} and ${after(query.before)}`)}
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
