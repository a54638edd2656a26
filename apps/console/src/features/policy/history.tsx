import type { CallReply, PolicyVersion } from '@fairlead/contract';
import { ProblemNote, useAct, useCall, useWords } from '@fairlead/ui';
import { Button, Modal, SegmentedControl } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { Nothing } from '../../shared/nothing.tsx';
import { Changes } from '../../shared/changes.tsx';
import { VersionLine } from './version-line.tsx';
import { Why } from './why.tsx';

interface Props {
  policy: CallReply<'GET /policy'>;
  mayChange: boolean;
}

/** Every version with who and why; each can be looked at and put in force again. */
export function History({ policy, mayChange }: Props) {
  const words = useWords();
  const { data, error, refetch } = useCall('GET /policy/versions', {});
  const [looking, setLooking] = useState<number | null>(null);
  const [back, setBack] = useState<number | null>(null);
  const rollBack = useAct('POST /policy/rollbacks');
  const put = (version: number, why: string) =>
    rollBack.mutate(
      { body: { version, why } },
      {
        onSuccess: (made) => {
          setBack(null);
          setLooking(null);
          notifications.show({ message: words.t('policy.saved', { version: made.version }) });
        },
      },
    );
  const askBack = (version: number) => {
    rollBack.reset();
    setBack(version);
  };
  return (
    <section className="panel" aria-label={words.t('policy.history')}>
      <header className="panel-top">
        <h2>{words.t('policy.history')}</h2>
      </header>
      {!data && <ProblemNote error={error} again={() => void refetch()} />}
      <ol className="versions" reversed>
        {data?.versions.map((version) => (
          <li key={version.version}>
            <VersionLine version={version} />
            <div className="actions">
              {version.version === policy.version && <span className="badge">{words.t('policy.in_force')}</span>}
              <Button
                size="xs"
                variant="default"
                aria-label={words.t('policy.look_at', { version: version.version })}
                onClick={() => setLooking(version.version)}
              >
                {words.t('policy.look')}
              </Button>
              {mayChange && version.version !== policy.version && (
                <Button
                  size="xs"
                  variant="default"
                  aria-label={words.t('policy.back_to', { version: version.version })}
                  onClick={() => askBack(version.version)}
                >
                  {words.t('policy.back')}
                </Button>
              )}
            </div>
          </li>
        ))}
      </ol>
      <Modal
        opened={looking !== null}
        onClose={() => setLooking(null)}
        size="xl"
        title={looking !== null && words.t('policy.version', { version: looking })}
        closeButtonProps={{ 'aria-label': words.t('dialog.cancel') }}
      >
        {looking !== null && <Version number={looking} policy={policy} back={mayChange ? askBack : null} />}
      </Modal>
      <Why
        opened={back !== null}
        close={() => setBack(null)}
        title={words.t('policy.back_to', { version: back ?? 0 })}
        text={words.t('policy.back_text')}
        action={words.t('policy.back')}
        busy={rollBack.isPending}
        error={rollBack.error}
        act={(why) => back !== null && put(back, why)}
      />
    </section>
  );
}

interface VersionProps {
  number: PolicyVersion['version'];
  policy: Props['policy'];
  back: ((version: number) => void) | null;
}

function Version({ number, policy, back }: VersionProps) {
  const words = useWords();
  const { data, error, refetch } = useCall('GET /policy/versions/{version}', { params: { version: number } });
  const [whole, setWhole] = useState(number === policy.version);
  if (!data) return error ? <ProblemNote error={error} again={() => void refetch()} /> : <Nothing title={words.t('console.loading')} />;
  return (
    <div className="dialog">
      <VersionLine version={data} />
      {number !== policy.version && (
        <SegmentedControl
          aria-label={words.t('policy.look')}
          value={whole ? 'whole' : 'changes'}
          onChange={(value) => setWhole(value === 'whole')}
          data={[
            { value: 'changes', label: words.t('policy.against', { version: policy.version }) },
            { value: 'whole', label: words.t('policy.whole') },
          ]}
        />
      )}
      {whole ? (
        <pre className="changes" tabIndex={0} aria-label={words.t('policy.whole')}>
          {data.yaml}
        </pre>
      ) : (
        <Changes from={policy.yaml} to={data.yaml} />
      )}
      {back && number !== policy.version && (
        <div className="dialog-end">
          <Button onClick={() => back(number)}>{words.t('policy.back_to', { version: number })}</Button>
        </div>
      )}
    </div>
  );
}
