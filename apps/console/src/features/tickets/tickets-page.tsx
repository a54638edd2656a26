import { call } from '@fairlead/client';
import type { Ticket } from '@fairlead/contract';
import { itemName, ProblemNote, TicketStateBadge, useDesk, useWords } from '@fairlead/ui';
import { Button, NativeSelect, SegmentedControl } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useAreaName } from '../../shared/facts.tsx';
import { moveInList, useKeys } from '../../shared/keys.ts';
import { Nothing } from '../../shared/nothing.tsx';
import { type TicketStateFilter, ticketStates, type TicketView, ticketViews } from '../../shared/ticket-views.ts';
import { useElapsed } from '../../shared/time.ts';
import { UrgentBadge } from '../../shared/urgent.tsx';

/** Tickets, newest change first, in the view that the address names. */
export function TicketsPage() {
  const words = useWords();
  const navigate = useNavigate();
  const { connection } = useDesk();
  const { view = 'all', state = 'unsolved' } = useSearch({ from: '/tickets' });
  const since = useElapsed();
  useKeys({ j: () => moveInList(1), k: () => moveInList(-1) });
  const pages = useInfiniteQuery({
    queryKey: ['GET /tickets', { view, state }],
    queryFn: ({ pageParam }) =>
      call(connection, 'GET /tickets', { query: { view, state, limit: 50, ...(pageParam && { before: pageParam }) } }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  });
  const tickets = pages.data?.pages.flatMap((page) => page.tickets) ?? [];
  const go = (search: { view?: TicketView; state?: TicketStateFilter }) =>
    void navigate({ to: '/tickets', search: { view, state, ...search } });
  return (
    <div className="tickets">
      <header className="tickets-top">
        <h1>{words.t('tickets.list')}</h1>
        <SegmentedControl
          aria-label={words.t('tickets.view')}
          value={view}
          onChange={(value) => go({ view: value })}
          data={ticketViews.map((v) => ({ value: v, label: words.t(`tickets.${v}`) }))}
        />
        <NativeSelect
          aria-label={words.t('tickets.state')}
          value={state}
          onChange={(event) => go({ state: event.currentTarget.value as TicketStateFilter })}
          data={ticketStates.map((s) => ({ value: s, label: words.t(`tickets.${s}`) }))}
        />
      </header>
      {!pages.data && <ProblemNote error={pages.error} again={() => void pages.refetch()} />}
      {pages.isLoading && <Nothing title={words.t('console.loading')} />}
      {pages.data && tickets.length === 0 && <Nothing title={words.t('tickets.none')} text={words.t('tickets.none_text')} />}
      <ul className="ticket-rows">
        {tickets.map((ticket) => (
          <Row key={ticket.id} ticket={ticket} since={since} />
        ))}
      </ul>
      {pages.hasNextPage && (
        <Button className="more" variant="default" loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          {words.t('tickets.more')}
        </Button>
      )}
    </div>
  );
}

function Row({ ticket, since }: { ticket: Ticket; since: (at: string) => string }) {
  const words = useWords();
  const { desk } = useDesk();
  const areaName = useAreaName();
  const missing = ticket.missing.map((item) => itemName(words, desk, item));
  const lacks = words.t('tickets.missing', { items: new Intl.ListFormat(words.language).format(missing) });
  const about = [ticket.member.name, ticket.organization.name, areaName(ticket.area) ?? words.t(`question.${ticket.question}`)];
  return (
    <li>
      <Link to="/tickets/$number" params={{ number: String(ticket.number) }} className="ticket-row" data-row>
        <span className="ticket-number">#{ticket.number}</span>
        <span className="ticket-main">
          <span className="ticket-subject">
            {ticket.urgent && <UrgentBadge />} {ticket.subject}
          </span>
          <span className="row-dim">{about.join(' · ')}</span>
        </span>
        <span className="ticket-who">
          <span>{ticket.team ? words.named(ticket.team.name) : words.t('tickets.no_team')}</span>
          <span className="row-dim">{ticket.assignee?.name ?? words.t('tickets.nobody')}</span>
        </span>
        <span className="ticket-state">
          <TicketStateBadge state={ticket.state} audience="staff" />
          {missing.length > 0 && (
            <span className="row-dim" title={lacks}>
              {lacks}
            </span>
          )}
        </span>
        <time dateTime={ticket.updated}>{since(ticket.updated)}</time>
      </Link>
    </li>
  );
}
