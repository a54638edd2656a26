import { ProblemNote, useCall, useWords } from '@fairlead/ui';
import { Button, Modal } from '@mantine/core';
import { useState } from 'react';
import { Nothing } from '../../shared/nothing.tsx';
import { DeclareIncident } from './declare-incident.tsx';
import { IncidentCard } from './incident-card.tsx';
import './incidents.css';

/** What disturbs the product now, and what did within the last 90 days. */
export function IncidentsPage() {
  const words = useWords();
  const { data, error, isLoading, refetch } = useCall('GET /incidents', {});
  const [declaring, setDeclaring] = useState(false);
  const firstClosed = data?.incidents.find((i) => i.closed !== null)?.id;
  const declare = <Button onClick={() => setDeclaring(true)}>{words.t('incidents.declare')}</Button>;
  return (
    <div className="incidents">
      <header className="incidents-top">
        <h1>{words.t('incidents.title')}</h1>
        {data && data.incidents.length > 0 && declare}
      </header>
      {!data && <ProblemNote error={error} again={() => void refetch()} />}
      {isLoading && <Nothing title={words.t('console.loading')} />}
      {data?.incidents.length === 0 && (
        <Nothing title={words.t('incidents.none')} text={words.t('incidents.none_text')}>
          {declare}
        </Nothing>
      )}
      {data?.incidents.flatMap((incident) => [
        incident.id === firstClosed && <h2 key="closed">{words.t('incidents.closed')}</h2>,
        <IncidentCard key={incident.id} incident={incident} />,
      ])}
      <Modal
        opened={declaring}
        onClose={() => setDeclaring(false)}
        size="lg"
        title={words.t('incidents.declare')}
        closeButtonProps={{ 'aria-label': words.t('dialog.cancel') }}
      >
        <DeclareIncident close={() => setDeclaring(false)} />
      </Modal>
    </div>
  );
}
