/** Whose request it is: a bearer token (widget, programs), the portal's cookie, or the cookie of a sign-in by password. */
import { tokenPrefix } from '@fairlead/contract';
import type { Reader } from '../../platform/db.ts';
import { memberOfSession, memberSessionKey, type SessionKey, type Who, whoSignedIn } from './accounts.ts';
import { ofToken, type TokenUse } from './tokens.ts';

export const bearerToken = (header: string | undefined): string | undefined => /^Bearer ([\w-]{20,200})$/i.exec(header ?? '')?.[1];

function cookie(header: string | undefined, name: string): string | undefined {
  for (const part of (header ?? '').split(';')) {
    const at = part.indexOf('=');
    if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim();
  }
  return undefined;
}

export const memberCookie = {
  name: 'fairlead_member',
  read: (header: string | undefined) => cookie(header, memberCookie.name),
  set: (token: string, expires: Date, origin: string) =>
    `${memberCookie.name}=${token}; Path=/; HttpOnly; SameSite=Lax; Expires=${expires.toUTCString()}${origin.startsWith('https:') ? '; Secure' : ''}`,
  clear: (origin: string) => memberCookie.set('', new Date(0), origin),
};

/** better-auth's cookie is `<token>.<signature>`; the token alone is the secret that its table knows. */
function signInToken(header: string | undefined): string | undefined {
  const value = cookie(header, '__Secure-better-auth.session_token') ?? cookie(header, 'better-auth.session_token');
  return /^[\w-]+(?=\.|$)/.exec(value ?? '')?.[0];
}

export interface Credentials {
  bearer?: string | undefined;
  cookies?: string | undefined;
  /** Whom to act as where a browser is signed in as both; staff when not said. */
  as?: 'member' | 'staff' | undefined;
}

export interface Signed {
  who: Who;
  key: SessionKey;
}

/** Whose program presents a token, and what it may be used for; undefined when it is none that works. */
export const whoseToken = (reader: Reader, bearer: string | undefined): Promise<TokenUse | undefined> | undefined =>
  bearer?.startsWith(tokenPrefix) ? ofToken(reader, bearer) : undefined;

/** Who presents these credentials, and in which session; undefined when nobody whom the desk knows. */
export async function whoIs(reader: Reader, { bearer, cookies, as }: Credentials): Promise<Signed | undefined> {
  const member = async (token: string | undefined): Promise<Signed | undefined> => {
    const who = token ? await memberOfSession(reader, token) : undefined;
    return who && { who, key: memberSessionKey(token!) };
  };
  if (bearer) return member(bearer);
  const password = signInToken(cookies);
  const signedIn = password ? await whoSignedIn(reader, password) : undefined;
  const byPassword = signedIn && { who: signedIn, key: { password: password! } };
  if (byPassword && (!as || byPassword.who.kind === as)) return byPassword;
  const byLink = await member(memberCookie.read(cookies));
  return byLink && as !== 'staff' ? byLink : byPassword;
}
