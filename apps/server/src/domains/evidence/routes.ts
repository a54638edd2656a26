import type { FastifyInstance } from 'fastify';
import type { Handlers } from '../../call.ts';
import type { Desk } from '../../platform/desk.ts';
import { Refusal } from '../../platform/refusals.ts';
import type { Who } from '../accounts/accounts.ts';
import * as threads from '../threads/threads.ts';
import * as evidence from './evidence.ts';

const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

export const routes = {
  async upload({ desk, who, params, query, request }) {
    const { reader } = desk.db;
    const thread = await threads.forWho(reader, who, params.id);
    const uploader = await evidence.uploaderOf(reader, query.file);
    if (uploader && uploader !== who.id) throw new Refusal('id_taken');
    if (uploader) {
      request.raw.resume();
      return (await evidence.cite(reader, who, thread.id, [query.file]))[0]!;
    }
    if (Number(request.headers['content-length'] ?? 0) > desk.config.largestFile) throw new Refusal('too_large');
    const received = await evidence.receive(
      desk.blobs,
      { id: query.file, thread: thread.id, name: query.name },
      request.raw,
      desk.config.largestFile,
    );
    return desk.db.transaction((tx) => evidence.record(tx, who, received));
  },
} satisfies Partial<Handlers>;

/**
 * `GET /files/{id}`: a file's bytes. Always as a download that no browser may interpret: HTML or SVG in it is harmless, and
 * pictures are shown by fetching them as data.
 */
export function download(app: FastifyInstance, desk: Desk, who: (request: unknown) => Who): void {
  app.get<{ Params: { id: string } }>('/files/:id', async (request, reply) => {
    if (!uuid.test(request.params.id)) throw new Refusal('not_found');
    const file = await evidence.forWho(desk.db.reader, who(request), request.params.id);
    const bytes = await desk.blobs.get(file.id);
    if (!bytes) throw new Refusal('not_found');
    return reply
      .headers({
        'content-type': file.image ? file.type : 'application/octet-stream',
        'content-length': bytes.bytes,
        'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(file.name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`)}`,
        'content-security-policy': "default-src 'none'; sandbox",
        'x-content-type-options': 'nosniff',
        'cache-control': 'private, max-age=86400, immutable',
      })
      .send(bytes.stream);
  });
}
