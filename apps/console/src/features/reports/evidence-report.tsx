import type { EvidenceReport as Report } from '@fairlead/contract';
import { useCall, useWords } from '@fairlead/ui';
import { keepPreviousData } from '@tanstack/react-query';
import { useAreaName } from '../../shared/facts.tsx';
import { Csv } from './csv.tsx';
import { ReportSection, ScrollingTable } from './report-section.tsx';

const bands = [0, 1, 2] as const;

/** How the completeness of requests relates to the time until they were solved: bars within the table that says the same in numbers. */
export function EvidenceReport({ days }: { days: number }) {
  const words = useWords();
  const { data, error, refetch } = useCall('GET /reports/evidence', { query: { days } }, { placeholderData: keepPreviousData });
  return (
    <ReportSection
      id="evidence"
      title={words.t('report.evidence')}
      text={words.t('report.evidence_text')}
      ready={data !== undefined}
      error={error}
      again={() => void refetch()}
      tools={data && data.areas.length > 0 && <Csv name={`evidence-${days}-days`} rows={() => rows(data)} />}
    >
      {data?.areas.length === 0 && (
        <p className="report-none">
          <b>{words.t('report.none')}</b>
          <span className="fl-dim">{words.t('report.none_text')}</span>
        </p>
      )}
      {data && data.areas.length > 0 && <Areas report={data} />}
    </ReportSection>
  );
}

const rows = (report: Report) => [
  ['area', 'solved', 'given_before_answer', 'completeness_from', 'completeness_to', 'requests', 'median_hours'],
  ...report.areas.flatMap((a) =>
    a.bands.map((b) => [
      a.area,
      a.requests,
      Number(a.complete.toFixed(3)),
      Number(b.from.toFixed(3)),
      Number(b.to.toFixed(3)),
      b.requests,
      b.hours && Number(b.hours.toFixed(2)),
    ]),
  ),
];

function useNames() {
  const words = useWords();
  const areaName = useAreaName();
  const percent = new Intl.NumberFormat(words.language, { style: 'percent', maximumFractionDigits: 0 });
  return { area: (key: string | null) => areaName(key) ?? words.t('report.no_area'), percent };
}

function Areas({ report }: { report: Report }) {
  const words = useWords();
  const names = useNames();
  const most = Math.max(...report.areas.flatMap((a) => a.bands.map((b) => b.hours ?? 0)), 1);
  return (
    <ScrollingTable>
      <table>
        <thead>
          <tr>
            <th scope="col">{words.t('report.area')}</th>
            <th scope="col" data-number>
              {words.t('report.requests')}
            </th>
            <th scope="col" data-number>
              {words.t('report.complete')}
            </th>
            {bands.map((n) => (
              <th key={n} scope="col">
                {words.t(`report.band.${n}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {report.areas.map(({ area, requests, complete, bands: of }) => (
            <tr key={area ?? ''}>
              <th scope="row">{names.area(area)}</th>
              <td data-number>{requests}</td>
              <td data-number>{names.percent.format(complete)}</td>
              {of.map((band) => (
                <td key={band.from}>
                  {band.hours === null ? (
                    <span className="fl-dim">{words.t('report.no_requests')}</span>
                  ) : (
                    <>
                      <span className="report-bar" style={{ width: `${(band.hours / most) * 100}%` }} aria-hidden />
                      <span>
                        {words.t('report.hours', { hours: Number(band.hours.toFixed(1)) })}{' '}
                        <span className="fl-dim">{words.t('report.of_requests', { count: band.requests })}</span>
                      </span>
                    </>
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollingTable>
  );
}
