import type { FlareRow } from '@fairlead/contract';
import { useCall } from './desk.tsx';
import { useWords } from './root.tsx';
import './flare.css';

/** Milliseconds until it is asked again whether a flare was read. */
const again = 2_000;

/** A flare in a thread: what it is, what was masked and found, and the way into it. */
export function FlareCard({ id, audience }: { id: string; audience: 'staff' | 'member' }) {
  const words = useWords();
  const { data: flare } = useCall(
    'GET /flares/{id}',
    { params: { id } },
    { refetchInterval: (query) => (query.state.data?.state === 'received' ? again : false) },
  );
  if (!flare) return null;
  return (
    <section className="fl-flare-card" aria-label={words.t('flare.title', { name: flare.name })}>
      <b>{flare.name}</b>
      {flare.state === 'received' && <span role="status">{words.t('flare.reading')}</span>}
      {flare.state === 'failed' && <span>{words.t('flare.failed')}</span>}
      {flare.state === 'ready' && (
        <>
          <span>{flareFacts(flare)}</span>
          <span className="fl-flare-counts">
            {words.t('flare.masked', { count: flare.masked })}
            {audience === 'staff' && ` · ${words.t('flare.found', { errors: flare.errors, warnings: flare.warnings })}`}
          </span>
          <a href={`${audience === 'staff' ? '/console' : '/portal'}/flares/${id}`}>{words.t('flare.open')}</a>
        </>
      )}
    </section>
  );
}

export const flareFacts = ({ facts }: Pick<FlareRow, 'facts'>): string =>
  facts ? [[facts.product, facts.version].filter(Boolean).join(' '), facts.host, facts.os].filter(Boolean).join(' · ') : '';
