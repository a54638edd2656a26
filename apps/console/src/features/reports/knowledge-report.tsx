import { useCall, useWords } from '@fairlead/ui';
import { keepPreviousData } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { ReportSection, ScrollingTable } from './report-section.tsx';

/** What people looked for in vain, and which articles made requests unnecessary. */
export function KnowledgeReport({ days }: { days: number }) {
  const words = useWords();
  const { data, error, refetch } = useCall('GET /reports/knowledge', { query: { days } }, { placeholderData: keepPreviousData });
  return (
    <ReportSection
      id="knowledge"
      title={words.t('report.knowledge')}
      text={data ? words.t('report.knowledge_text', { searches: data.searches, unfound: data.unfound }) : ''}
      ready={data !== undefined}
      error={error}
      again={() => void refetch()}
    >
      <Counted
        head={words.t('report.missed')}
        none={words.t('report.missed_none')}
        rows={data?.missed.map(({ query, times }) => ({ key: query, name: query, times }))}
      />
      <Counted
        head={words.t('report.solved_by')}
        none={words.t('report.solved_none')}
        rows={data?.solved.map(({ id, title, times }) => ({
          key: id,
          name: (
            <Link to="/articles/$article" params={{ article: id }}>
              {title}
            </Link>
          ),
          times,
        }))}
      />
    </ReportSection>
  );
}

/** How often each of some things was. */
function Counted({
  head,
  none,
  rows,
}: {
  head: string;
  none: string;
  rows: { key: string; name: ReactNode; times: number }[] | undefined;
}) {
  const words = useWords();
  return (
    <ScrollingTable>
      <table>
        <thead>
          <tr>
            <th scope="col">{head}</th>
            <th scope="col" data-number>
              {words.t('report.times')}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows?.map(({ key, name, times }) => (
            <tr key={key}>
              <th scope="row">{name}</th>
              <td data-number>{times}</td>
            </tr>
          ))}
          {rows?.length === 0 && (
            <tr>
              <td colSpan={2}>{none}</td>
            </tr>
          )}
        </tbody>
      </table>
    </ScrollingTable>
  );
}
