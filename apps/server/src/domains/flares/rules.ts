/** The vendor's own rules for flares: what to look for, what is secret, whether originals are kept. Data, with a history, tried before they hold. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FlareRules, FlareTrial } from '@fairlead/contract';
import type { BundleReport } from '@fairlead/flare-kit';
import { sql } from 'kysely';
import type { Reader, Tx } from '../../platform/db.ts';
import type { Desk } from '../../platform/desk.ts';
import { Refusal } from '../../platform/refusals.ts';
import type { StaffWho } from '../accounts/accounts.ts';
import { findingOf, folderOf } from './flares.ts';
import { readInProcess } from './own-process.ts';

const noRules = '';

interface Row {
  version: number;
  yaml: string;
  why: string;
  made_at: Date;
  by: string;
}

/** What is in force, and who made which version before, newest first. */
export async function rules(reader: Reader): Promise<FlareRules> {
  const versions = await reader.rows(sql<Row>`
    select r.version, r.yaml, r.why, r.made_at, s.name as by from flare_rules r join staff s on s.id = r.made_by order by r.version desc limit 50`);
  return {
    version: versions[0]?.version ?? 0,
    yaml: versions[0]?.yaml ?? noRules,
    versions: versions.map(({ made_at, ...version }) => ({ ...version, made: made_at.toISOString() })),
  };
}

/** The text in force. */
export async function inForce(reader: Reader): Promise<string> {
  const [row] = await reader.rows(sql<{ yaml: string }>`select yaml from flare_rules order by version desc limit 1`, 'flare_rules');
  return row?.yaml ?? noRules;
}

/** What a text says. Throws `invalid` with what is wrong in it. */
async function understood(yaml: string) {
  const { readOwnRules, RuleFault } = await import('@fairlead/flare-kit');
  try {
    return readOwnRules(yaml);
  } catch (error) {
    if (error instanceof RuleFault) throw new Refusal('invalid', [{ path: 'yaml', message: error.message }]);
    throw error;
  }
}

/** Hours for which originals are kept by the rules in force. */
export const hoursKept = async (yaml: string): Promise<number> => (await understood(yaml)).originals;

/** Throws `not_allowed`, `changed_meanwhile` where `base` is not in force any more, `invalid`. */
export async function put(tx: Tx, who: StaffWho, asked: { yaml: string; why: string; base: number }): Promise<void> {
  if (who.role !== 'administrator') throw new Refusal('not_allowed');
  await understood(asked.yaml);
  const [made] = await tx.rows(sql`
    insert into flare_rules (version, yaml, why, made_at, made_by)
    select ${asked.base + 1}, ${asked.yaml}, ${asked.why}, ${tx.now}, ${who.id}
    where coalesce((select max(version) from flare_rules), 0) = ${asked.base} on conflict do nothing returning version`);
  if (!made) throw new Refusal('changed_meanwhile');
}

/** Milliseconds: a pattern that never ends is found out by it. */
const patience = 15_000;
const mostShown = 50_000;

/** What rules would make of a sample, beside the desk's own. Nothing of it is kept. Throws `invalid` for rules that cannot be read, or never end. */
export async function tryOn(desk: Desk, { yaml, sample, name }: { yaml: string; sample: string; name: string }): Promise<FlareTrial> {
  await understood(yaml);
  await mkdir(folderOf(desk), { recursive: true, mode: 0o700 });
  const folder = await mkdtemp(join(folderOf(desk), 'trial-'));
  try {
    const at = (file: string) => join(folder, file);
    await mkdir(at('scratch'), { mode: 0o700 });
    await writeFile(at('sample'), sample, { mode: 0o600 });
    await writeFile(at('rules.yaml'), yaml, { mode: 0o600 });
    const asked = {
      file: at('sample'),
      name,
      scratch: at('scratch'),
      out: at('pack'),
      grams: at('grams'),
      report: at('report'),
      rules: at('rules.yaml'),
    };
    await readInProcess({ ...asked, arrived: desk.clock.now().getTime() }, patience).catch(() => {
      throw new Refusal('invalid', [{ path: 'yaml', message: 'with these rules the sample could not be read in time' }]);
    });
    const read = JSON.parse(await readFile(at('report'), 'utf8')) as BundleReport;
    const { readLines, spansOf } = await import('@fairlead/flare-kit');
    const pack = await spansOf(at('pack'));
    const lines = read.files[0] ? await readLines(pack.read, read.files[0], 1, 2_000) : [];
    await pack.close();
    return {
      text: lines.join('\n').slice(0, mostShown),
      masks: Object.entries(read.masked).map(([rule, count]) => ({ rule, count })),
      findings: read.findings.map(findingOf),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
