import { Kind, type Me } from '@fairlead/contract';
import { languages } from '@fairlead/words';
import type { Handlers } from '../../call.ts';
import type { Reader } from '../../platform/db.ts';
import * as accounts from '../accounts/accounts.ts';
import { readIdentity } from '../accounts/identity.ts';
import { bearerToken, memberCookie } from '../accounts/session.ts';
import * as deletions from '../evidence/deletions.ts';
import { known } from '../evidence/evidence.ts';
import { largestFile } from '../evidence/intake.ts';
import { answer } from '../policy/answer.ts';
import { fieldsShown } from '../policy/asks.ts';
import { linkNotices } from '../policy/links.ts';
import * as policy from '../policy/policy.ts';
import * as incidents from '../routing/incidents.ts';
import * as routing from '../routing/routing.ts';
import { standing } from '../tickets/standing.ts';
import * as chats from './chats.ts';
import * as deleting from './deleting.ts';
import * as ending from './ending.ts';
import { prospect } from './line.ts';
import * as screens from './screens.ts';

async function me(reader: Reader, who: accounts.Who): Promise<Me> {
  if (who.kind === 'member')
    return {
      kind: 'member',
      member: await accounts.member(reader, who.id),
      organization: await accounts.organization(reader, who.organization),
      organizations: await accounts.organizationsOf(reader, who.id),
      sees_organization: await accounts.seesOrganization(reader, who),
    };
  const { id, name, role, locale } = who;
  return { kind: 'staff', staff: { id, name, role }, locale, ...(await routing.presence(reader, id)) };
}

/** Items that a customer has ready, as the query says them: `item`, or of a choice `item:value`. */
const givenOf = (list: string) => new Map(list.split(',').map((one) => [one.split(':')[0]!, one.split(':')[1] ?? '']));

export const routes = {
  async desk({ desk }) {
    const { reader } = desk.db;
    const { sites, plans, default_plan, evidence: asked } = (await policy.inForce(reader)).document;
    return {
      vendor: desk.config.vendor,
      areas: await routing.areas(reader),
      locales: [...languages],
      sites: sites.map(({ key, name }) => ({ key, name })),
      plans: [default_plan, ...Object.keys(plans).filter((plan) => plan !== default_plan)],
      largest_file: await largestFile(desk),
      fields: fieldsShown(asked),
      demo: desk.demo,
    };
  },

  async openSession({ desk, body }) {
    const identity = await readIdentity(body.identity, { secret: desk.identitySecret, jwks: desk.config.identityJwks }, desk.clock.now());
    const { token, expires } = await desk.db.transaction(async (tx) => {
      await ending.endForHipaa(tx, await accounts.becomingHipaa(tx, identity));
      return accounts.openSession(tx, await accounts.welcome(tx, identity, body.organization));
    });
    return { token, expires: expires.toISOString() };
  },

  me: ({ desk, who }) => me(desk.db.reader, who),

  async actFor({ desk, who, body, request }) {
    const token = bearerToken(request.headers.authorization) ?? memberCookie.read(request.headers.cookie);
    return me(desk.db.reader, await desk.db.transaction((tx) => accounts.actFor(tx, who, body.organization, token)));
  },

  async setHipaa({ desk, who, params, body }) {
    await desk.db.transaction((tx) => ending.setHipaa(tx, who, params.id, body.hipaa));
    return accounts.organization(desk.db.reader, params.id);
  },

  async channels({ desk, who, query }) {
    const { reader } = desk.db;
    const about = query.about.split(',').filter((kind) => Kind.safeParse(kind).success);
    const asked = {
      question: query.question,
      area: query.area || null,
      about: about.slice(0, 8),
      text: query.text,
      urgent: null,
      given: givenOf(query.given),
    };
    const { policy: rules, customer, verdict } = await standing(reader, who, asked);
    const organizations = await accounts.organizationsOf(reader, who.id);
    const names = await accounts.externalIds(reader, [who.organization, ...organizations.map((o) => o.id)]);
    const language = query.language ?? who.locale;
    return answer(rules, verdict, reader.now, language, {
      customerLanguage: customer.language,
      line: verdict.chat.open ? await prospect(reader, asked.question) : null,
      incidents: await incidents.shown(reader, who, { site: customer.site, area: asked.area }),
      known: await known(reader, customer, null),
      notices: linkNotices(rules.document, query.text, {
        site: customer.site,
        externalId: names.get(who.organization)!,
        others: organizations
          .filter((o) => o.id !== who.organization)
          .map((o) => ({ id: o.id, name: o.name, externalId: names.get(o.id)! })),
      }),
    });
  },

  async setAvailability({ desk, who, body }) {
    await desk.db.transaction((tx) => chats.setAvailability(tx, who, body.available));
    return me(desk.db.reader, who);
  },

  async colleagues({ desk }) {
    const { reader } = desk.db;
    return { staff: await screens.colleagues(reader), teams: await routing.teams(reader), areas: await routing.areas(reader) };
  },

  async startChat({ desk, who, body }) {
    await desk.db.transaction((tx) => chats.start(tx, who, body));
    return screens.chat(desk.db.reader, who, body.id);
  },

  myChat: async ({ desk, who }) => ({ chat: await screens.newestOf(desk.db.reader, who) }),

  chats: async ({ desk, who }) => ({ chats: await screens.goingOn(desk.db.reader, who) }),

  chat: ({ desk, who, params }) => screens.chat(desk.db.reader, who, params.id),

  async endChat({ desk, who, params, body }) {
    await desk.db.transaction((tx) => chats.end(tx, who, params.id, body));
    return screens.chat(desk.db.reader, who, params.id);
  },

  async takeChat({ desk, who, params, body }) {
    await desk.db.transaction((tx) => chats.handOver(tx, who, params.id, body));
    return screens.chat(desk.db.reader, who, params.id);
  },

  async joinChat({ desk, who, params }) {
    await desk.db.transaction((tx) => chats.join(tx, who, params.id));
    return screens.chat(desk.db.reader, who, params.id);
  },

  async deleteTicket({ desk, who, params, body }) {
    await desk.db.transaction((tx) => deleting.deleteTicket(tx, who, params.number, body));
    return (await deletions.shown(desk.db.reader, body.id))[0]!;
  },

  async leaveChat({ desk, who, params }) {
    await desk.db.transaction((tx) => chats.leave(tx, who, params.id));
    return screens.chat(desk.db.reader, who, params.id);
  },
} satisfies Partial<Handlers>;
