import { rm } from 'node:fs/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Readable } from 'node:stream';
import type { Handlers } from '../../call.ts';
import type { Desk } from '../../platform/desk.ts';
import { previewType } from '../../platform/pictures.ts';
import { Refusal } from '../../platform/refusals.ts';
import type { Who } from '../accounts/accounts.ts';
import * as threads from '../threads/threads.ts';
import * as deletions from './deletions.ts';
import * as evidence from './evidence.ts';
import * as files from './files.ts';
import * as intake from './intake.ts';
import { lines, matches, totalLines } from './lines.ts';
import * as links from './links.ts';
import { picture } from './previews.ts';
import * as uploads from './uploads.ts';

/** The organization that a file belongs to. Staff say for which thread it is; a member's may come before its request. */
async function organizationOf(desk: Desk, who: Who, thread: string | null): Promise<string> {
  if (thread) return (await threads.forWriter(desk.db.reader, who, thread)).organizationId;
  if (who.kind === 'member') return who.organization;
  throw new Refusal('invalid', [{ path: 'thread', message: 'say for which thread' }]);
}

const plays = (type: string) => /^(video|audio)\//.test(type);

/** A text that can be read in place; throws `file_not_ready` while it may not be shown, `unsupported` for what is no text. */
async function textFile(desk: Desk, who: Who, id: string) {
  const file = await files.forWho(desk.db.reader, who, id);
  if (file.state !== 'ready') throw new Refusal('file_not_ready');
  if (!file.linesByMib) throw new Refusal('unsupported');
  return { blob: file.blob, bytes: file.bytes, linesByMib: file.linesByMib };
}

export const routes = {
  async sendFile({ desk, who, query, request }) {
    const organization = await organizationOf(desk, who, query.thread ?? null);
    const earlier = await files.sentAs(desk.db.reader, who, query.file);
    if (earlier) {
      request.raw.resume();
      return earlier;
    }
    const most = await intake.largestFile(desk);
    if (Number(request.headers['content-length'] ?? 0) > most) throw new Refusal('too_large');
    const { file: id, name, sha256, thread = null } = query;
    const staged = await intake.stage(desk, request.raw, most);
    try {
      return await intake.takeIn(desk, who, { id, thread, organization, name, sha256 }, staged);
    } finally {
      await rm(staged.path, { force: true });
    }
  },

  async receiveUpload({ desk, who, params, body }) {
    const organization = await organizationOf(desk, who, body.thread);
    const earlier = await files.sentAs(desk.db.reader, who, params.id);
    if (earlier) return earlier;
    const ref = await intake.takeIn(desk, who, { ...body, ...params, organization }, await uploads.whole(desk, who, params.id));
    await uploads.finished(desk, who, params.id);
    return ref;
  },

  async removeFile({ desk, who, params }) {
    const sent = await desk.db.transaction((tx) => files.takeBack(tx, who, params.id));
    const arriving = await uploads.finished(desk, who, params.id);
    if (!sent && !arriving) throw new Refusal('not_found');
    return {};
  },

  async fileLinks({ desk, who, params }) {
    const file = await files.forWho(desk.db.reader, who, params.id);
    const { state, unchecked } = file;
    const expires = links.expiry(desk.clock.now());
    const ready = state === 'ready';
    return {
      state,
      unchecked,
      expires: expires.toISOString(),
      save: ready ? links.link(desk, file.id, 'save', expires) : null,
      show: ready && (file.image || plays(file.type)) ? links.link(desk, file.id, 'show', expires) : null,
      lines: file.linesByMib ? totalLines({ ...file, linesByMib: file.linesByMib }) : null,
    };
  },

  fileLines: async ({ desk, who, params, query }) => lines(desk.blobs, await textFile(desk, who, params.id), query.from, query.count),

  fileMatches: async ({ desk, who, params, query }) => matches(desk.blobs, await textFile(desk, who, params.id), query.text, query.from),

  async checklist({ desk, who, params }) {
    const { reader } = desk.db;
    return evidence.checklist(reader, who, await threads.forWho(reader, who, params.id));
  },

  async declineEvidence({ desk, who, params, body }) {
    const { reader } = desk.db;
    const thread = await threads.forWriter(reader, who, params.id);
    await desk.db.transaction((tx) => evidence.decline(tx, who, thread.id, params.item, body.declined));
    return evidence.checklist(reader, who, thread);
  },

  deletions: async ({ desk }) => ({ deletions: await deletions.shown(desk.db.reader) }),
} satisfies Partial<Handlers>;

/** Whatever script an uploaded file contains, no browser runs it: downloads are never interpreted, and what is shown stands in a sandbox. */
const harmless = {
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'private, max-age=600',
};

/** `GET /files/{id}/save` and `/show`: a file's bytes, for whoever has a link. */
export function serveFiles(app: FastifyInstance, desk: Desk): void {
  const file = async (request: FastifyRequest, way: links.Way) => {
    const { id } = request.params as { id: string };
    if (!links.isGood(desk, id, way, request.query as Record<string, string>)) throw new Refusal('not_found');
    const found = await files.byLink(desk.db.reader, id);
    if (!found) throw new Refusal('not_found');
    return found;
  };

  app.get(
    '/files/:id/save',
    { schema: { summary: 'The original, by the link that `GET /files/{id}/links` answers', tags: ['files'] } },
    async (request, reply) => {
      const { blob, bytes, name } = await file(request, 'save');
      void reply.headers({
        ...harmless,
        'content-type': 'application/octet-stream',
        'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`)}`,
      });
      return part(desk, request, reply, blob, bytes);
    },
  );

  app.get('/files/:id/show', { schema: { summary: 'The preview, by such a link', tags: ['files'] } }, async (request, reply) => {
    const { blob, bytes, type, image } = await file(request, 'show');
    if (image) return reply.headers({ ...harmless, 'content-type': previewType }).send(await picture(desk, blob));
    if (!plays(type)) throw new Refusal('not_found');
    void reply.headers({ ...harmless, 'content-type': type });
    return part(desk, request, reply, blob, bytes);
  });
}

/** Answers with all bytes or with the one range that was asked for (RFC 9110, 14), so that a recording can be sought in and a download goes on. */
async function part(desk: Desk, request: FastifyRequest, reply: FastifyReply, blob: string, bytes: number): Promise<FastifyReply> {
  void reply.header('accept-ranges', 'bytes');
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(request.headers.range ?? '') ?? [];
  let stream: Readable | undefined;
  if (first === '' && last === '') {
    stream = await desk.blobs.get(blob);
    void reply.header('content-length', bytes);
  } else {
    const from = first === '' ? Math.max(0, bytes - Number(last)) : Number(first);
    const to = first === '' || last === '' ? bytes : Math.min(bytes, Number(last) + 1);
    if (from >= to) return reply.code(416).header('content-range', `bytes */${bytes}`).send();
    stream = await desk.blobs.get(blob, { from, to });
    void reply.code(206).headers({ 'content-range': `bytes ${from}-${to - 1}/${bytes}`, 'content-length': to - from });
  }
  if (!stream) throw new Refusal('not_found');
  return reply.send(stream);
}
