import { ProblemNote, useWords } from '@fairlead/ui';
import { Skeleton } from '@mantine/core';
import { type ReactNode, useLayoutEffect, useRef, useState } from 'react';

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

/** A table that is wider than a phone is moved sideways, by the keyboard, too. */
export function ScrollingTable({ children }: { children: ReactNode }) {
  const box = useRef<HTMLDivElement>(null);
  const [scrolls, setScrolls] = useState(false);
  useLayoutEffect(() => {
    const measure = () => setScrolls(box.current!.scrollWidth > box.current!.clientWidth);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(box.current!);
    return () => observer.disconnect();
  }, []);
  return (
    <div ref={box} className="report-table" tabIndex={scrolls ? 0 : undefined}>
      {children}
    </div>
  );
}

export interface Bar {
  key: string;
  label: ReactNode;
  count: number;
}

/** A small table whose rows are drawn as bars beside their numbers. */
export function Bars({ caption, head, bars, none }: { caption: string; head: string; bars: readonly Bar[]; none: string }) {
  const number = new Intl.NumberFormat(useWords().language);
  const most = Math.max(...bars.map((b) => b.count), 1);
  return (
    <ScrollingTable>
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
              <td data-number>{number.format(count)}</td>
              <td aria-hidden>
                <span className="report-bar" style={{ width: `${(count / most) * 100}%` }} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollingTable>
  );
}
