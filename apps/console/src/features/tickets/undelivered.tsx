import type { Entry } from '@fairlead/contract';
import { useCall, useWords } from '@fairlead/ui';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useCallback } from 'react';

/** Under a message of whose mails one did not arrive: to whom, and why. */
export function useUndelivered(number: number): (entry: Entry) => ReactNode {
  const words = useWords();
  const { data } = useCall('GET /tickets/{number}/mails', { params: { number } });
  return useCallback(
    (entry: Entry) => {
      if (entry.kind !== 'message' || entry.by.kind !== 'staff') return null;
      const failed = (data?.sent ?? []).filter((m) => m.state === 'failed' && m.first <= entry.number && entry.number <= m.last);
      return failed.map((mail) => (
        <p key={mail.id} className="fl-undelivered">
          {words.t('event.mail_undelivered', { to: mail.to, why: words.t(`mail.trouble.${mail.trouble ?? 'other'}`) })}{' '}
          <Link to="/mail" search={{ mail: mail.id }}>
            {words.t('mail.look')}
          </Link>
        </p>
      ));
    },
    [data, words],
  );
}
