/** What staff have begun to write: kept here, so that it is there on their other screens, too. */
import type { Draft } from '@fairlead/contract';
import type { Reader, Tx } from '../../platform/db.ts';
import type { StaffWho } from '../accounts/accounts.ts';

export async function draft(reader: Reader, who: StaffWho, thread: string): Promise<Draft | null> {
  const [row] = await reader.prepared<{ kind: Draft['kind']; text: string; changed_at: Date }>(
    'draft',
    'select kind, text, changed_at from drafts where thread_id = $1 and staff_id = $2',
    [thread, who.id],
  );
  return row ? { kind: row.kind, text: row.text, changed: row.changed_at.toISOString() } : null;
}

/** Keeps it; an empty one is forgotten. */
export async function keep(tx: Tx, who: StaffWho, thread: string, { kind, text }: Pick<Draft, 'kind' | 'text'>): Promise<void> {
  if (text.trim() === '') {
    await tx.prepared('forget_draft', 'delete from drafts where thread_id = $1 and staff_id = $2', [thread, who.id]);
    return;
  }
  await tx.prepared(
    'keep_draft',
    `insert into drafts (thread_id, staff_id, kind, text, changed_at) values ($1, $2, $3, $4, $5)
     on conflict (thread_id, staff_id) do update set kind = excluded.kind, text = excluded.text, changed_at = excluded.changed_at`,
    [thread, who.id, kind, text, tx.now],
  );
}
