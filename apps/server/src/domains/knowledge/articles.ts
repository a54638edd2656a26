/**
 * Articles in versions: written as a draft, reviewed by somebody else, published in place of the one before. A translation knows which
 * version of its source it says the same as, and is behind when that was published anew.
 *
 * Promises kept by constraints: `one_draft_at_a_time`, `one_published_version`, `one_article_per_slug`.
 */
import type { Article, ArticleRow, ArticleVersion, Category, Locale, Named } from '@fairlead/contract';
import { sql } from 'kysely';
import type { Reader, Tx } from '../../platform/db.ts';
import { Refusal } from '../../platform/refusals.ts';
import type { StaffWho } from '../accounts/accounts.ts';
import * as employing from '../accounts/employing.ts';
import { noteChange } from '../accounts/history.ts';
import { index } from './finding.ts';

const changed = (tx: Tx) => tx.announce({ what: 'changed', brief: { what: 'articles', member: null } });

/** The article, locked: its versions are changed under this. Throws `not_found`. */
async function lock(tx: Tx, id: string): Promise<{ id: string; slug: string; source: Locale }> {
  const [row] = await tx.rows(sql<{ id: string; slug: string; source: Locale }>`
    select id, slug, source_language as source from articles where id = ${id} for update`);
  if (!row) throw new Refusal('not_found');
  return row;
}

export interface Place {
  slug: string;
  category: string | null;
  position: number;
  source: Locale;
}

/** Begins an article, or changes its address and place. Its old address leads to it. Throws `invalid` where the address is another's. */
export async function save(
  tx: Tx,
  who: StaffWho,
  id: string,
  { slug, category, position, source }: Place,
  ticket: string | null = null,
): Promise<void> {
  // One at a time: an address is an article's or leads to one.
  await tx.rows(sql`select pg_advisory_xact_lock(hashtextextended('article_addresses', 0))`);
  const [taken] = await tx.rows(sql`select 1 from articles where slug = ${slug} and id <> ${id}`);
  if (taken) throw new Refusal('invalid', [{ path: 'slug', message: 'another article has this address' }]);
  if (category && !(await tx.read.selectFrom('categories').select('id').where('id', '=', category).executeTakeFirst()))
    throw new Refusal('invalid', [{ path: 'category', message: 'no such category' }]);
  const [was] = await tx.rows(sql<{ slug: string }>`select slug from articles where id = ${id} for update`);
  // Whoever takes an address of old takes it from the article that it led to.
  await tx.rows(sql`delete from article_redirects where slug = ${slug}`);
  if (was && was.slug !== slug)
    await tx.rows(
      sql`insert into article_redirects (slug, article_id) values (${was.slug}, ${id}) on conflict (slug) do update set article_id = excluded.article_id`,
    );
  await tx.rows(sql`
    insert into articles (id, slug, category_id, position, source_language, made_at, made_by, ticket_id)
    values (${id}, ${slug}, ${category}, ${position}, ${source}, ${tx.now}, ${who.id}, ${ticket})
    on conflict (id) do update set slug = excluded.slug, category_id = excluded.category_id, position = excluded.position, source_language = excluded.source_language`);
  changed(tx);
}

interface VersionRow {
  number: number;
  state: ArticleVersion['state'];
  title: string;
  front: string;
  path: string | null;
  markdown: string;
  translates: number | null;
  changed_at: Date;
  changed_by: string;
}

async function versionIn(tx: Tx, id: string, language: Locale, ...states: ArticleVersion['state'][]): Promise<VersionRow | undefined> {
  const [row] = await tx.rows(sql<VersionRow>`
    select number, state, title, front, path, markdown, translates, changed_at, changed_by from article_versions
    where article_id = ${id} and language = ${language} and state = any(${states}::text[])`);
  return row;
}

