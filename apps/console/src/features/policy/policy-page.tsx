import { type CallReply } from '@fairlead/contract';
import { ProblemNote, useCall, useWords } from '@fairlead/ui';
import { useBlocker } from '@tanstack/react-router';
import { notifications } from '@mantine/notifications';
import { useEffect } from 'react';
import { Nothing } from '../../shared/nothing.tsx';
import { useStaff } from '../../shared/staff.ts';
import { useDraft } from './draft.ts';
import { DryRun } from './dry-run.tsx';
import { Editor } from './editor.tsx';
import { useFaults } from './faults.ts';
import { History } from './history.tsx';
import { Holidays } from './holidays.tsx';
import { Preview, usePreview } from './preview.tsx';
import { VersionLine } from './version-line.tsx';
import './policy.css';

/** The notification that says that edits are kept. */
const left = 'policy.left';

/** The rules of the desk: read by all of staff, changed by administrators. */
export function PolicyPage() {
  const words = useWords();
  const { data, error, refetch } = useCall('GET /policy', {});
  if (data) return <Policy policy={data} />;
  if (error) return <ProblemNote error={error} again={() => void refetch()} />;
  return <Nothing title={words.t('console.loading')} />;
}

function Policy({ policy }: { policy: CallReply<'GET /policy'> }) {
  const words = useWords();
  const { staff } = useStaff();
  const mayChange = staff.role === 'administrator';
  const draft = useDraft(policy);
  const checks = useFaults(draft.yaml, policy.holidays);
  const preview = usePreview(draft.yaml, checks.sound);
  useEffect(() => void notifications.hide(left), []);
  useBlocker({
    enableBeforeUnload: false,
    shouldBlockFn: () => {
      if (draft.changed) notifications.show({ id: left, message: words.t('policy.left'), autoClose: 8_000 });
      return false;
    },
  });
  return (
    <div className="policy">
      <header className="policy-top">
        <h1>{words.t('policy.title')}</h1>
        <VersionLine version={policy} />
        {!mayChange && <p className="fl-dim">{words.t('policy.read_only')}</p>}
      </header>
      {policy.warnings.length > 0 && (
        <div className="policy-warning" role="status">
          {policy.warnings.map((warning) => (
            <p key={warning}>{warning}</p>
          ))}
        </div>
      )}
      <div className="policy-bench">
        <Editor policy={policy} draft={draft} checks={checks} mayChange={mayChange} />
        <Preview yaml={draft.yaml} preview={preview} sound={checks.faults.length === 0} />
      </div>
      {mayChange && <DryRun key={policy.version} draft={draft} sound={checks.faults.length === 0} kinds={preview.kinds} />}
      <div className="policy-below">
        <Holidays lists={policy.holidays} mayChange={mayChange} />
        <History policy={policy} mayChange={mayChange} />
      </div>
    </div>
  );
}
