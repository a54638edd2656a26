import { call, newId, Refused } from '@fairlead/client';
import { useDesk } from '@fairlead/ui';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useEffectEvent, useState } from 'react';
import { untilAnswered } from '../../shared/until-answered.ts';
import { sendHeld } from './bundles.tsx';
import { chatBody, type Draft, evidence, firstMessage, keepDraft, ticketBody } from './draft.ts';

/**
 * Sends a draft from the moment it is marked as sent, also one that was on its way when the page was closed, and goes on to
 * its ticket or chat. A draft that the desk refuses comes back to its writer.
 */
export function useSendDraft(draft: Draft, person: string, change: (what: Partial<Draft>) => void) {
  const { connection } = useDesk();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [unanswered, setUnanswered] = useState(false);
  const [refused, setRefused] = useState<Refused | null>(null);

  const send = useEffectEvent(async (stop: AbortSignal) => {
    setRefused(null);
    const until = <T>(sending: () => Promise<T>) => untilAnswered(sending, () => setUnanswered(true), stop);
    /** Answers with the number of the ticket; null while it is a chat. */
    const arrive = async (): Promise<number | null> => {
      if (draft.channel === 'ticket') {
        const ticket = await until(() => call(connection, 'POST /tickets', { body: ticketBody(draft) }));
        await until(() => sendHeld(connection, draft.id, ticket.thread));
        return ticket.number;
      }
      const chat = await until(() => call(connection, 'POST /chats', { body: chatBody(draft) }));
      const body = firstMessage(draft);
      const params = { id: chat.thread };
      if (body) await until(() => call(connection, 'POST /threads/{id}/entries', { params, body }));
      for (const given of evidence(draft)) await until(() => call(connection, 'POST /threads/{id}/evidence', { params, body: given }));
      await until(() => sendHeld(connection, draft.id, chat.thread));
      for (const item of draft.declined)
        await until(() =>
          call(connection, 'PUT /threads/{id}/checklist/{item}/declined', { params: { ...params, item }, body: { declined: true } }),
        );
      return chat.ticket;
    };
    try {
      const number = await arrive();
      keepDraft(person, null);
      await Promise.all(['GET /tickets', 'GET /chats/mine'].map((route) => queries.invalidateQueries({ queryKey: [route] })));
      if (stop.aborted) return;
      if (number === null) await navigate({ to: '/chat', replace: true });
      else await navigate({ to: '/tickets/$number', params: { number: String(number) }, replace: true });
    } catch (error) {
      if (stop.aborted) return;
      if (!(error instanceof Refused)) throw error;
      setUnanswered(false);
      // After signing in again this page goes on with what it was sending.
      if (error.code === 'not_signed_in') return queries.invalidateQueries({ queryKey: ['GET /me'] });
      setRefused(error);
      change(error.code === 'id_taken' ? { sent: false, id: newId(), message: newId() } : { sent: false });
      // What may be used has changed under the writer's hands: the advice says what is left.
      void queries.invalidateQueries({ queryKey: ['GET /channels'] });
      void queries.invalidateQueries({ queryKey: ['GET /chats/mine'] });
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
