import { useWords } from '@fairlead/ui';
import { Modal, Switch } from '@mantine/core';
import { useKeysOn } from '../shared/keys.ts';

const keys = [
  ['j', 'next'],
  ['k', 'previous'],
  ['Enter', 'open'],
  ['/', 'find'],
  ['r', 'reply'],
  ['n', 'note'],
  ['x', 'choose'],
  ['a', 'assign'],
  ['s', 'state'],
  ['m', 'macro'],
  ['z', 'undo'],
  ['h', 'hand_over'],
  ['e', 'end'],
  ['Esc', 'leave'],
  ['c', 'chats'],
  ['t', 'tickets'],
  ['i', 'incidents'],
  ['u', 'customers'],
  ['o', 'reports'],
  ['p', 'policy'],
  ['⌘K', 'everything'],
  ['?', 'help'],
] as const;

export function KeysHelp({ opened, close }: { opened: boolean; close: () => void }) {
  const words = useWords();
  const [on, setOn] = useKeysOn();
  return (
    <Modal opened={opened} onClose={close} title={words.t('keys.title')} closeButtonProps={{ 'aria-label': words.t('dialog.cancel') }}>
      <dl className="keys">
        {keys.map(([key, what]) => (
          <div key={key}>
            <dt>{words.t(`keys.${what}`)}</dt>
            <dd>
              <kbd>{key}</kbd>
            </dd>
          </div>
        ))}
      </dl>
      <Switch
        checked={on}
        withThumbIndicator={false}
        onChange={(event) => setOn(event.currentTarget.checked)}
        label={words.t('keys.on')}
        description={words.t('keys.on_text')}
      />
    </Modal>
  );
}
