/** The routes by which several people and several tickets come together; a part of `routes`, where `who` and shape are checked. */
import { z } from 'zod';
import { Member, Organization, Ticket } from './views.ts';
import { At, clean, Id, line, nothing, TicketState } from './words.ts';

const byId = z.object({ id: Id });
const byNumber = z.object({ number: z.coerce.number().int().positive().max(2_147_483_647) });
const one = byNumber.extend({ id: Id });
const text = z.string().max(20_000).overwrite(clean);
const state = TicketState.exclude(['new']);

export const Macro = z
  .object({
    id: Id,
    name: z.string(),
    text: z.string(),
    state: z.enum(['open', 'pending', 'on_hold', 'solved']).nullable(),
    shared: z.boolean(),
    mine: z.boolean(),
  })
  .meta({ id: 'Macro', description: 'An answer under a name. `state`: where the ticket goes once it is said' });
export type Macro = z.infer<typeof Macro>;

/** What a macro may name as `{{name}}`. */
export const placeholders = [
  'customer.name',
  'customer.email',
  'organization.name',
  'organization.site',
  'organization.plan',
  'ticket.number',
  'ticket.subject',
  'ticket.area',
  'staff.name',
] as const;
export type Placeholder = (typeof placeholders)[number];

/** One change of one ticket. `was` is what the caller saw: where it is another by now, the change is refused as `changed_meanwhile`. */
const change = z.object({
  number: byNumber.shape.number,
  state: state.optional(),
  assignee: z.object({ team: Id.nullable(), staff: Id.nullable() }).optional(),
  was: z
    .object({ state: TicketState.optional(), assignee: z.object({ team: Id.nullable(), staff: Id.nullable() }).optional() })
    .default({}),
});

export const Mention = z
  .object({ entry: Id, ticket: z.int(), subject: z.string(), by: z.string(), at: At, text: z.string() })
  .meta({ id: 'Mention' });
export type Mention = z.infer<typeof Mention>;

export const Draft = z.object({ kind: z.enum(['message', 'note']), text: z.string(), changed: At }).meta({ id: 'Draft' });
export type Draft = z.infer<typeof Draft>;

