import { type KeyboardEvent, type ReactNode, type RefObject, useId, useState } from 'react';
import type { Mentionable } from './composer.tsx';
import { useWords } from './root.tsx';

const most = 6;

/** What is being typed after an `@`, before the cursor; null where no name is. */
export function nameBegun(text: string, cursor: number): { from: number; typed: string } | null {
  const found = /(?:^|[\s(])@([\p{L}\p{N}._-]*(?: [\p{L}\p{N}._-]*)?)$/u.exec(text.slice(0, cursor));
  return found ? { from: cursor - found[1]!.length - 1, typed: found[1]! } : null;
}

/** Colleagues whose name goes on as it was typed. */
export const fitting = (people: readonly Mentionable[], typed: string): Mentionable[] => {
  const sought = typed.toLowerCase();
  const fits = ({ name }: Mentionable) =>
    name.toLowerCase().startsWith(sought) ||
    (sought !== '' &&
      name
        .toLowerCase()
        .split(' ')
        .some((part) => part.startsWith(sought)));
  return people.filter(fits).slice(0, most);
};

/** Names colleagues while one writes: a list below the text, by arrow keys and Enter. */
export function useMentions(
  people: readonly Mentionable[],
  area: RefObject<HTMLTextAreaElement | null>,
  put: (text: string) => void,
): {
  look: () => void;
  close: () => void;
  press: (event: KeyboardEvent<HTMLTextAreaElement>) => boolean;
  field: Record<string, string>;
  list: ReactNode;
} {
  const words = useWords();
  const id = useId();
  const [open, setOpen] = useState<{ from: number; typed: string } | null>(null);
  const [at, setAt] = useState(0);
  const found = open ? fitting(people, open.typed) : [];
  const chosen = Math.min(at, found.length - 1);
  const close = () => setOpen(null);

  const look = () => {
    const box = area.current;
    if (!box || people.length === 0) return;
    const begun = box.selectionStart === box.selectionEnd ? nameBegun(box.value, box.selectionEnd) : null;
    // A name that stands there whole is not offered again.
    setOpen(begun && !people.some((p) => p.name === begun.typed) ? begun : null);
    if (begun?.typed !== open?.typed) setAt(0);
  };

  const take = ({ name }: Mentionable) => {
    const box = area.current!;
    const after = box.value.slice(box.selectionEnd);
    const before = `${box.value.slice(0, open!.from)}@${name} `;
    put(before + after);
    close();
    requestAnimationFrame(() => {
      box.focus();
      box.setSelectionRange(before.length, before.length);
    });
  };

  const press = (event: KeyboardEvent<HTMLTextAreaElement>): boolean => {
    if (found.length === 0 || event.nativeEvent.isComposing) return false;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      setAt((chosen + (event.key === 'ArrowDown' ? 1 : found.length - 1)) % found.length);
    } else if (event.key === 'Enter' || event.key === 'Tab') take(found[chosen]!);
    else if (event.key === 'Escape') close();
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  };

  const list = found.length > 0 && (
    <div id={id} role="listbox" aria-label={words.t('composer.mention')} className="fl-mentions">
      {found.map((person, index) => (
        <div
          key={person.id}
          tabIndex={-1}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === chosen}
          // Not a click: the text would lose the focus first.
          onMouseDown={(event) => {
            event.preventDefault();
            take(person);
          }}
        >
          {person.name}
        </div>
      ))}
    </div>
  );
  const field: Record<string, string> =
    found.length > 0 ? { 'aria-autocomplete': 'list', 'aria-controls': id, 'aria-activedescendant': `${id}-${chosen}` } : {};
  return { look, close, press, field, list };
}
