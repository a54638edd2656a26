import { newId } from '@fairlead/client';
import type { FlareKey } from '@fairlead/contract';
import { ProblemNote, Revoke, Secret, useAct, useCall, useLanguage } from '@fairlead/ui';
import { Button, Modal, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useWords } from '../../shared/words.ts';

/** Keys by which an organization's programs send flares, and how each of those programs is told of the desk. */
export function FlareKeys() {
  const words = useWords();
  const [language] = useLanguage();
  const { data, error, refetch } = useCall('GET /flare-keys', {});
  const revoke = useAct('DELETE /flare-keys/{id}');
  const [making, setMaking] = useState(false);
  const [revoking, setRevoking] = useState<FlareKey | null>(null);
  const again = () => void refetch();
  const made = () => {
    setMaking(false);
    again();
  };
  const revoked = () => {
    setRevoking(null);
    again();
  };
  const day = (at: string) => new Date(at).toLocaleDateString(language, { dateStyle: 'medium' });
  return (
    <section className="fl-access" aria-labelledby="flare-keys">
      <header>
        <h1 id="flare-keys">{words.t('flare_keys.title')}</h1>
        <Button onClick={() => setMaking(true)}>{words.t('flare_keys.make')}</Button>
      </header>
      <p className="fl-access-about">{words.t('flare_keys.about')}</p>
      <ProblemNote error={error} again={again} />
      {data?.keys.length === 0 && <p className="fl-access-none">{words.t('flare_keys.none')}</p>}
      <ul>
        {data?.keys.map((key) => (
          <li key={key.id}>
            <div>
              <b>{key.name}</b>
              <span>
                …{key.ending} · {key.used ? words.t('flare_keys.used', { day: day(key.used) }) : words.t('flare_keys.unused')}
              </span>
            </div>
            <Button
              variant="default"
              size="xs"
              aria-label={words.t('flare_keys.revoke_named', { name: key.name })}
              onClick={() => setRevoking(key)}
            >
              {words.t('flare_keys.revoke')}
            </Button>
          </li>
        ))}
      </ul>
      <details>
        <summary>{words.t('flare_keys.how')}</summary>
        <pre tabIndex={0}>{`# Datadog Agent
DD_DD_URL=${location.origin} DD_API_KEY=KEY datadog-agent flare CASE --email you@example.com

# sos
sos report --upload-url ${location.origin}/support/upload/CASE --upload-user you@example.com --upload-pass KEY

# curl
curl -u you@example.com:KEY -T bundle.tar.gz ${location.origin}/support/upload/CASE/`}</pre>
      </details>
      <Modal
        opened={making}
        onClose={made}
        title={words.t('flare_keys.make')}
        closeButtonProps={{ 'aria-label': words.t('flare_keys.close') }}
      >
        {making && <Make close={made} />}
      </Modal>
      <Modal
        opened={revoking !== null}
        onClose={() => setRevoking(null)}
        title={words.t('flare_keys.revoke')}
        closeButtonProps={{ 'aria-label': words.t('flare_keys.close') }}
      >
        {revoking && (
          <Revoke
            text={words.t('flare_keys.revoke_text', { name: revoking.name })}
            revoke={() => revoke.mutateAsync({ params: { id: revoking.id } })}
            close={revoked}
          />
        )}
      </Modal>
    </section>
  );
}

function Make({ close }: { close: () => void }) {
  const words = useWords();
  const [id] = useState(() => newId());
  const [name, setName] = useState('');
  const [tried, setTried] = useState(false);
  const make = useAct('POST /flare-keys');
  if (make.data) return <Secret secret={make.data.key} close={close} />;
  return (
    <form
      className="fl-access-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (name.trim() !== '') make.mutate({ body: { id, name: name.trim() } });
      }}
    >
      <TextInput
        data-autofocus
        required
        maxLength={200}
        label={words.t('flare_keys.name')}
        description={words.t('flare_keys.name_hint')}
        value={name}
        error={tried && name.trim() === '' && words.t('flare_keys.name_missing')}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <ProblemNote error={make.error} />
      <div className="fl-access-end">
        <Button type="submit" loading={make.isPending}>
          {words.t('flare_keys.make')}
        </Button>
      </div>
    </form>
  );
}
