import { kept } from '@fairlead/client';
import type { Entry } from '@fairlead/contract';
import { parseMarkdown } from '@fairlead/ui/markdown';
import { useRef, useState } from 'preact/hooks';
import { type Asked as AskedEntry, Blocks, Files } from '../entry.tsx';
import { answered, checklist, decline, itemName } from '../helping.tsx';
import { Icon, Problem, useAction } from '../parts.tsx';
import { thread } from '../state.ts';
import { giveKey } from './drafts.ts';
import { Give } from './give.tsx';
import { t } from './words.ts';

type Evidence = Extract<Entry, { kind: 'evidence' }>;

/** What somebody asks for: a card on which each item is given in place, and turns into what was given. */
export function Asked({ asked: { body, number } }: { asked: AskedEntry }) {
  const title = body.by === null ? t('asked.desk') : t('asked.by', { name: body.by });
  return (
    <section class="card asked" aria-label={title}>
      <b>{title}</b>
      {body.note && <Blocks of={parseMarkdown(body.note)} />}
      <ul>
        {body.items.map(({ item, label }) => (
          <AskedItem key={item} item={item} name={itemName(item, label)} since={number} />
        ))}
      </ul>
    </section>
  );
}

function AskedItem({ item, name, since }: { item: string; name: string; since: number }) {
  const [open, setOpen] = useState(() => kept(giveKey(item)) !== null);
  const { running, problem, run } = useAction();
  const place = useRef<HTMLLIElement>(null);
  const ask = checklist.value?.items.find((i) => i.item === item);
  // Asked for again, it is waited for again.
  const given = thread.value!.entries.findLast((e): e is Evidence => e.kind === 'evidence' && e.number > since && e.body.item === item);
  const done = () => {
    setOpen(false);
    place.current!.focus();
  };
  const state = given ? 'given' : (ask?.state ?? 'missing');
  return (
    <li ref={place} tabIndex={-1} data-state={state}>
      {state === 'given' && <Icon name="done" />}
      <span class="item-name">{name}</span>
      {state === 'declined' && <small class="dim"> {t('checklist.declined')}</small>}
      {given ? (
        <>
          {given.body.text && <p class="dim short">{answered(item, given.body.text)}</p>}
          <Files files={given.body.files} />
        </>
      ) : state === 'given' ? null : open && ask ? (
        <Give ask={ask} done={done} />
      ) : (
        ask && (
          <p class="row">
            <button
              type="button"
              class="plain"
              aria-label={`${t('helping.add')}: ${name}`}
              aria-disabled={running}
              onClick={() => setOpen(true)}
            >
              {t('helping.add')}
            </button>
            {state === 'missing' && (
              <button
                type="button"
                class="inline"
                aria-label={`${t('checklist.skip')}: ${name}`}
                aria-disabled={running}
                onClick={() => run(() => decline(item))}
              >
                {t('checklist.skip')}
              </button>
            )}
          </p>
        )
      )}
      <Problem text={problem} />
    </li>
  );
}