/** The source's published version, which a translation is made of. */
async function sourceVersion(tx: Tx, id: string, language: Locale, source: Locale): Promise<number | null> {
  return language === source ? null : ((await versionIn(tx, id, source, 'published'))?.number ?? null);
}

/** Writes the draft of a language. Throws `changed_meanwhile` when somebody else has written it since the caller saw it. */
export async function saveDraft(
  tx: Tx,
  who: StaffWho,
  id: string,
  language: Locale,
  { title, markdown, was }: { title: string; markdown: string; was: string | null },
): Promise<void> {
  const { source } = await lock(tx, id);
  const draft = await versionIn(tx, id, language, 'draft', 'review');
  if (draft && draft.changed_at.toISOString() !== was) throw new Refusal('changed_meanwhile');
  if (!draft && was !== null) throw new Refusal('changed_meanwhile');
  const translates = await sourceVersion(tx, id, language, source);
  if (draft)
    // What was changed is read again before it is published.
    await tx.rows(sql`
      update article_versions set title = ${title}, markdown = ${markdown}, state = 'draft', translates = ${translates}, changed_at = ${tx.now}, changed_by = ${who.id}
      where article_id = ${id} and language = ${language} and number = ${draft.number}`);
  else {
    const published = await versionIn(tx, id, language, 'published');
    await tx.rows(sql`
      insert into article_versions (article_id, language, number, title, front, path, markdown, state, translates, made_at, changed_at, changed_by)
      values (${id}, ${language}, (select coalesce(max(number), 0) + 1 from article_versions where article_id = ${id} and language = ${language}),
        ${title}, ${published?.front ?? ''}, ${published?.path ?? null}, ${markdown}, 'draft', ${translates}, ${tx.now}, ${tx.now}, ${who.id})`);
  }
  changed(tx);
}

async function lockDraft(tx: Tx, id: string, language: Locale): Promise<VersionRow> {
  await lock(tx, id);
  const draft = await versionIn(tx, id, language, 'draft', 'review');
  if (!draft) throw new Refusal('not_found');
  return draft;
}

export async function dropDraft(tx: Tx, id: string, language: Locale): Promise<void> {
  const { number } = await lockDraft(tx, id, language);
  await tx.rows(sql`delete from article_versions where article_id = ${id} and language = ${language} and number = ${number}`);
  changed(tx);
}

export async function askReview(tx: Tx, id: string, language: Locale, asked: boolean): Promise<void> {
  const { number } = await lockDraft(tx, id, language);
  await tx.rows(sql`
    update article_versions set state = ${asked ? 'review' : 'draft'} where article_id = ${id} and language = ${language} and number = ${number}`);
  changed(tx);
}

/** Throws `not_allowed` for who wrote it last and leads nobody, `changed_meanwhile` when it is not what the caller read. */
export async function publish(tx: Tx, who: StaffWho, id: string, language: Locale, was: string): Promise<void> {
  const draft = await lockDraft(tx, id, language);
  if (draft.changed_at.toISOString() !== was) throw new Refusal('changed_meanwhile');
  if (draft.changed_by === who.id && who.role !== 'lead' && who.role !== 'administrator') throw new Refusal('not_allowed');
  await publishVersion(tx, who, id, language, draft);
}

async function publishVersion(
  tx: Tx,
  who: StaffWho,
  id: string,
  language: Locale,
  version: Pick<VersionRow, 'number' | 'title' | 'markdown'>,
): Promise<void> {
  await tx.rows(sql`
    update article_versions set state = 'replaced' where article_id = ${id} and language = ${language} and state = 'published'`);
  await tx.rows(sql`
    update article_versions set state = 'published', published_at = ${tx.now}, published_by = ${who.id}
    where article_id = ${id} and language = ${language} and number = ${version.number}`);
  await index(tx, id, language, version);
  changed(tx);
}

