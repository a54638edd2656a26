import type { Chat } from '@fairlead/contract';
import { Conversation, EvidenceChecklist, useCall } from '@fairlead/ui';
import { Button } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { Link, useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { Failed, Notice, Waiting as Loading } from '../../shared/Notice.tsx';
import { useTitle } from '../../shared/title.ts';
import { useWords } from '../../shared/words.ts';
import { EndChat } from './EndChat.tsx';
import { useLine } from './line.ts';

/** The chat that waits or runs. When it has ended, its ticket takes over: the thread is the same. */
export function ChatPage() {
  const words = useWords();
  useTitle(words.t('chat.title'));
  const { data, error, refetch } = useCall('GET /chats/mine', {});
  // A chat that had ended before this page was opened is no reason to leave it.
  const [seenRunning, setSeenRunning] = useState(false);
  const navigate = useNavigate();
  const chat = data?.chat ?? null;
  const running = chat !== null && chat.state !== 'ended';
  const ticket = chat?.ticket ?? null;

  useEffect(() => {
    if (running) setSeenRunning(true);
    else if (seenRunning && ticket) void navigate({ to: '/tickets/$number', params: { number: String(ticket) }, replace: true });
  }, [running, seenRunning, ticket, navigate]);

  if (error && !data) return <Failed error={error} again={() => void refetch()} />;
  if (!data) return <Loading>{words.t('portal.loading')}</Loading>;
  if (!running)
    return (
      <Notice title={words.t('chat.none')} text={ticket ? words.t('chat.ended', { number: ticket }) : words.t('chat.none.text')}>
        {ticket ? (
          <Link to="/tickets/$number" params={{ number: String(ticket) }} className="button-link">
            {words.t('ticket.title', { number: ticket })}
          </Link>
        ) : (
          <Link to="/" className="button-link">
            {words.t('portal.back')}
          </Link>
        )}
      </Notice>
    );
  return <Running chat={chat} />;
}

function Running({ chat }: { chat: Chat }) {
  const words = useWords();
  const [ending, setEnding] = useState(false);
  const wide = useMediaQuery('(min-width: 62em)', undefined, { getInitialValueInEffect: false });
  const list = <EvidenceChecklist thread={chat.thread} audience="member" />;
  return (
    <div className="ticket-page">
      <div className="conversation">
        <header className="conversation-head">
          <Link to="/" className="back" aria-label={words.t('portal.back')}>
            <svg className="icon" viewBox="0 0 24 24" aria-hidden="true">
              <path d="m15 5-7 7 7 7" />
            </svg>
          </Link>
          <div className="conversation-title">
            <h1>{chat.summary}</h1>
            <p className="dim">{chat.engineer ? words.t('chat.with', { name: chat.engineer.name }) : words.t('chat.waiting')}</p>
          </div>
          {chat.state === 'active' && (
            <Button variant="default" onClick={() => setEnding(true)}>
              {words.t('chat.end')}
            </Button>
          )}
        </header>
        {chat.state === 'waiting' && <Waiting chat={chat} leave={() => setEnding(true)} />}
        {!wide && (
          <div className="details-bar">
            <details className="details">
              <summary>{words.t('checklist.title')}</summary>
              {list}
            </details>
          </div>
        )}
        <div className="conversation-thread">
          <Conversation thread={chat.thread} audience="member" />
        </div>
        <EndChat chat={chat} opened={ending} close={() => setEnding(false)} />
      </div>
      {wide && (
        <aside className="aside" aria-label={words.t('checklist.title')}>
          {list}
        </aside>
      )}
    </div>
  );
}

function Waiting({ chat, leave }: { chat: Chat; leave: () => void }) {
  const words = useWords();
  const line = useLine(chat);
  return (
    <div className="callout calm">
      <div className="callout-words" role="status">
        {line && line.minutes !== null && (
          <span>
            <strong>{words.t('chat.place', { place: line.place })}</strong> · {words.t('chat.wait', { minutes: line.minutes })}
          </span>
        )}
        {line?.minutes === null && <span>{words.t('chat.wait_unknown')}</span>}
        <span className="dim">{words.t('chat.may_leave')}</span>
      </div>
      <Button variant="default" size="xs" onClick={leave}>
        {words.t('chat.leave')}
      </Button>
    </div>
  );
}
