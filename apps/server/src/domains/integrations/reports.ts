/** What the desk did in a period, counted where the rows are. A period ends now; hours are rounded by whoever shows them. */
import { knownZone } from '@fairlead/calendar';
import { type DeskReport, doors, type LoadReport, type PromiseKind } from '@fairlead/contract';
import { type RawBuilder, sql } from 'kysely';
import type { Reader } from '../../platform/db.ts';
import { Refusal } from '../../platform/refusals.ts';
import type { StaffWho } from '../accounts/accounts.ts';

/** Longer periods are drawn by weeks. */
const longestByDays = 100;
const backlogSteps = [1, 3, 7, 30, null] as const;

/** How a ticket `k` came in. */
export const doorOf = sql`case when k.chat_id is not null then 'chat' when k.opened_by is null then 'form'
  else (select case when o.role = 'service' then 'service' else 'staff' end from staff o where o.id = k.opened_by) end`;

/** Of a period's tickets, how long something took: hours at the median and at nine tenths. */
const times = (hours: RawBuilder<unknown>) => sql`json_build_object('count', count(${hours})::int,
  'median', percentile_cont(0.5) within group (order by ${hours}), 'p90', percentile_cont(0.9) within group (order by ${hours}))`;

const hoursBetween = (from: RawBuilder<unknown>, to: RawBuilder<unknown>) => sql`extract(epoch from ${to} - ${from})::float8 / 3600`;

/** `zone`: in which days begin. Throws `invalid` for one that is none. */
export async function deskReport(reader: Reader, days: number, zone: string): Promise<DeskReport> {
  if (!knownZone(zone)) throw new Refusal('invalid', [{ path: 'zone', message: 'use an IANA name like Asia/Seoul' }]);
  const since = new Date(reader.now.getTime() - days * 86_400_000);
  const [volume, first, solved] = [
    await volumeOf(reader, since, days, zone),
    await firstAnswers(reader, since),
    await solutions(reader, since),
  ];
  return {
    days,
    volume,
    first_answer: first,
    solved: solved.times,
    backlog: await backlog(reader),
    promises: await promises(reader, since),
    chats: await chats(reader, since),
    reopened: solved.reopened,
    satisfaction: { ...(await satisfaction(reader, since)), solved: solved.reopened.solved },
  };
}

async function volumeOf(reader: Reader, since: Date, days: number, zone: string): Promise<DeskReport['volume']> {
  const step = days > longestByDays ? 'week' : 'day';
  const opened = sql`from tickets k join organizations o on o.id = k.organization_id left join areas a on a.id = k.area_id
    where k.created_at > ${since}`;
  const steps = await reader.rows(sql<{ from: string; chat: number; form: number; staff: number; service: number }>`
    with opened as materialized (select date_trunc(${step}, k.created_at at time zone ${zone})::date as at, ${doorOf} as door ${opened}),
      times as (select generate_series(date_trunc(${step}, ${since}::timestamptz at time zone ${zone}),
        ${reader.now}::timestamptz at time zone ${zone}, ${`1 ${step}`}::interval)::date as at)
    select to_char(times.at, 'YYYY-MM-DD') as from, ${sql.join(
      doors.map((door) => sql`count(*) filter (where door = ${door})::int as ${sql.ref(door)}`),
    )}
    from times left join opened using (at) group by times.at order by times.at`);
  const by = (key: RawBuilder<unknown>) =>
    reader.rows(
      sql<{ key: string | null; count: number }>`select ${key} as key, count(*)::int as count ${opened} group by 1 order by 2 desc, 1`,
    );
  const organizations = await reader.rows(sql<{ id: string; name: string; count: number }>`
    select o.id, o.name, count(*)::int as count ${opened} group by o.id order by 3 desc, o.name limit 20`);
  const byDoor = await by(doorOf);
  return {
    total: byDoor.reduce((sum, { count }) => sum + count, 0),
    step,
    steps,
    doors: byDoor,
    areas: await by(sql`a.key`),
    sites: await by(sql`o.site`),
    organizations,
  };
}

type Both = DeskReport['solved'];

/** Business hours are those of promises: their calendars opened, and nobody waited for the customer. */
const business = (reader: Reader, since: Date, kind: PromiseKind) =>
  reader.rows(sql<{ times: Both['business'] }>`
    select ${times(sql`p.spent_ms::float8 / 3600000`)} as times
    from promises p where p.made_at > ${since} and p.kind = ${kind} and p.number = 1 and p.outcome in ('kept', 'broken')`);

