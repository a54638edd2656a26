/**
 * The numbered record of what was said and done. A chat and the ticket that continues it share one thread.
 *
 * Invariants: `seq` has no gaps and follows commit order, `public_seq` likewise over what members may see; an entry's id,
 * made by its sender, stands once; entries are never changed. Numbers are taken under the lock of the thread's row.
 *
 * Locks: a command locks its chat or ticket before the thread. Several threads are locked in id order, so a command that
 * touches more than one uses `appendMany` once.
 */
import type { Appended, Author, Entry, Given, Happening, Said } from '@fairlead/contract';
import { v7 as uuidv7 } from 'uuid';
import { type Database, greatestInteger, type Reader, type Tx } from '../../platform/db.ts';
import { Failed, gather } from '../../platform/gather.ts';
import { Refusal } from '../../platform/refusals.ts';
import { seesOrganization, type Who } from '../accounts/accounts.ts';

export interface NewAppend {
  thread: string;
  /** Made by the sender, so that this may be repeated. */
  id: string;
  by: Author;
  /** Whether members see it. */
  audience: 'public' | 'staff';
  what: { kind: 'message' | 'note'; body: Said } | { kind: 'evidence'; body: Given } | { kind: 'event'; body: Happening };
  /** Only while a chat is live in the thread; else the outcome is `not_live` and nothing is written. */
  onlyLive?: true;
}

export type Outcome =
  | { is: 'appended'; entry: StoredEntry; again: boolean }
  | { is: 'no_thread' }
  | { is: 'not_live' }
  /** The id stands for somebody else's entry, or for another kind. */
  | { is: 'id_taken' };

/** An entry as it stands; readers get it through `forStaff` or `forMember`. */
export interface StoredEntry {
  thread: string;
  seq: number;
  publicSeq: number | null;
  id: string;
  by: Author;
  at: Date;
  what: NewAppend['what'];
}

/** What is announced after a commit: new entries of a thread. Other processes get the numbers and read the rest. */
export const entriesAnnounced = 'entries';
export interface EntriesBrief {
  thread: string;
  from: number;
  to: number;
}

const desk: Author = { kind: 'desk', id: null, name: '' };
export const author = (who: Who): Author => ({ kind: who.kind, id: who.id, name: who.name });

export function create(tx: Tx, thread: { id: string; member: string; organization: string; live: boolean }): void {
  tx.send('create_thread', 'insert into threads (id, member_id, organization_id, live, last_at) values ($1, $2, $3, $4, $5)', [
    thread.id,
    thread.member,
    thread.organization,
    thread.live,
    tx.now,
  ]);
}

/** From now on its chat is over, and what is said goes to the ticket. */
export async function settle(tx: Tx, thread: string): Promise<void> {
  await tx.write.updateTable('threads').set({ live: false }).where('id', '=', thread).execute();
}

interface ThreadRow {
  id: string;
  last_seq: number;
  last_public_seq: number;
  live: boolean;
}

export interface EntryRow {
  thread_id: string;
  seq: number;
  public_seq: number | null;
  entry_id: string;
  kind: string;
  author_kind: Author['kind'];
  author_id: string | null;
  body: Said | Given | Happening;
  at: Date;
  author_name?: string | null;
}

/** A thread to which entries are added in this transaction. */
interface Growing {
  id: string;
  last_seq: number;
  last_public_seq: number;
  first: number;
  fresh: StoredEntry[];
  memberSpoke: boolean;
  live: boolean;
}

const growing = <Of extends Pick<ThreadRow, 'id' | 'last_seq' | 'last_public_seq' | 'live'>>(thread: Of): Of & Growing => ({
  ...thread,
  first: thread.last_seq + 1,
  fresh: [],
  memberSpoke: false,
});

