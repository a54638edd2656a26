/** Chats as screens show them. */
import type { Chat, Colleague, Locale, Member, Organization, Question, StaffPerson, Urgent } from '@fairlead/contract';
import { type RawBuilder, sql } from 'kysely';
import type { Reader } from '../../platform/db.ts';
import { Refusal } from '../../platform/refusals.ts';
import { type MemberWho, memberShown, organizationShown, type StaffWho, type Who } from '../accounts/accounts.ts';
import * as routing from '../routing/routing.ts';
import { marksOf } from '../threads/marks.ts';
import { memberHere } from './chats.ts';
import { standings } from './line.ts';

interface Row {
  id: string;
  thread: string;
  question: Question;
  area: string | null;
  summary: string;
  language: Locale;
  about: string[];
  urgent: Urgent | null;
  started: Date;
  waiting_since: Date;
  connected_at: Date | null;
  ended_at: Date | null;
  member: Member;
  organization: Organization;
  engineer: StaffPerson | null;
  others: StaffPerson[];
  ticket: number | null;
  solved: boolean | null;
  member_seen_at: Date;
  last_seq: number;
  last_public_seq: number;
  snippet: string | null;
}

const chatRows = (where: RawBuilder<unknown>) => sql<Row>`
  select c.id, c.thread_id as thread, c.question, a.key as area, c.summary, c.language, c.about, c.urgent, c.started_at as started,
    c.waiting_since, c.connected_at, c.ended_at, c.solved, c.member_seen_at,
    ${memberShown},
    ${organizationShown},
    case when s.id is not null then json_build_object('id', s.id, 'name', s.name, 'role', s.role) end as engineer,
    coalesce((select json_agg(json_build_object('id', so.id, 'name', so.name, 'role', so.role) order by so.name)
      from chat_others co join staff so on so.id = co.staff_id where co.chat_id = c.id), '[]') as others,
    k.number as ticket, t.last_seq, t.last_public_seq,
    (select left(e.body ->> 'text', 160) from entries e where e.thread_id = t.id and e.kind = 'message' order by e.seq desc limit 1) as snippet
  from chats c
    join threads t on t.id = c.thread_id
    join members m on m.id = c.member_id
    join organizations o on o.id = c.organization_id
    left join areas a on a.id = c.area_id
    left join staff s on s.id = c.engineer_id
    left join tickets k on k.id = c.ticket_id
  where ${where}`;

async function shown(reader: Reader, who: Who, rows: Row[]): Promise<Chat[]> {
  const marks = await marksOf(
    reader,
    rows.map((r) => r.thread),
  );
  const lines = rows.some((r) => !r.ended_at && !r.engineer) ? new Map((await standings(reader)).map((s) => [s.chat, s.line])) : new Map();
  return rows.map(({ last_seq, last_public_seq, waiting_since, connected_at, ended_at, member_seen_at, started, ...row }) => {
    const state = ended_at ? 'ended' : row.engineer ? 'active' : 'waiting';
    return {
      ...row,
      state,
      since: (ended_at ?? connected_at ?? waiting_since).toISOString(),
      started: started.toISOString(),
      line: state === 'waiting' ? (lines.get(row.id) ?? null) : null,
      last: who.kind === 'staff' ? last_seq : last_public_seq,
      marks: marks.get(row.thread)!,
      present: !ended_at && reader.now.getTime() - member_seen_at.getTime() < memberHere,
    };
  });
}

/** One chat; throws `not_found` alike for absent and forbidden. */
export async function chat(reader: Reader, who: Who, id: string): Promise<Chat> {
  const allowed = who.kind === 'member' ? sql`and c.member_id = ${who.id} and c.organization_id = ${who.organization}` : sql``;
  const [found] = await shown(reader, who, await reader.rows(chatRows(sql`c.id = ${id} ${allowed}`)));
  if (!found) throw new Refusal('not_found');
  return found;
}

/** What the widget opens with: the chat going on, or else the last one that ended within a day. */
export async function newestOf(reader: Reader, who: MemberWho): Promise<Chat | null> {
  const dayAgo = new Date(reader.now.getTime() - 24 * 3600_000);
  const rows = await reader.rows(sql<Row>`
    ${chatRows(sql`c.member_id = ${who.id} and c.organization_id = ${who.organization} and (c.ended_at is null or c.ended_at > ${dayAgo})`)}
    order by c.ended_at is not null, c.started_at desc limit 1`);
  return (await shown(reader, who, rows))[0] ?? null;
}

/** Every chat that waits or runs, in the order of the line. */
export async function goingOn(reader: Reader, who: StaffWho): Promise<Chat[]> {
  return shown(
    reader,
    who,
    await reader.rows(sql<Row>`${chatRows(sql`c.ended_at is null`)} order by c.returned_at is null, c.waiting_since, c.id limit 1000`),
  );
}

export async function colleagues(reader: Reader): Promise<Colleague[]> {
  const lines = await routing.linesOf(reader);
  const rows = await reader.rows(sql<Omit<Colleague, 'lines'>>`
    select s.id, s.name, s.role, coalesce(p.available, false) as available,
      coalesce(p.gone_at is null and p.seen_at > ${new Date(reader.now.getTime() - routing.here)}, false) as connected,
      (select count(*)::int from chats c where c.engineer_id = s.id and c.ended_at is null) as chats,
      coalesce(p.capacity, 0) as capacity,
      coalesce((select array_agg(m.team_id::text) from team_members m where m.staff_id = s.id), '{}') as teams
    from staff s left join presences p on p.staff_id = s.id where s.role <> 'service' and s.left_at is null order by s.name`);
  return rows.map((row) => ({ ...row, lines: lines(row.role) }));
}
