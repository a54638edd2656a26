/**
 * The vendor's rules as one versioned document. A version is never changed: an edit or a rollback is a newer one. What cannot be
 * read, names what does not exist, or leaves somebody without a channel is refused, and the one in force stays.
 */
import type { PolicyFault } from '@fairlead/contract';
import { parse } from 'yaml';
import type { Reader, Tx } from '../../platform/db.ts';
import { Refusal } from '../../platform/refusals.ts';
import type { StaffWho } from '../accounts/accounts.ts';
import { leftAlone } from './channels.ts';
import { PolicyDocument } from './document.ts';
import { readPolicy } from './reading.ts';
import { ready, type ListedDays, type Policy } from './rules.ts';
import { shippedYaml } from './shipped.ts';

export type { Policy } from './rules.ts';

/** Said after a change, so that screens which show rules ask again. */
const changed = (tx: Tx) => tx.announce({ what: 'policy', brief: null });

export interface Version {
  version: number;
  made_by: string | null;
  made_at: Date;
  why: string;
  from_version: number | null;
}

/** A document of the desk's own, or one that was found to have sense before: checking that would load the holidays of the world into a desk that may never ask for one. */
const own = (yaml: string): PolicyDocument => PolicyDocument.parse(parse(yaml));

/** Made ready once for each text and state of the holiday lists. Few: a process serves one desk, tests several. */
const made = new Map<string, Policy>();
const mostMade = 8;

/** What a transaction has read: all that one command does is by one policy. */
const heldBy = new WeakMap<Reader, Promise<Policy>>();

export function inForce(reader: Reader): Promise<Policy> {
  if (!('write' in reader)) return readInForce(reader);
  const held = heldBy.get(reader) ?? readInForce(reader);
  heldBy.set(reader, held);
  return held;
}

async function readInForce(reader: Reader): Promise<Policy> {
  const [now] = await reader.prepared<{ version: number; text: string; lists: string }>(
    'policy_in_force',
    `select coalesce(p.version, 0) as version, coalesce(md5(p.yaml), 'shipped') as text,
       (select coalesce(md5(string_agg(name || days::text, ' ' order by name)), '') from holiday_lists) as lists
     from (select 1) one left join lateral (select version, yaml from policies where yaml is not null order by version desc limit 1) p on true`,
    [],
  );
  return asMade(reader, now!);
}

/** The policy of an earlier version, with the lists of holidays as they are now. Throws `not_found`. */
export async function ofVersion(reader: Reader, version: number): Promise<Policy> {
  const [then] = await reader.prepared<{ version: number; text: string; lists: string }>(
    'policy_of_version',
    `select $1::int as version, coalesce(md5(p.yaml), 'shipped') as text,
       (select coalesce(md5(string_agg(name || days::text, ' ' order by name)), '') from holiday_lists) as lists
     from (select 1) one left join policies p on p.version = $1 and p.yaml is not null where $1 = 0 or p.version is not null`,
    [version],
  );
  if (!then) throw new Refusal('not_found');
  return asMade(reader, then);
}

async function asMade(reader: Reader, { version, text, lists }: { version: number; text: string; lists: string }): Promise<Policy> {
  const key = `${version} ${text} ${lists}`;
  const known = made.get(key);
  if (known) return known;
  const [stored] =
    version === 0
      ? []
      : // Its text, not what was read from it then: an earlier desk may have read less.
        await reader.prepared<{ yaml: string }>('policy_text', 'select yaml from policies where version = $1', [version]);
  const policy = ready(version, own(stored?.yaml ?? shippedYaml), await holidayLists(reader));
  if (made.size >= mostMade) made.delete(made.keys().next().value!);
  made.set(key, policy);
  return policy;
}

async function holidayLists(reader: Reader): Promise<Map<string, ListedDays[]>> {
  const rows = await reader.read.selectFrom('holiday_lists').select(['name', 'days']).execute();
  return new Map(rows.map((r) => [r.name, r.days as unknown as ListedDays[]]));
}

