/** The readable reference of the API. Scalar's page is 5 MB of script, which is loaded into memory when it is first asked for. */
import { randomBytes } from 'node:crypto';
import Fastify, { type FastifyInstance } from 'fastify';

const home = '/api/reference';

async function load(): Promise<FastifyInstance> {
  const { default: scalar } = await import('@scalar/fastify-api-reference');
  const pages = Fastify({ routerOptions: { ignoreTrailingSlash: true } });
  await pages.register(scalar, {
    routePrefix: home,
    configuration: {
      url: '/api/openapi.json',
      pageTitle: 'Fairlead API',
      nonce: standIn,
      // Nothing leaves for other hosts.
      withDefaultFonts: false,
      telemetry: false,
      proxyUrl: '',
      agent: { disabled: true },
      mcp: { disabled: true },
      hideClientButton: true,
      showDeveloperTools: 'never',
      defaultOpenAllTags: false,
    },
  });
  await pages.ready();
  return pages;
}

/** The page is rendered with this once; each answer has a nonce of its own in its place. */
const standIn = randomBytes(18).toString('hex');

export function serveReference(app: FastifyInstance): void {
  let pages: Promise<FastifyInstance> | undefined;
  for (const url of [home, `${home}/*`])
    app.get(url, { schema: { hide: true } }, async (request, reply) => {
      const { statusCode, headers, body } = await (await (pages ??= load())).inject(request.url === home ? `${home}/` : request.url);
      const type = String(headers['content-type']);
      if (!type.startsWith('text/html'))
        return reply.code(statusCode).type(type).header('cache-control', 'public, max-age=3600').send(body);
      const nonce = randomBytes(18).toString('base64');
      return reply
        .code(statusCode)
        .type(type)
        .header(
          'content-security-policy',
          `default-src 'self'; script-src 'nonce-${nonce}' 'strict-dynamic'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'`,
        )
        .send(body.replaceAll(standIn, nonce).replace('src="js/', `src="${home}/js/`));
    });
}
