/** Members beside the one whose thread it is: who follows by choice, and whom a merge brought. */
import { sql } from 'kysely';
import type { Reader, Tx } from '../../platform/db.ts';
import { type MemberWho, viewsAnnounced } from '../accounts/accounts.ts';

/** Threads `t` that a member may read because a merge brought them there. */
export const letIn = (who: MemberWho) =>
  sql`exists (select 1 from followers f where f.thread_id = t.id and f.member_id = ${who.id} and f.access <> 'none')`;

/** A member follows a thread by choice, or no more. Who may do so is the caller's to know. */
export async function follow(tx: Tx, thread: string, member: string, follows: boolean): Promise<void> {
  if (follows)
    await tx.rows(sql`
      insert into followers (thread_id, member_id, chosen, access, since) values (${thread}, ${member}, true, 'none', ${tx.now})
      on conflict (thread_id, member_id) do update set chosen = true`);
  else {
    await tx.rows(sql`delete from followers where thread_id = ${thread} and member_id = ${member} and access = 'none'`);
    await tx.rows(sql`update followers set chosen = false where thread_id = ${thread} and member_id = ${member}`);
  }
}

/** A merge brings everybody of one thread to another; who was there before keeps what they may do. */
export async function bring(tx: Tx, from: string, to: string, access: 'read' | 'write', merge: string): Promise<void> {
  await tx.rows(sql`
    insert into followers (thread_id, member_id, chosen, access, merge_id, since)
    select ${to}, w.member_id, false, ${access}, ${merge}, ${tx.now} from (
      select member_id from threads where id = ${from}
      union select member_id from followers where thread_id = ${from} and (chosen or access <> 'none')) w
    where w.member_id <> (select member_id from threads where id = ${to})
    on conflict (thread_id, member_id) do update set access = excluded.access, merge_id = excluded.merge_id
      where followers.access = 'none' or (followers.access = 'read' and excluded.access = 'write')`);
}

/** Whom a merge brought goes again, unless they follow by choice; their sockets hear no more of it. */
export async function sendBack(tx: Tx, merge: string): Promise<void> {
  const gone = await tx.rows(sql<{ thread: string; member: string }>`
    delete from followers where merge_id = ${merge} and not chosen returning thread_id as thread, member_id as member`);
  const kept = await tx.rows(sql<{ thread: string; member: string }>`
    update followers set access = 'none', merge_id = null where merge_id = ${merge} returning thread_id as thread, member_id as member`);
  for (const brief of [...gone, ...kept]) tx.announce({ what: viewsAnnounced, brief });
}

/** Members whose screens show a thread that is not theirs. */
export async function followersOf(reader: Reader, thread: string): Promise<string[]> {
  const rows = await reader.prepared<{ id: string }>('followers', 'select member_id as id from followers where thread_id = $1', [thread]);
  return rows.map((r) => r.id);
}
