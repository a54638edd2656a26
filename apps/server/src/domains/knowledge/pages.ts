/** The help center as anybody reads it: pages that need no script, in every language, for people and for search engines. */
import { escapeHtml, languageAsked } from '../../platform/html.ts';
import { randomUUID } from 'node:crypto';
import type { Category, Locale, Named } from '@fairlead/contract';
import { locales } from '@fairlead/contract';
import type { Words } from '@fairlead/words';
import { loadWords } from '@fairlead/words/node';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { sql } from 'kysely';
import type { Reader } from '../../platform/db.ts';
import type { Desk } from '../../platform/desk.ts';
import { serveFiles } from './article-files.ts';
import { serveFolder } from './folder-files.ts';
import { find, noteSearch } from './finding.ts';
import { vote } from './reading.ts';
import { keepToHelp } from './own-address.ts';
import { coloured, script, style } from './page-assets.ts';

let catalogs: Record<Locale, Words> | undefined;
const wordsIn = (language: Locale) => (catalogs ??= loadWords('shared', 'server'))[language];

const names: Record<Locale, string> = { en: 'English', ko: '한국어', ja: '日本語' };

interface Page {
  language: Locale;
  title: string;
  description: string;
  /** Below `/help/<language>/`, the same in every language. */
  path: string;
  /** Languages in which there is this page. */
  languages: readonly Locale[];
  body: string;
  query?: string;
  noindex?: boolean;
  published?: Date;
}

