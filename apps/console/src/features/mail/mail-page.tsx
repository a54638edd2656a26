import { useWords } from '@fairlead/ui';
import { Link, useSearch } from '@tanstack/react-router';
import { Received } from './received.tsx';
import { Sent } from './sent.tsx';
import './mail.css';

/** What the desk sent and received, as others see it: for whoever sets mail up, and for whoever asks whether something arrived. */
export function MailPage() {
  const words = useWords();
  const { of } = useSearch({ from: '/mail' });
  return (
    <div className="mail-page">
      <header>
        <h1>{words.t('mail.title')}</h1>
        <nav aria-label={words.t('mail.title')}>
          <Link to="/mail" search={{}} activeOptions={{ includeSearch: true, exact: true }} aria-current={of ? undefined : 'page'}>
            {words.t('mail.sent')}
          </Link>
          <Link to="/mail" search={{ of: 'received' }} aria-current={of ? 'page' : undefined}>
            {words.t('mail.received')}
          </Link>
        </nav>
      </header>
      {of ? <Received /> : <Sent />}
    </div>
  );
}
