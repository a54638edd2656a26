import { call, Refused } from '@fairlead/client';
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { Notice, Waiting } from '../shared/Notice.tsx';
import { useWords } from '../shared/words.ts';
import { Bare } from './Bare.tsx';
import { connection, useAskAgain, useWhoAsks } from './session.ts';

/**
 * Uses a link from the product: once, however often this renders. Where no answer came it is sent again; the desk may have
 * taken the first, so a refusal after that counts for nothing if we turn out to be signed in.
 */
export function Enter({ code, ticket }: { code: string; ticket?: string }) {
  const words = useWords();
  const navigate = useNavigate();
  const askAgain = useAskAgain();
  const entry = useQuery({
    queryKey: ['enter', code],
    queryFn: () => call(connection, 'POST /portal-entries', { body: { code } }),
    enabled: code !== '',
    retry: (_, error) => !(error instanceof Refused),
    retryDelay: (failures) => Math.min(500 * 2 ** failures, 8_000),
    staleTime: Infinity,
  });
  const refused = code === '' || entry.isError;
  const lostAnAnswer = entry.failureCount > 1;
  const who = useWhoAsks(refused);
  const member = who.is === 'somebody' && who.me.kind === 'member' ? who.me : null;
  const go = entry.isSuccess || (refused && lostAnAnswer && member !== null);

  useEffect(() => {
    if (!go) return;
    void askAgain();
    // Replaced, so that the code is in no history.
    if (ticket) void navigate({ to: '/tickets/$number', params: { number: ticket }, replace: true });
    else void navigate({ to: '/', replace: true });
  }, [go, ticket, navigate, askAgain]);

  if (!refused || go)
    return (
      <Bare>
        <Waiting>{words.t(entry.failureCount > 0 ? 'portal.unanswered.text' : 'enter.working')}</Waiting>
      </Bare>
    );
  return (
    <Bare>
      <Notice title={words.t('enter.used.title')} text={words.t('enter.used.text')}>
        {member ? (
          <>
            <p className="dim">{words.t('enter.still', { name: member.member.name, organization: member.organization.name })}</p>
            <Button onClick={() => void navigate({ to: '/', replace: true })}>{words.t('enter.go_on')}</Button>
          </>
        ) : (
          <Button onClick={() => void navigate({ to: '/', replace: true })}>{words.t('enter.sign_in')}</Button>
        )}
      </Notice>
    </Bare>
  );
}
