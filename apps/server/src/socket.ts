/** The socket at `/api/v1/live`: what a client may ask over it, and what every domain announces to those connected. */
import type { IncomingMessage, Server } from 'node:http';
import { FromClient, type RefusalCode } from '@fairlead/contract';
import { type Language, pickLanguage } from '@fairlead/words';
import { type WebSocket, WebSocketServer } from 'ws';
import type { z } from 'zod';
import { endedSessions, sessionsAnnounced, type SessionKey, viewsAnnounced, type Who } from './domains/accounts/accounts.ts';
import { whoIs } from './domains/accounts/session.ts';
import * as chats from './domains/chats/chats.ts';
import * as chatsLive from './domains/chats/live.ts';
import * as routing from './domains/routing/routing.ts';
import * as threadsLive from './domains/threads/live.ts';
import { markSoon, marksOf } from './domains/threads/marks.ts';
import * as threads from './domains/threads/threads.ts';
import * as saying from './domains/tickets/saying.ts';
import { type Announcement, announcementsMissed } from './platform/db.ts';
import type { Desk } from './platform/desk.ts';
import { gather } from './platform/gather.ts';
import type { Seat } from './platform/live.ts';
import { Refusal } from './platform/refusals.ts';

const hears: Record<string, (desk: Desk, announcement: Announcement) => void | Promise<void>> = {
  ...threadsLive.hears,
  ...chatsLive.hears,
  [announcementsMissed]: tellHeads,
  [sessionsAnnounced]: closeEnded,
  [viewsAnnounced]: (desk, { brief }) => shutOut(desk, brief as Shut),
};

/** A stranger has so long to say hello, milliseconds. */
const helloWithin = 10_000;
/** Longest frame: a message of the greatest length, all of it escaped. */
const longestFrame = 256 * 1024;
/** A reader whose network is dead never answers a goodbye; it is not waited for longer than this. */
const goodbyeWithin = 2_000;
const mostFollowed = 2_000;

/** Passes on to this process's sockets what any process announces. */
export function hearAnnouncements(desk: Desk): void {
  desk.db.hear((announcement) => {
    const passedOn = (async () => hears[announcement.what]?.(desk, announcement))().catch((error: unknown) =>
      desk.log('error', 'an announcement was not passed on', { what: announcement.what, error }),
    );
    meanwhile(desk, passedOn);
  });
}

const underway = new WeakMap<Desk, Set<Promise<unknown>>>();

/** Notes work that nobody waits for, so that a desk which stops can let it finish. */
function meanwhile(desk: Desk, work: Promise<unknown>): void {
  let all = underway.get(desk);
  if (!all) underway.set(desk, (all = new Set()));
  all.add(work);
  void work.finally(() => all.delete(work));
}

/** Resolves when nothing is under way any more that sockets or announcements began. */
export async function settled(desk: Desk): Promise<void> {
  const all = underway.get(desk) ?? new Set();
  while (all.size > 0) await Promise.allSettled(all);
}

type Said = z.output<typeof FromClient>;

interface Guest {
  seat: Seat;
  who: Who;
  session: SessionKey;
  /** Tokens left in this person's bucket, and when it was last filled. */
  allowance: number;
  filledAt: number;
}

/** Who is connected to this process, for presence. */
const guests = new WeakMap<Desk, Set<Guest>>();
const guestsOf = (desk: Desk): Set<Guest> => {
  let here = guests.get(desk);
  if (!here) guests.set(desk, (here = new Set()));
  return here;
};

export const staffHere = (desk: Desk): string[] => [
  ...new Set([...guestsOf(desk)].filter((g) => g.who.kind === 'staff').map((g) => g.who.id)),
];

/** Threads whose customer is connected to this process. */
export const threadsWithMember = (desk: Desk): string[] =>
  desk.hub.rooms('thread:').flatMap((room) => /^thread:(.*):member$/.exec(room)?.[1] ?? []);

/** Says the newest number of every thread followed here, so that a reader whose last push was lost notices. */
export async function tellHeads(desk: Desk): Promise<void> {
  const followed = desk.hub.rooms('thread:').map((room) => room.split(':')[1]!);
  if (followed.length === 0) return;
  const rows = await desk.db.reader.prepared<{ id: string; last_seq: number; last_public_seq: number }>(
    'heads',
    'select id, last_seq, last_public_seq from threads where id = any($1::uuid[])',
    [[...new Set(followed)]],
  );
  const newest = new Map(rows.map((r) => [r.id, r]));
  for (const { seat, who } of guestsOf(desk)) {
    const heads: Record<string, number> = {};
    for (const room of seat.rooms) {
      const thread = newest.get(room.split(':')[1] ?? '');
      if (thread) heads[thread.id] = who.kind === 'staff' ? thread.last_seq : thread.last_public_seq;
    }
    if (Object.keys(heads).length > 0) seat.send({ is: 'heads', heads });
  }
}

const seers = new WeakMap<Desk, (thread: string) => Promise<void>>();

