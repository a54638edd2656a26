import type { TicketState } from '@fairlead/contract';
import { type Language, languages } from '@fairlead/words';
import { NativeSelect } from '@mantine/core';
import { useWords } from './root.tsx';

/** A round mark with the first letters of a name. Decoration: the name stands beside it. */
export function PersonMark({ name, size = 32 }: { name: string; size?: number }) {
  const parts = name.trim().split(/\s+/);
  const first = [...(parts[0] ?? '')][0] ?? '';
  const last = parts.length > 1 && /^[\p{Script=Latin}]/u.test(first) ? ([...(parts.at(-1) ?? '')][0] ?? '') : '';
  return (
    <span
      className="fl-person"
      aria-hidden
      data-letters={(first + last).toUpperCase()}
      style={{ width: size, height: size, fontSize: size * 0.38 }}
    />
  );
}

/** A ticket's state. A pending ticket waits for the customer, which is said differently to either side. */
export function TicketStateBadge({ state, audience }: { state: TicketState; audience: 'member' | 'staff' }) {
  const words = useWords();
  return (
    <span className="fl-state" data-state={state}>
      {words.t(state === 'pending' && audience === 'staff' ? 'state.pending.staff' : `state.${state}`)}
    </span>
  );
}

/** Languages by their own names, so that a reader who landed in the wrong one finds theirs. */
export function LanguageMenu({ value, onChange }: { value: Language; onChange: (language: Language) => void }) {
  const words = useWords();
  return (
    <NativeSelect
      aria-label={words.t('language.choose')}
      size="xs"
      value={value}
      data={languages.map((l) => ({ value: l, label: words.t(`language.${l}`) }))}
      onChange={(event) => onChange(event.currentTarget.value as Language)}
    />
  );
}
