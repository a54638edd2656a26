/** Solved tickets that their customers can no longer reopen are closed. */
import { sql } from 'kysely';
import type { Database, Tx } from '../../platform/db.ts';
import * as policy from '../policy/policy.ts';
import * as threads from '../threads/threads.ts';
import { lockSolvedBefore } from './locking.ts';
import { moveTo } from './tickets.ts';

/** Closed in one transaction. */
const batch = 100;

/** Closes them all; run twice at once, each takes others. */
export async function closeSolved({ db }: { db: Database }): Promise<void> {
  while ((await db.transaction(closeBatch)) === batch);
}

async function closeBatch(tx: Tx): Promise<number> {
  const { reopen_days } = (await policy.inForce(tx)).document.tickets;
  const due = await lockSolvedBefore(tx, sql<Date>`${tx.now}::timestamptz - make_interval(days => ${reopen_days})`, batch);
  const appends: threads.NewAppend[] = [];
  for (const ticket of due) appends.push(...(await moveTo(tx, ticket, 'closed', null)));
  await threads.appendMany(tx, appends);
  return due.length;
}