/** Notes that a thread's customer has come; many who come at once, after a restart, are noted together. */
function memberSeenSoon(desk: Desk, thread: string): Promise<void> {
  let seer = seers.get(desk);
  if (!seer) {
    seer = gather<string, void>(1_000, async (arrived) => {
      await desk.db.transaction((tx) => chats.membersSeen(tx, arrived));
      return arrived.map(() => undefined);
    });
    seers.set(desk, seer);
  }
  return seer(thread);
}

/** Closes the sockets whose session is over: signed out here or elsewhere, or run out. */
export async function closeEnded(desk: Desk): Promise<void> {
  const here = [...guestsOf(desk)];
  if (here.length === 0) return;
  for (const index of await endedSessions(
    desk.db.reader,
    here.map((g) => g.session),
  ))
    here[index]!.seat.close(4401, 'signed out');
}

/** From all threads of colleagues, and from one. */
interface Shut {
  member: string;
  thread?: string;
}

/** Nothing more of these threads goes to this member; they may ask for them again. */
function shutOut(desk: Desk, { member, thread }: Shut): void {
  const theirs = thread && threadsLive.memberRoom(thread);
  for (const { seat, who } of guestsOf(desk))
    if (who.id === member) for (const room of seat.rooms) if (room.endsWith(':colleague') || room === theirs) desk.hub.leave(seat, room);
}

const roomOf = (who: Who, thread: string) => (who.kind === 'staff' ? threadsLive.staffRoom(thread) : threadsLive.memberRoom(thread));

/** Takes the sockets of `/api/v1/live` from an HTTP server. Straight from its upgrade: a framework's request and answer for each would cost 15 KB apiece. */
export function acceptSockets(desk: Desk, server: Server): void {
  // ws knows closeTimeout, its types do not.
  const options = {
    noServer: true,
    maxPayload: longestFrame,
    perMessageDeflate: false,
    clientTracking: false,
    closeTimeout: goodbyeWithin,
  };
  const sockets = new WebSocketServer(options);
  server.on('upgrade', (request, stream, head) => {
    if (request.url?.split('?')[0] !== '/api/v1/live') {
      stream.end('HTTP/1.1 404 Not Found\r\nconnection: close\r\n\r\n');
      return;
    }
    const cookies = sameSite(desk, request) ? request.headers.cookie : undefined;
    const language = pickLanguage((request.headers['accept-language'] ?? '').split(','));
    sockets.handleUpgrade(request, stream, head, (socket) => serveSocket(desk, socket, { cookies, language }));
  });
}

