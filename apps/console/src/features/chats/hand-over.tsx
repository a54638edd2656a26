import type { Chat, Colleague } from '@fairlead/contract';
import { PersonMark, ProblemNote, useAct, useCall, useWords } from '@fairlead/ui';
import { Button, Modal, Radio, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useStaff } from '../../shared/staff.ts';

interface Props {
  chat: Chat;
  opened: boolean;
  close: () => void;
}

/** Gives a chat to a colleague, with what they should know. */
export function HandOver({ chat, opened, close }: Props) {
  const words = useWords();
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={words.t('hand_over.title', { name: chat.member.name })}
      closeButtonProps={{ 'aria-label': words.t('dialog.cancel') }}
    >
      <Form chat={chat} close={close} />
    </Modal>
  );
}

/** Those who can take it first: available, then with the least to do. */
function byReadiness(a: Colleague, b: Colleague): number {
  const rank = (c: Colleague) => (c.connected ? 0 : 2) + (c.available ? 0 : 1);
  return rank(a) - rank(b) || a.chats / Math.max(a.capacity, 1) - b.chats / Math.max(b.capacity, 1) || a.name.localeCompare(b.name);
}

function Form({ chat, close }: Omit<Props, 'opened'>) {
  const words = useWords();
  const { staff } = useStaff();
  const { data, error } = useCall('GET /staff', {}, { staleTime: 0 });
  const give = useAct('PUT /chats/{id}/engineer');
  const [to, setTo] = useState<string | null>(null);
  const [note, setNote] = useState('');
  const colleagues = data?.staff.filter((c) => c.id !== staff.id && c.id !== chat.engineer?.id).toSorted(byReadiness) ?? [];
  const state = (c: Colleague) => words.t(`hand_over.${!c.connected ? 'offline' : c.available ? 'available' : 'away'}`);
  return (
    <form
      className="dialog"
      onSubmit={(event) => {
        event.preventDefault();
        if (to) give.mutate({ params: { id: chat.id }, body: { staff: to, note } }, { onSuccess: close });
      }}
    >
      <ProblemNote error={error} />
      {data && !colleagues.some((c) => c.connected) && <p className="fl-dim">{words.t('hand_over.nobody')}</p>}
      <Radio.Group label={words.t('hand_over.to')} value={to} onChange={setTo}>
        <div className="colleagues">
          {colleagues.map((c) => (
            <Radio.Card key={c.id} value={c.id} disabled={!c.connected} className="colleague">
              <PersonMark name={c.name} size={32} />
              <span className="colleague-name">
                <b>{c.name}</b>
                <span>{words.t(`role.${c.role}`)}</span>
              </span>
              <span className="colleague-load">
                <span data-available={c.connected && c.available}>{state(c)}</span>
                <span>{words.t('hand_over.load', { chats: c.chats, capacity: c.capacity })}</span>
              </span>
            </Radio.Card>
          ))}
        </div>
      </Radio.Group>
      <Textarea
        label={words.t('hand_over.note')}
        description={words.t('hand_over.note_text')}
        autosize
        minRows={2}
        maxRows={8}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <ProblemNote error={give.error} />
      <div className="dialog-end">
        <Button variant="default" onClick={close}>
          {words.t('dialog.cancel')}
        </Button>
        <Button type="submit" disabled={!to} loading={give.isPending}>
          {words.t('hand_over.do')}
        </Button>
      </div>
    </form>
  );
}
