/** Pictures and other files of articles: what they are is decided by their content, and nothing of them runs in a reader's browser. */
import { rm } from 'node:fs/promises';
import type { FastifyInstance } from 'fastify';
import type { Readable } from 'node:stream';
import { sql } from 'kysely';
import type { Desk } from '../../platform/desk.ts';
import { shownInPlace } from '../../platform/pictures.ts';
import { Refusal } from '../../platform/refusals.ts';
import type { StaffWho } from '../accounts/accounts.ts';
import * as intake from '../evidence/intake.ts';

/** Bytes: an article is read on phones. */
export const largest = 20_000_000;

interface Row {
  id: string;
  article: string;
  name: string;
  type: string;
}

const blobOf = (id: string) => `article-${id}`;
const shown = ({ id, name, type }: Row) => ({
  url: `/help/files/${id}/${encodeURIComponent(name)}`,
  name,
  picture: shownInPlace.has(type),
});

async function fileOf(desk: Desk, id: string): Promise<Row | undefined> {
  const [row] = await desk.db.reader.rows(
    sql<Row>`select id, article_id as article, name, type from article_files where id = ${id}`,
    'article_file',
  );
  return row;
}

/** Throws `not_found`, `too_large`, `id_taken` for a file of another article. */
export async function add(desk: Desk, who: StaffWho, article: string, { id, name }: { id: string; name: string }, source: Readable) {
  const [known] = await desk.db.reader.rows(sql`select 1 from articles where id = ${article}`);
  if (!known) throw new Refusal('not_found');
  const earlier = await fileOf(desk, id);
  if (earlier && earlier.article !== article) throw new Refusal('id_taken');
  if (earlier) {
    source.resume();
    return shown(earlier);
  }
  const staged = await intake.stage(desk, source, largest);
  try {
    const { type } = await intake.whatItIs(staged.read);
    // The bytes first: a caller that tries again under the same id leaves nothing behind.
    await desk.blobs.put(blobOf(id), staged.path);
    const row = { id, article, name: intake.safeName(name), type };
    await desk.db.transaction((tx) =>
      tx.rows(sql`
        insert into article_files (id, article_id, name, type, bytes, added_at, added_by)
        values (${id}, ${article}, ${row.name}, ${type}, ${staged.read.bytes}, ${tx.now}, ${who.id}) on conflict do nothing`),
    );
    return shown(row);
  } finally {
    await rm(staged.path, { force: true });
  }
}

export function serveFiles(app: FastifyInstance, desk: Desk): void {
  app.get<{ Params: { id: string } }>('/help/files/:id/:name', { schema: { hide: true } }, async ({ params }, reply) => {
    const file = /^[0-9a-f-]{36}$/.test(params.id) ? await fileOf(desk, params.id) : undefined;
    const bytes = file && (await desk.blobs.get(blobOf(file.id)));
    if (!bytes) throw new Refusal('not_found');
    return reply.headers({ ...headersOf(file.name, file.type), 'cache-control': 'public, max-age=31536000, immutable' }).send(bytes);
  });
}

/** With these nothing of a file runs: a drawing (SVG) shows as a picture, and alone only without its script. */
export function headersOf(name: string, type: string): Record<string, string> {
  const isDrawing = /\.svg$/i.test(name) && /^(?:text\/plain|application\/xml|image\/svg\+xml)$/.test(type);
  const inPlace = isDrawing || shownInPlace.has(type);
  return {
    'content-type': isDrawing ? 'image/svg+xml' : inPlace ? type : 'application/octet-stream',
    'content-disposition': `${inPlace ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeURIComponent(name)}`,
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
  };
}