/** Serves one connection from its upgrade to its end. Cookies are those that a page of ours sent. */
function serveSocket(desk: Desk, socket: WebSocket, { cookies, language }: { cookies: string | undefined; language: Language }): void {
  const seat = desk.hub.seat(socket);
  let guest: Guest | undefined;
  let greeted = false;
  let closed = false;
  const words = desk.words[language];
  const timer = setTimeout(() => seat.close(4401, 'no hello'), helloWithin);
  const refuse = (code: RefusalCode, about: { thread?: string; entry?: string } = {}) =>
    seat.send({ is: 'refused', code, title: words.t(`refusal.${code}`), ...about });

  async function hello(message: Extract<Said, { do: 'hello' }>): Promise<void> {
    // A second one that overtakes the first would leave a guest behind who never goes.
    if (greeted) return;
    greeted = true;
    const signed = await whoIs(desk.db.reader, { bearer: message.token, cookies, as: message.as });
    if (closed) return;
    if (!signed) {
      refuse('not_signed_in');
      return seat.close(4401, 'not signed in');
    }
    clearTimeout(timer);
    const { who } = signed;
    guest = { seat, who, session: signed.key, allowance: burst(desk), filledAt: Date.now() };
    guestsOf(desk).add(guest);
    if (who.kind === 'staff') {
      desk.hub.enter(seat, chatsLive.staff);
      await desk.db.transaction(async (tx) => {
        await routing.seen(tx, [who.id]);
        tx.announce({ what: 'changed', brief: { what: 'staff', member: null } });
        await chats.connect(tx);
      });
    } else desk.hub.enter(seat, chatsLive.member(who.id));
    seat.send({ is: 'hello', id: who.id, name: who.name });
  }

  async function obey({ who }: Guest, message: Said): Promise<void> {
    switch (message.do) {
      case 'hello':
        return;
      case 'ping':
        return seat.send({ is: 'pong' });
      case 'follow': {
        if (seat.rooms.size >= mostFollowed) throw new Refusal('too_many');
        const { readOnly } = await threads.forWho(desk.db.reader, who, message.thread);
        const room = readOnly ? threadsLive.colleagueRoom(message.thread) : roomOf(who, message.thread);
        if (closed) return;
        const first = !desk.hub.occupied(room);
        desk.hub.enter(seat, room);
        // Read after entering the room: what commits in between is either in this answer or pushed.
        const thread = await threads.forWho(desk.db.reader, who, message.thread);
        const marks = (await marksOf(desk.db.reader, [thread.id])).get(thread.id)!;
        const here = desk.hub.occupied(threadsLive.memberRoom(thread.id));
        const member = here || (who.kind === 'staff' && (await chats.memberWasSeen(desk.db.reader, thread.id)));
        seat.send({ is: 'following', thread: thread.id, last: thread.last, marks, present: { member } });
        if (first && who.kind === 'member' && thread.live && !readOnly) {
          await memberSeenSoon(desk, thread.id);
          desk.db.announce({ what: 'presence', brief: { thread: thread.id, member: true } });
        }
        return;
      }
      case 'unfollow':
        desk.hub.leave(seat, threadsLive.colleagueRoom(message.thread));
        return leave(who, roomOf(who, message.thread));
      case 'append': {
        // In that room they may say something, too: who may only read is in another.
        if (!seat.rooms.has(roomOf(who, message.thread))) await threads.forWriter(desk.db.reader, who, message.thread);
        const entry = await saying.say(desk.db, who, message.thread, message.entry);
        return seat.send({ is: 'appended', ...threads.acknowledged(who, entry) });
      }
      case 'typing':
        if (seat.rooms.has(roomOf(who, message.thread)))
          desk.db.announce({ what: 'typing', brief: { thread: message.thread, by: { kind: who.kind, name: who.name, id: who.id } } });
        return;
      case 'looking': {
        if (who.kind !== 'staff') throw new Refusal('not_allowed');
        const brief = { thread: message.thread, by: { name: who.name, id: who.id }, gone: message.gone ?? false };
        return desk.db.announce({ what: 'looking', brief });
      }
      case 'mark':
        if (!seat.rooms.has(roomOf(who, message.thread))) throw new Refusal('not_found');
        return markSoon(desk.db, { thread: message.thread, side: who.kind, delivered: message.delivered ?? 0, read: message.read ?? 0 });
    }
  }

  function leave(who: Who, room: string): void {
    desk.hub.leave(seat, room);
    const thread = /^thread:(.*):member$/.exec(room)?.[1];
    if (thread && who.kind === 'member' && !desk.hub.occupied(room))
      desk.db.announce({ what: 'presence', brief: { thread, member: false } });
  }

  async function receive(text: string): Promise<void> {
    let parsed: unknown;
    try {
      parsed = JSON.parse(text);
    } catch {
      return refuse('malformed');
    }
    const read = FromClient.safeParse(parsed);
    const about = subject(parsed);
    if (!read.success) return refuse('invalid', about);
    const message = read.data;
    try {
      if (!guest) return message.do === 'hello' ? await hello(message) : refuse('not_signed_in', about);
      if (message.do !== 'ping' && !spend(desk, guest)) throw new Refusal('too_many');
      await obey(guest, message);
    } catch (error) {
      if (error instanceof Refusal) return refuse(error.code, about);
      desk.log('error', 'a socket command failed', { do: message.do, error });
      refuse('unavailable', about);
    }
  }

  socket.on('message', (data: Buffer, binary: boolean) => {
    if (binary) return seat.close(1003, 'text only');
    void receive(data.toString());
  });
  socket.on('error', () => undefined);
  socket.on('close', () => {
    closed = true;
    clearTimeout(timer);
    if (guest) {
      const { who } = guest;
      guestsOf(desk).delete(guest);
      for (const room of seat.rooms) leave(who, room);
      if (who.kind === 'staff' && !staffHere(desk).includes(who.id)) meanwhile(desk, goodbye(desk, who.id));
    }
    desk.hub.leaveAll(seat);
  });
}

async function goodbye(desk: Desk, staff: string): Promise<void> {
  try {
    await desk.db.transaction(async (tx) => {
      await routing.gone(tx, staff);
      tx.announce({ what: 'changed', brief: { what: 'staff', member: null } });
      tx.announce({ what: 'line', brief: null });
    });
  } catch (error) {
    // The sweep notices the silence a little later.
    desk.log('warn', 'a departure was not noted', { error });
  }
}

/** What a refusal is about, from a message that may not even be valid. */
function subject(message: unknown): { thread?: string; entry?: string } {
  const { thread, entry } = (typeof message === 'object' && message !== null ? message : {}) as {
    thread?: unknown;
    entry?: { id?: unknown };
  };
  return { ...(typeof thread === 'string' ? { thread } : {}), ...(typeof entry?.id === 'string' ? { entry: entry.id } : {}) };
}

const burst = (desk: Desk) => desk.config.messagesPerSecond * 5;

/** A token bucket per connection. */
function spend(desk: Desk, guest: Guest): boolean {
  const now = Date.now();
  guest.allowance = Math.min(burst(desk), guest.allowance + ((now - guest.filledAt) / 1000) * desk.config.messagesPerSecond);
  guest.filledAt = now;
  if (guest.allowance < 1) return false;
  guest.allowance--;
  return true;
}

/** Whether a browser sent this from a page of ours, so that its cookies may count; programs send no Origin. */
export function sameSite(desk: Desk, request: { headers: IncomingMessage['headers'] }): boolean {
  const { origin, host } = request.headers;
  if (!origin) return true;
  return origin === desk.origin || (URL.canParse(origin) && new URL(origin).host === host);
}