/** Gives an entry the next number. */
function numbered(tx: Tx, thread: Growing, append: NewAppend): StoredEntry {
  thread.last_seq++;
  if (append.audience === 'public') thread.last_public_seq++;
  if (append.by.kind === 'member') thread.memberSpoke = true;
  const entry: StoredEntry = {
    thread: append.thread,
    seq: thread.last_seq,
    publicSeq: append.audience === 'public' ? thread.last_public_seq : null,
    id: append.id,
    by: append.by,
    at: tx.now,
    what: append.what,
  };
  thread.fresh.push(entry);
  return entry;
}

/** The first entries of a thread that this transaction has created: nobody else can know it yet, so there is nothing to lock or to look up. */
export function appendFirst(tx: Tx, thread: string, appends: readonly NewAppend[]): void {
  const made = growing({ id: thread, last_seq: 0, last_public_seq: 0, live: false });
  for (const append of appends) numbered(tx, made, append);
  write(tx, [made]);
}

/**
 * Appends in one go, in the order given, locking the threads in id order; answers one outcome each. Repeats leave no hole:
 * ids are looked up under the lock, then the rest is numbered.
 */
export async function appendMany(tx: Tx, appends: readonly NewAppend[]): Promise<Outcome[]> {
  // The second statement waits for no answer, but runs after the first: its snapshot is taken under the locks.
  const [locked, earlier] = await Promise.all([
    tx.prepared<ThreadRow>(
      'lock_threads',
      'select id, last_seq, last_public_seq, live from threads where id = any($1::uuid[]) order by id for no key update',
      [[...new Set(appends.map((a) => a.thread))]],
    ),
    // Lateral with a limit: one look into the index for each, whatever the planner believes of the table's size.
    tx.prepared<EntryRow>(
      'entries_said_already',
      `select e.* from unnest($1::uuid[], $2::uuid[]) as a (thread_id, entry_id) cross join lateral (
         select thread_id, seq, public_seq, entry_id, kind, author_kind, author_id, body, at from entries
         where thread_id = a.thread_id and entry_id = a.entry_id limit 1) e`,
      [appends.map((a) => a.thread), appends.map((a) => a.id)],
    ),
  ]);
  const threads = new Map(locked.map((t) => [t.id, growing(t)]));
  const known = new Map<string, StoredEntry>();
  const key = (thread: string, id: string) => `${thread} ${id}`;
  for (const row of earlier) known.set(key(row.thread_id, row.entry_id), restored(row));

  const outcomes = appends.map((append): Outcome => {
    const thread = threads.get(append.thread);
    if (!thread) return { is: 'no_thread' };
    const said = known.get(key(append.thread, append.id));
    if (said) {
      const same = said.by.id === append.by.id && said.what.kind === append.what.kind;
      return same ? { is: 'appended', entry: { ...said, by: append.by }, again: true } : { is: 'id_taken' };
    }
    if (append.onlyLive && !thread.live) return { is: 'not_live' };
    const entry = numbered(tx, thread, append);
    known.set(key(append.thread, append.id), entry);
    return { is: 'appended', entry, again: false };
  });

  write(
    tx,
    [...threads.values()].filter((t) => t.fresh.length > 0),
  );
  return outcomes;
}

