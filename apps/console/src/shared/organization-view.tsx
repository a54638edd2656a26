import type { Organization } from '@fairlead/contract';
import { ProblemNote, useAct, useCall, useWords } from '@fairlead/ui';
import { Modal, Skeleton, Switch } from '@mantine/core';
import { useState } from 'react';

/** Who of an organization reads all of its requests, and where staff grant that or take it back. */
export function OrganizationView({ organization }: { organization: Organization }) {
  const words = useWords();
  const [opened, setOpened] = useState(false);
  return (
    <>
      <button type="button" className="quiet" onClick={() => setOpened(true)}>
        {words.t('view.open')}
      </button>
      <Modal
        opened={opened}
        onClose={() => setOpened(false)}
        title={words.t('view.title', { organization: organization.name })}
        closeButtonProps={{ 'aria-label': words.t('dialog.cancel') }}
      >
        <Members organization={organization.id} />
      </Modal>
    </>
  );
}

function Members({ organization }: { organization: string }) {
  const words = useWords();
  const { data, error, refetch } = useCall('GET /organizations/{id}/members', { params: { id: organization } });
  const grant = useAct('PUT /organizations/{id}/members/{member}/view');
  if (!data) return error ? <ProblemNote error={error} again={() => void refetch()} /> : <Skeleton height={80} />;
  return (
    <div className="dialog">
      <p>{words.t('view.text')}</p>
      <ul className="members">
        {data.members.map(({ member, sees_organization }) => (
          <li key={member.id}>
            <span>
              <b>{member.name}</b>
              <span className="fl-dim">{member.email}</span>
            </span>
            <Switch
              checked={sees_organization}
              aria-busy={grant.isPending && grant.variables.params.member === member.id}
              withThumbIndicator={false}
              label={words.t('view.all')}
              aria-label={words.t('view.switch', { name: member.name })}
              onChange={(event) =>
                grant.mutate(
                  { params: { id: organization, member: member.id }, body: { organization: event.currentTarget.checked } },
                  { onSettled: () => void refetch() },
                )
              }
            />
          </li>
        ))}
      </ul>
      <ProblemNote error={grant.error} />
    </div>
  );
}
