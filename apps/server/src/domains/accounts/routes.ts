import type { Handlers } from '../../call.ts';
import * as accounts from './accounts.ts';
import { readIdentity } from './identity.ts';
import { bearerToken, memberCookie } from './session.ts';

export const routes = {
  async openSession({ desk, body }) {
    const identity = await readIdentity(body.identity, { secret: desk.identitySecret, jwks: desk.config.identityJwks }, desk.clock.now());
    const { token, expires } = await desk.db.transaction(async (tx) => accounts.openSession(tx, await accounts.welcome(tx, identity)));
    return { token, expires: expires.toISOString() };
  },

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
} satisfies Partial<Handlers>;