function layout(desk: Desk, page: Page): string {
  const { language, path, languages } = page;
  const words = wordsIn(language);
  const { vendor, help } = desk.config;
  const at = (l: Locale) => `${desk.helpOrigin}/help/${l}/${path}`.replace(/\/$/, '');
  const title = path === '' ? `${page.title} · ${vendor}` : `${page.title} · ${words.t('help.title')} · ${vendor}`;
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escapeHtml(title)}</title>
<meta name="description" content="${escapeHtml(page.description)}">${page.noindex ? '<meta name="robots" content="noindex">' : `<link rel="canonical" href="${at(language)}">`}
${languages.map((l) => `<link rel="alternate" hreflang="${l}" href="${at(l)}">`).join('')}${languages.length > 0 ? `<link rel="alternate" hreflang="x-default" href="${at(languages.includes('en') ? 'en' : languages[0]!)}">` : ''}
<link rel="alternate" type="application/atom+xml" href="${desk.helpOrigin}/help/feed/${language}.xml" title="${escapeHtml(words.t('help.title'))}">
<meta property="og:type" content="${path === '' ? 'website' : 'article'}"><meta property="og:title" content="${escapeHtml(page.title)}"><meta property="og:description" content="${escapeHtml(page.description)}"><meta property="og:url" content="${at(language)}"><meta property="og:site_name" content="${escapeHtml(vendor)}"><meta property="og:locale" content="${language}">
<link rel="icon" href="data:,"><meta name="color-scheme" content="light dark"><style>${style}${help.color ? coloured(help.color) : ''}</style></head>
<body><a class="skip" href="#content">${escapeHtml(words.t('help.skip'))}</a>
<header class="top"><a class="brand" href="/help/${language}">${escapeHtml(vendor)} <span>${escapeHtml(words.t('help.title'))}</span></a>
<form class="search" role="search" action="/help/${language}/search"><label class="hidden" for="q">${escapeHtml(words.t('help.search'))}</label><input id="q" name="q" type="search" autocomplete="off" placeholder="${escapeHtml(words.t('help.search'))}" value="${escapeHtml(page.query ?? '')}" data-language="${language}"><button>${escapeHtml(words.t('help.find'))}</button><div id="found" aria-live="polite"></div></form>
<nav class="languages" aria-label="${escapeHtml(words.t('help.languages'))}">${locales.map((l) => (languages.includes(l) || path === '' ? `<a href="${at(l)}" lang="${l}" hreflang="${l}"${l === language ? ' aria-current="true"' : ''}>${names[l]}</a>` : '')).join('')}</nav>
</header><main id="content">${page.body}</main>
<footer><p>${escapeHtml(words.t('help.not_found_it'))} <a href="${desk.origin}/portal/new">${escapeHtml(words.t('help.ask'))}</a></p></footer><script src="/help/help.js" defer></script></body></html>`;
}

interface Shown {
  id: string;
  slug: string;
  title: string;
  markdown: string;
  /** Its file in the folder that it came from. */
  file: string | null;
  number: number;
  published: Date;
  category: Named | null;
  category_key: string | null;
  languages: Locale[];
  behind: boolean;
}

async function published(reader: Reader, language: Locale, slug: string): Promise<Shown | undefined> {
  const [row] = await reader.rows(
    sql<Shown>`
      select a.id, a.slug, v.title, v.markdown, v.path as file, v.number, v.published_at as published, c.name as category, c.key as category_key,
        (select array_agg(language order by language) from article_versions where article_id = a.id and state = 'published') as languages,
        v.language <> a.source_language and v.translates is distinct from (
          select number from article_versions s where s.article_id = a.id and s.language = a.source_language and s.state = 'published') as behind
      from articles a join article_versions v on v.article_id = a.id and v.language = ${language} and v.state = 'published'
        left join categories c on c.id = a.category_id where a.slug = ${slug}`,
    'published_article',
  );
  return row;
}

/** Rendered bodies by version: what is published is read far more often than it changes. */
const rendered = new Map<string, { html: string; summary: string }>();
const mostRendered = 500;

async function renderedOnce(article: Shown, language: Locale): Promise<{ html: string; summary: string }> {
  const key = `${article.id} ${language} ${article.number}`;
  let found = rendered.get(key);
  if (!found) {
    const { render, summaryOf } = await import('./rendering.ts');
    found = {
      html: await render(article.markdown, article.file === null ? null : { path: article.file, language }),
      summary: summaryOf(article.markdown),
    };
    if (rendered.size >= mostRendered) rendered.delete(rendered.keys().next().value!);
    rendered.set(key, found);
  }
  return found;
}

async function articlePage(desk: Desk, language: Locale, article: Shown, voted: boolean): Promise<string> {
  const words = wordsIn(language);
  const { html, summary } = await renderedOnce(article, language);
  const crumbs = article.category
    ? `<nav class="crumbs" aria-label="${escapeHtml(words.t('help.where'))}"><a href="/help/${language}">${escapeHtml(words.t('help.title'))}</a> › <a href="/help/${language}#${escapeHtml(article.category_key!)}">${escapeHtml(words.named(article.category))}</a></nav>`
    : '';
  const behind = article.behind
    ? `<p class="callout callout-warning">${escapeHtml(words.t('help.behind'))} <a href="/help/en/${article.slug}" hreflang="en" lang="en">English</a></p>`
    : '';
  const asked = voted
    ? `<p role="status">${escapeHtml(words.t('help.thanks'))}</p>`
    : `<form method="post" action="/help/${language}/${article.slug}"><span>${escapeHtml(words.t('help.was_helpful'))}</span> <button name="helpful" value="yes">${escapeHtml(words.t('help.yes'))}</button> <button name="helpful" value="no">${escapeHtml(words.t('help.no'))}</button></form>`;
  return layout(desk, {
    language,
    title: article.title,
    description: summary,
    path: article.slug,
    languages: article.languages,
    published: article.published,
    body: `${crumbs}<article data-article="${article.id}"><h1>${escapeHtml(article.title)}</h1>${behind}<div class="text">${html}</div><p class="when"><time datetime="${article.published.toISOString()}">${escapeHtml(words.t('help.published', { day: words.date(article.published) }))}</time></p></article><section class="helpful">${asked}</section>`,
  });
}

async function homePage(desk: Desk, language: Locale): Promise<string> {
  const { reader } = desk.db;
  const words = wordsIn(language);
  const rows = await reader.rows(
    sql<{ slug: string; title: string; category: string | null }>`
      select a.slug, i.title, a.category_id as category from articles a join article_index i on i.article_id = a.id and i.language = ${language}
      order by a.position, i.title`,
    'articles_at_home',
  );
  const all = await reader.rows(sql<Category>`select id, key, name, position from categories order by position, key`, 'categories');
  const most = 12;
  const block = (title: string, key: string, of: readonly { slug: string; title: string }[]) =>
    of.length === 0
      ? ''
      : `<section id="${escapeHtml(key)}"><h2>${escapeHtml(title)}</h2><ul>${of
          .slice(0, most)
          .map((a) => `<li><a href="/help/${language}/${a.slug}">${escapeHtml(a.title)}</a></li>`)
          .join(
            '',
          )}</ul>${of.length > most ? `<p><a href="/help/${language}/category/${escapeHtml(key)}">${escapeHtml(words.t('help.all_of', { count: of.length }))}</a></p>` : ''}</section>`;
  const sections = [
    ...all.map((c) =>
      block(
        words.named(c.name),
        c.key,
        rows.filter((r) => r.category === c.id),
      ),
    ),
    block(
      words.t('help.other'),
      'other',
      rows.filter((r) => r.category === null),
    ),
  ].join('');
  return layout(desk, {
    language,
    title: words.t('help.title'),
    description: words.t('help.about', { vendor: desk.config.vendor }),
    path: '',
    languages: locales,
    body: `<h1>${escapeHtml(words.t('help.how'))}</h1>${rows.length === 0 ? `<p>${escapeHtml(words.t('help.empty'))}</p>` : `<div class="sections">${sections}</div>`}`,
  });
}

async function categoryPage(desk: Desk, language: Locale, key: string): Promise<string | undefined> {
  const { reader } = desk.db;
  const words = wordsIn(language);
  const [category] = await reader.rows(sql<Category>`select id, key, name, position from categories where key = ${key}`, 'category_of_key');
  if (!category && key !== 'other') return undefined;
  const rows = await reader.rows(
    sql<{ slug: string; title: string }>`
      select a.slug, i.title from articles a join article_index i on i.article_id = a.id and i.language = ${language}
      where a.category_id is not distinct from ${category?.id ?? null} order by a.position, i.title`,
    'articles_of_category',
  );
  const title = category ? words.named(category.name) : words.t('help.other');
  return layout(desk, {
    language,
    title,
    description: title,
    path: `category/${key}`,
    languages: locales,
    body: `<nav class="crumbs" aria-label="${escapeHtml(words.t('help.where'))}"><a href="/help/${language}">${escapeHtml(words.t('help.title'))}</a></nav><h1>${escapeHtml(title)}</h1><ul class="list">${rows.map((a) => `<li><a href="/help/${language}/${a.slug}">${escapeHtml(a.title)}</a></li>`).join('')}</ul>`,
  });
}

function marked(text: string, marks: readonly [number, number][]): string {
  let at = 0;
  let html = '';
  for (const [from, to] of marks) {
    html += `${escapeHtml(text.slice(at, from))}<mark>${escapeHtml(text.slice(from, to))}</mark>`;
    at = to;
  }
  return html + escapeHtml(text.slice(at));
}

async function searchPage(desk: Desk, language: Locale, q: string): Promise<string> {
  const words = wordsIn(language);
  const found = q.trim() === '' ? [] : await find(desk.db.reader, '', { q, language, limit: 20 });
  if (q.trim() !== '') await desk.db.transaction((tx) => noteSearch(tx, { q, language, found: found.length, member: null }));
  const list = found
    .map(
      (a) => `<li><a href="${a.url}" lang="${a.language}">${escapeHtml(a.title)}</a><p>${marked(a.passage.text, a.passage.marks)}</p></li>`,
    )
    .join('');
  return layout(desk, {
    language,
    title: words.t('help.results', { q }),
    description: '',
    path: 'search',
    languages: [],
    query: q,
    noindex: true,
    body: `<h1>${escapeHtml(q.trim() === '' ? words.t('help.search') : words.t('help.results', { q }))}</h1>${list ? `<ul class="results">${list}</ul>` : q.trim() === '' ? '' : `<p>${escapeHtml(words.t('help.nothing'))} <a href="/portal/new">${escapeHtml(words.t('help.ask'))}</a></p>`}`,
  });
}

const xml = (text: string) => escapeHtml(text).replaceAll("'", '&apos;');

async function sitemap(desk: Desk): Promise<string> {
  const rows = await desk.db.reader.rows(sql<{ slug: string; language: Locale; at: Date; languages: Locale[] }>`
    select a.slug, v.language, v.published_at as at, (select array_agg(language) from article_index where article_id = a.id) as languages
    from articles a join article_versions v on v.article_id = a.id and v.state = 'published' order by a.slug, v.language limit 50000`);
  const at = (l: Locale, slug: string) => xml(`${desk.helpOrigin}/help/${l}/${slug}`);
  return `<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">
