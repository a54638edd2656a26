/** What was deleted, and the proof that its bytes are gone. Of what it said nothing stays. */
import type { Deletion } from '@fairlead/contract';
import { sql } from 'kysely';
import type { Reader, Tx } from '../../platform/db.ts';
import type { StaffWho } from '../accounts/accounts.ts';
import type { Blob } from './files.ts';

export interface NewDeletion {
  id: string;
  ticket: number;
  organization: string;
  /** Null: its retention has ended. */
  by: StaffWho | null;
  reason: string;
  blobs: readonly Blob[];
}

export async function note(tx: Tx, { id, ticket, organization, by, reason, blobs }: NewDeletion): Promise<void> {
  await tx.write
    .insertInto('deletions')
    .values({
      id,
      ticket,
      organization_id: organization,
      why: by ? 'asked' : 'retention',
      reason,
      deleted_by: by?.id ?? null,
      at: tx.now,
      blobs: blobs.map((b) => b.id),
      bytes: blobs.reduce((sum, b) => sum + b.bytes, 0),
    })
    .execute();
}

/** Marks those whose every blob, and every flare, the store has no more. */
export async function verify(tx: Tx): Promise<void> {
  await tx.rows(sql`
    update deletions d set verified_at = ${tx.now}
    where verified_at is null and not exists (select 1 from blobs b where b.id = any(d.blobs))
      and not exists (select 1 from flares f where f.id = any(d.blobs))`);
}

/** Newest first. `id`: that one only. */
export async function shown(reader: Reader, id: string | null = null): Promise<Deletion[]> {
  const rows = await reader.rows(sql<Omit<Deletion, 'at' | 'verified'> & { at: Date; verified: Date | null }>`
    select d.id, d.ticket, o.name as organization, d.why, d.reason, s.name as by, d.at, cardinality(d.blobs) as files, d.bytes, d.verified_at as verified
    from deletions d join organizations o on o.id = d.organization_id left join staff s on s.id = d.deleted_by
    where ${id}::uuid is null or d.id = ${id} order by d.at desc limit 500`);
  return rows.map((row) => ({ ...row, at: row.at.toISOString(), verified: row.verified?.toISOString() ?? null }));
}
