/** How a ticket comes on record, whichever door it came through. */
import type { Question, TicketState, Urgent } from '@fairlead/contract';
import type { Tx } from '../../platform/db.ts';
import * as indexing from './indexing.ts';

/** Said to everybody whose screen shows tickets: staff, the member whose it is, and who follows its thread. */
export const changed = (tx: Tx, member: string | null, thread?: string) =>
  tx.announce({ what: 'changed', brief: { what: 'tickets', member, ...(thread ? { thread } : {}) } });

interface NewRow {
  id: string;
  number: number;
  thread_id: string;
  chat_id: string | null;
  member_id: string;
  organization_id: string;
  question: Question;
  area_id: string | null;
  subject: string;
  about?: readonly string[];
  urgent?: Urgent | null;
  due_at?: Date | null;
  warn_at?: Date | null;
  waiting_since: Date | null;
  incident_id?: string;
  split_from?: string;
  opened_by?: string | null;
  state: TicketState;
  team_id: string | null;
  assignee_id: string | null;
  solved_at?: Date;
  completeness?: number | null;
}

/** The number of a ticket that is about to be put on record. One that then is not leaves a gap. */
export async function nextNumber(tx: Tx): Promise<number> {
  const [row] = await tx.prepared<{ number: number }>('next_ticket_number', `select nextval('ticket_numbers')::int as number`, []);
  return row!.number;
}

/** Puts a ticket on record. Its thread stands already. */
export function insert(tx: Tx, row: NewRow): void {
  changed(tx, row.member_id);
  tx.send(
    'insert_ticket',
    `insert into tickets (id, number, thread_id, chat_id, member_id, organization_id, question, area_id, subject, about, urgent, due_at, warn_at, waiting_since,
       incident_id, split_from, opened_by, state, team_id, assignee_id, solved_at, completeness, created_at, updated_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $23)`,
    [
      row.id,
      row.number,
      row.thread_id,
      row.chat_id,
      row.member_id,
      row.organization_id,
      row.question,
      row.area_id,
      row.subject,
      row.about ?? [],
      row.urgent ? JSON.stringify(row.urgent) : null,
      row.due_at ?? null,
      row.warn_at ?? null,
      row.waiting_since,
      row.incident_id ?? null,
      row.split_from ?? null,
      row.opened_by ?? null,
      row.state,
      row.team_id,
      row.assignee_id,
      row.solved_at ?? null,
      row.completeness ?? null,
      tx.now,
    ],
  );
  indexing.stale(tx, row.id);
}
