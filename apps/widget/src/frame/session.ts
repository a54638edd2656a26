/** Who the customer is to the desk: the vendor's identity token, exchanged for a short session that is renewed by itself. */
import { call, type Connection, type Live, openLive, Refused, Unanswered } from '@fairlead/client';
import type { Call, CallInput, CallReply, RefusalCode } from '@fairlead/contract';
import { signal } from '@preact/signals';
import { freshIdentity } from './page.ts';

interface Session {
  /** Whose it is: on a shared computer, or in the demo, the next page may be somebody else's. */
  who: string;
  token: string;
  expires: string;
  /** The organization that the customer chose, where it is another than the identity token says. */
  organization?: string | undefined;
}

const sessionKey = 'fairlead.session';
const lapsed: ReadonlySet<RefusalCode> = new Set(['not_signed_in', 'identity_expired']);

export const connection: Connection = { base: location.origin, token: null, locale: 'en' };

/** Why the customer is nobody to the desk any more, while a chat is on the screen. */
export const lost = signal<RefusalCode | null>(null);

let identity = '';
let session: Session | null = null;
let signingIn: Promise<void> | null = null;
let renewal: ReturnType<typeof setTimeout> | undefined;
let socket: Live | null = null;

/** Takes the token that the page gave, and the session of a moment ago if it is the same person's. */
export function begin(token: string): void {
  identity = token;
  const stored = storedSession();
  if (stored?.who !== whoIs(token)) return;
  session = stored;
  if (Date.parse(stored.expires) > Date.now() + 10_000) use(stored);
}

/** Calls as this customer; a session that has run out is renewed, once. */
export async function ask<C extends Call>(route: C, input: CallInput<C>): Promise<CallReply<C>> {
  if (!connection.token) await signIn();
  const { token } = connection;
  try {
    return await call(connection, route, input);
  } catch (error) {
    if (!(error instanceof Refused) || !lapsed.has(error.code)) throw error;
    if (connection.token === token) connection.token = null;
    if (!connection.token) await signIn();
    return call(connection, route, input);
  }
}

/** The one socket, opened when somebody is signed in. */
export function live(): Live {
  if (socket) return socket;
  const opened = openLive(connection);
  opened.listen((message) => {
    if (message.is !== 'refused' || message.entry || !lapsed.has(message.code)) return;
    connection.token = null;
    void signInAgain();
  });
  return (socket = opened);
}

/** Signs in and connects anew. What fails here is tried again with the next call, the next hello, or by the customer. */
export async function signInAgain(): Promise<void> {
  try {
    await signIn();
    socket?.again();
  } catch (error) {
    if (!(error instanceof Refused || error instanceof Unanswered)) throw error;
  }
}

function signIn(): Promise<void> {
  return (signingIn ??= exchange().finally(() => (signingIn = null)));
}

async function exchange(): Promise<void> {
  try {
    await open();
  } catch (error) {
    if (!isIdentityRefused(error)) throw error;
    identity = await freshIdentity();
    await open().catch((again: unknown) => {
      if (isIdentityRefused(again)) lost.value = again.code;
      throw again;
    });
  }
  lost.value = null;
}

function isIdentityRefused(error: unknown): error is Refused {
  return error instanceof Refused && (error.code === 'identity_expired' || error.code === 'identity_invalid');
}

/** Acts for another of the customer's organizations, in this session and in those that renew it. */
export async function actFor(organization: string): Promise<void> {
  await ask('PUT /me/organization', { body: { organization } });
  store({ ...session!, organization });
  socket?.again();
}

async function open(): Promise<void> {
  const who = whoIs(identity);
  const organization = session?.who === who ? session.organization : undefined;
  const answer = await call({ ...connection, token: null }, 'POST /sessions', { body: { identity, organization } });
  store({ who, organization, ...answer });
  use(session!);
}

function store(next: Session): void {
  session = next;
  try {
    sessionStorage.setItem(sessionKey, JSON.stringify(session));
  } catch {
    // Storage is forbidden in this frame: the session lives as long as the frame does.
  }
}

function use({ token, expires }: Session): void {
  connection.token = token;
  clearTimeout(renewal);
  const soon = Date.parse(expires) - Date.now() - 60_000;
  renewal = setTimeout(() => void signInAgain(), Math.min(Math.max(soon, 5_000), 2 ** 31 - 1));
}

function storedSession(): Session | null {
  try {
    return JSON.parse(sessionStorage.getItem(sessionKey) ?? 'null') as Session | null;
  } catch {
    return null;
  }
}

/** Only to tell two people's tokens apart; whether a token is true is for the desk to judge. */
function whoIs(token: string): string {
  try {
    const claims = JSON.parse(atob(token.split('.')[1]!.replaceAll('-', '+').replaceAll('_', '/'))) as { sub?: string; org?: string };
    return `${claims.sub} ${claims.org}`;
  } catch {
    return token;
  }
}
