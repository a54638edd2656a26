/** The desk's people, teams and areas as administrators change them, each change in the history. */
import type { Area, Named, StaffMember, Team } from '@fairlead/contract';
import { sql } from 'kysely';
import type { Reader, Tx } from '../../platform/db.ts';
import { Refusal } from '../../platform/refusals.ts';
import * as accounts from '../accounts/accounts.ts';
import type { StaffWho } from '../accounts/accounts.ts';
import * as employing from '../accounts/employing.ts';
import { noteChange } from '../accounts/history.ts';
import * as policy from '../policy/policy.ts';
import * as routing from './routing.ts';

interface Work {
  capacity: number;
  teams: string[];
}

async function workOf(reader: Reader): Promise<Map<string, Work>> {
  const rows = await reader.rows(sql<Work & { id: string }>`
    select p.staff_id as id, p.capacity, coalesce((select array_agg(m.team_id::text order by m.team_id) from team_members m where m.staff_id = p.staff_id), '{}') as teams
    from presences p`);
  return new Map(rows.map(({ id, ...work }) => [id, work]));
}

const shown = ({ left, ...person }: employing.Person, work: Work = { capacity: 0, teams: [] }): StaffMember => ({
  ...person,
  ...work,
  left: left?.toISOString() ?? null,
});

/** Screens that show who is here, or what there is to choose from, ask again. */
const changed = (tx: Tx) => tx.announce({ what: 'changed', brief: { what: 'staff', member: null } });

export async function settings(reader: Reader, who: StaffWho): Promise<{ people: StaffMember[]; teams: Team[]; areas: Area[] }> {
  employing.mustAdminister(who);
  const work = await workOf(reader);
  const people = (await employing.everybody(reader)).map((person) => shown(person, work.get(person.id)));
  return { people, teams: await routing.teams(reader), areas: await routing.areas(reader) };
}

async function one(tx: Tx, id: string): Promise<StaffMember | null> {
  const person = await employing.lockPerson(tx, id);
  return person ? shown(person, (await workOf(tx)).get(id)) : null;
}

const remembered = ({ id: _, ...rest }: StaffMember) => rest;

export interface SavedPerson extends Work {
  name: string;
  email: string;
  role: StaffMember['role'];
}

/**
 * Adds or changes somebody. `authUser`: their sign-in, made before, for who is new. Throws `not_found` for a team that is none, and what
 * `employing.change` throws.
 */
export async function savePerson(tx: Tx, who: StaffWho, id: string, saved: SavedPerson, authUser: string | null): Promise<StaffMember> {
  employing.mustAdminister(who);
  const was = await one(tx, id);
  await employing.mustBeFree(tx, id, saved.email);
  const known = new Set((await routing.teams(tx)).map((t) => t.id));
  const teams = [...new Set(saved.teams)];
  if (!teams.every((t) => known.has(t))) throw new Refusal('invalid', [{ path: 'teams', message: 'no such team' }]);
  if (was) {
    await employing.change(tx, { ...was, left: was.left ? new Date(was.left) : null }, saved);
    await tx.write.updateTable('presences').set({ capacity: saved.capacity }).where('staff_id', '=', id).execute();
    await tx.write.deleteFrom('team_members').where('staff_id', '=', id).execute();
    for (const team_id of teams) await tx.write.insertInto('team_members').values({ team_id, staff_id: id }).execute();
  } else {
    await accounts.addStaff(tx, { id, name: saved.name, email: saved.email, role: saved.role, locale: 'en', authUser });
    await routing.employ(tx, id, { capacity: saved.capacity, teams });
  }
  const now = (await one(tx, id))!;
  await noteChange(tx, who, { what: 'person', id, name: now.name, was: was && remembered(was), now: remembered(now) });
  changed(tx);
  return now;
}

/** Throws `not_found`, `last_administrator`. */
export async function letGo(tx: Tx, who: StaffWho, id: string, left: boolean): Promise<StaffMember> {
  employing.mustAdminister(who);
  const person = await employing.lockPerson(tx, id);
  if (!person) throw new Refusal('not_found');
  const was = (await one(tx, id))!;
  await employing.setLeft(tx, person, left);
  if (left) await routing.setAvailability(tx, id, false);
  const now = (await one(tx, id))!;
  await noteChange(tx, who, { what: 'person', id, name: now.name, was: remembered(was), now: remembered(now) });
  changed(tx);
  return now;
}