${locales.map((l) => `<url><loc>${xml(`${desk.helpOrigin}/help/${l}`)}</loc></url>`).join('\n')}
${rows.map((r) => `<url><loc>${at(r.language, r.slug)}</loc><lastmod>${r.at.toISOString()}</lastmod>${r.languages.map((l) => `<xhtml:link rel="alternate" hreflang="${l}" href="${at(l, r.slug)}"/>`).join('')}</url>`).join('\n')}
</urlset>`;
}

async function feed(desk: Desk, language: Locale): Promise<string> {
  const { summaryOf } = await import('./rendering.ts');
  const words = wordsIn(language);
  const rows = await desk.db.reader.rows(sql<{ id: string; slug: string; title: string; at: Date; markdown: string }>`
    select a.id, a.slug, v.title, v.published_at as at, v.markdown from articles a join article_versions v on v.article_id = a.id and v.state = 'published'
    where v.language = ${language} order by v.published_at desc limit 30`);
  const url = `${desk.helpOrigin}/help/${language}`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${language}"><title>${xml(`${desk.config.vendor} · ${words.t('help.title')}`)}</title><id>${xml(url)}</id><link href="${xml(url)}"/><link rel="self" href="${xml(`${desk.helpOrigin}/help/feed/${language}.xml`)}"/><author><name>${xml(desk.config.vendor)}</name></author><updated>${(rows[0]?.at ?? new Date(0)).toISOString()}</updated>
${rows.map((r) => `<entry><id>urn:uuid:${r.id}</id><title>${xml(r.title)}</title><link href="${xml(`${url}/${r.slug}`)}"/><updated>${r.at.toISOString()}</updated><summary>${xml(summaryOf(r.markdown))}</summary></entry>`).join('\n')}
</feed>`;
}

