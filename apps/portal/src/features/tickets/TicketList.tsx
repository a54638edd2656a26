import { call } from '@fairlead/client';
import type { Ticket } from '@fairlead/contract';
import { itemName, TicketStateBadge, useDesk } from '@fairlead/ui';
import { Button, SegmentedControl, Skeleton, TextInput } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useAreaName } from '../../shared/areas.ts';
import { Failed, Notice } from '../../shared/Notice.tsx';
import { useTitle } from '../../shared/title.ts';
import { type Key, listed, useWords } from '../../shared/words.ts';
import { RunningChat } from '../../shared/RunningChat.tsx';
import { Incidents } from '../../shared/Incidents.tsx';
import { isEmpty, keptDraft } from './draft.ts';
import { unread } from './reading.ts';
import { UrgentBadge } from './UrgentBadge.tsx';

type Show = 'unsolved' | 'solved' | 'any';
type Whose = 'mine' | 'organization';

/** A member's own tickets, newest change first; those of the whole organization where staff let them see it. */
export function TicketList({ show, organization, q }: { show: Show; organization: boolean; q: string }) {
  const words = useWords();
  const { me } = useDesk();
  const seesAll = me.kind === 'member' && me.sees_organization;
  const whose: Whose = seesAll && organization ? 'organization' : 'mine';
  const navigate = useNavigate();
  useTitle(words.t('list.title'));
  const shows: Show[] = ['unsolved', 'solved', 'any'];
  const go = (to: { show?: Show; whose?: Whose; q?: string }) => {
    const next = { show, whose, q, ...to };
    const search = {
      ...(next.show === 'unsolved' ? {} : { show: next.show }),
      ...(next.whose === 'organization' ? { whose: next.whose } : {}),
      ...(next.q ? { q: next.q } : {}),
    };
    void navigate({ to: '/', search, replace: true });
  };
  return (
    <div className="page">
      <Incidents />
      <RunningChat />
      <KeptDraft />
      <div className="page-head">
        <h1>{words.t('list.title')}</h1>
        <Link to="/new" className="button-link">
          {words.t('new.title')}
        </Link>
      </div>
      <Find key={q} q={q} look={(to) => go({ q: to, ...(to ? { show: 'any' } : {}) })} />
      <SegmentedControl
        className="shows"
        aria-label={words.t('list.filter')}
        value={show}
        onChange={(to) => go({ show: to })}
        data={shows.map((value) => ({ value, label: words.t(`list.show.${value}` satisfies Key) }))}
      />
      {seesAll && (
        <SegmentedControl
          className="shows"
          aria-label={words.t('list.whose')}
          value={whose}
          onChange={(to) => go({ whose: to })}
          data={(['mine', 'organization'] as const).map((value) => ({ value, label: words.t(`list.whose.${value}`) }))}
        />
      )}
      <Tickets show={show} whose={whose} q={q} />
    </div>
  );
}

/** Looks for words in one's requests, whatever has become of them. */
function Find({ q, look }: { q: string; look: (q: string) => void }) {
  const words = useWords();
  const [typed, setTyped] = useState(q);
  return (
    <form
      role="search"
      className="shows"
      onSubmit={(event) => {
        event.preventDefault();
        look(typed.trim());
      }}
    >
      <TextInput
        type="search"
        aria-label={words.t('list.find')}
        placeholder={words.t('list.find')}
        maxLength={500}
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          // The cross in the field empties it.
          if (event.currentTarget.value === '' && q) look('');
        }}
      />
    </form>
  );
}

/** The way back to a ticket that is being written. */
function KeptDraft() {
  const words = useWords();
  const { me } = useDesk();
  const [draft] = useState(() => keptDraft(me.kind === 'member' ? me.member.id : me.staff.id));
  if (isEmpty(draft)) return null;
  return (
    <Link to="/new" className="running draft">
      <span className="running-words">
        <strong>{words.t(draft.sent ? 'list.not_sent' : 'list.draft')}</strong>
        <span>{draft.subject || draft.text}</span>
      </span>
      <span className="running-go">{words.t(draft.sent ? 'list.not_sent.go' : 'list.draft.go')}</span>
    </Link>
  );
}

