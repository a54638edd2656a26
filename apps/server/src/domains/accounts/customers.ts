/** Customers as staff look for them, and what staff let them see. */
import type { Member, Organization } from '@fairlead/contract';
import { sql } from 'kysely';
import type { Reader, Tx } from '../../platform/db.ts';
import { Refusal } from '../../platform/refusals.ts';
import { viewsAnnounced } from './accounts.ts';

/** Of each so many are found. */
const mostFound = 20;

/** Organizations and members whose name or address holds a text; whose name begins so come first. */
export async function found(
  reader: Reader,
  text: string,
): Promise<{ organizations: Organization[]; members: { member: Member; organizations: Organization[] }[] }> {
  const folded = text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\\%_]/g, '\\$&');
  const holds = (column: string) => sql`lower(normalize(${sql.ref(column)}, NFKC)) like ${`%${folded}%`}`;
  const order = sql`order by lower(normalize(name, NFKC)) not like ${`${folded}%`}, name, id limit ${mostFound}`;
  const organizations = await reader.rows(sql<Organization>`
    select id, name, site, plan, hipaa from organizations where ${holds('name')} ${order}`);
  const people = await reader.rows(sql<Member>`
    select id, name, email, locale, zone from members where ${holds('name')} or ${holds('email')} ${order}`);
  const theirs = await reader.rows(sql<Organization & { member: string }>`
    select b.member_id as member, o.id, o.name, o.site, o.plan, o.hipaa from memberships b join organizations o on o.id = b.organization_id
    where b.member_id = any(${people.map((p) => p.id)}::uuid[]) order by o.name`);
  const members = people.map((person) => ({
    member: person,
    organizations: theirs.filter((o) => o.member === person.id).map(({ member: _, ...o }) => o),
  }));
  return { organizations, members };
}

export async function membersOf(reader: Reader, organization: string): Promise<{ member: Member; sees_organization: boolean }[]> {
  const rows = await reader.read
    .selectFrom('members as m')
    .innerJoin('memberships as b', 'b.member_id', 'm.id')
    .select(['m.id', 'm.name', 'm.email', 'm.locale', 'm.zone', 'b.sees_organization'])
    .where('b.organization_id', '=', organization)
    .orderBy('m.name')
    .orderBy('m.id')
    .execute();
  return rows.map(({ sees_organization, ...member }) => ({ member: member as Member, sees_organization }));
}

/** Lets a member see all requests of their organization, or their own only. Throws `not_found`. */
export async function grantView(tx: Tx, organization: string, member: string, all: boolean): Promise<void> {
  const { numUpdatedRows } = await tx.write
    .updateTable('memberships')
    .set({ sees_organization: all })
    .where('organization_id', '=', organization)
    .where('member_id', '=', member)
    .executeTakeFirstOrThrow();
  if (!numUpdatedRows) throw new Refusal('not_found');
  // Its sockets may be in rooms that they were just let into, or are shut out of: they come back and are asked again.
  tx.announce({ what: viewsAnnounced, brief: { member } });
  tx.announce({ what: 'changed', brief: { what: 'tickets', member } });
}
