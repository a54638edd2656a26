import { ProblemNote } from '@fairlead/ui';
import { Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';

/** One report under its name: loading, failed, or shown. */
export function ReportSection({
  id,
  title,
  text,
  tools,
  ready,
  error,
  again,
  children,
}: {
  id: string;
  title: string;
  text?: string;
  tools?: ReactNode;
  ready: boolean;
  error: Error | null;
  again: () => void;
  children: ReactNode;
}) {
  return (
    <section className="report" aria-labelledby={`report-${id}`} aria-busy={!ready}>
      <header className="report-top">
        <h2 id={`report-${id}`}>{title}</h2>
        {ready && tools}
      </header>
      {text && <p className="fl-dim">{text}</p>}
      {!ready && (error ? <ProblemNote error={error} again={again} /> : <Skeleton height={160} />)}
      {ready && children}
    </section>
  );
}

export interface Bar {
  key: string;
  label: ReactNode;
  count: number;
}

/** A small table whose rows are drawn as bars beside their numbers. */
export function Bars({ caption, head, bars, none }: { caption: string; head: string; bars: readonly Bar[]; none: string }) {
  const most = Math.max(...bars.map((b) => b.count), 1);
  return (
    <div className="report-table">
      <table className="report-bars">
        <caption>{caption}</caption>
        <thead className="fl-hidden">
          <tr>
            <th scope="col">{caption}</th>
            <th scope="col">{head}</th>
          </tr>
        </thead>
        <tbody>
          {bars.length === 0 && (
            <tr>
              <td className="fl-dim">{none}</td>
            </tr>
          )}
          {bars.map(({ key, label, count }) => (
            <tr key={key}>
              <th scope="row">{label}</th>
              <td data-number>{count}</td>
              <td aria-hidden>
                <span className="report-bar" style={{ width: `${(count / most) * 100}%` }} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
