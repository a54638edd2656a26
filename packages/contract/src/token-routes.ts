/** How programs are let in: tokens and what they may be used for. The routes are a part of `routes`, where `who` and shape are checked. */
import { z } from 'zod';
import { scopes } from './limits.ts';
import { At, Id, line, nothing } from './words.ts';

export const Scope = z.enum(scopes);
export type Scope = z.infer<typeof Scope>;

export const Token = z
  .object({
    id: Id,
    name: z.string(),
    scopes: z.array(Scope),
    service: z
      .object({ id: Id, name: z.string() })
      .nullable()
      .meta({ description: 'The service that acts by it; null for a person’s own' }),
    made: At,
    expires: At,
    used: At.nullable().meta({ description: 'When it was last used, give or take an hour' }),
  })
  .meta({ id: 'Token' });
export type Token = z.infer<typeof Token>;

export const tokenRoutes = {
  tokens: {
    method: 'GET',
    path: '/tokens',
    who: 'someone',
    summary: 'My tokens that work, and for administrators those of services',
    reply: z.object({ tokens: z.array(Token) }),
  },
  makeToken: {
    method: 'POST',
    path: '/tokens',
    who: 'someone',
    summary: 'Make a token for a program of mine, or as an administrator for a service. Its secret is in this answer and nowhere else',
    body: z.object({
      id: Id,
      name: line,
      scopes: z.array(Scope).min(1).max(scopes.length),
      days: z.int().min(1).max(730).default(365).meta({ description: 'How long it works' }),
      service: z.object({ id: Id, name: line }).nullable().default(null).meta({
        description: 'The service that acts by it: its id is made by the caller, and named again for a further token of the same',
      }),
    }),
    reply: z.object({ token: Token, secret: z.string() }),
  },
  revokeToken: {
    method: 'DELETE',
    path: '/tokens/{id}',
    who: 'someone',
    summary: 'A token works no more, from this moment on. Repeated, it changes nothing',
    params: z.object({ id: Id }),
    reply: nothing,
  },
} as const;
