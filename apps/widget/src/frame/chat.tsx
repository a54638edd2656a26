import type { Chat } from '@fairlead/contract';
import { useSignalEffect } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { attach, Composer, sendDraft } from './composer.tsx';
import { Entries, Outbox } from './entry.tsx';
import { Helping } from './helping.tsx';
import { refusal, t } from './language.ts';
import { opened } from './page.ts';
import { Close, Icon, Problem, useAction } from './parts.tsx';
import { lost, signInAgain } from './session.ts';
import { chat, endChat, isSolved, markRead, openPortal, setTicketState, startAnew, thread, ticket, unread } from './state.ts';

/** A chat from its place in the line to its ticket: one screen, because it is one thread. */
export function ChatScreen() {
  const now = chat.value!;
  const [ending, setEnding] = useState(false);
  const [dropping, setDropping] = useState(false);
  const drop = (event: DragEvent) => {
    setDropping(false);
    // It may have been dropped on a form in here.
    if (event.defaultPrevented) return;
    event.preventDefault();
    void attach([...(event.dataTransfer?.files ?? [])]);
  };
  return (
    <main
      class="screen"
      onDragOver={(e) => {
        e.preventDefault();
        setDropping(true);
      }}
      onDragLeave={(e) => e.relatedTarget === null && setDropping(false)}
      onDrop={drop}
    >
      <header class="top">
        <div class="titles">
          <h1>{title(now)}</h1>
          <p class="dim">{now.summary}</p>
        </div>
        {now.state === 'active' && (
          <button type="button" class="plain" onClick={() => setEnding(true)}>
            {t('chat.end')}
          </button>
        )}
        <Close />
      </header>
      {now.state === 'waiting' && <Waiting chat={now} />}
      <Helping />
      <Log />
      {now.state === 'ended' && <Ended chat={now} />}
      {lost.value && (
        <p class="offline" role="alert">
          {refusal(lost.value)}{' '}
          <button type="button" class="inline" onClick={() => void signInAgain()}>
            {t('trouble.again')}
          </button>
        </p>
      )}
      {!lost.value && thread.value?.online === false && (
        <p class="offline" role="status">
          {t('thread.offline')}
        </p>
      )}
      <Composer thread={now.thread} />
      {ending && <EndDialog close={() => setEnding(false)} />}
      {dropping && (
        <div class="dropping" aria-hidden="true">
          {t('composer.drop')}
        </div>
      )}
    </main>
  );
}

function title(now: Chat): string {
  if (now.state === 'waiting') return t('chat.waiting_title');
  if (now.state === 'active' && now.engineer) return now.engineer.name;
  return now.ticket ? t('chat.ticket_title', { number: now.ticket }) : t('desk.name');
}

function Waiting({ chat: now }: { chat: Chat }) {
  const { running, problem, run } = useAction();
  const leave = () =>
    run(() => {
      sendDraft();
      return endChat(false);
    });
  return (
    <section class="card">
      <p role="status">
        <b>{now.line ? t('line.place', { place: now.line.place }) : t('line.looking')}</b>
        {now.line && <span> {now.line.minutes === null ? t('line.no_estimate') : t('line.minutes', { minutes: now.line.minutes })}</span>}
      </p>
      <p class="dim">{t('line.write_already')}</p>
      <button type="button" class="plain" aria-disabled={running} onClick={leave}>
        {t('line.leave')}
      </button>
      <Problem text={problem} />
    </section>
  );
}

