/**
 * Flares that were received. What was sent lies in a folder of this machine that nobody reads, until a process of its own has cleaned it
 * (`reading.ts`); then it is destroyed. Promises kept by constraints: `one_flare_per_content_in_a_thread`.
 */
import { rename } from 'node:fs/promises';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Flare, FlareFinding, FlareRow } from '@fairlead/contract';
import type { BundleReport } from '@fairlead/flare-kit';
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

export interface Received {
  name: string;
  source: Source;
  key: string | null;
}

/**
 * Puts a staged bundle on record as evidence in a thread; its sender says who gave it. The same content again is the same flare, and the
 * staged file is the caller's to remove. Answers its id.
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
  const id = uuidv7();
  const entry = uuidv7();
  const called = safeName(name);
  const [made] = await tx.rows(sql<{ id: string }>`
    insert into flares (id, thread_id, organization_id, key_id, entry_id, sha256, name, bytes, source, state, received_at)
    values (${id}, ${thread}, ${organizationId}, ${key}, ${entry}, ${sha256}, ${called}, ${staged.read.bytes}, ${source}, 'received', ${tx.now})
    on conflict on constraint one_flare_per_content_in_a_thread do nothing returning id`);
  if (!made) {
    const [known] = await tx.rows(sql<{ id: string }>`select id from flares where thread_id = ${thread} and sha256 = ${sha256}`);
    return known!.id;
  }
  // Before it is committed: a row without its file would wait for ever.
  await mkdir(folderOf(desk), { recursive: true, mode: 0o700 });
  await rename(staged.path, sentAt(desk, id));
  await threads.append(tx, {
    thread,
    id: entry,
    by: threads.author(who),
    audience: 'public',
    what: { kind: 'evidence', body: { item: 'flare', label: null, text: '', files: [], flare: { id, name: called } } },
  });
  return id;
}

interface Row {
  id: string;
  thread: string;
  name: string;
  bytes: number;
  source: Source;
  state: FlareRow['state'];
  received_at: Date;
  kind: string | null;
  facts: FlareRow['facts'];
  report: Pick<BundleReport, 'masked' | 'places' | 'left' | 'ended' | 'minutes'> | null;
  findings: FlareFinding[] | null;
  ticket: number | null;
}

const columns = sql`f.id, f.thread_id as thread, f.name, f.bytes::float8 as bytes, f.source, f.state, f.received_at, f.kind, f.facts, f.report, f.findings,
  (select number from tickets k where k.thread_id = f.thread_id limit 1) as ticket`;

const sum = (counts: Record<string, number>) => Object.values(counts).reduce((all, count) => all + count, 0);

function row({ received_at, report, findings, ticket: _, ...flare }: Row, who: Who): FlareRow {
  const count = (severity: FlareFinding['severity']) =>
    who.kind === 'staff' ? (findings ?? []).filter((f) => f.severity === severity).length : 0;
  return {
    ...flare,
    received: received_at.toISOString(),
    masked: sum(report?.masked ?? {}),
    errors: count('error'),
    warnings: count('warning'),
  };
}

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
export async function one(reader: Reader, who: Who, id: string): Promise<Flare> {
  const [found] = await reader.rows(sql<Row>`select ${columns} from flares f where f.id = ${id} and f.thread_id is not null`, 'flare');
  if (!found) throw new Refusal('not_found');
  await threads.forWho(reader, who, found.thread);
  const { report, findings } = found;
  return {
    ...row(found, who),
    ticket: found.ticket,
    masks: Object.entries(report?.masked ?? {})
      .map(([rule, count]) => ({ rule, count }))
      .toSorted((a, b) => b.count - a.count),
    places: report?.places ?? [],
    left: report?.left ?? [],
    ended: report?.ended ?? null,
    findings: who.kind === 'staff' ? (findings ?? []) : [],
    minutes: report?.minutes ?? [],
  };
}
