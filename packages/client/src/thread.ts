/**
 * Follows one thread from a number and sends into it.
 *
 * Reading: keep the newest number; a pushed entry that is not the next one means "missed", so fetch what comes after ours.
 * That one rule covers sleep, dropped sockets, lost pushes and restarts.
 * Writing: what is said stands in the outbox, kept across reloads, until the desk has acknowledged it; it is repeated with the
 * same id, so a lost answer never makes a duplicate.
 */
import type { Appended, Entry, FileRef, FromDesk, Marks, RefusalCode } from '@fairlead/contract';
import { v7 as uuidv7 } from 'uuid';
import { call, type Connection, Refused, Unanswered } from './call.ts';
import { keep, kept } from './keep.ts';
import type { Live } from './live.ts';

export interface Outgoing {
  id: string;
  kind: 'message' | 'note';
  text: string;
  files: FileRef[];
  /** Colleagues who are called to read it. */
  mentions?: string[];
  at: string;
  /** `refused`: the desk said no for good; the text stays until its writer dismisses it. */
  state: 'sending' | 'not_sent' | 'refused';
  code?: RefusalCode;
}

export interface ThreadState {
  entries: readonly Entry[];
  outbox: readonly Outgoing[];
  marks: Marks;
  /** Who types now, besides this reader. */
  typing: readonly { id: string; name: string; kind: 'member' | 'staff' }[];
  /** Whether the customer is connected now. */
  memberPresent: boolean;
  /** False until the first entries are here. */
  loaded: boolean;
  online: boolean;
  /** Why the thread cannot be read, if it cannot. */
  failed: RefusalCode | null;
}

export interface ThreadFollower {
  readonly state: ThreadState;
  /** Calls back after every change of `state` (a new object each time). */
  subscribe(changed: () => void): () => void;
  say(said: Pick<Outgoing, 'text' | 'mentions'> & Partial<Pick<Outgoing, 'files' | 'kind'>>): void;
  /** Sends what was not sent yet, now. */
  retry(): void;
  /** Takes a refused message out and returns it, for another try in the composer. */
  takeBack(id: string): Outgoing | undefined;
  typing(): void;
  /** Says that this reader has seen everything up to now. */
  read(): void;
  stop(): void;
}

/** Refusals after which the same message may still be accepted later. */
const passing: ReadonlySet<RefusalCode> = new Set(['too_many', 'unavailable', 'not_signed_in', 'identity_expired']);
const answerWithin = 8_000;
const typingLasts = 5_000;

