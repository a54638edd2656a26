import { newId } from '@fairlead/client';
import type { Entry, Ticket } from '@fairlead/contract';
import { useAct, useThread, useWords } from '@fairlead/ui';
import { Textarea, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { DialogEnd } from '../../shared/dialog-end.tsx';
import { OpensDialog } from '../../shared/opens-dialog.tsx';
import { useStaff } from '../../shared/staff.ts';

/** Leads and administrators delete a ticket for good, knowing what goes with it. */
export function DeleteTicket({ ticket }: { ticket: Ticket }) {
  const words = useWords();
  const { staff } = useStaff();
  if (staff.role !== 'lead' && staff.role !== 'administrator') return null;
  return (
    <OpensDialog className="delete" label={words.t('delete.open')} title={words.t('delete.title', { number: ticket.number })}>
      {(close) => <Form ticket={ticket} close={close} />}
    </OpensDialog>
  );
}

const filesOf = (entry: Entry) => (entry.kind === 'event' ? [] : entry.body.files);

function Form({ ticket: { number, thread }, close }: { ticket: Ticket; close: () => void }) {
  const words = useWords();
  const navigate = useNavigate();
  const [id] = useState(() => newId());
  const [reason, setReason] = useState('');
  const [typed, setTyped] = useState('');
  const [tried, setTried] = useState(false);
  const reasonField = useRef<HTMLTextAreaElement>(null);
  const numberField = useRef<HTMLInputElement>(null);
  const { state } = useThread(thread);
  const files = new Set(state.entries.flatMap(filesOf).map((f) => f.id)).size;
  const remove = useAct('POST /tickets/{number}/deletion');
  const isRight = typed.trim().replace(/^#/, '') === String(number);
  const noReason = reason.trim() === '';
  const submit = async () => {
    setTried(true);
    if (noReason) return reasonField.current?.focus();
    if (!isRight) return numberField.current?.focus();
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
      <p>
        {words.t('delete.text')} {files > 0 && <b>{words.t('delete.files', { count: files })}</b>}
      </p>
      <Textarea
        ref={reasonField}
        data-autofocus
        label={words.t('delete.reason')}
        required
        autosize
        minRows={2}
        maxLength={500}
        value={reason}
        error={tried && noReason && words.t('delete.reason_missing')}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <TextInput
        ref={numberField}
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
