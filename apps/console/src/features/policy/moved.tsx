import type { CallReply } from '@fairlead/contract';
import { useWords } from '@fairlead/ui';
import { Button, Modal } from '@mantine/core';
import { useState } from 'react';
import { Changes } from '../../shared/changes.tsx';
import type { Draft } from './draft.ts';
import { VersionLine } from './version-line.tsx';

/** Somebody else has put a version in force while this one was written: its writer decides what becomes of theirs. */
export function Moved({ policy, draft }: { policy: CallReply<'GET /policy'>; draft: Draft }) {
  const words = useWords();
  const [comparing, setComparing] = useState(false);
  return (
    <div className="policy-warning" role="alert">
      <p>{words.t('policy.moved', { base: draft.base, version: policy.version })}</p>
      <VersionLine version={policy} />
      <div className="actions">
        <Button size="xs" variant="default" onClick={() => setComparing(true)}>
          {words.t('policy.moved_compare')}
        </Button>
        <Button size="xs" variant="default" onClick={draft.drop}>
          {words.t('policy.moved_theirs')}
        </Button>
        <Button size="xs" variant="default" onClick={draft.rebase}>
          {words.t('policy.moved_mine')}
        </Button>
      </div>
      <Modal
        opened={comparing}
        onClose={() => setComparing(false)}
        size="xl"
        title={words.t('policy.moved_compare')}
        closeButtonProps={{ 'aria-label': words.t('dialog.cancel') }}
      >
        <Changes from={policy.yaml} to={draft.yaml} />
      </Modal>
    </div>
  );
}
