/**
 * Finds articles as one types: every word is in what is found, the last may be unfinished, and a Latin word that no article has stands for
 * the ones that are written alike. Titles count most, then headings, text and code.
 */
import type { FoundArticle, Locale, Named } from '@fairlead/contract';
import { sql } from 'kysely';
import type { Reader, Tx } from '../../platform/db.ts';
import { excerpt } from '../../platform/excerpt.ts';
import { folded, indexTerms, soughtIn } from '../../platform/terms.ts';

const cjk = /[\p{Script=Hangul}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;
const mostWords = 12;
/** Words shorter than this are too alike to be misspelt. */
const shortestMisspelt = 4;
const mostAlike = 4;
/** Of what is kept to cut passages from, UTF-16 units. */
const longestBody = 100_000;

const quoted = (term: string) => `'${term.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
const isTerm = (term: string) => !term.startsWith('~');

/** A vector of every term with the weight of the best place in which it stands. */
async function vectorOf(title: string, markdown: string): Promise<{ vector: string; words: string[]; body: string }> {
  const { partsOf } = await import('./rendering.ts');
  const { headings, text, code } = partsOf(markdown);
  const places: [string, string][] = [
    [title, 'A'],
    [headings.join('\n'), 'B'],
    [text.join('\n'), 'C'],
    [code.join('\n'), 'D'],
  ];
  const weights = new Map<string, string>();
  for (const [said, weight] of places)
    for (const term of indexTerms(said)) if (isTerm(term) && !weights.has(term)) weights.set(term, weight);
  const vector = [...weights].map(([term, weight]) => `${quoted(term)}:1${weight}`).join(' ');
  const words = [...weights.keys()].filter(
    (term) => term.length >= shortestMisspelt && term.length <= 40 && /^[\p{L}]+$/u.test(term) && !cjk.test(term),
  );
  return { vector, words, body: [...headings, ...text, ...code].join('\n').slice(0, longestBody) };
}

/** What is published in a language can be found from now on; null: no more. */
export async function index(
  tx: Tx,
  article: string,
  language: Locale,
  published: { title: string; markdown: string } | null,
): Promise<void> {
  await tx.rows(sql`delete from article_index where article_id = ${article} and language = ${language}`);
  if (!published) return;
  const { vector, words, body } = await vectorOf(published.title, published.markdown);
  await tx.rows(sql`
    insert into article_index (article_id, language, title, body, terms) values (${article}, ${language}, ${published.title}, ${body}, ${vector}::tsvector)`);
  // In one order, so that two who publish at once do not wait for each other in a circle. Counted up only: a word that is no more finds nothing.
  await tx.rows(sql`
    insert into article_words (word, articles) select word, 1 from unnest(${words.toSorted((a, b) => (a < b ? -1 : 1))}::text[]) w (word)
    on conflict (word) do nothing`);
}

/** A word with two neighbouring letters exchanged, or one letter left out: what three letters in common do not show of short words. */
function slips(word: string): string[] {
  const letters = [...word];
  const exchanged = letters.slice(1).map((letter, i) => [...letters.slice(0, i), letter, letters[i]!, ...letters.slice(i + 2)].join(''));
  const without = letters.map((_, i) => [...letters.slice(0, i), ...letters.slice(i + 1)].join(''));
  return [...new Set([...exchanged, ...without])].filter((slip) => slip !== word && slip.length >= shortestMisspelt - 1);
}

/** Of words that no article has, those that are written like them, the most alike first. */
async function alike(reader: Reader, words: readonly string[]): Promise<Map<string, string[]>> {
  if (words.length === 0) return new Map();
  const slipped = words.flatMap((word) => slips(word).map((slip) => ({ word, slip })));
  const rows = await reader.rows(
    sql<{ word: string; alike: string[] | null }>`
      select w.word, (select array_agg(a.word order by a.rank desc, a.word) from (
          select k.word, 1::real as rank from unnest(${slipped.map((s) => s.word)}::text[], ${slipped.map((s) => s.slip)}::text[]) s (of, slip)
            join article_words k on k.word = s.slip where s.of = w.word
          union
          (select word, similarity(word, w.word) from article_words where word % w.word order by similarity(word, w.word) desc limit ${mostAlike})) a) as alike
      from unnest(${words}::text[]) w (word)
      where not exists (select 1 from article_words k where k.word = w.word)`,
    'words_alike',
  );
  return new Map(rows.map((row) => [row.word, row.alike ?? []]));
}

interface Row {
  id: string;
  slug: string;
  language: Locale;
  title: string;
  body: string;
  category: Named | null;
}

/** The best for a text, in the language asked for where there is one. */
export async function find(
  reader: Reader,
  origin: string,
  { q, language, limit }: { q: string; language: Locale; limit: number },
): Promise<FoundArticle[]> {
  const words = q.trim().split(/\s+/).filter(Boolean).slice(0, mostWords);
  const sought = words.map((word) => soughtIn(word)).filter((s) => s.terms.length > 0);
  if (sought.length === 0) return [];
  const strict = await matching(reader, await queryOf(reader, sought, true), language, limit);
  // A whole sentence is in no article: then most of its words will do.
  const rows =
    strict.length > 0 || sought.length < 3 ? strict : await matching(reader, await queryOf(reader, sought, false), language, limit);
  return rows.map(({ id, slug, language: found, title, body, category }) => ({
    id,
    title,
    url: `${origin}/help/${found}/${slug}`,
    language: found,
    category,
    passage: excerpt(body, words),
  }));
}

async function queryOf(reader: Reader, sought: readonly { terms: string[]; open: boolean }[], all: boolean): Promise<string> {
  const latin = sought
    .flatMap((s) => s.terms)
    .filter((term) => term.length >= shortestMisspelt && /^\p{L}+$/u.test(term) && !cjk.test(term));
  const others = await alike(reader, [...new Set(latin)]);
  const parts = sought.map(({ terms, open }, at) =>
    terms
      .map((term, i) => {
        const isOpen = open && i === terms.length - 1 && (at === sought.length - 1 || cjk.test(term));
        const own = `${quoted(term)}${isOpen ? ':*' : ''}`;
        const spelt = (others.get(term) ?? []).map(quoted);
        return spelt.length > 0 ? `(${[own, ...spelt].join(' | ')})` : own;
      })
      .join(' & '),
  );
  return parts.map((part) => `(${part})`).join(all ? ' & ' : ' | ');
}

const matching = (reader: Reader, query: string, language: Locale, limit: number) =>
  reader.rows(
    sql<Row>`
      with best as (
        select i.article_id, i.language, ts_rank('{0.1, 0.3, 0.6, 1.0}', i.terms, ${query}::tsquery) as rank
        from article_index i where i.terms @@ ${query}::tsquery
          -- In another language only what is not there in the reader's.
          and (i.language = ${language} or not exists (select 1 from article_index o where o.article_id = i.article_id and o.language = ${language}))
        order by i.language = ${language} desc, rank desc, i.article_id limit ${limit})
      select a.id, a.slug, i.language, i.title, i.body, c.name as category
      from best b join article_index i using (article_id, language) join articles a on a.id = b.article_id left join categories c on c.id = a.category_id
      order by b.language = ${language} desc, b.rank desc, b.article_id`,
    'articles_found',
  );

/** Notes what was looked for; while somebody types on, only the last of it. */
export async function noteSearch(tx: Tx, asked: { q: string; language: Locale; found: number; member: string | null }): Promise<void> {
  const query = folded(asked.q).trim().slice(0, 200);
  if (query.length < 2) return;
  const [earlier] = asked.member
    ? await tx.rows(sql<{ id: number; query: string }>`
        select id, query from article_searches where member_id = ${asked.member} and at > ${new Date(tx.now.getTime() - 60_000)} order by id desc limit 1`)
    : [];
  if (earlier && (query.startsWith(earlier.query) || earlier.query.startsWith(query)))
    await tx.rows(sql`update article_searches set query = ${query}, found = ${asked.found}, at = ${tx.now} where id = ${earlier.id}`);
  else
    await tx.rows(sql`
      insert into article_searches (at, query, language, found, member_id) values (${tx.now}, ${query}, ${asked.language}, ${asked.found}, ${asked.member})`);
}

/** Searches are kept as long as a report may ask for them, milliseconds. */
const searchesKeptFor = 366 * 24 * 3600_000;

export async function forgetSearches(tx: Tx): Promise<void> {
  await tx.rows(sql`delete from article_searches where at < ${new Date(tx.now.getTime() - searchesKeptFor)}`);
}
