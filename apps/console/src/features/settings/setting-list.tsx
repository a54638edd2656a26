import { useWords } from '@fairlead/ui';
import { Button, Modal } from '@mantine/core';
import { type ReactNode, useState } from 'react';

interface Props<Thing> {
  things: readonly Thing[];
  keyOf: (thing: Thing) => string;
  nameOf: (thing: Thing) => string;
  about: (thing: Thing) => ReactNode;
  add: string;
  /** The form of one thing, or of a new one. */
  form: (thing: Thing | null, close: () => void) => ReactNode;
}

/** Things that are set up, one row each, with the dialog that adds or changes one. */
export function SettingList<Thing>({ things, keyOf, nameOf, about, add, form }: Props<Thing>) {
  const words = useWords();
  const [editing, setEditing] = useState<{ thing: Thing | null } | null>(null);
  const close = () => setEditing(null);
  return (
    <section className="setting-list">
      <Button onClick={() => setEditing({ thing: null })}>{add}</Button>
      <ul>
        {things.map((thing) => (
          <li key={keyOf(thing)}>
            <div>
              <b>{nameOf(thing)}</b>
              <span className="fl-dim">{about(thing)}</span>
            </div>
            <Button
              variant="default"
              size="xs"
              aria-label={words.t('settings.change_named', { name: nameOf(thing) })}
              onClick={() => setEditing({ thing })}
            >
              {words.t('settings.change')}
            </Button>
          </li>
        ))}
      </ul>
      <Modal
        opened={editing !== null}
        onClose={close}
        title={editing?.thing ? nameOf(editing.thing) : add}
        closeButtonProps={{ 'aria-label': words.t('dialog.cancel') }}
      >
        {editing && form(editing.thing, close)}
      </Modal>
    </section>
  );
}
