/** Who stands behind a mail address: members by their own or a confirmed further one, staff by theirs, and strangers, who become members. */
import type { Locale } from '@fairlead/contract';
import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import type { Reader, Tx } from '../../platform/db.ts';
import { Refusal } from '../../platform/refusals.ts';
import type { MemberWho, StaffWho } from './accounts.ts';

/** What members and organizations that are known by mail alone are called where others have the id of the vendor's product. */
const byMail = 'mail:';

/** The address without what stands behind a plus: both reach the same person. */
const bare = (address: string) => address.replace(/\+[^@]*@/, '@');

export interface People {
  /** Each acting for the organization that they act for by themselves; those whom the vendor's product knows first. */
  members: MemberWho[];
  staff: StaffWho | undefined;
}

export async function peopleAt(reader: Reader, address: string): Promise<People> {
  const both = [address.toLowerCase(), bare(address.toLowerCase())];
  const members = await reader.rows(
    sql<Omit<MemberWho, 'kind'>>`
      select m.id, m.name, m.locale, (select organization_id from memberships where member_id = m.id
          order by organization_id = m.acting_for desc nulls last, organization_id limit 1) as organization
      from members m
      where (lower(m.email) = any(${both}::text[])
          or m.id in (select member_id from member_addresses where lower(address) = any(${both}::text[]) and confirmed_at is not null))
        and exists (select 1 from memberships where member_id = m.id)
      order by m.external_id like ${`${byMail}%`}, m.created_at limit 10`,
    'members_at',
  );
  const [staff] = await reader.rows(
    sql<Omit<StaffWho, 'kind'>>`
      select id, name, role, locale from staff where lower(email) = any(${both}::text[]) and left_at is null and role <> 'service' limit 1`,
    'staff_at',
  );
  return { members: members.map((m) => ({ kind: 'member', ...m })), staff: staff && { kind: 'staff', ...staff } };
}

/** The same member acting for another organization of theirs; undefined where they do not belong to it. */
export async function within(reader: Reader, who: MemberWho, organization: string): Promise<MemberWho | undefined> {
  const [row] = await reader.prepared<{ there: boolean }>(
    'belongs_to',
    'select true as there from memberships where member_id = $1 and organization_id = $2',
    [who.id, organization],
  );
  return row && { ...who, organization };
}

export async function memberById(reader: Reader, id: string, organization: string): Promise<MemberWho | undefined> {
  const [row] = await reader.prepared<{ id: string; name: string; locale: Locale }>(
    'member_by_id',
    'select id, name, locale from members where id = $1',
    [id],
  );
  return row && within(reader, { kind: 'member', ...row, organization }, organization);
}

/** Somebody of whom nothing is known but their address: a member in an organization of their own, whom the vendor's product may claim later. */
export async function welcomeStranger(
  tx: Tx,
  person: { address: string; name: string; locale: Locale },
  standing: { site: string; plan: string },
): Promise<MemberWho> {
  const external = byMail + person.address.toLowerCase();
  const name = person.name.trim() || person.address;
  const [member] = await tx.rows(sql<{ id: string; name: string; locale: Locale }>`
    insert into members (id, external_id, email, name, locale, created_at)
    values (${uuidv7()}, ${external}, ${person.address}, ${name}, ${person.locale}, ${tx.now})
    on conflict (external_id) do update set email = members.email returning id, name, locale`);
  const [organization] = await tx.rows(sql<{ id: string }>`
    insert into organizations (id, external_id, name, site, plan, hipaa, created_at)
    values (${uuidv7()}, ${external}, ${person.address}, ${standing.site}, ${standing.plan}, false, ${tx.now})
    on conflict (external_id) do update set name = organizations.name returning id`);
  await tx.rows(sql`
    insert into memberships (member_id, organization_id, recent_docs) values (${member!.id}, ${organization!.id}, '{}') on conflict do nothing`);
  return { kind: 'member', ...member!, organization: organization!.id };
}

/** Somebody whom the desk knew by mail alone turns out to be one whom the vendor's product knows: they keep their requests. */
export async function claim(tx: Tx, sub: string, email: string): Promise<void> {
  await tx.rows(sql`
    update members set external_id = ${sub} where external_id = ${byMail + email.toLowerCase()}
      and not exists (select 1 from members where external_id = ${sub})`);
}

/** Organizations that no product knows; who is in one stays in it. */
export const isByMail = sql<boolean>`organization_id in (select id from organizations where external_id like ${`${byMail}%`})`;

// Further addresses ---------------------------------------------------------------------------------------------------

const mostAddresses = 10;

export interface MemberAddress {
  id: string;
  address: string;
  confirmed: boolean;
}

export async function addressesOf(reader: Reader, member: string): Promise<MemberAddress[]> {
  return reader.rows(sql<MemberAddress>`
    select id, address, confirmed_at is not null as confirmed from member_addresses where member_id = ${member} order by added_at, id`);
}

/** It counts once it is confirmed. Answers whether it is new. Throws `id_taken`, `too_many`. */
export async function addAddress(tx: Tx, member: string, { id, address }: { id: string; address: string }): Promise<boolean> {
  const theirs = await addressesOf(tx, member);
  if (theirs.some((a) => a.address.toLowerCase() === address.toLowerCase())) return false;
  if (theirs.length >= mostAddresses) throw new Refusal('too_many');
  const [added] = await tx.rows(sql`
    insert into member_addresses (id, member_id, address, added_at) values (${id}, ${member}, ${address}, ${tx.now}) on conflict do nothing returning id`);
  if (!added) throw new Refusal('id_taken');
  return true;
}

/** Throws `not_found`. */
export async function removeAddress(tx: Tx, member: string, id: string): Promise<void> {
  const [removed] = await tx.rows(sql`delete from member_addresses where id = ${id} and member_id = ${member} returning id`);
  if (!removed) throw new Refusal('not_found');
}

/** The link that was sent there was followed. Answers the address; undefined where it was removed, or is somebody else's by now. */
export async function confirmAddress(tx: Tx, id: string): Promise<string | undefined> {
  const [row] = await tx.rows(sql<{ address: string }>`
    update member_addresses a set confirmed_at = coalesce(a.confirmed_at, ${tx.now}) where a.id = ${id}
      and not exists (select 1 from member_addresses o where lower(o.address) = lower(a.address) and o.confirmed_at is not null and o.id <> a.id)
      and not exists (select 1 from members m where lower(m.email) = lower(a.address) and m.id <> a.member_id
        and m.external_id not like ${`${byMail}%`})
    returning a.address`);
  return row?.address;
}
