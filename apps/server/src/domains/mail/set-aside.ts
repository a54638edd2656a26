/** What staff do with mail that was set aside: read it again, let it in, or nothing. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db.ts';

/** Reads once more what was set aside; what was held back for its sender's number is let in. Anything else stays as it is. */
export async function readAgain(tx: Tx, id: string): Promise<void> {
  await tx.rows(sql`
    update mails_in set state = 'waiting', let_in = let_in or outcome = 'held', outcome = null, detail = null, attempts = 0, done_at = null
    where id = ${id} and state = 'aside'`);
  tx.announce({ what: 'changed', brief: { what: 'mail', member: null } });
}

/** Nothing is to be done with what was set aside. */
export async function dismiss(tx: Tx, id: string): Promise<void> {
  await tx.rows(sql`update mails_in set state = 'done', outcome = 'dismissed', done_at = ${tx.now} where id = ${id} and state = 'aside'`);
  tx.announce({ what: 'changed', brief: { what: 'mail', member: null } });
}

/** Everything that was held back of one sender is let in, or dismissed. Answers how much that was. */
export async function settleHeld(tx: Tx, sender: string, letIn: boolean): Promise<number> {
  const rows = await tx.rows(
    letIn
      ? sql`update mails_in set state = 'waiting', let_in = true, outcome = null, detail = null, attempts = 0, done_at = null
          where sender = ${sender} and state = 'aside' and outcome = 'held' returning id`
      : sql`update mails_in set state = 'done', outcome = 'dismissed', done_at = ${tx.now}
          where sender = ${sender} and state = 'aside' and outcome = 'held' returning id`,
  );
  tx.announce({ what: 'changed', brief: { what: 'mail', member: null } });
  return rows.length;
}
