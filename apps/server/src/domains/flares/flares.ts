/**
 * Flares that were received. What was sent lies in a folder of this machine that nobody reads, until a process of its own has cleaned it
 * (`reading.ts`); then it is destroyed. Promises kept by constraints: `one_flare_per_content_in_a_thread`.
 */
import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { FlareFinding, FlareReport, FlareRow } from '@fairlead/contract';
import type { BundleReport, Minute, RunCommand } from '@fairlead/flare-kit';
import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import type { Reader, Tx } from '../../platform/db.ts';
import type { Desk } from '../../platform/desk.ts';
import { Refusal } from '../../platform/refusals.ts';
import type { Who } from '../accounts/accounts.ts';
import { safeName, type Staged, stagingOf } from '../evidence/intake.ts';
import * as threads from '../threads/threads.ts';

export type Source = FlareRow['source'];

export const folderOf = (desk: Desk) => join(stagingOf(desk), 'flares');
export const sentAt = (desk: Desk, id: string) => join(folderOf(desk), id);
export const packOf = (id: string) => `flare-${id}`;
export const indexOf = (id: string) => `flare-index-${id}`;
export const gramsOf = (id: string) => `flare-grams-${id}`;
export const originalOf = (id: string) => `flare-original-${id}`;
/** Of all that is kept of one. */
export const namesOf = (id: string) => [packOf(id), indexOf(id), gramsOf(id), originalOf(id)];

export interface Received {
  name: string;
  source: Source;
  key: string | null;
}

/**
 * Puts a staged bundle on record as evidence in a thread; its sender says who gave it. The same content again is the same flare, read once
 * more where that failed. The staged file is the caller's to remove. Answers its id.
 */
export async function record(
  desk: Desk,
  tx: Tx,
  who: Who,
  thread: string,
  { name, source, key }: Received,
  staged: Staged,
): Promise<string> {
  const { organizationId } = await threads.forWriter(tx, who, thread);
  const sha256 = staged.read.hash.copy().digest();
  const fresh = uuidv7();
  const entry = uuidv7();
  const called = safeName(await withoutSecrets(name));
  const [made] = await tx.rows(sql<{ id: string }>`
    insert into flares (id, thread_id, organization_id, key_id, entry_id, sha256, name, bytes, source, state, received_at)
    values (${fresh}, ${thread}, ${organizationId}, ${key}, ${entry}, ${sha256}, ${called}, ${staged.read.bytes},
      ${source}, 'received', ${tx.now})
    on conflict on constraint one_flare_per_content_in_a_thread
      do update set state = 'received', attempts = 0, held_until = null, received_at = excluded.received_at where flares.state = 'failed'
    returning id`);
  if (!made) {
    const [known] = await tx.rows(sql<{ id: string }>`select id from flares where thread_id = ${thread} and sha256 = ${sha256}`);
    return known!.id;
  }
  // Before it is committed: a row without its file would wait in vain.
  await mkdir(folderOf(desk), { recursive: true, mode: 0o700 });
  await rename(staged.path, sentAt(desk, made.id));
  if (made.id !== fresh) return made.id;
  await threads.append(tx, {
    thread,
    id: entry,
    by: threads.author(who),
    audience: 'public',
    what: { kind: 'evidence', body: { item: 'flare', label: null, text: called, files: [], flare: fresh } },
  });
  return fresh;
}

/** What a program or person calls something, which may have a secret in it. */
export async function withoutSecrets(text: string): Promise<string> {
  // Loaded with the first flare: a desk that has none is smaller without.
  const { cleaned } = await import('@fairlead/flare-kit');
  return cleaned(text);
}

interface Row {
  id: string;
  thread: string;
  name: string;
  bytes: number;
  source: Source;
  state: FlareRow['state'];
  received_at: Date;
  kind: FlareRow['kind'];
  facts: FlareRow['facts'];
  ticket: number | null;
  masked: number;
  errors: number;
  warnings: number;
}

const counted = (severity: 'error' | 'warning') =>
  sql`(select count(*)::int from jsonb_array_elements(f.findings) one where one ->> 'severity' = ${sql.lit(severity)})`;

const columns = sql`f.id, f.thread_id as thread, (select number from tickets k where k.thread_id = f.thread_id limit 1) as ticket, f.name, f.bytes::float8 as bytes, f.source, f.state, f.received_at, f.kind, f.facts,
  (select coalesce(sum(value::int), 0)::int from jsonb_each_text(f.report -> 'masked')) as masked, ${counted('error')} as errors, ${counted('warning')} as warnings`;

