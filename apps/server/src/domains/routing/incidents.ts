/** Incidents that staff declare: what is affected, what was said of them, and whether they are over. */
import type { Incident } from '@fairlead/contract';
import { type RawBuilder, sql } from 'kysely';
import type { Reader, Tx } from '../../platform/db.ts';
import { Refusal } from '../../platform/refusals.ts';
import type { StaffWho, Who } from '../accounts/accounts.ts';
import { affects, type Disturbance } from '../policy/channels.ts';
import * as policy from '../policy/policy.ts';
import { areas } from './routing.ts';

/** Everybody's screens show incidents. */
const changed = (tx: Tx) => tx.announce({ what: 'incidents', brief: null });

export interface NewIncident {
  id: string;
  title: string;
  /** Keys; none means all. */
  areas: readonly string[];
  sites: readonly string[];
  text: string;
}

/** Declares one. Its id is the caller's, so a repeat changes nothing; throws `invalid` for an area or site that there is not. */
export async function declare(tx: Tx, who: StaffWho, declared: NewIncident): Promise<void> {
  const { document } = await policy.inForce(tx);
  const known = { areas: (await areas(tx)).map((a) => a.key), sites: document.sites.map((s) => s.key) };
  for (const what of ['areas', 'sites'] as const)
    for (const key of declared[what])
      if (!known[what].includes(key)) throw new Refusal('invalid', [{ path: what, message: `there is no "${key}"` }]);
  const { numInsertedOrUpdatedRows } = await tx.write
    .insertInto('incidents')
    .values({
      id: declared.id,
      title: declared.title,
      areas: [...declared.areas],
      sites: [...declared.sites],
      pauses_chat: document.incidents.pause_chat,
      declared_at: tx.now,
      declared_by: who.id,
    })
    .onConflict((c) => c.doNothing())
    .executeTakeFirstOrThrow();
  if (!numInsertedOrUpdatedRows) return;
  // The first update has the incident's own id: it, too, is said once.
  await tx.write
    .insertInto('incident_updates')
    .values({ id: declared.id, incident_id: declared.id, text: declared.text, at: tx.now, made_by: who.id })
    .execute();
  changed(tx);
}

export interface IncidentRow {
  id: string;
  title: string;
  areas: string[];
  sites: string[];
  closed_at: Date | null;
}

/** One incident, locked: for the share of those who attach to it, alone for those who change it. Throws `not_found`. */
export async function lock(tx: Tx, id: string, how: 'share' | 'alone'): Promise<IncidentRow> {
  const query = tx.write.selectFrom('incidents').select(['id', 'title', 'areas', 'sites', 'closed_at']).where('id', '=', id);
  const row = await (how === 'share' ? query.forShare() : query.forUpdate()).executeTakeFirst();
  if (!row) throw new Refusal('not_found');
  return row;
}

/** Notes an update of a locked incident; answers whether it is new. */
export async function noteUpdate(tx: Tx, who: StaffWho, incident: string, update: { id: string; text: string }): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tx.write
    .insertInto('incident_updates')
    .values({ id: update.id, incident_id: incident, text: update.text, at: tx.now, made_by: who.id })
    .onConflict((c) => c.doNothing())
    .executeTakeFirstOrThrow();
  changed(tx);
  return Boolean(numInsertedOrUpdatedRows);
}

export async function noteClosed(tx: Tx, who: StaffWho, incident: string): Promise<void> {
  await tx.write.updateTable('incidents').set({ closed_at: tx.now, closed_by: who.id }).where('id', '=', incident).execute();
  changed(tx);
}

/** Open ones, as far as they decide who may chat. */
export async function disturbances(reader: Reader): Promise<Disturbance[]> {
  const rows = await reader.prepared<{ areas: string[]; sites: string[]; pauses_chat: boolean }>(
    'incidents_open',
    'select areas, sites, pauses_chat from incidents where closed_at is null',
    [],
  );
  return rows.map((r) => ({ areas: r.areas, sites: r.sites, pausesChat: r.pauses_chat }));
}

/** How long staff see a closed one, milliseconds. */
const shownFor = 90 * 86_400_000;

interface Row {
  id: string;
  title: string;
  areas: string[];
  sites: string[];
  pauses_chat: boolean;
  declared: Date;
  declared_by: string;
  closed: Date | null;
  attached: number;
  mine: number | null;
  updates: { id: string; text: string; at: string; by: string }[];
}

async function rows(reader: Reader, who: Who, where: RawBuilder<unknown>): Promise<Incident[]> {
  const mine =
    who.kind === 'member'
      ? sql`(select number from tickets where incident_id = i.id and member_id = ${who.id} and organization_id = ${who.organization})`
      : sql`null::int`;
  const found = await reader.rows(sql<Row>`
    select i.id, i.title, i.areas, i.sites, i.pauses_chat, i.declared_at as declared, s.name as declared_by, i.closed_at as closed,
      (select count(*)::int from tickets where incident_id = i.id) as attached, ${mine} as mine,
      (select json_agg(json_build_object('id', u.id, 'text', u.text, 'at', u.at, 'by', us.name) order by u.at, u.id)
       from incident_updates u join staff us on us.id = u.made_by where u.incident_id = i.id) as updates
    from incidents i join staff s on s.id = i.declared_by where ${where} order by i.closed_at is not null, i.declared_at desc`);
  return found.map(({ declared, closed, attached, updates, ...row }) => ({
    ...row,
    declared: declared.toISOString(),
    closed: closed?.toISOString() ?? null,
    attached: who.kind === 'staff' ? attached : null,
    updates: (updates ?? []).map((u) => ({ ...u, at: new Date(u.at).toISOString() })),
  }));
}

/** For staff all of the last weeks; for members the open ones that affect their site, and the area when one is said. */
export async function shown(reader: Reader, who: Who, { site = '', area = null as string | null } = {}): Promise<Incident[]> {
  if (who.kind === 'staff')
    return rows(reader, who, sql`i.closed_at is null or i.closed_at > ${new Date(reader.now.getTime() - shownFor)}`);
  return (await rows(reader, who, sql`i.closed_at is null`)).filter((i) => affects(i, site, area));
}

export async function one(reader: Reader, who: StaffWho, id: string): Promise<Incident> {
  const [found] = await rows(reader, who, sql`i.id = ${id}`);
  if (!found) throw new Refusal('not_found');
  return found;
}
