import { call, newId, Refused } from '@fairlead/client';
import { useDesk } from '@fairlead/ui';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useEffectEvent, useState } from 'react';
import { untilAnswered } from '../../shared/until-answered.ts';
import { type Draft, keepDraft, ticketBody } from './draft.ts';

/**
 * Sends a draft from the moment it is marked as sent, also one that was on its way when the page was closed, and goes on to
 * its ticket. A draft that the desk refuses comes back to its writer.
 */
export function useSendDraft(draft: Draft, person: string, urgentWord: string, change: (what: Partial<Draft>) => void) {
  const { connection } = useDesk();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [unanswered, setUnanswered] = useState(false);
  const [refused, setRefused] = useState<Refused | null>(null);

  const send = useEffectEvent(async (stop: AbortSignal) => {
    setRefused(null);
    const body = ticketBody(draft, urgentWord);
    try {
      const ticket = await untilAnswered(
        () => call(connection, 'POST /tickets', { body }),
        () => setUnanswered(true),
        stop,
      );
      keepDraft(person, null);
      await queries.invalidateQueries({ queryKey: ['GET /tickets'] });
      if (!stop.aborted) await navigate({ to: '/tickets/$number', params: { number: String(ticket.number) }, replace: true });
    } catch (error) {
      if (stop.aborted) return;
      if (!(error instanceof Refused)) throw error;
      setUnanswered(false);
      // After signing in again this page goes on with what it was sending.
      if (error.code === 'not_signed_in') return queries.invalidateQueries({ queryKey: ['GET /me'] });
      setRefused(error);
      change(error.code === 'id_taken' ? { sent: false, id: newId() } : { sent: false });
    }
  });

  useEffect(() => {
    if (!draft.sent) return;
    const stopping = new AbortController();
    void send(stopping.signal);
    return () => stopping.abort();
  }, [draft.sent]);

  return { unanswered, refused };
}
