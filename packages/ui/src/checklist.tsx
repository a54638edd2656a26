import { keep, kept, newId } from '@fairlead/client';
import type { Checklist, ChecklistItem } from '@fairlead/contract';
import { Button, Checkbox, Skeleton, Textarea } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { useAct, useCall, useDesk, useThread } from './desk.tsx';
import { NeedBadge } from './evidence-field.tsx';
import { FileView } from './files.tsx';
import { Give, isBegun } from './give.tsx';
import { checklistTurn } from './given.ts';
import { LinkedArticles } from './linked-articles.tsx';
import { allItems, itemTitle } from '@fairlead/words/item-name';
import { ProblemNote } from './problem.tsx';
import { useWords } from './root.tsx';
import { Shortened } from './shortened.tsx';

type Audience = 'member' | 'staff';
const route = 'GET /threads/{id}/checklist';

/** What helps with a request, fetched again whenever its thread says that it may have changed. */
export function useChecklist(thread: string): { checklist: Checklist | undefined; error: Error | null; refetch: () => void } {
  const { state } = useThread(thread);
  const turn = checklistTurn(state.entries);
  const known = state.loaded || state.failed !== null;
  const { data, error, refetch } = useCall(route, { params: { id: thread } }, { enabled: known });
  const fetched = useRef<number | null>(null);
  useEffect(() => {
    if (!known) return;
    if (fetched.current !== null && fetched.current !== turn) void refetch({ cancelRefetch: false });
    fetched.current = turn;
  }, [known, turn, refetch]);
  return { checklist: data, error: data ? null : error, refetch: () => void refetch() };
}

/** Goes on without an item, or takes that back. */
export function useDecline(thread: string) {
  const queries = useQueryClient();
  const decline = useAct('PUT /threads/{id}/checklist/{item}/declined');
  const set = (item: string, declined: boolean) =>
    decline.mutate(
      { params: { id: thread, item }, body: { declined } },
      { onSuccess: (checklist) => queries.setQueryData([route, { params: { id: thread } }], checklist) },
    );
  return { set, error: decline.error, busy: decline.isPending ? (decline.variables?.params.item ?? null) : null };
}

/** Asks the customer. The same request may be sent again until the desk has answered. */
function useAsk(thread: string) {
  const asking = useAct('POST /threads/{id}/evidence-requests');
  const { refetch } = useChecklist(thread);
  const last = useRef<{ id: string; of: string } | null>(null);
  const ask = (items: string[], note: string, done?: () => void) => {
    const of = JSON.stringify([items, note]);
    if (last.current?.of !== of) last.current = { id: newId(), of };
    asking.mutate(
      { params: { id: thread }, body: { id: last.current.id, items, note } },
      {
        onSuccess: () => {
          last.current = null;
          refetch();
          done?.();
        },
      },
    );
  };
  return { ask, error: asking.error, busy: asking.isPending ? (asking.variables?.body.items ?? []) : [] };
}

/** The whole list of what helps with a request: what is there, what is missing, and the way to give it or to ask for it. */
export function EvidenceChecklist({ thread, audience, closed = false }: { thread: string; audience: Audience; closed?: boolean }) {
  const words = useWords();
  const id = useId();
  const { checklist, error, refetch } = useChecklist(thread);
  if (error && !checklist) return <ProblemNote error={error} again={refetch} />;
  return (
    <section className="fl-checklist" aria-labelledby={id} aria-busy={!checklist}>
      <div className="fl-checklist-head">
        <h2 id={id}>{words.t('checklist.title')}</h2>
        {checklist && checklist.of > 0 && <span>{words.t('checklist.count', { given: checklist.given, of: checklist.of })}</span>}
      </div>
      {checklist ? <Loaded key={thread} checklist={checklist} audience={audience} closed={closed} /> : <Skeleton height={120} mt={8} />}
    </section>
  );
}

