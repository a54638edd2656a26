/**
 * Every route of `/api/v1` as data: the server registers from it, OpenAPI is made from it, and clients take their types
 * from it. `who` is enforced before a handler runs; a route without it does not compile.
 */
import { z } from 'zod';
import { Channels, Incident, Page, Urgent } from './channels.ts';
import { Appended, Entry, Marks, NewEntry } from './entries.ts';
import { evidenceRoutes } from './evidence-routes.ts';
import { Circumstances, NewEvidence } from './evidence.ts';
import { knowledgeRoutes } from './knowledge-routes.ts';
import { flareRoutes } from './flare-routes.ts';
import { mailRoutes } from './mail-routes.ts';
import { policyRoutes } from './policy-routes.ts';
import { meetingRoutes } from './meetings.ts';
import { reportRoutes } from './report-routes.ts';
import { settingsRoutes } from './settings-routes.ts';
import { ticketRoutes } from './ticket-routes.ts';
import { togetherRoutes } from './together-routes.ts';
import { tokenRoutes } from './token-routes.ts';
import { Query, TicketOrder } from './tickets.ts';
import { Area, Chat, Colleague, Desk, Me, Organization, Team, Ticket } from './views.ts';
import { clean, Id, Item, Kind, line, Locale, nothing, Question, TicketState } from './words.ts';

export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below `/api/v1`, with `{name}` for parameters. */
  path: string;
  /** `someone` is a member or staff, signed in. */
  who: 'anyone' | 'member' | 'staff' | 'someone';
  summary: string;
  params?: z.ZodObject;
  query?: z.ZodObject;
  body?: z.ZodType;
  /** `bytes`: the body is the file itself, streamed. */
  bytes?: true;
  /** The answer is a file of this media type, streamed. */
  sends?: string;
  reply: z.ZodType;
}

const byId = z.object({ id: Id });
const byNumber = z.object({ number: z.coerce.number().int().positive().max(2_147_483_647) });
const area = z.string().max(60).overwrite(clean);
const text = z.string().max(20_000).overwrite(clean);
/** What a request says of itself, chat or ticket: what it is about, and why it is urgent if it is. */
const request = {
  about: z.array(Kind).max(8).default([]),
  urgent: Urgent.nullable().default(null),
  circumstances: Circumstances.optional(),
};
const said = z.string().trim().min(1).max(5_000).overwrite(clean);
const keys = z.array(z.string().max(60).overwrite(clean)).max(100).default([]);

