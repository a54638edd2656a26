/** What sockets hear of threads: members the public entries, staff all. */
import type { Announcement } from '../../platform/db.ts';
import type { Desk } from '../../platform/desk.ts';
import { gather } from '../../platform/gather.ts';
import { marksAnnounced, marksOf } from './marks.ts';
import * as threads from './threads.ts';

export const staffRoom = (thread: string) => `thread:${thread}:staff`;
export const memberRoom = (thread: string) => `thread:${thread}:member`;
/** Colleagues of the member, who only read. */
export const colleagueRoom = (thread: string) => `thread:${thread}:colleague`;

const publicRooms = (thread: string) => [memberRoom(thread), colleagueRoom(thread)];
const allRooms = (thread: string) => [staffRoom(thread), ...publicRooms(thread)];

function tellEntries(desk: Desk, thread: string, entries: readonly threads.StoredEntry[]): void {
  for (const entry of entries) {
    desk.hub.tell(staffRoom(thread), { is: 'entry', entry: threads.forStaff(entry) });
    if (threads.isPublic(entry))
      for (const room of publicRooms(thread)) desk.hub.tell(room, { is: 'entry', entry: threads.forMember(entry) });
  }
}

const afar = new WeakMap<Desk, (brief: threads.EntriesBrief) => Promise<void>>();

/** Passes on what another process wrote: one reading at a time, so that it is told in order and once. */
function tellFromAfar(desk: Desk, brief: threads.EntriesBrief): Promise<void> {
  let teller = afar.get(desk);
  if (!teller) {
    teller = gather<threads.EntriesBrief, void>(1_000, async (briefs) => {
      const spans = new Map<string, threads.EntriesBrief>();
      for (const { thread, from, to } of briefs) spans.set(thread, { thread, from: spans.get(thread)?.from ?? from, to });
      const read = async ({ thread, from, to }: threads.EntriesBrief) =>
        tellEntries(desk, thread, await threads.after(desk.db.reader, thread, 'staff', from - 1, to - from + 1));
      await Promise.all([...spans.values()].map(read));
      return briefs.map(() => undefined);
    });
    afar.set(desk, teller);
  }
  return teller(brief);
}

export const hears: Record<string, (desk: Desk, announcement: Announcement) => void | Promise<void>> = {
  async [threads.entriesAnnounced](desk, { brief, full }) {
    const written = brief as threads.EntriesBrief;
    if (full) return tellEntries(desk, written.thread, full as threads.StoredEntry[]);
    if (allRooms(written.thread).some(desk.hub.occupied)) await tellFromAfar(desk, written);
  },

  async [marksAnnounced](desk, { brief }) {
    const { thread } = brief as { thread: string };
    if (!allRooms(thread).some(desk.hub.occupied)) return;
    const marks = (await marksOf(desk.db.reader, [thread])).get(thread)!;
    for (const room of allRooms(thread)) desk.hub.tell(room, { is: 'marks', thread, marks });
  },

  typing(desk, { brief }) {
    const { thread, by } = brief as { thread: string; by: { kind: 'member' | 'staff'; name: string; id: string } };
    for (const room of allRooms(thread)) desk.hub.tell(room, { is: 'typing', thread, by });
  },

  looking(desk, { brief }) {
    const { thread, by, gone } = brief as { thread: string; by: { name: string; id: string }; gone: boolean };
    desk.hub.tell(staffRoom(thread), { is: 'looking', thread, by, gone });
  },

  presence(desk, { brief }) {
    const { thread, member } = brief as { thread: string; member: boolean };
    desk.hub.tell(staffRoom(thread), { is: 'presence', thread, member });
    // They left another process, or another tab, and are still connected here.
    if (!member && desk.hub.occupied(memberRoom(thread))) desk.db.announce({ what: 'presence', brief: { thread, member: true } });
  },
};
