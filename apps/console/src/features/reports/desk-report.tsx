import type { DeskReport as Report } from '@fairlead/contract';
import { useCall, useWords } from '@fairlead/ui';
import { Skeleton } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { keepPreviousData } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { useAreaName } from '../../shared/facts.tsx';
import { Csv } from './csv.tsx';
import { Bars, ReportSection, ScrollingTable } from './report-section.tsx';

const VolumeChart = lazy(() => import('./volume-chart.tsx'));
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** What came in, how long it took, what waits, and what was kept of what was promised. */
export function DeskReport({ days }: { days: number }) {
  const words = useWords();
  const { data, error, refetch } = useCall('GET /reports/desk', { query: { days, zone } }, { placeholderData: keepPreviousData });
  const common = { ready: data !== undefined, error, again: () => void refetch() };
  return (
    <>
      <ReportSection
        {...common}
        id="volume"
        title={words.t('report.volume')}
        text={data && words.t('report.volume_text', { count: data.volume.total })}
        tools={data && <Csv name={`volume-${days}-days`} rows={() => volumeRows(data.volume)} />}
      >
        {data && <Volume volume={data.volume} />}
      </ReportSection>
      <ReportSection
        {...common}
        id="times"
        title={words.t('report.times')}
        text={words.t('report.times_text')}
        tools={data && <Csv name={`times-${days}-days`} rows={() => timesRows(data)} />}
      >
        {data && <Times report={data} />}
      </ReportSection>
      <ReportSection {...common} id="backlog" title={words.t('report.backlog')}>
        {data && (
          <Bars
            caption={words.t('report.backlog_age')}
            head={words.t('report.count')}
            none=""
            bars={data.backlog.map((step, i) => ({ key: String(i), label: <Age report={data} at={i} />, count: step.count }))}
          />
        )}
      </ReportSection>
      <ReportSection
        {...common}
        id="promises"
        title={words.t('report.promises')}
        tools={
          data && (
            <Csv
              name={`promises-${days}-days`}
              rows={() => [['promise', 'kept', 'broken', 'running'], ...data.promises.map((p) => [p.kind, p.kept, p.broken, p.running])]}
            />
          )
        }
      >
        {data && <Promises promises={data.promises} />}
      </ReportSection>
      <ReportSection {...common} id="outcome" title={words.t('report.outcome')}>
        {data && <Outcome report={data} />}
      </ReportSection>
    </>
  );
}

function Volume({ volume }: { volume: Report['volume'] }) {
  const words = useWords();
  const areaName = useAreaName();
  const none = words.t('report.nothing');
  const head = words.t('report.count');
  if (volume.total === 0) return <p className="report-none fl-dim">{none}</p>;
  return (
    <>
      <Suspense fallback={<Skeleton height={240} />}>
        <VolumeChart volume={volume} />
      </Suspense>
      <div className="report-columns">
        <Bars
          {...{ none, head }}
          caption={words.t('report.by_door')}
          bars={volume.doors.map(({ key, count }) => ({
            key: key!,
            label: words.t(`report.door.${key as 'chat' | 'form' | 'staff' | 'service'}`),
            count,
          }))}
        />
        <Bars
          {...{ none, head }}
          caption={words.t('report.area')}
          bars={volume.areas.map(({ key, count }) => ({ key: key ?? '', label: areaName(key) ?? words.t('report.no_area'), count }))}
        />
        <Bars
          {...{ none, head }}
          caption={words.t('report.by_site')}
          bars={volume.sites.map(({ key, count }) => ({ key: key!, label: key, count }))}
        />
        <Bars
          {...{ none, head }}
          caption={words.t('report.by_organization')}
          bars={volume.organizations.slice(0, 10).map(({ id, name, count }) => ({
            key: id,
            label: (
              <Link to="/customers/$organization" params={{ organization: id }}>
                {name}
              </Link>
            ),
            count,
          }))}
        />
      </div>
    </>
  );
}

const volumeRows = (volume: Report['volume']) => [
  ['by', 'name', 'tickets'],
  ...volume.steps.map((s) => [volume.step, s.from, s.chat + s.form + s.staff + s.service]),
  ...volume.doors.map((d) => ['door', d.key, d.count]),
  ...volume.areas.map((a) => ['area', a.key, a.count]),
  ...volume.sites.map((s) => ['site', s.key, s.count]),
  ...volume.organizations.map((o) => ['organization', o.name, o.count]),
];

