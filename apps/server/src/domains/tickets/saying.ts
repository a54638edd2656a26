/** What is said in a thread: to a chat while one is live in it, afterwards as a reply to its ticket. The one way in for REST and socket. */
import type { NewEntry } from '@fairlead/contract';
import { sql } from 'kysely';
import type { z } from 'zod';
import type { Database, Tx } from '../../platform/db.ts';
import { Refusal } from '../../platform/refusals.ts';
import type { StaffWho, Who } from '../accounts/accounts.ts';
import * as evidence from '../evidence/evidence.ts';
import * as files from '../evidence/files.ts';
import * as threads from '../threads/threads.ts';
import * as indexing from './indexing.ts';
import { lockOfThread } from './locking.ts';
import * as mentions from './mentions.ts';
import * as promises from './promises.ts';
import { changed } from './recording.ts';
import { isOver, mayReopen, moveTo } from './tickets.ts';

type Said = z.output<typeof NewEntry>;

/** An entry as its sender means it: notes are for staff alone, files must be theirs. */
async function meant(db: Database, who: Who, thread: string, said: Said): Promise<threads.NewAppend> {
  if (said.kind === 'note' && who.kind !== 'staff') throw new Refusal('not_allowed');
  const cited = said.files.length > 0 ? await db.transaction((tx) => files.cite(tx, who, thread, said.files)) : [];
  return {
    thread,
    id: said.id,
    by: threads.author(who),
    audience: said.kind === 'note' ? 'staff' : 'public',
    what: { kind: said.kind, body: { text: said.text, files: cited, ...(said.place ? { place: said.place } : {}) } },
  };
}

/**
 * Says something in a thread: while a chat is live in it, together with everything else that arrives now; afterwards as a
 * reply to its ticket. The one way in for REST and socket. The caller has made sure that `who` may add to the thread.
 */
export async function say(db: Database, who: Who, thread: string, said: Said): Promise<threads.StoredEntry> {
  if (said.mentions.length > 0 && who.kind !== 'staff') throw new Refusal('not_allowed');
  return put(db, who, await meant(db, who, thread, said), said.mentions);
}

/** Gives evidence, in the same way. */
export async function give(
  db: Database,
  who: Who,
  thread: string,
  given: Parameters<typeof evidence.toGive>[3],
): Promise<threads.StoredEntry> {
  return put(db, who, await db.transaction((tx) => evidence.toGive(tx, who, thread, given)));
}

/** Asks the customer for evidence, in the same way. */
export async function askFor(
  db: Database,
  who: StaffWho,
  thread: string,
  asked: Parameters<typeof evidence.toAsk>[3],
): Promise<threads.StoredEntry> {
  return put(db, who, await db.transaction((tx) => evidence.toAsk(tx, who, thread, asked)));
}

async function put(db: Database, who: Who, append: threads.NewAppend, called: readonly string[] = []): Promise<threads.StoredEntry> {
  // Colleagues are called to tickets; a chat is handed over instead.
  if (called.length > 0) return db.transaction((tx) => reply(tx, who, append, called));
  const outcome = await threads.appendSoon(db, { ...append, onlyLive: true });
  if (outcome.is !== 'not_live') return threads.appended(outcome);
  return db.transaction((tx) => reply(tx, who, append, called));
}

async function redirected(tx: Tx, append: threads.NewAppend, thread: string): Promise<threads.NewAppend> {
  const ids = 'files' in append.what.body ? append.what.body.files.map((f) => f.id) : [];
  await files.move(tx, ids, append.thread, thread);
  return { ...append, thread };
}

/** A reply to a ticket: a member's reopens it when it was over or waited for them; the first of staff's takes it from new to open. */
export async function reply(tx: Tx, who: Who, append: threads.NewAppend, called: readonly string[] = []): Promise<threads.StoredEntry> {
  const ticket = await lockOfThread(tx, append.thread);
  const said = await tx.read
    .selectFrom('entries')
    .select('thread_id')
    .where('thread_id', 'in', [append.thread, ticket.thread_id])
    .where('entry_id', '=', append.id)
    .executeTakeFirst();
  const isRepeat = said !== undefined;
  // What is said to a ticket that was merged goes where it went, unless it was said before.
  if (isRepeat) append = { ...append, thread: said.thread_id };
  else if (ticket.thread_id !== append.thread) append = await redirected(tx, append, ticket.thread_id);
  const wakes = who.kind === 'member' && (isOver(ticket.state) || ticket.state === 'pending');
  if (wakes && !isRepeat) await mayReopen(tx, ticket);
  const begins = who.kind === 'staff' && append.audience === 'public' && ticket.state === 'new';
  const moves = !isRepeat && (wakes || begins) ? await moveTo(tx, ticket, 'open', who) : [];
  if (!isRepeat && append.audience === 'staff') tx.announce({ what: 'changed', brief: { what: 'tickets', member: null } });
  else if (!isRepeat) {
    if (who.kind === 'staff') await promises.answered(tx, ticket.id);
    else await promises.spoken(tx, ticket);
    // Not for a note: a ticket whose time of change moves for no reason tells its member that there is one.
    const answers = who.kind === 'staff' && !ticket.answered_at;
    await tx.write
      .updateTable('tickets')
      .set({
        updated_at: tx.now,
        waiting_since: who.kind === 'staff' ? null : sql<Date>`coalesce(waiting_since, ${tx.now})`,
        ...(answers ? { answered_at: tx.now } : {}),
      })
      .where('id', '=', ticket.id)
      .execute();
    changed(tx, ticket.member_id, ticket.thread_id);
  }
  if (!isRepeat) {
    indexing.stale(tx, ticket.id);
    if (who.kind === 'staff') await mentions.note(tx, who, ticket.id, append.id, called);
  }
  const [outcome] = await threads.appendMany(tx, [append, ...moves]);
  return threads.appended(outcome!);
}
