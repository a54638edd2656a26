import { newId } from '@fairlead/client';
import { type Macro, placeholders } from '@fairlead/contract';
import { ProblemNote, useAct, useCall, useWords } from '@fairlead/ui';
import { Button, Checkbox, Modal, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useRef, useState } from 'react';
import { DialogEnd } from '../../shared/dialog-end.tsx';
import { Nothing } from '../../shared/nothing.tsx';
import { RemoveButton } from '../../shared/remove-button.tsx';
import { useStaff } from '../../shared/staff.ts';
import './macros.css';

const states = ['open', 'pending', 'on_hold', 'solved'] as const;

/** Answers under a name: one's own, and those that leads share. */
export function MacrosPage() {
  const words = useWords();
  const { staff } = useStaff();
  const { data, error, refetch } = useCall('GET /macros', {});
  const [editing, setEditing] = useState<Macro | 'new' | null>(null);
  const leads = staff.role === 'lead' || staff.role === 'administrator';
  const may = (macro: Macro) => (macro.shared ? leads : macro.mine);
  return (
    <div className="macros">
      <header className="tickets-top">
        <h1>{words.t('macro.open')}</h1>
        <Button onClick={() => setEditing('new')}>{words.t('macro.new')}</Button>
      </header>
      {!data && <ProblemNote error={error} again={() => void refetch()} />}
      {data?.macros.length === 0 && <Nothing title={words.t('macro.none_title')} text={words.t('macro.none_text')} />}
      <ul className="macro-rows">
        {data?.macros.map((macro) => (
          <li key={macro.id}>
            <div>
              <b>{macro.name}</b>
              <span className="row-dim">
                {words.t(macro.shared ? 'macro.shared' : 'macro.own')}
                {macro.state &&
                  ` · ${words.t('macro.goes', { state: words.t(macro.state === 'pending' ? 'state.pending.staff' : `state.${macro.state}`) })}`}
              </span>
              <p>{macro.text}</p>
            </div>
            {may(macro) && (
              <Button
                variant="default"
                size="xs"
                aria-label={words.t('macro.edit_named', { name: macro.name })}
                onClick={() => setEditing(macro)}
              >
                {words.t('macro.edit')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      <Modal
        opened={editing !== null}
        onClose={() => setEditing(null)}
        size="lg"
        title={words.t(editing === 'new' ? 'macro.new' : 'macro.edit')}
        closeButtonProps={{ 'aria-label': words.t('dialog.cancel') }}
      >
        {editing && <Form macro={editing === 'new' ? null : editing} mayShare={leads} close={() => setEditing(null)} />}
      </Modal>
    </div>
  );
}

function Form({ macro, mayShare, close }: { macro: Macro | null; mayShare: boolean; close: () => void }) {
  const words = useWords();
  const [id] = useState(() => macro?.id ?? newId());
  const [name, setName] = useState(macro?.name ?? '');
  const [text, setText] = useState(macro?.text ?? '');
  const [state, setState] = useState<Macro['state']>(macro?.state ?? null);
  const [shared, setShared] = useState(macro?.shared ?? false);
  const [tried, setTried] = useState(false);
  const area = useRef<HTMLTextAreaElement>(null);
  const save = useAct('PUT /macros/{id}');
  const remove = useAct('DELETE /macros/{id}');
  const submit = async () => {
    setTried(true);
    if (name.trim() === '' || text.trim() === '') return;
    const body = { name: name.trim(), text, state, shared };
    if (await save.mutateAsync({ params: { id }, body }).catch(() => null)) close();
  };
  const insert = (placeholder: string) => {
    const box = area.current!;
    const { selectionStart: from, selectionEnd: to } = box;
    setText(`${text.slice(0, from)}{{${placeholder}}}${text.slice(to)}`);
    box.focus();
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
        label={words.t('macro.name')}
        required
        maxLength={200}
        value={name}
        error={tried && name.trim() === '' && words.t('macro.name_missing')}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Textarea
        ref={area}
        label={words.t('macro.text')}
        required
        autosize
        minRows={4}
        maxRows={14}
        maxLength={20_000}
        value={text}
        error={tried && text.trim() === '' && words.t('macro.text_missing')}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <div className="placeholders" role="group" aria-label={words.t('macro.placeholders')}>
        {placeholders.map((placeholder) => (
          <button key={placeholder} type="button" onClick={() => insert(placeholder)}>
            {`{{${placeholder}}}`}
          </button>
        ))}
      </div>
      <NativeSelect
        label={words.t('macro.state')}
        value={state ?? ''}
        onChange={(event) => setState((event.currentTarget.value || null) as Macro['state'])}
        data={[
          { value: '', label: words.t('macro.state_none') },
          ...states.map((s) => ({ value: s, label: words.t(s === 'pending' ? 'state.pending.staff' : `state.${s}`) })),
        ]}
      />
      {mayShare && (
        <Checkbox label={words.t('macro.share')} checked={shared} onChange={(event) => setShared(event.currentTarget.checked)} />
      )}
      {macro && (
        <RemoveButton
          action={words.t('macro.remove')}
          busy={remove.isPending}
          remove={() => remove.mutateAsync({ params: { id } })}
          close={close}
        />
      )}
      <DialogEnd error={save.error ?? remove.error} busy={save.isPending} action={words.t('macro.save')} close={close} />
    </form>
  );
}
