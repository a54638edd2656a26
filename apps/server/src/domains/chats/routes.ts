import type { Me } from '@fairlead/contract';
import { languages } from '@fairlead/words';
import type { Handlers } from '../../call.ts';
import type { Reader } from '../../platform/db.ts';
import * as accounts from '../accounts/accounts.ts';
import * as policy from '../policy/policy.ts';
import * as routing from '../routing/routing.ts';
import * as chats from './chats.ts';
import * as screens from './screens.ts';

async function me(reader: Reader, who: accounts.Who): Promise<Me> {
  if (who.kind === 'member')
    return {
      kind: 'member',
      member: await accounts.member(reader, who.id),
      organization: await accounts.organization(reader, who.organization),
    };
  const { id, name, role, locale } = who;
  return { kind: 'staff', staff: { id, name, role }, locale, ...(await routing.presence(reader, id)) };
}

export const routes = {
  async desk({ desk }) {
    const { reader } = desk.db;
    const rules = await policy.inForce(reader);
    const hours = policy.chatHours(rules, reader.now);
    return {
      vendor: desk.config.vendor,
      areas: await routing.areas(reader),
      locales: [...languages],
      chat: { open: hours.open, opens: hours.open ? null : (hours.opens?.toISOString() ?? null), hours: policy.hoursInWords(rules) },
      largest_file: desk.config.largestFile,
      demo: desk.demo,
    };
  },

  me: ({ desk, who }) => me(desk.db.reader, who),

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

  async leaveChat({ desk, who, params }) {
    await desk.db.transaction((tx) => chats.leave(tx, who, params.id));
    return screens.chat(desk.db.reader, who, params.id);
  },
} satisfies Partial<Handlers>;
