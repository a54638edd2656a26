import type { DeskChange } from '@fairlead/contract';
import { ProblemNote, useCall, useWords } from '@fairlead/ui';
import { Button, Skeleton } from '@mantine/core';
import { useState } from 'react';

/** Who changed what, newest first. */
export function History() {
  const words = useWords();
  const [before, setBefore] = useState<number | undefined>();
  const { data, error, refetch } = useCall('GET /settings/changes', { query: { before } });
  if (!data) return error ? <ProblemNote error={error} again={() => void refetch()} /> : <Skeleton height={200} />;
  if (data.changes.length === 0) return <p className="fl-dim">{words.t('settings.no_changes')}</p>;
  return (
    <section className="setting-list">
      <ul>
        {data.changes.map((change) => (
          <li key={change.id}>
            <div>
              <b>{change.name}</b>
              <span className="fl-dim">
                {[
                  words.t(`settings.what.${change.what}`),
                  words.t(`settings.did.${didOf(change)}`, { by: change.by }),
                  words.time(change.at),
                ].join(' · ')}
              </span>
              <Differences change={change} />
            </div>
          </li>
        ))}
      </ul>
      <div className="setting-acts">
        {before && (
          <Button variant="default" size="xs" onClick={() => setBefore(undefined)}>
            {words.t('settings.newest')}
          </Button>
        )}
        {data.next && (
          <Button variant="default" size="xs" onClick={() => setBefore(data.next!)}>
            {words.t('settings.older')}
          </Button>
        )}
      </div>
    </section>
  );
}

const didOf = ({ was, now }: DeskChange) => (was === null ? 'added' : now === null ? 'removed' : 'changed');

const shown = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** Field by field, what was and what is. */
function Differences({ change: { was, now } }: { change: DeskChange }) {
  if (!was || !now) return null;
  const fields = Object.keys({ ...was, ...now }).filter((field) => JSON.stringify(was[field]) !== JSON.stringify(now[field]));
  return (
    <ul className="setting-differences">
      {fields.map((field) => (
        <li key={field}>
          {field}: <del>{shown(was[field])}</del> → <ins>{shown(now[field])}</ins>
        </li>
      ))}
    </ul>
  );
}
