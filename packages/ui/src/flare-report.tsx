import type { FlareReport } from '@fairlead/contract';
import { Button, Checkbox, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useDesk } from './desk.tsx';
import type { GoTo } from './flare-spot.ts';
import { useWords } from './root.tsx';

/** What was masked and where, and what is not here. */
export function Report({ flare, report, masked, go }: { flare: string; report: FlareReport; masked: number; go: GoTo }) {
  const words = useWords();
  return (
    <details className="fl-flare-report">
      <summary>{words.t('flare.report', { masked, left: report.left.length })}</summary>
      <p>{words.t(report.original ? 'flare.report.about_kept' : 'flare.report.about')}</p>
      {report.masks.length > 0 && (
        <ul>
          {report.masks.map(({ rule, count }) => (
            <li key={rule}>
              <code>{rule}</code> · {count}
              <span className="fl-flare-places">
                {report.places
                  .filter((p) => p.rule === rule)
                  .slice(0, mostPlaces)
                  .map(({ path, line }, index) => (
                    <button key={`${path} ${line} ${index}`} type="button" onClick={() => go({ path, line })}>
                      {path}:{line}
                    </button>
                  ))}
              </span>
            </li>
          ))}
        </ul>
      )}
      {report.left.length > 0 && (
        <>
          <h3>{words.t('flare.left')}</h3>
          <ul>
            {report.left.map(({ path, why }, index) => (
              <li key={`${path} ${index}`}>
                {path} · {words.t(`flare.left.${why}`)}
              </li>
            ))}
          </ul>
        </>
      )}
      {report.ended && <p>{words.t('flare.ended')}</p>}
      {report.original && <Original flare={flare} until={report.original} />}
    </details>
  );
}

const mostPlaces = 12;

/** Commands that it was made by: those that failed first asked for. */
export function Commands({ commands, go }: { commands: FlareReport['commands']; go: GoTo }) {
  const words = useWords();
  const failed = commands.filter((c) => c.code !== null && c.code !== 0);
  const [onlyFailed, setOnlyFailed] = useState(false);
  return (
    <section className="fl-flare-commands" aria-label={words.t('flare.commands')}>
      <Checkbox
        label={words.t('flare.commands.failed', { count: failed.length })}
        checked={onlyFailed}
        onChange={(event) => setOnlyFailed(event.currentTarget.checked)}
      />
      <div className="fl-flare-table" tabIndex={0} role="region" aria-label={words.t('flare.commands')}>
        <table>
          <thead>
            <tr>
              <th scope="col">{words.t('flare.commands.command')}</th>
              <th scope="col">{words.t('flare.commands.code')}</th>
              <th scope="col">{words.t('flare.commands.seconds')}</th>
            </tr>
          </thead>
          <tbody>
            {(onlyFailed ? failed : commands).map(({ command, path, code, seconds }, index) => (
              <tr key={`${command} ${index}`} data-failed={(code !== null && code !== 0) || undefined}>
                <td>
                  {path ? (
                    <button type="button" onClick={() => go({ path })}>
                      <code>{command}</code>
                    </button>
                  ) : (
                    <code>{command}</code>
                  )}
                </td>
                <td>{code ?? '–'}</td>
                <td>{seconds === null ? '–' : seconds.toFixed(1)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

/** The way to what was sent, as it was, for leads and administrators: who goes it says why. */
function Original({ flare, until }: { flare: string; until: string }) {
  const words = useWords();
  const { me } = useDesk();
  const [reason, setReason] = useState('');
  if (me.kind !== 'staff' || (me.staff.role !== 'lead' && me.staff.role !== 'administrator')) return null;
  return (
    <form
      className="fl-flare-original"
      action={`/api/v1/flares/${flare}/original`}
      onSubmit={(event) => reason.trim() === '' && event.preventDefault()}
    >
      <TextInput
        name="reason"
        label={words.t('flare.original.reason')}
        description={words.t('flare.original.about', { until: words.time(until) })}
        value={reason}
        maxLength={300}
        required
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <Button type="submit" variant="default" size="xs">
        {words.t('flare.original.open')}
      </Button>
    </form>
  );
}
