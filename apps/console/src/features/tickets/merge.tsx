import { newId } from '@fairlead/client';
import type { Ticket } from '@fairlead/contract';
import { problemSentence, useAct, useCall, useWords } from '@fairlead/ui';
import { TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { DialogEnd } from '../../shared/dialog-end.tsx';
import { OpensDialog } from '../../shared/opens-dialog.tsx';

/** Merges this ticket into another of its organization. */
export function Merge({ ticket }: { ticket: Ticket }) {
  const words = useWords();
  return (
    <OpensDialog label={words.t('merge.open')} title={words.t('merge.title', { number: ticket.number })}>
      {(close) => <Form ticket={ticket} close={close} />}
    </OpensDialog>
  );
}

function Form({ ticket: { number, organization }, close }: { ticket: Ticket; close: () => void }) {
  const words = useWords();
  const navigate = useNavigate();
  const [id] = useState(() => newId());
  const [typed, setTyped] = useState('');
  const merge = useAct('PUT /tickets/{number}/merge/{id}');
  const into = Number(/^\s*#?(\d{1,9})\s*$/.exec(typed)?.[1] ?? Number.NaN);
  const known = Number.isInteger(into);
  const { data: related } = useCall('GET /tickets/{number}/related', { params: { number } });
  const { data: target } = useCall('GET /tickets/{number}', { params: { number: into } }, { enabled: known, retry: false });
  const candidates = [...(related?.customer ?? []), ...(related?.organization ?? [])];
  const submit = async () => {
    if (!known) return;
    if (!(await merge.mutateAsync({ params: { number, id }, body: { into } }).catch(() => null))) return;
    close();
    await navigate({ to: '/tickets/$number', params: { number: String(into) } });
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
      <p>{words.t('merge.text')}</p>
      <TextInput
        data-autofocus
        label={words.t('merge.into')}
        inputMode="numeric"
        autoComplete="off"
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      {candidates.length > 0 && (
        <ul className="candidates" aria-label={words.t('merge.candidates', { organization: organization.name })}>
          {candidates.map((t) => (
            <li key={t.id}>
              <button type="button" className="quiet" onClick={() => setTyped(`#${t.number}`)}>
                #{t.number} {t.subject}
              </button>
            </li>
          ))}
        </ul>
      )}
      {target && (
        <p role="status">
          <b>
            #{target.number} {target.subject}
          </b>{' '}
          · {target.member.name} · {target.organization.name}
        </p>
      )}
      <DialogEnd error={merge.error} busy={merge.isPending} action={words.t('merge.do')} close={close} />
    </form>
  );
}

/** Tickets that lead here, and the way back for a day. */
export function Merged({ ticket }: { ticket: Ticket }) {
  const words = useWords();
  const navigate = useNavigate();
  const undo = useAct('DELETE /tickets/{number}/merge');
  const take = async (number: number) => {
    const done = await undo.mutateAsync({ params: { number } }).catch((error: Error) => {
      notifications.show({ color: 'red', message: problemSentence(words, error) });
      return null;
    });
    if (done) await navigate({ to: '/tickets/$number', params: { number: String(number) } });
  };
  return ticket.merged.map(({ number, subject, undoable }) => (
    <p key={number} className="merged-note">
      <span>{words.t('merge.merged', { number, subject })}</span>
      {undoable && (
        <button type="button" className="quiet" disabled={undo.isPending} onClick={() => void take(number)}>
          {words.t('merge.undo')}
        </button>
      )}
    </p>
  ));
}
