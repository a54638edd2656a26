import { keep, kept } from '@fairlead/client';
import { type Chat, evidenceKinds } from '@fairlead/contract';
import { itemName, ProblemNote, useAct, useCall, useChecklist, useDesk, useWords } from '@fairlead/ui';
import { Button, Checkbox, Modal, NativeSelect, Radio, Textarea } from '@mantine/core';
import { useRef, useState } from 'react';

interface Props {
  chat: Chat;
  opened: boolean;
  close: () => void;
}

/** The engineer's last step (S15): solved or not, and if not, what the specialist needs. */
export function EndChat({ chat, opened, close }: Props) {
  const words = useWords();
  return (
    <Modal
      opened={opened}
      onClose={close}
      size="lg"
      title={words.t('ending.title', { name: chat.member.name })}
      closeButtonProps={{ 'aria-label': words.t('dialog.cancel') }}
    >
      <Form chat={chat} close={close} />
    </Modal>
  );
}

interface Ending {
  solved: boolean | null;
  area: string | null;
  note: string;
  /** Null until somebody chooses: then what the checklist requires and lacks. */
  missing: string[] | null;
}

function Form({ chat, close }: Omit<Props, 'opened'>) {
  const words = useWords();
  const { desk } = useDesk();
  const { data: people } = useCall('GET /staff', {});
  const end = useAct('PUT /chats/{id}/ending');
  const key = `fairlead.ending.${chat.id}`;
  const [ending, setEnding] = useState<Ending>(() => kept<Ending>(key) ?? { solved: null, area: chat.area, note: '', missing: null });
  const noteField = useRef<HTMLTextAreaElement>(null);
  const [tried, setTried] = useState(false);
  const put = (change: Partial<Ending>) => {
    const next = { ...ending, ...change };
    setEnding(next);
    keep(key, next);
  };
  const { solved, area, note } = ending;
  const { checklist } = useChecklist(chat.thread);
  const lacking = checklist?.items.filter((i) => i.state === 'missing') ?? [];
  const listed = new Set(checklist?.items.map((i) => i.item));
  const others = [...evidenceKinds, ...desk.fields.map((f) => f.item)].filter((item) => !listed.has(item));
  const offered = [...lacking.map((i) => i.item), ...others];
  // What arrived after it was chosen is not asked for again.
  const missing = (ending.missing ?? lacking.filter((i) => i.need === 'required').map((i) => i.item)).filter((i) => offered.includes(i));
  const team = people?.teams.find((t) => t.id === desk.areas.find((a) => a.key === area)?.team);
  const noteMissing = solved === false && note.trim() === '';

  const submit = () => {
    setTried(true);
    if (noteMissing) noteField.current?.focus();
    if (solved === null || noteMissing) return;
    const body = solved ? { solved } : { solved, note, missing, ...(area !== null && { area }) };
    end.mutate(
      { params: { id: chat.id }, body },
      {
        onSuccess: () => {
          keep(key, null);
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
      <Radio.Group
        label={words.t('ending.question')}
        value={solved === null ? null : String(solved)}
        onChange={(value) => put({ solved: value === 'true' })}
      >
        <div className="choices">
          <Radio.Card value="true" className="choice" data-autofocus>
            <b>{words.t('ending.solved')}</b>
            <span>{words.t('ending.solved_text')}</span>
          </Radio.Card>
          <Radio.Card value="false" className="choice">
            <b>{words.t('ending.unsolved')}</b>
            <span>{words.t('ending.unsolved_text')}</span>
          </Radio.Card>
        </div>
      </Radio.Group>
      {solved === false && (
        <>
          <NativeSelect
            label={words.t('ending.area')}
            description={team && words.t('ending.team', { team: words.named(team.name) })}
            value={area ?? ''}
            onChange={(event) => put({ area: event.currentTarget.value || null })}
            data={[
              ...(chat.area === null ? [{ value: '', label: words.t('ending.no_area') }] : []),
              ...desk.areas.map((a) => ({ value: a.key, label: words.named(a.name) })),
            ]}
          />
          <Textarea
            ref={noteField}
            label={words.t('ending.note')}
            description={words.t('ending.note_text')}
            error={tried && noteMissing && words.t('ending.note_missing')}
            required
            aria-required
            autosize
            minRows={3}
            maxRows={12}
            maxLength={20_000}
            value={note}
            onChange={(event) => put({ note: event.currentTarget.value })}
          />
          <Checkbox.Group
            label={words.t('ending.missing')}
            description={words.t('ending.missing_text')}
            value={missing}
            onChange={(items) => put({ missing: items })}
          >
            <div className="evidence">
              {offered.map((item) => (
                <Checkbox key={item} value={item} label={itemName(words, desk, item)} />
              ))}
            </div>
          </Checkbox.Group>
        </>
      )}
      <ProblemNote error={end.error} />
      <div className="dialog-end">
        <Button variant="default" onClick={close}>
          {words.t('dialog.cancel')}
        </Button>
        <Button type="submit" disabled={solved === null} loading={end.isPending}>
          {words.t('ending.do')}
        </Button>
      </div>
    </form>
  );
}
