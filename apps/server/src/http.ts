/** The list of every domain's routes, and what holds for all of them: who may call, what an answer looks like, what a browser may do. */
import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { type Download, type Problem, type RefusalCode, type Route, routes as contract, type RouteName, scopeOf } from '@fairlead/contract';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import files from '@fastify/static';
import swagger from '@fastify/swagger';
import Fastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import {
  hasZodFastifySchemaValidationErrors,
  jsonSchemaTransformObject,
  serializerCompiler,
  validatorCompiler,
} from 'fastify-type-provider-zod';
import type { Handlers } from './call.ts';
import { serveDemo } from './demo/page.ts';
import { sessionsAnnounced, type Who } from './domains/accounts/accounts.ts';
import { routes as accounts } from './domains/accounts/routes.ts';
import { bearerToken, memberCookie, whoIs, whoseToken } from './domains/accounts/session.ts';
import type { SignIn } from './domains/accounts/sign-in.ts';
import { noteUse } from './domains/accounts/tokens.ts';
import { routes as chats } from './domains/chats/routes.ts';
import { routes as evidence, serveFiles } from './domains/evidence/routes.ts';
import { sentAs } from './domains/evidence/files.ts';
import type { Problem as UploadProblem } from './domains/evidence/tus.ts';
import { serveUploads } from './domains/evidence/uploads.ts';
import { routes as integrations } from './domains/integrations/routes.ts';
import { serveHelp } from './domains/knowledge/pages.ts';
import { routes as knowledge } from './domains/knowledge/routes.ts';
import { servePages } from './domains/mail/pages.ts';
import { receiveFlares } from './domains/flares/receiving.ts';
import { routes as flares } from './domains/flares/routes.ts';
import { routes as mail } from './domains/mail/routes.ts';
import { routes as policy } from './domains/policy/routes.ts';
import { routes as routing } from './domains/routing/routes.ts';
import { routes as threads } from './domains/threads/routes.ts';
import { routes as tickets } from './domains/tickets/routes.ts';
import type { Desk } from './platform/desk.ts';
import { languageAsked } from './platform/html.ts';
import { Refusal } from './platform/refusals.ts';
import { about, described, named, needs, takesId } from './programs.ts';
import { serveReference } from './reference.ts';
import { acceptSockets, sameSite } from './socket.ts';

const handlers: Handlers = {
  ...accounts,
  ...threads,
  ...policy,
  ...evidence,
  ...routing,
  ...tickets,
  ...knowledge,
  ...chats,
  ...mail,
  ...flares,
  ...integrations,
};

/** Where the built front ends are. */
const fronts = new URL('../../', import.meta.url);
const longestBody = 256 * 1024;

export interface HttpOptions {
  /** Loads sign-in by password when it is first needed. */
  signIn: () => Promise<SignIn>;
  /** Whether the database answers and has every migration. */
  ready: () => Promise<boolean>;
  /** Lines in the format of Prometheus. */
  metrics: () => string;
}

