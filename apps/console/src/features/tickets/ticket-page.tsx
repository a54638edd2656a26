import type { Ticket } from '@fairlead/contract';
import { type ComposerHandle, Conversation, ProblemNote, problemSentence, TicketStateBadge, useAct, useCall, useWords } from '@fairlead/ui';
import { Button, Drawer } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { DetailsButton } from '../../shared/details-button.tsx';
import { useKeys } from '../../shared/keys.ts';
import { Nothing } from '../../shared/nothing.tsx';
import { UrgentNote } from '../../shared/urgent.tsx';
import { TicketFacts } from './ticket-facts.tsx';

/** One ticket: the thread goes on here, whatever it began as. */
export function TicketPage() {
  const words = useWords();
  const params = useParams({ from: '/tickets/$number' });
  const number = Number(params.number);
  const { data: ticket, error, refetch } = useCall('GET /tickets/{number}', { params: { number } });
  if (ticket) return <OpenTicket key={ticket.id} ticket={ticket} />;
  if (!error) return <Nothing title={words.t('console.loading')} />;
  return (
    <div className="pane">
      <ProblemNote error={error} again={() => void refetch()} />
      <Link to="/tickets" className="away">
        {words.t('ticket.back')}
      </Link>
    </div>
  );
}

function OpenTicket({ ticket }: { ticket: Ticket }) {
  const words = useWords();
  const navigate = useNavigate();
  const composer = useRef<ComposerHandle>(null);
  const [facts, setFacts] = useState(false);
  const setState = useAct('PUT /tickets/{number}/state');
  const closed = ticket.state === 'closed';
  useKeys({
    r: () => composer.current?.focus('message'),
    n: () => composer.current?.focus('note'),
    Escape: () => void navigate({ to: '/tickets' }),
  });
  const reopen = () =>
    setState.mutate(
      { params: { number: ticket.number }, body: { state: 'open' } },
      { onError: (error) => notifications.show({ color: 'red', message: problemSentence(words, error) }) },
    );
  return (
    <div className="ticket">
      <section className="pane" aria-label={words.t('ticket.title', { number: ticket.number })}>
        <header className="pane-top">
          <Link to="/tickets" className="back" data-always aria-label={words.t('ticket.back')}>
            <span aria-hidden>‹</span>
          </Link>
          <div className="pane-title">
            <h1>{ticket.subject}</h1>
            <p>
              {words.t('ticket.title', { number: ticket.number })} · {ticket.member.name} · {ticket.organization.name}
            </p>
          </div>
          <div className="actions">
            <TicketStateBadge state={ticket.state} audience="staff" />
            <DetailsButton thread={ticket.thread} open={() => setFacts(true)} />
          </div>
        </header>
        {ticket.urgent && <UrgentNote urgent={ticket.urgent} />}
        <Conversation thread={ticket.thread} audience="staff" closed={closed} handle={composer} />
        {closed && (
          <div className="ended" data-end>
            <span>{words.t('ticket.closed')}</span>
            <Button size="xs" variant="default" loading={setState.isPending} onClick={reopen}>
              {words.t('ticket.reopen')}
            </Button>
          </div>
        )}
      </section>
      <aside className="side">
        <TicketFacts ticket={ticket} />
      </aside>
      <Drawer
        opened={facts}
        onClose={() => setFacts(false)}
        position="right"
        title={words.t('chat.details')}
        closeButtonProps={{ 'aria-label': words.t('console.back') }}
      >
        <TicketFacts ticket={ticket} />
      </Drawer>
    </div>
  );
}
