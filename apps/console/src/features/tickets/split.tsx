import { newId } from '@fairlead/client';
import type { Ticket } from '@fairlead/contract';
import { useAct, useDesk, useThread, useWords } from '@fairlead/ui';
import { Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { DialogEnd } from '../../shared/dialog-end.tsx';
import { OpensDialog } from '../../shared/opens-dialog.tsx';

/** Makes another problem in the same ticket a ticket of its own. */
export function Split({ ticket }: { ticket: Ticket }) {
  const words = useWords();
  return (
    <OpensDialog label={words.t('split.open')} title={words.t('split.title', { number: ticket.number })} size="lg">
      {(close) => <Form ticket={ticket} close={close} />}
    </OpensDialog>
  );
}

function Form({ ticket: { number, thread, area: own }, close }: { ticket: Ticket; close: () => void }) {
  const words = useWords();
  const navigate = useNavigate();
  const { desk } = useDesk();
  const { state } = useThread(thread);
  const [id] = useState(() => newId());
  const [subject, setSubject] = useState('');
  const [area, setArea] = useState(own ?? '');
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [tried, setTried] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const split = useAct('PUT /tickets/{number}/splits/{id}');
  const messages = state.entries.filter((e) => e.kind === 'message');
  const submit = async () => {
    setTried(true);
    if (subject.trim() === '') return field.current?.focus();
    if (chosen.size === 0) return;
    const body = { subject: subject.trim(), area: area || null, entries: messages.filter((m) => chosen.has(m.id)).map((m) => m.id) };
    const made = await split.mutateAsync({ params: { number, id }, body }).catch(() => null);
    if (!made) return;
    close();
    await navigate({ to: '/tickets/$number', params: { number: String(made.number) } });
  };
  const toggle = (message: string) => {
    const next = new Set(chosen);
    if (!next.delete(message)) next.add(message);
    setChosen(next);
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
      <p>{words.t('split.text')}</p>
      <TextInput
        ref={field}
        data-autofocus
        label={words.t('split.subject')}
        required
        maxLength={200}
        value={subject}
        error={tried && subject.trim() === '' && words.t('split.subject_missing')}
        onChange={(event) => setSubject(event.currentTarget.value)}
      />
      {own !== null && (
        <NativeSelect
          label={words.t('fact.area')}
          value={area}
          onChange={(event) => setArea(event.currentTarget.value)}
          data={desk.areas.map((a) => ({ value: a.key, label: words.named(a.name) }))}
        />
      )}
      <fieldset className="split-messages">
        <legend>{words.t('split.messages')}</legend>
        {messages.map((message) => (
          <Checkbox
            key={message.id}
            checked={chosen.has(message.id)}
            onChange={() => toggle(message.id)}
            label={message.by.name}
            description={message.body.text.slice(0, 200) || message.body.files.map((f) => f.name).join(', ')}
          />
        ))}
      </fieldset>
      {tried && chosen.size === 0 && (
        <p className="fl-refused" role="alert">
          {words.t('split.messages_missing')}
        </p>
      )}
      <DialogEnd error={split.error} busy={split.isPending} action={words.t('split.do')} close={close} />
    </form>
  );
}
