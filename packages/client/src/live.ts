/** One socket to the desk: reconnects by itself, says hello, follows again what was followed. Everything it says may be lost; readers catch up by number. */
import type { FromClient, FromDesk } from '@fairlead/contract';
import type { Connection } from './call.ts';

export interface Live {
  /** Whether the desk has answered our hello on the socket that is open now. */
  readonly ready: boolean;
  /** False when there is no open socket; then use REST. */
  send(message: FromClient): boolean;
  /** Follows a thread until the answer is called; several may follow the same. */
  follow(thread: string): () => void;
  /** Hears every push, and `{is: 'up'}` / `{is: 'down'}` as the socket comes and goes. */
  listen(hear: (message: FromDesk | { is: 'up' } | { is: 'down' }) => void): () => void;
  /** Connects again at once, after a sign-in or when the network is back. */
  again(): void;
  close(): void;
}

const pingEvery = 20_000;
const connectWithin = 8_000;

/** Milliseconds before the nth try to connect again: growing, and never the same for all who lost the desk at once. */
const pauseBefore = (attempt: number) => Math.min(300 * 1.6 ** attempt, 10_000) * (0.5 + Math.random() / 2);

export function openLive(to: Connection): Live {
  const followed = new Map<string, number>();
  const listeners = new Set<(message: FromDesk | { is: 'up' } | { is: 'down' }) => void>();
  let ready = false;
  let heard = Date.now();

  const tell = (message: FromDesk | { is: 'up' } | { is: 'down' }) => {
    for (const hear of listeners) hear(message);
  };
  const put = (message: FromClient): boolean => {
    if (socket.readyState !== 1) return false;
    socket.send(JSON.stringify(message));
    return true;
  };

  const lost = () => {
    const wasReady = ready;
    ready = false;
    if (wasReady) tell({ is: 'down' });
  };

  function connect(): WebSocket {
    const opened = new WebSocket(`${to.base.replace(/^http/, 'ws')}/api/v1/live`);
    const tooSlow = setTimeout(() => opened.close(), connectWithin);
    opened.addEventListener('open', () => {
      clearTimeout(tooSlow);
      heard = Date.now();
      put({ do: 'hello', token: to.token ?? undefined, as: to.as });
    });
    opened.addEventListener('message', ({ data }) => {
      if (opened !== socket) return;
      heard = Date.now();
      const message = JSON.parse(String(data)) as FromDesk;
      if (message.is === 'hello') {
        ready = true;
        attempts = 0;
        for (const thread of followed.keys()) put({ do: 'follow', thread });
        tell({ is: 'up' });
      }
      tell(message);
    });
    opened.addEventListener('close', () => {
      clearTimeout(tooSlow);
      if (opened !== socket) return;
      lost();
      if (!closed) retry = setTimeout(() => (socket = connect()), pauseBefore(attempts++));
    });
    return opened;
  }

  let attempts = 0;
  let closed = false;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let socket = connect();
  const again = () => {
    clearTimeout(retry);
    const old = socket;
    lost();
    socket = connect();
    old.close();
  };
  // A sleeping laptop keeps a dead socket open: what does not answer two pings is opened anew.
  const beat = setInterval(() => {
    if (Date.now() - heard > pingEvery * 2.5) again();
    else put({ do: 'ping' });
  }, pingEvery);
  // Losing the network is noticed at once, too: a socket over a dead link would look open for a while.
  for (const change of ['online', 'offline']) globalThis.addEventListener?.(change, again);

  return {
    get ready() {
      return ready;
    },
    send: (message) => ready && put(message),
    follow(thread) {
      const times = followed.get(thread) ?? 0;
      followed.set(thread, times + 1);
      if (times === 0 && ready) put({ do: 'follow', thread });
      return () => {
        const left = (followed.get(thread) ?? 1) - 1;
        if (left > 0) return void followed.set(thread, left);
        followed.delete(thread);
        if (ready) put({ do: 'unfollow', thread });
      };
    },
    listen(hear) {
      listeners.add(hear);
      return () => void listeners.delete(hear);
    },
    again,
    close() {
      closed = true;
      clearInterval(beat);
      clearTimeout(retry);
      for (const change of ['online', 'offline']) globalThis.removeEventListener?.(change, again);
      socket.close();
    },
  };
}
