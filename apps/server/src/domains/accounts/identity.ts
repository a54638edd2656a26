import { clean, Locale } from '@fairlead/contract';
import { createRemoteJWKSet, errors, type JWTPayload, type JWTVerifyOptions, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import { Refusal } from '../../platform/refusals.ts';

/** Longest life of an identity token, seconds. */
const longestLife = 24 * 3600;
/** How far the vendor's clock may be off, seconds. */
const tolerance = 30;
const word = z.string().trim().min(1).max(200).overwrite(clean);

const Claims = z.object({
  sub: word,
  email: z.email().max(254),
  name: word,
  locale: z.string().max(20).default('en'),
  /** Id of the organization that the person acts for now: one of `orgs`. */
  org: word,
  orgs: z
    .array(z.object({ id: word, name: word, site: word, plan: word.default('standard'), hipaa: z.boolean().default(false) }))
    .min(1)
    .max(200),
  /** Of the product that they use, shown to who helps them. */
  product_version: word.nullable().default(null),
  /** Addresses of the documentation pages that they read last, newest first. */
  recent_docs: z
    .array(z.url({ protocol: /^https?$/ }).max(2_000))
    .max(10)
    .default([]),
});

export type Identity = Omit<z.output<typeof Claims>, 'locale'> & { locale: Locale };

/** Whose signature is believed: the vendor's shared secret (HS256), its published keys, or both. */
export interface Signers {
  secret: string | null;
  jwks: string | null;
}

const jwksOf = new Map<string, ReturnType<typeof createRemoteJWKSet>>();

async function verify(token: string, { secret, jwks }: Signers, now: Date): Promise<JWTPayload> {
  const rules: JWTVerifyOptions = { currentDate: now, clockTolerance: tolerance, requiredClaims: ['exp'] };
  if (jwks && !token.startsWith(hs256Header(token))) {
    const keys = jwksOf.get(jwks) ?? createRemoteJWKSet(new URL(jwks));
    jwksOf.set(jwks, keys);
    return (await jwtVerify(token, keys, { ...rules, algorithms: ['RS256', 'PS256', 'ES256', 'EdDSA'] })).payload;
  }
  if (!secret) throw new Refusal('identity_invalid');
  return (await jwtVerify(token, new TextEncoder().encode(secret), { ...rules, algorithms: ['HS256'] })).payload;
}

/** The token's first part when it says HS256, else something that no token begins with. Only chooses the key; the signature decides. */
function hs256Header(token: string): string {
  const first = token.split('.')[0] ?? '';
  return /"alg"\s*:\s*"HS256"/.test(Buffer.from(first, 'base64url').toString()) ? first : '\n';
}

/** Who an identity token says is there (RFC 7519). Throws `identity_expired` or `identity_invalid`. */
export async function readIdentity(token: string, signers: Signers, now: Date): Promise<Identity> {
  const payload = await verify(token, signers, now).catch((error: unknown) => {
    if (error instanceof errors.JWTExpired) throw new Refusal('identity_expired');
    if (error instanceof Refusal || error instanceof errors.JOSEError) throw new Refusal('identity_invalid');
    throw error;
  });
  // A birth in the future buys no longer life; the vendor's clock may run a little ahead.
  const born = Math.min(payload.iat ?? Infinity, now.getTime() / 1000 + tolerance);
  const claims = Claims.safeParse(payload);
  if (!claims.success || payload.exp! - born > longestLife || !claims.data.orgs.some((o) => o.id === claims.data.org))
    throw new Refusal('identity_invalid');
  const locale = Locale.safeParse(claims.data.locale.slice(0, 2).toLowerCase());
  return { ...claims.data, locale: locale.success ? locale.data : 'en' };
}

/** Signs an identity token as a vendor's product does: for the demo page and for tests. `life` in seconds. */
export function signIdentity(identity: z.input<typeof Claims>, secret: string, now: Date, life = 8 * 3600): Promise<string> {
  const at = Math.floor(now.getTime() / 1000);
  return new SignJWT(identity)
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setIssuedAt(at)
    .setExpirationTime(at + life)
    .sign(new TextEncoder().encode(secret));
}
