/** Forgets mail that belongs to no ticket after a while, and removes the sources of what was deleted. */
import { sql } from 'kysely';
import type { Desk } from '../../platform/desk.ts';

/** Of reports, automatic answers, digests and the like, milliseconds. */
const keptFor = 90 * 24 * 3600_000;

export async function sweepMail(desk: Desk): Promise<void> {
  await desk.db.transaction(async (tx) => {
    const before = new Date(tx.now.getTime() - keptFor);
    await tx.rows(sql`update mails_in set state = 'doomed' where state = 'done' and thread_id is null and done_at < ${before}`);
    await tx.rows(sql`delete from mails_out where thread_id is null and state in ('sent', 'kept', 'failed') and made_at < ${before}`);
  });
  // First the bytes: what stops half-way finds its row again.
  const doomed = await desk.db.reader.rows(
    sql<{ id: string; source: string }>`select id, source from mails_in where state = 'doomed' limit 100`,
  );
  for (const { id, source } of doomed) {
    await desk.blobs.remove(source);
    await desk.db.transaction((tx) => tx.write.deleteFrom('mails_in').where('id', '=', id).execute());
  }
}
