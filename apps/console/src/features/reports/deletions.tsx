import { ProblemNote, useCall, useWords } from '@fairlead/ui';
import { Skeleton } from '@mantine/core';
import { ScrollingTable } from './report-section.tsx';

/** What was deleted, and the proof that its bytes are gone. */
export function Deletions() {
  const words = useWords();
  const { data, error, refetch } = useCall('GET /deletions', {}, { refetchInterval: 15_000 });
  return (
    <section className="report" aria-labelledby="deletions">
      <header className="report-top">
        <h2 id="deletions">{words.t('deletions.title')}</h2>
      </header>
      <p className="fl-dim">{words.t('deletions.text')}</p>
      {!data && (error ? <ProblemNote error={error} again={() => void refetch()} /> : <Skeleton height={80} />)}
      {data?.deletions.length === 0 && <p className="report-none fl-dim">{words.t('deletions.none')}</p>}
      {data && data.deletions.length > 0 && (
        <ScrollingTable>
          <table>
            <thead>
              <tr>
                <th scope="col">{words.t('deletions.ticket')}</th>
                <th scope="col">{words.t('fact.organization')}</th>
                <th scope="col">{words.t('deletions.why')}</th>
                <th scope="col">{words.t('deletions.when')}</th>
                <th scope="col" data-number>
                  {words.t('deletions.files')}
                </th>
                <th scope="col">{words.t('deletions.proof')}</th>
              </tr>
            </thead>
            <tbody>
              {data.deletions.map((d) => (
                <tr key={d.id}>
                  <th scope="row">#{d.ticket}</th>
                  <td>{d.organization}</td>
                  <td>
                    {d.why === 'retention' ? words.t('deletions.retention') : d.reason}
                    {d.by && <span className="fl-dim"> · {words.t('deletions.by', { name: d.by })}</span>}
                  </td>
                  <td>
                    <time dateTime={d.at}>{words.time(d.at)}</time>
                  </td>
                  <td data-number>{d.files > 0 ? `${d.files} · ${words.bytes(d.bytes)}` : '0'}</td>
                  <td>{d.verified ? words.t('deletions.verified', { when: words.time(d.verified) }) : words.t('deletions.being')}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollingTable>
      )}
    </section>
  );
}
