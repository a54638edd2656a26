/**
 * Who takes it: teams and the areas that they own, who is here, and who has time.
 *
 * Every command that moves a chat in or out of somebody's hands takes `lock` first, before any row: so no two of them can see
 * the same free engineer, on however many nodes, and none can wait for another in a circle. After it rows are locked in the order
 * chat or ticket, presences, threads.
 */
import type { Area, Named, Question, StaffRole, Team } from '@fairlead/contract';
import { sql } from 'kysely';
import type { Reader, Tx } from '../../platform/db.ts';
import { Refusal } from '../../platform/refusals.ts';
import * as policy from '../policy/policy.ts';

/** A console that was not seen for this long does not get new work. */
export const here = 30_000;
const routingLock = 4_400_002;

export async function lock(tx: Tx): Promise<void> {
  await tx.prepared('lock_routing', 'select pg_advisory_xact_lock($1)', [routingLock]);
}

export async function teams(reader: Reader): Promise<Team[]> {
  const rows = await reader.read.selectFrom('teams').selectAll().orderBy('key').execute();
  return rows.map((t) => ({ id: t.id, key: t.key, name: t.name as Named }));
}

export async function areas(reader: Reader): Promise<Area[]> {
  const rows = await reader.read.selectFrom('areas').selectAll().orderBy('position').execute();
  return rows.map((a) => ({ id: a.id, key: a.key, name: a.name as Named, team: a.team_id }));
}

export interface Place {
  area: string | null;
  team: string | null;
  teamName: Named | null;
}

export const nowhere: Place = { area: null, team: null, teamName: null };

/** The area and team that a request belongs to. A technical one names an area; throws `invalid` when there is none such. */
export async function placeOf(reader: Reader, question: Question, area: string | null): Promise<Place> {
  const place = await placeIfKnown(reader, question, area);
  if (question !== 'sales' && !place.area) throw new Refusal('invalid', [{ path: 'area', message: 'name one of the desk’s areas' }]);
  return place;
}

/** The same for what came without saying so: whoever looks after the line finds out. */
export async function placeIfKnown(reader: Reader, question: Question, area: string | null): Promise<Place> {
  const { team: lineTeam } = (await policy.inForce(reader)).document.lines[question];
  const [row] = await reader.prepared<{ area: string | null; team: string | null; name: Named | null }>(
    'place_of',
    `select a.id as area, coalesce(l.id, t.id) as team, coalesce(l.name, t.name) as name
     from (select 1) one left join teams l on l.key = $1 left join areas a on a.key = $2 left join teams t on t.id = a.team_id`,
    [lineTeam, question === 'sales' ? null : (area ?? '')],
  );
  const { area: found, team, name } = row!;
  return { area: found, team, teamName: name };
}

export async function team(reader: Reader, id: string): Promise<{ id: string; key: string; name: Named } | undefined> {
  const [row] = await reader.prepared<{ id: string; key: string; name: Named }>('team', 'select id, key, name from teams where id = $1', [
    id,
  ]);
  return row;
}

/** Adds a team, or an area that a team owns. */
export async function addTeam(tx: Tx, team: { id: string; key: string; name: Named }): Promise<void> {
  await tx.write
    .insertInto('teams')
    .values({ ...team, name: JSON.stringify(team.name) })
    .execute();
}

export async function addArea(tx: Tx, area: { id: string; key: string; name: Named; team: string; position: number }): Promise<void> {
  const { team, ...rest } = area;
  await tx.write
    .insertInto('areas')
    .values({ ...rest, name: JSON.stringify(area.name), team_id: team })
    .execute();
}

/** The lines that a role serves, as the policy says (S11, S12). */
export async function linesOf(reader: Reader): Promise<(role: StaffRole) => Question[]> {
  const { lines } = (await policy.inForce(reader)).document;
  return (role) => (['technical', 'sales'] as const).filter((question) => (lines[question].staffed_by as StaffRole[]).includes(role));
}

/** Makes somebody reachable for work: how many chats at once, and their teams. */
export async function employ(tx: Tx, staff: string, { capacity = 3, available = false, teams = [] as string[] } = {}): Promise<void> {
  await tx.write.insertInto('presences').values({ staff_id: staff, capacity, available, idle_since: tx.now }).execute();
  for (const team_id of teams) await tx.write.insertInto('team_members').values({ team_id, staff_id: staff }).execute();
}

// Presence ----------------------------------------------------------------------------------------------------------

export async function setAvailability(tx: Tx, staff: string, available: boolean): Promise<void> {
  await tx.write
    .updateTable('presences')
    .set({ available, ...(available ? { idle_since: tx.now } : {}) })
    .where('staff_id', '=', staff)
    .where('available', '!=', available)
    .execute();
}

export async function presence(reader: Reader, staff: string): Promise<{ available: boolean; capacity: number; lines: Question[] }> {
  const row = await reader.read
    .selectFrom('presences as p')
    .innerJoin('staff as s', 's.id', 'p.staff_id')
    .select(['p.available', 'p.capacity', 's.role'])
    .where('p.staff_id', '=', staff)
    .executeTakeFirst();
  if (!row) return { available: false, capacity: 0, lines: [] };
  const { role, ...rest } = row;
  return { ...rest, lines: (await linesOf(reader))(role as StaffRole) };
}

/** These have a console connected now. */
export async function seen(tx: Tx, staff: readonly string[]): Promise<void> {
  if (staff.length === 0) return;
  // Skips who is being looked at by a command right now: their next beat is seconds away.
  await tx.rows(sql`
    update presences set seen_at = ${tx.now}, gone_at = null
    where staff_id in (select staff_id from presences where staff_id = any(${staff}::uuid[]) order by staff_id for update skip locked)`);
}

