import type { Flare } from '@fairlead/contract';
import { useCall } from './desk.tsx';
import { useWords } from './root.tsx';
import './flare.css';

/** Milliseconds until it is asked again whether a flare was read. */
const again = 2_000;

/** A flare in a thread: what it is, what was masked and found, and the way into it. */
export function FlareCard({ id, name, audience }: { id: string; name: string; audience: 'staff' | 'member' }) {
  const words = useWords();
  const { data } = useCall(
    'GET /flares/{id}',
    { params: { id } },
    { refetchInterval: (query) => (query.state.data?.state === 'received' ? again : false) },
  );
  return (
    <section className="fl-flare-card" aria-label={words.t('flare.title', { name })}>
      <b>{name}</b>
      {(!data || data.state === 'received') && <span role="status">{words.t('flare.reading')}</span>}
      {data?.state === 'failed' && <span>{words.t('flare.failed')}</span>}
      {data?.state === 'ready' && (
        <>
          <span>{flareFacts(data)}</span>
          <span className="fl-flare-counts">
            {words.t('flare.masked', { count: data.masked })}
            {audience === 'staff' && ` · ${words.t('flare.found', { errors: data.errors, warnings: data.warnings })}`}
          </span>
          <a href={`${audience === 'staff' ? '/console' : '/portal'}/flares/${id}`}>{words.t('flare.open')}</a>
        </>
      )}
    </section>
  );
}

export const flareFacts = ({ facts }: Pick<Flare, 'facts'>): string =>
  facts ? [[facts.product, facts.version].filter(Boolean).join(' '), facts.host, facts.os].filter(Boolean).join(' · ') : '';
