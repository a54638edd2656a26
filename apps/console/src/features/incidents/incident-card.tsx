import type { Incident } from '@fairlead/contract';
import { useWords } from '@fairlead/ui';
import { Button, Modal } from '@mantine/core';
import { useId, useState } from 'react';
import { useAreaName, useSiteName } from '../../shared/facts.tsx';
import { CloseIncident, PostUpdate } from './say.tsx';

/** One incident: what it affects, what was said of it, and, while it is open, what can be done. */
export function IncidentCard({ incident }: { incident: Incident }) {
  const words = useWords();
  const title = useId();
  const areaName = useAreaName();
  const siteName = useSiteName();
  const [closing, setClosing] = useState(false);
  const { areas, sites, declared, declared_by, closed, attached, updates } = incident;
  const list = (names: string[]) => new Intl.ListFormat(words.language).format(names);
  const affected = [
    areas.length > 0 ? list(areas.map((key) => areaName(key) ?? key)) : words.t('incidents.all_areas'),
    sites.length > 0 ? list(sites.map(siteName)) : words.t('incidents.all_sites'),
  ];
  return (
    <article className="incident" data-open={closed === null} aria-labelledby={title}>
      <header>
        <h3 id={title}>{incident.title}</h3>
        <span className="incident-state">{words.t(closed === null ? 'incidents.open' : 'incidents.over')}</span>
      </header>
      <p className="incident-facts">
        <span>{affected.join(' · ')}</span>
        <span>{words.t('incidents.attached', { count: attached ?? 0 })}</span>
        {incident.pauses_chat && closed === null && <span className="badge">{words.t('incidents.pauses_chat')}</span>}
      </p>
      <ol className="timeline">
        {updates.map(({ id, text, at, by }) => (
          <li key={id}>
            <p className="fl-dim">
              <time dateTime={at}>{words.time(at)}</time> · {by}
            </p>
            <p>{text}</p>
          </li>
        ))}
      </ol>
      <p className="fl-dim">
        {closed === null
          ? words.t('incidents.declared', { name: declared_by, when: words.time(declared) })
          : words.t('incidents.lasted', { name: declared_by, from: words.time(declared), to: words.time(closed) })}
      </p>
      {closed === null && (
        <PostUpdate incident={incident}>
          <Button variant="default" onClick={() => setClosing(true)}>
            {words.t('incidents.close')}
          </Button>
        </PostUpdate>
      )}
      <Modal
        opened={closing}
        onClose={() => setClosing(false)}
        title={words.t('incidents.close_title', { title: incident.title })}
        closeButtonProps={{ 'aria-label': words.t('dialog.cancel') }}
      >
        <CloseIncident incident={incident} close={() => setClosing(false)} />
      </Modal>
    </article>
  );
}
