import type { SentMail } from '@fairlead/contract';
import { ProblemNote, useAct, useCall, useWords } from '@fairlead/ui';
import { Button, SegmentedControl, Skeleton } from '@mantine/core';
import { Link, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { Nothing } from '../../shared/nothing.tsx';
import { RefusedNote } from '../../shared/refused.tsx';
import { Pages } from './pages.tsx';

export function Sent() {
  const words = useWords();
  const { mail } = useSearch({ from: '/mail' });
  const [before, setBefore] = useState<string>();
  const { data, error, refetch } = useCall('GET /mails/sent', { query: { limit: 50, ...(before ? { before } : {}) } });
  if (!data) return error ? <ProblemNote error={error} again={() => void refetch()} /> : <Skeleton height={320} m="md" />;
  if (data.mails.length === 0) return <Nothing title={words.t('mail.none_sent')} />;
  const shown = mail ?? data.mails[0]!.id;
  return (
    <div className="mail-panes" data-chosen={mail !== undefined || undefined}>
      <div className="mail-list">
        <ul>
          {data.mails.map((one) => (
            <li key={one.id}>
              <Link to="/mail" search={{ mail: one.id }} aria-current={one.id === shown ? 'true' : undefined}>
                <b>{one.subject}</b>
                <span>{one.to}</span>
                <span data-state={one.state}>
                  {words.t(`mail.state.${one.state}`)} · {words.time(one.sent ?? one.made)}
                </span>
              </Link>
            </li>
          ))}
        </ul>
        <Pages before={before} next={data.next} go={setBefore} />
      </div>
      <One key={shown} id={shown} />
    </div>
  );
}

function One({ id }: { id: string }) {
  const words = useWords();
  const [as, setAs] = useState<'html' | 'text'>('html');
  const { data, error, refetch } = useCall('GET /mails/sent/{id}', { params: { id } });
  const again = useAct('PUT /mails/sent/{id}/again');
  if (!data) return error ? <ProblemNote error={error} again={() => void refetch()} /> : <Skeleton height={320} m="md" />;
  return (
    <section className="mail-one" aria-label={data.subject}>
      <Link to="/mail" search={{}} className="mail-back">
        {words.t('mail.back')}
      </Link>
      <h2>{data.subject}</h2>
      <dl>
        <dt>{words.t('mail.from')}</dt>
        <dd>{data.from}</dd>
        <dt>{words.t('mail.to')}</dt>
        <dd>{data.to}</dd>
        <dt>{words.t('mail.fate')}</dt>
        <dd data-state={data.state}>
          {fate(words, data)}
          {data.ticket && (
            <>
              {' · '}
              <Link to="/tickets/$number" params={{ number: String(data.ticket) }}>
                #{data.ticket}
              </Link>
            </>
          )}
        </dd>
        {data.said && (
          <>
            <dt>{words.t('mail.said')}</dt>
            <dd>{data.said}</dd>
          </>
        )}
      </dl>
      {data.state === 'failed' && (
        <Button size="xs" variant="default" loading={again.isPending} onClick={() => again.mutate({ params: { id } })}>
          {words.t('mail.send_again')}
        </Button>
      )}
      <RefusedNote error={again.error} />
      <SegmentedControl
        size="xs"
        aria-label={words.t('mail.shown_as')}
        value={as}
        onChange={(value) => setAs(value)}
        data={[
          { value: 'html', label: 'HTML' },
          { value: 'text', label: words.t('mail.text') },
        ]}
      />
      {as === 'html' ? (
        // As its reader's program shows it: without scripts, and without anything of this page.
        <iframe title={data.subject} sandbox="" srcDoc={data.html} />
      ) : (
        <pre tabIndex={0}>{data.text}</pre>
      )}
    </section>
  );
}

function fate(words: ReturnType<typeof useWords>, { state, sent, due, trouble, attempts }: SentMail): string {
  if (state === 'failed') return `${words.t('mail.state.failed')}: ${words.t(`mail.trouble.${trouble ?? 'other'}`)}`;
  if (state === 'waiting' && trouble) return words.t('mail.tried', { count: attempts, when: words.time(due) });
  return `${words.t(`mail.state.${state}`)} · ${words.time(sent ?? due)}`;
}