function Loaded({ checklist, audience, closed }: { checklist: Checklist; audience: Audience; closed: boolean }) {
  const words = useWords();
  const { thread, items, given, of, facts } = checklist;
  const decline = useDecline(thread);
  const asking = useAsk(thread);
  const factRows = [
    ['organization', facts.organization],
    ['site', facts.site],
    ['browser', facts.browser],
    ['page', facts.page],
  ] as const;
  return (
    <>
      {of > 0 && <Progress given={given} of={of} />}
      {of > 0 && given === of && <p className="fl-checklist-complete">{words.t('checklist.complete')}</p>}
      {items.length === 0 && <p className="fl-dim">{words.t('checklist.nothing')}</p>}
      <ul>
        {items.map((item) => (
          <Item key={item.item} item={item} thread={thread} audience={audience} closed={closed}>
            {audience === 'member' && item.state !== 'given' && <Skip item={item} decline={decline} />}
            {audience === 'staff' && item.state !== 'given' && (
              <button
                type="button"
                className="fl-link"
                data-first={(item.state === 'missing' && !item.asked) || undefined}
                aria-label={words.t(item.asked ? 'checklist.ask_again_item' : 'checklist.ask_item', { item: item.label })}
                aria-busy={asking.busy.includes(item.item)}
                onClick={() => {
                  if (asking.busy.length === 0) asking.ask([item.item], '');
                }}
              >
                {words.t(item.asked ? 'checklist.ask_again' : 'checklist.ask')}
              </button>
            )}
          </Item>
        ))}
      </ul>
      <ProblemNote error={decline.error ?? asking.error} />
      {audience === 'staff' && !closed && <AskSeveral checklist={checklist} asking={asking} />}
      <dl className="fl-checklist-facts">
        {factRows.map(
          ([name, value]) =>
            value && (
              <div key={name}>
                <dt>{words.t(`checklist.fact.${name}`)}</dt>
                <dd>{value}</dd>
              </div>
            ),
        )}
      </dl>
    </>
  );
}

/** Goes on without an item, or takes that back. One button, so that it keeps the focus. */
export function Skip({ item, decline }: { item: Pick<ChecklistItem, 'item' | 'label' | 'state'>; decline: ReturnType<typeof useDecline> }) {
  const words = useWords();
  const does = item.state === 'declined' ? 'take_back' : 'skip';
  return (
    <button
      type="button"
      className="fl-link"
      aria-label={words.t(`checklist.${does}_item`, { item: item.label })}
      aria-busy={decline.busy === item.item}
      onClick={() => decline.set(item.item, does === 'skip')}
    >
      {words.t(`checklist.${does}`)}
    </button>
  );
}

function Progress({ given, of }: { given: number; of: number }) {
  const words = useWords();
  return (
    <div
      className="fl-bar"
      role="progressbar"
      aria-label={words.t('checklist.title')}
      aria-valuemin={0}
      aria-valuemax={of}
      aria-valuenow={given}
      aria-valuetext={words.t('checklist.count', { given, of })}
      data-complete={given === of || undefined}
    >
      <span style={{ width: `${(given / of) * 100}%` }} />
    </div>
  );
}

/** One item. `children`: what else can be done with it than giving it. */
function Item({
  item,
  thread,
  audience,
  closed,
  children,
}: {
  item: ChecklistItem;
  thread: string;
  audience: Audience;
  closed: boolean;
  children: ReactNode;
}) {
  const words = useWords();
  const [giving, setGiving] = useState(() => !closed && item.state === 'missing' && !item.asked && isBegun(thread, item.item));
  const opener = useRef<HTMLButtonElement>(null);
  const done = () => {
    setGiving(false);
    setTimeout(() => opener.current?.focus());
  };
  const { given, asked } = item;
  return (
    <li data-item={item.item} data-state={item.state}>
      <StateMark state={item.state} />
      <div className="fl-item">
        <div className="fl-item-head">
          <span className="fl-item-label">{item.label}</span>
          {item.state === 'missing' && <NeedBadge need={item.need} />}
          {item.state === 'declined' && <span className="fl-need">{words.t('checklist.declined')}</span>}
          {given?.internal && <span className="fl-note-label">{words.t('checklist.internal')}</span>}
        </div>
        {given && (
          <>
            {given.text.trim() !== '' && <Shortened text={given.text} />}
            {item.item === 'docs' && <LinkedArticles text={given.text} />}
            {given.files.length > 0 && (
              <div className="fl-files" data-small>
                {given.files.map((file) => (
                  <FileView key={file.id} file={file} />
                ))}
              </div>
            )}
            <p className="fl-item-who">
              {given.by === null
                ? words.t('checklist.known')
                : words.t('checklist.given_by', { name: given.by, when: words.time(given.at) })}
            </p>
          </>
        )}
        {!given && asked && (
          <p className="fl-item-who">
            {asked.by === null
              ? words.t('checklist.asked', { when: words.time(asked.at) })
              : words.t('checklist.asked_by', { name: asked.by, when: words.time(asked.at) })}
          </p>
        )}
        {giving ? (
          <Give thread={thread} ask={item} done={done} />
        ) : (
          !closed && (
            <div className="fl-item-acts">
              {audience === 'staff' && children}
              {(audience === 'staff' || item.state !== 'declined') && (
                <button
                  ref={opener}
                  type="button"
                  className="fl-link"
                  data-first={(audience === 'member' && item.state === 'missing') || undefined}
                  aria-label={words.t(given ? 'checklist.more_item' : 'checklist.give_item', { item: item.label })}
                  aria-expanded={false}
                  onClick={() => setGiving(true)}
                >
                  {words.t(given ? 'checklist.more' : 'checklist.give')}
                </button>
              )}
              {audience === 'member' && children}
            </div>
          )
        )}
      </div>
    </li>
  );
}

