import { newId } from '@fairlead/client';
import { Button, Modal, NativeSelect, Textarea } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useAct, useCall, useDesk } from './desk.tsx';
import { ProblemNote } from './problem.tsx';
import { useWords } from './root.tsx';

/** Lines that are quoted at once, at most. */
const mostLines = 40;

interface Props {
  flare: string;
  thread: string;
  path: string;
  line: number;
  lines: readonly string[];
}

/** Takes lines of a flare into its request: said there, noted for colleagues, or as the evidence that was asked for. */
export function Quote(props: Props) {
  const words = useWords();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button size="compact-sm" onClick={() => setOpen(true)}>
        {words.t('flare.quote')}
      </Button>
      <Modal
        opened={isOpen}
        onClose={() => setOpen(false)}
        title={words.t('flare.quote')}
        closeButtonProps={{ 'aria-label': words.t('access.cancel') }}
        size="lg"
      >
        <Form {...props} close={() => setOpen(false)} />
      </Modal>
    </>
  );
}

function Form({ flare, thread, path, line, lines, close }: Props & { close: () => void }) {
  const words = useWords();
  const { me } = useDesk();
  const { data: checklist } = useCall('GET /threads/{id}/checklist', { params: { id: thread } });
  const say = useAct('POST /threads/{id}/entries');
  const give = useAct('POST /threads/{id}/evidence');
  const [id] = useState(() => newId());
  const [text, setText] = useState('');
  const [as, setAs] = useState(me.kind === 'staff' ? 'note' : 'message');
  const items = checklist?.items.filter((item) => item.shape === 'text' || item.shape === 'files' || item.shape === 'flare') ?? [];
  const quoted = lines.slice(0, mostLines);
  const send = async () => {
    // No line of it ends the block.
    const fence = '`'.repeat(Math.max(3, ...quoted.map((one) => (/`+/.exec(one)?.[0].length ?? 0) + 1)));
    const body = {
      id,
      text: [text.trim(), `${fence}\n${quoted.join('\n')}\n${fence}`].filter(Boolean).join('\n\n'),
      place: { flare, path, line },
    };
    const params = { id: thread };
    const said =
      as === 'message' || as === 'note'
        ? say.mutateAsync({ params, body: { ...body, kind: as } })
        : give.mutateAsync({ params, body: { ...body, item: as } });
    if (!(await said.catch(() => null))) return;
    notifications.show({ message: words.t('flare.quoted') });
    close();
  };
  return (
    <form
      className="fl-flare-quote"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <p>
        {path}:{line}
      </p>
      <pre tabIndex={0}>{quoted.join('\n')}</pre>
      {lines.length > mostLines && <p className="fl-flare-hint">{words.t('flare.quote.cut', { count: mostLines })}</p>}
      <Textarea
        data-autofocus
        label={words.t('flare.quote.text')}
        autosize
        minRows={2}
        maxLength={10_000}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <NativeSelect
        label={words.t('flare.quote.as')}
        value={as}
        onChange={(event) => setAs(event.currentTarget.value)}
        data={[
          ...(me.kind === 'staff' ? [{ value: 'note', label: words.t('flare.quote.note') }] : []),
          { value: 'message', label: words.t('flare.quote.message') },
          ...items.map(({ item, label }) => ({
            value: item,
            label: words.t('flare.quote.evidence', { item: label }),
          })),
        ]}
      />
      <ProblemNote error={say.error ?? give.error} />
      <div className="fl-flare-quote-end">
        <Button variant="default" onClick={close}>
          {words.t('access.cancel')}
        </Button>
        <Button type="submit" loading={say.isPending || give.isPending}>
          {words.t('flare.quote.do')}
        </Button>
      </div>
    </form>
  );
}
