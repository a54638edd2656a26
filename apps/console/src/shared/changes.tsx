import { useWords } from '@fairlead/ui';
import { changedLines } from './changed-lines.ts';
import './changes.css';

const mark = { same: ' ', added: '+', removed: '−' } as const;

/** What makes the one text into the other. */
export function Changes({ from, to }: { from: string; to: string }) {
  const words = useWords();
  if (from === to) return <p className="fl-dim">{words.t('policy.no_changes')}</p>;
  return (
    <pre className="changes" tabIndex={0} aria-label={words.t('policy.changes')}>
      {changedLines(from, to).map((line, i) =>
        line.is === 'skipped' ? (
          <span key={i} className="skipped">
            {words.t('policy.same_lines', { count: line.count })}
          </span>
        ) : (
          <span key={i} data-is={line.is}>
            <i>{mark[line.is]}</i>
            {line.text}
          </span>
        ),
      )}
    </pre>
  );
}
