/** Reads what was received, each in a process of its own, and destroys what was sent. A job, which may be repeated. */
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { zstdCompress } from 'node:zlib';
import type { FlareKind, FlareLeft } from '@fairlead/contract';
import type { BundleReport } from '@fairlead/flare-kit';
import { sql } from 'kysely';
import type { Tx } from '../../platform/db.ts';
import type { Desk } from '../../platform/desk.ts';
import * as threads from '../threads/threads.ts';
import * as findings from './findings.ts';
import { folderOf, gramsOf, indexOf, namesOf, packOf, sentAt } from './flares.ts';
import * as originals from './originals.ts';
import { readInProcess } from './own-process.ts';
import { hoursKept, inForce } from './rules.ts';

/** Milliseconds in all; the kit's own limit ends it earlier, with what was read until then. */
const patience = 660_000;
/** Nobody else takes it up in that time, milliseconds. */
const heldFor = 720_000;
const mostAttempts = 2;

interface Due {
  id: string;
  thread: string;
  name: string;
  attempts: number;
  received_at: Date;
}

/** Reads all that this machine has received; another machine's lies there. */
export async function readReceived(desk: Desk): Promise<void> {
  const names = await readdir(folderOf(desk)).catch(() => []);
  await forgetOld(
    desk,
    names.filter((name) => !isId.test(name)),
  );
  const here = new Set(names.filter((name) => isId.test(name)));
  while (here.size > 0) {
    const due = await desk.db.transaction((tx) => takeNext(tx, [...here]));
    if (!due) break;
    here.delete(due.id);
    await readOne(desk, due);
  }
  if (here.size > 0) await forgetUnknown(desk, [...here]);
  await desk.db.transaction(failLost);
  await removeDoomed(desk);
}

const isId = /^[0-9a-f]{8}-[0-9a-f-]{27}$/;

async function takeNext(tx: Tx, here: string[]): Promise<Due | undefined> {
  const [due] = await tx.rows(
    sql<Due>`
      update flares set attempts = attempts + 1, held_until = ${new Date(tx.now.getTime() + heldFor)}
      where id = (select id from flares where state = 'received' and (held_until is null or held_until < ${tx.now}) and id = any(${here}::uuid[])
        order by received_at limit 1 for update skip locked)
      returning id, thread_id as thread, name, attempts, received_at`,
    'take_flare',
  );
  return due;
}

/** What was sent and is on no record: its transaction failed, or it was read and could not be removed. */
async function forgetUnknown(desk: Desk, here: readonly string[]): Promise<void> {
  const waiting = await desk.db.reader.rows(sql<{ id: string }>`
    select id from flares where state = 'received' and id = any(${here}::uuid[])`);
  const known = new Set(waiting.map((w) => w.id));
  await forgetOld(
    desk,
    here.filter((one) => !known.has(one)),
  );
}

/** What nobody works on any more: it may have secrets in it. */
async function forgetOld(desk: Desk, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const path = sentAt(desk, name);
    const found = await stat(path).catch(() => undefined);
    if (found && Date.now() - found.mtimeMs > unknownFor) await rm(path, { recursive: true, force: true });
  }
}

/** Milliseconds: a transaction that is under way has not put its flare on record yet. */
const unknownFor = 3600_000;
/** What nobody has read in that time lies on a machine that is gone, milliseconds. */
const lostAfter = 24 * 3600_000;

async function failLost(tx: Tx): Promise<void> {
  const lost = await tx.rows(
    sql<Due>`
      select id, thread_id as thread, name, attempts, received_at from flares
      where state = 'received' and received_at < ${new Date(tx.now.getTime() - lostAfter)} limit 50`,
    'lost_flares',
  );
  for (const flare of lost) await fail(tx, flare);
}