function write(tx: Tx, touched: readonly Growing[]): void {
  if (touched.length === 0) return;
  const fresh = touched.flatMap((t) => t.fresh);
  tx.send(
    'write_entries',
    `with written as (
       insert into entries (thread_id, seq, public_seq, entry_id, kind, author_kind, author_id, body, at)
       select thread_id, seq, public_seq, entry_id, kind, author_kind, author_id, body::jsonb, $9
       from unnest($1::uuid[], $2::int[], $3::int[], $4::uuid[], $5::text[], $6::text[], $7::uuid[], $8::text[])
         as e (thread_id, seq, public_seq, entry_id, kind, author_kind, author_id, body))
     update threads t set last_seq = n.last_seq, last_public_seq = n.last_public_seq, last_at = $9,
       member_spoke_at = case when n.member_spoke then $9 else t.member_spoke_at end
     from unnest($10::uuid[], $11::int[], $12::int[], $13::bool[]) as n (id, last_seq, last_public_seq, member_spoke)
     where t.id = n.id and t.id = any($10::uuid[])`,
    [
      fresh.map((e) => e.thread),
      fresh.map((e) => e.seq),
      fresh.map((e) => e.publicSeq),
      fresh.map((e) => e.id),
      fresh.map((e) => e.what.kind),
      fresh.map((e) => e.by.kind),
      fresh.map((e) => e.by.id),
      fresh.map((e) => JSON.stringify(e.what.body)),
      tx.now,
      touched.map((t) => t.id),
      touched.map((t) => t.last_seq),
      touched.map((t) => t.last_public_seq),
      touched.map((t) => t.memberSpoke),
    ],
  );
  // While a chat is live, its people hear each other.
  const unheard = touched.filter((t) => !t.live || t.fresh.some(endsChat));
  if (unheard.length > 0)
    tx.send(
      'note_unheard',
      `insert into unheard (thread_id, from_seq, since) select thread_id, from_seq, $3 from unnest($1::uuid[], $2::int[]) as n (thread_id, from_seq)
       on conflict do nothing`,
      [unheard.map((t) => t.id), unheard.map((t) => t.first), tx.now],
    );
  for (const thread of touched) {
    const brief: EntriesBrief = { thread: thread.id, from: thread.first, to: thread.last_seq };
    tx.announce({ what: entriesAnnounced, brief, full: thread.fresh });
  }
}

const endsChat = ({ what }: StoredEntry) => what.kind === 'event' && what.body.event === 'chat_ended';

/** Appends one entry in a command's own transaction. The thread exists; a repeat is answered like the first time. */
export async function append(tx: Tx, one: NewAppend): Promise<StoredEntry> {
  const [outcome] = await appendMany(tx, [one]);
  return appended(outcome!);
}

/** The entry of an outcome, or the refusal that it stands for. */
export function appended(outcome: Outcome): StoredEntry {
  switch (outcome.is) {
    case 'appended':
      return outcome.entry;
    case 'no_thread':
      throw new Refusal('not_found');
    case 'not_live':
      throw new Refusal('chat_ended');
    case 'id_taken':
      throw new Refusal('id_taken');
  }
}

/** An event that the desk says by itself. */
export const happened = (thread: string, body: Happening, audience: 'public' | 'staff' = 'public'): NewAppend => ({
  thread,
  id: uuidv7(),
  by: desk,
  audience,
  what: { kind: 'event', body },
});

const writers = new WeakMap<Database, (append: NewAppend) => Promise<Outcome>>();

/** Most entries in one transaction. */
const batch = 1_000;

/**
 * Appends outside any command: entries that arrive together commit together. Answers after the commit. Each append stands for
 * itself: when a batch fails, its appends are tried one by one, so a bad one fails alone.
 */
export function appendSoon(db: Database, one: NewAppend): Promise<Outcome> {
  let writer = writers.get(db);
  if (!writer) {
    writer = gather<NewAppend, Outcome>(batch, async (appends) => {
      try {
        return await db.transaction((tx) => appendMany(tx, appends));
      } catch (failure) {
        if (appends.length === 1) throw failure;
        const alone = await Promise.allSettled(appends.map((a) => db.transaction((tx) => appendMany(tx, [a]))));
        return alone.map((a) => (a.status === 'fulfilled' ? a.value[0]! : new Failed(a.reason)));
      }
    });
    writers.set(db, writer);
  }
  return writer(one);
}

// Reading -----------------------------------------------------------------------------------------------------------

/** How a thread stands for one reader. */
export interface ThreadForReader {
  id: string;
  live: boolean;
  memberId: string;
  organizationId: string;
  /** Newest number in the reader's numbering. */
  last: number;
  /** A colleague's, which staff let them read. */
  readOnly: boolean;
}

