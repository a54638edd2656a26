/** The way to the desk for everything below it: who is asking, the socket, calls kept fresh, and threads that are followed. */
import {
  call,
  type Connection,
  followThread,
  type Live,
  openLive,
  Refused,
  type ThreadFollower,
  type ThreadState,
  Unanswered,
} from '@fairlead/client';
import type { Call, CallInput, CallReply, Desk, FromDesk, Me } from '@fairlead/contract';
import { Loader } from '@mantine/core';
import { useMutation, useQuery, useQueryClient, type UseQueryOptions } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { useLasting } from './lasting.ts';
import { useWords } from './root.tsx';
import { SignIn } from './sign-in.tsx';

export interface DeskAccess {
  connection: Connection;
  live: Live;
  me: Me;
  desk: Desk;
  /** False once the socket has been down for a while. */
  online: boolean;
}

const DeskContext = createContext<(DeskAccess & { threads: Threads }) | null>(null);

function useInside(): DeskAccess & { threads: Threads } {
  const desk = useContext(DeskContext);
  if (!desk) throw new Error('outside of DeskDoor');
  return desk;
}

/** Who asks, of which desk, and by which way. */
export function useDesk(): DeskAccess {
  return useInside();
}

/**
 * Lets in who is signed in; others get `signIn`, or the form. Inside, calls are made again when the desk says that something
 * changed, and all of them once the socket is back: what was said meanwhile is not said again.
 */
export function DeskDoor({
  connection,
  title,
  signIn,
  children,
}: {
  connection: Connection;
  title: string;
  signIn?: ReactNode;
  children: ReactNode;
}) {
  const words = useWords();
  connection.locale = words.language;
  const retry = (_: number, error: Error) => error instanceof Unanswered || (error instanceof Refused && error.code === 'unavailable');
  const me = useQuery({ queryKey: ['GET /me', {}], queryFn: () => call(connection, 'GET /me', {}), retry, staleTime: 60_000 });
  const desk = useQuery({ queryKey: ['GET /desk', {}], queryFn: () => call(connection, 'GET /desk', {}), retry, staleTime: 60_000 });

  if (me.error instanceof Refused)
    return (
      signIn ?? (
        <main className="fl-door">
          <SignIn title={title} done={() => void me.refetch()} />
        </main>
      )
    );
  if (!me.data || !desk.data) return <Waiting failing={me.failureCount > 0 || desk.failureCount > 0} />;
  return (
    <Inside key={personOf(me.data).id} connection={connection} me={me.data} desk={desk.data}>
      {children}
    </Inside>
  );
}

function Waiting({ failing }: { failing: boolean }) {
  const words = useWords();
  return (
    <div className="fl-waiting" role="status">
      <Loader type="dots" aria-hidden />
      {failing && <p>{words.t('problem.unanswered')}</p>}
    </div>
  );
}

function Inside({ connection, me, desk, children }: { connection: Connection; me: Me; desk: Desk; children: ReactNode }) {
  const [opened, setOpened] = useState<{ live: Live; threads: Threads } | null>(null);
  const [up, setUp] = useState(false);
  const online = !useLasting(!up, 2_000);
  const queries = useQueryClient();
  const { id, kind } = personOf(me);

  useEffect(() => {
    const live = openLive(connection);
    const threads = new Threads(connection, live, { id, kind });
    let missed = false;
    const unlisten = live.listen((message) => {
      if (message.is === 'up') {
        setUp(true);
        if (missed) void queries.invalidateQueries();
        missed = false;
      } else if (message.is === 'down') {
        setUp(false);
        missed = true;
      } else if (message.is === 'changed') void queries.invalidateQueries({ predicate: (q) => shows(q.queryKey[0], message.what) });
    });
    setOpened({ live, threads });
    return () => {
      unlisten();
      threads.close();
      live.close();
    };
  }, [connection, queries, id, kind]);

  const access = useMemo(() => opened && { ...opened, connection, me, desk, online }, [opened, connection, me, desk, online]);
  if (!access) return <Waiting failing={false} />;
  return <DeskContext value={access}>{children}</DeskContext>;
}

/** The person who asks, whichever side they are on. */
export function personOf(me: Me): { id: string; name: string; kind: 'member' | 'staff' } {
  const { id, name } = me.kind === 'staff' ? me.staff : me.member;
  return { id, name, kind: me.kind };
}

type Changed = Extract<FromDesk, { is: 'changed' }>['what'];

/** What else shows such a thing than the routes that bear its name. */
const alsoShows: Partial<Record<Changed, readonly string[]>> = {
  staff: ['GET /me', 'GET /settings', 'GET /settings/changes', 'GET /desk'],
  tickets: ['GET /search', 'GET /views'],
  incidents: ['GET /channels'],
  policy: ['GET /channels', 'GET /desk', 'GET /threads/{id}/checklist'],
  checklists: ['GET /threads/{id}/checklist'],
  articles: ['GET /customers/{id}/articles', 'GET /reports/knowledge'],
  mail: ['GET /tickets/{number}/mails', 'GET /settings/mail', 'GET /me/mail', 'GET /settings/changes'],
};

function shows(route: unknown, what: Changed): boolean {
  const name = String(route);
  return name.startsWith(`GET /${what}`) || (alsoShows[what]?.includes(name) ?? false);
}

/** An answer of the desk, kept fresh. */
export function useCall<C extends Call>(
  route: C,
  input: CallInput<C>,
  options: Omit<UseQueryOptions<CallReply<C>>, 'queryKey' | 'queryFn'> = {},
) {
  const { connection } = useDesk();
  return useQuery<CallReply<C>>({ ...options, queryKey: [route, input], queryFn: () => call(connection, route, input) });
}

