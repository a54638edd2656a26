import type { ReactNode } from 'react';

/** A page or pane that has nothing to show: says why, and what to do. */
export function Nothing({ title, text, children }: { title: string; text?: string; children?: ReactNode }) {
  return (
    <div className="nothing">
      <p className="nothing-title">{title}</p>
      {text && <p>{text}</p>}
      {children}
    </div>
  );
}
