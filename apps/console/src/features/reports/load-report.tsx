import { useCall, useWords } from '@fairlead/ui';
import { keepPreviousData } from '@tanstack/react-query';
import { Csv } from './csv.tsx';
import { ReportSection, ScrollingTable } from './report-section.tsx';

const columns = ['talking', 'capacity', 'open', 'urgent', 'overdue', 'chats', 'solved'] as const;

/** How much one has to do oneself, and for leads their teams' people. */
export function LoadReport({ days }: { days: number }) {
  const words = useWords();
  const { data, error, refetch } = useCall('GET /reports/load', { query: { days } }, { placeholderData: keepPreviousData });
  return (
    <ReportSection
      id="load"
      title={words.t('report.load')}
      text={words.t('report.load_text')}
      ready={data !== undefined}
      error={error}
      again={() => void refetch()}
      tools={
        data && (
          <Csv
            name={`load-${days}-days`}
            rows={() => [['name', ...columns], ...data.people.map((p) => [p.staff.name, ...columns.map((c) => p[c])])]}
          />
        )
      }
    >
      <ScrollingTable>
        <table>
          <thead>
            <tr>
              <th scope="col">{words.t('report.person')}</th>
              {columns.map((column) => (
                <th key={column} scope="col" data-number>
                  {words.t(`report.load.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {data?.people.map((person) => (
              <tr key={person.staff.id}>
                <th scope="row">{person.staff.name}</th>
                {columns.map((column) => (
                  <td key={column} data-number>
                    {person[column]}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollingTable>
    </ReportSection>
  );
}
