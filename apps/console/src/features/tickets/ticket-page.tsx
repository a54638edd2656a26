import type { Macro, Ticket } from '@fairlead/contract';
import {
  type ComposerHandle,
  Conversation,
  ProblemNote,
  problemSentence,
  TicketStateBadge,
  useAct,
  useCall,
  useLookers,
  useWords,
} from '@fairlead/ui';
import { Button, Drawer } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { DetailsButton } from '../../shared/details-button.tsx';
import { useCommands } from '../../shared/commands.ts';
import { useKeys } from '../../shared/keys.ts';
import { Nothing } from '../../shared/nothing.tsx';
import { useStaff } from '../../shared/staff.ts';
import { UrgentNote } from '../../shared/urgent.tsx';
import { ChangeDialog, type What } from './change-dialog.tsx';
import { undo } from './changing.tsx';
import { Cite } from './cite.tsx';
import { Macros } from './macros.tsx';
import { Merged } from './merge.tsx';
import { TicketFacts } from './ticket-facts.tsx';
import { useUndelivered } from './undelivered.tsx';

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
  const [what, setWhat] = useState<What | null>(null);
  const [macros, setMacros] = useState(false);
  // Where the ticket goes once what is being written is said.
  const [then, setThen] = useState<Macro['state']>(null);
  const setState = useAct('PUT /tickets/{number}/state');
  const { staff: me } = useStaff();
  const { data: people } = useCall('GET /staff', {});
  const lookers = useLookers(ticket.thread);
  const undelivered = useUndelivered(ticket.number);
  const closed = ticket.state === 'closed';
  const reply = () => composer.current?.focus('message');
  const note = () => composer.current?.focus('note');
  const keys = { r: reply, n: note, a: () => setWhat('assignee'), s: () => setWhat('state'), m: () => setMacros(true), z: undo };
  useKeys({ ...keys, Escape: () => void navigate({ to: '/tickets' }) });
  useCommands([
    { id: 'reply', label: words.t('keys.reply'), key: 'r', run: reply },
    { id: 'note', label: words.t('keys.note'), key: 'n', run: note },
    { id: 'assign', label: words.t('change.assign'), key: 'a', run: keys.a },
    { id: 'state', label: words.t('change.set_state'), key: 's', run: keys.s },
    { id: 'macro', label: words.t('macro.open'), key: 'm', run: keys.m },
    { id: 'undo', label: words.t('change.undo'), key: 'z', run: undo },
  ]);
  const said = () => {
    if (!then) return;
    const { number } = ticket;
    setThen(null);
    setState.mutate(
      { params: { number }, body: { state: then } },
      { onError: (error) => notifications.show({ color: 'red', message: problemSentence(words, error) }) },
    );
  };
  const colleagues = (people?.staff ?? []).filter((p) => p.id !== me.id);
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
        <Merged ticket={ticket} />
        {lookers.length > 0 && (
          <p className="lookers" role="status">
            {words.t('lookers', { names: new Intl.ListFormat(words.language).format(lookers.map((l) => l.name)) })}
          </p>
        )}
        <Conversation
          thread={ticket.thread}
          audience="staff"
          closed={closed}
          handle={composer}
          people={colleagues}
          under={undelivered}
          onSent={(kind) => kind === 'message' && said()}
          tools={
            <>
              <Macros
                number={ticket.number}
                opened={macros}
                open={() => setMacros(true)}
                close={() => setMacros(false)}
                take={({ text, state }) => {
                  composer.current?.insert(text);
                  setThen(state);
                }}
              />
              <Cite language={ticket.member.locale} insert={(text) => composer.current?.insert(text)} />
              {then && (
                <button type="button" className="quiet" onClick={() => setThen(null)}>
                  {words.t('macro.then', { state: words.t(then === 'pending' ? 'state.pending.staff' : `state.${then}`) })}
                </button>
              )}
            </>
          }
        />
        <ChangeDialog what={what} tickets={[ticket]} close={() => setWhat(null)} />
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
