import type { FlareDifferences, FlareRow } from '@fairlead/contract';
import { NativeSelect, Skeleton } from '@mantine/core';
import { useState } from 'react';
import { useCall } from './desk.tsx';
import type { GoTo } from './flare-spot.ts';
import { ProblemNote } from './problem.tsx';
import { useWords } from './root.tsx';

/** A flare beside another of the same host: the later of both is what the other is compared with. */
export function Differences({ flare, go }: { flare: FlareRow; go: GoTo }) {
  const words = useWords();
  const { data, error, refetch } = useCall('GET /flares/{id}/alike', { params: { id: flare.id } });
  const [chosen, setChosen] = useState<string | null>(null);
  if (!data) return error ? <ProblemNote error={error} again={() => void refetch()} /> : <Skeleton height={200} />;
  const other = data.flares.find((f) => f.id === chosen) ?? data.flares.find((f) => f.received < flare.received) ?? data.flares[0];
  if (!other) return <p>{words.t('flare.differences.none')}</p>;
  const [before, after] = other.received < flare.received ? [other, flare] : [flare, other];
  return (
    <section className="fl-flare-differences" aria-label={words.t('flare.differences')}>
      <NativeSelect
        label={words.t('flare.differences.with')}
        value={other.id}
        onChange={(event) => setChosen(event.currentTarget.value)}
        data={data.flares.map((f) => ({ value: f.id, label: `${words.time(f.received)} · ${f.name}` }))}
      />
      <Compared before={before} after={after} go={after.id === flare.id ? go : undefined} />
    </section>
  );
}

const told = ['product', 'version', 'host', 'os', 'cluster'] as const;

function Compared({ before, after, go }: { before: FlareRow; after: FlareRow; go: GoTo | undefined }) {
  const words = useWords();
  const { data, error, refetch } = useCall('GET /flares/{id}/differences', { params: { id: after.id }, query: { before: before.id } });
  const facts = told.filter((name) => (before.facts?.[name] ?? null) !== (after.facts?.[name] ?? null));
  if (!data) return error ? <ProblemNote error={error} again={() => void refetch()} /> : <Skeleton height={200} />;
  const isSame = facts.length + data.changed.length + data.added.length + data.removed.length + data.errors.length === 0;
  return (
    <>
      {isSame && <p>{words.t('flare.differences.same')}</p>}
      {facts.length > 0 && (
        <ul>
          {facts.map((name) => (
            <li key={name}>
              {words.t(`flare.fact.${name}`)}: <del>{before.facts?.[name] ?? '–'}</del> → <ins>{after.facts?.[name] ?? '–'}</ins>
            </li>
          ))}
        </ul>
      )}
      {data.errors.length > 0 && <NewErrors errors={data.errors} go={go} />}
      {data.changed.length > 0 && (
        <>
          <h2>{words.t('flare.differences.changed')}</h2>
          {data.changed.map((file) => (
            <Changed key={file.path} file={file} />
          ))}
        </>
      )}
      {(['added', 'removed'] as const).map(
        (what) =>
          data[what].length > 0 && (
            <details key={what}>
              <summary>{words.t(`flare.differences.${what}`, { count: data[what].length })}</summary>
              <ul>
                {data[what].map((path) => (
                  <li key={path}>{path}</li>
                ))}
              </ul>
            </details>
          ),
      )}
      {data.more && <p>{words.t('flare.differences.more')}</p>}
    </>
  );
}

function NewErrors({ errors, go }: { errors: FlareDifferences['errors']; go: GoTo | undefined }) {
  const words = useWords();
  return (
    <>
      <h2>{words.t('flare.differences.errors')}</h2>
      <ul className="fl-flare-hits">
        {errors.map(({ path, line, text, count }) => (
          <li key={`${path} ${line}`}>
            {go ? (
              <button type="button" onClick={() => go({ path, line })}>
                <span>
                  {path}:{line}
                </span>
                <code>{text}</code>
              </button>
            ) : (
              <code>{text}</code>
            )}
            {count > 1 && <small> {words.t('flare.times', { count })}</small>}
          </li>
        ))}
      </ul>
    </>
  );
}

function Changed({ file }: { file: FlareDifferences['changed'][number] }) {
  const words = useWords();
  return (
    <details className="fl-flare-changed" open>
      <summary>{file.path}</summary>
      {file.hunks.length === 0 && <p>{words.t('flare.differences.long')}</p>}
      {file.hunks.map(({ before, after, lines }) => (
        <pre key={`${before} ${after}`} tabIndex={0}>
          {lines.map((line, index) => {
            const sign = line.slice(0, 1);
            const Part = sign === '-' ? 'del' : sign === '+' ? 'ins' : 'span';
            // Lines of one hunk may be alike.
            return <Part key={`${index} ${line}`}>{line}</Part>;
          })}
        </pre>
      ))}
    </details>
  );
}
