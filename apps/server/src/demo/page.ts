import { demoPage } from '@fairlead/demo';
import { loadWords } from '@fairlead/words/node';
import { pickLanguage } from '@fairlead/words';
import type { FastifyInstance } from 'fastify';
import { signIdentity } from '../domains/accounts/identity.ts';
import type { Desk } from '../platform/desk.ts';
import { customers } from './people.ts';

const words = loadWords('server');

/** The fictional vendor's product page. It signs who is there and embeds the widget, as a real product's server does. */
export function serveDemo(app: FastifyInstance, desk: Desk): void {
  app.get<{ Querystring: { as?: string } }>('/demo', { schema: { hide: true } }, async (request, reply) => {
    const customer = customers.find((c) => c.sub === request.query.as) ?? customers[0]!;
    const language = pickLanguage([customer.locale ?? 'en']);
    const people = customers.map((c) => ({
      sub: c.sub,
      name: c.name,
      organization: c.orgs[0]!.name,
      note: words[language].t(c.note),
    }));
    const { note: _, ...identity } = customer;
    return reply.type('text/html; charset=utf-8').send(
      demoPage({
        identity: await signIdentity(identity, desk.identitySecret, desk.clock.now()),
        person: people.find((p) => p.sub === customer.sub)!,
        people,
        language,
      }),
    );
  });
}
