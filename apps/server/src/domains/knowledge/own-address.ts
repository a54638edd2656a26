/** The help center at an address of its own. */
import type { FastifyInstance } from 'fastify';
import type { Desk } from '../../platform/desk.ts';
import { Refusal } from '../../platform/refusals.ts';

const served = /^\/(?:help(?=[/?]|$)|api\/v1\/articles\/found(?=\?|$)|robots\.txt$|healthz$|readyz$)/;

/** At the help center's own address there is nothing else of the desk: nobody signs in there. */
export function keepToHelp(app: FastifyInstance, desk: Desk): void {
  const { host } = new URL(desk.helpOrigin);
  if (host === new URL(desk.origin).host) return;
  app.addHook('onRequest', async (request, reply) => {
    if (request.host.toLowerCase() !== host || served.test(request.url)) return;
    if (request.url === '/') return reply.redirect('/help');
    if (request.method !== 'GET') throw new Refusal('not_found');
    return reply.redirect(`${desk.origin}${request.url}`);
  });
}