const measured = ['first_answer', 'solved'] as const;
const clocks = ['clock', 'business'] as const;

const timesRows = (report: Report) => [
  ['what', 'hours', 'requests', 'median', 'p90'],
  ...measured.flatMap((what) =>
    clocks.map((clock) => [what, clock, report[what][clock].count, report[what][clock].median, report[what][clock].p90]),
  ),
];

function Times({ report }: { report: Report }) {
  const words = useWords();
  const hours = (n: number | null) => (n === null ? '–' : words.t('report.hours', { hours: Number(n.toFixed(1)) }));
  return (
    <ScrollingTable>
      <table>
        <thead>
          <tr>
            <th scope="col">{words.t('report.until')}</th>
            <th scope="col">{words.t('report.counted')}</th>
            <th scope="col" data-number>
              {words.t('report.median')}
            </th>
            <th scope="col" data-number>
              {words.t('report.p90')}
            </th>
            <th scope="col" data-number>
              {words.t('report.count')}
            </th>
          </tr>
        </thead>
        <tbody>
          {measured.map((what) =>
            clocks.map((clock) => (
              <tr key={`${what} ${clock}`}>
                <th scope="row">{words.t(what === 'solved' ? 'promise.solution' : 'promise.first_answer')}</th>
                <td>{words.t(`report.${clock}`)}</td>
                <td data-number>{hours(report[what][clock].median)}</td>
                <td data-number>{hours(report[what][clock].p90)}</td>
                <td data-number>{report[what][clock].count}</td>
              </tr>
            )),
          )}
        </tbody>
      </table>
    </ScrollingTable>
  );
}

function Age({ report, at }: { report: Report; at: number }) {
  const words = useWords();
  const upTo = report.backlog[at]!.days;
  const from = at === 0 ? 0 : report.backlog[at - 1]!.days!;
  return upTo === null ? words.t('report.age_over', { days: from }) : words.t('report.age', { from, to: upTo });
}

function Promises({ promises }: { promises: Report['promises'] }) {
  const words = useWords();
  const percent = new Intl.NumberFormat(words.language, { style: 'percent', maximumFractionDigits: 1 });
  if (promises.length === 0) return <p className="report-none fl-dim">{words.t('report.nothing')}</p>;
  return (
    <ScrollingTable>
      <table>
        <thead>
          <tr>
            <th scope="col">{words.t('report.promise')}</th>
            <th scope="col">{words.t('report.share_kept')}</th>
            <th scope="col" data-number>
              {words.t('report.kept')}
            </th>
            <th scope="col" data-number>
              {words.t('report.broken')}
            </th>
            <th scope="col" data-number>
              {words.t('report.running')}
            </th>
          </tr>
        </thead>
        <tbody>
          {promises.map(({ kind, kept, broken, running }) => (
            <tr key={kind}>
              <th scope="row">{words.t(`promise.${kind}`)}</th>
              <td>
                {kept + broken === 0 ? (
                  '–'
                ) : (
                  <>
                    <span className="report-share" aria-hidden>
                      <span style={{ width: `${(kept / (kept + broken)) * 100}%` }} />
                    </span>
                    {percent.format(kept / (kept + broken))}
                  </>
                )}
              </td>
              <td data-number>{kept}</td>
              <td data-number>{broken}</td>
              <td data-number>{running}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollingTable>
  );
}

function Outcome({ report: { chats, reopened, satisfaction } }: { report: Report }) {
  const words = useWords();
  const none = words.t('report.nothing');
  const head = words.t('report.count');
  const bar = (key: 'started' | 'answered' | 'missed' | 'abandoned' | 'solved' | 'reopened' | 'good' | 'bad', count: number) => ({
    key,
    label: words.t(`report.${key}`),
    count,
  });
  return (
    <div className="report-columns">
      <Bars
        {...{ none, head }}
        caption={words.t('report.chats')}
        bars={[
          bar('started', chats.started),
          bar('answered', chats.answered),
          bar('missed', chats.missed),
          bar('abandoned', chats.abandoned),
        ]}
      />
      <Bars
        {...{ none, head }}
        caption={words.t('report.solutions')}
        bars={[bar('solved', reopened.solved), bar('reopened', reopened.reopened)]}
      />
      <Bars
        {...{ none, head }}
        caption={words.t('report.satisfaction')}
        bars={[bar('good', satisfaction.good), bar('bad', satisfaction.bad)]}
      />
    </div>
  );
}
