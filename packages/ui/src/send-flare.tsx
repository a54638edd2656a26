import { callWithBytes } from '@fairlead/client';
import { Button, FileButton } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useDesk } from './desk.tsx';
import { ProblemNote } from './problem.tsx';
import { useWords } from './root.tsx';
import './flare.css';

/** Sends a bundle to a request: it is cleaned before anybody reads it, and stands in the thread. */
export function SendFlare({ thread, sent }: { thread: string; sent?: () => void }) {
  const words = useWords();
  const { connection } = useDesk();
  const queries = useQueryClient();
  const send = useMutation({
    mutationFn: (file: File) =>
      callWithBytes(connection, 'POST /threads/{id}/flares', { params: { id: thread }, query: { name: file.name } }, file),
    onSuccess: () => {
      void queries.invalidateQueries();
      sent?.();
    },
  });
  return (
    <div className="fl-flare-send">
      <FileButton onChange={(file) => file && send.mutate(file)}>
        {(props) => (
          <Button {...props} variant="default" size="xs" loading={send.isPending}>
            {words.t('flare.send')}
          </Button>
        )}
      </FileButton>
      <small>{words.t('flare.send.about')}</small>
      <ProblemNote error={send.error} />
    </div>
  );
}
