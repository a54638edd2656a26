import type { ThreadState } from '@fairlead/client';
import type { Chat } from '@fairlead/contract';
import { PersonMark, ProblemNote, useCall, useWords } from '@fairlead/ui';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useAreaName } from '../../shared/facts.tsx';
import { isMine, useStaff } from '../../shared/staff.ts';
import { useElapsed } from '../../shared/time.ts';
import { UrgentBadge } from '../../shared/urgent.tsx';
import { Availability } from '../../shared/availability.tsx';
import { unreadIn, useMyThreads } from './attention.tsx';

/** Who is talking with whom now: the reader's own chats first, then the line, then the others'. */
export function ChatList({ open }: { open: string | undefined }) {
  const words = useWords();
  const { staff, available } = useStaff();
  const { data, error, isLoading, refetch } = useCall('GET /chats', {});
  const { states } = useMyThreads();
  const since = useElapsed();
  const chats = data?.chats ?? [];
  const mine = chats.filter((c) => isMine(c, staff.id));
  const waiting = chats.filter((c) => c.state === 'waiting');
  const others = chats.filter((c) => c.state === 'active' && !isMine(c, staff.id));
  const row = (chat: Chat) => <Row key={chat.id} chat={chat} open={chat.id === open} state={states.get(chat.thread)} since={since} />;
  return (
    <section className="list" aria-label={words.t('chats.list')}>
      {!open && <h1 className="fl-hidden">{words.t('chats.list')}</h1>}
      <div className="list-top">
        <Availability />
      </div>
      {!data && <ProblemNote error={error} again={() => void refetch()} />}
      {isLoading && <p className="list-empty">{words.t('console.loading')}</p>}
      {data && (
        <div className="list-rows">
          <Section
            title={words.t('chats.mine')}
            count={mine.length}
            empty={words.t(available ? 'chats.mine_none' : 'chats.mine_none_away')}
          >
            {mine.map(row)}
          </Section>
          <Section title={words.t('chats.waiting')} count={waiting.length} empty={words.t('chats.waiting_none')}>
            {waiting.map(row)}
          </Section>
          {others.length > 0 && (
            <Section title={words.t('chats.others')} count={others.length}>
              {others.map(row)}
            </Section>
          )}
        </div>
      )}
    </section>
  );
}

function Section({ title, count, empty, children }: { title: string; count: number; empty?: string; children: ReactNode }) {
  return (
    <>
      <h2 className="list-heading">
        {title}
        {count > 0 && <span>{count}</span>}
      </h2>
      {count === 0 && <p className="list-empty">{empty}</p>}
      <ul>{children}</ul>
    </>
  );
}

interface RowProps {
  chat: Chat;
  open: boolean;
  state: ThreadState | undefined;
  since: (at: string) => string;
}

function Row({ chat, open, state, since }: RowProps) {
  const words = useWords();
  const areaName = useAreaName();
  const me = useStaff().staff.id;
  const unread = unreadIn(state);
  const types = state?.typing.some((t) => t.kind === 'member');
  const last = state?.entries.findLast((e) => e.kind === 'message');
  const said = last ? last.body.text || last.body.files[0]?.name : chat.snippet;
  const present = state?.loaded ? state.memberPresent : chat.present;
  const about = [areaName(chat.area) ?? words.t(`question.${chat.question}`)];
  if (chat.language !== chat.member.locale) about.push(words.t('chats.in_language', { language: words.t(`language.${chat.language}`) }));
  if (chat.line) about.unshift(words.t('chats.place', { place: chat.line.place }));
  if (chat.engineer && chat.engineer.id !== me) about.unshift(words.t('chats.with', { name: chat.engineer.name }));
  return (
    <li>
      <Link
        to="/chats/$chat"
        params={{ chat: chat.id }}
        className="row"
        data-row
        data-unread={unread > 0}
        aria-current={open ? 'page' : undefined}
      >
        <span className="row-mark" data-present={present}>
          <PersonMark name={chat.member.name} size={36} />
        </span>
        <span className="row-main">
          <span className="row-line">
            {chat.urgent && <UrgentBadge />}
            <b>{chat.member.name}</b>
            <span className="row-dim">{chat.organization.name}</span>
            <time dateTime={chat.since}>{since(chat.since)}</time>
          </span>
          <span className="row-line">
            <span className="row-text">{types ? <em>{words.t('chats.typing')}</em> : (said ?? chat.summary)}</span>
            {unread > 0 && (
              <span className="count">
                <span aria-hidden>{unread}</span>
                <span className="fl-hidden">{words.t('nav.unread', { count: unread })}</span>
              </span>
            )}
          </span>
          <span className="row-dim">{about.join(' · ')}</span>
        </span>
      </Link>
    </li>
  );
}