function Tickets({ show, whose, q }: { show: Show; whose: Whose; q: string }) {
  const words = useWords();
  const { connection } = useDesk();
  const query = { state: show, limit: 20, ...(q ? { q } : {}), ...(whose === 'organization' ? { view: whose } : {}) } as const;
  const { data, error, isPending, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ['GET /tickets', { query }],
    queryFn: ({ pageParam }) => call(connection, 'GET /tickets', { query: { ...query, ...(pageParam ? { before: pageParam } : {}) } }),
    initialPageParam: '',
    // What was read on a ticket's page is announced to nobody.
    refetchOnMount: 'always',
    getNextPageParam: (page) => page.next,
  });
  // Changes while paging can put a ticket on two pages: it is shown where it is newest.
  const tickets = [...new Map((data?.pages ?? []).flatMap((p) => p.tickets.map((t) => [t.id, t] as const)).reverse()).values()].reverse();

  if (isPending) return <Loading />;
  if (error && !data) return <Failed error={error} again={() => void refetch()} />;
  if (tickets.length === 0 && q) return <Notice title={words.t('list.found.none')} text={words.t('list.found.none.text')} />;
  if (tickets.length === 0)
    return (
      <Notice title={words.t(`list.empty.${show}`)} text={words.t(show === 'unsolved' ? 'list.empty.unsolved.text' : 'list.empty.text')} />
    );
  return (
    <>
      <ul className="tickets">
        {tickets.map((ticket) => (
          <TicketRow key={ticket.id} ticket={ticket} whose={whose} />
        ))}
      </ul>
      {hasNextPage && (
        <Button variant="default" className="more" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {words.t('list.more')}
        </Button>
      )}
    </>
  );
}

function TicketRow({ ticket, whose }: { ticket: Ticket; whose: Whose }) {
  const words = useWords();
  const { desk } = useDesk();
  const areaName = useAreaName();
  const fresh = whose === 'mine' && !ticket.follows && unread(ticket);
  const needed = ticket.state === 'solved' || ticket.state === 'closed' ? [] : ticket.missing;
  return (
    <li>
      <Link to="/tickets/$number" params={{ number: String(ticket.number) }} className="ticket" data-unread={fresh || undefined}>
        <span className="ticket-subject">
          {fresh && <span className="dot" role="img" aria-label={words.t('list.unread')} />}
          {ticket.urgent && <UrgentBadge />}
          {ticket.subject}
        </span>
        <span className="ticket-state">
          <TicketStateBadge state={ticket.state} audience="member" />
        </span>
        {ticket.snippet && <span className="ticket-words">{ticket.snippet}</span>}
        {needed.length > 0 && (
          <span className="ticket-needed">
            {words.t('ticket.missing.short', {
              items: listed(
                words,
                needed.map((item) => itemName(words, desk, item)),
              ),
            })}
          </span>
        )}
        <span className="ticket-facts">
          <span>#{ticket.number}</span>
          {(whose === 'organization' || ticket.follows) && <span>{ticket.member.name}</span>}
          {ticket.follows && <span>{words.t('list.followed')}</span>}
          <span>{ticket.area ? areaName(ticket.area) : words.t(`question.${ticket.question}`)}</span>
          {ticket.chat && <span className="wide-only">{words.t('list.chat')}</span>}
          <time dateTime={ticket.updated}>{words.time(ticket.updated)}</time>
        </span>
      </Link>
    </li>
  );
}

function Loading() {
  const words = useWords();
  return (
    <div className="tickets" role="status" aria-label={words.t('portal.loading')}>
      {[0, 1, 2, 3].map((n) => (
        <div key={n} className="ticket">
          <Skeleton height={16} width={`${70 - n * 8}%`} />
          <Skeleton height={12} width={`${50 + n * 6}%`} />
        </div>
      ))}
    </div>
  );
}
