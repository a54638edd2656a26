import { TextInput } from '@mantine/core';
import { useId, useLayoutEffect, useRef, useState } from 'react';

export interface Choice {
  value: string;
  label: string;
  /** What else is known of it, and what it is found by. */
  more?: string;
}

const found = (choices: readonly Choice[], typed: string): Choice[] => {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  return choices.filter((c) => words.every((w) => `${c.label} ${c.more ?? ''}`.toLowerCase().includes(w)));
};

/** One of several, found by typing and chosen by arrow keys and Enter, or by a click. */
export function Pick({
  label,
  choices,
  none,
  choose,
}: {
  label: string;
  choices: readonly Choice[];
  none: string;
  choose: (value: string) => void;
}) {
  const id = useId();
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const field = useRef<HTMLInputElement>(null);
  // At once, not when the dialog's opening has ended: who knows the keys types on.
  useLayoutEffect(() => field.current?.focus(), []);
  const shown = found(choices, typed);
  const chosen = Math.min(at, shown.length - 1);
  return (
    <div className="pick">
      <TextInput
        ref={field}
        data-autofocus
        role="combobox"
        aria-label={label}
        aria-expanded
        aria-controls={id}
        aria-autocomplete="list"
        aria-activedescendant={shown.length > 0 ? `${id}-${chosen}` : undefined}
        placeholder={label}
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing || shown.length === 0) return;
          if (event.key === 'ArrowDown') setAt((chosen + 1) % shown.length);
          else if (event.key === 'ArrowUp') setAt((chosen + shown.length - 1) % shown.length);
          else if (event.key === 'Enter') choose(shown[chosen]!.value);
          else return;
          event.preventDefault();
        }}
      />
      <div id={id} className="pick-list" role="listbox" aria-label={label}>
        {shown.map((choice, index) => (
          <div
            key={choice.value}
            tabIndex={-1}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === chosen}
            ref={(row) => void (index === chosen && row?.scrollIntoView({ block: 'nearest' }))}
            onMouseMove={() => setAt(index)}
            // Not a click: the field would lose the focus first.
            onMouseDown={(event) => {
              event.preventDefault();
              choose(choice.value);
            }}
          >
            <span>{choice.label}</span>
            {choice.more && <span className="row-dim">{choice.more}</span>}
          </div>
        ))}
      </div>
      {shown.length === 0 && <p className="row-dim">{none}</p>}
    </div>
  );
}
