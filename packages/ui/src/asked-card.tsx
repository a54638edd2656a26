import type { Entry, Happening } from '@fairlead/contract';
import { useEffect, useRef, useState } from 'react';
import { Skip, StateMark, useChecklist, useDecline } from './checklist.tsx';
import { useDesk } from './desk.tsx';
import { FileView } from './files.tsx';
import { Give, isBegun } from './give.tsx';
import { givenIn, type GivenEntry, shortly } from './given.ts';
import { answered, itemTitle } from '@fairlead/words/item-name';
import { MarkdownView } from './markdown-view.tsx';
import { ProblemNote } from './problem.tsx';
import { useWords } from './root.tsx';

type Asked = Extract<Entry, { kind: 'event' }> & { body: Extract<Happening, { event: 'evidence_asked' }> };

export const isAsked = (entry: Entry): entry is Asked => entry.kind === 'event' && entry.body.event === 'evidence_asked';

/** A request for evidence: each item can be given right here, and once the thread has it the card shows what was given. */
export function AskedCard({
  asked: { body, at, thread, number },
  entries,
  audience,
  closed,
}: {
  asked: Asked;
  entries: readonly Entry[];
  audience: 'member' | 'staff';
  closed: boolean;
}) {
  const words = useWords();
  const { desk } = useDesk();
  const { checklist } = useChecklist(thread);
  const decline = useDecline(thread);
  const given = givenIn(entries, number);
  const title = body.by === null ? words.t('card.desk') : words.t('card.by', { name: body.by });
  const isGiven = (item: string) => given.has(item) || checklist?.items.some((i) => i.item === item && i.state === 'given');
  const left = body.items.filter(({ item }) => !isGiven(item)).length;
  return (
    <section className="fl-asked" data-event="evidence_asked" data-complete={left === 0 || undefined} aria-label={title}>
      <p className="fl-asked-head">
        <b>{title}</b>
        <time dateTime={at}>{words.time(at)}</time>
      </p>
      {body.note !== '' && <MarkdownView text={body.note} />}
      <ul>
        {body.items.map(({ item, label }) => (
          <AskedItem
            key={item}
            item={item}
            title={itemTitle(words, desk, item, label)}
            given={given.get(item)}
            listed={checklist?.items.find((i) => i.item === item)}
            thread={thread}
            mayGive={audience === 'member' && !closed}
            decline={decline}
          />
        ))}
      </ul>
      <ProblemNote error={decline.error} />
    </section>
  );
}

function AskedItem({
  item,
  title,
  given,
  listed,
  thread,
  mayGive,
  decline,
}: {
  item: string;
  title: string;
  given: GivenEntry | undefined;
  /** As it stands on the checklist, which knows how it is given. */
  listed: NonNullable<ReturnType<typeof useChecklist>['checklist']>['items'][number] | undefined;
  thread: string;
  mayGive: boolean;
  decline: ReturnType<typeof useDecline>;
}) {
  const words = useWords();
  const { desk } = useDesk();
  const [giving, setGiving] = useState(() => isBegun(thread, item));
  const opener = useRef<HTMLButtonElement>(null);
  const box = useRef<HTMLLIElement>(null);
  const back = useRef(false);
  const done = () => {
    back.current = true;
    setGiving(false);
  };
  // The focus goes back to the button; what was given takes its place, and the focus, when it arrives.
  useEffect(() => {
    if (!back.current || giving) return;
    (opener.current ?? box.current)?.focus();
    if (given) back.current = false;
  }, [giving, given]);
  // A picture in a message answers it as well.
  const state = given ? 'given' : (listed?.state ?? 'missing');
  return (
    <li ref={box} data-item={item} data-state={state} tabIndex={-1}>
      <StateMark state={state} />
      <div className="fl-item">
        <div className="fl-item-head">
          <span className="fl-item-label">{title}</span>
          {state === 'declined' && <span className="fl-need">{words.t('checklist.declined')}</span>}
          {given?.public_number === null && <span className="fl-note-label">{words.t('checklist.internal')}</span>}
          {state === 'missing' && !mayGive && <span className="fl-need">{words.t('card.waiting')}</span>}
        </div>
        {given && given.body.text.trim() !== '' && (
          <p className="fl-item-text">{shortly({ text: answered(words, desk, item, given.body.text), files: [] })}</p>
        )}
        {given && given.body.files.length > 0 && (
          <div className="fl-files" data-small>
            {given.body.files.map((file) => (
              <FileView key={file.id} file={file} />
            ))}
          </div>
        )}
        {given && <p className="fl-item-who">{words.t('checklist.given_by', { name: given.by.name, when: words.time(given.at) })}</p>}
        {state !== 'given' && mayGive && listed && giving && <Give thread={thread} ask={listed} done={done} />}
        {state !== 'given' && mayGive && listed && !giving && (
          <div className="fl-item-acts">
            {state === 'missing' && (
              <button
                ref={opener}
                type="button"
                className="fl-link"
                data-first
                aria-label={words.t('checklist.give_item', { item: title })}
                aria-expanded={false}
                onClick={() => setGiving(true)}
              >
                {words.t('checklist.give')}
              </button>
            )}
            <Skip item={{ item, label: title, state }} decline={decline} />
          </div>
        )}
      </div>
    </li>
  );
}
