import type { Outgoing, ThreadFollower, ThreadState } from '@fairlead/client';
import type { Entry, Happening } from '@fairlead/contract';
import type { Words } from '@fairlead/words';
import { Loader, Modal } from '@mantine/core';
import { Fragment, memo, type ReactNode, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { AskedCard, isAsked } from './asked-card.tsx';
import { personOf, useDesk, useThread } from './desk.tsx';
import { Bubble, Folded } from './bubble.tsx';
import { FlareCard } from './flare-card.tsx';
import { lineAddress } from './flare-spot.ts';
import { isInternal } from './given.ts';
import { answered, itemTitle } from '@fairlead/words/item-name';
import { useLasting } from './lasting.ts';
import { useWords } from './root.tsx';
import { happeningSentence } from '@fairlead/words/sentences';

type Audience = 'member' | 'staff';

/** A thread to read: stays at its newest entry unless the reader scrolls up, and says to the desk what has been read. */
export function ThreadView({
  follower,
  state,
  audience,
  closed = false,
  onTakeBack,
  under,
}: {
  follower: ThreadFollower;
  state: ThreadState;
  audience: Audience;
  /** Nothing more can be given here. */
  closed?: boolean;
  /** Given what was taken back from the outbox, for another try in the composer. */
  onTakeBack?: (taken: Outgoing) => void;
  /** What else there is to say of an entry, under it. The same function until it would say something else. */
  under?: ((entry: Entry) => ReactNode) | undefined;
}) {
  const words = useWords();
  const { me } = useDesk();
  const mine = personOf(me).id;
  const scrolls = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const seen = useRef(0);
  const stuck = useRef(true);
  const [fresh, setFresh] = useState<number | null>(null);

  const { entries } = state;
  const offline = useLasting(!state.online, 2_000) && state.loaded;
  const newest = entries.at(-1)?.number ?? 0;
  const lookedAt = () => {
    if (document.visibilityState !== 'visible') return;
    seen.current = newest;
    follower.read();
  };

  // Whatever makes the content grow (an image, a message, the composer's lines), the newest entry stays in view.
  useLayoutEffect(() => {
    const box = scrolls.current;
    const inner = content.current;
    if (!box || !inner) return;
    const toEnd = () => stuck.current && box.scrollTo(0, box.scrollHeight);
    const grows = new ResizeObserver(toEnd);
    grows.observe(inner);
    grows.observe(box);
    toEnd();
    return () => grows.disconnect();
  }, [follower, state.loaded]);

  useEffect(() => {
    if (!state.loaded) return;
    if (stuck.current) lookedAt();
    else setFresh(entries.filter((e) => e.number > seen.current && e.by.id !== mine && e.kind !== 'event').length);
    const back = () => stuck.current && lookedAt();
    document.addEventListener('visibilitychange', back);
    return () => document.removeEventListener('visibilitychange', back);
  }, [follower, newest, state.loaded, state.online]);

  // One's own words bring the view down to them.
  useLayoutEffect(() => {
    if (state.outbox.length === 0) return;
    stuck.current = true;
    setFresh(null);
    scrolls.current?.scrollTo(0, scrolls.current.scrollHeight);
  }, [state.outbox.length]);

  const scrolled = () => {
    const box = scrolls.current!;
    const atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 48;
    if (atEnd && !stuck.current) {
      setFresh(null);
      lookedAt();
    } else if (!atEnd && stuck.current) setFresh(0);
    stuck.current = atEnd;
  };
  const days = useMemo(() => byDay(entries, audience), [entries, audience]);
  const answered = useMemo(() => lastSaid(entries, audience), [entries, audience]);

  return (
    <div className="fl-thread">
      {offline && (
        <p className="fl-offline" role="status">
          {words.t('thread.offline')}
        </p>
      )}
      <div className="fl-scrolls" ref={scrolls} onScroll={scrolled} tabIndex={0} role="region" aria-label={words.t('thread.log')}>
        <div ref={content} className="fl-content" role="log" aria-live={state.loaded ? 'polite' : 'off'} aria-busy={!state.loaded}>
          {state.failed && <p className="fl-thread-note">{words.t(`refusal.${state.failed}`)}</p>}
          {!state.loaded && !state.failed && (
            <p className="fl-thread-note">
              <Loader size="sm" type="dots" aria-hidden />
              <span className="fl-hidden">{words.t('thread.loading')}</span>
            </p>
          )}
          {state.loaded && entries.length === 0 && state.outbox.length === 0 && <p className="fl-thread-note">{words.t('thread.empty')}</p>}
          {days.map((day) => (
            <Fragment key={day.key}>
              <p className="fl-day">
                <span>{dayName(words, day.at)}</span>
              </p>
              {day.groups.map((group) =>
                isAsked(group[0]!) ? (
                  <AskedCard key={group[0].number} asked={group[0]} entries={entries} audience={audience} closed={closed} />
                ) : (
                  <Group key={group[0]!.number} group={group} all={entries} audience={audience} mine={mine} under={under}>
                    {answered && group.at(-1) === answered.entry && <Mark number={answered.number} state={state} audience={audience} />}
                  </Group>
                ),
              )}
            </Fragment>
          ))}
          {state.outbox.map((out) => (
            <Unsent key={out.id} out={out} follower={follower} onTakeBack={onTakeBack} />
          ))}
        </div>
      </div>
      {fresh !== null && (
        <button
          type="button"
          className="fl-jump"
          onClick={() => scrolls.current?.scrollTo({ top: scrolls.current.scrollHeight, behavior: 'smooth' })}
        >
          {fresh > 0 ? words.t('thread.new_messages', { count: fresh }) : words.t('thread.newest')}
          <span aria-hidden> ↓</span>
        </button>
      )}
      <Typing state={state} />
    </div>
  );
}

function Typing({ state }: { state: ThreadState }) {
  const words = useWords();
  const [first, ...others] = state.typing;
  return (
    <p className="fl-typing" aria-live="off">
      {first && words.t(others.length > 0 ? 'thread.typing_several' : 'thread.typing', { name: first.name })}
    </p>
  );
}

/** How far the other side has got with the last thing that ours said. */
function Mark({ number, state, audience }: { number: number; state: ThreadState; audience: Audience }) {
  const words = useWords();
  const theirs = audience === 'member' ? state.marks.staff : state.marks.member;
  const how = theirs.read >= number ? 'read' : theirs.delivered >= number ? 'delivered' : 'sent';
  return <span className="fl-mark">{words.t(`message.${how}`)}</span>;
}

function lastSaid(entries: readonly Entry[], audience: Audience): { entry: Entry; number: number } | null {
  for (let i = entries.length - 1; i >= 0; i--) {
    const entry = entries[i]!;
    if (entry.kind !== 'message') continue;
    if (entry.by.kind !== audience) return null;
    return { entry, number: (audience === 'member' ? entry.number : entry.public_number) ?? entry.number };
  }
  return null;
}

interface Day {
  key: string;
  at: string;
  groups: Entry[][];
}

/** What one person said in a row, at most five minutes apart, stands together. */
function byDay(entries: readonly Entry[], audience: Audience): Day[] {
  const days: Day[] = [];
  for (const entry of entries) {
    const key = new Date(entry.at).toDateString();
    let day = days.at(-1);
    if (day?.key !== key) days.push((day = { key, at: entry.at, groups: [] }));
    const group = day.groups.at(-1);
    const before = group?.at(-1);
    const goesOn =
      before &&
      entry.kind !== 'event' &&
      before.kind === entry.kind &&
      isInternal(before, audience) === isInternal(entry, audience) &&
      before.by.id === entry.by.id &&
      before.by.kind === entry.by.kind &&
      Date.parse(entry.at) - Date.parse(before.at) < 300_000;
    if (goesOn) group!.push(entry);
    else day.groups.push([entry]);
  }
  return days;
}

function dayName(words: Words, at: string): string {
  const day = new Date(at).toDateString();
  const today = new Date();
  if (day === today.toDateString()) return words.t('thread.today');
  if (day === new Date(today.getFullYear(), today.getMonth(), today.getDate() - 1).toDateString()) return words.t('thread.yesterday');
  return words.date(at);
}

function clock(words: Words, at: string): string {
  return new Intl.DateTimeFormat(words.language, { hour: 'numeric', minute: '2-digit' }).format(new Date(at));
}

const Group = memo(
  function Group({
    group,
    all,
    audience,
    mine,
    under,
    children,
  }: {
    group: Entry[];
    all: readonly Entry[];
    audience: Audience;
    mine: string;
    under: ((entry: Entry) => ReactNode) | undefined;
    children?: ReactNode;
  }) {
    const words = useWords();
    const { desk } = useDesk();
    const first = group[0]!;
    if (first.kind === 'event') {
      const solved = all.some((e) => e.kind === 'event' && e.body.event === 'chat_ended' && e.body.solved);
      return (
        <p className="fl-event" data-event={first.body.event}>
          {happeningSentence(words, first.body, audience, solved, desk)}
          <time dateTime={first.at}>{clock(words, first.at)}</time>
          {first.body.event === 'merged_in' && <MergedThread of={first.body} audience={audience} />}
        </p>
      );
    }
    const ours = audience === 'staff' ? first.by.kind !== 'member' : first.by.id === mine;
    const internal = isInternal(first, audience);
    return (
      <section className="fl-group" data-side={ours ? 'ours' : 'theirs'} data-kind={internal ? 'note' : first.kind}>
        <p className="fl-by">
          {internal && <span className="fl-note-label">{words.t('message.note')}</span>}
          <b>{first.by.name || words.t('desk.name')}</b>
          <time dateTime={first.at}>{clock(words, first.at)}</time>
        </p>
        {group.map(
          (entry) =>
            entry.kind !== 'event' && (
              <Fragment key={entry.id}>
                {entry.kind === 'evidence' && (
                  <p className="fl-evidence-label">{itemTitle(words, desk, entry.body.item, entry.body.label)}</p>
                )}
                {entry.kind === 'message' && entry.body.mail && (
                  <p className="fl-by-mail">{words.t('mail.by', { from: entry.body.mail.from })}</p>
                )}
                {entry.kind === 'evidence' && entry.body.flare ? (
                  <FlareCard id={entry.body.flare} audience={audience} />
                ) : (
                  <Bubble
                    text={entry.kind === 'evidence' ? answered(words, desk, entry.body.item, entry.body.text) : entry.body.text}
                    files={entry.body.files}
                  />
                )}
                {entry.body.place && (
                  <p className="fl-place">
                    <a href={lineAddress(audience, entry.body.place)}>
                      {entry.body.place.path}:{entry.body.place.line}
                    </a>
                  </p>
                )}
                {entry.kind === 'message' && entry.body.mail?.folded && <Folded text={entry.body.mail.folded} />}
                {under?.(entry)}
              </Fragment>
            ),
        )}
        {children}
      </section>
    );
  },
  (a, b) =>
    a.group.at(-1) === b.group.at(-1) &&
    a.group.length === b.group.length &&
    a.audience === b.audience &&
    a.mine === b.mine &&
    a.under === b.under &&
    !a.children &&
    !b.children,
);

function Unsent({
  out,
  follower,
  onTakeBack,
}: {
  out: Outgoing;
  follower: ThreadFollower;
  onTakeBack: ((taken: Outgoing) => void) | undefined;
}) {
  const words = useWords();
  return (
    <section className="fl-group" data-side="ours" data-kind={out.kind} data-unsent={out.state}>
      <Bubble text={out.text} files={out.files} />
      <p className="fl-mark">
        {out.state === 'sending' && words.t('message.sending')}
        {out.state === 'not_sent' && (
          <>
            {words.t('message.not_sent')}
            <button type="button" onClick={() => follower.retry()}>
              {words.t('message.retry')}
            </button>
          </>
        )}
        {out.state === 'refused' && (
          <>
            <span className="fl-refused">
              {words.t('message.refused')}: {words.t(`refusal.${out.code ?? 'invalid'}`)}
            </span>
            {onTakeBack && (
              <button
                type="button"
                onClick={() => {
                  const taken = follower.takeBack(out.id);
                  if (taken) onTakeBack(taken);
                }}
              >
                {words.t('message.take_back')}
              </button>
            )}
          </>
        )}
      </p>
    </section>
  );
}

/** What was said in a ticket before it was merged into this one: it stays in its own thread. */
function MergedThread({ of, audience }: { of: Extract<Happening, { event: 'merged_in' }>; audience: 'member' | 'staff' }) {
  const words = useWords();
  const [opened, setOpened] = useState(false);
  return (
    <>
      <button type="button" className="fl-event-more" onClick={() => setOpened(true)}>
        {words.t('merged.show')}
      </button>
      <Modal
        opened={opened}
        onClose={() => setOpened(false)}
        size="lg"
        title={words.t('merged.title', { number: of.number })}
        closeButtonProps={{ 'aria-label': words.t('meeting.cancel_dialog') }}
      >
        <Thread thread={of.thread} audience={audience} />
      </Modal>
    </>
  );
}

function Thread({ thread, audience }: { thread: string; audience: 'member' | 'staff' }) {
  const { follower, state } = useThread(thread);
  return (
    <div className="fl-merged">
      <ThreadView follower={follower} state={state} audience={audience} closed />
    </div>
  );
}
