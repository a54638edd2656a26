import { newId } from '@fairlead/client';
import type { Area, Locale, MailAddress, MailSettings } from '@fairlead/contract';
import { ProblemNote, useAct, useCall, useWords } from '@fairlead/ui';
import { NativeSelect, Skeleton, Switch, TextInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { DialogEnd } from '../../shared/dialog-end.tsx';
import { RemoveButton } from '../../shared/remove-button.tsx';
import { SettingList } from './setting-list.tsx';

/** The desk's own addresses, and how its mail comes and goes. */
export function Mail({ areas }: { areas: readonly Area[] }) {
  const words = useWords();
  const { data, error, refetch } = useCall('GET /settings/mail', {});
  if (!data) return error ? <ProblemNote error={error} again={() => void refetch()} /> : <Skeleton height={200} mt="md" />;
  return (
    <>
      <SettingList
        things={data.addresses}
        keyOf={(address) => address.id}
        nameOf={(address) => address.address}
        about={(address) => about(words, areas, address)}
        add={words.t('settings.add_address')}
        form={(address, close) => <AddressForm address={address} areas={areas} close={close} />}
      />
      <Ways settings={data} />
    </>
  );
}

function about(words: ReturnType<typeof useWords>, areas: readonly Area[], { name, area, question, first }: MailAddress): string {
  const owner = areas.find((a) => a.id === area);
  return [
    name,
    question === 'sales' ? words.t('settings.sales') : owner ? words.named(owner.name) : words.t('settings.any_area'),
    ...(first ? [words.t('settings.first_address')] : []),
  ].join(' · ');
}

/** Set in the environment, where passwords are. */
function Ways({ settings: { server, listens, mailboxes } }: { settings: MailSettings }) {
  const words = useWords();
  return (
    <section className="setting-ways" aria-label={words.t('settings.ways')}>
      <h2>{words.t('settings.ways')}</h2>
      <ul>
        <li>
          {server ? words.t('settings.way_out', { server }) : words.t('settings.way_kept')} <Link to="/mail">{words.t('mail.title')}</Link>
        </li>
        <li>{listens ? words.t('settings.way_in', { where: listens }) : words.t('settings.way_in_none')}</li>
        {mailboxes.map((box) => (
          <li key={box.name}>
            {words.t('settings.way_box', { name: box.name })}
            {': '}
            {box.trouble
              ? words.t('settings.box_trouble', { trouble: box.trouble })
              : box.checked
                ? words.t('settings.box_checked', { when: words.time(box.checked) })
                : words.t('settings.box_never')}
          </li>
        ))}
      </ul>
      <p className="fl-dim">{words.t('settings.ways_about')}</p>
    </section>
  );
}

const languages: Record<Locale, string> = { en: 'English', ko: '한국어', ja: '日本語' };

function AddressForm({ address: given, areas, close }: { address: MailAddress | null; areas: readonly Area[]; close: () => void }) {
  const words = useWords();
  const [id] = useState(() => given?.id ?? newId());
  const [address, setAddress] = useState(given?.address ?? '');
  const [name, setName] = useState(given?.name ?? '');
  const [goes, setGoes] = useState(given?.question === 'sales' ? 'sales' : (given?.area ?? ''));
  const [language, setLanguage] = useState<Locale>(given?.language ?? 'en');
  const [plus, setPlus] = useState(given?.plus ?? true);
  const [first, setFirst] = useState(given?.first ?? false);
  const [tried, setTried] = useState(false);
  const save = useAct('PUT /settings/addresses/{id}');
  const remove = useAct('DELETE /settings/addresses/{id}');
  const wrong = { address: !/^\S+@\S+$/.test(address.trim()), name: name.trim() === '' };
  const submit = async () => {
    setTried(true);
    if (wrong.address || wrong.name) return;
    const question = goes === 'sales' ? ('sales' as const) : ('technical' as const);
    const area = goes === '' || goes === 'sales' ? null : goes;
    const body = { address: address.trim(), name: name.trim(), question, area, language, plus, first };
    if (await save.mutateAsync({ params: { id }, body }).catch(() => null)) close();
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
      <TextInput
        data-autofocus
        required
        type="email"
        label={words.t('settings.address')}
        value={address}
        error={tried && wrong.address ? words.t('settings.email_wrong') : null}
        onChange={(event) => setAddress(event.currentTarget.value)}
      />
      <TextInput
        required
        label={words.t('settings.sender')}
        description={words.t('settings.sender_hint')}
        maxLength={200}
        value={name}
        error={tried && wrong.name ? words.t('settings.missing') : null}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <NativeSelect
        label={words.t('settings.goes_to')}
        value={goes}
        onChange={(event) => setGoes(event.currentTarget.value)}
        data={[
          { value: '', label: words.t('settings.any_area') },
          ...areas.map((a) => ({ value: a.id, label: words.named(a.name) })),
          { value: 'sales', label: words.t('settings.sales') },
        ]}
      />
      <NativeSelect
        label={words.t('settings.strangers_language')}
        value={language}
        onChange={(event) => setLanguage(event.currentTarget.value as Locale)}
        data={Object.entries(languages).map(([value, label]) => ({ value, label }))}
      />
      <Switch
        checked={plus}
        label={words.t('settings.plus')}
        description={words.t('settings.plus_hint')}
        onChange={(event) => setPlus(event.currentTarget.checked)}
      />
      <Switch
        checked={first}
        disabled={given?.first}
        label={words.t('settings.first_address')}
        onChange={(event) => setFirst(event.currentTarget.checked)}
      />
      {given && (
        <RemoveButton
          action={words.t('settings.remove')}
          busy={remove.isPending}
          remove={() => remove.mutateAsync({ params: { id } })}
          close={close}
        />
      )}
      <DialogEnd error={save.error ?? remove.error} busy={save.isPending} action={words.t('settings.save')} close={close} />
    </form>
  );
}
