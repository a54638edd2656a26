/** Watches over promises: warns before one is broken, and calls who leads when it is. */
import type { PromiseKind } from '@fairlead/contract';
import { sql } from 'kysely';
import type { Database, Tx } from '../../platform/db.ts';
import * as threads from '../threads/threads.ts';
import * as pages from './pages.ts';

interface Due {
  ticket: string;
  kind: PromiseKind;
  number: number;
  due_at: Date;
  thread: string;
  team: string | null;
}

/** Promises looked at in one transaction. */
const batch = 100;

const late = (what: 'warn' | 'break', tx: Tx) => {
  const fits =
    what === 'warn'
      ? sql`p.warn_at <= ${tx.now} and p.warned_at is null and p.broken_at is null`
      : sql`p.due_at < ${tx.now} and p.broken_at is null`;
  return tx.rows(sql<Due>`
    select p.ticket_id as ticket, p.kind, p.number, p.due_at, k.thread_id as thread, k.team_id as team
    from promises p join tickets k on k.id = p.ticket_id
    where ${fits} and p.running_since is not null order by p.ticket_id, p.kind limit ${batch} for update of k skip locked`);
};

async function note(tx: Tx, due: Due, column: 'warned_at' | 'broken_at', at: Date): Promise<void> {
  await tx.write
    .updateTable('promises')
    .set({ [column]: at })
    .where('ticket_id', '=', due.ticket)
    .where('kind', '=', due.kind)
    .where('number', '=', due.number)
    .execute();
}

/** Does what is due at this instant; run again, it does nothing more. */
export async function watchPromises({ db }: { db: Database }): Promise<void> {
  for (const what of ['break', 'warn'] as const) {
    let left: number;
    do
      left = await db.transaction(async (tx) => {
        const found = await late(what, tx);
        const appends: threads.NewAppend[] = [];
        for (const due of found) {
          const event = {
            event: what === 'warn' ? ('promise_warning' as const) : ('promise_broken' as const),
            promise: due.kind,
            due: due.due_at.toISOString(),
          };
          const append = threads.happened(due.thread, event, 'staff');
          appends.push(append);
          await note(tx, due, what === 'warn' ? 'warned_at' : 'broken_at', what === 'warn' ? tx.now : due.due_at);
          if (what === 'break') await pages.callLeads(tx, due.ticket, due.team);
        }
        if (found.length > 0) tx.announce({ what: 'changed', brief: { what: 'tickets', member: null } });
        await threads.appendMany(tx, appends);
        return found.length;
      });
    while (left === batch);
  }
}