async function lockTeam(tx: Tx, id: string): Promise<Team | undefined> {
  const [row] = await tx.rows(sql<Team>`select id, key, name from teams where id = ${id} for update`);
  return row;
}

export async function saveTeam(tx: Tx, who: StaffWho, team: { id: string; key: string; name: Named }): Promise<Team> {
  employing.mustAdminister(who);
  const was = await lockTeam(tx, team.id);
  if (was && was.key !== team.key)
    throw new Refusal('invalid', [{ path: 'key', message: 'a key stays what it is: rules and addresses name it' }]);
  if (was)
    await tx.write
      .updateTable('teams')
      .set({ name: JSON.stringify(team.name) })
      .where('id', '=', team.id)
      .execute();
  else {
    await mustBeNew(tx, 'teams', team.key);
    await routing.addTeam(tx, team);
  }
  const name = team.name.en;
  await noteChange(tx, who, {
    what: 'team',
    id: team.id,
    name,
    was: was ? { key: was.key, name: was.name } : null,
    now: { key: team.key, name: team.name },
  });
  changed(tx);
  return team;
}

async function mustBeNew(tx: Tx, table: 'teams' | 'areas', key: string): Promise<void> {
  const [taken] = await tx.rows(sql`select 1 from ${sql.table(table)} where key = ${key}`);
  if (taken) throw new Refusal('invalid', [{ path: 'key', message: 'another one has this key' }]);
}

/** Throws `in_use` while people, areas, tickets or the policy name it. */
export async function removeTeam(tx: Tx, who: StaffWho, id: string): Promise<void> {
  employing.mustAdminister(who);
  const was = await lockTeam(tx, id);
  if (!was) return;
  const { lines } = (await policy.inForce(tx)).document;
  const named = Object.values(lines).some((line) => line.team === was.key);
  const [used] = await tx.rows(sql<{ used: boolean }>`
    select exists (select 1 from areas where team_id = ${id}) or exists (select 1 from team_members where team_id = ${id})
      or exists (select 1 from tickets where team_id = ${id}) as used`);
  if (named || used!.used) throw new Refusal('in_use');
  await tx.write.deleteFrom('teams').where('id', '=', id).execute();
  await noteChange(tx, who, { what: 'team', id, name: was.name.en, was: { key: was.key, name: was.name }, now: null });
  changed(tx);
}

async function lockArea(tx: Tx, id: string): Promise<(Area & { position: number }) | undefined> {
  const [row] = await tx.rows(
    sql<Area & { position: number }>`select id, key, name, team_id as team, position from areas where id = ${id} for update`,
  );
  return row;
}

const rememberedArea = ({ id: _, ...rest }: Area & { position: number }) => rest;

export async function saveArea(tx: Tx, who: StaffWho, area: Area & { position: number }): Promise<Area> {
  employing.mustAdminister(who);
  const was = await lockArea(tx, area.id);
  if (was && was.key !== area.key)
    throw new Refusal('invalid', [{ path: 'key', message: 'a key stays what it is: rules and addresses name it' }]);
  if (!(await lockTeam(tx, area.team))) throw new Refusal('invalid', [{ path: 'team', message: 'no such team' }]);
  if (was)
    await tx.write
      .updateTable('areas')
      .set({ name: JSON.stringify(area.name), team_id: area.team, position: area.position })
      .where('id', '=', area.id)
      .execute();
  else {
    await mustBeNew(tx, 'areas', area.key);
    await routing.addArea(tx, area);
  }
  await noteChange(tx, who, {
    what: 'area',
    id: area.id,
    name: area.name.en,
    was: was ? rememberedArea(was) : null,
    now: rememberedArea(area),
  });
  changed(tx);
  return area;
}

/** Throws `in_use` while chats, tickets or incidents name it. */
export async function removeArea(tx: Tx, who: StaffWho, id: string): Promise<void> {
  employing.mustAdminister(who);
  const was = await lockArea(tx, id);
  if (!was) return;
  const [used] = await tx.rows(sql<{ used: boolean }>`
    select exists (select 1 from tickets where area_id = ${id}) or exists (select 1 from chats where area_id = ${id})
      or exists (select 1 from incidents where ${was.key} = any(areas)) as used`);
  if (used!.used) throw new Refusal('in_use');
  await tx.write.deleteFrom('areas').where('id', '=', id).execute();
  await noteChange(tx, who, { what: 'area', id, name: was.name.en, was: rememberedArea(was), now: null });
  changed(tx);
}