/** Builds the app; `main` listens, tests inject or listen. */
export async function buildHttp(desk: Desk, { signIn, ready, metrics }: HttpOptions): Promise<FastifyInstance> {
  const app = Fastify({
    bodyLimit: longestBody,
    routerOptions: { maxParamLength: 200, ignoreTrailingSlash: true },
    trustProxy: 'loopback',
    forceCloseConnections: true,
    return503OnClosing: true,
    requestTimeout: 0,
    connectionTimeout: 0,
    frameworkErrors: (error, request, reply) => void refuse(desk, error, request, reply),
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler((error: FastifyError, request, reply) => refuse(desk, error, request, reply));
  app.setNotFoundHandler((request, reply) => refuse(desk, new Refusal('not_found'), request, reply));

  await app.register(helmet, {
    contentSecurityPolicy: {
      directives: {
        defaultSrc: ["'self'"],
        // WebAssembly sums what is uploaded.
        scriptSrc: ["'self'", "'wasm-unsafe-eval'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'blob:', 'data:'],
        mediaSrc: ["'self'", 'blob:'],
        connectSrc: ["'self'", desk.origin.replace(/^http/, 'ws'), 'ws:', 'wss:'],
        frameAncestors: ["'self'"],
        upgradeInsecureRequests: null,
      },
    },
    crossOriginResourcePolicy: false,
    crossOriginEmbedderPolicy: false,
    strictTransportSecurity: desk.origin.startsWith('https:'),
  });
  await app.register(rateLimit, { global: false, errorResponseBuilder: () => new Refusal('too_many') });
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Fairlead',
        version: '1',
        description: about,
      },
      servers: [{ url: `${desk.origin}/api/v1` }],
      components: {
        securitySchemes: {
          token: { type: 'http', scheme: 'bearer', description: 'A token made in the console or portal, or a session’s' },
          session: { type: 'apiKey', in: 'cookie', name: memberCookie.name, description: 'What a browser that signed in brings along' },
        },
      },
    },
    transform: described,
    transformObject: jsonSchemaTransformObject,
  });

  await app.register((api) => registerApi(api, desk), { prefix: '/api/v1' });
  acceptSockets(desk, app.server);
  app.get('/api/openapi.json', { schema: { hide: true } }, () => app.swagger());
  serveReference(app);
  servePages(app, desk);
  serveHelp(app, desk);
  receiveFlares(app, desk, problemFor(desk));
  registerSignIn(app, desk, signIn);

  app.get('/healthz', { schema: { hide: true } }, () => ({ alive: true }));
  app.get('/readyz', { schema: { hide: true } }, async (_, reply) =>
    (await ready()) ? { ready: true } : reply.code(503).send({ ready: false }),
  );
  app.get('/metrics', { schema: { hide: true } }, (_, reply) => reply.type('text/plain; version=0.0.4').send(metrics()));
  await registerFronts(app);
  if (desk.demo) serveDemo(app, desk);
  app.get('/', { schema: { hide: true } }, (_, reply) => reply.redirect(desk.demo ? '/demo' : '/portal'));
  return app;
}

const whoOf = new WeakMap<object, Who | undefined>();

/** Finds out who calls and refuses those who may not. */
async function admit(desk: Desk, route: Pick<Route, 'who' | 'method' | 'path'>, request: FastifyRequest): Promise<void> {
  const who = await caller(desk, route, request);
  whoOf.set(request, who);
  if (route.who === 'anyone') return;
  if (!who) throw new Refusal('not_signed_in');
  if (route.who !== 'someone' && route.who !== who.kind) throw new Refusal('not_allowed');
}

async function caller(desk: Desk, route: Pick<Route, 'method' | 'path'>, request: FastifyRequest): Promise<Who | undefined> {
  const bearer = bearerToken(request.headers.authorization);
  const program = await whoseToken(desk.db.reader, bearer);
  if (program) {
    const scope = scopeOf(route);
    if (scope === 'session') throw new Refusal('not_allowed');
    if (scope && !program.scopes.includes(scope)) throw new Refusal('scope_missing', [{ path: 'scope', message: scope }]);
    if (program.unnoted) await desk.db.transaction((tx) => noteUse(tx, program.id));
    return program.who;
  }
  // A browser sends cookies with requests that other sites make; those must not act.
  if (!bearer && request.headers.cookie && route.method !== 'GET' && !sameSite(desk, request)) throw new Refusal('cross_site');
  // A link to a file cannot bring a header.
  const as = request.headers['fairlead-as'] ?? (request.query as { as?: string }).as;
  const signed = await whoIs(desk.db.reader, {
    bearer,
    cookies: request.headers.cookie,
    as: as === 'member' || as === 'staff' ? as : undefined,
  });
  return signed?.who;
}

