/** Who there is: organizations and members as the vendor's product names them, staff, and whose request this is. */
import { createHash, randomBytes } from 'node:crypto';
import type { Locale, Member, Organization, StaffPerson, StaffRole } from '@fairlead/contract';
import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import type { Reader, Tx } from '../../platform/db.ts';
import { Refusal } from '../../platform/refusals.ts';
import { claim, isByMail } from './by-mail.ts';
import type { Identity } from './identity.ts';

export interface MemberWho {
  kind: 'member';
  id: string;
  name: string;
  locale: Locale;
  /** The organization that they act for. */
  organization: string;
}

export interface StaffWho {
  kind: 'staff';
  id: string;
  name: string;
  role: StaffRole;
  locale: Locale;
}

export type Who = MemberWho | StaffWho;

const sessionLife = 12 * 3600_000;
const portalLinkLife = 60_000;

const hash = (token: string) => createHash('sha256').update(token).digest();
const newToken = () => randomBytes(32).toString('base64url');

/**
 * Creates the person and organizations of a verified identity, or brings them up to date. They act for the organization that the
 * token names, or for `wanted` where that is another of theirs.
 */
export async function welcome(tx: Tx, identity: Identity, wanted?: string): Promise<{ member: string; organization: string }> {
  await claim(tx, identity.sub, identity.email);
  const member = await tx.write
    .insertInto('members')
    .values({
      id: uuidv7(),
      external_id: identity.sub,
      email: identity.email,
      name: identity.name,
      locale: identity.locale,
      created_at: tx.now,
    })
    .onConflict((c) => c.column('external_id').doUpdateSet((e) => ({ email: e.ref('excluded.email'), name: e.ref('excluded.name') })))
    .returning('id')
    .executeTakeFirstOrThrow();
  let acting = '';
  const theirs: string[] = [];
  // In one order, so that two people of the same organizations cannot wait for each other.
  for (const org of identity.orgs.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
    const { id } = await tx.write
      .insertInto('organizations')
      .values({
        id: uuidv7(),
        external_id: org.id,
        name: org.name,
        site: org.site,
        plan: org.plan,
        hipaa: org.hipaa,
        hipaa_said_at: org.hipaa ? tx.now : null,
        created_at: tx.now,
      })
      .onConflict((c) =>
        c.column('external_id').doUpdateSet((e) => ({
          name: e.ref('excluded.name'),
          site: e.ref('excluded.site'),
          plan: e.ref('excluded.plan'),
          // Said once it stays; only staff may lift it.
          hipaa: sql<boolean>`organizations.hipaa or excluded.hipaa`,
          hipaa_said_at: sql<Date>`case when excluded.hipaa and not organizations.hipaa then excluded.hipaa_said_at else organizations.hipaa_said_at end`,
          hipaa_said_by: sql<string>`case when excluded.hipaa and not organizations.hipaa then null else organizations.hipaa_said_by end`,
        })),
      )
      .returning('id')
      .executeTakeFirstOrThrow();
    await tx.write
      .insertInto('memberships')
      .values({ member_id: member.id, organization_id: id, product_version: identity.product_version, recent_docs: identity.recent_docs })
      .onConflict((c) =>
        c.columns(['member_id', 'organization_id']).doUpdateSet((e) => ({
          product_version: e.ref('excluded.product_version'),
          recent_docs: e.ref('excluded.recent_docs'),
        })),
      )
      .execute();
    theirs.push(id);
    if (org.id === identity.org) acting = id;
  }
  // The vendor's product knows who belongs where: what it no longer says is over.
  await tx.rows(sql`
    delete from memberships where member_id = ${member.id} and not organization_id = any(${theirs}::uuid[]) and not ${isByMail}`);
  return { member: member.id, organization: wanted && theirs.includes(wanted) ? wanted : acting };
}

/** Opens a member's session; its token is known to them alone. */
export async function openSession(tx: Tx, of: { member: string; organization: string }): Promise<{ token: string; expires: Date }> {
  const token = newToken();
  const expires = new Date(tx.now.getTime() + sessionLife);
  await tx.write
    .insertInto('member_sessions')
    .values({ token_hash: hash(token), member_id: of.member, organization_id: of.organization, expires_at: expires })
    .execute();
  return { token, expires };
}

