import type { Incident } from '@fairlead/contract';
import { problemSentence, useAct, useCall } from '@fairlead/ui';
import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useAreaName } from './areas.ts';
import { listed, useWords } from './words.ts';

/** Open incidents that affect this customer, seen before they write. */
export function Incidents() {
  const { data } = useCall('GET /incidents', {});
  const open = (data?.incidents ?? []).filter((incident) => incident.closed === null);
  return (
    <div role="status" className="incidents">
      {open.map((incident) => (
        <Known key={incident.id} incident={incident} />
      ))}
    </div>
  );
}

function Known({ incident }: { incident: Incident }) {
  const words = useWords();
  const areaName = useAreaName();
  const { attach, busy } = useAttach(incident.id);
  const newest = incident.updates.at(-1);
  const at = newest?.at ?? incident.declared;
  return (
    <article className="incident">
      <div className="incident-words">
        <strong>{words.t('incident.known', { title: incident.title })}</strong>
        {newest && <p className="incident-update">{newest.text}</p>}
        <p className="dim">
          {incident.areas.length > 0 && `${listed(words, incident.areas.map(areaName))} · `}
          <time dateTime={at}>{words.t('incident.updated', { when: words.time(at) })}</time>
        </p>
      </div>
      {incident.mine === null ? (
        <Button variant="default" size="sm" loading={busy} onClick={attach}>
          {words.t('incident.attach')}
        </Button>
      ) : (
        <Link to="/tickets/$number" params={{ number: String(incident.mine) }} className="incident-mine">
          {words.t('incident.attached', { number: incident.mine })}
        </Link>
      )}
    </article>
  );
}

/** Hangs a ticket on the incident and goes there. */
function useAttach(id: string) {
  const words = useWords();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const attaching = useAct('PUT /incidents/{id}/tickets/mine');
  const attach = () =>
    attaching.mutate(
      { params: { id } },
      {
        onSuccess: ({ number }) => void navigate({ to: '/tickets/$number', params: { number: String(number) } }),
        onError(error) {
          notifications.show({ color: 'red', title: words.t('portal.failed'), message: problemSentence(words, error) });
          void queries.invalidateQueries({ queryKey: ['GET /incidents'] });
        },
      },
    );
  return { attach, busy: attaching.isPending };
}
