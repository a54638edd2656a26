/**
 * Files on record: who sent them, which thread they belong to, and the blob that holds their bytes.
 *
 * Promise kept by a constraint: `a_file_is_stored_once` per organization. A blob is on record before its bytes are stored and until
 * they are gone from the store, so that no bytes are ever forgotten there.
 */
import type { FileRef } from '@fairlead/contract';
import { type RawBuilder, sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import type { Reader, Tx } from '../../platform/db.ts';
import { Refusal } from '../../platform/refusals.ts';
import { type MemberWho, seesOrganization, type Who } from '../accounts/accounts.ts';
import { letIn } from '../threads/following.ts';

interface FileRow {
  id: string;
  name: string;
  type: string;
  bytes: number;
  width: number | null;
  height: number | null;
}

const columns = sql`f.id, f.name, b.type, b.bytes, b.width, b.height from files f join blobs b on b.id = f.blob_id`;

const asRef = (f: FileRow): FileRef => ({
  id: f.id,
  name: f.name,
  type: f.type,
  bytes: f.bytes,
  image: f.width && f.height ? { width: f.width, height: f.height } : null,
});

/** What this person has sent under an id, if anything; throws `id_taken` where somebody else has. */
export async function sentAs(reader: Reader, who: Who, id: string): Promise<FileRef | undefined> {
  const [row] = await reader.rows(sql<FileRow & { author: string }>`select f.author_id as author, ${columns} where f.id = ${id}`);
  if (row && row.author !== who.id) throw new Refusal('id_taken');
  return row && asRef(row);
}

// Bytes ---------------------------------------------------------------------------------------------------------------

interface Arriving {
  id: string;
  thread: string | null;
  organization: string;
  name: string;
}

/** Records a file whose bytes are stored already; undefined where they are not. A repeat changes nothing. */
export async function recordKnown(
  tx: Tx,
  who: Who,
  file: Arriving,
  { organization, sha256 }: { organization: string; sha256: Buffer },
): Promise<FileRef | undefined> {
  // Shared: whoever would doom it waits, and sees this file then.
  const [blob] = await tx.rows(sql<{ id: string }>`
    select id from blobs where organization_id = ${organization} and sha256 = ${sha256} for share`);
  if (!blob) return undefined;
  await tx.write
    .insertInto('files')
    .values({
      id: file.id,
      thread_id: file.thread,
      organization_id: organization,
      blob_id: blob.id,
      name: file.name,
      author_kind: who.kind,
      author_id: who.id,
      at: tx.now,
    })
    .onConflict((c) => c.doNothing())
    .execute();
  return sentAs(tx, who, file.id);
}

/** Bytes are about to be stored under this id. */
export async function expect(
  tx: Tx,
  id: string,
  organization: string,
  what: { type: string; bytes: number; image: FileRef['image']; lines: number[] | null },
): Promise<void> {
  await tx.write
    .insertInto('blobs')
    .values({
      id,
      organization_id: organization,
      state: 'arriving',
      bytes: what.bytes,
      type: what.type,
      width: what.image?.width,
      height: what.image?.height,
      lines_by_mib: what.lines,
      at: tx.now,
    })
    .execute();
}

/** They are stored. Breaks `a_file_is_stored_once` where the same ones came before. */
export async function arrived(tx: Tx, id: string, how: { state: 'checking' | 'ready'; sha256: Buffer }): Promise<void> {
  await tx.write.updateTable('blobs').set(how).where('id', '=', id).execute();
}

export const isStoredAlready = (error: unknown) => (error as { constraint?: string }).constraint === 'a_file_is_stored_once';

export interface Blob {
  id: string;
  bytes: number;
}

/** What waits to be looked into by the scanner. */
export const unscanned = (reader: Reader): Promise<Blob[]> =>
  reader.rows(sql`select id, bytes from blobs where state = 'checking' order by at limit 20`);

export async function scanned(tx: Tx, id: string, found: { state: 'ready' | 'quarantined'; unchecked: boolean }): Promise<void> {
  await tx.write.updateTable('blobs').set(found).where('id', '=', id).where('state', '=', 'checking').execute();
}

// Reading -------------------------------------------------------------------------------------------------------------

/** A file for somebody who may see it; throws `not_found` alike for absent and forbidden. */
export async function forWho(reader: Reader, who: Who, id: string): Promise<FileRef & StoredFile> {
  const mine =
    who.kind === 'staff'
      ? sql`f.thread_id is not null or f.author_id = ${who.id}`
      : sql`(f.author_kind = 'member' and f.author_id = ${who.id} and f.organization_id = ${who.organization}) or exists (
          select 1 from threads t join entries e on e.thread_id = t.id
          where t.id = f.thread_id and ${await readable(reader, who)} and e.public_seq is not null and e.kind in ('message', 'evidence')
            and e.body @> jsonb_build_object('files', jsonb_build_array(jsonb_build_object('id', f.id))))`;
  const [row] = await reader.rows(storedRow(sql`f.id = ${id} and (${mine})`));
  if (!row) throw new Refusal('not_found');
  return asStored(row);
}

/** Threads `t` that a member may read. */
async function readable(reader: Reader, who: MemberWho): Promise<RawBuilder<unknown>> {
  const own = sql`t.organization_id = ${who.organization}`;
  return (await seesOrganization(reader, who)) ? own : sql`${own} and (t.member_id = ${who.id} or ${letIn(who)})`;
}

export interface StoredFile {
  blob: string;
  state: 'checking' | 'ready' | 'quarantined';
  unchecked: boolean;
  /** Of text: how many lines have ended after each MiB. */
  linesByMib: number[] | null;
}

type StoredRow = FileRow & { blob: string; state: StoredFile['state']; unchecked: boolean; lines: number[] | null };

const storedRow = (where: RawBuilder<unknown>) =>
  sql<StoredRow>`select b.id as blob, b.state, b.unchecked, b.lines_by_mib as lines, ${columns} where ${where}`;
const asStored = ({ blob, state, unchecked, lines, ...row }: StoredRow) => ({
  ...asRef(row),
  blob,
  state,
  unchecked,
  linesByMib: lines?.map(Number) ?? null,
});

/** A file for whoever has a link to it, as long as it is there. */
export async function byLink(reader: Reader, id: string): Promise<(FileRef & StoredFile) | undefined> {
  const [row] = await reader.rows(storedRow(sql`f.id = ${id} and b.state = 'ready'`));
  return row && asStored(row);
}

/**
 * Files that this person sent to this thread, or to none yet, in the order asked; from now on they are this thread's. Throws
 * `not_found` when one is not theirs.
 */
export async function cite(tx: Tx, who: Who, thread: string, ids: readonly string[]): Promise<FileRef[]> {
  if (ids.length === 0) return [];
  await tx.rows(sql`
    update files f set thread_id = ${thread}, cited_at = coalesce(f.cited_at, ${tx.now}) from threads t
    where t.id = ${thread} and f.id = any(${ids}::uuid[]) and f.organization_id = t.organization_id
      and coalesce(f.thread_id, t.id) = t.id and f.author_kind = ${who.kind} and f.author_id = ${who.id}`);
  const rows = await tx.rows(sql<FileRow>`
    select ${columns} where f.id = any(${ids}::uuid[]) and f.thread_id = ${thread} and f.author_kind = ${who.kind} and f.author_id = ${who.id}`);
  const found = new Map(rows.map((r) => [r.id, asRef(r)]));
  return ids.map((id) => {
    const file = found.get(id);
    if (!file) throw new Refusal('not_found');
    return file;
  });
}

/** What was cited in one thread is cited in another instead: its message went there. */
export async function move(tx: Tx, ids: readonly string[], from: string, to: string): Promise<void> {
  if (ids.length > 0) await tx.rows(sql`update files set thread_id = ${to} where id = any(${ids}::uuid[]) and thread_id = ${from}`);
}

/** The same bytes under new ids for another thread of the organization, so that deleting one thread takes nothing from the other. Answers the new references, in order. */
export async function copy(tx: Tx, from: string, to: string, files: readonly FileRef[]): Promise<FileRef[]> {
  const ids = files.map(() => uuidv7());
  if (files.length > 0)
    await tx.rows(sql`
      insert into files (id, thread_id, name, author_kind, author_id, at, organization_id, blob_id, cited_at)
      select n.id, ${to}, f.name, f.author_kind, f.author_id, f.at, f.organization_id, f.blob_id, ${tx.now}
      from unnest(${ids}::uuid[], ${files.map((f) => f.id)}::uuid[]) as n (id, of) join files f on f.id = n.of and f.thread_id = ${from}`);
  return files.map((file, i) => ({ ...file, id: ids[i]! }));
}

// Forgetting ----------------------------------------------------------------------------------------------------------

/** A draft may wait so long for its message, milliseconds. */
const neverCitedFor = 7 * 24 * 3600_000;
const arrivingFor = 24 * 3600_000;

/** Forgets the files of a thread that is deleted. Answers the blobs that no other file needs, which are doomed. */
export async function forget(tx: Tx, thread: string): Promise<Blob[]> {
  const gone = await tx.rows(sql<{ blob_id: string }>`delete from files where thread_id = ${thread} returning blob_id`);
  return doom(
    tx,
    gone.map((f) => f.blob_id),
  );
}

/** Its sender takes a file back that no entry has named yet. Answers whether there was one. */
export async function takeBack(tx: Tx, who: Who, id: string): Promise<boolean> {
  const [sent] = await tx.rows(sql<{ blob_id: string }>`
    delete from files where id = ${id} and author_id = ${who.id} and cited_at is null returning blob_id`);
  if (sent) await doom(tx, [sent.blob_id]);
  return sent !== undefined;
}

/** Forgets files that no entry ever named, and what arrives no more. */
export async function sweep(tx: Tx): Promise<void> {
  const before = new Date(tx.now.getTime() - neverCitedFor);
  const gone = await tx.rows(sql<{ blob_id: string }>`delete from files where cited_at is null and at < ${before} returning blob_id`);
  await doom(
    tx,
    gone.map((f) => f.blob_id),
  );
  const late = new Date(tx.now.getTime() - arrivingFor);
  await tx.write.updateTable('blobs').set({ state: 'doomed' }).where('state', '=', 'arriving').where('at', '<', late).execute();
}

export async function doomUnfinished(tx: Tx, id: string): Promise<void> {
  await tx.write.updateTable('blobs').set({ state: 'doomed' }).where('id', '=', id).where('state', '=', 'arriving').execute();
}

async function doom(tx: Tx, blobs: readonly string[]): Promise<Blob[]> {
  if (blobs.length === 0) return [];
  // First the locks: what somebody records with one of them meanwhile is seen by the second statement.
  await tx.rows(sql`select id from blobs where id = any(${blobs}::uuid[]) order by id for update`);
  return tx.rows(sql<Blob>`
    update blobs b set state = 'doomed', sha256 = null, lines_by_mib = null
    where b.id = any(${blobs}::uuid[]) and not exists (select 1 from files f where f.blob_id = b.id)
    returning b.id, b.bytes`);
}

export const doomed = (reader: Reader): Promise<Blob[]> =>
  reader.rows(sql`select id, bytes from blobs where state = 'doomed' order by at limit 100`);

/** The store has no bytes of it any more. */
export async function forgetBlob(tx: Tx, id: string): Promise<void> {
  await tx.write.deleteFrom('blobs').where('id', '=', id).where('state', '=', 'doomed').execute();
}
