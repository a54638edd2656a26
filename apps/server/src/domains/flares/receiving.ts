/**
 * Flares from programs that nobody here wrote, as each sends them and wants to be answered: Datadog's Agent and datadog-ci, sos,
 * support-bundle, curl, tracers. Wire formats: docs/flares.md.
 */
import { rm } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Desk } from '../../platform/desk.ts';
import { Refusal } from '../../platform/refusals.ts';
import { largestFile, stage, type Staged } from '../evidence/intake.ts';
import type { Problem } from '../evidence/tus.ts';
import * as uploads from '../evidence/uploads.ts';
import { receive, type Sent, UnknownCase } from './arriving.ts';
import { type KeyUse, ofKey } from './keys.ts';
import { type Form, readForm } from './parts.ts';
import { answerPoll, isAsked, keyInTags, noteFailure, Poll, receiveAsked } from './services.ts';

/** What a program is told. */
type Told = { is: 'received'; ticket: number } | { is: 'refused'; why: string } | { is: 'too_large' } | { is: 'unavailable' };

const unknownCase = 'There is no case with this number and e-mail address.';

const header = (request: FastifyRequest, name: string): string | null => {
  const value = request.headers[name];
  return typeof value === 'string' && value !== '' ? value : null;
};

/** The key of Datadog's programs: in a header, of old in the query. */
const datadogKey = (request: FastifyRequest) => header(request, 'dd-api-key') ?? (request.query as { api_key?: string }).api_key ?? null;

function basic(request: FastifyRequest): { user: string; password: string } | null {
  const [, encoded] = /^Basic\s+([\w+/=]+)$/i.exec(header(request, 'authorization') ?? '') ?? [];
  const [, user, password] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded ?? '', 'base64').toString()) ?? [];
  return user === undefined ? null : { user, password: password! };
}

/** The key of programs that upload: the password, or bare, or Datadog's. */
const uploadKey = (request: FastifyRequest) =>
  basic(request)?.password ?? header(request, 'authorization')?.replace(/^Bearer\s+/i, '') ?? datadogKey(request);

