/**
 * Large files, in pieces that survive cut networks, closed tabs and restarts: the tus protocol 1.0, under the id that the sender
 * made. Pieces wait in a folder of this machine; `intake.ts` takes the whole in.
 */
import { existsSync } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Desk } from '../../platform/desk.ts';
import { Refusal } from '../../platform/refusals.ts';
import type { Who } from '../accounts/accounts.ts';
import { largestFile, mustHaveRoom, readAgain, type Reading, stagingOf } from './intake.ts';
import type { Answer, Problem } from './tus.ts';

/** Uploads that one person may have open. */
const mostOpen = 100;
/** An upload whose pieces stay away is forgotten, milliseconds. */
const forgottenAfter = 24 * 3600_000;
const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

/** What has passed of each upload that runs here. What is lost of it, by a restart or a cut piece, is read again at the end. */
const passed = new WeakMap<Desk, Map<string, Reading>>();
const passedOf = (desk: Desk) => passed.get(desk) ?? passed.set(desk, new Map()).get(desk)!;

/** Whose an upload is: a person's, or that of an organization's key. */
export type Owner = Pick<Who, 'kind' | 'id'> | { kind: 'key'; id: string };

export interface Served {
  /** Of their addresses; `url`: as the given app knows it. */
  path: string;
  url: string;
  /** Whoever a request was admitted for. */
  ownerOf: (request: object) => Owner;
  /** What was taken in already under an id, of which its sender has not heard. */
  taken: (request: object, id: string) => Promise<{ bytes: number } | undefined>;
  problem: Problem;
}

/** Serves uploads below an address. */
export function serveUploads(app: FastifyInstance, desk: Desk, { path, url, ownerOf, taken, problem }: Served): void {
  let server: Promise<Answer> | undefined;
  // Most desks start without an upload, and its library is not small.
  const tus = () => (server ??= import('./tus.ts').then(({ openTus }) => openTus(desk, path, passedOf(desk), problem)));

  async function answer(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const headers = Object.entries(request.headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, String(value)] as [string, string]],
    );
    const asked = new Request(new URL(request.url, desk.origin), { method: request.method, headers });
    const response = await (await tus())(asked, request.raw);
    return reply
      .code(response.status)
      .headers(Object.fromEntries(response.headers))
      .send(Buffer.from(await response.arrayBuffer()));
  }

  app.addContentTypeParser('application/offset+octet-stream', (_request, _payload, done) => done(null));
  app.post(
    url,
    { bodyLimit: desk.config.largestFile, schema: { summary: 'Begin an upload (tus 1.0.0)', tags: ['uploads'] } },
    async (request, reply) => {
      const id = metadataOf(request.headers['upload-metadata'])['id'] ?? '';
      const bytes = Number(request.headers['upload-length']);
      if (!uuid.test(id)) throw new Refusal('invalid', [{ path: 'upload-metadata', message: 'give the id of the file, a UUID' }]);
      if (!Number.isSafeInteger(bytes) || bytes < 1)
        throw new Refusal('invalid', [{ path: 'upload-length', message: 'say how long the file is' }]);
      if (bytes > (await largestFile(desk))) throw new Refusal('too_large');
      await mustHaveRoom(desk, bytes);
      await claim(desk, ownerOf(request), id, bytes);
      return answer(request, reply);
    },
  );
  app.route<{ Params: { id: string } }>({
    method: ['HEAD', 'PATCH', 'DELETE'],
    url: `${url}/:id`,
    schema: { summary: 'Go on with an upload, ask how far it is, or give it up (tus 1.0.0)', tags: ['uploads'] },
    bodyLimit: desk.config.largestFile,
    handler: async (request, reply) => {
      const { id } = request.params;
      const already = uuid.test(id) ? await taken(request, id) : undefined;
      if (already && request.method === 'HEAD')
        return reply
          .headers({
            'tus-resumable': '1.0.0',
            'upload-offset': already.bytes,
            'upload-length': already.bytes,
            'cache-control': 'no-store',
          })
          .send();
      if (!uuid.test(id) || !(await isTheirs(desk, ownerOf(request), id))) throw new Refusal('not_found');
      if (request.method !== 'DELETE') return answer(request, reply);
      await forget(desk, id);
      return reply.code(204).header('tus-resumable', '1.0.0').send();
    },
  });
}

