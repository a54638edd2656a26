import type { Checklist, ChecklistItem } from '@fairlead/contract';
import { giving, listing, next } from '../helping.tsx';
import { Icon } from '../parts.tsx';
import { t } from './words.ts';

/** The whole list: what is there, what is missing, and a way to each. */
export function Whole({ list }: { list: Checklist }) {
  const go = (item: string | null) => {
    giving.value = item;
    listing.value = false;
  };
  return (
    <>
      <ul class="whole">
        {list.items.map((item) => (
          <li key={item.item} data-state={item.state}>
            <span class="state" aria-hidden="true">
              {item.state === 'given' ? <Icon name="done" /> : null}
            </span>
            <span class="about">
              {item.label}
              <small class="dim">{stands(item)}</small>
            </span>
            <button type="button" class="inline" aria-label={`${does(item)}: ${item.label}`} onClick={() => go(item.item)}>
              {does(item)}
            </button>
          </li>
        ))}
      </ul>
      {next.value && (
        <button type="button" class="inline" onClick={() => go(null)}>
          {t('whole.less')}
        </button>
      )}
    </>
  );
}

const does = ({ state }: ChecklistItem) => t(state === 'given' ? 'whole.more' : 'helping.add');

function stands({ state, need, given }: ChecklistItem): string {
  if (state === 'declined') return t('checklist.declined');
  if (!given) return t(`checklist.${need}`);
  const what = [given.text.trim().replaceAll(/\s+/g, ' ').slice(0, 80), ...given.files.map((file) => file.name)];
  return `${t('whole.given')} · ${what.filter(Boolean).join(', ')}`;
}
