/** Tokens by which programs act: as the person who made them, or as a service; never with more rights than their owner has. */
import { createHash, randomBytes } from 'node:crypto';
import { type Locale, type Scope, type StaffRole, type Token, tokenPrefix } from '@fairlead/contract';
import { sql } from 'kysely';
import type { Reader, Tx } from '../../platform/db.ts';
import { Refusal } from '../../platform/refusals.ts';
import type { Who } from './accounts.ts';
import { noteChange } from './history.ts';

/** A use is noted at most this often, milliseconds: noting each would make every read a write. */
const notedEvery = 3600_000;

const hash = (token: string) => createHash('sha256').update(token).digest();

export interface TokenUse {
  id: string;
  who: Who;
  scopes: readonly Scope[];
  /** Whether its use should be noted. */
  unnoted: boolean;
}

/** Who acts by a token, and for what it may be used. */
export async function ofToken(reader: Reader, token: string): Promise<TokenUse | undefined> {
  const [row] = await reader.prepared<{
    id: string;
    scopes: Scope[];
    used_at: Date | null;
    person: string;
    name: string;
    locale: Locale;
    role: StaffRole | null;
    organization: string | null;
  }>(
    'of_token',
    `select t.id, t.scopes, t.used_at, coalesce(s.id, m.id) as person, coalesce(s.name, m.name) as name, coalesce(s.locale, m.locale) as locale,
       s.role, t.organization_id as organization
     from tokens t left join staff s on s.id = t.staff_id left join members m on m.id = t.member_id
     where t.token_hash = $1 and t.expires_at > $2 and t.revoked_at is null and s.left_at is null`,
    [hash(token), reader.now],
  );
  if (!row) return undefined;
  const { id, scopes, used_at, person, role, organization, ...rest } = row;
  const who: Who = role
    ? { kind: 'staff', id: person, role, ...rest }
    : { kind: 'member', id: person, organization: organization!, ...rest };
  return { id, who, scopes, unnoted: !used_at || reader.now.getTime() - used_at.getTime() > notedEvery };
}

export async function noteUse(tx: Tx, id: string): Promise<void> {
  await tx.write.updateTable('tokens').set({ used_at: tx.now }).where('id', '=', id).execute();
}

interface Row extends Pick<Token, 'id' | 'name' | 'scopes'> {
  made_at: Date;
  expires_at: Date;
  used_at: Date | null;
  service: Token['service'];
}

const shown = ({ made_at, expires_at, used_at, ...row }: Row): Token => ({
  ...row,
  made: made_at.toISOString(),
  expires: expires_at.toISOString(),
  used: used_at?.toISOString() ?? null,
});

/** Which tokens somebody keeps: their own, and for administrators those of services. */
const keptBy = (who: Who) =>
  who.kind === 'member'
    ? sql`t.member_id = ${who.id}`
    : who.role === 'administrator'
      ? sql`(t.staff_id = ${who.id} or s.role = 'service')`
      : sql`t.staff_id = ${who.id}`;

/** Those that work, newest first. */
export async function tokensOf(reader: Reader, who: Who): Promise<Token[]> {
  const rows = await reader.rows(sql<Row>`
    select t.id, t.name, t.scopes, t.made_at, t.expires_at, t.used_at,
      case when s.role = 'service' then json_build_object('id', s.id, 'name', s.name) end as service
    from tokens t left join staff s on s.id = t.staff_id
    where ${keptBy(who)} and t.revoked_at is null and t.expires_at > ${reader.now} order by t.made_at desc, t.id`);
  return rows.map(shown);
}

export interface NewToken {
  id: string;
  name: string;
  scopes: readonly Scope[];
  days: number;
  service: Token['service'];
}

/** Makes a token; its secret is known to its caller alone. Throws `not_allowed`, or `id_taken` for an id that was used. */
export async function makeToken(tx: Tx, who: Who, asked: NewToken): Promise<{ token: Token; secret: string }> {
  if (asked.service) await keepService(tx, who, asked.service);
  const secret = `${tokenPrefix}${randomBytes(32).toString('base64url')}`;
  const owner = asked.service
    ? { staff_id: asked.service.id, made_by: who.id }
    : who.kind === 'staff'
      ? { staff_id: who.id }
      : { member_id: who.id, organization_id: who.organization };
  const expires = new Date(tx.now.getTime() + asked.days * 86_400_000);
  const scopes = [...new Set(asked.scopes)].toSorted((a, b) => (a < b ? -1 : 1));
  const made = await tx.write
    .insertInto('tokens')
    .values({ id: asked.id, token_hash: hash(secret), name: asked.name, ...owner, scopes, made_at: tx.now, expires_at: expires })
    .onConflict((c) => c.column('id').doNothing())
    .returning('id')
    .executeTakeFirst();
  if (!made) throw new Refusal('id_taken');
  if (asked.service && who.kind === 'staff')
    await noteChange(tx, who, {
      what: 'token',
      id: asked.id,
      name: `${asked.service.name}: ${asked.name}`,
      was: null,
      now: { scopes, expires },
    });
  return {
    token: shown({ id: asked.id, name: asked.name, scopes, made_at: tx.now, expires_at: expires, used_at: null, service: asked.service }),
    secret,
  };
}

/** A service is there from its first token on. */
async function keepService(tx: Tx, who: Who, service: { id: string; name: string }): Promise<void> {
  if (who.kind !== 'staff' || who.role !== 'administrator') throw new Refusal('not_allowed');
  const kept = await tx.write
    .insertInto('staff')
    .values({ ...service, email: null, role: 'service', locale: 'en', created_at: tx.now })
    .onConflict((c) =>
      c
        .column('id')
        .doUpdateSet((e) => ({ name: e.ref('excluded.name') }))
        .where('staff.role', '=', 'service'),
    )
    .returning('id')
    .executeTakeFirst();
  if (!kept) throw new Refusal('id_taken');
}

/** Throws `not_found` for one that is not theirs to revoke. */
export async function revokeToken(tx: Tx, who: Who, id: string): Promise<void> {
  const [token] = await tx.rows(sql<{ name: string; scopes: Scope[]; expires: Date; works: boolean; service: string | null }>`
    select t.name, t.scopes, t.expires_at as expires, t.revoked_at is null as works, case when s.role = 'service' then s.name end as service
    from tokens t left join staff s on s.id = t.staff_id where t.id = ${id} and ${keptBy(who)} for update of t`);
  if (!token) throw new Refusal('not_found');
  if (!token.works) return;
  await tx.write.updateTable('tokens').set({ revoked_at: tx.now }).where('id', '=', id).execute();
  const { service, name, scopes, expires } = token;
  if (service && who.kind === 'staff')
    await noteChange(tx, who, { what: 'token', id, name: `${service}: ${name}`, was: { scopes, expires }, now: null });
}
