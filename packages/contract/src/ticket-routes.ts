/** The routes of what surrounds a ticket; a part of `routes`, where `who` and shape are checked. */
import { z } from 'zod';
import { Urgent } from './channels.ts';
import { ExplainedPromise, FoundTicket, Query, TicketOrder, View } from './tickets.ts';
import { Ticket } from './views.ts';
import { clean, Id, line, nothing } from './words.ts';

const byId = z.object({ id: Id });
const number = z.coerce.number().int().positive().max(2_147_483_647);
const byNumber = z.object({ number });
const note = z.string().trim().min(1).max(20_000).overwrite(clean);

export const ticketRoutes = {
  searchTickets: {
    method: 'GET',
    path: '/search',
    who: 'someone',
    summary: 'Tickets by words, phrases, identifiers and `field:value` filters, best first, each with the passage that fits',
    query: z.object({
      q: Query.meta({ description: 'Like `"no data" nginx is:unsolved org:Northwind`; docs/search.md lists the fields' }),
      order: TicketOrder.default('relevance'),
      before: z.string().max(100).optional().meta({ description: 'The `next` of the page before' }),
      limit: z.coerce.number().int().min(1).max(50).default(25),
    }),
    reply: z.object({ found: z.array(FoundTicket), next: z.string().nullable() }),
  },
  views: {
    method: 'GET',
    path: '/views',
    who: 'staff',
    summary: 'The views of the inbox: built-in ones, shared ones and one’s own, each with how many tickets it holds',
    reply: z.object({ views: z.array(View) }),
  },
  saveView: {
    method: 'PUT',
    path: '/views/{id}',
    who: 'staff',
    summary:
      'Keep a search as a view under an id that the caller makes; one’s own may be changed, a shared one by leads and administrators, too',
    params: byId,
    body: z.object({
      name: line,
      q: Query,
      order: TicketOrder.exclude(['relevance']).default('updated'),
      shared: z.boolean().default(false),
    }),
    reply: View,
  },
  removeView: { method: 'DELETE', path: '/views/{id}', who: 'staff', summary: 'Forget a saved view', params: byId, reply: nothing },
  escalateTicket: {
    method: 'POST',
    path: '/tickets/{number}/escalations',
    who: 'staff',
    summary: 'Hand a ticket to the specialists of an area; the note says what they need to know and stays among staff',
    params: byNumber,
    body: z.object({
      id: Id.optional().meta({ description: 'The note’s, made by the caller, so that this may be repeated' }),
      area: z.string().min(1).max(60).overwrite(clean),
      note,
      staff: Id.nullable().default(null),
    }),
    reply: Ticket,
  },
  setUrgency: {
    method: 'PUT',
    path: '/tickets/{number}/urgency',
    who: 'staff',
    summary: 'Say that a ticket is urgent and why, which calls its team and shortens what is promised; null lifts it',
    params: byNumber,
    body: z.object({ urgent: Urgent.nullable() }),
    reply: Ticket,
  },
  promises: {
    method: 'GET',
    path: '/tickets/{number}/promises',
    who: 'someone',
    summary: 'What was promised of a ticket, added up line by line',
    params: byNumber,
    reply: z.object({ promises: z.array(ExplainedPromise) }),
  },
} as const;
