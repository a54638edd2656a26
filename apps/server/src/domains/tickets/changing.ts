/** Many tickets at once: each change stands for itself, in its own transaction. */
import type { RefusalCode, TicketState } from '@fairlead/contract';
import type { Database } from '../../platform/db.ts';
import { Refusal } from '../../platform/refusals.ts';
import type { StaffWho } from '../accounts/accounts.ts';
import * as tickets from './tickets.ts';

interface People {
  team: string | null;
  staff: string | null;
}

export interface Change {
  number: number;
  state?: Exclude<TicketState, 'new'> | undefined;
  assignee?: People | undefined;
  /** What the caller saw; where it is another by now, nothing of this change is made. */
  was: { state?: TicketState | undefined; assignee?: People | undefined };
}

/** Makes the changes in order; answers for each why it was refused, or null. */
export async function change(
  db: Database,
  who: StaffWho,
  changes: readonly Change[],
): Promise<{ number: number; refused: RefusalCode | null }[]> {
  const outcomes: { number: number; refused: RefusalCode | null }[] = [];
  for (const { number, state, assignee, was } of changes) {
    try {
      await db.transaction(async (tx) => {
        if (assignee) await tickets.assign(tx, who, number, { ...assignee, was: was.assignee });
        if (state) await tickets.setState(tx, who, number, state, was.state);
      });
      outcomes.push({ number, refused: null });
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal;
      outcomes.push({ number, refused: refusal.code });
    }
  }
  return outcomes;
}