async function registerApi(api: FastifyInstance, desk: Desk): Promise<void> {
  // A file's body is streamed by its handler, not parsed.
  api.addContentTypeParser('application/octet-stream', (_request, _payload, done) => done(null));

  for (const [name, definition] of Object.entries(contract) as [RouteName, Route][]) {
    const { method, path, params, query, body, reply, summary, who, bytes, sends } = definition;
    const handler = handlers[name] as (call: object) => Promise<unknown>;
    api.route({
      method,
      url: path.replaceAll(/\{(\w+)\}/g, ':$1'),
      bodyLimit: bytes ? desk.config.largestFile + 1 : longestBody,
      schema: {
        operationId: name,
        summary,
        tags: [path.split('/')[1]!],
        description: needs(definition),
        security: who === 'anyone' ? [] : scopeOf(definition) === 'session' ? [{ session: [] }] : [{ token: [] }, { session: [] }],
        ...(params ? { params } : {}),
        ...(query ? { querystring: query } : {}),
        ...(body ? { body } : {}),
        ...(sends ? { produces: [sends] } : { response: { 200: reply } }),
      },
      config: { rateLimit: { max: desk.config.messagesPerSecond * 60, timeWindow: 60_000, keyGenerator: limited } },
      // Before the body is read: a stranger's upload is refused unread.
      onRequest: async (request) => {
        await admit(desk, definition, request);
        if (bytes && request.headers['content-type'] !== 'application/octet-stream') throw new Refusal('unsupported');
      },
      preValidation: (request, _reply, done) => {
        if (method === 'POST' && takesId(body)) named(desk, whoOf.get(request), request);
        done();
      },
      handler: async (request, answer) => {
        const { params, query, body } = request;
        const answered = await handler({ desk, who: whoOf.get(request), params, query, body, request, reply: answer });
        return sends ? download(answer, sends, answered as Download) : answered;
      },
    });
  }

  serveFiles(api, desk);
  await api.register((uploads) => {
    uploads.addHook('onRequest', (request) =>
      admit(desk, { who: 'someone', path: '/files', method: request.method === 'HEAD' ? 'GET' : 'POST' }, request),
    );
    serveUploads(uploads, desk, {
      path: '/api/v1/uploads',
      url: '/uploads',
      ownerOf: (request) => whoOf.get(request)!,
      taken: (request, id) => sentAs(desk.db.reader, whoOf.get(request)!, id),
      problem: problemFor(desk),
    });
    return Promise.resolve();
  });
}

/** A refusal as the tus library is to say it. */
const problemFor =
  (desk: Desk): UploadProblem =>
  (error, language) => {
    const { status, problem } = problemOf(desk, error, language);
    return { status_code: status, body: JSON.stringify(problem) };
  };