export async function closeSession(tx: Tx, token: string): Promise<void> {
  await tx.write.deleteFrom('member_sessions').where('token_hash', '=', hash(token)).execute();
  tx.announce({ what: sessionsAnnounced, brief: null });
}

/** A code that signs a member in to the portal, once, within a minute. */
export async function makePortalCode(tx: Tx, who: MemberWho): Promise<string> {
  const code = newToken();
  await tx.write
    .insertInto('portal_links')
    .values({
      code_hash: hash(code),
      member_id: who.id,
      organization_id: who.organization,
      expires_at: new Date(tx.now.getTime() + portalLinkLife),
    })
    .execute();
  return code;
}

/** Uses a portal code; throws `not_found` when it was used, has run out or never was. */
export async function usePortalCode(tx: Tx, code: string): Promise<{ token: string; expires: Date }> {
  const used = await tx.write
    .deleteFrom('portal_links')
    .where('code_hash', '=', hash(code))
    .returning(['member_id', 'organization_id', 'expires_at'])
    .executeTakeFirst();
  if (!used || used.expires_at <= tx.now) throw new Refusal('not_found');
  return openSession(tx, { member: used.member_id, organization: used.organization_id });
}

/** By what the desk knows a session: the hash of a member's token, or the token of a sign-in by password. */
export type SessionKey = { member: Buffer } | { password: string };

export const memberSessionKey = (token: string): SessionKey => ({ member: hash(token) });

/** Which of these sessions have ended. Answers their indexes. */
export async function endedSessions(reader: Reader, keys: readonly SessionKey[]): Promise<number[]> {
  const rows = await reader.prepared<{ index: number }>(
    'ended_sessions',
    `select k.index::int - 1 as index from unnest($1::bytea[], $2::text[]) with ordinality as k (member, password, index)
     where not exists (select 1 from member_sessions s where s.token_hash = k.member and s.expires_at > $3)
       and not exists (select 1 from auth.session s where s.token = k.password and s."expiresAt" > $3)`,
    [keys.map((k) => ('member' in k ? k.member : null)), keys.map((k) => ('password' in k ? k.password : null)), reader.now],
  );
  return rows.map((r) => r.index);
}

/** Said when a session is ended before its time, so that its sockets are closed wherever they are. */
export const sessionsAnnounced = 'sessions';

/** Whose session a token is; undefined when it has ended or never was. */
export async function memberOfSession(reader: Reader, token: string): Promise<MemberWho | undefined> {
  const [row] = await reader.prepared<{ id: string; name: string; locale: Locale; organization: string }>(
    'member_of_session',
    `select m.id, m.name, m.locale, s.organization_id as organization
     from member_sessions s join members m on m.id = s.member_id
     where s.token_hash = $1 and s.expires_at > $2`,
    [hash(token), reader.now],
  );
  return row && { kind: 'member', ...row };
}

/**
 * Who signed in with a password (better-auth's session), read from its table: its own check costs ten times as much.
 * A member acts for the first of their organizations.
 */
export async function whoSignedIn(reader: Reader, sessionToken: string): Promise<Who | undefined> {
  const [row] = await reader.prepared<{ staff: StaffWho | null; member: MemberWho | null }>(
    'who_signed_in',
    `select
       case when st.id is not null then json_build_object('kind', 'staff', 'id', st.id, 'name', st.name, 'role', st.role, 'locale', st.locale) end as staff,
       case when m.id is not null then json_build_object('kind', 'member', 'id', m.id, 'name', m.name, 'locale', m.locale, 'organization',
         (select organization_id from memberships where member_id = m.id order by organization_id = m.acting_for desc nulls last, organization_id limit 1)) end as member
     from auth.session s
       left join staff st on st.auth_user = s."userId"
       left join members m on m.auth_user = s."userId"
     where s.token = $1 and s."expiresAt" > $2 and st.left_at is null`,
    [sessionToken, reader.now],
  );
  return row?.staff ?? row?.member ?? undefined;
}