const row = ({ received_at, errors, warnings, ...flare }: Row, who: Who): FlareRow => ({
  ...flare,
  received: received_at.toISOString(),
  // What is found is for staff.
  errors: who.kind === 'staff' ? errors : 0,
  warnings: who.kind === 'staff' ? warnings : 0,
});

/** Flares of a thread that the caller may read, newest first. */
export async function inThread(reader: Reader, who: Who, thread: string): Promise<FlareRow[]> {
  await threads.forWho(reader, who, thread);
  const rows = await reader.rows(
    sql<Row>`select ${columns} from flares f where f.thread_id = ${thread} and f.state <> 'doomed' order by f.received_at desc limit 200`,
    'flares_in_thread',
  );
  return rows.map((one) => row(one, who));
}

/** A flare of a thread that the caller may read. Throws `not_found`. */
export async function one(reader: Reader, who: Who, id: string): Promise<FlareRow> {
  const [flare] = await reader.rows(sql<Row>`select ${columns} from flares f where f.id = ${id} and f.thread_id is not null`, 'flare');
  if (!flare) throw new Refusal('not_found');
  await threads.forWho(reader, who, flare.thread);
  return row(flare, who);
}

/** Whether a flare can be looked into by somebody who may read its thread. Throws `not_found`, and `file_not_ready` until it was read. */
export async function mustBeReadable(reader: Reader, who: Who, id: string): Promise<void> {
  const [flare] = await reader.rows(
    sql<{ thread: string; state: string }>`select thread_id as thread, state from flares where id = ${id} and thread_id is not null`,
    'flare_state',
  );
  if (!flare) throw new Refusal('not_found');
  await threads.forWho(reader, who, flare.thread);
  if (flare.state !== 'ready') throw new Refusal('file_not_ready');
}

/** A finding as it is answered; what is known of it over all flares is added where somebody reads it. */
export const findingOf = (found: BundleReport['findings'][number]): FlareFinding => ({ ...found, shown: false, others: 0, articles: [] });

interface Stored {
  report: Pick<BundleReport, 'masked' | 'places' | 'left' | 'ended'> & { commands?: RunCommand[] };
  findings: BundleReport['findings'];
  original_until: Date | null;
}

/** What was done to a flare, and what was found as the kit says it. Throws as `mustBeReadable`. */
export async function report(reader: Reader, who: Who, id: string): Promise<FlareReport> {
  await mustBeReadable(reader, who, id);
  const [found] = await reader.rows(sql<Stored>`select report, findings, original_until from flares where id = ${id}`, 'flare_report');
  const { masked, places, left, ended, commands = [] } = found!.report;
  return {
    commands,
    masks: Object.entries(masked)
      .map(([rule, count]) => ({ rule, count }))
      .toSorted((a, b) => b.count - a.count),
    places,
    left,
    ended,
    original: found!.original_until?.toISOString() ?? null,
    findings: found!.findings.map(findingOf),
  };
}

/** Lines of its logs by minute, and when it arrived, milliseconds. For whoever has looked whether it is readable. */
export async function minutesOf(reader: Reader, id: string): Promise<{ minutes: Minute[]; arrived: number }> {
  const [row] = await reader.rows(
    sql<{ minutes: Minute[] | null; at: Date }>`select report -> 'minutes' as minutes, received_at as at from flares where id = ${id}`,
    'flare_minutes',
  );
  return { minutes: row!.minutes ?? [], arrived: row!.at.getTime() };
}

/** Other flares of the same host that the caller may read, newest first. */
export async function ofSameHost(reader: Reader, who: Who, id: string): Promise<FlareRow[]> {
  await mustBeReadable(reader, who, id);
  const rows = await reader.rows(
    sql<Row>`
      select ${columns} from flares f join flares mine on mine.id = ${id}
      where f.organization_id = mine.organization_id and f.id <> mine.id and f.state = 'ready' and f.thread_id is not null
        and f.kind = mine.kind and (f.facts ->> 'host' is not distinct from mine.facts ->> 'host' or f.thread_id = mine.thread_id)
      order by f.received_at desc limit 30`,
    'flares_of_host',
  );
  const readable = await Promise.all(rows.map((one) => threads.mayRead(reader, who, one.thread)));
  return rows.filter((_, index) => readable[index]).map((one) => row(one, who));
}
