import type { Chat } from '@fairlead/contract';
import {
  type ComposerHandle,
  Conversation,
  EvidenceChecklist,
  ProblemNote,
  problemSentence,
  useAct,
  useCall,
  useThread,
  useWords,
} from '@fairlead/ui';
import { Button, Drawer } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { DetailsButton } from '../../shared/details-button.tsx';
import { CustomerFacts, Fact, Facts, useAreaName } from '../../shared/facts.tsx';
import { useKeys } from '../../shared/keys.ts';
import { Nothing } from '../../shared/nothing.tsx';
import { isMine, useStaff } from '../../shared/staff.ts';
import { UrgentNote } from '../../shared/urgent.tsx';
import { EndChat } from './end-chat.tsx';
import { HandOver } from './hand-over.tsx';

/** One chat: what was said, what is known, and what can be done. */
export function ChatPane() {
  const words = useWords();
  const { chat: id } = useParams({ from: '/chats/$chat' });
  const { data: chat, error, refetch } = useCall('GET /chats/{id}', { params: { id } });
  if (chat) return <OpenChat key={chat.id} chat={chat} />;
  if (!error) return <Nothing title={words.t('console.loading')} />;
  return (
    <div className="pane">
      <ProblemNote error={error} again={() => void refetch()} />
      <Link to="/chats" className="away">
        {words.t('console.back')}
      </Link>
    </div>
  );
}

type Dialog = 'ending' | 'hand_over' | 'facts' | null;

function OpenChat({ chat }: { chat: Chat }) {
  const words = useWords();
  const navigate = useNavigate();
  const { staff } = useStaff();
  const composer = useRef<ComposerHandle>(null);
  const [dialog, setDialog] = useState<Dialog>(null);
  const take = useAct('PUT /chats/{id}/engineer');
  const join = useAct('PUT /chats/{id}/others/me');
  const leave = useAct('DELETE /chats/{id}/others/me');
  const failed = { onError: (error: Error) => notifications.show({ color: 'red', message: problemSentence(words, error) }) };

  const params = { id: chat.id };
  const mine = isMine(chat, staff.id);
  const engineer = chat.engineer?.id === staff.id;
  const ended = chat.state === 'ended';
  useKeys({
    r: () => composer.current?.focus('message'),
    n: () => composer.current?.focus('note'),
    ...(mine && { e: () => setDialog('ending'), h: () => setDialog('hand_over') }),
    ...(!mine && { Escape: () => void navigate({ to: '/chats' }) }),
  });
  return (
    <>
      <section className="pane" aria-label={chat.member.name}>
        <header className="pane-top">
          <Link to="/chats" className="back" aria-label={words.t('console.back')}>
            <span aria-hidden>‹</span>
          </Link>
          <div className="pane-title">
            <h1>{chat.member.name}</h1>
            <p>{chat.summary}</p>
          </div>
          <div className="actions">
            <DetailsButton thread={chat.thread} open={() => setDialog('facts')} />
            {mine && !engineer && (
              <Button size="xs" variant="default" loading={leave.isPending} onClick={() => leave.mutate({ params }, failed)}>
                {words.t('chat.leave')}
              </Button>
            )}
            {mine && (
              <>
                <Button size="xs" variant="default" onClick={() => setDialog('hand_over')}>
                  {words.t('chat.hand_over')}
                </Button>
                <Button size="xs" onClick={() => setDialog('ending')}>
                  {words.t('chat.end')}
                </Button>
              </>
            )}
          </div>
        </header>
        {chat.ticket !== null && (
          <div className="ended" role="status">
            <span>{words.t(chat.solved ? 'chat.ended_solved' : 'chat.ended', { number: chat.ticket })}</span>
            <Link to="/tickets/$number" params={{ number: String(chat.ticket) }}>
              {words.t('chat.open_ticket', { number: chat.ticket })}
            </Link>
          </div>
        )}
        {chat.urgent && <UrgentNote urgent={chat.urgent} />}
        <Conversation thread={chat.thread} audience="staff" closed={!mine} handle={composer} />
        {chat.state === 'waiting' && (
          <div className="ended" data-end>
            <span>{words.t('chat.unanswered')}</span>
            <Button size="sm" loading={take.isPending} onClick={() => take.mutate({ params, body: { staff: staff.id } }, failed)}>
              {words.t('chat.take')}
            </Button>
          </div>
        )}
        {chat.state === 'active' && !mine && (
          <div className="ended" data-end>
            <span>{words.t('chat.watching')}</span>
            <Button size="sm" loading={join.isPending} onClick={() => join.mutate({ params }, failed)}>
              {words.t('chat.join')}
            </Button>
          </div>
        )}
      </section>
      <aside className="side">
        <ChatFacts chat={chat} />
      </aside>
      <Drawer
        opened={dialog === 'facts'}
        onClose={() => setDialog(null)}
        position="right"
        title={words.t('chat.details')}
        closeButtonProps={{ 'aria-label': words.t('console.back') }}
      >
        <ChatFacts chat={chat} />
      </Drawer>
      <HandOver chat={chat} opened={dialog === 'hand_over'} close={() => setDialog(null)} />
      <EndChat chat={chat} opened={dialog === 'ending' && !ended} close={() => setDialog(null)} />
    </>
  );
}

function ChatFacts({ chat }: { chat: Chat }) {
  const words = useWords();
  const areaName = useAreaName();
  const { state } = useThread(chat.thread);
  const present = chat.state === 'ended' ? undefined : state.loaded ? state.memberPresent : chat.present;
  return (
    <>
      <EvidenceChecklist thread={chat.thread} audience="staff" closed={chat.state === 'ended'} />
      <CustomerFacts member={chat.member} organization={chat.organization} present={present} />
      <Facts>
        <Fact name={words.t('fact.about')}>{chat.summary}</Fact>
        <Fact name={words.t('fact.area')}>{areaName(chat.area) ?? words.t(`question.${chat.question}`)}</Fact>
        {chat.language !== chat.member.locale && <Fact name={words.t('fact.held_in')}>{words.t(`language.${chat.language}`)}</Fact>}
        <Fact name={words.t('fact.started')}>{words.time(chat.started)}</Fact>
        <Fact name={words.t('fact.engineer')}>{chat.engineer?.name ?? words.t('fact.nobody')}</Fact>
        {chat.others.length > 0 && (
          <Fact name={words.t('fact.also_here')}>{new Intl.ListFormat(words.language).format(chat.others.map((o) => o.name))}</Fact>
        )}
      </Facts>
    </>
  );
}
