/** What surrounds a ticket: promises added up, views, what is found of it. */
import { z } from 'zod';
import { At, clean, PromiseKind, TicketState } from './words.ts';
import { Ticket } from './views.ts';

/** How a list of tickets is ordered. `relevance` is for searches: best first. */
export const TicketOrder = z.enum(['updated', 'due', 'waiting', 'created', 'solved', 'relevance']);
export type TicketOrder = z.infer<typeof TicketOrder>;

/** The views that every desk has. */
export const builtInViews = ['mine', 'my_teams', 'unassigned', 'urgent', 'breaching', 'waiting', 'recently_solved', 'all'] as const;
export type BuiltInView = (typeof builtInViews)[number];

/** Words, phrases and `field:value` filters. */
export const Query = z.string().trim().max(500).overwrite(clean);

export const View = z
  .object({
    id: z.string().meta({ description: 'One of the built-in names, or the id of a saved view' }),
    name: z.string().nullable().meta({ description: 'Null for a built-in one, which screens name' }),
    q: z.string(),
    order: TicketOrder,
    shared: z.boolean(),
    mine: z.boolean(),
    count: z.int().meta({ description: 'How many tickets it holds; at most 1000, which means that many or more' }),
  })
  .meta({ id: 'View' });
export type View = z.infer<typeof View>;

/** A passage in which something was found. `marks` are [from, to) in UTF-16 units. */
export const Passage = z
  .object({
    text: z.string(),
    marks: z.array(z.tuple([z.int(), z.int()])),
    number: z.int().nullable().meta({ description: 'The entry’s number; null for the subject' }),
  })
  .meta({ id: 'Passage' });
export type Passage = z.infer<typeof Passage>;

export const PromiseLine = z
  .object({
    from: At,
    to: At,
    minutes: z.number().meta({ description: 'Counted; 0 unless `is` is `counted`' }),
    is: z.enum(['counted', 'closed', 'stopped']),
    because: z.string().nullable().meta({ description: 'The holiday, where it was closed for one' }),
    state: TicketState.nullable().meta({ description: 'Where the clock stood: the state that stopped it' }),
  })
  .meta({ id: 'PromiseLine' });

export const ExplainedPromise = z
  .object({
    kind: PromiseKind,
    number: z.int(),
    made: At,
    minutes: z.int().meta({ description: 'Promised business minutes' }),
    zone: z.string(),
    calendar: z.string(),
    version: z.int().meta({ description: 'Version of the policy that promised it' }),
    spent: z.number().meta({ description: 'Business minutes that have passed: the sum of the lines' }),
    due: At.nullable(),
    is: z.enum(['running', 'standing', 'kept', 'broken', 'void']),
    ended: At.nullable(),
    lines: z.array(PromiseLine),
  })
  .meta({ id: 'ExplainedPromise' });
export type ExplainedPromise = z.infer<typeof ExplainedPromise>;

/** What another policy would have done to the promises of the last 90 days. */
export const PromiseDryRun = z
  .object({
    days: z.int(),
    kinds: z.array(
      z.object({
        kind: PromiseKind,
        now: z.object({ made: z.int(), broken: z.int() }),
        drafted: z.object({ made: z.int(), broken: z.int() }),
      }),
    ),
    examples: z
      .array(
        z.object({
          ticket: z.int(),
          subject: z.string(),
          organization: z.string(),
          kind: PromiseKind,
          now: z.enum(['kept', 'broken', 'none']),
          drafted: z.enum(['kept', 'broken', 'none']),
        }),
      )
      .meta({ description: 'Those that differ, newest first, at most 50' }),
  })
  .meta({ id: 'PromiseDryRun' });
export type PromiseDryRun = z.infer<typeof PromiseDryRun>;

export const FoundTicket = z.object({ ticket: Ticket, passage: Passage.nullable() }).meta({ id: 'FoundTicket' });
export type FoundTicket = z.infer<typeof FoundTicket>;
