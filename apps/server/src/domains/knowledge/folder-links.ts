/** What an imported file names, as addresses of the help center: it names by paths of its folder, as Hugo and Markdown do. */
import { posix } from 'node:path';
import type { Locale } from '@fairlead/contract';

/** The address that an article of a folder gets, from its path without the language. */
export const slugOf = (path: string): string =>
  path
    .replace(/\.(?:md|markdown)$/i, '')
    .replace(/(?:^|\/)_?index$/i, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9/_-]+/g, '-')
    .replaceAll(/(^|\/)[-_]+/g, '$1') || 'index';

export interface Place {
  /** Of the file, in its folder. */
  path: string;
  language: Locale;
}

const ofTheDesk = /^\/(?:help|portal|console|docs)(?:\/|$)/;
const translated = /^(?:en|ko|ja)\//;

/** Where a link or picture of a file leads. What names something elsewhere, or of the desk, stays. */
export function leadsTo({ path, language }: Place, named: string): string {
  if (named === '' || /^(?:[a-z][a-z0-9+.-]*:|\/\/|#|\?)/i.test(named) || ofTheDesk.test(named)) return named;
  const [, to = '', rest = ''] = /^([^?#]*)(.*)$/s.exec(named)!;
  const inFolder = posix.join('/', to.startsWith('/') ? '' : posix.dirname(path), decoded(to)).slice(1);
  const article = inFolder.replace(translated, '').replace(/\/+$/, '');
  if (/\.(?:md|markdown)$/i.test(article)) return `/help/${language}/${slugOf(article)}${rest}`;
  if (/\.[a-z][a-z0-9]{1,4}$/i.test(article)) return `/help/folder/${inFolder.split('/').map(encodeURIComponent).join('/')}${rest}`;
  // A page by its address: Hugo names those from the root.
  return to.startsWith('/') ? `/help/${language}${article === '' ? '' : `/${slugOf(article)}`}${rest}` : named;
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