export const togetherRoutes = {
  customers: {
    method: 'GET',
    path: '/customers',
    who: 'staff',
    summary: 'Organizations and people whose name or address holds a text, at most 20 of each',
    query: z.object({ q: z.string().trim().min(1).max(100).overwrite(clean) }),
    reply: z.object({
      organizations: z.array(Organization),
      members: z.array(z.object({ member: Member, organizations: z.array(Organization) })),
    }),
  },
  organization: {
    method: 'GET',
    path: '/organizations/{id}',
    who: 'staff',
    summary: 'One organization, with how many tickets it ever had and has open',
    params: byId,
    reply: z.object({ organization: Organization, tickets: z.int(), unsolved: z.int() }),
  },
  rateTicket: {
    method: 'PUT',
    path: '/tickets/{number}/rating',
    who: 'member',
    summary: 'Say how a solved ticket went; said again, it replaces what was said',
    params: byNumber,
    body: z.object({ good: z.boolean(), comment: z.string().trim().max(2_000).overwrite(clean).default('') }),
    reply: Ticket,
  },
  followTicket: {
    method: 'PUT',
    path: '/tickets/{number}/following',
    who: 'member',
    summary: 'Follow a colleague’s ticket that one may read, or no more',
    params: byNumber,
    body: z.object({ follows: z.boolean() }),
    reply: Ticket,
  },
  mergeTicket: {
    method: 'PUT',
    path: '/tickets/{number}/merge/{id}',
    who: 'staff',
    summary: 'Merge a ticket into another of the same organization: both numbers lead there, and everybody goes on in it',
    params: one,
    body: z.object({ into: byNumber.shape.number }),
    reply: Ticket,
  },
  undoMerge: {
    method: 'DELETE',
    path: '/tickets/{number}/merge',
    who: 'staff',
    summary: 'Undo the merge of a ticket within a day: it stands as it stood before',
    params: byNumber,
    reply: Ticket,
  },
  splitTicket: {
    method: 'PUT',
    path: '/tickets/{number}/splits/{id}',
    who: 'staff',
    summary:
      'Another problem in the same ticket becomes a ticket of its own, which begins with what was said of it; `id` is the new ticket’s',
    params: one,
    body: z.object({
      subject: line,
      area: z.string().max(60).overwrite(clean).nullable().default(null),
      entries: z.array(Id).min(1).max(100).meta({ description: 'Messages that it begins with, by their ids' }),
    }),
    reply: Ticket,
  },
  relatedTickets: {
    method: 'GET',
    path: '/tickets/{number}/related',
    who: 'staff',
    summary: 'Other tickets of the same customer and organization, and ones of the area that say alike, newest first',
    params: byNumber,
    reply: z.object({ customer: z.array(Ticket), organization: z.array(Ticket), alike: z.array(Ticket) }),
  },
  changeTickets: {
    method: 'POST',
    path: '/tickets/changes',
    who: 'staff',
    summary: 'Change many tickets, each by itself: one that is refused keeps nobody else from changing. The same call with `was` undoes it',
    body: z.object({ changes: z.array(change).min(1).max(200) }),
    reply: z.object({ changed: z.array(z.object({ number: z.int(), refused: z.string().nullable() })) }),
  },
  linkIssue: {
    method: 'PUT',
    path: '/tickets/{number}/issues/{id}',
    who: 'staff',
    summary: 'Link an issue of the vendor’s own tracker',
    params: one,
    body: z.object({ url: z.url({ protocol: /^https?$/ }).max(1_000), title: line }),
    reply: Ticket,
  },
  unlinkIssue: { method: 'DELETE', path: '/tickets/{number}/issues/{id}', who: 'staff', summary: 'Unlink it', params: one, reply: Ticket },

  macros: {
    method: 'GET',
    path: '/macros',
    who: 'staff',
    summary: 'Answers under a name: shared ones and one’s own',
    reply: z.object({ macros: z.array(Macro) }),
  },
  saveMacro: {
    method: 'PUT',
    path: '/macros/{id}',
    who: 'staff',
    summary: 'Keep a macro under an id that the caller makes; shared ones are kept by leads and administrators',
    params: byId,
    body: z.object({
      name: line,
      text: text.min(1),
      state: z.enum(['open', 'pending', 'on_hold', 'solved']).nullable().default(null),
      shared: z.boolean().default(false),
    }),
    reply: Macro,
  },
  removeMacro: { method: 'DELETE', path: '/macros/{id}', who: 'staff', summary: 'Forget a macro', params: byId, reply: nothing },
  fillMacro: {
    method: 'GET',
    path: '/tickets/{number}/macros/{id}',
    who: 'staff',
    summary: 'A macro with a ticket’s names in place of its placeholders',
    params: one,
    reply: z.object({ text: z.string(), state: Macro.shape.state }),
  },

  mentions: {
    method: 'GET',
    path: '/mentions',
    who: 'staff',
    summary: 'Where I was called by name and have not looked yet, newest first',
    reply: z.object({ mentions: z.array(Mention) }),
  },
  seeMentions: {
    method: 'PUT',
    path: '/tickets/{number}/mentions/seen',
    who: 'staff',
    summary: 'I have looked at a ticket in which I was called by name',
    params: byNumber,
    reply: nothing,
  },

  draft: {
    method: 'GET',
    path: '/threads/{id}/draft',
    who: 'staff',
    summary: 'What I have begun to write in a thread, wherever that was',
    params: byId,
    reply: z.object({ draft: Draft.nullable() }),
  },
  keepDraft: {
    method: 'PUT',
    path: '/threads/{id}/draft',
    who: 'staff',
    summary: 'Keep what I have begun to write; an empty text forgets it',
    params: byId,
    body: z.object({ kind: Draft.shape.kind, text }),
    reply: nothing,
  },
} as const;
