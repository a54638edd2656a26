import { useCall, useDesk, useWords } from '@fairlead/ui';
import { Link, useNavigate } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { useAttention } from '../features/chats/attention.tsx';
import { Mentions } from '../features/pages/mentions.tsx';
import { UrgentPages } from '../features/pages/urgent-pages.tsx';
import { Account } from '../features/people/account.tsx';
import { useKeys } from '../shared/keys.ts';
import { KeysHelp } from './keys-help.tsx';

const Palette = lazy(() => import('./palette.tsx'));

/** What stands around every page of the console. */
export function Frame({ children }: { children: ReactNode }) {
  const words = useWords();
  const navigate = useNavigate();
  const { online } = useDesk();
  const [help, setHelp] = useState(false);
  const { unread, said } = useAttention();
  const { data } = useCall('GET /incidents', {});
  const incidents = data?.incidents.filter((i) => i.closed === null).length ?? 0;
  useKeys({
    '?': () => setHelp(true),
    c: () => void navigate({ to: '/chats' }),
    t: () => void navigate({ to: '/tickets' }),
    i: () => void navigate({ to: '/incidents' }),
    u: () => void navigate({ to: '/customers' }),
    o: () => void navigate({ to: '/reports' }),
    p: () => void navigate({ to: '/policy' }),
  });
  return (
    <div className="frame">
      <a className="skip" href="#content">
        {words.t('console.skip')}
      </a>
      <nav className="rail" aria-label={words.t('console.nav')}>
        <Link to="/chats" className="rail-link">
          <svg viewBox="0 0 24 24" aria-hidden>
            <path d="M4 5h16v11H10l-5 4v-4H4z" />
          </svg>
          {words.t('nav.chats')}
          {unread > 0 && (
            <span className="count">
              <span aria-hidden>{unread > 99 ? '99+' : unread}</span>
              <span className="fl-hidden">{words.t('nav.unread', { count: unread })}</span>
            </span>
          )}
        </Link>
        <Link to="/tickets" className="rail-link">
          <svg viewBox="0 0 24 24" aria-hidden>
            <path d="M3 7h18v3.2a2 2 0 0 0 0 3.6V17H3v-3.2a2 2 0 0 0 0-3.6zM14 7v10" />
          </svg>
          {words.t('nav.tickets')}
        </Link>
        <Link to="/incidents" className="rail-link">
          <svg viewBox="0 0 24 24" aria-hidden>
            <path d="M12 4 2.8 19.5h18.4zM12 10v4.5M12 16.6v.6" />
          </svg>
          {words.t('nav.incidents')}
          {incidents > 0 && (
            <span className="count">
              <span aria-hidden>{incidents}</span>
              <span className="fl-hidden">{words.t('nav.incidents_open', { count: incidents })}</span>
            </span>
          )}
        </Link>
        <Link to="/customers" className="rail-link">
          <svg viewBox="0 0 24 24" aria-hidden>
            <path d="M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 20c0-4 3.5-6 8-6s8 2 8 6" />
          </svg>
          {words.t('nav.customers')}
        </Link>
        <Link to="/articles" className="rail-link">
          <svg viewBox="0 0 24 24" aria-hidden>
            <path d="M12 6.5C10 5 7 4.5 4 4.5v13c3 0 6 .5 8 2 2-1.500 5-2 8-2v-13c-3 0-6 .5-8 2zM12 6.500v13" />
          </svg>
          {words.t('nav.articles')}
        </Link>
        <Link to="/reports" className="rail-link">
          <svg viewBox="0 0 24 24" aria-hidden>
            <path d="M4 20h16M7 20v-7M12 20V5M17 20v-11" />
          </svg>
          {words.t('nav.reports')}
        </Link>
        <Link to="/policy" className="rail-link">
          <svg viewBox="0 0 24 24" aria-hidden>
            <path d="M6 3.5h12v17H6zM9 8h6M9 12h6M9 16h3.5" />
          </svg>
          {words.t('nav.policy')}
        </Link>
        <span className="rail-space" />
        <Account showKeys={() => setHelp(true)} />
      </nav>
      <main className="page" id="content" tabIndex={-1}>
        {!online && (
          <p className="fl-offline" role="status">
            {words.t('console.offline')}
          </p>
        )}
        <UrgentPages />
        <Mentions />
        {children}
      </main>
      <p className="fl-hidden" role="status">
        {said}
      </p>
      <Suspense>
        <Palette />
      </Suspense>
      <KeysHelp opened={help} close={() => setHelp(false)} />
    </div>
  );
}