export function StateMark({ state }: { state: ChecklistItem['state'] }) {
  const words = useWords();
  return (
    <span className="fl-item-mark" data-state={state} role="img" aria-label={words.t(`checklist.state.${state}`)}>
      <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden fill="none" stroke="currentColor" strokeWidth="2">
        {state === 'given' && <path d="m4 8.5 2.7 2.7L12 5.5" strokeLinecap="round" strokeLinejoin="round" />}
        {state === 'declined' && <path d="M4.5 8h7" strokeLinecap="round" />}
      </svg>
    </span>
  );
}

interface Wish {
  items: string[];
  note: string;
}

/** Several items at once, with a word about why; also what the list does not have. */
function AskSeveral({ checklist, asking }: { checklist: Checklist; asking: ReturnType<typeof useAsk> }) {
  const words = useWords();
  const { desk } = useDesk();
  const key = `fairlead.ask.${checklist.thread}`;
  const [draft, setDraft] = useState<Wish | null>(() => kept<Wish>(key));
  const opener = useRef<HTMLButtonElement>(null);
  const missing = checklist.items.filter((i) => i.state !== 'given');
  const listed = new Set(checklist.items.map((i) => i.item));
  const others = allItems(desk).filter((item) => !listed.has(item));

  const put = (wish: Wish | null) => {
    keep(key, wish);
    setDraft(wish);
  };
  const open = () =>
    put({ items: missing.filter((i) => i.state === 'missing' && !i.asked && i.need === 'required').map((i) => i.item), note: '' });
  const close = () => {
    put(null);
    setTimeout(() => opener.current?.focus());
  };
  if (missing.length === 0 && others.length === 0) return null;
  if (!draft)
    return (
      <button ref={opener} type="button" className="fl-link fl-ask-several" aria-expanded={false} onClick={open}>
        {words.t('ask.several')}
      </button>
    );
  // What has arrived meanwhile is not asked for any more.
  const chosen = draft.items.filter((item) => !listed.has(item) || missing.some((i) => i.item === item));
  const first = missing[0]?.item ?? others[0];
  const box = (item: string, label: string) => (
    <Checkbox
      key={item}
      size="sm"
      label={label}
      autoFocus={item === first}
      checked={chosen.includes(item)}
      onChange={(event) => put({ ...draft, items: event.currentTarget.checked ? [...chosen, item] : chosen.filter((i) => i !== item) })}
    />
  );
  const busy = asking.busy.length > 0;
  return (
    <form
      className="fl-ask"
      aria-label={words.t('ask.several')}
      onSubmit={(event) => {
        event.preventDefault();
        if (chosen.length > 0 && !busy) asking.ask(chosen, draft.note.trim(), close);
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.nativeEvent.isComposing) return;
        event.stopPropagation();
        close();
      }}
    >
      {missing.length > 0 && (
        <fieldset>
          <legend>{words.t('ask.missing')}</legend>
          {missing.map((i) => box(i.item, i.label))}
        </fieldset>
      )}
      {others.length > 0 && (
        <fieldset>
          <legend>{words.t('ask.other')}</legend>
          {others.map((item) => box(item, itemTitle(words, desk, item)))}
        </fieldset>
      )}
      <Textarea
        size="sm"
        autosize
        minRows={2}
        maxRows={8}
        maxLength={2_000}
        label={words.t('ask.note')}
        value={draft.note}
        onChange={(event) => put({ ...draft, note: event.currentTarget.value })}
      />
      <div className="fl-give-row">
        <Button
          type="submit"
          size="compact-sm"
          loading={busy}
          aria-disabled={chosen.length === 0}
          data-disabled={chosen.length === 0 || undefined}
        >
          {words.t('ask.send', { count: chosen.length })}
        </Button>
        <Button variant="subtle" color="gray" size="compact-sm" onClick={close}>
          {words.t('give.close')}
        </Button>
      </div>
    </form>
  );
}