const touched = [
  'chats',
  'tickets',
  'staff',
  'incidents',
  'pages',
  'policy',
  'checklists',
  'views',
  'macros',
  'mentions',
  'mail',
  'articles',
] as const satisfies readonly Changed[];

/** Something a person does. Whatever it may have changed on screens is fetched again. */
export function useAct<C extends Call>(route: C) {
  const { connection } = useDesk();
  const queries = useQueryClient();
  return useMutation<CallReply<C>, Error, CallInput<C>>({
    mutationFn: (input) => call(connection, route, input),
    onSuccess: () =>
      void queries.invalidateQueries({
        predicate: (q) => touched.some((what) => shows(q.queryKey[0], what)),
      }),
  });
}

/** How long a thread that nobody looks at is still followed: going back and forth between two is at once. */
const lingers = 60_000;

/** The threads that are followed, each once however many look at it. One with something unsent is followed until it is sent. */
class Threads {
  readonly #open = new Map<string, { follower: ThreadFollower; lookers: number; timer: ReturnType<typeof setTimeout> | undefined }>();
  readonly #follow: (thread: string) => ThreadFollower;

  constructor(connection: Connection, live: Live, me: { id: string; kind: 'member' | 'staff' }) {
    this.#follow = (thread) => followThread(connection, live, thread, me);
  }

  get(thread: string): ThreadFollower {
    const known = this.#open.get(thread);
    if (known) return known.follower;
    const follower = this.#follow(thread);
    this.#open.set(thread, { follower, lookers: 0, timer: undefined });
    this.#linger(thread);
    return follower;
  }

  hold(thread: string): () => void {
    this.get(thread);
    const held = this.#open.get(thread)!;
    held.lookers++;
    clearTimeout(held.timer);
    return () => {
      held.lookers--;
      if (held.lookers === 0) this.#linger(thread);
    };
  }

  #linger(thread: string): void {
    const left = this.#open.get(thread);
    if (!left) return;
    clearTimeout(left.timer);
    left.timer = setTimeout(() => {
      if (left.lookers > 0) return;
      if (left.follower.state.outbox.some((o) => o.state !== 'refused')) return this.#linger(thread);
      left.follower.stop();
      this.#open.delete(thread);
    }, lingers);
  }

  close(): void {
    for (const { follower, timer } of this.#open.values()) {
      clearTimeout(timer);
      follower.stop();
    }
    this.#open.clear();
  }
}

/** Follows a thread while it is on a screen. */
export function useThread(thread: string): { state: ThreadState; follower: ThreadFollower } {
  const { threads } = useInside();
  const follower = threads.get(thread);
  useEffect(() => threads.hold(thread), [threads, thread]);
  const state = useSyncExternalStore(follower.subscribe, () => follower.state);
  return { state, follower };
}

/** Follows several, for lists that show what is new in each. */
export function useThreads(ids: readonly string[]): ReadonlyMap<string, ThreadState> {
  const { threads } = useInside();
  const key = ids.join(' ');
  const shown = useRef<ReadonlyMap<string, ThreadState>>(new Map());
  const followers = useMemo(() => new Map((key ? key.split(' ') : []).map((id) => [id, threads.get(id)])), [threads, key]);
  useEffect(() => {
    const holds = [...followers.keys()].map((id) => threads.hold(id));
    return () => holds.forEach((release) => release());
  }, [threads, followers]);
  return useSyncExternalStore(
    useMemo(
      () => (changed: () => void) => {
        const ends = [...followers.values()].map((f) => f.subscribe(changed));
        return () => ends.forEach((end) => end());
      },
      [followers],
    ),
    () => {
      const same = shown.current.size === followers.size && [...followers].every(([id, f]) => shown.current.get(id) === f.state);
      if (!same) shown.current = new Map([...followers].map(([id, f]) => [id, f.state]));
      return shown.current;
    },
  );
}

const lookEvery = 10_000;
const lookLasts = 15_000;

/** Colleagues who have a thread before their eyes now; says to them that this reader has. */
export function useLookers(thread: string): readonly { id: string; name: string }[] {
  const { live, me } = useInside();
  const [lookers, setLookers] = useState<readonly { id: string; name: string; at: number }[]>([]);
  const mine = personOf(me).id;
  useEffect(() => {
    const known = new Set<string>();
    const say = (gone: boolean) => live.send({ do: 'looking', thread, ...(gone ? { gone } : {}) });
    const look = () => {
      if (document.visibilityState === 'visible') say(false);
      setLookers((now) => now.filter((l) => Date.now() - l.at < lookLasts));
    };
    const unlisten = live.listen((message) => {
      if (message.is === 'up') look();
      if (message.is !== 'looking' || message.thread !== thread || message.by.id === mine) return;
      const { by, gone } = message;
      setLookers((now) => [...now.filter((l) => l.id !== by.id), ...(gone ? [] : [{ ...by, at: Date.now() }])]);
      const isNew = !gone && !known.has(by.id);
      if (gone) known.delete(by.id);
      else known.add(by.id);
      // Who has just come does not know of us yet.
      if (isNew) look();
    });
    look();
    const timer = setInterval(look, lookEvery);
    const seen = () => (document.visibilityState === 'visible' ? look() : say(true));
    document.addEventListener('visibilitychange', seen);
    return () => {
      say(true);
      clearInterval(timer);
      document.removeEventListener('visibilitychange', seen);
      unlisten();
      setLookers([]);
    };
  }, [live, thread, mine]);
  return lookers;
}
