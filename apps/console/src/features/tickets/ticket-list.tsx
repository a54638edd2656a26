import { call } from '@fairlead/client';
import type { FoundTicket, Ticket } from '@fairlead/contract';
import { useCall, useDesk, useWords } from '@fairlead/ui';
import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useCommands } from '../../shared/commands.ts';
import { useKeys } from '../../shared/keys.ts';
import { Nothing } from '../../shared/nothing.tsx';
import { RefusedNote } from '../../shared/refused.tsx';
import { useElapsed } from '../../shared/time.ts';
import { ChangeDialog, type What } from './change-dialog.tsx';
import { undo } from './changing.tsx';
import { TicketRow } from './ticket-row.tsx';

/** Tickets of a view or a search: as long as they are, only those in sight are drawn. One is under the keys, several can be chosen. */
export function TicketList({ view, q }: { view: string; q: string }) {
  const words = useWords();
  const { connection } = useDesk();
  const since = useElapsed();
  // Who can be assigned is at hand before somebody asks: letters are typed without waiting.
  useCall('GET /staff', {});
  const pages = useInfiniteQuery({
    queryKey: q ? ['GET /search', { q }] : ['GET /tickets', { view }],
    queryFn: async ({ pageParam }): Promise<{ found: FoundTicket[]; next: string | null }> => {
      const page = { limit: 50, ...(pageParam && { before: pageParam }) };
      if (q) return call(connection, 'GET /search', { query: { q, ...page } });
      const { tickets, next } = await call(connection, 'GET /tickets', { query: { view, ...page } });
      return { found: tickets.map((ticket) => ({ ticket, passage: null })), next };
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  });
  // Changes while paging can put a ticket on two pages.
  const found = [...new Map((pages.data?.pages ?? []).flatMap((page) => page.found).map((f) => [f.ticket.id, f])).values()];
  const rows = useRows(found.length);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [what, setWhat] = useState<What | null>(null);
  const [changing, setChanging] = useState<readonly Ticket[]>([]);

  const { hasNextPage, isFetchingNextPage, fetchNextPage } = pages;
  const last = rows.shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && last >= found.length - 10) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage, last, found.length]);

  const picked = found.filter((f) => chosen.has(f.ticket.id)).map((f) => f.ticket);
  const here = () => found[rows.at.current ?? -1]?.ticket;
  const toggle = (id: string) => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    setChosen(next);
  };
  const change = (to: What) => {
    const one = here();
    const tickets = picked.length > 0 ? picked : one ? [one] : [];
    if (tickets.length === 0) return;
    setChanging(tickets);
    setWhat(to);
  };
  const clear = () => setChosen(new Set());
  const actions = {
    x: () => {
      const one = here();
      if (one) toggle(one.id);
    },
    a: () => change('assignee'),
    s: () => change('state'),
  };
  useKeys({
    ...actions,
    j: () => rows.move(1),
    k: () => rows.move(-1),
    z: undo,
    ...(chosen.size > 0 ? { Escape: clear } : {}),
  });
  useCommands([
    { id: 'assign', label: words.t('change.assign'), key: 'a', run: actions.a },
    { id: 'state', label: words.t('change.set_state'), key: 's', run: actions.s },
    { id: 'undo', label: words.t('change.undo'), key: 'z', run: undo },
  ]);

  return (
    <>
      {!pages.data && <RefusedNote error={pages.error} again={() => void pages.refetch()} />}
      {pages.isLoading && <Nothing title={words.t('console.loading')} />}
      <p className="fl-hidden" role="status">
        {q && pages.data ? words.t('find.found', { count: found.length }) : ''}
      </p>
      {pages.data && found.length === 0 && (
        <Nothing
          title={q ? words.t('find.found', { count: 0 }) : words.t('tickets.none')}
          text={words.t(q ? 'find.none_text' : 'tickets.none_text')}
        />
      )}
      {picked.length > 0 && (
        <Chosen count={picked.length} clear={clear}>
          <Button size="xs" variant="default" onClick={() => change('assignee')}>
            {words.t('change.assign')}
          </Button>
          <Button size="xs" variant="default" onClick={() => change('state')}>
            {words.t('change.set_state')}
          </Button>
        </Chosen>
      )}
      <ul className="ticket-rows" ref={rows.list} style={{ height: found.length > 0 ? rows.height : 0 }}>
        {rows.shown.map(({ index, start }) => {
          const { ticket, passage } = found[index]!;
          return (
            <TicketRow
              key={ticket.id}
              ticket={ticket}
              passage={passage}
              since={since}
              index={index}
              of={hasNextPage ? -1 : found.length}
              start={start}
              measure={rows.measure}
              isChosen={chosen.has(ticket.id)}
              choose={() => toggle(ticket.id)}
              focused={() => (rows.at.current = index)}
            />
          );
        })}
      </ul>
      {hasNextPage && (
        <Button className="more" variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {words.t('tickets.more')}
        </Button>
      )}
      <ChangeDialog
        what={what}
        tickets={changing}
        close={() => {
          setWhat(null);
          clear();
        }}
      />
    </>
  );
}

function Chosen({ count, clear, children }: { count: number; clear: () => void; children: ReactNode }) {
  const words = useWords();
  return (
    <div className="chosen" role="region" aria-label={words.t('change.chosen', { count })}>
      <b>{words.t('change.chosen', { count })}</b>
      {children}
      <button type="button" className="quiet" onClick={clear}>
        {words.t('change.clear')}
      </button>
    </div>
  );
}

/** What scrolls: the list beside its views, or on a narrow screen the whole page. */
const scroller = (list: HTMLElement | null): HTMLElement | null =>
  list?.closest<HTMLElement>(matchMedia('(max-width: 900px)').matches ? '.inbox' : '.tickets') ?? null;

/** Rows in sight, and the one under the keys: it keeps its place when its ticket leaves the list, so that triage goes on. */
function useRows(count: number) {
  const list = useRef<HTMLUListElement>(null);
  const at = useRef<number | null>(null);
  const [margin, setMargin] = useState(0);
  // Nothing here is memoized by a compiler.
  // oxlint-disable-next-line react/incompatible-library
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller(list.current),
    estimateSize: () => 66,
    overscan: 12,
    scrollMargin: margin,
  });
  useLayoutEffect(() => {
    const box = scroller(list.current);
    if (list.current && box) setMargin(list.current.getBoundingClientRect().top - box.getBoundingClientRect().top + box.scrollTop);
  }, [count === 0]);

  const focus = (index: number) => {
    at.current = index;
    virtual.scrollToIndex(index);
    const row = () => list.current?.querySelector<HTMLElement>(`[data-index="${index}"] [data-row]`);
    const found = row();
    if (found) found.focus();
    else requestAnimationFrame(() => row()?.focus());
  };
  const move = (by: 1 | -1) => {
    if (count === 0) return;
    focus(at.current === null ? (by > 0 ? 0 : count - 1) : Math.max(0, Math.min(count - 1, at.current + by)));
  };
  // The focused row is gone: its ticket is in another view now. The one that took its place is next.
  useEffect(() => {
    if (at.current === null || count === 0 || document.activeElement !== document.body) return;
    focus(Math.min(at.current, count - 1));
  }, [count]);
  const shown = virtual.getVirtualItems().map(({ index, start }) => ({ index, start: start - margin }));
  return { list, at, move, shown, height: virtual.getTotalSize(), measure: virtual.measureElement };
}
