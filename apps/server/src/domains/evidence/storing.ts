/** What the desk does by itself with stored bytes: has new ones looked into, and removes those that are no file's any more. */
import { scan } from '../../platform/clamd.ts';
import type { Desk } from '../../platform/desk.ts';
import * as deletions from './deletions.ts';
import * as files from './files.ts';
import { previewOf } from './previews.ts';

/** Has what arrived looked into by the scanner, where there is one. While it does not answer, nothing of it is shown. */
export async function scanArrived(desk: Desk): Promise<void> {
  const { clamd } = desk.config;
  for (const blob of await files.unscanned(desk.db.reader)) {
    const bytes = clamd === null ? undefined : await desk.blobs.get(blob.id);
    const found = clamd === null || !bytes ? 'too_large' : await scan(clamd, bytes);
    if (found === 'harmful') desk.log('warn', 'a file was found harmful and is shown to nobody', { blob: blob.id });
    const state = found === 'harmful' ? 'quarantined' : 'ready';
    await desk.db.transaction((tx) => files.scanned(tx, blob.id, { state, unchecked: found === 'too_large' }));
  }
}

/** Removes doomed bytes from the store, and what was made of them; what the store still has afterwards stays on record and is tried again. */
export async function removeDoomed(desk: Desk): Promise<void> {
  for (const { id } of await files.doomed(desk.db.reader)) {
    const names = [id, previewOf(id)];
    for (const name of names) await desk.blobs.remove(name);
    const left = await Promise.all(names.map(desk.blobs.has));
    if (left.includes(true)) desk.log('warn', 'the store still has what was removed', { blob: id });
    else await desk.db.transaction((tx) => files.forgetBlob(tx, id));
  }
  await desk.db.transaction(deletions.verify);
}
