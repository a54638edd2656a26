import { scopes } from '@fairlead/contract';
import { type FlareSearch, searchOf, spotIn, AccessTokens, MailPreferences } from '@fairlead/ui';
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet, useLocation } from '@tanstack/react-router';
import { ChatPage } from '../features/chats/ChatPage.tsx';
import { FlareKeys } from '../features/flares/FlareKeys.tsx';
import { NewRequest } from '../features/tickets/NewRequest.tsx';
import { TicketList } from '../features/tickets/TicketList.tsx';
import { TicketPage } from '../features/tickets/TicketPage.tsx';
import { Broken, NotFound } from '../shared/Notice.tsx';
import { Enter } from './Enter.tsx';
import { Members } from './Members.tsx';

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound, errorComponent: Broken });

const enter = createRoute({
  getParentRoute: () => root,
  path: '/enter',
  validateSearch: (search: Record<string, unknown>): { code?: string; ticket?: string } => ({
    ...(typeof search['code'] === 'string' ? { code: search['code'] } : {}),
    ...(typeof search['ticket'] === 'string' && /^\d+$/.test(search['ticket']) ? { ticket: search['ticket'] } : {}),
  }),
  component: function EnterRoute() {
    const { code, ticket } = enter.useSearch();
    // The desk puts the code into the fragment, which browsers send to no server.
    const fragment = useLocation({ select: (location) => location.hash });
    return <Enter code={fragment || (code ?? '')} ticket={ticket} />;
  },
});

const members = createRoute({ getParentRoute: () => root, id: 'members', component: Members });

const shows = ['unsolved', 'solved', 'any'] as const;
const list = createRoute({
  getParentRoute: () => members,
  path: '/',
  validateSearch: (search: Record<string, unknown>): { show?: (typeof shows)[number]; whose?: 'organization'; q?: string } => {
    const show = shows.find((s) => s === search['show']);
    const { q } = search;
    return {
      ...(show && show !== 'unsolved' ? { show } : {}),
      ...(search['whose'] === 'organization' ? { whose: 'organization' } : {}),
      // An address with a number alone is read as one.
      ...(q && (typeof q === 'string' || typeof q === 'number') ? { q: String(q) } : {}),
    };
  },
  component: function ListRoute() {
    const { show = 'unsolved', whose, q = '' } = list.useSearch();
    return <TicketList show={show} organization={whose === 'organization'} q={q} />;
  },
});

const chat = createRoute({ getParentRoute: () => members, path: '/chat', component: ChatPage });
const fresh = createRoute({ getParentRoute: () => members, path: '/new', component: NewRequest });
const tokens = createRoute({
  getParentRoute: () => members,
  path: '/tokens',
  component: function TokensRoute() {
    return (
      <div className="page">
        <AccessTokens offered={scopes.filter((scope) => !scope.startsWith('desk:'))} />
        <FlareKeys />
      </div>
    );
  },
});
const mail = createRoute({
  getParentRoute: () => members,
  path: '/mail',
  component: function MailRoute() {
    return (
      <div className="page">
        <MailPreferences />
      </div>
    );
  },
});
const ticket = createRoute({
  getParentRoute: () => members,
  path: '/tickets/$number',
  component: function TicketRoute() {
    const { number } = ticket.useParams();
    if (!/^[1-9]\d{0,9}$/.test(number)) return <NotFound />;
    return <TicketPage key={number} number={Number(number)} />;
  },
});

const flare = createRoute({
  getParentRoute: () => members,
  path: '/flares/$flare',
  validateSearch: (search: Record<string, unknown>): FlareSearch => searchOf(spotIn(search)),
  component: lazyRouteComponent(() => import('../features/flares/FlarePage.tsx'), 'FlarePage'),
});

export const router = createRouter({
  basepath: '/portal',
  routeTree: root.addChildren([enter, members.addChildren([list, chat, fresh, tokens, mail, ticket, flare])]),
  // Plain text both ways: the router's own reading would make a number of a code like `1e5`.
  parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
  stringifySearch: (search) => {
    const text = new URLSearchParams(search as Record<string, string>).toString();
    return text && `?${text}`;
  },
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
