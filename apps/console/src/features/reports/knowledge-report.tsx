import { useCall, useWords } from '@fairlead/ui';
import { keepPreviousData } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
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
      <ScrollingTable>
        <table>
          <thead>
            <tr>
              <th scope="col">{words.t('report.missed')}</th>
              <th scope="col" data-number>
                {words.t('report.times')}
              </th>
            </tr>
          </thead>
          <tbody>
            {data?.missed.map((one) => (
              <tr key={one.query}>
                <th scope="row">{one.query}</th>
                <td data-number>{one.times}</td>
              </tr>
            ))}
            {data?.missed.length === 0 && (
              <tr>
                <td colSpan={2}>{words.t('report.missed_none')}</td>
              </tr>
            )}
          </tbody>
        </table>
      </ScrollingTable>
      <ScrollingTable>
        <table>
          <thead>
            <tr>
              <th scope="col">{words.t('report.solved_by')}</th>
              <th scope="col" data-number>
                {words.t('report.times')}
              </th>
            </tr>
          </thead>
          <tbody>
            {data?.solved.map((one) => (
              <tr key={one.id}>
                <th scope="row">
                  <Link to="/articles/$article" params={{ article: one.id }}>
                    {one.title}
                  </Link>
                </th>
                <td data-number>{one.times}</td>
              </tr>
            ))}
            {data?.solved.length === 0 && (
              <tr>
                <td colSpan={2}>{words.t('report.solved_none')}</td>
              </tr>
            )}
          </tbody>
        </table>
      </ScrollingTable>
    </ReportSection>
  );
}
