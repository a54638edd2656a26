import { useWords } from '@fairlead/ui';
import { Deletions } from './deletions.tsx';
import { EvidenceReport } from './evidence-report.tsx';
import './reports.css';

export function ReportsPage() {
  const words = useWords();
  return (
    <div className="reports">
      <h1>{words.t('reports.title')}</h1>
      <EvidenceReport />
      <Deletions />
    </div>
  );
}
