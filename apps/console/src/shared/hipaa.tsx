import type { Organization } from '@fairlead/contract';
import { ProblemNote, useAct, useWords } from '@fairlead/ui';
import { Button, Modal } from '@mantine/core';
import { useState } from 'react';

/** Whether an organization is under HIPAA, and where staff say so or lift it (S8). */
export function Hipaa({ organization }: { organization: Organization }) {
  const words = useWords();
  const [asking, setAsking] = useState(false);
  const set = useAct('PUT /organizations/{id}/hipaa');
  const { id, name, hipaa } = organization;
  const way = hipaa ? 'lift' : 'mark';
  return (
    <>
      {hipaa && <span className="badge">{words.t('fact.hipaa')}</span>}
      <button type="button" className="quiet" onClick={() => setAsking(true)}>
        {words.t(`hipaa.${way}`)}
      </button>
      <Modal
        opened={asking}
        onClose={() => setAsking(false)}
        title={words.t(`hipaa.${way}_title`, { organization: name })}
        closeButtonProps={{ 'aria-label': words.t('dialog.cancel') }}
      >
        <div className="dialog">
          <p>{words.t(`hipaa.${way}_text`)}</p>
          <ProblemNote error={set.error} />
          <div className="dialog-end">
            <Button variant="default" onClick={() => setAsking(false)}>
              {words.t('dialog.cancel')}
            </Button>
            <Button
              data-autofocus
              loading={set.isPending}
              onClick={() => set.mutate({ params: { id }, body: { hipaa: !hipaa } }, { onSuccess: () => setAsking(false) })}
            >
              {words.t(`hipaa.${way}`)}
            </Button>
          </div>
        </div>
      </Modal>
    </>
  );
}
