import { newId } from '@fairlead/client';
import type { Category } from '@fairlead/contract';
import { ProblemNote, useAct, useCall, useWords } from '@fairlead/ui';
import { NumberInput, Skeleton } from '@mantine/core';
import { useState } from 'react';
import { DialogEnd } from '../../shared/dialog-end.tsx';
import { RemoveButton } from '../../shared/remove-button.tsx';
import { isKey, isNamed, Key, Names } from './names.tsx';
import { SettingList } from './setting-list.tsx';

/** Under what the articles of the help center stand. */
export function Categories() {
  const words = useWords();
  const { data, error, refetch } = useCall('GET /articles', { query: { limit: 1 } });
  if (!data) return error ? <ProblemNote error={error} again={() => void refetch()} /> : <Skeleton height={200} mt="md" />;
  return (
    <SettingList
      things={data.categories}
      keyOf={(category) => category.id}
      nameOf={(category) => words.named(category.name)}
      about={(category) => category.key}
      add={words.t('settings.add_category')}
      form={(category, close) => <CategoryForm category={category} position={category?.position ?? data.categories.length} close={close} />}
    />
  );
}

function CategoryForm({ category, position: first, close }: { category: Category | null; position: number; close: () => void }) {
  const words = useWords();
  const [id] = useState(() => category?.id ?? newId());
  const [name, setName] = useState(category?.name ?? { en: '', ko: '', ja: '' });
  const [key, setKey] = useState(category?.key ?? '');
  const [position, setPosition] = useState(first);
  const [tried, setTried] = useState(false);
  const save = useAct('PUT /categories/{id}');
  const remove = useAct('DELETE /categories/{id}');
  const submit = async () => {
    setTried(true);
    if (!isNamed(name) || !isKey(key)) return;
    if (await save.mutateAsync({ params: { id }, body: { key, name, position } }).catch(() => null)) close();
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
      <Key value={key} fixed={category !== null} tried={tried} change={setKey} />
      <NumberInput
        label={words.t('settings.position')}
        min={0}
        max={1_000}
        value={position}
        onChange={(value) => setPosition(Number(value) || 0)}
      />
      {category && (
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
