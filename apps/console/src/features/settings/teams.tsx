import { newId } from '@fairlead/client';
import type { Team } from '@fairlead/contract';
import { useAct, useWords } from '@fairlead/ui';
import { useState } from 'react';
import { DialogEnd } from '../../shared/dialog-end.tsx';
import { RemoveButton } from '../../shared/remove-button.tsx';
import { isKey, isNamed, Key, Names } from './names.tsx';
import { SettingList } from './setting-list.tsx';

export function Teams({ teams }: { teams: readonly Team[] }) {
  const words = useWords();
  return (
    <SettingList
      things={teams}
      keyOf={(team) => team.id}
      nameOf={(team) => words.named(team.name)}
      about={(team) => team.key}
      add={words.t('settings.add_team')}
      form={(team, close) => <TeamForm team={team} close={close} />}
    />
  );
}

function TeamForm({ team, close }: { team: Team | null; close: () => void }) {
  const words = useWords();
  const [id] = useState(() => team?.id ?? newId());
  const [name, setName] = useState(team?.name ?? { en: '', ko: '', ja: '' });
  const [key, setKey] = useState(team?.key ?? '');
  const [tried, setTried] = useState(false);
  const save = useAct('PUT /settings/teams/{id}');
  const remove = useAct('DELETE /settings/teams/{id}');
  const submit = async () => {
    setTried(true);
    if (!isNamed(name) || !isKey(key)) return;
    if (await save.mutateAsync({ params: { id }, body: { key, name } }).catch(() => null)) close();
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
      <Names value={name} tried={tried} change={setName} />
      <Key value={key} fixed={team !== null} tried={tried} change={setKey} />
      {team && (
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
