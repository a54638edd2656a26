/** Which scope a token needs for which route. Apart from the routes, which it types itself by: a new first word does not compile until it stands here. */
import type { Route, Routes } from './routes.ts';
import type { Scope } from './token-routes.ts';

type Path = Routes[keyof Routes]['path'];
type Noun = Path extends `/${infer Word}` ? (Word extends `${infer First}/${string}` ? First : Word) : never;

/** By the first word of a path. `session`: for people who signed in, never for a token. */
const nouns: Record<Noun, 'tickets' | 'chats' | 'desk' | 'session'> = {
  tickets: 'tickets',
  threads: 'tickets',
  search: 'tickets',
  views: 'tickets',
  macros: 'tickets',
  mentions: 'tickets',
  pages: 'tickets',
  incidents: 'tickets',
  channels: 'tickets',
  files: 'tickets',
  flares: 'tickets',
  'flare-keys': 'session',
  'flare-findings': 'tickets',
  'flare-rules': 'session',
  mails: 'tickets',
  articles: 'desk',
  categories: 'desk',
  customers: 'tickets',
  organizations: 'tickets',
  chats: 'chats',
  desk: 'desk',
  policy: 'desk',
  reports: 'desk',
  deletions: 'desk',
  staff: 'desk',
  settings: 'desk',
  me: 'session',
  sessions: 'session',
  'portal-links': 'session',
  'portal-entries': 'session',
  tokens: 'session',
};

/** What a token needs for a route; `null` when any will do, `session` when none does. */
export function scopeOf({ method, path }: Pick<Route, 'method' | 'path'>): Scope | 'session' | null {
  if (path === '/desk' || path === '/articles/found' || (path === '/me' && method === 'GET')) return null;
  const noun = nouns[path.split('/')[1] as Noun];
  return noun === 'session' ? noun : `${noun}:${method === 'GET' ? 'read' : 'write'}`;
}
