import { call } from '@fairlead/client';
import type { Macro } from '@fairlead/contract';
import { problemSentence, useCall, useDesk, useWords } from '@fairlead/ui';
import { Modal } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { Pick } from '../../shared/pick.tsx';

/** Answers under a name, to put into what is being written. */
export function Macros({
  number,
  opened,
  open,
  close,
  take,
}: {
  number: number;
  opened: boolean;
  open: () => void;
  close: () => void;
  /** The text with names in place of placeholders, and where the ticket goes once it is said. */
  take: (filled: Filled) => void;
}) {
  const words = useWords();
  const { connection } = useDesk();
  const { data } = useCall('GET /macros', {});
  const [busy, setBusy] = useState(false);
  const macros = data?.macros ?? [];
  const choose = async (id: string) => {
    setBusy(true);
    try {
      const filled = await call(connection, 'GET /tickets/{number}/macros/{id}', { params: { number, id } });
      close();
      take(filled);
    } catch (error) {
      notifications.show({ color: 'red', message: problemSentence(words, error as Error) });
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <button type="button" className="quiet macro-open" onClick={open}>
        {words.t('macro.open')}
      </button>
      <Modal
        opened={opened}
        onClose={close}
        returnFocus={false}
        title={words.t('macro.open')}
        closeButtonProps={{ 'aria-label': words.t('dialog.cancel') }}
      >
        <div aria-busy={busy}>
          <Pick
            label={words.t('macro.choose')}
            none={words.t(macros.length === 0 ? 'macro.none' : 'change.none')}
            choices={macros.map((m) => ({ value: m.id, label: m.name, more: m.text.slice(0, 60) }))}
            choose={(id) => void choose(id)}
          />
          <Link to="/macros">{words.t('macro.manage')}</Link>
        </div>
      </Modal>
    </>
  );
}

type Filled = { text: string; state: Macro['state'] };