/** The number of a case as people and programs write it; null for none, `wrong` for what is no number. */
function caseNumber(said: string | undefined | null): number | null | 'wrong' {
  const bare = said?.trim().replace(/^#/, '') ?? '';
  if (bare === '' || bare === '0') return null;
  return /^\d{1,9}$/.test(bare) ? Number(bare) : 'wrong';
}

const address = (said: string | undefined | null): string | null => {
  const bare = said?.trim() ?? '';
  return /^[^\s@<>"]{1,100}@[^\s@<>"]{1,200}$/.test(bare) ? bare : null;
};

async function told(desk: Desk, work: () => Promise<number>): Promise<Told> {
  try {
    return { is: 'received', ticket: await work() };
  } catch (error) {
    if (error instanceof UnknownCase) return { is: 'refused', why: unknownCase };
    if (!(error instanceof Refusal)) {
      desk.log('error', 'a flare could not be received', { error });
      return { is: 'unavailable' };
    }
    if (error.code === 'too_large') return { is: 'too_large' };
    if (error.code === 'disk_full') return { is: 'unavailable' };
    return { is: 'refused', why: error.fields?.[0]?.message ?? 'This could not be read.' };
  }
}

type Take = (content: Readable) => Promise<Staged>;

/** Stages what comes, puts it on record, and leaves no file behind. */
async function received(desk: Desk, work: (take: Take) => Promise<number>): Promise<Told> {
  let staged: Staged | undefined;
  const take: Take = async (content) => (staged = await stage(desk, content, await largestFile(desk)));
  try {
    return await told(desk, () => work(take));
  } finally {
    if (staged) await rm(staged.path, { force: true });
  }
}

/** A form with the bundle. `of`: what its fields say; null where they name no case that there can be. */
const fromForm = (desk: Desk, request: FastifyRequest, key: KeyUse, of: (form: Form<Staged>) => Sent | null): Promise<Told> =>
  received(desk, async (take) => {
    const form = await readForm(request.raw, take);
    const sent = of(form);
    if (!form.file) throw new Refusal('malformed');
    if (!sent) throw new UnknownCase();
    return receive(desk, key, sent, form.file);
  });

/** What came in pieces (tus), once all of them are there. */
async function fromPieces(desk: Desk, key: KeyUse, upload: string, sent: Sent): Promise<Told> {
  const owner = { kind: 'key', id: key.id } as const;
  if (!isId.test(upload)) return { is: 'refused', why: 'There is no such upload.' };
  return told(desk, async () => {
    const ticket = await receive(desk, key, sent, await uploads.whole(desk, owner, upload));
    await uploads.finished(desk, owner, upload);
    return ticket;
  });
}

const isId = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

const isForm = (request: FastifyRequest) => /^multipart\/form-data/i.test(header(request, 'content-type') ?? '');

export function receiveFlares(app: FastifyInstance, desk: Desk, problem: Problem): void {
  const keyOf = async (key: string | null) => (key === null ? undefined : ofKey(desk.db.reader, key));
  void app.register((programs) => {
    // Bodies are streamed by the handlers.
    programs.removeAllContentTypeParsers();
    programs.addContentTypeParser('*', (_request, _payload, done) => done(null));
    const options = { schema: { hide: true }, bodyLimit: Number.MAX_SAFE_INTEGER, config: { rateLimit: { max: 120, timeWindow: 60_000 } } };
    /** Refused unread: the rest is dropped, so that the program hears why. */
    const refused = (request: FastifyRequest, reply: FastifyReply, status: number, body: object) => {
      request.raw.resume();
      return reply.code(status).send(body);
    };

    // Datadog's Agent: asked first whether anybody is here, for which 200 and 404 are the only answers.
    for (const url of ['/support/flare', '/support/flare/:case', '/support/flare/analyze', '/support/flare/analyze/:case']) {
      programs.head(url, options, (_request, reply) => reply.send());
      programs.post<{ Params: { case?: string } }>(url, options, async (request, reply) => {
        const key = await keyOf(datadogKey(request));
        if (!key) return refused(request, reply, 403, { error: 'This key is not valid.' });
        if (!isForm(request)) return refused(request, reply, 400, { error: 'A form with the flare is needed.' });
        const answer = await fromForm(desk, request, key, ({ fields, name }) => {
          const ticket = caseNumber(fields['case_id'] ?? request.params.case);
          if (ticket === 'wrong') return null;
          return {
            source: 'agent',
            name: name || 'flare.zip',
            ticket,
            email: address(fields['email']),
            host: fields['hostname'] ?? null,
            version: fields['agent_version'] ?? null,
          };
        });
        // Whatever it should show its user is an answer of 200: of others it shows the status.
        if (answer.is === 'received') return reply.send({ case_id: answer.ticket });
        if (answer.is === 'refused') return reply.send({ error: answer.why, request_uuid: request.id });
        return reply.code(answer.is === 'too_large' ? 413 : 503).send({ error: answer.is });
      });
    }

    // datadog-ci: any 2xx is well; of an error it shows `error`, a string.
    programs.post('/api/ui/support/serverless/flare', options, async (request, reply) => {
      const key = await keyOf(datadogKey(request));
      if (!key) return refused(request, reply, 403, { error: 'This key is not valid.' });
      if (!isForm(request)) return refused(request, reply, 400, { error: 'A form with the flare is needed.' });
      const answer = await fromForm(desk, request, key, ({ fields, name }) => {
        const ticket = caseNumber(fields['case_id']);
        if (ticket === 'wrong') return null;
        return {
          source: 'serverless',
          name: name || 'flare.zip',
          ticket,
          email: address(fields['email']),
          host: fields['hostname'] ?? null,
          version: null,
        };
      });
      return answered(reply, answer, 200);
    });

    // sos, support-bundle, curl: a form or the bytes themselves. The key is the password, the user's name the address.
    const upload = async (request: FastifyRequest<{ Params: { case?: string; name?: string } }>, reply: FastifyReply) => {
      const login = basic(request);
      const key = await keyOf(uploadKey(request));
      if (!key) return refused(request, reply.header('www-authenticate', 'Basic realm="flares"'), 401, { error: 'This key is not valid.' });
      const ticket = caseNumber(request.params.case ?? (request.query as { case?: string }).case);
      if (ticket === 'wrong') return refused(request, reply, 404, { error: unknownCase });
      const email =
        address(login?.user) ?? address(header(request, 'fairlead-email')) ?? address((request.query as { email?: string }).email);
      const sent = { source: 'upload' as const, ticket, email, host: null, version: null };
      const whole = (request.query as { upload?: string }).upload;
      const answer = whole
        ? await fromPieces(desk, key, whole, { ...sent, name: request.params.name ?? 'upload' })
        : isForm(request)
          ? await fromForm(desk, request, key, ({ name }) => ({ ...sent, name: name || 'upload' }))
          : await received(desk, async (take) =>
              receive(desk, key, { ...sent, name: request.params.name ?? 'upload' }, await take(request.raw)),
            );
      // What sos takes for success is this alone.
      return answered(reply, answer, 201);
    };
    for (const url of ['/support/upload', '/support/upload/:case', '/support/upload/:case/:name', '/supportbundle/upload/:case'])
      programs.route({ ...options, method: ['POST', 'PUT'], url, handler: upload });

    // What a service sends that was asked: it has no key, and brings back what it was given.
    programs.post('/tracer_flare/v1', options, async (request, reply) => {
      if (!isForm(request)) return refused(request, reply, 400, { error: 'A form with the flare is needed.' });
      // Its fields come first.
      const fields: Record<string, string> = {};
      let wasAsked = true;
      const answer = await received(desk, async (take) => {
        const { file, name } = await readForm(
          request.raw,
          async (content) => {
            wasAsked = await isAsked(desk.db.reader, desk.clock.now(), fields['hostname'] ?? '');
            if (!wasAsked) throw new Refusal('not_found');
            return take(content);
          },
          fields,
        );
        if (!file) throw new Refusal('malformed');
        wasAsked = await receiveAsked(desk, fields['hostname'] ?? '', { name: name || 'flare', staged: file });
        return Number(fields['case_id']);
      });
      if (!wasAsked) return reply.code(403).send({ error: 'Nobody asked for this flare.' });
      if (answer.is !== 'received') await desk.db.transaction((tx) => noteFailure(tx, fields['hostname'] ?? '', answer.is));
      return answered(reply, answer, 200);
    });
    return Promise.resolve();
  });

  // In pieces, by tus: what was cut off goes on where it was.
  void app.register((pieces) => {
    const keys = new WeakMap<object, KeyUse>();
    pieces.addHook('onRequest', async (request, reply) => {
      const key = await keyOf(uploadKey(request));
      if (!key) return reply.code(401).header('www-authenticate', 'Basic realm="flares"').send({ error: 'This key is not valid.' });
      keys.set(request, key);
    });
    uploads.serveUploads(pieces, desk, {
      path: '/support/uploads',
      url: '/support/uploads',
      ownerOf: (request) => ({ kind: 'key', id: keys.get(request)!.id }),
      taken: () => Promise.resolve(undefined),
      problem,
    });
    return Promise.resolve();
  });

  // Tracers, which take the desk for Datadog's trace-agent.
  const often = { rateLimit: { max: 1_200, timeWindow: 60_000 } };
  app.get('/info', { schema: { hide: true }, config: often }, () => ({ endpoints: ['/v0.7/config', '/tracer_flare/v1'] }));
  app.post('/v0.7/config', { schema: { hide: true }, config: often }, async (request, reply) => {
    const poll = Poll.safeParse(request.body);
    if (!poll.success) return reply.code(400).send({ error: 'This is no poll of a tracer.' });
    const said = header(request, 'dd-api-key') ?? keyInTags(poll.data);
    const key = said === null ? undefined : await ofKey(desk.db.reader, said);
    return key ? reply.send(await answerPoll(desk, key, poll.data)) : reply.code(403).send({ error: 'This key is not valid.' });
  });
}

function answered(reply: FastifyReply, answer: Told, success: number): FastifyReply {
  switch (answer.is) {
    case 'received':
      return reply.code(success).send({ case_id: answer.ticket });
    case 'refused':
      return reply.code(404).send({ error: answer.why });
    case 'too_large':
      return reply.code(413).send({ error: 'This is larger than the desk accepts.' });
    case 'unavailable':
      return reply.code(503).send({ error: 'The desk cannot take it now. Try again later.' });
  }
}
