/**
 * How chats end: each into its ticket, from one transaction (S16), whether a person ends it, the clock, or the rules.
 * Under the routing lock.
 */
import { v7 as uuidv7 } from 'uuid';
import type { Tx } from '../../platform/db.ts';
import * as accounts from '../accounts/accounts.ts';
import type { StaffWho } from '../accounts/accounts.ts';
import * as evidence from '../evidence/evidence.ts';
import * as policy from '../policy/policy.ts';
import * as routing from '../routing/routing.ts';
import * as threads from '../threads/threads.ts';
import * as tickets from '../tickets/tickets.ts';
import { changed, type ChatRow, columns, connectWaiting, goingOn } from './waiting.ts';

export interface Ending {
  solved: boolean;
  /** For the specialist: becomes an internal note (S15, S17). */
  note: string;
  /** Items that the customer is asked for (S15). */
  missing: readonly string[];
  /** Another area than the chat's, by key. */
  area?: string | undefined;
}

export const unsolved: Ending = { solved: false, note: '', missing: [] };

interface End {
  chat: ChatRow;
  by: 'member' | 'staff' | 'member_vanished' | 'left_message' | 'closing_time' | 'hipaa';
  who: { kind: 'member' | 'staff' | 'desk'; id: string | null; name: string };
  ending: Ending;
}

/** Ends chats, each into its ticket, and gives those who are free now to whoever still waits. Under the routing lock. */
export async function finish(tx: Tx, ends: readonly End[], others: readonly threads.NewAppend[] = []): Promise<void> {
  const appends = [...others];
  for (const end of ends) appends.push(...(await finishOne(tx, end)));
  await threads.appendMany(tx, [...appends, ...(await connectWaiting(tx))]);
  // Only now: appendMany locks several threads in id order, which a thread locked before would break.
  for (const { chat } of ends) await threads.settle(tx, chat.thread_id);
}

async function finishOne(tx: Tx, { chat, by, who, ending }: End): Promise<threads.NewAppend[]> {
  const place = await placeAtEnd(tx, chat, ending.area);
  if (ending.area) await evidence.moveTo(tx, chat.thread_id, ending.area);
  const ticket = await tickets.continueChat(tx, {
    chat: chat.id,
    thread: chat.thread_id,
    member: chat.member_id,
    organization: chat.organization_id,
    question: chat.question,
    area: place.area,
    team: place.team,
    subject: chat.summary,
    about: chat.about,
    urgent: chat.urgent,
    solved: ending.solved,
  });
  await tx.write
    .updateTable('chats')
    .set({ ended_at: tx.now, ended_by: by, solved: ending.solved, ticket_id: ticket.id })
    .where('id', '=', chat.id)
    .execute();
  if (chat.engineer_id) await routing.touched(tx, [chat.engineer_id]);
  changed(tx, chat.member_id);

  const appends: threads.NewAppend[] = [];
  if (ending.note.trim() !== '')
    appends.push({
      thread: chat.thread_id,
      id: uuidv7(),
      by: who,
      audience: 'staff',
      what: { kind: 'note', body: { text: ending.note, files: [] } },
    });
  appends.push(threads.happened(chat.thread_id, { event: 'chat_ended', by, name: who.name || null, solved: ending.solved }));
  // Staff say what they miss; where nobody of them ended it, the policy does (S15).
  const missing = by === 'staff' ? ending.missing : ending.solved ? [] : await evidence.requiredMissing(tx, chat.thread_id);
  appends.push(...(await evidence.toAskAtEnd(tx, chat.thread_id, missing, by === 'staff' ? who.name : null)));
  return [...appends, ticket.append];
}

export const nobody = { kind: 'desk', id: null, name: '' } as const;

/** Ends every open chat of organizations that are about to be under HIPAA (S8). */
export async function endForHipaa(tx: Tx, organizations: readonly string[]): Promise<void> {
  if (organizations.length === 0) return;
  await routing.lock(tx);
  const chats = (await tx.write
    .selectFrom('chats')
    .select(columns)
    .where('organization_id', 'in', organizations)
    .where('ended_at', 'is', null)
    .orderBy('id')
    .forUpdate()
    .execute()) as ChatRow[];
  if (chats.length > 0)
    await finish(
      tx,
      chats.map((chat) => ({ chat, by: 'hipaa', who: nobody, ending: unsolved })),
    );
}

/** Staff say that an organization is under HIPAA, or lift it. Said, its chats end in the same transaction. */
export async function setHipaa(tx: Tx, who: StaffWho, organization: string, hipaa: boolean): Promise<void> {
  if (hipaa) await endForHipaa(tx, [organization]);
  await accounts.setHipaa(tx, who, organization, hipaa);
}

/**
 * Carries the closing out: who waits is told some time before, and at the closing becomes a ticket; who talks may finish. Each
 * as the policy says.
 */
export async function close(tx: Tx): Promise<void> {
  await routing.lock(tx);
  const { closing } = (await policy.inForce(tx)).document;
  const ends: End[] = [];
  const warnings: threads.NewAppend[] = [];
  // Who talks may finish unless the policy says otherwise, and need not be looked at: they are many more than who waits.
  for (const chat of await goingOn(tx, { waiting: closing.running === 'finish' })) {
    const { open, why, closes } = chat.verdict;
    const waits = chat.engineer_id === null;
    // An incident lets nobody new in; who is in the line already stays.
    if (!open && why !== 'incident') {
      if (why === 'hipaa') ends.push({ chat, by: 'hipaa', who: nobody, ending: unsolved });
      else if (waits ? closing.waiting === 'ticket' : closing.running === 'end')
        ends.push({ chat, by: 'closing_time', who: nobody, ending: unsolved });
      continue;
    }
    const soon = closes && closes.getTime() - tx.now.getTime() <= closing.warn_minutes * 60_000;
    if (!soon || !waits || closing.waiting !== 'ticket' || chat.warned_of?.getTime() === closes.getTime()) continue;
    warnings.push(threads.happened(chat.thread_id, { event: 'closing_soon', closes: closes.toISOString() }));
    await tx.write.updateTable('chats').set({ warned_of: closes }).where('id', '=', chat.id).execute();
  }
  if (ends.length > 0) await finish(tx, ends, warnings);
  else if (warnings.length > 0) await threads.appendMany(tx, warnings);
}

async function placeAtEnd(tx: Tx, chat: ChatRow, otherArea: string | undefined): Promise<{ area: string | null; team: string | null }> {
  if (otherArea) return routing.placeOf(tx, 'technical', otherArea);
  if (!chat.area_id) return routing.placeOf(tx, 'sales', null);
  const { key } = await tx.read.selectFrom('areas').select('key').where('id', '=', chat.area_id).executeTakeFirstOrThrow();
  return routing.placeOf(tx, 'technical', key);
}
