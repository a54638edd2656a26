/** What sockets hear of chats: whose screen changed, and who waits how long. */
import type { Line } from '@fairlead/contract';
import type { Announcement } from '../../platform/db.ts';
import type { Desk } from '../../platform/desk.ts';
import { gather } from '../../platform/gather.ts';
import { followersOf } from '../threads/following.ts';
import { memberRoom, staffRoom } from '../threads/live.ts';
import { standings } from './line.ts';

export const staff = 'staff';
export const member = (id: string) => `member:${id}`;

/** What each node last said of the line, so that only what moved is said again. */
const said = new WeakMap<Desk, Map<string, string>>();
const tellers = new WeakMap<Desk, (nothing: null) => Promise<void>>();

/** Tells everybody on this node who waits where they stand, if that has changed. Calls that arrive meanwhile are answered by one look. */
export function tellLine(desk: Desk): Promise<void> {
  let teller = tellers.get(desk);
  if (!teller) {
    teller = gather<null, void>(10_000, async (asked) => {
      const now = await standings(desk.db.reader);
      const before = said.get(desk) ?? new Map<string, string>();
      const next = new Map<string, string>();
      for (const { chat, thread, line } of now) {
        const { at: _, ...stands } = line satisfies Line;
        const text = JSON.stringify(stands);
        next.set(chat, text);
        if (before.get(chat) === text) continue;
        for (const room of [memberRoom(thread), staffRoom(thread)]) desk.hub.tell(room, { is: 'line', chat, line });
      }
      said.set(desk, next);
      return asked.map(() => undefined);
    });
    tellers.set(desk, teller);
  }
  return teller(null);
}

/** Everybody's screens show what the rules and incidents are. */
function tellAll(desk: Desk, what: 'policy' | 'incidents'): void {
  for (const seat of desk.hub.seats) seat.send({ is: 'changed', what });
}

export const hears: Record<string, (desk: Desk, announcement: Announcement) => void | Promise<void>> = {
  async changed(desk, { brief }) {
    const {
      what,
      member: whose,
      thread,
    } = brief as {
      what: 'chats' | 'tickets' | 'staff' | 'pages' | 'incidents' | 'checklists' | 'macros' | 'mentions' | 'views';
      member: string | null;
      thread?: string;
    };
    desk.hub.tell(staff, { is: 'changed', what });
    if (whose) desk.hub.tell(member(whose), { is: 'changed', what });
    if (!thread) return;
    for (const id of await followersOf(desk.db.reader, thread)) if (id !== whose) desk.hub.tell(member(id), { is: 'changed', what });
  },
  line: (desk) => tellLine(desk),
  policy: (desk) => tellAll(desk, 'policy'),
  incidents: (desk) => tellAll(desk, 'incidents'),
};
