import { useWords } from '@fairlead/ui';
import { Button, SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { Deletions } from './deletions.tsx';
import { DeskReport } from './desk-report.tsx';
import { EvidenceReport } from './evidence-report.tsx';
import { KnowledgeReport } from './knowledge-report.tsx';
import { LoadReport } from './load-report.tsx';
import './reports.css';

const periods = [7, 30, 90, 365] as const;

export function ReportsPage() {
  const words = useWords();
  const [days, setDays] = useState<number>(30);
  return (
    <div className="reports">
      <header className="report-top">
        <h1>{words.t('reports.title')}</h1>
        <SegmentedControl
          size="xs"
          aria-label={words.t('report.period')}
          value={String(days)}
          onChange={(value) => setDays(Number(value))}
          data={periods.map((n) => ({ value: String(n), label: words.t('report.days', { days: n }) }))}
        />
        <Button size="xs" variant="default" component="a" href={`/api/v1/reports/tickets.csv?days=${days}&as=staff`} download>
          {words.t('report.all_csv')}
        </Button>
      </header>
      <DeskReport days={days} />
      <LoadReport days={days} />
      <EvidenceReport days={days} />
      <KnowledgeReport days={days} />
      <Deletions />
    </div>
  );
}
