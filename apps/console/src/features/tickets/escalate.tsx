import type { Ticket } from '@fairlead/contract';
import { useAct, useDesk, useWords } from '@fairlead/ui';
import { NativeSelect, Textarea } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useRef, useState } from 'react';
import { DialogEnd } from '../../shared/dialog-end.tsx';
import { OpensDialog } from '../../shared/opens-dialog.tsx';

/** Hands a ticket to the specialists of an area, with what they need to know. */
export function Escalate({ ticket }: { ticket: Ticket }) {
  const words = useWords();
  return (
    <OpensDialog label={words.t('escalate.open')} title={words.t('escalate.title', { number: ticket.number })}>
      {(close) => <Form ticket={ticket} close={close} />}
    </OpensDialog>
  );
}

function Form({ ticket: { number, area: own }, close }: { ticket: Ticket; close: () => void }) {
  const words = useWords();
  const { desk } = useDesk();
  const [area, setArea] = useState(own ?? desk.areas[0]?.key ?? '');
  const [note, setNote] = useState('');
  const [tried, setTried] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const escalate = useAct('POST /tickets/{number}/escalations');
  const missing = note.trim() === '';
  const submit = async () => {
    setTried(true);
    if (missing) return field.current?.focus();
    const given = await escalate.mutateAsync({ params: { number }, body: { area, note: note.trim() } }).catch(() => null);
    if (!given) return;
    notifications.show({ message: words.t('escalate.done', { team: given.team ? words.named(given.team.name) : '' }) });
    close();
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
      <NativeSelect
        label={words.t('fact.area')}
        value={area}
        onChange={(event) => setArea(event.currentTarget.value)}
        data={desk.areas.map((a) => ({ value: a.key, label: words.named(a.name) }))}
      />
      <Textarea
        ref={field}
        data-autofocus
        label={words.t('escalate.note')}
        description={words.t('escalate.note_text')}
        required
        autosize
        minRows={3}
        maxLength={20_000}
        value={note}
        error={tried && missing && words.t('escalate.note_missing')}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <DialogEnd error={escalate.error} busy={escalate.isPending} action={words.t('escalate.do')} close={close} />
    </form>
  );
}
