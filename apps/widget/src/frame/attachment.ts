/** A file that stands in a draft: on its way to the desk, or there. */
import type { FileRef } from '@fairlead/contract';

export interface Attachment {
  /** Made once, so a broken upload goes on where it stopped and is never doubled. */
  id: string;
  name: string;
  size: number;
  modified: number;
  /** `lost`: its bytes went with the page that it was chosen in; the same file chosen again goes on. */
  state: 'sending' | 'waiting' | 'refused' | 'lost' | 'there';
  source: File | null;
  ref: FileRef | null;
  /** Bytes that have arrived, and per second. */
  sent: number;
  rate: number;
  began: number;
  problem: string | null;
}

/** What a draft keeps of its files. */
export interface KeptFiles {
  files: FileRef[];
  pending?: Pick<Attachment, 'id' | 'name' | 'size' | 'modified'>[];
}

const none = { source: null, ref: null, sent: 0, rate: 0, began: 0, problem: null };

export function fromKept({ files, pending = [] }: KeptFiles): Attachment[] {
  const there = files.map((ref) => ({ ...none, id: ref.id, name: ref.name, size: ref.bytes, modified: 0, state: 'there' as const, ref }));
  return [...there, ...pending.map((p) => ({ ...none, ...p, state: 'lost' as const }))];
}

export function toKept(list: readonly Attachment[]): KeptFiles {
  return {
    files: list.flatMap((a) => a.ref ?? []),
    pending: list.flatMap(({ id, name, size, modified, ref, state }) => (ref || state === 'refused' ? [] : { id, name, size, modified })),
  };
}
