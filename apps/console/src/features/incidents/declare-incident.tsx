import { newId } from '@fairlead/client';
import { useAct, useDesk, useWords } from '@fairlead/ui';
import { Checkbox, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useKept } from '../../shared/kept.ts';
import { DialogEnd } from '../../shared/dialog-end.tsx';

/** What is declared. Its id is made once, so that a form sent twice is one incident. */
const fresh = () => ({ id: newId(), title: '', areas: [] as string[], sites: [] as string[], text: '' });

export function DeclareIncident({ close }: { close: () => void }) {
  const words = useWords();
  const { desk } = useDesk();
  const declare = useAct('POST /incidents');
  const [incident, setIncident] = useKept('fairlead.incident', fresh);
  const [tried, setTried] = useState(false);
  const put = (change: Partial<typeof incident>) => setIncident({ ...incident, ...change });
  const missing = (field: 'title' | 'text') => incident[field].trim() === '';
  const submit = () => {
    setTried(true);
    if (missing('title') || missing('text')) return;
    declare.mutate(
      { body: incident },
      {
        onSuccess: () => {
          setIncident(null);
          close();
        },
      },
    );
  };
  return (
    <form
      className="dialog"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <TextInput
        label={words.t('incidents.name')}
        description={words.t('incidents.name_text')}
        error={tried && missing('title') && words.t('incidents.name_missing')}
        required
        data-autofocus
        maxLength={200}
        value={incident.title}
        onChange={(event) => put({ title: event.currentTarget.value })}
      />
      <Checkbox.Group
        label={words.t('incidents.areas')}
        description={words.t('incidents.areas_text')}
        value={incident.areas}
        onChange={(areas) => put({ areas })}
      >
        <div className="affected">
          {desk.areas.map((area) => (
            <Checkbox key={area.key} value={area.key} label={words.named(area.name)} />
          ))}
        </div>
      </Checkbox.Group>
      <Checkbox.Group
        label={words.t('incidents.sites')}
        description={words.t('incidents.sites_text')}
        value={incident.sites}
        onChange={(sites) => put({ sites })}
      >
        <div className="affected">
          {desk.sites.map((site) => (
            <Checkbox key={site.key} value={site.key} label={site.name} />
          ))}
        </div>
      </Checkbox.Group>
      <Textarea
        label={words.t('incidents.first')}
        description={words.t('incidents.first_text')}
        error={tried && missing('text') && words.t('incidents.text_missing')}
        required
        autosize
        minRows={3}
        maxRows={12}
        maxLength={5_000}
        value={incident.text}
        onChange={(event) => put({ text: event.currentTarget.value })}
      />
      <DialogEnd error={declare.error} busy={declare.isPending} action={words.t('incidents.declare_do')} close={close} />
    </form>
  );
}
