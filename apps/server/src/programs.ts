/** What the API is to other people's programs: how it is described, and how a request may be repeated without an id of one's own. */
import { createHmac } from 'node:crypto';
import { type Route, scopeOf } from '@fairlead/contract';
import type { FastifyRequest } from 'fastify';
import { jsonSchemaTransform } from 'fastify-type-provider-zod';
import { stringify, v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import type { Who } from './domains/accounts/accounts.ts';
import type { Desk } from './platform/desk.ts';
import { Refusal } from './platform/refusals.ts';

export const about = `Tickets, chats and everything around them, as the desk's own screens use them.

**Tokens.** Make one in the console or portal and send it as \`Authorization: Bearer fl_…\`. Its scopes bound what it may do: \`tickets\`,
\`chats\` and \`desk\`, each to \`read\` or to \`write\`. A token never has more rights than who made it.

**Refusals** are problem details (RFC 9457, \`application/problem+json\`) whose \`code\` is one of a closed list.

**Repeating.** PUT and DELETE may be repeated. What a POST makes has an \`id\` (UUIDv7) that the caller makes: the same id again makes
nothing new and answers with what is there. Who makes no ids sends an \`Idempotency-Key\` header instead, and the desk derives the id from
the key and its sender; with neither, it makes a fresh one.

**Pages.** Lists answer \`next\`; pass it as \`before\` for the page after. Null is the end.

**Limits.** \`x-ratelimit-limit\`, \`x-ratelimit-remaining\` and \`x-ratelimit-reset\` (seconds) come with each answer, and \`retry-after\`
with a refusal as \`too_many\`.`;

/** Whether what a route makes has an id that its caller makes. */
export const takesId = (body: z.ZodType | undefined): boolean => body instanceof z.ZodObject && 'id' in body.shape;

const longestKey = 200;

/** Gives the body an id where it has none: from the request's `Idempotency-Key` and its sender, else a fresh one. Throws `invalid`. */
export function named(desk: Desk, who: Who | undefined, request: FastifyRequest): void {
  const { body } = request;
  if (body === null || typeof body !== 'object' || Array.isArray(body) || 'id' in body) return;
  const key = request.headers['idempotency-key'];
  if (key === undefined) {
    Object.assign(body, { id: uuidv7() });
    return;
  }
  if (typeof key !== 'string' || key.trim() === '' || key.length > longestKey)
    throw new Refusal('invalid', [{ path: 'headers.idempotency-key', message: `send 1 to ${longestKey} characters` }]);
  Object.assign(body, { id: derivedId(desk, [who?.id, request.routeOptions.url, request.params, key]) });
}

/** The same for the same parts; a UUIDv8 (RFC 9562), which nobody else can foresee and take. */
function derivedId(desk: Desk, parts: unknown): string {
  const bytes = createHmac('sha256', desk.linkSecret)
    .update(`idempotency ${JSON.stringify(parts)}`)
    .digest()
    .subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x80;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return stringify(bytes);
}

/** Which scope a token needs, in words. */
export function needs(route: Pick<Route, 'method' | 'path' | 'who'>): string {
  const scope = scopeOf(route);
  const who = { anyone: 'Anybody may call it', someone: 'For members and staff', member: 'For members', staff: 'For staff' }[route.who];
  return `${who}. ${scope === 'session' ? 'Not with a token.' : scope === null ? 'Any token will do.' : `Scope: \`${scope}\`.`}`;
}

/** A route as OpenAPI says it: an id that may be left out is not required, and an answer that is a file says of which type. */
export const described: typeof jsonSchemaTransform = (input) => {
  const { schema, url } = jsonSchemaTransform(input);
  const { body, produces } = (schema ?? {}) as { body?: { required?: string[]; properties?: { id?: object } }; produces?: string[] };
  const file = produces && { description: 'The file', content: { [produces[0]!]: { schema: { type: 'string', format: 'binary' } } } };
  const optional = body?.properties?.id && body.required;
  return {
    schema: {
      ...schema,
      ...(optional ? { body: { ...body, required: optional.filter((name) => name !== 'id') } } : {}),
      ...(file ? { response: { 200: file } } : {}),
    },
    url,
  };
};
