/** People who use the client that widget, portal and console use, and never give up. */
import { call, type Connection, followThread, type Live, openLive, Refused, type ThreadFollower, Unanswered } from '@fairlead/client';
import type { Call, CallInput, CallReply } from '@fairlead/contract';
import pg from 'pg';
import { signIdentity } from '../../src/domains/accounts/identity.ts';
import { type CustomerName, identities, people, type StaffName } from '../town.ts';
import { afterwards } from './afterwards.ts';
import { eventually } from './chance.ts';
import { identitySecret } from './server.ts';

export interface Person {
  readonly me: { id: string; kind: 'member' | 'staff' };
  readonly to: Connection;
  readonly live: Live;
  follow(thread: string): ThreadFollower;
}

// Node's WebSocket, unlike a browser's, takes headers; a cookie per origin stands in for the browser's own.
const cookies = new Map<string, string>();
const Native = globalThis.WebSocket;
globalThis.WebSocket = class extends Native {
  constructor(url: string | URL) {
    const cookie = cookies.get(new URL(url).host);
    super(url, { headers: cookie ? { cookie } : {} } as unknown as string[]);
  }
};

// What a browser keeps across reloads.
const stored = new Map<string, string>();
Object.defineProperty(globalThis, 'localStorage', {
  configurable: true,
  value: {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => void stored.set(key, value),
    removeItem: (key: string) => void stored.delete(key),
  },
});

function person(me: Person['me'], to: Connection): Person {
  if (to.headers?.['cookie']) cookies.set(new URL(to.base).host, to.headers['cookie']);
  const live = openLive(to);
  afterwards(() => live.close());
  return { me, to, live, follow: (thread) => followThread(to, live, thread, me) };
}

/** Somebody who is signed in already, reaching the desk at `base`. Staff need an origin of their own each, as browsers do. */
export async function at(base: string, signedIn: Connection, desk: string): Promise<Person> {
  const who = await call({ ...signedIn, base: desk }, 'GET /me', {});
  return person({ id: who.kind === 'staff' ? who.staff.id : who.member.id, kind: who.kind }, { ...signedIn, base });
}

/** A customer with a session of their own. */
export async function customer(name: CustomerName, base: string): Promise<Person> {
  const to: Connection = { base, token: null, locale: identities[name].locale! };
  const { token } = await call(to, 'POST /sessions', {
    body: { identity: await signIdentity(identities[name], identitySecret, new Date()) },
  });
  return at(base, { ...to, token }, base);
}

/** Staff, signed in, available, with a connected console. */
export async function engineer(name: StaffName, base: string, databaseUrl: string): Promise<Person> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const { rows } = await client.query<{ token: string }>(
    'select s.token from auth.session s join auth."user" u on u.id = s."userId" where u.email = $1',
    [people[name].email],
  );
  await client.end();
  const cookie = `better-auth.session_token=${rows[0]!.token}.unsigned`;
  const found = await at(base, { base, token: null, as: 'staff', locale: 'en', headers: { cookie } }, base);
  await eventually(() => found.live.ready, `${name}’s console is connected`);
  await call(found.to, 'PUT /me/availability', { body: { available: true } });
  return found;
}

/** Repeats a call until it is answered, as every client must that got no answer. `again` resolves when it is worth another try. */
export async function insist<C extends Call>(
  { to }: Pick<Person, 'to'>,
  route: C,
  input: CallInput<C>,
  again: () => Promise<unknown> = soon,
): Promise<CallReply<C>> {
  for (;;) {
    try {
      return await call(to, route, input);
    } catch (error) {
      if (!(error instanceof Unanswered || (error instanceof Refused && error.code === 'unavailable'))) throw error;
      await again();
    }
  }
}

const soon = () => new Promise((resolve) => setImmediate(resolve));

/** Waits until everything that was said here is acknowledged. */
export function acknowledged(follower: ThreadFollower): Promise<void> {
  return new Promise((resolve) => {
    const unsubscribe = follower.subscribe(look);
    function look(): void {
      if (follower.state.outbox.length > 0) return;
      unsubscribe();
      resolve();
    }
    look();
  });
}
