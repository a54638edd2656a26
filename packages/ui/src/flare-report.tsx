import type { FlareFinding, FlareReport } from '@fairlead/contract';
import { Checkbox } from '@mantine/core';
import { useState } from 'react';
import type { GoTo } from './flare-spot.ts';
import { useWords } from './root.tsx';

/** What was found, worst first. */
export function Findings({ findings, go }: { findings: readonly FlareFinding[]; go: GoTo }) {
  const words = useWords();
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
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What was masked and where, and what is not here. */
export function Report({ report, masked, go }: { report: FlareReport; masked: number; go: GoTo }) {
  const words = useWords();
  return (
    <details className="fl-flare-report">
      <summary>{words.t('flare.report', { masked, left: report.left.length })}</summary>
      <p>{words.t('flare.report.about')}</p>
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
