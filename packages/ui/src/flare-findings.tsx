import type { FlareFinding } from '@fairlead/contract';
import { Button } from '@mantine/core';
import { useState } from 'react';
import { useAct, useCall, useDesk } from './desk.tsx';
import type { GoTo } from './flare-spot.ts';
import { ProblemNote } from './problem.tsx';
import { useWords } from './root.tsx';

interface Props {
  flare: string;
  findings: readonly FlareFinding[];
  go: GoTo;
  /** What the customer is shown has changed. */
  changed: () => void;
}

/** What was found, worst first. Staff show it to the customer, and see who else has it. */
export function Findings({ flare, findings, go, changed }: Props) {
  const words = useWords();
  const { me } = useDesk();
  return (
    <section aria-label={words.t('flare.findings')} className="fl-flare-findings">
      <h2>{words.t('flare.findings')}</h2>
      <ul>
        {findings.map((finding, index) => (
          // The same rule may find several things.
          <li key={`${finding.rule} ${index}`} data-severity={finding.severity}>
            <b>
              <span className="fl-flare-severity">{words.t(`flare.severity.${finding.severity}`)}</span> {words.named(finding.title)}
            </b>
            {finding.advice && <p>{words.named(finding.advice)}</p>}
            {finding.quote && <code>{finding.quote}</code>}
            <p className="fl-flare-where">
              {finding.file && (
                <button type="button" onClick={() => go({ path: finding.file, line: finding.line || null })}>
                  {finding.file}
                  {finding.line > 0 && `:${finding.line}`}
                </button>
              )}
              {finding.count > 1 && <span>{words.t('flare.times', { count: finding.count })}</span>}
              <span>{words.t(`flare.sure.${finding.sure}`)}</span>
              {finding.link && (
                <a href={finding.link} target="_blank" rel="noreferrer">
                  {words.t('flare.more')}
                </a>
              )}
              {finding.articles.map(({ title, url }) => (
                <a key={url} href={url} target="_blank" rel="noreferrer">
                  {title}
                </a>
              ))}
            </p>
            {me.kind === 'staff' && <ForStaff flare={flare} finding={finding} changed={changed} />}
          </li>
        ))}
      </ul>
    </section>
  );
}

interface OfStaff {
  flare: string;
  finding: FlareFinding;
  changed: () => void;
}

function ForStaff({ flare, finding: { rule, shown, others }, changed }: OfStaff) {
  const words = useWords();
  const show = useAct('PUT /flares/{id}/findings/{rule}/shown');
  const [isOpen, setOpen] = useState(false);
  return (
    <div className="fl-flare-where">
      <Button
        variant="subtle"
        size="compact-sm"
        loading={show.isPending}
        onClick={() => show.mutate({ params: { id: flare, rule }, body: { shown: !shown } }, { onSuccess: changed })}
      >
        {words.t(shown ? 'flare.finding.hide' : 'flare.finding.show')}
      </Button>
      {shown && <span>{words.t('flare.finding.shown')}</span>}
      {others > 0 && (
        <Button variant="subtle" size="compact-sm" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {words.t('flare.finding.others', { count: others })}
        </Button>
      )}
      <ProblemNote error={show.error} />
      {isOpen && <Others rule={rule} />}
    </div>
  );
}

function Others({ rule }: { rule: string }) {
  const words = useWords();
  const { data, error, refetch } = useCall('GET /flare-findings/{rule}/tickets', { params: { rule } });
  if (!data) return error ? <ProblemNote error={error} again={() => void refetch()} /> : null;
  return (
    <ul className="fl-flare-others">
      {data.tickets.map(({ number, subject, state, organization, at }) => (
        <li key={number}>
          <a href={`/console/tickets/${number}`}>
            #{number} {subject}
          </a>{' '}
          · {organization} · {words.t(state === 'pending' ? 'state.pending.staff' : `state.${state}`)} · {words.time(at)}
        </li>
      ))}
    </ul>
  );
}
