/**
 * The socket at `/api/v1/live`. It says "hurry": the database is the truth, and a reader that sees a number other than
 * `last + 1` fetches what it missed by `entriesAfter`. Everything written over it goes through the same door as REST.
 */
import { z } from 'zod';
import type { Appended } from './entries.ts';
import { type Entry, type Marks, NewEntry } from './entries.ts';
import type { RefusalCode } from './refusals.ts';
import { At, Id } from './words.ts';

/** What a client may send. The first message is `hello`; a browser that has a session cookie leaves its token out. */
export const FromClient = z.discriminatedUnion('do', [
  z.object({ do: z.literal('hello'), token: z.string().max(500).optional(), as: z.enum(['member', 'staff']).optional() }),
  /** Follow a thread; answered by `following` with its newest number, so a gap shows at once. */
  z.object({ do: z.literal('follow'), thread: Id }),
  z.object({ do: z.literal('unfollow'), thread: Id }),
  /** Same command, same checks and refusals as `POST /threads/{thread}/entries`; answered by `appended` or `refused`. */
  z.object({ do: z.literal('append'), thread: Id, entry: NewEntry }),
  z.object({ do: z.literal('typing'), thread: Id }),
  /** Staff: this person has the thread before their eyes; said again every ten seconds, and with `gone` when they leave. */
  z.object({ do: z.literal('looking'), thread: Id, gone: z.boolean().optional() }),
  /** How far this reader has got, in public numbers. */
  z.object({ do: z.literal('mark'), thread: Id, delivered: z.int().min(0).optional(), read: z.int().min(0).optional() }),
  z.object({ do: z.literal('ping') }),
]);
export type FromClient = z.input<typeof FromClient>;

/** How a waiting customer stands. `minutes` is null where no honest estimate can be given (nobody is on duty). */
export const Line = z.object({ place: z.int(), minutes: z.int().nullable(), at: At }).meta({ id: 'Line' });
export type Line = z.infer<typeof Line>;

/** What the desk sends. */
export type FromDesk =
  | { is: 'hello'; id: string; name: string }
  | { is: 'following'; thread: string; last: number; marks: Marks; present: { member: boolean } }
  | { is: 'entry'; entry: Entry }
  | ({ is: 'appended' } & z.infer<typeof Appended>)
  | { is: 'refused'; code: RefusalCode; title: string; thread?: string; entry?: string }
  | { is: 'typing'; thread: string; by: { kind: 'member' | 'staff'; name: string; id: string } }
  /** Staff only: a colleague has the thread before their eyes, or no more. */
  | { is: 'looking'; thread: string; by: { name: string; id: string }; gone: boolean }
  | { is: 'marks'; thread: string; marks: Marks }
  /** Whether the customer is connected now. */
  | { is: 'presence'; thread: string; member: boolean }
  | { is: 'line'; chat: string; line: Line }
  /** Something on a screen changed: fetch it again. Members hear only of their own. */
  | {
      is: 'changed';
      what:
        | 'chats'
        | 'tickets'
        | 'staff'
        | 'incidents'
        | 'pages'
        | 'policy'
        | 'checklists'
        | 'views'
        | 'macros'
        | 'mentions'
        | 'mail'
        | 'articles';
    }
  /** Newest number of every followed thread, said now and then, so that a lost last push is noticed. */
  | { is: 'heads'; heads: Record<string, number> }
  | { is: 'pong' };