/** Throws `not_allowed` for who leads nobody. */
export async function withdraw(tx: Tx, who: StaffWho, id: string, language: Locale): Promise<void> {
  if (who.role !== 'lead' && who.role !== 'administrator') throw new Refusal('not_allowed');
  await lock(tx, id);
  await tx.rows(sql`
    update article_versions set state = 'withdrawn' where article_id = ${id} and language = ${language} and state = 'published'`);
  await index(tx, id, language, null);
  changed(tx);
}

/** Takes a version in and publishes it, unless it is the published one already. Answers whether it was another. */
export async function publishImported(
  tx: Tx,
  who: StaffWho,
  id: string,
  language: Locale,
  file: { title: string; front: string; markdown: string; path: string },
): Promise<boolean> {
  const { source } = await lock(tx, id);
  const published = await versionIn(tx, id, language, 'published');
  if (published && published.front === file.front && published.markdown === file.markdown && published.title === file.title) return false;
  const translates = await sourceVersion(tx, id, language, source);
  const [made] = await tx.rows(sql<{ number: number }>`
    insert into article_versions (article_id, language, number, title, front, path, markdown, state, translates, made_at, changed_at, changed_by)
    values (${id}, ${language}, (select coalesce(max(number), 0) + 1 from article_versions where article_id = ${id} and language = ${language}),
      ${file.title}, ${file.front}, ${file.path}, ${file.markdown}, 'replaced', ${translates}, ${tx.now}, ${tx.now}, ${who.id}) returning number`);
  await publishVersion(tx, who, id, language, { ...file, number: made!.number });
  return true;
}

/** The file of the folder that an article's language came from; null where it was written here. */
export async function pathOf(reader: Reader, id: string, language: Locale): Promise<string | null> {
  const [row] = await reader.rows(
    sql<{ path: string | null }>`
      select path from article_versions where article_id = ${id} and path is not null order by language = ${language} desc, number desc limit 1`,
  );
  return row?.path ?? null;
}

// Reading -------------------------------------------------------------------------------------------------------------

const languages = sql`(
  select json_agg(json_build_object('language', l.language, 'title', l.title, 'published', l.published, 'draft', l.draft, 'changed', l.changed,
    'behind', l.published is not null and l.language <> a.source_language and l.translates is distinct from (
      select s.number from article_versions s where s.article_id = a.id and s.language = a.source_language and s.state = 'published')) order by l.language)
  from (
    select v.language, (array_agg(v.title order by v.state in ('draft', 'review') desc, v.number desc))[1] as title,
      max(v.number) filter (where v.state = 'published') as published, max(v.translates) filter (where v.state = 'published') as translates,
      max(v.state) filter (where v.state in ('draft', 'review')) as draft,
      to_char(max(v.changed_at) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as changed
    from article_versions v where v.article_id = a.id group by v.language) l)`;
const rowColumns = sql`a.id, a.slug, a.category_id as category, a.source_language as source, coalesce(${languages}, '[]') as languages,
  (select count(*)::int from article_votes w where w.article_id = a.id and w.helpful) as helpful,
  (select count(*)::int from article_votes w where w.article_id = a.id and not w.helpful) as unhelpful,
  (select count(*)::int from article_solutions s where s.article_id = a.id) as solved`;

const only = {
  all: sql`true`,
  review: sql`exists (select 1 from article_versions v where v.article_id = a.id and v.state = 'review')`,
  drafts: sql`exists (select 1 from article_versions v where v.article_id = a.id and v.state in ('draft', 'review'))`,
  behind: sql`exists (select 1 from article_versions v where v.article_id = a.id and v.state = 'published' and v.language <> a.source_language
    and v.translates is distinct from (select s.number from article_versions s where s.article_id = a.id and s.language = a.source_language and s.state = 'published'))`,
};