/** A thread for somebody who may see it; throws `not_found` for everybody else, whether it exists or not. */
export async function forWho(reader: Reader, who: Who, id: string): Promise<ThreadForReader> {
  const [row] = await reader.prepared<{
    id: string;
    live: boolean;
    member_id: string;
    organization_id: string;
    last_seq: number;
    last_public_seq: number;
    access: 'none' | 'read' | 'write' | null;
  }>(
    'thread',
    `select t.id, t.live, t.member_id, t.organization_id, t.last_seq, t.last_public_seq, f.access
     from threads t left join followers f on f.thread_id = t.id and f.member_id = $2 where t.id = $1`,
    [id, who.id],
  );
  if (!row) throw new Refusal('not_found');
  const writes = who.kind === 'staff' || (row.organization_id === who.organization && (row.member_id === who.id || row.access === 'write'));
  const reads =
    writes ||
    (who.kind === 'member' && row.organization_id === who.organization && (row.access === 'read' || (await seesOrganization(reader, who))));
  if (!reads) throw new Refusal('not_found');
  const last = who.kind === 'staff' ? row.last_seq : row.last_public_seq;
  return { id: row.id, live: row.live, memberId: row.member_id, organizationId: row.organization_id, last, readOnly: !writes };
}

/** The same for somebody who wants to add to it; throws `not_allowed` where they may only read. */
export async function forWriter(reader: Reader, who: Who, id: string): Promise<ThreadForReader> {
  const thread = await forWho(reader, who, id);
  if (thread.readOnly) throw new Refusal('not_allowed');
  return thread;
}

/** Whether somebody may add to it. */
export const mayWrite = (reader: Reader, who: Who, id: string) => isAllowed(() => forWriter(reader, who, id));
export const mayRead = (reader: Reader, who: Who, id: string) => isAllowed(() => forWho(reader, who, id));

async function isAllowed(look: () => Promise<unknown>): Promise<boolean> {
  try {
    await look();
    return true;
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}

export const columns = `e.thread_id, e.seq, e.public_seq, e.entry_id, e.kind, e.author_kind, e.author_id, e.body, e.at, coalesce(s.name, m.name) as author_name
  from entries e
    left join staff s on e.author_kind = 'staff' and s.id = e.author_id
    left join members m on e.author_kind = 'member' and m.id = e.author_id`;

/** Entries after a number of the audience's own numbering, in order. */
export async function after(
  reader: Reader,
  thread: string,
  audience: 'public' | 'staff',
  number: number,
  limit: number,
): Promise<StoredEntry[]> {
  const [name, numbering] = audience === 'staff' ? ['entries_after', 'e.seq'] : ['public_entries_after', 'e.public_seq'];
  const rows = await reader.prepared<EntryRow>(
    name,
    `select ${columns} where e.thread_id = $1 and ${numbering} > $2 order by ${numbering} limit $3`,
    [thread, Math.min(number, greatestInteger), limit],
  );
  return rows.map(restored);
}

export const restored = (row: EntryRow): StoredEntry => ({
  thread: row.thread_id,
  seq: row.seq,
  publicSeq: row.public_seq,
  id: row.entry_id,
  by: { kind: row.author_kind, id: row.author_id, name: row.author_name ?? '' },
  at: row.at,
  what: { kind: row.kind, body: row.body } as StoredEntry['what'],
});

/** The entry as staff see it: numbered among all. */
export const forStaff = (e: StoredEntry): Entry => ({
  thread: e.thread,
  number: e.seq,
  public_number: e.publicSeq,
  id: e.id,
  by: e.by,
  at: e.at.toISOString(),
  ...e.what,
});

/** The entry as members see it: numbered among what they may see. Only for public ones. */
export const forMember = (e: StoredEntry & { publicSeq: number }): Entry => ({
  thread: e.thread,
  number: e.publicSeq,
  id: e.id,
  by: e.by,
  at: e.at.toISOString(),
  ...e.what,
});

export const isPublic = (e: StoredEntry): e is StoredEntry & { publicSeq: number } => e.publicSeq !== null;

/** The answer to an append, in the sender's own numbering. */
export const acknowledged = (who: Who, e: StoredEntry): Appended => ({
  id: e.id,
  thread: e.thread,
  number: who.kind === 'staff' ? e.seq : (e.publicSeq ?? 0),
  at: e.at.toISOString(),
});
