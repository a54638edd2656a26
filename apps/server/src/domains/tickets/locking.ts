/**
 * A ticket as a command works on it: its row, locked. A number or thread that was merged stands for the ticket to which it leads. Only
 * that one is locked, so that nobody waits in a circle with whoever merges or parts the two, who locks both in the order of their numbers.
 */
import type { Question, TicketState, Urgent } from '@fairlead/contract';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../platform/db.ts';
import { Refusal } from '../../platform/refusals.ts';
import type { Who } from '../accounts/accounts.ts';

export interface TicketRow {
  id: string;
  number: number;
  thread_id: string;
  member_id: string;
  organization_id: string;
  question: Question;
  area_id: string | null;
  state: TicketState;
  team_id: string | null;
  assignee_id: string | null;
  answered_at: Date | null;
  solved_at: Date | null;
  urgent: Urgent | null;
  merged_into: string | null;
}

const names = [
  'id',
  'number',
  'thread_id',
  'member_id',
  'organization_id',
  'question',
  'area_id',
  'state',
  'team_id',
  'assignee_id',
  'answered_at',
  'solved_at',
  'urgent',
  'merged_into',
] as const;
const columns = sql.join(names.map((name) => sql.ref(`k.${name}`)));

/** The ticket for somebody who may change it. Throws `not_found` alike for absent and forbidden. */
export const lockForWho = (tx: Tx, who: Who, number: number): Promise<TicketRow> =>
  lockStanding(tx, sql`number = ${number}`, workedOnBy(who));

/** The ticket of a thread. Throws `not_found`. */
export const lockOfThread = (tx: Tx, thread: string): Promise<TicketRow> => lockStanding(tx, sql`thread_id = ${thread}`, sql`true`);

async function lockStanding(tx: Tx, which: RawBuilder<unknown>, may: RawBuilder<unknown>): Promise<TicketRow> {
  for (;;) {
    const [end] = await tx.rows(sql<{ id: string }>`
      with recursive way as (
        select id, merged_into from tickets where ${which} union all select k.id, k.merged_into from tickets k join way on k.id = way.merged_into)
      select id from way where merged_into is null`);
    const [ticket] = end
      ? await tx.rows(sql<TicketRow>`select ${columns} from tickets k where k.id = ${end.id} and ${may} for update of k`)
      : [];
    if (!ticket) throw new Refusal('not_found');
    // Else it was merged while this waited for it.
    if (!ticket.merged_into) return ticket;
  }
}

/** Tickets `k` that somebody may work on: members their own, and those to which a merge brought them. */
const workedOnBy = (who: Who) =>
  who.kind === 'staff'
    ? sql`true`
    : sql`k.organization_id = ${who.organization} and (k.member_id = ${who.id} or exists (
        select 1 from followers f where f.thread_id = k.thread_id and f.member_id = ${who.id} and f.access = 'write'))`;

/** These tickets as they are, merged or not, for what joins or parts them. Throws `not_found` when one is not there. */
export async function lockAsTheyAre(tx: Tx, numbers: readonly number[]): Promise<TicketRow[]> {
  const rows = await tx.rows(sql<TicketRow>`
    select ${columns} from tickets k where k.number = any(${numbers}::int[]) order by k.number for update`);
  return numbers.map((number) => {
    const ticket = rows.find((r) => r.number === number);
    if (!ticket) throw new Refusal('not_found');
    return ticket;
  });
}

/** Tickets that have been solved since before an instant, those that another process works on left out. */
export const lockSolvedBefore = (tx: Tx, before: RawBuilder<Date>, limit: number): Promise<TicketRow[]> =>
  tx.rows(sql<TicketRow>`
    select ${columns} from tickets k where k.solved_at < ${before} and k.state = 'solved' order by k.solved_at limit ${limit} for update skip locked`);

/** Tickets that hang on an incident, locked in one order. */
export const lockAttached = (tx: Tx, incident: string): Promise<TicketRow[]> =>
  tx.rows(sql<TicketRow>`select ${columns} from tickets k where k.incident_id = ${incident} order by k.id for update`);