export async function list(
  reader: Reader,
  asked: { q: string; only: keyof typeof only; before?: string | undefined; limit: number },
): Promise<{ articles: ArticleRow[]; categories: Category[]; next: string | null }> {
  const pattern = `%${asked.q
    .trim()
    .toLowerCase()
    .replaceAll(/[\\%_]/g, '\\$&')}%`;
  const rows = await reader.rows(sql<ArticleRow>`
    select ${rowColumns} from articles a
    where ${only[asked.only]} and (${asked.before ?? null}::text is null or a.slug > ${asked.before ?? null})
      and (${pattern} = '%%' or a.slug like ${pattern} or exists (select 1 from article_versions v where v.article_id = a.id and lower(v.title) like ${pattern}))
    order by a.slug limit ${asked.limit + 1}`);
  const articles = rows.slice(0, asked.limit);
  return { articles, categories: await categories(reader), next: rows.length > asked.limit ? articles.at(-1)!.slug : null };
}

/** Throws `not_found`. */
export async function one(reader: Reader, origin: string, id: string): Promise<Article> {
  const [row] = await reader.rows(sql<ArticleRow>`select ${rowColumns} from articles a where a.id = ${id}`);
  if (!row) throw new Refusal('not_found');
  const versions = await reader.rows(sql<Omit<ArticleVersion, 'changed' | 'published'> & { changed: Date; published: Date | null }>`
    select v.language, v.number, v.title, v.markdown, v.state, v.translates, v.changed_at as changed, s.name as by, s.id as author, v.published_at as published,
      r.name as reviewer
    from article_versions v join staff s on s.id = v.changed_by left join staff r on r.id = v.published_by
    where v.article_id = ${id} order by v.language, v.number desc`);
  return {
    ...row,
    url: `${origin}/help/${row.source}/${row.slug}`,
    versions: versions.map((v) => ({ ...v, changed: v.changed.toISOString(), published: v.published?.toISOString() ?? null })),
  };
}

// Categories ----------------------------------------------------------------------------------------------------------

const categories = (reader: Reader): Promise<Category[]> =>
  reader.rows(sql<Category>`select id, key, name, position from categories order by position, key`);

export async function saveCategory(
  tx: Tx,
  who: StaffWho,
  category: { id: string; key: string; name: Named; position: number },
): Promise<Category> {
  employing.mustAdminister(who);
  const [was] = await tx.rows(sql<Category>`select id, key, name, position from categories where id = ${category.id} for update`);
  if (was && was.key !== category.key)
    throw new Refusal('invalid', [{ path: 'key', message: 'a key stays what it is: addresses name it' }]);
  const [taken] = await tx.rows(sql`select 1 from categories where key = ${category.key} and id <> ${category.id}`);
  if (taken) throw new Refusal('invalid', [{ path: 'key', message: 'this key stands for another already' }]);
  await tx.rows(sql`
    insert into categories (id, key, name, position) values (${category.id}, ${category.key}, ${JSON.stringify(category.name)}, ${category.position})
    on conflict (id) do update set name = excluded.name, position = excluded.position`);
  const shown = ({ key, name, position }: Omit<Category, 'id'>) => ({ key, name, position });
  await noteChange(tx, who, {
    what: 'category',
    id: category.id,
    name: category.name.en,
    was: was ? shown(was) : null,
    now: shown(category),
  });
  changed(tx);
  return category;
}

/** Throws `not_found`, `in_use`. */
export async function removeCategory(tx: Tx, who: StaffWho, id: string): Promise<void> {
  employing.mustAdminister(who);
  const [was] = await tx.rows(sql<Category>`select id, key, name, position from categories where id = ${id} for update`);
  if (!was) throw new Refusal('not_found');
  const [used] = await tx.rows(sql`select 1 from articles where category_id = ${id} limit 1`);
  if (used) throw new Refusal('in_use');
  await tx.write.deleteFrom('categories').where('id', '=', id).execute();
  await noteChange(tx, who, { what: 'category', id, name: was.name.en, was: { key: was.key, name: was.name }, now: null });
  changed(tx);
}
