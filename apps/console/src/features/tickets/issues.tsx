import { newId } from '@fairlead/client';
import type { Ticket } from '@fairlead/contract';
import { ProblemNote, useAct, useWords } from '@fairlead/ui';
import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { DialogEnd } from '../../shared/dialog-end.tsx';
import { OpensDialog } from '../../shared/opens-dialog.tsx';

/** Issues of the vendor's own tracker that this ticket waits for, or that it told of. */
export function Issues({ ticket: { number, issues } }: { ticket: Ticket }) {
  const words = useWords();
  const unlink = useAct('DELETE /tickets/{number}/issues/{id}');
  return (
    <section className="beside" aria-label={words.t('issue.title')}>
      <h2>{words.t('issue.title')}</h2>
      {issues.length > 0 && (
        <ul>
          {issues.map(({ id, url, title }) => (
            <li key={id}>
              <a href={url} target="_blank" rel="noreferrer">
                {title}
              </a>
              <button
                type="button"
                className="quiet"
                disabled={unlink.isPending}
                aria-label={words.t('issue.unlink_named', { title })}
                onClick={() => unlink.mutate({ params: { number, id } })}
              >
                {words.t('issue.unlink')}
              </button>
            </li>
          ))}
        </ul>
      )}
      <ProblemNote error={unlink.error} />
      <OpensDialog label={words.t('issue.link')} title={words.t('issue.link')}>
        {(close) => <Form number={number} close={close} />}
      </OpensDialog>
    </section>
  );
}

function Form({ number, close }: { number: number; close: () => void }) {
  const words = useWords();
  const [id] = useState(() => newId());
  const [url, setUrl] = useState('');
  const [title, setTitle] = useState('');
  const link = useAct('PUT /tickets/{number}/issues/{id}');
  const named =
    title.trim() ||
    url
      .trim()
      .replace(/^https?:\/\//, '')
      .slice(0, 200);
  return (
    <form
      className="dialog"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void link
          .mutateAsync({ params: { number, id }, body: { url: url.trim(), title: named } })
          .then(close)
          .catch(() => null);
      }}
    >
      <TextInput
        data-autofocus
        type="url"
        label={words.t('issue.url')}
        required
        maxLength={1_000}
        placeholder="https://"
        value={url}
        onChange={(event) => setUrl(event.currentTarget.value)}
      />
      <TextInput label={words.t('issue.name')} maxLength={200} value={title} onChange={(event) => setTitle(event.currentTarget.value)} />
      <DialogEnd error={link.error} busy={link.isPending} action={words.t('issue.do')} close={close} />
    </form>
  );
}