/** Sends a file piece by piece, as fast as it is taken; one that fails half-way ends as a broken connection, never as a whole file. */
function download(reply: FastifyReply, type: string, { name, content }: Download): FastifyReply {
  return reply
    .type(type)
    .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(name)}`)
    .header('cache-control', 'no-store')
    .send(Readable.from(content, { objectMode: false }));
}

/** Whose limit a request counts against: their session, else their address. */
const limited = (request: FastifyRequest) => bearerToken(request.headers.authorization) ?? request.headers.cookie ?? request.ip;

/** better-auth speaks the web's Request and Response. */
function registerSignIn(app: FastifyInstance, desk: Desk, signIn: () => Promise<SignIn>): void {
  app.route({
    method: ['GET', 'POST'],
    url: '/api/auth/*',
    schema: { hide: true },
    handler: async (request, reply) => {
      const headers = new Headers();
      for (const [name, value] of Object.entries(request.headers)) if (value !== undefined) headers.set(name, String(value));
      headers.set('x-fairlead-client', request.ip);
      // One desk may be reached by several names; sameSite has already compared the browser's Origin with the Host it asked.
      if (!sameSite(desk, request)) throw new Refusal('cross_site');
      if (headers.has('origin')) headers.set('origin', desk.origin);
      const body = request.body === undefined || request.body === null ? undefined : JSON.stringify(request.body);
      const { handle } = await signIn();
      const answer = await handle(new Request(new URL(request.url, desk.origin), { method: request.method, headers, body }));
      if (request.url.startsWith('/api/auth/sign-out')) desk.db.announce({ what: sessionsAnnounced, brief: null });
      for (const [name, value] of answer.headers) if (name !== 'set-cookie') void reply.header(name, value);
      for (const cookie of answer.headers.getSetCookie()) void reply.header('set-cookie', cookie);
      return reply.code(answer.status).send(Buffer.from(await answer.arrayBuffer()));
    },
  });
}

/** What has its content in its name may be kept for ever. */
const cached = (reply: FastifyReply, path: string) =>
  void reply.header('cache-control', path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache');

/** Console, portal, widget and the customer's command line, as built. Addresses inside the two apps are theirs to route. */
async function registerFronts(app: FastifyInstance): Promise<void> {
  for (const name of ['console', 'portal'] as const) {
    const root = new URL(`${name}/dist/`, fronts);
    await app.register(files, {
      root,
      prefix: `/${name}/`,
      decorateReply: false,
      wildcard: false,
      index: false,
      cacheControl: false,
      setHeaders: cached,
    });
    const page = async (_: FastifyRequest, reply: FastifyReply) =>
      reply
        .type('text/html; charset=utf-8')
        .header('cache-control', 'no-cache')
        .send(await readFile(new URL('index.html', root)));
    app.get(`/${name}`, { schema: { hide: true } }, page);
    app.get(`/${name}/*`, { schema: { hide: true } }, page);
  }
  // What a customer runs by npx, with nothing installed.
  app.get('/fairlead.tgz', { schema: { hide: true } }, async (_, reply) =>
    reply
      .type('application/gzip')
      .headers({ 'cache-control': 'no-cache' })
      .send(await readFile(new URL('cli/dist/fairlead.tgz', fronts))),
  );
  const widget = new URL('widget/dist/', fronts);
  // Any product may embed the widget; it acts only for whom that product signed an identity token.
  for (const script of ['widget.js', 'widget-console.js'])
    app.get(`/${script}`, { schema: { hide: true } }, async (_, reply) =>
      reply
        .type('text/javascript; charset=utf-8')
        .headers({ 'cache-control': 'public, max-age=300' })
        .send(await readFile(new URL(script, widget))),
    );
  await app.register(files, {
    root: new URL('frame/assets/', widget),
    prefix: '/widget/assets/',
    decorateReply: false,
    immutable: true,
    maxAge: '365d',
  });
  app.get('/widget/', { schema: { hide: true } }, async (_, reply) =>
    reply
      .type('text/html; charset=utf-8')
      .headers({
        'cache-control': 'no-cache',
        'content-security-policy':
          "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' blob: data:; media-src 'self' blob:; connect-src 'self' ws: wss:; frame-ancestors *",
      })
      .removeHeader('x-frame-options')
      .send(await readFile(new URL('frame/index.html', widget))),
  );
}

const byFastifyCode: Record<string, RefusalCode> = {
  FST_ERR_CTP_INVALID_JSON_BODY: 'malformed',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'malformed',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'malformed',
  FST_ERR_CTP_BODY_TOO_LARGE: 'too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported',
  FST_ERR_BAD_URL: 'not_found',
  FST_ERR_MAX_PARAM_LENGTH: 'not_found',
  FST_ERR_ASYNC_CONSTRAINT: 'malformed',
};

function asRefusal(error: unknown): Refusal | undefined {
  if (error instanceof Refusal) return error;
  if (hasZodFastifySchemaValidationErrors(error))
    return new Refusal(
      'invalid',
      error.validation.map((v) => ({
        path: `${error.validationContext ?? ''}${v.instancePath}`.replaceAll('/', '.'),
        message: v.message ?? 'not valid',
      })),
    );
  const code = (error as { code?: string }).code ?? '';
  if (byFastifyCode[code]) return new Refusal(byFastifyCode[code]);
  // Other faults of the request itself that Fastify finds before a handler runs.
  if (code.startsWith('FST_ERR_') && ((error as { statusCode?: number }).statusCode ?? 500) < 500) return new Refusal('malformed');
  return undefined;
}

/** What is told of an error: problem details. What is not a refusal is a bug, whose cause stays here. */
function problemOf(desk: Desk, error: unknown, acceptLanguage: string | undefined): { status: number; problem: Problem; isBug: boolean } {
  const words = desk.words[languageAsked(acceptLanguage)];
  const found = asRefusal(error);
  const refusal = found ?? new Refusal('unavailable');
  const status = found ? refusal.status : 500;
  const problem: Problem = {
    type: `${desk.origin}/docs/refusals#${refusal.code}`,
    title: words.t(`refusal.${refusal.code}`),
    status,
    code: refusal.code,
    ...(refusal.fields ? { fields: refusal.fields } : {}),
  };
  return { status, problem, isBug: !found };
}

function refuse(desk: Desk, error: unknown, request: FastifyRequest, reply: FastifyReply) {
  const { status, problem, isBug } = problemOf(desk, error, request.headers['accept-language']);
  if (isBug) desk.log('error', 'a request failed', { method: request.method, route: request.routeOptions.url, error });
  if (problem.code === 'too_large') void reply.header('connection', 'close');
  return reply.code(status).type('application/problem+json').serializer(JSON.stringify).send(problem);
}
