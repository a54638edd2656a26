import { call } from '@fairlead/client';
import { problemSentence, useDesk } from '@fairlead/ui';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useWords } from './words.ts';

/**
 * Acts for another organization from now on. Everything that was read belongs to the one before: it is forgotten and fetched
 * anew, and so are the socket and the threads on it, which the door opens again for whoever `GET /me` then says.
 */
export function useActFor({ landOn }: { landOn?: '/' } = {}) {
  const words = useWords();
  const { connection } = useDesk();
  const queries = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: (organization: string) => call(connection, 'PUT /me/organization', { body: { organization } }),
    async onSuccess() {
      if (landOn) await navigate({ to: landOn });
      await queries.resetQueries();
    },
    onError: (error) => notifications.show({ color: 'red', title: words.t('portal.failed'), message: problemSentence(words, error) }),
  });
}
