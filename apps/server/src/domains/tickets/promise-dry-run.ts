/** What another policy would have done to promises: every ticket of the last 90 days is timed again under both. */
import type { Locale, PromiseDryRun, PromiseKind, TicketState, Urgent } from '@fairlead/contract';
import { sql } from 'kysely';
import type { Reader } from '../../platform/db.ts';
import type { Policy } from '../policy/policy.ts';
import { fellDue, type Stretch, termsFor } from '../policy/promises.ts';

const days = 90;
const mostExamples = 50;
const kinds = ['first_answer', 'next_answer', 'solution'] as const;

interface Timed {
  number: number;
  subject: string;
  organization: string;
  plan: string;
  hipaa: boolean;
  site: string;
  language: Locale;
  urgent: Urgent | null;
  /** Epoch milliseconds, like all that follow. */
  opened: number;
  answered: number | null;
  solved: number | null;
  /** When the customer began to wait again, and until when. */
  waits: [from: number, to: number | null][];
  states: { at: number; to: TicketState }[];
}

type Met = 'kept' | 'broken' | 'none';

/** Holidays and closures count as each policy says; incidents and rules of channels play no part. */
export async function promiseDryRun(reader: Reader, now: Policy, draft: Policy): Promise<PromiseDryRun> {
  const since = new Date(reader.now.getTime() - days * 86_400_000);
  const tickets = await reader.rows(sql<Timed>`
    select k.number, k.subject, o.name as organization, o.plan, o.hipaa, o.site, m.locale as language, k.urgent,
      (extract(epoch from k.created_at) * 1000)::float8 as opened, (extract(epoch from k.answered_at) * 1000)::float8 as answered,
      (extract(epoch from k.solved_at) * 1000)::float8 as solved,
      coalesce((select json_agg(json_build_array(extract(epoch from p.made_at) * 1000, extract(epoch from p.ended_at) * 1000) order by p.number)
        from promises p where p.ticket_id = k.id and p.kind = 'next_answer'), '[]') as waits,
      coalesce((select json_agg(json_build_object('at', extract(epoch from e.at) * 1000, 'to', e.body ->> 'to') order by e.seq)
        from entries e where e.thread_id = k.thread_id and e.kind = 'event' and e.body ->> 'event' = 'ticket_state'), '[]') as states
    from tickets k join organizations o on o.id = k.organization_id join members m on m.id = k.member_id
    where k.created_at > ${since} order by k.created_at desc`);
  const sum = new Map(kinds.map((kind) => [kind, { kind, now: { made: 0, broken: 0 }, drafted: { made: 0, broken: 0 } }]));
  const examples: PromiseDryRun['examples'] = [];
  for (const ticket of tickets) {
    const [before, after] = [now, draft].map((policy) => timed(policy, ticket, reader.now.getTime()));
    for (const kind of kinds) {
      const all = sum.get(kind)!;
      count(all.now, before!.get(kind) ?? []);
      count(all.drafted, after!.get(kind) ?? []);
      const [was, is] = [worst(before!.get(kind)), worst(after!.get(kind))];
      if (was !== is && examples.length < mostExamples)
        examples.push({ ticket: ticket.number, subject: ticket.subject, organization: ticket.organization, kind, now: was, drafted: is });
    }
  }
  return { days, kinds: [...sum.values()], examples };
}

function count(into: { made: number; broken: number }, met: readonly Met[]): void {
  into.made += met.length;
  into.broken += met.filter((m) => m === 'broken').length;
}

const worst = (met: readonly Met[] = []): Met => (met.includes('broken') ? 'broken' : met.length > 0 ? 'kept' : 'none');

/** How a policy's promises would have stood for one ticket. */
function timed(policy: Policy, ticket: Timed, now: number): Map<PromiseKind, Met[]> {
  const terms = termsFor(policy, ticket, ticket.urgent !== null);
  const stops: readonly TicketState[] = policy.document.promises.stops;
  const met = new Map<PromiseKind, Met[]>();
  const spans: Record<PromiseKind, [number, number | null][]> = {
    first_answer: [[ticket.opened, ticket.answered ?? ticket.solved]],
    next_answer: ticket.waits,
    solution: [[ticket.opened, ticket.solved]],
  };
  for (const [kind, { minutes, calendar }] of terms)
    met.set(
      kind,
      spans[kind].map(([from, to]) =>
        fellDue(policy.calendar(calendar), stretches(ticket.states, stops, from, to), minutes, now) === null ? 'kept' : 'broken',
      ),
    );
  return met;
}

/** When a clock ran between two instants, given what states the ticket was in. */
function stretches(states: Timed['states'], stops: readonly TicketState[], from: number, to: number | null): Stretch[] {
  const found: Stretch[] = [];
  const stands = (state: TicketState) => stops.includes(state) || state === 'solved' || state === 'closed';
  const before = states.findLast((s) => s.at <= from);
  let running: number | null = before && stands(before.to) ? null : from;
  for (const { at, to: state } of states) {
    if (at <= from || (to !== null && at >= to)) continue;
    if (stands(state) && running !== null) {
      found.push([running, at]);
      running = null;
    } else if (!stands(state)) running ??= at;
  }
  if (running !== null) found.push([running, to]);
  return found;
}
