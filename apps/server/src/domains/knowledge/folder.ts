/**
 * Articles as a folder of Markdown with front matter, in and out without loss: a file that was taken in and not changed here comes out
 * byte for byte. A folder of a language (`ko/…`) holds the translations; what stands outside is in the desk's first language.
 */
import type { Locale } from '@fairlead/contract';
import { locales } from '@fairlead/contract';
import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import { parseDocument } from 'yaml';
import type { Reader, Tx } from '../../platform/db.ts';
import { Refusal } from '../../platform/refusals.ts';
import type { StaffWho } from '../accounts/accounts.ts';
import { slugOf } from './folder-links.ts';
import * as articles from './articles.ts';

const source: Locale = 'en';

export interface MarkdownFile {
  path: string;
  text: string;
}

/** Front matter stands between two lines of three hyphens at the very beginning. */
const fronted = /^---[ \t]*\r?\n([\s\S]*?)^---[ \t]*(?:\r?\n|$)/m;

interface Taken {
  language: Locale;
  slug: string;
  title: string;
  /** With its lines of hyphens, so that it can be put back as it was. */
  front: string;
  markdown: string;
  aliases: string[];
  category: string | null;
}

/** Takes a file apart. Throws `invalid` where its path or front matter cannot be read. */
function takeApart({ path, text }: MarkdownFile): Taken {
  if (text !== text.toWellFormed() || text.includes('\0'))
    throw new Refusal('invalid', [{ path: 'text', message: 'this is no text in UTF-8' }]);
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.includes('..') || !/\.(?:md|markdown)$/i.test(path))
    throw new Refusal('invalid', [{ path: 'path', message: 'name a Markdown file of the folder' }]);
  const language = locales.find((l) => l === parts[0]);
  const rest = language ? parts.slice(1) : parts;
  const slug = slugOf(rest.join('/'));
  const match = fronted.exec(text);
  const front = match?.index === 0 ? match[0] : '';
  const markdown = text.slice(front.length);
  const facts = readFront(match?.index === 0 ? match[1]! : '');
  const heading = /^#\s+(.+?)\s*#*\s*$/m.exec(markdown)?.[1];
  const title = (facts.title ?? heading ?? slug.split('/').at(-1)!).replaceAll(/\s+/g, ' ').trim().slice(0, 200);
  return {
    language: language ?? source,
    slug,
    title: title || 'index',
    front,
    markdown,
    aliases: facts.aliases,
    category: rest.length > 1 ? rest[0]!.toLowerCase() : null,
  };
}

function readFront(yaml: string): { title: string | null; aliases: string[] } {
  const document = parseDocument(yaml, { logLevel: 'silent' });
  const [fault] = document.errors;
  if (fault) throw new Refusal('invalid', [{ path: 'text', message: `its front matter cannot be read: ${fault.message.split('\n')[0]}` }]);
  const facts = document.toJS({ maxAliasCount: 20 }) as { title?: unknown; aliases?: unknown } | null;
  return {
    title: typeof facts?.title === 'string' || typeof facts?.title === 'number' ? String(facts.title) : null,
    aliases: Array.isArray(facts?.aliases) ? facts.aliases.filter((a): a is string => typeof a === 'string') : [],
  };
}

/** Takes one file in and publishes it. Leads and administrators may. */
export async function takeIn(
  tx: Tx,
  who: StaffWho,
  file: MarkdownFile,
): Promise<{ id: string; slug: string; language: Locale; changed: boolean }> {
  if (who.role !== 'lead' && who.role !== 'administrator') throw new Refusal('not_allowed');
  const { language, slug, title, front, markdown, aliases, category } = takeApart(file);
  const [known] = await tx.rows(sql<{ id: string }>`select id from articles where slug = ${slug}`);
  const id = known?.id ?? uuidv7();
  if (!known) {
    const [of] = category
      ? await tx.rows(sql<{ id: string }>`select id from categories where key = ${category.replaceAll(/[^a-z0-9_-]/g, '-')}`)
      : [];
    await articles.save(tx, who, id, { slug, category: of?.id ?? null, position: 0, source });
  }
  const changed = await articles.publishImported(tx, who, id, language, { title, front, markdown, path: file.path });
  for (const alias of aliases) {
    const old = alias.replaceAll(/^\/+|\/+$/g, '').toLowerCase();
    if (old === '' || old === slug) continue;
    // An address that an article has now is no alias of another.
    await tx.rows(sql`
      insert into article_redirects (slug, article_id) select ${old}, ${id} where not exists (select 1 from articles where slug = ${old})
      on conflict (slug) do update set article_id = excluded.article_id`);
  }
  return { id, slug, language, changed };
}

const perPage = 100;

/** Published versions as files, in the order of their paths. */
export async function takeOut(reader: Reader, after: string): Promise<{ files: MarkdownFile[]; next: string | null }> {
  const rows = await reader.rows(sql<{ path: string; title: string; front: string; markdown: string }>`
    select * from (
      select coalesce(v.path, case when v.language = ${source} then '' else v.language || '/' end || a.slug || '.md') as path, v.title, v.front, v.markdown
      from article_versions v join articles a on a.id = v.article_id where v.state = 'published') f
    where f.path > ${after} order by f.path limit ${perPage + 1}`);
  const shown = rows.slice(0, perPage);
  return {
    files: shown.map(({ path, title, front, markdown }) => ({ path, text: withTitle(path, front, title, markdown) })),
    next: rows.length > perPage ? shown.at(-1)!.path : null,
  };
}

/** A file with the title that the article has now; where that is the one that it says itself, as it was. */
function withTitle(path: string, front: string, title: string, markdown: string): string {
  const as = front + markdown;
  if (takeApart({ path, text: as }).title === title) return as;
  const document = parseDocument(fronted.exec(front)?.[1] ?? '', { logLevel: 'silent' });
  document.set('title', title);
  return `---\n${document.toString()}---\n${markdown}`;
}
