import type { Page } from '@fairlead/contract';
import { problemSentence, useAct, useCall, useWords } from '@fairlead/ui';
import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useId } from 'react';

/** Urgent tickets that the reader is called to. They stay on every page until somebody takes them. */
export function UrgentPages() {
  const words = useWords();
  const navigate = useNavigate();
  const { data } = useCall('GET /pages', {});
  // Here and not in the call itself: that is gone from the screen as soon as it is answered, often before the answer is back.
  const answer = useAct('PUT /pages/{number}/answer');
  const take = (number: number) =>
    answer.mutate(
      { params: { number } },
      {
        onSuccess: () => void navigate({ to: '/tickets/$number', params: { number: String(number) } }),
        onError: (error) => notifications.show({ color: 'red', message: problemSentence(words, error) }),
      },
    );
  return (
    <div className="pages" role="alert">
      {data?.pages.map((page) => (
        <UrgentPage
          key={page.ticket}
          page={page}
          busy={answer.isPending && answer.variables.params.number === page.ticket}
          take={() => take(page.ticket)}
        />
      ))}
    </div>
  );
}

function UrgentPage({ page, busy, take }: { page: Page; busy: boolean; take: () => void }) {
  const words = useWords();
  const said = useId();
  const { subject, organization } = page;
  const number = String(page.ticket);
  const looking = useParams({ strict: false }).number === number;
  return (
    <div className="called">
      <p id={said}>
        <b>{words.t(page.why === 'promise' ? 'pages.broken' : 'pages.called', { subject, organization })}</b>
        {!looking && page.why === 'urgent' && page.urgent && `: ${page.urgent.impact}`}
      </p>
      <div className="actions">
        <Button size="xs" className="take" loading={busy} aria-describedby={said} onClick={take}>
          {words.t('pages.take')}
        </Button>
        {!looking && (
          <Link to="/tickets/$number" params={{ number }} aria-describedby={said}>
            {words.t('pages.open')}
          </Link>
        )}
      </div>
    </div>
  );
}
