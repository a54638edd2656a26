/** Pictures as they are shown: re-encoded when first asked for, and kept beside the original. */
import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { Desk } from '../../platform/desk.ts';
import { preview } from '../../platform/pictures.ts';
import { Refusal } from '../../platform/refusals.ts';
import { stagingOf } from './intake.ts';

/** The name of what is made of a blob. */
export const previewOf = (blob: string) => `preview-${blob}`;

/** Decoders at work at a time: each is a process that may need some hundred megabytes. */
const making = new Map<string, Promise<void>>();
let turn: Promise<unknown> = Promise.resolve();

/** The preview of a picture. Throws `file_not_ready` when none can be made of it. */
export async function picture(desk: Desk, blob: string): Promise<Readable> {
  const name = previewOf(blob);
  const kept = await desk.blobs.get(name);
  if (kept) return kept;
  let made = making.get(blob);
  if (!made) {
    made = turn.then(() => make(desk, blob, name));
    turn = made.catch(() => undefined);
    making.set(blob, made);
    void turn.then(() => making.delete(blob));
  }
  await made;
  const fresh = await desk.blobs.get(name);
  if (!fresh) throw new Refusal('not_found');
  return fresh;
}

async function make(desk: Desk, blob: string, name: string): Promise<void> {
  const original = await desk.blobs.get(blob);
  if (!original) throw new Refusal('not_found');
  await mkdir(stagingOf(desk), { recursive: true });
  const path = join(stagingOf(desk), `${randomUUID()}.part`);
  try {
    await preview(original, path);
    await desk.blobs.put(name, path);
  } catch (error) {
    desk.log('info', 'a picture has no preview', { blob, error });
    throw new Refusal('file_not_ready');
  } finally {
    original.destroy();
    await rm(path, { force: true });
  }
}
