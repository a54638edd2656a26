import type { Chat } from '@fairlead/contract';
import { ProblemNote, useAct } from '@fairlead/ui';
import { Button, Modal } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useWords } from '../../shared/words.ts';

/** Ends a chat with its customer's word on whether it is solved, and goes on to its ticket. Ending twice gives the same ticket. */
export function EndChat({ chat, opened, close }: { chat: Chat; opened: boolean; close: () => void }) {
  const words = useWords();
  const navigate = useNavigate();
  const ending = useAct('PUT /chats/{id}/ending');
  const waiting = chat.state === 'waiting';
  const end = (solved: boolean) =>
    ending.mutate(
      { params: { id: chat.id }, body: { solved } },
      {
        onSuccess: ({ ticket }) => {
          close();
          if (ticket) void navigate({ to: '/tickets/$number', params: { number: String(ticket) }, replace: true });
        },
      },
    );
  const busy = ending.isPending;
  const solved = ending.variables?.body.solved === true;
  return (
    <Modal
      opened={opened}
      onClose={close}
      centered
      title={words.t(waiting ? 'chat.leave' : 'chat.end.title')}
      closeButtonProps={{ 'aria-label': words.t(waiting ? 'chat.leave.cancel' : 'chat.end.cancel') }}
    >
      <p className="dim">{words.t(waiting ? 'chat.leave.text' : 'chat.end.text')}</p>
      <ProblemNote error={ending.error} />
      <div className="choices">
        {waiting ? (
          <Button fullWidth loading={busy} onClick={() => end(false)}>
            {words.t('chat.leave.confirm')}
          </Button>
        ) : (
          <>
            <Button fullWidth disabled={busy} loading={busy && solved} onClick={() => end(true)}>
              {words.t('chat.end.solved')}
            </Button>
            <Button fullWidth variant="default" disabled={busy} loading={busy && !solved} onClick={() => end(false)}>
              {words.t('chat.end.unsolved')}
            </Button>
          </>
        )}
        <Button fullWidth variant="subtle" onClick={close}>
          {words.t(waiting ? 'chat.leave.cancel' : 'chat.end.cancel')}
        </Button>
      </div>
    </Modal>
  );
}
