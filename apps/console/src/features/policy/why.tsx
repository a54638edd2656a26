import { useWords } from '@fairlead/ui';
import { Button, Modal, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { RefusedNote } from '../../shared/refused.tsx';

interface Props {
  opened: boolean;
  close: () => void;
  title: string;
  text: string;
  action: string;
  busy: boolean;
  error: Error | null;
  act: (why: string) => void;
}

/** Asks why a policy is put in force: colleagues read the sentence in the history. */
export function Why({ opened, close, title, ...form }: Props) {
  const words = useWords();
  return (
    <Modal opened={opened} onClose={close} title={title} closeButtonProps={{ 'aria-label': words.t('dialog.cancel') }}>
      <Form close={close} {...form} />
    </Modal>
  );
}

function Form({ close, text, action, busy, error, act }: Omit<Props, 'opened' | 'title'>): ReactNode {
  const words = useWords();
  const [why, setWhy] = useState('');
  const [tried, setTried] = useState(false);
  const missing = why.trim() === '';
  return (
    <form
      className="dialog"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (!missing) act(why);
      }}
    >
      <p>{text}</p>
      <TextInput
        label={words.t('policy.why')}
        description={words.t('policy.why_text')}
        error={tried && missing && words.t('policy.why_missing')}
        required
        data-autofocus
        maxLength={200}
        value={why}
        onChange={(event) => setWhy(event.currentTarget.value)}
      />
      <RefusedNote error={error} />
      <div className="dialog-end">
        <Button variant="default" onClick={close}>
          {words.t('dialog.cancel')}
        </Button>
        <Button type="submit" loading={busy}>
          {action}
        </Button>
      </div>
    </form>
  );
}