/** A member and an organization as screens show them, for queries that join `members m` and `organizations o`. */
export const memberShown = sql`json_build_object('id', m.id, 'name', m.name, 'email', m.email, 'locale', m.locale, 'zone', m.zone) as member`;
export const organizationShown = sql`json_build_object('id', o.id, 'name', o.name, 'site', o.site, 'plan', o.plan, 'hipaa', o.hipaa) as organization`;

export async function member(reader: Reader, id: string): Promise<Member> {
  return (await reader.read
    .selectFrom('members')
    .select(['id', 'name', 'email', 'locale', 'zone'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow()) as Member;
}

export async function organization(reader: Reader, id: string): Promise<Organization> {
  return reader.read
    .selectFrom('organizations')
    .select(['id', 'name', 'site', 'plan', 'hipaa'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
}

/** The organizations that a member belongs to, by name. */
export async function organizationsOf(reader: Reader, member: string): Promise<Organization[]> {
  return reader.read
    .selectFrom('organizations as o')
    .innerJoin('memberships as b', 'b.organization_id', 'o.id')
    .select(['o.id', 'o.name', 'o.site', 'o.plan', 'o.hipaa'])
    .where('b.member_id', '=', member)
    .orderBy('o.name')
    .execute();
}

/**
 * Whose request it is: a member's own, or that of the customer for whom staff act. Throws `not_allowed` for a member who names somebody,
 * `invalid` where no such customer is known, or several are and none of their organizations is named.
 */
export async function actingFor(
  reader: Reader,
  who: Who,
  customer: { email: string; organization?: string | undefined } | undefined,
): Promise<MemberWho> {
  if (who.kind === 'member' && customer) throw new Refusal('not_allowed');
  if (who.kind === 'member') return who;
  if (!customer) throw new Refusal('invalid', [{ path: 'customer', message: 'name the customer whose ticket it is' }]);
  const rows = await reader.rows(sql<Omit<MemberWho, 'kind'>>`
    select m.id, m.name, m.locale, b.organization_id as organization from members m join memberships b on b.member_id = m.id
    where lower(m.email) = lower(${customer.email}) and (${customer.organization ?? null}::uuid is null or b.organization_id = ${customer.organization ?? null})
    limit 2`);
  if (rows.length === 0) throw new Refusal('invalid', [{ path: 'customer', message: 'no such customer' }]);
  if (rows.length > 1) throw new Refusal('invalid', [{ path: 'customer.organization', message: 'say for which of their organizations' }]);
  return { kind: 'member', ...rows[0]! };
}

/** Whether staff let a member read all requests of the organization that they act for. */
export async function seesOrganization(reader: Reader, who: MemberWho): Promise<boolean> {
  const [row] = await reader.prepared<{ sees_organization: boolean }>(
    'sees_organization',
    'select sees_organization from memberships where member_id = $1 and organization_id = $2',
    [who.id, who.organization],
  );
  return row?.sees_organization ?? false;
}

/** Said when what a member may see has changed, so that their sockets ask anew. */
export const viewsAnnounced = 'views';

/** A customer as rules see them, and what the vendor's product said when they last came. */
export interface Customer {
  plan: string;
  hipaa: boolean;
  site: string;
  language: Locale;
  product_version: string | null;
  recent_docs: string[];
}

export async function customer(reader: Reader, member: string, organization: string): Promise<Customer> {
  const [row] = await reader.prepared<Customer>(
    'customer',
    `select o.plan, o.hipaa, o.site, m.locale as language, b.product_version, coalesce(b.recent_docs, '{}') as recent_docs
     from members m join organizations o on o.id = $2 left join memberships b on b.member_id = m.id and b.organization_id = o.id where m.id = $1`,
    [member, organization],
  );
  return row!;
}

/** What the vendor's product calls organizations. */
export async function externalIds(reader: Reader, organizations: readonly string[]): Promise<Map<string, string>> {
  const rows = await reader.read.selectFrom('organizations').select(['id', 'external_id']).where('id', 'in', organizations).execute();
  return new Map(rows.map((r) => [r.id, r.external_id]));
}

/** Acts for another of one's organizations: in the session of `token`, and after the next sign-in by password. Throws `not_found`. */
export async function actFor(tx: Tx, who: MemberWho, organization: string, token: string | undefined): Promise<MemberWho> {
  if (!(await organizationsOf(tx, who.id)).some((o) => o.id === organization)) throw new Refusal('not_found');
  if (token)
    await tx.write
      .updateTable('member_sessions')
      .set({ organization_id: organization })
      .where('token_hash', '=', hash(token))
      .where('member_id', '=', who.id)
      .execute();
  await tx.write.updateTable('members').set({ acting_for: organization }).where('id', '=', who.id).execute();
  return { ...who, organization };
}

export async function setZone(tx: Tx, who: MemberWho, zone: string): Promise<void> {
  await tx.write.updateTable('members').set({ zone }).where('id', '=', who.id).execute();
}

/** Organizations of an identity that are not under HIPAA here yet and are by its word: their chats must end first (S8). */
export async function becomingHipaa(reader: Reader, identity: Identity): Promise<string[]> {
  const said = identity.orgs.filter((o) => o.hipaa).map((o) => o.id);
  if (said.length === 0) return [];
  const rows = await reader.read
    .selectFrom('organizations')
    .select('id')
    .where('external_id', 'in', said)
    .where('hipaa', '=', false)
    .execute();
  return rows.map((r) => r.id);
}

/** Staff say that an organization is under HIPAA, or lift it. Its open chats have ended before, or this cannot commit. */
export async function setHipaa(tx: Tx, who: StaffWho, organization: string, hipaa: boolean): Promise<void> {
  const { numUpdatedRows } = await tx.write
    .updateTable('organizations')
    .set({ hipaa, hipaa_said_at: tx.now, hipaa_said_by: who.id })
    .where('id', '=', organization)
    .executeTakeFirstOrThrow();
  if (!numUpdatedRows) throw new Refusal('not_found');
}

export async function staffPerson(reader: Reader, id: string): Promise<StaffPerson | undefined> {
  return (await reader.read.selectFrom('staff').select(['id', 'name', 'role']).where('id', '=', id).executeTakeFirst()) as
    | StaffPerson
    | undefined;
}

/** Whether somebody may be given work. */
export async function worksHere(reader: Reader, id: string): Promise<StaffPerson | undefined> {
  return (await reader.read
    .selectFrom('staff')
    .select(['id', 'name', 'role'])
    .where('id', '=', id)
    .where('left_at', 'is', null)
    .where('role', '!=', 'service')
    .executeTakeFirst()) as StaffPerson | undefined;
}

export async function setLocale(tx: Tx, who: Who, locale: Locale): Promise<void> {
  await tx.write
    .updateTable(who.kind === 'staff' ? 'staff' : 'members')
    .set({ locale })
    .where('id', '=', who.id)
    .execute();
}

export async function addStaff(
  tx: Tx,
  person: { id?: string; name: string; email: string; role: StaffRole; locale: Locale; authUser: string | null },
): Promise<string> {
  const { id = uuidv7() } = person;
  await tx.write
    .insertInto('staff')
    .values({
      id,
      name: person.name,
      email: person.email,
      role: person.role,
      locale: person.locale,
      auth_user: person.authUser,
      created_at: tx.now,
    })
    .execute();
  return id;
}

/** Lets a member sign in to the portal with a password as well. */
export async function linkMember(tx: Tx, member: string, authUser: string): Promise<void> {
  await tx.write.updateTable('members').set({ auth_user: authUser }).where('id', '=', member).execute();
}

/** Forgets sessions and links that have run out. */
export async function sweepSessions(tx: Tx): Promise<void> {
  await tx.write.deleteFrom('member_sessions').where('expires_at', '<', tx.now).execute();
  await tx.write.deleteFrom('portal_links').where('expires_at', '<', tx.now).execute();
}