/** The pairs of an `Upload-Metadata` header. */
function metadataOf(header: string | string[] | undefined): Record<string, string> {
  const pairs = String(header ?? '')
    .split(',')
    .map((pair) => pair.trim().split(' '));
  return Object.fromEntries(pairs.map(([key, value]) => [key, Buffer.from(value ?? '', 'base64').toString()]));
}

async function claim(desk: Desk, who: Owner, id: string, bytes: number): Promise<void> {
  await desk.db.transaction(async (tx) => {
    const open = await tx.read
      .selectFrom('uploads')
      .select((e) => e.fn.countAll<number>().as('count'))
      .where('owner_id', '=', who.id)
      .where('id', '!=', id)
      .executeTakeFirstOrThrow();
    if (Number(open.count) >= mostOpen) throw new Refusal('too_many');
    await tx.write
      .insertInto('uploads')
      .values({ id, owner_kind: who.kind, owner_id: who.id, bytes, at: tx.now })
      .onConflict((c) => c.column('id').doNothing())
      .execute();
    const { owner_id } = await tx.read.selectFrom('uploads').select('owner_id').where('id', '=', id).executeTakeFirstOrThrow();
    if (owner_id !== who.id) throw new Refusal('id_taken');
  });
}

async function isTheirs(desk: Desk, who: Owner, id: string): Promise<boolean> {
  const row = await desk.db.reader.read.selectFrom('uploads').select('owner_id').where('id', '=', id).executeTakeFirst();
  return row?.owner_id === who.id;
}

/** An upload whose last piece has arrived; throws `not_found` or `upload_unfinished`. */
export async function whole(desk: Desk, who: Owner, id: string): Promise<{ path: string; read: Reading }> {
  const row = await desk.db.reader.read.selectFrom('uploads').select(['owner_id', 'bytes']).where('id', '=', id).executeTakeFirst();
  const path = join(stagingOf(desk), id);
  const there = await stat(path).catch(() => undefined);
  if (row?.owner_id !== who.id || !there) throw new Refusal('not_found');
  if (there.size !== Number(row.bytes)) throw new Refusal('upload_unfinished');
  const read = passedOf(desk).get(id);
  return read?.bytes === there.size ? { path, read } : readAgain(path);
}

/** It has been taken in, or is not wanted any more. Answers whether there was one of theirs. */
export async function finished(desk: Desk, who: Owner, id: string): Promise<boolean> {
  const theirs = await isTheirs(desk, who, id);
  if (theirs) await forget(desk, id);
  return theirs;
}

async function forget(desk: Desk, id: string): Promise<void> {
  passedOf(desk).delete(id);
  await Promise.all([id, `${id}.json`].map((name) => rm(join(stagingOf(desk), name), { force: true })));
  await desk.db.transaction((tx) => tx.write.deleteFrom('uploads').where('id', '=', id).execute());
}

/** Forgets uploads whose pieces have stayed away for a day, and what a crash has left in the folder. */
export async function sweepUploads(desk: Desk): Promise<void> {
  const folder = stagingOf(desk);
  if (!existsSync(folder)) return;
  const late = desk.clock.now().getTime() - forgottenAfter;
  for (const name of await readdir(folder)) {
    const touched = await stat(join(folder, name)).catch(() => undefined);
    if (!touched || touched.mtimeMs > late || name.endsWith('.json')) continue;
    if (uuid.test(name)) await forget(desk, name);
    else await rm(join(folder, name), { force: true });
  }
  const rows = await desk.db.reader.read.selectFrom('uploads').select('id').where('at', '<', new Date(late)).execute();
  for (const { id } of rows) if (!existsSync(join(folder, id))) await forget(desk, id);
}