/** Their last console on this node was closed. */
export async function gone(tx: Tx, staff: string): Promise<void> {
  await tx.write.updateTable('presences').set({ gone_at: tx.now }).where('staff_id', '=', staff).execute();
}

/** Who could take a chat, each with what they may take. Their load is the caller's to know. */
export async function available(tx: Tx): Promise<{ staff: string; lines: Question[]; capacity: number; idleSince: Date }[]> {
  const rows = await tx.read
    .selectFrom('presences as p')
    .innerJoin('staff as s', 's.id', 'p.staff_id')
    .select(['p.staff_id', 's.role', 'p.capacity', 'p.idle_since'])
    .where('p.available', '=', true)
    .where('p.gone_at', 'is', null)
    .where('p.seen_at', '>', new Date(tx.now.getTime() - here))
    .execute();
  const lines = await linesOf(tx);
  return rows.map((r) => ({ staff: r.staff_id, lines: lines(r.role as StaffRole), capacity: r.capacity, idleSince: r.idle_since }));
}

/** How many chats of a line can run at once with the people who are available now. */
export async function slots(reader: Reader, line: Question): Promise<number> {
  const { staffed_by } = (await policy.inForce(reader)).document.lines[line];
  const [row] = await reader.rows(sql<{ slots: number }>`
    select coalesce(sum(p.capacity), 0)::int as slots from presences p join staff s on s.id = p.staff_id
    where p.available and p.gone_at is null and p.seen_at > ${new Date(reader.now.getTime() - here)} and s.role = any(${staffed_by})`);
  return row!.slots;
}

/** They were just given something, or just finished: their idle time begins again. Who was never connected is away from now on. */
export async function touched(tx: Tx, staff: readonly string[]): Promise<void> {
  const set = { idle_since: tx.now, seen_at: sql<Date>`coalesce(seen_at, ${tx.now})` };
  if (staff.length > 0) await tx.write.updateTable('presences').set(set).where('staff_id', 'in', staff).execute();
}

/** Staff whose consoles were away for so many seconds. */
export async function dropped(reader: Reader, seconds: number): Promise<string[]> {
  const since = new Date(reader.now.getTime() - seconds * 1000);
  const rows = await reader.read
    .selectFrom('presences')
    .select('staff_id')
    .where((e) => e.or([e('gone_at', '<=', since), e('seen_at', '<=', since)]))
    .execute();
  return rows.map((r) => r.staff_id);
}

/** Whom an urgent ticket calls: those of the team who are on duty, or all of it when none is. */
export async function calledFor(reader: Reader, team: string): Promise<string[]> {
  const rows = await reader.rows(sql<{ staff_id: string; on_duty: boolean }>`
    select m.staff_id, coalesce(p.available and p.gone_at is null and p.seen_at > ${new Date(reader.now.getTime() - here)}, false) as on_duty
    from team_members m join staff s on s.id = m.staff_id and s.left_at is null left join presences p using (staff_id) where m.team_id = ${team}`);
  const onDuty = rows.filter((r) => r.on_duty);
  return (onDuty.length > 0 ? onDuty : rows).map((r) => r.staff_id);
}

/** Who is called when a promise is broken: the leads of the team, else every lead, else the administrators. */
export async function leadsOf(reader: Reader, team: string | null): Promise<string[]> {
  const rows = await reader.rows(sql<{ id: string; rank: number }>`
    select s.id, case when s.role = 'administrator' then 2 when m.staff_id is null then 1 else 0 end as rank
    from staff s left join team_members m on m.staff_id = s.id and m.team_id = ${team}
    where s.role in ('lead', 'administrator') and s.left_at is null order by rank`);
  return rows.filter((r) => r.rank === rows[0]!.rank).map((r) => r.id);
}

/** The specialist of a team who is on duty and was given something longest ago; null when none is. */
export async function specialistOnDuty(tx: Tx, team: string): Promise<{ id: string; name: string } | null> {
  const [row] = await tx.prepared<{ id: string; name: string }>(
    'specialist_on_duty',
    `update presences set idle_since = $2
     from (
       select p.staff_id as id, s.name from presences p join team_members m using (staff_id) join staff s on s.id = p.staff_id
       where m.team_id = $1 and s.role in ('specialist', 'sales') and p.available and p.gone_at is null and p.seen_at > $3
       order by p.idle_since, p.staff_id limit 1 for update of p) chosen
     where staff_id = chosen.id
     returning chosen.id, chosen.name`,
    [team, tx.now, new Date(tx.now.getTime() - here)],
  );
  return row ?? null;
}

/**
 * Called every few seconds by every node. When the desk itself was down, that time counts against nobody: everyone is taken
 * as gone just now, has the usual time to come back, and is given nothing new before that. Answers whether that was so.
 */
export async function watch(tx: Tx): Promise<{ wasDown: boolean }> {
  const [last] = await tx.rows(sql<{ ran_at: Date }>`
    with before as (select ran_at from watches where name = 'presence')
    insert into watches (name, ran_at) values ('presence', ${tx.now})
    on conflict (name) do update set ran_at = greatest(watches.ran_at, excluded.ran_at)
    returning (select ran_at from before) as ran_at`);
  const wasDown = !last?.ran_at || tx.now.getTime() - last.ran_at.getTime() > here;
  if (wasDown) await tx.write.updateTable('presences').set({ seen_at: tx.now, gone_at: tx.now }).where('seen_at', 'is not', null).execute();
  return { wasDown };
}
