/** What did not arrive: on record with the mail and, where it was about a ticket, in its thread for staff. */
import type { MailTrouble } from '@fairlead/contract';
import { sql } from 'kysely';
import type { Tx } from '../../platform/db.ts';
import type { Desk } from '../../platform/desk.ts';
import * as threads from '../threads/threads.ts';
import { readSigned } from './addresses.ts';
import type { ReadMail } from './letter.ts';

/** A mail will not arrive. Says so once, however often it is reported. Answers its thread. */
export async function noteFailure(tx: Tx, id: string, trouble: MailTrouble, said: string): Promise<string | null> {
  const [failed] = await tx.rows(sql<{ address: string; thread: string | null; kind: string }>`
    update mails_out set state = 'failed', trouble = ${trouble}, trouble_said = ${said.slice(0, 500)}
    where id = ${id} and state <> 'failed' returning address, thread_id as thread, kind`);
  if (failed?.thread)
    await threads.append(tx, threads.happened(failed.thread, { event: 'mail_undelivered', to: failed.address, trouble }, 'staff'));
  tx.announce({ what: 'changed', brief: { what: 'mail', member: null } });
  return failed?.thread ?? null;
}

/** A report of what became of one of the desk's mails, found by the address that it came to or by what it gives back. Answers the thread. */
export async function noteBounce(desk: Desk, tx: Tx, { bounce, references }: ReadMail, tags: readonly string[]): Promise<string | null> {
  if (!bounce) return null;
  const original = [bounce.original, ...references].flatMap((ref) => /^<([0-9a-f-]{36})@/i.exec(ref ?? '')?.[1] ?? []);
  const [id] = [...tags.flatMap((tag) => readSigned(desk, 'bounce', tag) ?? readSigned(desk, 'answer', tag) ?? []), ...original];
  if (!id) return null;
  if (!bounce.delayed) return noteFailure(tx, id, bounce.trouble, bounce.said);
  const [mail] = await tx.rows(sql<{ thread: string | null }>`select thread_id as thread from mails_out where id = ${id}`);
  return mail?.thread ?? null;
}
