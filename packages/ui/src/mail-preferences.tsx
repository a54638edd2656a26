import { newId } from '@fairlead/client';
import type { MailChoices } from '@fairlead/contract';
import { Button, Skeleton, Switch, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useAct, useCall } from './desk.tsx';
import { ProblemNote } from './problem.tsx';
import { useWords } from './root.tsx';
import './access.css';

/** What the reader gets by mail, when none comes, and from where they write. */
export function MailPreferences() {
  const words = useWords();
  const { data, error, refetch } = useCall('GET /me/mail', {});
  return (
    <div className="fl-access">
      <header>
        <h1>{words.t('mail.mine')}</h1>
      </header>
      {!data && (error ? <ProblemNote error={error} again={() => void refetch()} /> : <Skeleton height={200} />)}
      {data && <Choices choices={data} />}
    </div>
  );
}

const clock = (minute: number) => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
const minuteOf = (text: string) => {
  const [hours = 0, minutes = 0] = text.split(':').map(Number);
  return hours * 60 + minutes;
};
const here = () => Intl.DateTimeFormat().resolvedOptions().timeZone;
const night = { from: 20 * 60, to: 8 * 60 };

function Choices({ choices }: { choices: MailChoices }) {
  const words = useWords();
  const choose = useAct('PUT /me/mail');
  const { quiet } = choices;
  const save = (change: { off?: MailChoices['kinds'][number]['kind'][]; quiet?: MailChoices['quiet'] }) =>
    choose.mutate({ body: { off: choices.kinds.filter((k) => !k.on).map((k) => k.kind), quiet, ...change } });
  const turn = (kind: MailChoices['kinds'][number]['kind'], on: boolean) =>
    save({ off: choices.kinds.filter((k) => (k.kind === kind ? !on : !k.on)).map((k) => k.kind) });
  return (
    <>
      <p className="fl-access-about">{words.t('mail.mine_about')}</p>
      <ul>
        {choices.kinds.map(({ kind, on }) => (
          <li key={kind}>
            <Switch
              checked={on}
              disabled={choose.isPending}
              label={words.t(`mail.kind.${kind}`)}
              onChange={(event) => turn(kind, event.currentTarget.checked)}
            />
          </li>
        ))}
        <li>
          <div>
            <Switch
              checked={quiet !== null}
              disabled={choose.isPending}
              label={words.t('mail.quiet')}
              description={words.t('mail.quiet_about')}
              onChange={(event) => save({ quiet: event.currentTarget.checked ? { ...night, zone: here() } : null })}
            />
            {quiet && (
              <div className="fl-access-hours">
                {(['from', 'to'] as const).map((end) => (
                  <TextInput
                    key={`${end} ${quiet[end]}`}
                    type="time"
                    label={words.t(`mail.quiet_${end}`)}
                    defaultValue={clock(quiet[end])}
                    onBlur={(event) => {
                      const minute = minuteOf(event.currentTarget.value);
                      if (event.currentTarget.value !== '' && minute !== quiet[end])
                        save({ quiet: { ...quiet, [end]: minute, zone: here() } });
                    }}
                  />
                ))}
                <span>{quiet.zone}</span>
              </div>
            )}
          </div>
        </li>
      </ul>
      {choose.error && <ProblemNote error={choose.error} />}
      {choices.kinds.some((k) => k.kind === 'answers') && <Addresses addresses={choices.addresses} />}
    </>
  );
}

function Addresses({ addresses }: { addresses: MailChoices['addresses'] }) {
  const words = useWords();
  const [address, setAddress] = useState('');
  const [tried, setTried] = useState(false);
  const add = useAct('PUT /me/addresses/{id}');
  const remove = useAct('DELETE /me/addresses/{id}');
  const isWrong = !/^\S+@\S+\.\S+$/.test(address.trim());
  return (
    <>
      <h2>{words.t('mail.addresses')}</h2>
      <p className="fl-access-about">{words.t('mail.addresses_about')}</p>
      <ul>
        {addresses.map((one) => (
          <li key={one.id}>
            <div>
              <b>{one.address}</b>
              <span>{words.t(one.confirmed ? 'mail.confirmed' : 'mail.unconfirmed')}</span>
            </div>
            <Button
              variant="default"
              size="xs"
              aria-label={words.t('mail.remove_named', { address: one.address })}
              onClick={() => remove.mutate({ params: { id: one.id } })}
            >
              {words.t('mail.remove')}
            </Button>
          </li>
        ))}
      </ul>
      <form
        className="fl-access-row"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (isWrong) return;
          add.mutate(
            { params: { id: newId() }, body: { address: address.trim() } },
            {
              onSuccess: () => {
                setAddress('');
                setTried(false);
              },
            },
          );
        }}
      >
        <TextInput
          type="email"
          label={words.t('mail.address')}
          value={address}
          error={tried && isWrong ? words.t('mail.address_wrong') : null}
          onChange={(event) => setAddress(event.currentTarget.value)}
        />
        <Button type="submit" loading={add.isPending}>
          {words.t('mail.add')}
        </Button>
      </form>
      {add.error && <ProblemNote error={add.error} />}
    </>
  );
}
