import { newId } from '@fairlead/client';
import type { Area, Team } from '@fairlead/contract';
import { useAct, useWords } from '@fairlead/ui';
import { NativeSelect, NumberInput } from '@mantine/core';
import { useState } from 'react';
import { DialogEnd } from '../../shared/dialog-end.tsx';
import { RemoveButton } from '../../shared/remove-button.tsx';
import { isKey, isNamed, Key, Names } from './names.tsx';
import { SettingList } from './setting-list.tsx';

export function Areas({ areas, teams }: { areas: readonly Area[]; teams: readonly Team[] }) {
  const words = useWords();
  const teamOf = (area: Area) => teams.find((t) => t.id === area.team);
  return (
    <SettingList
      things={areas}
      keyOf={(area) => area.id}
      nameOf={(area) => words.named(area.name)}
      about={(area) => [area.key, teamOf(area) && words.named(teamOf(area)!.name)].filter(Boolean).join(' · ')}
      add={words.t('settings.add_area')}
      form={(area, close) => (
        <AreaForm area={area} teams={teams} position={area ? areas.findIndex((a) => a.id === area.id) : areas.length} close={close} />
      )}
    />
  );
}

function AreaForm({
  area,
  teams,
  position: at,
  close,
}: {
  area: Area | null;
  teams: readonly Team[];
  position: number;
  close: () => void;
}) {
  const words = useWords();
  const [id] = useState(() => area?.id ?? newId());
  const [name, setName] = useState(area?.name ?? { en: '', ko: '', ja: '' });
  const [key, setKey] = useState(area?.key ?? '');
  const [team, setTeam] = useState(area?.team ?? teams[0]?.id ?? '');
  const [position, setPosition] = useState(at);
  const [tried, setTried] = useState(false);
  const save = useAct('PUT /settings/areas/{id}');
  const remove = useAct('DELETE /settings/areas/{id}');
  const submit = async () => {
    setTried(true);
    if (!isNamed(name) || !isKey(key) || !team) return;
    if (await save.mutateAsync({ params: { id }, body: { key, name, team, position } }).catch(() => null)) close();
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
      <Key value={key} fixed={area !== null} tried={tried} change={setKey} />
      <NativeSelect
        label={words.t('settings.owned_by')}
        value={team}
        data={teams.map((t) => ({ value: t.id, label: words.named(t.name) }))}
        onChange={(event) => setTeam(event.currentTarget.value)}
      />
      <NumberInput
        label={words.t('settings.position')}
        min={0}
        max={1000}
        allowDecimal={false}
        value={position}
        onChange={(value) => setPosition(Number(value) || 0)}
      />
      {area && (
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