const voterCookie = 'fairlead_reader';

export function serveHelp(app: FastifyInstance, desk: Desk): void {
  const html = (reply: FastifyReply, page: string, status = 200) =>
    reply.code(status).type('text/html; charset=utf-8').headers({ 'cache-control': 'no-cache' }).send(page);
  const missing = (reply: FastifyReply, language: Locale) => {
    const words = wordsIn(language);
    const body = `<h1>${escapeHtml(words.t('help.gone'))}</h1><p><a href="/help/${language}">${escapeHtml(words.t('help.title'))}</a></p>`;
    return html(
      reply,
      layout(desk, { language, title: words.t('help.gone'), description: '', path: 'search', languages: [], noindex: true, body }),
      404,
    );
  };
  const isLocale = (text: string): text is Locale => (locales as readonly string[]).includes(text);

  keepToHelp(app, desk);
  void app.register((pages) => {
    pages.get('/robots.txt', { schema: { hide: true } }, (_, reply) =>
      reply.type('text/plain').send(`User-agent: *\nDisallow: /api/\nDisallow: /console\nSitemap: ${desk.helpOrigin}/help/sitemap.xml\n`),
    );
    pages.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string', bodyLimit: 1_000 }, (_request, body, done) =>
      done(null, Object.fromEntries(new URLSearchParams(body as string))),
    );
    pages.get('/help', { schema: { hide: true } }, (request, reply) => {
      const language = languageAsked(request.headers['accept-language']);
      return reply.header('vary', 'accept-language').redirect(`/help/${language}`);
    });
    serveFiles(pages, desk);
    serveFolder(pages, desk);
    pages.get('/help/help.js', { schema: { hide: true } }, (_, reply) =>
      reply.type('text/javascript; charset=utf-8').headers({ 'cache-control': 'public, max-age=3600' }).send(script),
    );
    pages.get('/help/sitemap.xml', { schema: { hide: true } }, async (_, reply) =>
      reply.type('application/xml; charset=utf-8').send(await sitemap(desk)),
    );
    pages.get<{ Params: { file: string } }>('/help/feed/:file', { schema: { hide: true } }, async (request, reply) => {
      const language = request.params.file.replace(/\.xml$/, '');
      if (!isLocale(language)) return missing(reply, 'en');
      return reply.type('application/atom+xml; charset=utf-8').send(await feed(desk, language));
    });
    pages.get<{ Params: { language: string; '*'?: string }; Querystring: { q?: string; thanks?: string } }>(
      '/help/:language/*',
      { schema: { hide: true } },
      (request, reply) => show(request.params.language, request.params['*'] ?? '', request.query, reply),
    );
    pages.get<{ Params: { language: string }; Querystring: { q?: string } }>(
      '/help/:language',
      { schema: { hide: true } },
      (request, reply) => show(request.params.language, '', request.query, reply),
    );

    async function show(
      language: string,
      rest: string,
      query: { q?: string; thanks?: string },
      reply: FastifyReply,
    ): Promise<FastifyReply> {
      if (!isLocale(language)) return missing(reply, 'en');
      const slug = rest.replace(/\/+$/, '').toLowerCase().slice(0, 300);
      if (slug.includes('\0')) return missing(reply, language);
      if (slug === '') return html(reply, await homePage(desk, language));
      if (slug === 'search')
        return html(
          reply,
          await searchPage(
            desk,
            language,
            String(query.q ?? '')
              .slice(0, 300)
              .replaceAll('\0', ' '),
          ),
        );
      if (slug.startsWith('category/')) {
        const page = await categoryPage(desk, language, slug.slice('category/'.length));
        return page ? html(reply, page) : missing(reply, language);
      }
      const article = await published(desk.db.reader, language, slug);
      if (article) return html(reply, await articlePage(desk, language, article, query.thanks !== undefined));
      return elsewhere(language, slug, reply);
    }

    /** An address of old leads to the article; one that is not there in this language, to the one that is. */
    async function elsewhere(language: Locale, slug: string, reply: FastifyReply): Promise<FastifyReply> {
      const [found] = await desk.db.reader.rows(
        sql<{ slug: string; language: Locale; moved: boolean }>`
          select a.slug, i.language, a.slug <> ${slug} as moved
          from articles a join article_index i on i.article_id = a.id
          where a.slug = ${slug} or a.id = (select article_id from article_redirects where slug = ${slug})
          order by i.language = ${language} desc, i.language = a.source_language desc limit 1`,
        'article_elsewhere',
      );
      if (!found) return missing(reply, language);
      return reply.redirect(`/help/${found.language}/${found.slug}`, found.moved ? 301 : 302);
    }

    pages.post<{ Params: { language: string; '*': string }; Body: { helpful?: string } }>(
      '/help/:language/*',
      { schema: { hide: true } },
      async (request, reply) => {
        const { language } = request.params;
        const slug = request.params['*'].replace(/\/+$/, '');
        if (!isLocale(language) || slug.includes('\0')) return missing(reply, 'en');
        const article = await published(desk.db.reader, language, slug);
        const answer = request.body?.helpful;
        if (!article || (answer !== 'yes' && answer !== 'no')) return missing(reply, language);
        const known = new RegExp(`(?:^|; )${voterCookie}=([0-9a-f-]{36})`).exec(request.headers.cookie ?? '')?.[1];
        const voter = known ?? randomUUID();
        await desk.db.transaction((tx) => vote(tx, article.id, voter, language, answer === 'yes'));
        const secure = desk.origin.startsWith('https:') ? '; Secure' : '';
        return reply
          .header('set-cookie', `${voterCookie}=${voter}; Path=/help; Max-Age=31536000; HttpOnly; SameSite=Lax${secure}`)
          .redirect(`/help/${language}/${article.slug}?thanks=1`, 303);
      },
    );
    return Promise.resolve();
  });
}
