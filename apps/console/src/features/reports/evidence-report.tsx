import type { EvidenceReport as Report } from '@fairlead/contract';
import { ProblemNote, useCall, useWords } from '@fairlead/ui';
import { Button, SegmentedControl, Skeleton } from '@mantine/core';
import { keepPreviousData } from '@tanstack/react-query';
import { useState } from 'react';
import { useAreaName } from '../../shared/facts.tsx';

const periods = [30, 90, 365] as const;
const bands = [0, 1, 2] as const;

/** How the completeness of requests relates to the time until they were solved: bars within the table that says the same in numbers. */
export function EvidenceReport() {
  const words = useWords();
  const [days, setDays] = useState<number>(90);
  const { data, error, isPlaceholderData, refetch } = useCall(
    'GET /reports/evidence',
    { query: { days } },
    { placeholderData: keepPreviousData },
  );
  return (
    <section className="report" aria-labelledby="report-evidence" aria-busy={!data || isPlaceholderData}>
      <header className="report-top">
        <h2 id="report-evidence">{words.t('report.evidence')}</h2>
        <SegmentedControl
          size="xs"
          aria-label={words.t('report.period')}
          value={String(days)}
          onChange={(value) => setDays(Number(value))}
          data={periods.map((n) => ({ value: String(n), label: words.t('report.days', { days: n }) }))}
        />
        {data && data.areas.length > 0 && <Csv report={data} />}
      </header>
      <p className="fl-dim">{words.t('report.evidence_text')}</p>
      {!data && (error ? <ProblemNote error={error} again={() => void refetch()} /> : <Skeleton height={160} />)}
      {data?.areas.length === 0 && (
        <p className="report-none">
          <b>{words.t('report.none')}</b>
          <span className="fl-dim">{words.t('report.none_text')}</span>
        </p>
      )}
      {data && data.areas.length > 0 && <Areas report={data} />}
    </section>
  );
}

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
    <div className="report-table">
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
    </div>
  );
}

function Csv({ report }: { report: Report }) {
  const words = useWords();
  const download = () => {
    const rows = [
      ['area', 'solved', 'given_before_answer', 'completeness_from', 'completeness_to', 'requests', 'median_hours'],
      ...report.areas.flatMap((a) =>
        a.bands.map((b) => [
          a.area ?? '',
          a.requests,
          a.complete.toFixed(3),
          b.from.toFixed(3),
          b.to.toFixed(3),
          b.requests,
          b.hours?.toFixed(2) ?? '',
        ]),
      ),
    ];
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([rows.map((row) => row.join(',')).join('\r\n')], { type: 'text/csv' }));
    link.download = `evidence-${report.days}-days.csv`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  };
  return (
    <Button size="xs" variant="default" onClick={download}>
      {words.t('report.csv')}
    </Button>
  );
}
