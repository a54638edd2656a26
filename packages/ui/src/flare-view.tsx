import { Skeleton, Tabs } from '@mantine/core';
import { useCall, useDesk } from './desk.tsx';
import { flareFacts } from './flare-card.tsx';
import { Differences } from './flare-differences.tsx';
import { Files } from './flare-files.tsx';
import { FlareLogs } from './flare-logs.tsx';
import { Findings } from './flare-findings.tsx';
import { Commands, Report } from './flare-report.tsx';
import { type FlareSpot, type FlareTab, flareTabs, type GoTo } from './flare-spot.ts';
import { ProblemNote } from './problem.tsx';
import { useWords } from './root.tsx';
import './flare.css';

/** A flare as its readers see it: what it is, what was found and masked, its files and logs, and what is otherwise than in another. */
export function FlareView({ id, spot, go }: { id: string; spot: FlareSpot; go: GoTo }) {
  const words = useWords();
  const { me } = useDesk();
  const { data, error, refetch } = useCall('GET /flares/{id}', { params: { id } });
  const isReady = data?.state === 'ready';
  const report = useCall('GET /flares/{id}/report', { params: { id } }, { enabled: isReady });
  if (!data) return error ? <ProblemNote error={error} again={() => void refetch()} /> : <Skeleton height={400} />;
  const commands = report.data?.commands ?? [];
  const tabs = flareTabs.filter((tab) => tab !== 'commands' || commands.length > 0);
  const base = me.kind === 'staff' ? '/console' : '/portal';
  return (
    <div className="fl-flare">
      <header>
        {data.ticket !== null && <a href={`${base}/tickets/${data.ticket}`}>{words.t('flare.ticket', { number: data.ticket })}</a>}
        <h1>{data.name}</h1>
        <p>{[data.kind && words.t(`flare.kind.${data.kind}`), flareFacts(data), words.bytes(data.bytes)].filter(Boolean).join(' · ')}</p>
      </header>
      {!isReady && <p role="status">{words.t(data.state === 'failed' ? 'flare.failed' : 'flare.reading')}</p>}
      {report.error && <ProblemNote error={report.error} again={() => void report.refetch()} />}
      {report.data && (
        <>
          {report.data.findings.length > 0 && (
            <Findings flare={id} findings={report.data.findings} go={go} changed={() => void report.refetch()} />
          )}
          <Report flare={id} report={report.data} masked={data.masked} go={go} />
        </>
      )}
      {isReady && (
        <Tabs value={tabs.includes(spot.tab) ? spot.tab : 'files'} onChange={(tab) => go({ tab: tab as FlareTab })} keepMounted={false}>
          <Tabs.List mb="md">
            {tabs.map((tab) => (
              <Tabs.Tab key={tab} value={tab}>
                {words.t(`flare.tab.${tab}`)}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          <Tabs.Panel value="files">
            <Files flare={id} thread={data.thread} place={spot} go={go} />
          </Tabs.Panel>
          <Tabs.Panel value="logs">
            <FlareLogs flare={id} go={go} />
          </Tabs.Panel>
          <Tabs.Panel value="commands">
            <Commands commands={commands} go={go} />
          </Tabs.Panel>
          <Tabs.Panel value="differences">
            <Differences flare={data} go={go} />
          </Tabs.Panel>
        </Tabs>
      )}
    </div>
  );
}