/** The thread; stays at its newest entry unless the customer has scrolled up. */
function Log() {
  const state = thread.value!;
  const box = useRef<HTMLDivElement>(null);
  const [atNewest, setAtNewest] = useState(true);
  const newest = `${state.entries.length} ${state.outbox.length} ${state.typing.length}`;
  const toNewest = () => {
    box.current!.scrollTop = box.current!.scrollHeight;
    setAtNewest(true);
  };
  useLayoutEffect(() => {
    // Somebody who gives something in the thread keeps it before their eyes.
    if (atNewest && !box.current!.querySelector('form:focus-within')) box.current!.scrollTop = box.current!.scrollHeight;
  }, [newest, opened.value]);
  useEffect(() => {
    // What stands around the log grows and shrinks: the composer, the line, the ticket.
    const observer = new ResizeObserver(() => {
      if (atNewest && box.current) box.current.scrollTop = box.current.scrollHeight;
    });
    observer.observe(box.current!);
    return () => observer.disconnect();
  }, [atNewest]);
  useEffect(() => {
    const look = () => {
      if (opened.value && atNewest && document.visibilityState === 'visible') markRead();
    };
    look();
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, [state.entries.length, state.online, atNewest, opened.value]);
  const scrolled = () => {
    const { scrollHeight, scrollTop, clientHeight } = box.current!;
    if (clientHeight > 0) setAtNewest(scrollHeight - scrollTop - clientHeight < 40);
  };
  return (
    <div class="log-place">
      <div class="log" role="log" aria-label={t('thread.log')} tabIndex={0} ref={box} onScroll={scrolled}>
        {state.failed && <Problem text={refusal(state.failed)} />}
        {!state.loaded && !state.failed && <p class="event">{t('thread.loading')}</p>}
        <Entries />
        <Outbox />
        <Typing />
      </div>
      {!atNewest && (
        <button type="button" class="newest" onClick={toNewest}>
          <Icon name="down" />
          {unread.value > 0 ? t('thread.new_messages', { count: unread.value }) : t('chat.newest')}
        </button>
      )}
    </div>
  );
}

function Typing() {
  const { typing } = thread.value!;
  if (typing.length === 0) return null;
  return (
    <p class="typing dim">
      <span class="dots" aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
      {typing.length === 1 ? t('thread.typing', { name: typing[0]!.name }) : t('thread.typing_several')}
    </p>
  );
}

/** Asks whether it was solved; "no" keeps the problem going as a ticket, and so does closing the tab. */
function EndDialog({ close }: { close: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const { running, problem, run } = useAction();
  useEffect(() => dialog.current!.showModal(), []);
  useSignalEffect(() => {
    if (chat.value?.state === 'ended') close();
  });
  const end = (solved: boolean) => run(() => endChat(solved));
  return (
    <dialog ref={dialog} class="ask" aria-labelledby="ask" onClose={close}>
      <h2 id="ask">{t('end.title')}</h2>
      <button type="button" class="primary" aria-disabled={running} onClick={() => end(true)}>
        {t('end.solved')}
      </button>
      <button type="button" class="plain" aria-disabled={running} onClick={() => end(false)}>
        {t('end.not_solved')}
      </button>
      <button type="button" class="quiet" onClick={close}>
        {t('end.go_on')}
      </button>
      <Problem text={problem} />
    </dialog>
  );
}

function Ended({ chat: now }: { chat: Chat }) {
  const { running, problem, run } = useAction();
  const number = now.ticket!;
  const solved = isSolved.value;
  return (
    <section class="card" aria-label={t('chat.ticket_title', { number })}>
      <p role="status">{t(solved ? 'ended.solved' : 'ended.continues', { number })}</p>
      {ticket.value?.incident?.closed && ticket.value.state === 'pending' && (
        <p class="row">
          <b>{t('incident.well')}</b>
          {(['solved', 'open'] as const).map((state) => (
            <button key={state} type="button" class="plain" aria-disabled={running} onClick={() => run(() => setTicketState(state))}>
              {t(state === 'solved' ? 'incident.well.yes' : 'incident.well.no')}
            </button>
          ))}
        </p>
      )}
      <p class="row">
        <button type="button" class="plain" aria-disabled={running} onClick={() => run(() => openPortal(number))}>
          {t('ticket.open_portal')}
        </button>
        <button type="button" class="quiet" onClick={startAnew}>
          {t('ended.start_anew')}
        </button>
      </p>
      <Problem text={problem} />
    </section>
  );
}
