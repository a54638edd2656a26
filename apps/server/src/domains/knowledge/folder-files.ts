/** Pictures and other files of an imported folder of Markdown: shown where its articles name them, and put back by export. */
import { rm } from 'node:fs/promises';
import type { FastifyInstance } from 'fastify';
import type { Readable } from 'node:stream';
import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import type { Reader } from '../../platform/db.ts';
import type { Desk } from '../../platform/desk.ts';
import { Refusal } from '../../platform/refusals.ts';
import type { StaffWho } from '../accounts/accounts.ts';
import * as intake from '../evidence/intake.ts';
import { headersOf, largest } from './article-files.ts';

const blobOf = (id: string) => `article-${id}`;

/** Takes one in, or another in its place. Leads and administrators may. Throws `invalid` for a path that leads out, `too_large`. */
export async function takeIn(desk: Desk, who: StaffWho, path: string, source: Readable): Promise<{ changed: boolean }> {
  if (who.role !== 'lead' && who.role !== 'administrator') throw new Refusal('not_allowed');
  const parts = path.split('/');
  if (parts.some((part) => part === '' || part.startsWith('.')) || /\.(?:md|markdown)$/i.test(path))
    throw new Refusal('invalid', [{ path: 'path', message: 'name a file of the folder that is not Markdown' }]);
  const staged = await intake.stage(desk, source, largest);
  try {
    const { type } = await intake.whatItIs(staged.read);
    const sha256 = staged.read.hash.copy().digest();
    const [before] = await desk.db.reader.rows(
      sql<{ same: boolean }>`select sha256 = ${sha256} as same from folder_files where path = ${path}`,
    );
    if (before?.same) return { changed: false };
    const blob = uuidv7();
    await desk.blobs.put(blobOf(blob), staged.path);
    const [replaced] = await desk.db.transaction((tx) =>
      tx.rows(sql<{ blob: string | null }>`
        with before as (select blob from folder_files where path = ${path} for update)
        insert into folder_files (path, blob, sha256, type, bytes, changed_at, changed_by)
        values (${path}, ${blob}, ${sha256}, ${type}, ${staged.read.bytes}, ${tx.now}, ${who.id})
        on conflict (path) do update set
          blob = excluded.blob, sha256 = excluded.sha256, type = excluded.type, bytes = excluded.bytes,
          changed_at = excluded.changed_at, changed_by = excluded.changed_by
        returning (select blob from before)`),
    );
    if (replaced?.blob) await desk.blobs.remove(blobOf(replaced.blob));
    return { changed: true };
  } finally {
    await rm(staged.path, { force: true });
  }
}

const perPage = 500;

/** In the order of their paths. */
export async function list(reader: Reader, after: string) {
  const rows = await reader.rows(sql<{ path: string; bytes: number }>`
    select path, bytes::float8 as bytes from folder_files where path > ${after} order by path limit ${perPage + 1}`);
  return { files: rows.slice(0, perPage), next: rows.length > perPage ? rows[perPage - 1]!.path : null };
}

/** Where Hugo looks for what a page names: beside it, then among what is served as it is; a translation shows the source's picture. */
const placesOf = (path: string) =>
  [path, path.replace(/^(?:en|ko|ja)\//, '')].flatMap((p) => [p, `static/${p}`, `static/images/${p}`, `content/en/${p}`, `content/${p}`]);

export function serveFolder(app: FastifyInstance, desk: Desk): void {
  app.get<{ Params: { '*': string } }>('/help/folder/*', { schema: { hide: true } }, async (request, reply) => {
    const path = request.params['*'];
    const places = path.includes('\0') ? [] : placesOf(path);
    const [file] = await desk.db.reader.rows(
      sql<{ path: string; blob: string; type: string }>`
        select path, blob, type from folder_files where path = any(${places}::text[]) order by array_position(${places}::text[], path) limit 1`,
      'folder_file',
    );
    if (!file) throw new Refusal('not_found');
    const tag = `"${file.blob}"`;
    // Under its path there may be another tomorrow.
    void reply.headers({ ...headersOf(file.path.split('/').at(-1)!, file.type), 'cache-control': 'public, max-age=300', etag: tag });
    if (request.headers['if-none-match'] === tag) return reply.code(304).send();
    const bytes = await desk.blobs.get(blobOf(file.blob));
    if (!bytes) throw new Refusal('not_found');
    return reply.send(bytes);
  });
}
