/** The one connection of this page, and who is behind it. */
import { call, type Connection, Refused, Unanswered } from '@fairlead/client';
import type { Desk, Me } from '@fairlead/contract';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';

export const connection: Connection = { base: location.origin, token: null, as: 'member', locale: 'en' };

const meKey = ['GET /me', {}] as const;
const unanswered = (_: number, error: Error) => error instanceof Unanswered || (error instanceof Refused && error.code === 'unavailable');

/** What anybody may know of the desk, signed in or not. */
export function useDeskFacts(): Desk | undefined {
  return useQuery({ queryKey: ['GET /desk', {}], queryFn: () => call(connection, 'GET /desk', {}), retry: unanswered, staleTime: 60_000 })
    .data;
}

type WhoAsks = { is: 'asking' } | { is: 'nobody' } | { is: 'somebody'; me: Me };

/** Who asks. While the desk does not answer, somebody who was known stays known. */
export function useWhoAsks(wanted = true): WhoAsks {
  const me = useQuery({
    queryKey: meKey,
    queryFn: () => call(connection, 'GET /me', {}),
    enabled: wanted,
    retry: unanswered,
    staleTime: 60_000,
  });
  if (me.error instanceof Refused) return { is: 'nobody' };
  return me.data ? { is: 'somebody', me: me.data } : { is: 'asking' };
}

/** Whether somebody was signed in on this page before. Only looks: asking again here would take the sign-in form away and back. */
export function useWasSignedIn(): boolean {
  return useQueryClient().getQueryData(meKey) !== undefined;
}

/** After a sign-in: forgets what the one before may have read, and asks who we are now. */
export function useAskAgain(): () => Promise<void> {
  const queries = useQueryClient();
  return useCallback(async () => {
    queries.removeQueries({ predicate: (query) => query.getObserversCount() === 0 });
    await queries.resetQueries({ queryKey: meKey });
  }, [queries]);
}

/**
 * Signs out, whether they came by a link or by password, and loads the page anew, so that nothing of what was read stays.
 * Drafts do: they are kept under their writer's id.
 */
export async function signOut(): Promise<void> {
  const still = await call(connection, 'DELETE /sessions/mine', {})
    .then(() => call(connection, 'GET /me', {}))
    .catch((error: unknown) => {
      if (error instanceof Refused) return null;
      throw error;
    });
  if (still?.kind === 'member') await endPasswordSession();
  location.assign('/portal/');
}

/** Ends a sign-in by password, of a member or of staff. */
export async function endPasswordSession(): Promise<void> {
  const response = await fetch('/api/auth/sign-out', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' });
  if (!response.ok) throw new Unanswered(`status ${response.status}`);
}
