/** Flares: diagnostic bundles, cleaned of secrets, as their readers see them. The routes are a part of `routes`. */
import { z } from 'zod';
import { longestFileName } from './limits.ts';
import type { Download } from './report-routes.ts';
import { At, clean, Id, line, nothing, TicketState } from './words.ts';

const byId = z.object({ id: Id });

const FlareKind = z.enum([
  'agent',
  'serverless',
  'tracer',
  'sos',
  'troubleshoot',
  'kubectl-dump',
  'elastic',
  'gitlabsos',
  'vault-debug',
  'nomad-debug',
  'node-report',
  'collected',
  'logs',
]);
export type FlareKind = z.infer<typeof FlareKind>;

/** Why something of a bundle is not here, or not as it was sent. */
const FlareLeft = z.enum([
  'binary',
  'too_long',
  'encrypted',
  'damaged',
  'unsupported',
  'not_a_file',
  'too_deep',
  'link',
  'leads_outside',
  'undecodable',
  'duplicate',
]);
export type FlareLeft = z.infer<typeof FlareLeft>;

const Said = z.object({ en: z.string(), ko: z.string().optional(), ja: z.string().optional() });

export const FlareFinding = z
  .object({
    rule: z.string(),
    severity: z.enum(['error', 'warning', 'info']),
    sure: z.enum(['certain', 'likely', 'possible']),
    title: Said,
    advice: Said.nullable(),
    link: z.string().nullable(),
    area: z.string().nullable(),
    file: z.string().nullable(),
    line: z.int().meta({ description: 'From 1; 0 for a file as a whole' }),
    quote: z.string(),
    count: z.int(),
    shown: z.boolean().meta({ description: 'Whether the customer is shown it' }),
    others: z.int().meta({ description: 'How many other tickets have it, for staff' }),
    articles: z.array(z.object({ title: z.string(), url: z.string() })).meta({ description: 'That may help, for staff' }),
  })
  .meta({ id: 'FlareFinding' });
export type FlareFinding = z.infer<typeof FlareFinding>;

const FlareFacts = z
  .object({
    product: z.string().nullable(),
    version: z.string().nullable(),
    host: z.string().nullable(),
    os: z.string().nullable(),
    cluster: z.string().nullable(),
    integrations: z.array(z.string()),
  })
  .meta({ id: 'FlareFacts' });

export const FlareRow = z
  .object({
    id: Id,
    thread: Id,
    ticket: z.int().nullable(),
    name: z.string(),
    bytes: z.number().meta({ description: 'As it was sent' }),
    source: z.enum(['agent', 'serverless', 'tracer', 'upload', 'person']),
    state: z.enum(['received', 'ready', 'failed']).meta({ description: '`received`: being cleaned and read' }),
    received: At,
    kind: FlareKind.nullable().meta({ description: 'What it is, once it was read' }),
    facts: FlareFacts.nullable(),
    masked: z.int().meta({ description: 'How many secrets were masked' }),
    errors: z.int().meta({ description: 'What was found, for staff; 0 for members' }),
    warnings: z.int(),
  })
  .meta({ id: 'FlareRow' });
export type FlareRow = z.infer<typeof FlareRow>;

export const FlareReport = z
  .object({
    masks: z.array(z.object({ rule: z.string(), count: z.int() })).meta({ description: 'What was masked, most often first' }),
    places: z.array(z.object({ rule: z.string(), path: z.string(), line: z.int() })).meta({ description: 'Where, the first 2,000' }),
    left: z
      .array(z.object({ path: z.string(), why: FlareLeft, detail: z.string() }))
      .meta({ description: 'What was sent and is not here, or not as it was sent, and why' }),
    ended: z.string().nullable().meta({ description: 'The limit at which reading ended' }),
    commands: z
      .array(z.object({ command: z.string(), path: z.string().nullable(), code: z.int().nullable(), seconds: z.number().nullable() }))
      .meta({ description: 'Commands that it was made by: where their output is, how each ended, how long it took' }),
    original: At.nullable().meta({ description: 'Until when what was sent is kept, encrypted; for staff' }),
    findings: z.array(FlareFinding).meta({ description: 'For staff; for members those that they are shown' }),
  })
  .meta({ id: 'FlareReport' });
export type FlareReport = z.infer<typeof FlareReport>;

export const FlareFile = z.object({ path: z.string(), bytes: z.int(), lines: z.int(), masked: z.int() }).meta({ id: 'FlareFile' });
export type FlareFile = z.infer<typeof FlareFile>;

export const FlareKey = z.object({ id: Id, name: z.string(), ending: z.string(), made: At, used: At.nullable() }).meta({ id: 'FlareKey' });
export type FlareKey = z.infer<typeof FlareKey>;

export const FlareService = z
  .object({
    id: Id.meta({ description: 'Of one process of it' }),
    service: z.string(),
    env: z.string().nullable(),
    version: z.string().nullable(),
    language: z.string(),
    tracer: z.string().meta({ description: 'Version of its tracer' }),
    seen: At,
  })
  .meta({ id: 'FlareService' });
