import { newId } from '@fairlead/client';
import type { StaffMember, Team } from '@fairlead/contract';
import { useAct, useWords } from '@fairlead/ui';
import { Button, Checkbox, CopyButton, NativeSelect, NumberInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import { DialogEnd } from '../../shared/dialog-end.tsx';
import { RefusedNote } from '../../shared/refused.tsx';
import { useStaff } from '../../shared/staff.ts';
import { SettingList } from './setting-list.tsx';

const roles = ['engineer', 'specialist', 'sales', 'lead', 'administrator'] as const;

export function People({ people, teams }: { people: readonly StaffMember[]; teams: readonly Team[] }) {
  const words = useWords();
  const about = ({ left, role, email, capacity, teams: theirs }: StaffMember) =>
    left
      ? words.t('settings.left', { day: words.date(left) })
      : [
          words.t(`role.${role}`),
          email,
          words.t('settings.takes', { count: capacity }),
          ...teams.filter((t) => theirs.includes(t.id)).map((t) => words.named(t.name)),
        ].join(' · ');
  return (
    <SettingList
      things={people}
      keyOf={(person) => person.id}
      nameOf={(person) => person.name}
      about={about}
      add={words.t('settings.add_person')}
      form={(person, close) => <PersonForm person={person} teams={teams} close={close} />}
    />
  );
}

function PersonForm({ person, teams, close }: { person: StaffMember | null; teams: readonly Team[]; close: () => void }) {
  const words = useWords();
  const { staff } = useStaff();
  const [id] = useState(() => person?.id ?? newId());
  const [name, setName] = useState(person?.name ?? '');
  const [email, setEmail] = useState(person?.email ?? '');
  const [role, setRole] = useState<StaffMember['role']>(person?.role ?? 'engineer');
  const [capacity, setCapacity] = useState(person?.capacity ?? 3);
  const [theirs, setTheirs] = useState<string[]>(person?.teams ?? []);
  const [tried, setTried] = useState(false);
  const save = useAct('PUT /settings/people/{id}');
  const renew = useAct('PUT /settings/people/{id}/password');
  const letGo = useAct('PUT /settings/people/{id}/left');
  const password = save.data?.password ?? renew.data?.password;
  if (password) return <Password of={name} password={password} close={close} />;
  const missing = { name: name.trim() === '', email: !/^\S+@\S+\.\S+$/.test(email.trim()) };
  const submit = async () => {
    setTried(true);
    if (missing.name || missing.email) return;
    const body = { name: name.trim(), email: email.trim(), role, capacity, teams: theirs };
    const saved = await save.mutateAsync({ params: { id }, body }).catch(() => null);
    if (saved && !saved.password) close();
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
        label={words.t('settings.name')}
        required
        maxLength={200}
        value={name}
        error={tried && missing.name && words.t('settings.missing')}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <TextInput
        label={words.t('settings.email')}
        type="email"
        required
        maxLength={254}
        value={email}
        error={tried && missing.email && words.t('settings.email_wrong')}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <NativeSelect
        label={words.t('settings.role')}
        value={role}
        data={roles.map((r) => ({ value: r, label: words.t(`role.${r}`) }))}
        onChange={(event) => setRole(event.currentTarget.value as typeof role)}
      />
      <NumberInput
        label={words.t('settings.capacity')}
        min={0}
        max={100}
        allowDecimal={false}
        value={capacity}
        onChange={(value) => setCapacity(Number(value) || 0)}
      />
      <Checkbox.Group label={words.t('settings.teams')} value={theirs} onChange={setTheirs}>
        <div className="setting-choices">
          {teams.map((team) => (
            <Checkbox key={team.id} value={team.id} label={words.named(team.name)} />
          ))}
        </div>
      </Checkbox.Group>
      {person && (
        <div className="setting-acts">
          {!person.left && (
            <Button variant="default" size="xs" loading={renew.isPending} onClick={() => renew.mutate({ params: { id } })}>
              {words.t('settings.new_password')}
            </Button>
          )}
          {person.id !== staff.id && (
            <Button
              variant="default"
              size="xs"
              loading={letGo.isPending}
              onClick={() =>
                void letGo
                  .mutateAsync({ params: { id }, body: { left: !person.left } })
                  .then(close)
                  .catch(() => undefined)
              }
            >
              {words.t(person.left ? 'settings.come_back' : 'settings.let_go')}
            </Button>
          )}
        </div>
      )}
      <RefusedNote error={renew.error ?? letGo.error} />
      <DialogEnd error={save.error} busy={save.isPending} action={words.t('settings.save')} close={close} />
    </form>
  );
}

function Password({ of, password, close }: { of: string; password: string; close: () => void }) {
  const words = useWords();
  return (
    <div className="dialog">
      <p role="status">{words.t('settings.password', { name: of })}</p>
      <code className="setting-secret">{password}</code>
      <div className="dialog-end">
        <CopyButton value={password}>
          {({ copied, copy }) => (
            <Button variant="default" onClick={copy} data-autofocus>
              {words.t(copied ? 'settings.copied' : 'settings.copy')}
            </Button>
          )}
        </CopyButton>
        <Button onClick={close}>{words.t('settings.done')}</Button>
      </div>
    </div>
  );
}
