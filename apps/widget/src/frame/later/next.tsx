import { kept, newId } from '@fairlead/client';
import type { ChecklistItem } from '@fairlead/contract';
import { useEffect } from 'preact/hooks';
import { checklist, decline, giving, helped, listing } from '../helping.tsx';
import { give } from './giving.ts';
import { Problem, useAction } from '../parts.tsx';
import { chat } from '../state.ts';
import { giveKey, known } from './drafts.ts';
import { t } from './words.ts';

/** Ids under which answers of one press are given, so that pressing again repeats them. */
const pressed = new Map<string, string>();

/** Threads of which it was looked up what was begun before the page was loaded. */
const resumed = new Set<string>();

/** What was begun is open again, once. A card opens its own. */
function resume(): void {
  const thread = helped.value!;
  if (resumed.has(thread)) return;
  resumed.add(thread);
  giving.value = checklist.value!.items.find(({ item, asked }) => !(asked && chat.value) && kept(giveKey(item)))?.item ?? null;
}

/** The next item, in one press where the desk knows the answer. */
export function Next({ item }: { item: ChecklistItem }) {
  const { running, problem, run } = useAction();
  const answer = known(item);
  useEffect(resume, []);
  const open = () => {
    giving.value = item.item;
  };
  const press = () =>
    run(() => {
      const key = `${helped.value} ${item.item} ${answer}`;
      if (!pressed.has(key)) pressed.set(key, newId());
      return give(item.item, pressed.get(key)!, answer ?? '');
    });
  const whole = () => {
    listing.value = true;
  };
  return (
    <>
      <p id="helping-next" role="status">
        <b>{item.label}</b> <small class="dim">{t(`checklist.${item.need}`)}</small>
      </p>
      {item.hint && <p class="dim">{item.hint}</p>}
      {answer && <p class="dim known">{answer}</p>}
      <p class="row">
        {answer && (
          <button type="button" class="plain first" aria-disabled={running} aria-describedby="helping-next" onClick={press}>
            {t('helping.known')}
          </button>
        )}
        <button
          type="button"
          class={answer ? 'plain' : 'plain first'}
          aria-disabled={running}
          aria-describedby="helping-next"
          onClick={open}
        >
          {t(answer ? 'helping.other' : 'helping.add')}
        </button>
        <button
          type="button"
          class="inline"
          aria-disabled={running}
          aria-describedby="helping-next"
          onClick={() => run(() => decline(item.item))}
        >
          {t('checklist.skip')}
        </button>
        <button type="button" class="inline" onClick={whole}>
          {t('helping.all')}
        </button>
      </p>
      <Problem text={problem} />
    </>
  );
}