export type FlareService = z.infer<typeof FlareService>;

export const FlareRequest = z
  .object({
    id: Id,
    service: z.string(),
    state: z.enum(['asked', 'recording', 'sending', 'sent', 'failed', 'unanswered']),
    asked: At,
    by: z.string(),
    seconds: z.int().meta({ description: 'How long it writes down more than usual before it sends' }),
    error: z.string().nullable().meta({ description: 'What the service said, where it failed' }),
  })
  .meta({ id: 'FlareRequest' });
export type FlareRequest = z.infer<typeof FlareRequest>;

export const FlareRules = z
  .object({
    version: z.int().meta({ description: '0: there are none' }),
    yaml: z.string(),
    versions: z.array(z.object({ version: z.int(), yaml: z.string(), why: z.string(), made: At, by: z.string() })),
  })
  .meta({ id: 'FlareRules' });
export type FlareRules = z.infer<typeof FlareRules>;

export const FlareTrial = z
  .object({ text: z.string(), masks: z.array(z.object({ rule: z.string(), count: z.int() })), findings: z.array(FlareFinding) })
  .meta({ id: 'FlareTrial' });
export type FlareTrial = z.infer<typeof FlareTrial>;

const yaml = z.string().max(200_000).overwrite(clean);
const rule = z.string().regex(/^[\w.-]{1,80}$/);

export const FlareDifferences = z
  .object({
    added: z.array(z.string()).meta({ description: 'Files of configuration that only the later one has' }),
    removed: z.array(z.string()),
    changed: z.array(
      z.object({
        path: z.string(),
        hunks: z.array(z.object({ before: z.int(), after: z.int(), lines: z.array(z.string()) })).meta({
          description: 'As a patch has them; empty for what is too long to compare',
        }),
      }),
    ),
    errors: z.array(z.object({ path: z.string(), line: z.int(), text: z.string(), count: z.int() })),
    more: z.boolean(),
  })
  .meta({ id: 'FlareDifferences' });
export type FlareDifferences = z.infer<typeof FlareDifferences>;

const lastInstant = 4_102_444_800_000;
const instant = z.coerce.number().int().min(0).max(lastInstant);
const path = z.string().max(1_000).overwrite(clean).default('');