async function readOne(desk: Desk, flare: Due): Promise<void> {
  const file = sentAt(desk, flare.id);
  const folder = join(folderOf(desk), `${flare.id}.reading`);
  await rm(folder, { recursive: true, force: true });
  const scratch = join(folder, 'scratch');
  await mkdir(scratch, { recursive: true, mode: 0o700 });
  try {
    const [out, grams, report, index, rules] = ['pack', 'grams', 'report.json', 'index', 'rules.yaml'].map((name) =>
      join(folder, name),
    ) as Five;
    const yaml = await inForce(desk.db.reader);
    await writeFile(rules, yaml, { mode: 0o600 });
    const arrived = flare.received_at.getTime();
    // A rule that never ends must not cost the flare.
    const analyse = flare.attempts < mostAttempts;
    await readInProcess({ file, name: flare.name, scratch, out, grams, report, rules, analyse, arrived }, patience);
    const read = JSON.parse(await readFile(report, 'utf8')) as BundleReport;
    await writeFile(index, await promisify(zstdCompress)(JSON.stringify(read.files)));
    const hours = await hoursKept(yaml);
    // What an earlier try has left there is of other tags.
    for (const name of namesOf(flare.id)) await desk.blobs.remove(name);
    await desk.blobs.put(packOf(flare.id), out);
    await desk.blobs.put(indexOf(flare.id), index);
    await desk.blobs.put(gramsOf(flare.id), grams);
    const key = hours > 0 ? await originals.keep(desk, flare.id, file, folder) : null;
    const isKept = await desk.db.transaction((tx) =>
      finish(tx, flare, read, key && { key, until: new Date(tx.now.getTime() + hours * 3_600_000) }),
    );
    // Its request was deleted meanwhile.
    if (!isKept) for (const name of namesOf(flare.id)) await desk.blobs.remove(name);
    await rm(file, { force: true });
  } catch (error) {
    desk.log('error', 'a flare could not be read', { flare: flare.id, error });
    if (flare.attempts < mostAttempts)
      return void (await desk.db.transaction((tx) => tx.rows(sql`update flares set held_until = null where id = ${flare.id}`)));
    await desk.db.transaction((tx) => fail(tx, flare));
    // Nobody reads what could not be cleaned.
    await rm(file, { force: true });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

type Five = [string, string, string, string, string];

async function finish(tx: Tx, flare: Due, read: BundleReport, original: originals.Original | null): Promise<boolean> {
  const { kind, facts, masked, places, left, ended, minutes, commands, findings: found } = read;
  const report = { masked, places, left: left satisfies readonly { why: FlareLeft }[], ended, minutes, commands };
  const [done] = await tx.rows(sql`
    update flares set state = 'ready', read_at = ${tx.now}, held_until = null, kind = ${kind satisfies FlareKind}, facts = ${JSON.stringify(facts)},
      report = ${JSON.stringify(report)}, findings = ${JSON.stringify(found)}, original_key = ${original?.key ?? null}, original_until = ${original?.until ?? null}
    where id = ${flare.id} and state = 'received' returning id`);
  if (!done) return false;
  const count = (severity: string) => found.filter((f) => f.severity === severity).length;
  await threads.append(
    tx,
    threads.happened(
      flare.thread,
      {
        event: 'flare_read',
        flare: flare.id,
        bundle: flare.name,
        errors: count('error'),
        warnings: count('warning'),
        first: found[0]?.title ?? null,
      },
      'staff',
    ),
  );
  await findings.note(tx, flare.id, flare.thread, found);
  return true;
}

async function fail(tx: Tx, flare: Due): Promise<void> {
  const [done] = await tx.rows(sql`
    update flares set state = 'failed', read_at = ${tx.now}, held_until = null where id = ${flare.id} and state = 'received' returning id`);
  if (done) await threads.append(tx, threads.happened(flare.thread, { event: 'flare_failed', flare: flare.id, bundle: flare.name }));
}

/** Removes the bytes of flares whose request was deleted. */
async function removeDoomed(desk: Desk): Promise<void> {
  const doomed = await desk.db.reader.rows(sql<{ id: string }>`select id from flares where state = 'doomed' limit 200`);
  for (const { id } of doomed) {
    for (const name of namesOf(id)) await desk.blobs.remove(name);
    await rm(sentAt(desk, id), { force: true });
    const left = await Promise.all(namesOf(id).map(desk.blobs.has));
    if (left.includes(true)) {
      desk.log('warn', 'the store still has what was removed', { flare: id });
      continue;
    }
    await desk.db.transaction((tx) => tx.rows(sql`delete from flares where id = ${id} and state = 'doomed'`));
  }
}