export function followThread(to: Connection, live: Live, thread: string, me: { id: string; kind: 'member' | 'staff' }): ThreadFollower {
  const key = `fairlead.outbox.${me.id}.${thread}`;
  let state: ThreadState = {
    entries: [],
    outbox: (kept<Outgoing[]>(key) ?? []).map((o) => (o.state === 'refused' ? o : { ...o, state: 'not_sent' })),
    marks: { member: { delivered: 0, read: 0 }, staff: { delivered: 0, read: 0 } },
    typing: [],
    memberPresent: false,
    loaded: false,
    online: live.ready,
    failed: null,
  };
  const subscribers = new Set<() => void>();
  const typists = new Map<string, ReturnType<typeof setTimeout>>();
  const awaited = new Map<string, { resolve: (a: Appended) => void; reject: (e: Error) => void }>();
  let stopped = false;
  let fetching = false;
  let behind = false;
  let sending = false;
  let retryTimer: ReturnType<typeof setTimeout> | undefined;
  let backoff = 500;
  let typedAt = 0;
  let marked = 0;
  let delivered = 0;

  const set = (change: Partial<ThreadState>) => {
    const before = state.outbox;
    state = { ...state, ...change };
    if (change.outbox) keepOutbox(before);
    for (const changed of subscribers) changed();
  };
  /** Other tabs of the same person keep their outbox in the same place: only what is ours is changed there. */
  const keepOutbox = (before: readonly Outgoing[]) => {
    const ours = new Set([...before, ...state.outbox].map((o) => o.id));
    const theirs = (kept<Outgoing[]>(key) ?? []).filter((o) => !ours.has(o.id));
    const all = [...theirs, ...state.outbox];
    keep(key, all.length > 0 ? all : null);
  };
  const last = () => state.entries.at(-1)?.number ?? 0;
  const lastPublic = () => {
    for (let i = state.entries.length - 1; i >= 0; i--) {
      const entry = state.entries[i]!;
      const number = me.kind === 'member' ? entry.number : entry.public_number;
      if (number) return number;
    }
    return 0;
  };

  function take(fresh: readonly Entry[]): void {
    const next = fresh.filter((e) => e.number > last());
    if (next.length === 0) return;
    const arrived = new Set(next.map((e) => e.id));
    const outbox = state.outbox.some((o) => arrived.has(o.id)) ? state.outbox.filter((o) => !arrived.has(o.id)) : state.outbox;
    for (const entry of next) if (entry.by.id) stopTyping(entry.by.id);
    set({ entries: [...state.entries, ...next], ...(outbox === state.outbox ? {} : { outbox }) });
    const seen = lastPublic();
    if (seen > delivered) {
      delivered = seen;
      live.send({ do: 'mark', thread, delivered: seen });
    }
  }

  async function catchUp(): Promise<void> {
    behind = true;
    if (fetching) return;
    fetching = true;
    try {
      while (behind && !stopped) {
        behind = false;
        const page = await call(to, 'GET /threads/{id}/entries', { params: { id: thread }, query: { after: last() } });
        take(page.entries);
        set({ loaded: page.entries.length < 200 || state.loaded, marks: page.marks, failed: null });
        if (last() < page.last) behind = true;
      }
    } catch (error) {
      if (error instanceof Refused && !passing.has(error.code)) set({ failed: error.code });
      else if (error instanceof Refused || error instanceof Unanswered) {
        behind = true;
        later();
      } else throw error;
    } finally {
      fetching = false;
    }
  }

  /** Tries again after a growing pause; the socket coming up tries at once. */
  function later(): void {
    if (retryTimer || stopped) return;
    retryTimer = setTimeout(
      () => {
        retryTimer = undefined;
        if (!state.loaded || behind) void catchUp();
        void flush();
      },
      (backoff = Math.min(backoff * 2, 15_000)),
    );
  }

  function post(out: Outgoing): Promise<Appended> {
    const entry = { id: out.id, kind: out.kind, text: out.text, files: out.files.map((f) => f.id), mentions: out.mentions };
    const overRest = () => call(to, 'POST /threads/{id}/entries', { params: { id: thread }, body: entry });
    const overSocket = new Promise<Appended>((resolve, reject) => {
      if (!live.send({ do: 'append', thread, entry })) return reject(new Unanswered('no socket'));
      const timer = setTimeout(() => {
        reject(new Unanswered('too slow'));
        // A socket that swallows what it is given would do so the next time too.
        live.again();
      }, answerWithin);
      awaited.set(out.id, {
        resolve: (a) => (clearTimeout(timer), resolve(a)),
        reject: (e) => (clearTimeout(timer), reject(e)),
      });
    }).finally(() => awaited.delete(out.id));
    return overSocket.catch((error: unknown) => {
      if (error instanceof Unanswered) return overRest();
      throw error;
    });
  }

  async function flush(): Promise<void> {
    if (sending) return;
    sending = true;
    try {
      for (;;) {
        const out = state.outbox.find((o) => o.state !== 'refused');
        if (!out || stopped) return;
        change(out.id, { state: 'sending' });
        try {
          const ack = await post(out);
          backoff = 500;
          // Its ticket was merged: it stands in the other's thread.
          const here = ack.thread === thread;
          // The desk pushes an entry before it acknowledges it; when that push was lost, fetch it. Until the entry is here, its text stays in the outbox.
          if (here && ack.number > last()) await catchUp();
          if (here && ack.number > last()) return later();
          set({ outbox: state.outbox.filter((o) => o.id !== out.id) });
        } catch (error) {
          if (error instanceof Refused && !passing.has(error.code)) {
            change(out.id, { state: 'refused', code: error.code });
            continue;
          }
          if (!(error instanceof Refused || error instanceof Unanswered)) throw error;
          set({ outbox: state.outbox.map((o) => (o.state === 'sending' ? { ...o, state: 'not_sent' } : o)) });
          return later();
        }
      }
    } finally {
      sending = false;
    }
  }

  function change(id: string, to: Partial<Outgoing>): void {
    set({ outbox: state.outbox.map((o) => (o.id === id ? { ...o, ...to } : o)) });
  }

  function stopTyping(id: string): void {
    const timer = typists.get(id);
    if (!timer) return;
    clearTimeout(timer);
    typists.delete(id);
    set({ typing: state.typing.filter((t) => t.id !== id) });
  }

  function hear(message: FromDesk | { is: 'up' } | { is: 'down' }): void {
    switch (message.is) {
      case 'up':
        backoff = 500;
        set({ online: true });
        void flush();
        return;
      case 'down':
        set({ online: false, typing: [] });
        for (const waiter of awaited.values()) waiter.reject(new Unanswered('socket closed'));
        return;
      case 'following':
        if (message.thread !== thread) return;
        set({ marks: message.marks, memberPresent: message.present.member });
        if (message.last > last() || !state.loaded) void catchUp();
        return;
      case 'heads':
        if ((message.heads[thread] ?? 0) > last()) void catchUp();
        return;
      case 'entry':
        if (message.entry.thread !== thread) return;
        if (message.entry.number === last() + 1) take([message.entry]);
        else if (message.entry.number > last()) void catchUp();
        return;
      case 'appended':
        awaited.get(message.id)?.resolve(message);
        return;
      case 'refused':
        if (!message.entry) return;
        awaited
          .get(message.entry)
          ?.reject(new Refused({ type: `/docs/refusals#${message.code}`, title: message.title, status: 0, code: message.code }));
        return;
      case 'marks':
        if (message.thread === thread) set({ marks: message.marks });
        return;
      case 'presence':
        if (message.thread === thread) set({ memberPresent: message.member });
        return;
      case 'typing': {
        if (message.thread !== thread || message.by.id === me.id) return;
        const { id } = message.by;
        clearTimeout(typists.get(id));
        if (!typists.has(id)) set({ typing: [...state.typing, message.by] });
        typists.set(
          id,
          setTimeout(() => stopTyping(id), typingLasts),
        );
        return;
      }
      default:
        return;
    }
  }

  const unlisten = live.listen(hear);
  const unfollow = live.follow(thread);
  void catchUp();
  void flush();

  return {
    get state() {
      return state;
    },
    subscribe(changed) {
      subscribers.add(changed);
      return () => void subscribers.delete(changed);
    },
    say({ files = [], kind = 'message', ...said }) {
      const out: Outgoing = { ...said, id: uuidv7(), kind, files, at: new Date().toISOString(), state: 'sending' };
      set({ outbox: [...state.outbox, out] });
      void flush();
    },
    retry: () => void flush(),
    takeBack(id) {
      const out = state.outbox.find((o) => o.id === id);
      if (out) set({ outbox: state.outbox.filter((o) => o.id !== id) });
      return out;
    },
    typing() {
      if (Date.now() - typedAt < 2_500) return;
      typedAt = Date.now();
      live.send({ do: 'typing', thread });
    },
    read() {
      const seen = lastPublic();
      if (seen <= marked) return;
      marked = seen;
      if (!live.send({ do: 'mark', thread, delivered: seen, read: seen })) marked = 0;
    },
    stop() {
      stopped = true;
      clearTimeout(retryTimer);
      for (const timer of typists.values()) clearTimeout(timer);
      unlisten();
      unfollow();
    },
  };
}
