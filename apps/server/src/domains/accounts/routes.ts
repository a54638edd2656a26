import { knownZone } from '@fairlead/calendar';
import type { Handlers } from '../../call.ts';
import { Refusal } from '../../platform/refusals.ts';
import * as accounts from './accounts.ts';
import * as customers from './customers.ts';
import { bearerToken, memberCookie } from './session.ts';
import * as tokens from './tokens.ts';

export const routes = {
  async closeSession({ desk, request, reply }) {
    const token = bearerToken(request.headers.authorization) ?? memberCookie.read(request.headers.cookie);
    if (token) await desk.db.transaction((tx) => accounts.closeSession(tx, token));
    void reply.header('set-cookie', memberCookie.clear(desk.origin));
    return {};
  },

  async portalLink({ desk, who, body }) {
    const code = await desk.db.transaction((tx) => accounts.makePortalCode(tx, who));
    // The code is in the fragment, which browsers send to no server and put into no log.
    return { url: `${desk.origin}/portal/enter${body.ticket ? `?ticket=${body.ticket}` : ''}#${code}` };
  },

  async enterPortal({ desk, body, reply }) {
    const { token, expires } = await desk.db.transaction((tx) => accounts.usePortalCode(tx, body.code));
    void reply.header('set-cookie', memberCookie.set(token, expires, desk.origin));
    return {};
  },

  async setMyLocale({ desk, who, body }) {
    await desk.db.transaction((tx) => accounts.setLocale(tx, who, body.locale));
    return {};
  },

  async setMyZone({ desk, who, body }) {
    if (!knownZone(body.zone)) throw new Refusal('invalid', [{ path: 'zone', message: 'use an IANA name like Asia/Seoul' }]);
    await desk.db.transaction((tx) => accounts.setZone(tx, who, body.zone));
    return {};
  },

  tokens: async ({ desk, who }) => ({ tokens: await tokens.tokensOf(desk.db.reader, who) }),

  makeToken: ({ desk, who, body }) => desk.db.transaction((tx) => tokens.makeToken(tx, who, body)),

  async revokeToken({ desk, who, params }) {
    await desk.db.transaction((tx) => tokens.revokeToken(tx, who, params.id));
    return {};
  },

  customers: ({ desk, query }) => customers.found(desk.db.reader, query.q),

  organizationMembers: async ({ desk, params }) => ({ members: await customers.membersOf(desk.db.reader, params.id) }),

  async grantView({ desk, params, body }) {
    await desk.db.transaction((tx) => customers.grantView(tx, params.id, params.member, body.organization));
    return {};
  },
} satisfies Partial<Handlers>;
