import { newId } from '@fairlead/client';
import type { Incident } from '@fairlead/contract';
import { useAct, useWords } from '@fairlead/ui';
import { Button, Textarea } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useKept } from '../../shared/kept.ts';
import { DialogEnd } from '../../shared/dialog-end.tsx';
import { RefusedNote } from '../../shared/refused.tsx';

const fresh = () => ({ id: newId(), text: '' });

/** Says how it stands: every attached ticket gets it. */
export function PostUpdate({ incident, children }: { incident: Incident; children: ReactNode }) {
  const words = useWords();
  const post = useAct('POST /incidents/{id}/updates');
  const [update, setUpdate] = useKept(`fairlead.incident.${incident.id}`, fresh);
  const [tried, setTried] = useState(false);
  const missing = update.text.trim() === '';
  return (
    <form
      className="incident-say"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setTried(missing);
        if (!missing) post.mutate({ params: { id: incident.id }, body: update }, { onSuccess: () => setUpdate(null) });
      }}
    >
      <Textarea
        label={words.t('incidents.update')}
        description={words.t('incidents.update_text', { count: incident.attached ?? 0 })}
        error={tried && missing && words.t('incidents.text_missing')}
        autosize
        minRows={2}
        maxRows={12}
        maxLength={5_000}
        value={update.text}
        onChange={(event) => setUpdate({ ...update, text: event.currentTarget.value })}
      />
      <RefusedNote error={post.error} />
      <div className="dialog-end">
        {children}
        <Button type="submit" loading={post.isPending}>
          {words.t('incidents.update_do')}
        </Button>
      </div>
    </form>
  );
}

/** The last word: every attached ticket's customer is asked whether they are well again. */
export function CloseIncident({ incident, close }: { incident: Incident; close: () => void }) {
  const words = useWords();
  const end = useAct('PUT /incidents/{id}/closing');
  const [text, setText] = useKept(`fairlead.incident.${incident.id}.closing`, () => '');
  const [tried, setTried] = useState(false);
  const missing = text.trim() === '';
  return (
    <form
      className="dialog"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (missing) return;
        const done = () => {
          setText(null);
          close();
        };
        end.mutate({ params: { id: incident.id }, body: { text } }, { onSuccess: done });
      }}
    >
      <Textarea
        label={words.t('incidents.last')}
        description={words.t('incidents.last_text', { count: incident.attached ?? 0 })}
        error={tried && missing && words.t('incidents.text_missing')}
        required
        data-autofocus
        autosize
        minRows={3}
        maxRows={12}
        maxLength={5_000}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <DialogEnd error={end.error} busy={end.isPending} action={words.t('incidents.close_do')} close={close} />
    </form>
  );
}
