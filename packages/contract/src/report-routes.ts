/** Reports and exports: what came in, how soon it was answered and solved, what waits. Hours are of the clock unless they are said to be business hours. */
import { z } from 'zod';
import { Id, PromiseKind } from './words.ts';

/** What an answer that is a file consists of. */
export interface Download {
  name: string;
  content: AsyncIterable<string | Uint8Array>;
}

/** The reply of a route whose answer is a file: its handler gives the content piece by piece. */
const download = z.custom<Download>();

/** How a ticket came in: continued from a chat, by a form, opened by staff for a customer, or by a service. */
export const doors = ['chat', 'form', 'staff', 'service'] as const;

const counted = z.array(z.object({ key: z.string().nullable(), count: z.int() }));

const Times = z
  .object({ count: z.int(), median: z.number().nullable(), p90: z.number().nullable() })
  .meta({ id: 'Times', description: 'Hours: of half, and of nine tenths, it took at most so long' });

export const DeskReport = z
  .object({
    days: z.int(),
    volume: z.object({
      total: z.int(),
      step: z.enum(['day', 'week']),
      steps: z.array(z.object({ from: z.iso.date(), chat: z.int(), form: z.int(), staff: z.int(), service: z.int() })),
      doors: counted,
      areas: counted,
      sites: counted,
      organizations: z.array(z.object({ id: Id, name: z.string(), count: z.int() })).meta({ description: 'The 20 that asked most' }),
    }),
    first_answer: z.object({ clock: Times, business: Times }).meta({
      description:
        'Of tickets that did not come from a chat. `business`: of promises, by their calendars, without the time that the customer was waited for',
    }),
    solved: z.object({ clock: Times, business: Times }),
    backlog: z.array(z.object({ days: z.int().nullable(), count: z.int() })).meta({
      description: 'Unsolved tickets now, by age: younger than so many days, null for the oldest',
    }),
    promises: z.array(z.object({ kind: PromiseKind, kept: z.int(), broken: z.int(), running: z.int() })),
    chats: z.object({ started: z.int(), answered: z.int(), missed: z.int(), abandoned: z.int() }).meta({
      description: '`missed`: nobody came and a message was left; `abandoned`: the customer left before anybody came',
    }),
    reopened: z.object({ solved: z.int(), reopened: z.int() }),
    satisfaction: z.object({ good: z.int(), bad: z.int(), solved: z.int() }),
  })
  .meta({ id: 'DeskReport' });
export type DeskReport = z.infer<typeof DeskReport>;

export const LoadReport = z
  .object({
    days: z.int(),
    people: z.array(
      z.object({
        staff: z.object({ id: Id, name: z.string() }),
        chats: z.int().meta({ description: 'That ended with them in the period' }),
        solved: z.int().meta({ description: 'Tickets that are theirs and were solved in the period' }),
        open: z.int().meta({ description: 'Unsolved tickets of theirs now' }),
        urgent: z.int(),
        overdue: z.int().meta({ description: 'Of these, with a promise that is broken' }),
        talking: z.int().meta({ description: 'Chats now' }),
        capacity: z.int(),
      }),
    ),
  })
  .meta({ id: 'LoadReport' });
export type LoadReport = z.infer<typeof LoadReport>;

const exported = z.object({
  zone: z.string().max(60).default('UTC').meta({ description: 'IANA time zone in which times are written' }),
  notes: z.stringbool().default(false).meta({ description: 'Staff: with what stays among staff' }),
});
const byNumber = z.object({ number: z.coerce.number().int().positive().max(2_147_483_647) });

const days = z.coerce.number().int().min(1).max(3_660).default(90);

export const reportRoutes = {
  deskReport: {
    method: 'GET',
    path: '/reports/desk',
    who: 'staff',
    summary: 'What came in, how soon it was answered and solved, what waits, and what customers say of it',
    query: z.object({ days, zone: z.string().max(60).default('UTC').meta({ description: 'IANA time zone in which days begin' }) }),
    reply: DeskReport,
  },
  loadReport: {
    method: 'GET',
    path: '/reports/load',
    who: 'staff',
    summary: 'How much somebody has to do: one’s own, and for leads that of their teams’ people; for nobody else',
    query: z.object({ days }),
    reply: LoadReport,
  },
  ticketsCsv: {
    method: 'GET',
    path: '/reports/tickets.csv',
    who: 'staff',
    summary: 'Every ticket of the period as a line of CSV (RFC 4180), oldest first, however many they are',
    query: z.object({ days }),
    sends: 'text/csv; charset=utf-8',
    reply: download,
  },
  exportPdf: {
    method: 'GET',
    path: '/tickets/{number}/export.pdf',
    who: 'someone',
    summary: 'One ticket with its whole thread, as PDF',
    params: byNumber,
    query: exported,
    sends: 'application/pdf',
    reply: download,
  },
  exportZip: {
    method: 'GET',
    path: '/tickets/{number}/export.zip',
    who: 'someone',
    summary: 'One ticket with its whole thread and every file in it: `ticket.json`, `ticket.pdf` and `files/`',
    params: byNumber,
    query: exported,
    sends: 'application/zip',
    reply: download,
  },
} as const;
