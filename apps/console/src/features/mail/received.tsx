import type { ReceivedMail } from '@fairlead/contract';
import { ProblemNote, useAct, useCall, useWords } from '@fairlead/ui';
import { Button, SegmentedControl, Skeleton } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { Nothing } from '../../shared/nothing.tsx';
import { RefusedNote } from '../../shared/refused.tsx';
import { Pages } from './pages.tsx';

export function Received() {
  const words = useWords();
  const [state, setState] = useState<'all' | 'aside'>('all');
  const [before, setBefore] = useState<string>();
  const { data, error, refetch } = useCall('GET /mails/received', {
    query: { limit: 50, ...(state === 'aside' ? { state } : {}), ...(before ? { before } : {}) },
  });
  return (
    <div className="mail-received">
      <SegmentedControl
        size="xs"
        aria-label={words.t('mail.which')}
        value={state}
        onChange={(value) => {
          setState(value);
          setBefore(undefined);
        }}
        data={[
          { value: 'all', label: words.t('mail.all') },
          { value: 'aside', label: words.t('mail.aside') },
        ]}
      />
      {!data && (error ? <ProblemNote error={error} again={() => void refetch()} /> : <Skeleton height={320} />)}
      {data?.mails.length === 0 && <Nothing title={words.t(state === 'aside' ? 'mail.none_aside' : 'mail.none_received')} />}
      {data && data.mails.length > 0 && (
        <>
          <ul>
            {data.mails.map((mail) => (
              <Row key={mail.id} mail={mail} />
            ))}
          </ul>
          <Pages before={before} next={data.next} go={setBefore} />
        </>
      )}
    </div>
  );
}

function Row({ mail }: { mail: ReceivedMail }) {
  const words = useWords();
  const again = useAct('PUT /mails/received/{id}/again');
  const dismiss = useAct('PUT /mails/received/{id}/dismissed');
  const settle = useAct('PUT /mails/held');
  const params = { params: { id: mail.id } };
  const all = (letIn: boolean) => settle.mutate({ body: { sender: mail.from, let_in: letIn } });
  const outcome = mail.outcome ?? 'waiting';
  const checks =
    mail.checks && Object.entries(mail.checks).flatMap(([method, found]) => (found ? [`${method.toUpperCase()} ${found}`] : []));
  return (
    <li data-state={mail.state}>
      <div>
        <b>{mail.subject || words.t('mail.no_subject')}</b>
        <span>
          {mail.from || words.t('mail.nobody')} → {mail.to.join(', ')}
        </span>
        <span>
          {words.t(`mail.outcome.${outcome}`)}
          {mail.ticket && (
            <>
              {' '}
              <Link to="/tickets/$number" params={{ number: String(mail.ticket) }}>
                #{mail.ticket}
              </Link>
            </>
          )}
          {' · '}
          {words.time(mail.received)} · {words.bytes(mail.bytes)}
          {checks && checks.length > 0 && ` · ${checks.join(', ')}`}
        </span>
        {mail.state === 'aside' && <span className="mail-why">{why(words, mail)}</span>}
        <RefusedNote error={again.error ?? dismiss.error ?? settle.error} />
      </div>
      <div className="mail-acts">
        <a href={`/api/v1/mails/received/${mail.id}/source?as=staff`} download>
          {words.t('mail.source')}
        </a>
        {mail.state === 'aside' && (
          <>
            <Button size="xs" variant="default" loading={again.isPending} onClick={() => again.mutate(params)}>
              {words.t(mail.outcome === 'held' ? 'mail.let_in' : 'mail.read_again')}
            </Button>
            <Button size="xs" variant="default" loading={dismiss.isPending} onClick={() => dismiss.mutate(params)}>
              {words.t('mail.dismiss')}
            </Button>
            {mail.outcome === 'held' && (
              <>
                <Button size="xs" variant="subtle" loading={settle.isPending} onClick={() => all(true)}>
                  {words.t('mail.let_all_in')}
                </Button>
                <Button size="xs" variant="subtle" loading={settle.isPending} onClick={() => all(false)}>
                  {words.t('mail.dismiss_all')}
                </Button>
              </>
            )}
          </>
        )}
      </div>
    </li>
  );
}

function why(words: ReturnType<typeof useWords>, { outcome, detail }: ReceivedMail): string {
  if (outcome === 'held') return words.t('mail.why.held', { count: detail ?? '' });
  if (outcome === 'refused') return words.t(detail === 'from_staff' ? 'mail.why.from_staff' : 'mail.why.refused');
  return words.t('mail.why.unreadable', { detail: detail ?? '' });
}
