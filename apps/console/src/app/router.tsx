import { type FlareSearch, searchOf, spotIn, problemSentence, useWords } from '@fairlead/ui';
import { Button } from '@mantine/core';
import { createRootRoute, createRoute, createRouter, type ErrorComponentProps, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { Nothing } from '../shared/nothing.tsx';
import type { TicketSearch } from '../shared/ticket-views.ts';
import { Staff } from './staff.tsx';

function Broken({ error }: ErrorComponentProps) {
  const words = useWords();
  return (
    <Nothing title={problemSentence(words, error as Error)}>
      <Button onClick={() => location.reload()}>{words.t('problem.again')}</Button>
    </Nothing>
  );
}

function NotFound() {
  return <Nothing title={useWords().t('console.not_found')} />;
}

const root = createRootRoute({ component: Staff, errorComponent: Broken, notFoundComponent: NotFound });

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/chats', replace: true });
  },
});

const chats = createRoute({
  getParentRoute: () => root,
  path: '/chats',
  component: lazyRouteComponent(() => import('../features/chats/chats-page.tsx'), 'ChatsPage'),
});

const noChat = createRoute({
  getParentRoute: () => chats,
  path: '/',
  component: lazyRouteComponent(() => import('../features/chats/chats-page.tsx'), 'NoChat'),
});

const chat = createRoute({
  getParentRoute: () => chats,
  path: '$chat',
  component: lazyRouteComponent(() => import('../features/chats/chat-pane.tsx'), 'ChatPane'),
});

const tickets = createRoute({
  getParentRoute: () => root,
  path: '/tickets',
  validateSearch: ({ view, q }: { view?: unknown; q?: unknown }): TicketSearch => ({
    view: typeof view === 'string' ? view : undefined,
    // An address with a number alone is read as one.
    q: typeof q === 'string' || typeof q === 'number' ? String(q) : undefined,
  }),
  component: lazyRouteComponent(() => import('../features/tickets/tickets-page.tsx'), 'TicketsPage'),
});

const ticket = createRoute({
  getParentRoute: () => root,
  path: '/tickets/$number',
  component: lazyRouteComponent(() => import('../features/tickets/ticket-page.tsx'), 'TicketPage'),
});

const incidents = createRoute({
  getParentRoute: () => root,
  path: '/incidents',
  component: lazyRouteComponent(() => import('../features/incidents/incidents-page.tsx'), 'IncidentsPage'),
});

const policy = createRoute({
  getParentRoute: () => root,
  path: '/policy',
  component: lazyRouteComponent(() => import('../features/policy/policy-page.tsx'), 'PolicyPage'),
});

const reports = createRoute({
  getParentRoute: () => root,
  path: '/reports',
  component: lazyRouteComponent(() => import('../features/reports/reports-page.tsx'), 'ReportsPage'),
});

const customers = createRoute({
  getParentRoute: () => root,
  path: '/customers',
  validateSearch: ({ q }: { q?: unknown }): { q?: string | undefined } => ({
    q: typeof q === 'string' || typeof q === 'number' ? String(q) : undefined,
  }),
  component: lazyRouteComponent(() => import('../features/customers/customers-page.tsx'), 'CustomersPage'),
});

const organization = createRoute({
  getParentRoute: () => root,
  path: '/customers/$organization',
  component: lazyRouteComponent(() => import('../features/customers/organization-page.tsx'), 'OrganizationPage'),
});

const macros = createRoute({
  getParentRoute: () => root,
  path: '/macros',
  component: lazyRouteComponent(() => import('../features/macros/macros-page.tsx'), 'MacrosPage'),
});

const tokens = createRoute({
  getParentRoute: () => root,
  path: '/tokens',
  component: lazyRouteComponent(() => import('../features/people/tokens-page.tsx'), 'TokensPage'),
});

const knowledge = createRoute({
  getParentRoute: () => root,
  path: '/articles',
  component: lazyRouteComponent(() => import('../features/knowledge/articles-page.tsx'), 'ArticlesPage'),
});

const article = createRoute({
  getParentRoute: () => root,
  path: '/articles/$article',
  validateSearch: ({ language }: { language?: unknown }): { language?: 'en' | 'ko' | 'ja' | undefined } => ({
    language: language === 'en' || language === 'ko' || language === 'ja' ? language : undefined,
  }),
  component: lazyRouteComponent(() => import('../features/knowledge/article-page.tsx'), 'ArticlePage'),
});

const mail = createRoute({
  getParentRoute: () => root,
  path: '/mail',
  validateSearch: ({ of, mail: one }: { of?: unknown; mail?: unknown }): { of?: 'received' | undefined; mail?: string | undefined } => ({
    of: of === 'received' ? of : undefined,
    mail: typeof one === 'string' ? one : undefined,
  }),
  component: lazyRouteComponent(() => import('../features/mail/mail-page.tsx'), 'MailPage'),
});

const myMail = createRoute({
  getParentRoute: () => root,
  path: '/my-mail',
  component: lazyRouteComponent(() => import('../features/people/my-mail-page.tsx'), 'MyMailPage'),
});

const settings = createRoute({
  getParentRoute: () => root,
  path: '/settings',
  component: lazyRouteComponent(() => import('../features/settings/settings-page.tsx'), 'SettingsPage'),
});

const flare = createRoute({
  getParentRoute: () => root,
  path: '/flares/$flare',
  validateSearch: (search: Record<string, unknown>): FlareSearch => searchOf(spotIn(search)),
  component: lazyRouteComponent(() => import('../features/flares/flare-page.tsx'), 'FlarePage'),
});

export const router = createRouter({
  routeTree: root.addChildren([
    home,
    chats.addChildren([noChat, chat]),
    tickets,
    ticket,
    customers,
    organization,
    macros,
    tokens,
    knowledge,
    article,
    mail,
    flare,
    myMail,
    settings,
    incidents,
    reports,
    policy,
  ]),
  basepath: '/console',
  defaultPreload: 'intent',
  defaultErrorComponent: Broken,
  defaultNotFoundComponent: NotFound,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
