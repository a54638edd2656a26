/** Keys by which an organization's programs send flares. They open nothing else, and only their hashes are kept. */
import { createHash, randomBytes } from 'node:crypto';
import type { FlareKey } from '@fairlead/contract';
import { sql } from 'kysely';
import type { Reader, Tx } from '../../platform/db.ts';
import { Refusal } from '../../platform/refusals.ts';
import type { MemberWho } from '../accounts/accounts.ts';

/** 32 hexadecimal digits, as the programs that send flares want their keys to look. */
const newKey = () => randomBytes(16).toString('hex');
const hash = (key: string) => createHash('sha256').update(`flare key ${key}`).digest();

export interface KeyUse {
  id: string;
  organization: string;
  /** The member who made it. */
  madeBy: string | null;
}

/** Whose key this is; undefined for none, or one that was revoked. */
export async function ofKey(reader: Reader, key: string): Promise<KeyUse | undefined> {
  if (key.length < 16 || key.length > 200) return undefined;
  const [row] = await reader.rows(
    sql<KeyUse>`
      select id, organization_id as organization, made_by as "madeBy" from flare_keys where key_hash = ${hash(key)} and revoked_at is null`,
    'flare_key',
  );
  return row;
}

interface Row extends Pick<FlareKey, 'id' | 'name' | 'ending'> {
  made_at: Date;
  used_at: Date | null;
}

const shown = ({ made_at, used_at, ...row }: Row): FlareKey => ({
  ...row,
  made: made_at.toISOString(),
  used: used_at?.toISOString() ?? null,
});

export async function list(reader: Reader, who: MemberWho): Promise<FlareKey[]> {
  const rows = await reader.rows(sql<Row>`
    select id, name, ending, made_at, used_at from flare_keys
    where organization_id = ${who.organization} and revoked_at is null order by made_at desc limit 200`);
  return rows.map(shown);
}

/** Throws `id_taken` for an id that stands for a key already: it is shown once, so a repeat cannot answer with it. */
export async function make(tx: Tx, who: MemberWho, { id, name }: { id: string; name: string }): Promise<FlareKey & { key: string }> {
  const key = newKey();
  const [row] = await tx.rows(sql<Row>`
    insert into flare_keys (id, organization_id, name, key_hash, ending, made_at, made_by)
    values (${id}, ${who.organization}, ${name}, ${hash(key)}, ${key.slice(-5)}, ${tx.now}, ${who.id})
    on conflict (id) do nothing returning id, name, ending, made_at, used_at`);
  if (!row) throw new Refusal('id_taken');
  return { ...shown(row), key };
}

export async function revoke(tx: Tx, who: MemberWho, id: string): Promise<void> {
  const [row] = await tx.rows(sql`
    update flare_keys set revoked_at = coalesce(revoked_at, ${tx.now}) where id = ${id} and organization_id = ${who.organization} returning id`);
  if (!row) throw new Refusal('not_found');
}

export const noteUse = (tx: Tx, id: string) => tx.rows(sql`update flare_keys set used_at = ${tx.now} where id = ${id}`);