/** A document made ready, or what is wrong with it. */
export async function tryOut(
  reader: Reader,
  yaml: string,
): Promise<{ policy: Policy; faults: null } | { policy: null; faults: PolicyFault[] }> {
  const lists = await holidayLists(reader);
  const { document, faults } = readPolicy(yaml, [...lists.keys()]);
  if (!document) return { policy: null, faults };
  const policy = ready((await inForce(reader)).version, document, lists);
  const alone = leftAlone(policy, reader.now);
  if (alone.length === 0) return { policy, faults: null };
  const shown = alone.slice(0, 3).join('; ') + (alone.length > 3 ? `; and ${alone.length - 3} more` : '');
  return { policy: null, faults: [{ line: 1, path: '', message: `no channel would be left for: ${shown}` }] };
}

/** The same; throws `policy_invalid` with the faults. */
export async function tried(reader: Reader, yaml: string): Promise<Policy> {
  const { policy, faults } = await tryOut(reader, yaml);
  if (!policy) throw new Refusal('policy_invalid', faults);
  return policy;
}

/** Orders those who write: the newest version is known for sure under it. */
const lock = (tx: Tx) => tx.prepared('lock_policy', 'select pg_advisory_xact_lock($1)', [4_400_003]);

/**
 * Puts a document in force. `base` is the version that its author saw: throws `policy_moved` when that is no longer the newest.
 * Only for administrators, who are told what is wrong by `policy_invalid`; `who` is null for a document of the desk's own, whose sense is not checked.
 */
export async function adopt(
  tx: Tx,
  who: StaffWho | null,
  yaml: string,
  why: string,
  base: number,
  fromVersion: number | null = null,
): Promise<Version> {
  if (who && who.role !== 'administrator') throw new Refusal('not_allowed');
  await lock(tx);
  const newest = (await readInForce(tx)).version;
  if (newest !== base) throw new Refusal('policy_moved');
  const document = who ? (await tried(tx, yaml)).document : own(yaml);
  const [last] = await tx.read
    .selectFrom('policies')
    .select((e) => e.fn.max('version').as('version'))
    .execute();
  const version = Number(last?.version ?? 0) + 1;
  await tx.write
    .insertInto('policies')
    .values({
      version,
      document: JSON.stringify(document),
      yaml,
      why,
      from_version: fromVersion,
      made_by: who?.id ?? null,
      made_at: tx.now,
    })
    .execute();
  heldBy.delete(tx);
  changed(tx);
  return { version, made_by: who?.name ?? null, made_at: tx.now, why, from_version: fromVersion };
}

/** Puts an earlier version in force again, as a new one. Throws `policy_invalid` when it names what is there no more. */
export async function rollBack(tx: Tx, who: StaffWho, version: number, why: string): Promise<Version> {
  if (who.role !== 'administrator') throw new Refusal('not_allowed');
  const { yaml } = await versionOf(tx, version);
  return adopt(tx, who, yaml, why, (await inForce(tx)).version, version);
}

const shipped: Version = { version: 0, made_by: null, made_at: new Date(0), why: '', from_version: null };

export async function versions(reader: Reader): Promise<Version[]> {
  const rows = await reader.read
    .selectFrom('policies as p')
    .leftJoin('staff as s', 's.id', 'p.made_by')
    .select(['p.version', 's.name as made_by', 'p.made_at', 'p.why', 'p.from_version'])
    .where('p.yaml', 'is not', null)
    .orderBy('p.version', 'desc')
    .execute();
  return [...rows, shipped];
}

/** One version with its text; 0 is the shipped one. Throws `not_found`. */
export async function versionOf(reader: Reader, version: number): Promise<Version & { yaml: string }> {
  if (version === 0) return { ...shipped, yaml: shippedYaml };
  const row = await reader.read
    .selectFrom('policies as p')
    .leftJoin('staff as s', 's.id', 'p.made_by')
    .select(['p.version', 's.name as made_by', 'p.made_at', 'p.why', 'p.from_version', 'p.yaml'])
    .where('p.version', '=', version)
    .executeTakeFirst();
  if (!row?.yaml) throw new Refusal('not_found');
  return { ...row, yaml: row.yaml };
}