export const routes = {
  desk: { method: 'GET', path: '/desk', who: 'anyone', summary: 'What anybody may know of the desk', reply: Desk },

  openSession: {
    method: 'POST',
    path: '/sessions',
    who: 'anyone',
    summary: 'Exchange the identity token that the vendor signed for a short session',
    body: z.object({
      identity: z.string().max(100_000),
      /** The organization to act for, by its id here, where the person chose another than the token says. */
      organization: Id.optional(),
    }),
    reply: z.object({ token: z.string(), expires: z.iso.datetime() }),
  },
  closeSession: { method: 'DELETE', path: '/sessions/mine', who: 'someone', summary: 'Sign out', reply: nothing },
  portalLink: {
    method: 'POST',
    path: '/portal-links',
    who: 'member',
    summary: 'A link that signs this member in to the portal, once, within a minute',
    body: z.object({ ticket: z.int().positive().optional() }),
    reply: z.object({ url: z.string() }),
  },
  enterPortal: {
    method: 'POST',
    path: '/portal-entries',
    who: 'anyone',
    summary: 'Use a portal link: sets the session cookie',
    body: z.object({ code: z.string().max(200) }),
    reply: nothing,
  },
  me: { method: 'GET', path: '/me', who: 'someone', summary: 'Who is asking', reply: Me },
  setMyLocale: {
    method: 'PUT',
    path: '/me/locale',
    who: 'someone',
    summary: 'The language to be spoken to in',
    body: z.object({ locale: Locale }),
    reply: nothing,
  },
  setMyZone: {
    method: 'PUT',
    path: '/me/zone',
    who: 'member',
    summary: 'The IANA time zone that the browser is in, so that staff see this member’s local time',
    body: z.object({ zone: z.string().max(60) }),
    reply: nothing,
  },
  actFor: {
    method: 'PUT',
    path: '/me/organization',
    who: 'member',
    summary: 'Act for another of the organizations that this member belongs to, from now on in this session',
    body: z.object({ organization: Id }),
    reply: Me,
  },

  channels: {
    method: 'GET',
    path: '/channels',
    who: 'member',
    summary: 'Which channel suits this request of this customer, which may be used now, and what happens next',
    query: z.object({
      about: z
        .string()
        .regex(/^[a-z0-9_,]{0,330}$/)
        .default('')
        .meta({ description: 'Kinds, separated by commas' }),
      question: Question.default('technical'),
      area: area.default(''),
      text: z.string().max(2_000).default('').meta({ description: 'What has been typed so far' }),
      language: Locale.optional().meta({ description: 'The language to be spoken to in; the member’s own when not said' }),
      given: z
        .string()
        .max(2_000)
        .default('')
        .meta({ description: 'Items of evidence that are ready, separated by commas; a choice with its value: `runs_on:kubernetes`' }),
    }),
    reply: Channels,
  },

  incidents: {
    method: 'GET',
    path: '/incidents',
    who: 'someone',
    summary: 'Incidents, open ones first: those that affect a member, or for staff all of the last 90 days',
    reply: z.object({ incidents: z.array(Incident) }),
  },
  declareIncident: {
    method: 'POST',
    path: '/incidents',
    who: 'staff',
    summary: 'Declare an incident; its id is made by the caller, so this may be repeated',
    body: z.object({ id: Id, title: line, areas: keys, sites: keys, text: said }),
    reply: Incident,
  },
  updateIncident: {
    method: 'POST',
    path: '/incidents/{id}/updates',
    who: 'staff',
    summary: 'Say how it stands: every attached ticket gets it. May be repeated with the same id',
    params: byId,
    body: z.object({ id: Id, text: said }),
    reply: Incident,
  },
  closeIncident: {
    method: 'PUT',
    path: '/incidents/{id}/closing',
    who: 'staff',
    summary: 'Close it: every attached ticket’s customer is asked whether they are well again',
    params: byId,
    body: z.object({ text: said }),
    reply: Incident,
  },
  attachToIncident: {
    method: 'PUT',
    path: '/incidents/{id}/tickets/mine',
    who: 'member',
    summary: 'I am affected: a ticket of mine hangs on it from now on. Repeated, it answers with the same ticket',
    params: byId,
    reply: Ticket,
  },

  ...policyRoutes,

  setHipaa: {
    method: 'PUT',
    path: '/organizations/{id}/hipaa',
    who: 'staff',
    summary: 'Say that an organization is under HIPAA, which ends its chats into tickets, or lift it (S8)',
    params: byId,
    body: z.object({ hipaa: z.boolean() }),
    reply: Organization,
  },

  pages: {
    method: 'GET',
    path: '/pages',
    who: 'staff',
    summary: 'Urgent tickets that I am called to and nobody has taken',
    reply: z.object({ pages: z.array(Page) }),
  },
  answerPage: {
    method: 'PUT',
    path: '/pages/{number}/answer',
    who: 'staff',
    summary: 'I take it: the ticket is mine, and the others are no longer called',
    params: byNumber,
    reply: Ticket,
  },

  entriesAfter: {
    method: 'GET',
    path: '/threads/{id}/entries',
    who: 'someone',
    summary: 'Entries after a number, in order, at most 200 at once',
    params: byId,
    query: z.object({ after: z.coerce.number().int().min(0).default(0), limit: z.coerce.number().int().min(1).max(200).default(200) }),
    reply: z.object({ entries: z.array(Entry), last: z.int(), marks: Marks }),
  },
  append: {
    method: 'POST',
    path: '/threads/{id}/entries',
    who: 'someone',
    summary: 'Say something in a thread; may be repeated',
    params: byId,
    body: NewEntry,
    reply: Appended,
  },
  mark: {
    method: 'PUT',
    path: '/threads/{id}/marks',
    who: 'someone',
    summary: 'How far this reader has got, in public numbers',
    params: byId,
    body: z.object({ delivered: z.int().min(0).optional(), read: z.int().min(0).optional() }),
    reply: nothing,
  },

  ...evidenceRoutes,

  startChat: {
    method: 'POST',
    path: '/chats',
    who: 'member',
    summary: 'Start a chat; its id is made by the caller, so this may be repeated',
    body: z.object({ id: Id, question: Question, area: area.nullable().default(null), summary: line, ...request }),
    reply: Chat,
  },
  myChat: {
    method: 'GET',
    path: '/chats/mine',
    who: 'member',
    summary: 'The chat that this member has open, or else the last one that ended within a day',
    reply: z.object({ chat: Chat.nullable() }),
  },
  chats: {
    method: 'GET',
    path: '/chats',
    who: 'staff',
    summary: 'Chats that wait or run now, in the order of the line',
    reply: z.object({ chats: z.array(Chat) }),
  },
  chat: { method: 'GET', path: '/chats/{id}', who: 'someone', summary: 'One chat', params: byId, reply: Chat },
  endChat: {
    method: 'PUT',
    path: '/chats/{id}/ending',
    who: 'someone',
    summary: 'End a chat. Its ticket exists from the same transaction on; ending again answers with the same ticket',
    params: byId,
    body: z.object({
      solved: z.boolean(),
      /** Staff: what the specialist needs to know (S15, S17). Kept as an internal note. */
      note: text.default(''),
      /** Staff: evidence still missing; the customer is asked for it. */
      missing: z.array(Item).max(20).default([]),
      /** Staff: another area than the chat’s, when the problem turned out to be elsewhere. */
      area: area.optional(),
    }),
    reply: Chat,
  },
  takeChat: {
    method: 'PUT',
    path: '/chats/{id}/engineer',
    who: 'staff',
    summary: 'Hand a chat over to a colleague, or take it; `note` stays among staff',
    params: byId,
    body: z.object({ staff: Id, note: text.default('') }),
    reply: Chat,
  },
  joinChat: { method: 'PUT', path: '/chats/{id}/others/me', who: 'staff', summary: 'Join a colleague’s chat', params: byId, reply: Chat },
  leaveChat: { method: 'DELETE', path: '/chats/{id}/others/me', who: 'staff', summary: 'Leave it again', params: byId, reply: Chat },

  openTicket: {
    method: 'POST',
    path: '/tickets',
    who: 'someone',
    summary: 'Open a ticket; its id is made by the caller, so this may be repeated. Staff and services open one for a customer',
    body: z.object({
      id: Id,
      customer: z
        .object({
          email: z.email().max(254),
          organization: Id.optional().meta({ description: 'The one that they act for, where they have several' }),
        })
        .optional()
        .meta({ description: 'Staff: whose ticket it is. Members open their own' }),
      question: Question,
      area: area.nullable().default(null),
      subject: line,
      ...request,
      text: z.string().trim().min(1).max(20_000).overwrite(clean),
      evidence: z.array(NewEvidence).max(40).default([]).meta({ description: 'What the customer had ready' }),
      declined: z.array(Item).max(40).default([]).meta({ description: 'What they go on without' }),
    }),
    reply: Ticket,
  },
  tickets: {
    method: 'GET',
    path: '/tickets',
    who: 'someone',
    summary: 'Tickets of a view, in its order: a member’s own, or for staff a view of all',
    query: z.object({
      view: z.string().max(60).default('all').meta({
        description: 'Staff: a built-in view or the id of a saved one. Members: `all` is their own, `organization` their colleagues’ too',
      }),
      state: z.enum(['unsolved', 'solved', 'any']).optional().meta({ description: 'Instead of what the view says' }),
      q: Query.default('').meta({ description: 'Narrows the view, as in a search' }),
      order: TicketOrder.optional().meta({ description: 'Instead of what the view says' }),
      before: z.string().max(100).optional().meta({ description: 'The `next` of the page before' }),
      limit: z.coerce.number().int().min(1).max(100).default(50),
    }),
    reply: z.object({ tickets: z.array(Ticket), next: z.string().nullable() }),
  },
  ticket: {
    method: 'GET',
    path: '/tickets/{number}',
    who: 'someone',
    summary: 'One ticket by its number',
    params: byNumber,
    reply: Ticket,
  },
  setTicketState: {
    method: 'PUT',
    path: '/tickets/{number}/state',
    who: 'someone',
    summary: 'Staff set any state but new; a member may only solve or reopen their own',
    params: byNumber,
    body: z.object({
      state: TicketState.exclude(['new']),
      was: TicketState.optional().meta({ description: 'The state that the caller saw; refused as `changed_meanwhile` when it is another' }),
    }),
    reply: Ticket,
  },
  assignTicket: {
    method: 'PUT',
    path: '/tickets/{number}/assignee',
    who: 'staff',
    summary: 'Who works on it: a team, and in it a person or nobody yet',
    params: byNumber,
    body: z.object({
      team: Id.nullable(),
      staff: Id.nullable(),
      was: z.object({ team: Id.nullable(), staff: Id.nullable() }).optional().meta({ description: 'Who the caller saw; as for the state' }),
    }),
    reply: Ticket,
  },
  ...ticketRoutes,
  ...togetherRoutes,
  ...meetingRoutes,
  ...tokenRoutes,
  ...reportRoutes,
  ...settingsRoutes,
  ...mailRoutes,
  ...flareRoutes,
  ...knowledgeRoutes,

  colleagues: {
    method: 'GET',
    path: '/staff',
    who: 'staff',
    summary: 'Staff, with who is here and how busy they are',
    reply: z.object({ staff: z.array(Colleague), teams: z.array(Team), areas: z.array(Area) }),
  },
  setAvailability: {
    method: 'PUT',
    path: '/me/availability',
    who: 'staff',
    summary: 'Whether new chats may be given to me. It counts while my console is connected',
    body: z.object({ available: z.boolean() }),
    reply: Me,
  },
} as const satisfies Record<string, Route>;

export type Routes = typeof routes;
export type RouteName = keyof Routes;

/** What a caller passes: parameters, query and body of a route, as written on the wire. */
export type Input<N extends RouteName> = (Routes[N] extends { params: infer P extends z.ZodType } ? { params: z.input<P> } : unknown) &
  (Routes[N] extends { query: infer Q extends z.ZodType } ? { query?: z.input<Q> } : unknown) &
  (Routes[N] extends { body: infer B extends z.ZodType } ? { body: z.input<B> } : unknown);

export type Reply<N extends RouteName> = z.output<Routes[N]['reply']>;
