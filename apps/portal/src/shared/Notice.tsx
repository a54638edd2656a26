import { Refused } from '@fairlead/client';
import { Button, Loader } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useWords } from './words.ts';

/** One thing to say in the middle of a page: nothing here, no answer, gone. */
export function Notice({ title, text, children }: { title: string; text?: string; children?: ReactNode }) {
  return (
    <section className="notice">
      <h1>{title}</h1>
      {text && <p>{text}</p>}
      {children}
    </section>
  );
}

export function Waiting({ children }: { children: ReactNode }) {
  return (
    <div className="waiting" role="status">
      <Loader size="sm" aria-hidden />
      {children}
    </div>
  );
}

export function NotFound() {
  const words = useWords();
  return (
    <Notice title={words.t('portal.not_found.title')} text={words.t('portal.not_found.text')}>
      <Link to="/" className="button-link">
        {words.t('portal.back')}
      </Link>
    </Notice>
  );
}

/** A mistake of ours. Drafts and unsent messages are in the browser already. */
export function Broken() {
  const words = useWords();
  return (
    <Notice title={words.t('portal.broken.title')} text={words.t('portal.broken.text')}>
      <Button onClick={() => location.reload()}>{words.t('portal.reload')}</Button>
    </Notice>
  );
}

/** Why something could not be fetched, and another try. */
export function Failed({ error, again }: { error: Error; again: () => void }) {
  const words = useWords();
  if (error instanceof Refused && error.code === 'not_found') return <NotFound />;
  const refused = error instanceof Refused;
  return (
    <Notice
      title={refused ? words.t(`refusal.${error.code}`) : words.t('portal.unanswered.title')}
      text={refused ? undefined : words.t('portal.unanswered.text')}
    >
      <Button variant="default" onClick={again}>
        {words.t('portal.again')}
      </Button>
    </Notice>
  );
}