export const flareRoutes = {
  flareKeys: {
    method: 'GET',
    path: '/flare-keys',
    who: 'member',
    summary: 'Keys by which programs of my organization send flares',
    reply: z.object({ keys: z.array(FlareKey) }),
  },
  makeFlareKey: {
    method: 'POST',
    path: '/flare-keys',
    who: 'member',
    summary: 'Make such a key, shown this once; under an id that the caller makes',
    body: z.object({ id: Id, name: line }),
    reply: FlareKey.extend({ key: z.string() }),
  },
  revokeFlareKey: {
    method: 'DELETE',
    path: '/flare-keys/{id}',
    who: 'member',
    summary: 'Nothing is accepted by this key any more',
    params: byId,
    reply: nothing,
  },
  flares: {
    method: 'GET',
    path: '/threads/{id}/flares',
    who: 'someone',
    summary: 'Flares of a request, newest first',
    params: byId,
    reply: z.object({ flares: z.array(FlareRow) }),
  },
  sendFlare: {
    method: 'POST',
    path: '/threads/{id}/flares',
    who: 'someone',
    summary: 'Send a bundle of whatever kind; it is cleaned before anybody reads it. The same again is the same flare',
    params: byId,
    query: z.object({ name: z.string().min(1).max(longestFileName).overwrite(clean).default('flare') }),
    bytes: true,
    reply: z.object({ id: Id }),
  },
  flareServices: {
    method: 'GET',
    path: '/threads/{id}/flare-services',
    who: 'staff',
    summary: 'Services of the requester’s organization that can be asked for a flare now, and what was asked for in this request',
    params: byId,
    reply: z.object({ services: z.array(FlareService), requests: z.array(FlareRequest) }),
  },
  askForFlare: {
    method: 'POST',
    path: '/threads/{id}/flare-requests',
    who: 'staff',
    summary: 'Ask a service for a flare, which arrives in this request; under an id that the caller makes',
    params: byId,
    body: z.object({ id: Id, service: Id, seconds: z.int().min(0).max(1_200).default(60) }),
    reply: FlareRequest,
  },
  flare: { method: 'GET', path: '/flares/{id}', who: 'someone', summary: 'What a flare is', params: byId, reply: FlareRow },
  flareReport: {
    method: 'GET',
    path: '/flares/{id}/report',
    who: 'someone',
    summary: 'What was masked in it and where, what is not here, and what was found',
    params: byId,
    reply: FlareReport,
  },
  showFinding: {
    method: 'PUT',
    path: '/flares/{id}/findings/{rule}/shown',
    who: 'staff',
    summary: 'Show the customer what a rule found, or hide it again',
    params: z.object({ id: Id, rule }),
    body: z.object({ shown: z.boolean() }),
    reply: nothing,
  },
  ticketsWithFinding: {
    method: 'GET',
    path: '/flare-findings/{rule}/tickets',
    who: 'staff',
    summary: 'Tickets in whose flares a rule found something, newest first',
    params: z.object({ rule }),
    reply: z.object({
      tickets: z.array(z.object({ number: z.int(), subject: z.string(), state: TicketState, organization: z.string(), at: At })),
    }),
  },
  flareOriginal: {
    method: 'GET',
    path: '/flares/{id}/original',
    who: 'staff',
    summary: 'What was sent, as it was, where the rules keep it: for leads and administrators, who say why; it is noted in the request',
    params: byId,
    query: z.object({ reason: z.string().trim().max(300).overwrite(clean).default('') }),
    sends: 'application/octet-stream',
    reply: z.custom<Download>(),
  },
  flareRules: {
    method: 'GET',
    path: '/flare-rules',
    who: 'staff',
    summary: 'The vendor’s own rules for flares, with their history',
    reply: FlareRules,
  },
  putFlareRules: {
    method: 'PUT',
    path: '/flare-rules',
    who: 'staff',
    summary: 'Put rules in force, instead of version `base`; for administrators',
    body: z.object({ yaml, why: z.string().trim().min(1).max(300).overwrite(clean), base: z.int().min(0).max(1_000_000) }),
    reply: FlareRules,
  },
  tryFlareRules: {
    method: 'POST',
    path: '/flare-rules/trial',
    who: 'staff',
    summary: 'What rules would make of a sample; nothing of it is kept',
    body: z.object({
      yaml,
      sample: z.string().min(1).max(200_000).overwrite(clean),
      name: z.string().min(1).max(100).overwrite(clean).default('sample.log'),
    }),
    reply: FlareTrial,
  },
  flareFiles: {
    method: 'GET',
    path: '/flares/{id}/files',
    who: 'someone',
    summary: 'Its files, in the order of their paths',
    params: byId,
    reply: z.object({ files: z.array(FlareFile) }),
  },
  flareText: {
    method: 'GET',
    path: '/flares/{id}/text',
    who: 'someone',
    summary: 'Lines of one file, without secrets',
    params: byId,
    query: z.object({
      path,
      from: z.coerce.number().int().min(1).max(1_000_000_000).default(1),
      count: z.coerce.number().int().min(1).max(2_000).default(500),
    }),
    reply: z.object({
      lines: z.array(z.string()),
      total: z.int(),
      formatted: z.boolean().meta({ description: 'JSON without lines, shown in lines; numbers of lines mean these' }),
    }),
  },
  flareLogs: {
    method: 'GET',
    path: '/flares/{id}/logs',
    who: 'someone',
    summary: 'All of its logs as one, in the order of time and in one zone; and how many lines there are of which level',
    params: byId,
    query: z.object({
      from: instant.default(0).meta({ description: 'Milliseconds since 1970' }),
      to: instant.default(lastInstant).meta({ description: 'The same; not in it' }),
      least: z.enum(['all', 'warning', 'error']).default('all').meta({ description: 'Without lines that weigh less' }),
      skip: z.coerce.number().int().min(0).max(20_000).default(0).meta({ description: 'So many lines were shown already' }),
    }),
    reply: z.object({
      minutes: z.int().meta({ description: 'Length of a step' }),
      steps: z.array(z.object({ from: z.int(), errors: z.int(), warnings: z.int(), lines: z.int() })),
      lines: z.array(
        z.object({
          at: z.int(),
          level: z.enum(['error', 'warning', 'info', 'debug']).nullable(),
          path: z.string(),
          line: z.int(),
          text: z.string(),
        }),
      ),
      more: z.boolean(),
    }),
  },
  flaresAlike: {
    method: 'GET',
    path: '/flares/{id}/alike',
    who: 'someone',
    summary: 'Other flares of the same host, newest first',
    params: byId,
    reply: z.object({ flares: z.array(FlareRow) }),
  },
  flareDifferences: {
    method: 'GET',
    path: '/flares/{id}/differences',
    who: 'someone',
    summary: 'What is otherwise than in an earlier flare: configuration, and errors that are new',
    params: byId,
    query: z.object({ before: Id.or(z.literal('')).default('') }),
    reply: FlareDifferences,
  },
  flareSearch: {
    method: 'GET',
    path: '/flares/{id}/search',
    who: 'someone',
    summary: 'Lines that fit, over all of its files',
    params: byId,
    query: z.object({
      q: z.string().max(300).overwrite(clean).default(''),
      regex: z.stringbool().default(false),
    }),
    reply: z.object({
      hits: z.array(z.object({ path: z.string(), line: z.int(), text: z.string() })),
      more: z.boolean().meta({ description: 'There are more than are shown' }),
    }),
  },
} as const;