async function firstAnswers(reader: Reader, since: Date): Promise<Both> {
  const [clock] = await reader.rows(sql<{ times: Both['clock'] }>`
    select ${times(hoursBetween(sql`k.created_at`, sql`k.answered_at`))} as times from tickets k where k.created_at > ${since} and k.chat_id is null`);
  const [counted] = await business(reader, since, 'first_answer');
  return { clock: clock!.times, business: counted!.times };
}

/** A chat's request counts from when the chat began. What was reopened since is not solved. */
async function solutions(reader: Reader, since: Date): Promise<{ times: Both; reopened: DeskReport['reopened'] }> {
  const [clock] = await reader.rows(sql<{ times: Both['clock']; solved: number; reopened: number }>`
    select ${times(hoursBetween(sql`coalesce(c.started_at, k.created_at)`, sql`k.solved_at`))} as times,
      (count(*) filter (where k.solved_at is not null or k.reopened > 0))::int as solved, (count(*) filter (where k.reopened > 0))::int as reopened
    from tickets k left join chats c on c.id = k.chat_id where k.created_at > ${since}`);
  const [counted] = await business(reader, since, 'solution');
  return { times: { clock: clock!.times, business: counted!.times }, reopened: { solved: clock!.solved, reopened: clock!.reopened } };
}

async function backlog(reader: Reader): Promise<DeskReport['backlog']> {
  const bounds = backlogSteps.filter((n) => n !== null);
  const rows = await reader.rows(sql<{ step: number; count: number }>`
    select width_bucket(extract(epoch from ${reader.now}::timestamptz - created_at)::float8 / 86400, ${bounds}::float8[]) as step, count(*)::int as count
    from tickets where state not in ('solved', 'closed') group by 1`);
  return backlogSteps.map((days, step) => ({ days, count: rows.find((r) => r.step === step)?.count ?? 0 }));
}

async function promises(reader: Reader, since: Date): Promise<DeskReport['promises']> {
  return reader.rows(sql<DeskReport['promises'][number]>`
    select kind, (count(*) filter (where outcome = 'kept'))::int as kept,
      (count(*) filter (where outcome = 'broken' or (ended_at is null and broken_at is not null)))::int as broken,
      (count(*) filter (where ended_at is null and broken_at is null))::int as running
    from promises where made_at > ${since} group by kind
    order by array_position(array['first_answer', 'next_answer', 'solution'], kind)`);
}

async function chats(reader: Reader, since: Date): Promise<DeskReport['chats']> {
  const [row] = await reader.rows(sql<DeskReport['chats']>`
    select count(*)::int as started, (count(*) filter (where engineer_id is not null))::int as answered,
      (count(*) filter (where engineer_id is null and ended_by = 'left_message'))::int as missed,
      (count(*) filter (where engineer_id is null and ended_by in ('member', 'member_vanished')))::int as abandoned
    from chats where started_at > ${since}`);
  return row!;
}

async function satisfaction(reader: Reader, since: Date): Promise<{ good: number; bad: number }> {
  const [row] = await reader.rows(sql<{ good: number; bad: number }>`
    select (count(*) filter (where good))::int as good, (count(*) filter (where not good))::int as bad from ratings where rated_at > ${since}`);
  return row!;
}

/** How much people have to do. Whoever asks sees themselves; a lead sees the people of their teams; an administrator is nobody's lead by that alone. */
export async function loadReport(reader: Reader, who: StaffWho, days: number): Promise<LoadReport> {
  const since = new Date(reader.now.getTime() - days * 86_400_000);
  const people = await reader.rows(sql<LoadReport['people'][number]>`
    with seen as (select ${who.id}::uuid as id union
      select m.staff_id from team_members mine join team_members m using (team_id) where mine.staff_id = ${who.id} and ${who.role === 'lead'})
    select json_build_object('id', s.id, 'name', s.name) as staff, coalesce(p.capacity, 0) as capacity,
      (select count(*)::int from chats c where c.engineer_id = s.id and c.ended_at > ${since}) as chats,
      (select count(*)::int from chats c where c.engineer_id = s.id and c.ended_at is null) as talking,
      (select count(*)::int from tickets k where k.assignee_id = s.id and k.solved_at > ${since}) as solved,
      k.open, k.urgent, k.overdue
    from seen join staff s using (id) left join presences p on p.staff_id = s.id
      cross join lateral (select count(*)::int as open, (count(*) filter (where k.urgent is not null))::int as urgent,
        (count(*) filter (where exists (select 1 from promises b where b.ticket_id = k.id and b.ended_at is null and b.broken_at is not null)))::int as overdue
        from tickets k where k.assignee_id = s.id and k.state not in ('solved', 'closed')) k
    where s.left_at is null
    order by s.id <> ${who.id}, s.name`);
  return { days, people };
}
