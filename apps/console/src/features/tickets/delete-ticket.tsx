import { newId } from '@fairlead/client';
import type { Ticket } from '@fairlead/contract';
import { useAct, useWords } from '@fairlead/ui';
import { Modal, Textarea, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { DialogEnd } from '../../shared/dialog-end.tsx';
import { useStaff } from '../../shared/staff.ts';

/** Leads and administrators delete a ticket for good, knowing what goes with it. */
export function DeleteTicket({ ticket }: { ticket: Ticket }) {
  const words = useWords();
  const { staff } = useStaff();
  const [opened, setOpened] = useState(false);
  if (staff.role !== 'lead' && staff.role !== 'administrator') return null;
  return (
    <>
      <button type="button" className="quiet delete" onClick={() => setOpened(true)}>
        {words.t('delete.open')}
      </button>
      <Modal
        opened={opened}
        onClose={() => setOpened(false)}
        title={words.t('delete.title', { number: ticket.number })}
        closeButtonProps={{ 'aria-label': words.t('dialog.cancel') }}
      >
        <Form number={ticket.number} close={() => setOpened(false)} />
      </Modal>
    </>
  );
}

function Form({ number, close }: { number: number; close: () => void }) {
  const words = useWords();
  const navigate = useNavigate();
  const [id] = useState(() => newId());
  const [reason, setReason] = useState('');
  const [typed, setTyped] = useState('');
  const [tried, setTried] = useState(false);
  const remove = useAct('POST /tickets/{number}/deletion');
  const isRight = typed.trim().replace(/^#/, '') === String(number);
  const submit = async () => {
    setTried(true);
    if (!isRight || reason.trim() === '') return;
    // This page goes with its ticket.
    const done = await remove.mutateAsync({ params: { number }, body: { id, reason: reason.trim() } }).catch(() => null);
    if (!done) return;
    notifications.show({ message: words.t('delete.done', { number }) });
    await navigate({ to: '/tickets' });
  };
  return (
    <form
      className="dialog"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <p>{words.t('delete.text')}</p>
      <Textarea
        data-autofocus
        label={words.t('delete.reason')}
        required
        autosize
        minRows={2}
        maxLength={500}
        value={reason}
        error={tried && reason.trim() === ''}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <TextInput
        label={words.t('delete.number', { number })}
        required
        inputMode="numeric"
        autoComplete="off"
        value={typed}
        error={tried && !isRight && words.t('delete.number_wrong')}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <DialogEnd error={remove.error} busy={remove.isPending} action={words.t('delete.do')} close={close} />
    </form>
  );
}
