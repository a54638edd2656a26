import { useAct, useCall, useWords } from '@fairlead/ui';
import { Link, useParams } from '@tanstack/react-router';
import { useEffect } from 'react';

/** Where colleagues called the reader by name. It is seen once its ticket is open. */
export function Mentions() {
  const words = useWords();
  const { data } = useCall('GET /mentions', {});
  const see = useAct('PUT /tickets/{number}/mentions/seen');
  const open = Number(useParams({ strict: false }).number);
  const here = data?.mentions.some((m) => m.ticket === open) ?? false;
  useEffect(() => {
    if (here) see.mutate({ params: { number: open } });
  }, [here, open]);
  const newest = data?.mentions.find((m) => m.ticket !== open);
  return (
    <div role="status">
      {newest && (
        <p className="mentioned">
          <b>{words.t('mention.called', { name: newest.by, number: newest.ticket })}</b>{' '}
          <span className="mentioned-text">{newest.text}</span>{' '}
          <Link to="/tickets/$number" params={{ number: String(newest.ticket) }}>
            {words.t('pages.open')}
          </Link>
        </p>
      )}
    </div>
  );
}
