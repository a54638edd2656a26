/** How far each side has got in a thread, in public numbers: delivered to a device, read by a person. Marks only grow. */
import type { Marks } from '@fairlead/contract';
import { type Database, greatestInteger, type Reader } from '../../platform/db.ts';
import { gather } from '../../platform/gather.ts';

export interface NewMark {
  thread: string;
  side: 'member' | 'staff';
  delivered: number;
  read: number;
}

export const marksAnnounced = 'marks';

const noMarks = (): Marks => ({ member: { delivered: 0, read: 0 }, staff: { delivered: 0, read: 0 } });

const held = (mark: number) => Math.min(mark, greatestInteger);

const writers = new WeakMap<Database, (mark: NewMark) => Promise<void>>();

/** Notes a mark; marks that arrive together are written together. A mark beyond the newest entry counts as the newest. */
export function markSoon(db: Database, mark: NewMark): Promise<void> {
  let writer = writers.get(db);
  if (!writer) {
    writer = gather<NewMark, void>(5_000, async (marks) => {
      const furthest = new Map<string, NewMark>();
      for (const m of marks) {
        const known = furthest.get(`${m.thread} ${m.side}`);
        furthest.set(
          `${m.thread} ${m.side}`,
          known ? { ...m, delivered: Math.max(m.delivered, known.delivered), read: Math.max(m.read, known.read) } : m,
        );
      }
      const all = [...furthest.values()].toSorted((a, b) => (a.thread + a.side < b.thread + b.side ? -1 : 1));
      await db.transaction(async (tx) => {
        const rows = await tx.prepared<{ thread_id: string }>(
          'write_marks',
          `insert into marks (thread_id, side, delivered, read)
           select t.id, n.side, least(n.delivered, t.last_public_seq), least(n.read, t.last_public_seq)
           from unnest($1::uuid[], $2::text[], $3::int[], $4::int[]) as n (thread_id, side, delivered, read) join threads t on t.id = n.thread_id
           order by t.id, n.side
           on conflict (thread_id, side) do update
             set delivered = greatest(marks.delivered, excluded.delivered), read = greatest(marks.read, excluded.read)
             where excluded.delivered > marks.delivered or excluded.read > marks.read
           returning thread_id`,
          [
            all.map((m) => m.thread),
            all.map((m) => m.side),
            all.map((m) => held(Math.max(m.delivered, m.read))),
            all.map((m) => held(m.read)),
          ],
        );
        for (const thread of new Set(rows.map((r) => r.thread_id))) tx.announce({ what: marksAnnounced, brief: { thread } });
      });
      return marks.map(() => undefined);
    });
    writers.set(db, writer);
  }
  return writer(mark);
}

/** A row of marks, for queries that join them. */
export interface MarkRow {
  side: 'member' | 'staff';
  delivered: number;
  read: number;
}

export function marksFrom(rows: readonly MarkRow[]): Marks {
  const marks = noMarks();
  for (const { side, delivered, read } of rows) marks[side] = { delivered, read };
  return marks;
}

/** Marks of several threads; those without any stand at zero. */
export async function marksOf(reader: Reader, threads: readonly string[]): Promise<Map<string, Marks>> {
  const found = new Map(threads.map((t) => [t, noMarks()]));
  if (threads.length === 0) return found;
  const rows = await reader.prepared<{ thread_id: string; side: 'member' | 'staff'; delivered: number; read: number }>(
    'marks_of',
    'select thread_id, side, delivered, read from marks where thread_id = any($1::uuid[])',
    [threads],
  );
  for (const row of rows) found.get(row.thread_id)![row.side] = { delivered: row.delivered, read: row.read };
  return found;
}
