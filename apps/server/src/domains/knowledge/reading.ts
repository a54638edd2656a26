/** What people did with articles: read them, were helped or not, and did not need to ask. */
import { sql } from 'kysely';
import type { Reader, Tx } from '../../platform/db.ts';
import type { Desk } from '../../platform/desk.ts';
import { Refusal } from '../../platform/refusals.ts';
import type { MemberWho } from '../accounts/accounts.ts';

async function mustBePublished(tx: Tx, article: string): Promise<void> {
  const [row] = await tx.rows(sql`select 1 from article_index where article_id = ${article} limit 1`);
  if (!row) throw new Refusal('not_found');
}

/** Throws `not_found`. */
export async function read(tx: Tx, who: MemberWho, article: string): Promise<void> {
  await mustBePublished(tx, article);
  await tx.rows(sql`
    insert into article_reads (member_id, article_id, at) values (${who.id}, ${article}, ${tx.now})
    on conflict (member_id, article_id) do update set at = excluded.at`);
}

/** A request that was about to be sent was not: counted once, by article. Throws `not_found`. */
export async function solved(
  tx: Tx,
  who: MemberWho,
  article: string,
  { id, via, query }: { id: string; via: 'widget' | 'portal'; query: string },
): Promise<void> {
  await mustBePublished(tx, article);
  await tx.rows(sql`
    insert into article_solutions (id, article_id, member_id, via, query, at) values (${id}, ${article}, ${who.id}, ${via}, ${query}, ${tx.now})
    on conflict (id) do nothing`);
  tx.announce({ what: 'changed', brief: { what: 'articles', member: null } });
}

/** One voice each, which may be changed. `voter`: a mark of the browser, or the member. */
export async function vote(tx: Tx, article: string, voter: string, language: string, helpful: boolean): Promise<void> {
  await tx.rows(sql`
    insert into article_votes (article_id, voter, language, helpful, at) values (${article}, ${voter}, ${language}, ${helpful}, ${tx.now})
    on conflict (article_id, voter) do update set helpful = excluded.helpful, at = excluded.at`);
  tx.announce({ what: 'changed', brief: { what: 'articles', member: null } });
}

export async function readBy(
  reader: Reader,
  origin: string,
  member: string,
): Promise<{ id: string; title: string; url: string; at: string }[]> {
  const rows = await reader.rows(sql<{ id: string; title: string; slug: string; language: string; at: Date }>`
    select a.id, i.title, a.slug, i.language, r.at from article_reads r join articles a on a.id = r.article_id
      join members m on m.id = r.member_id
      join lateral (select title, language from article_index where article_id = a.id order by language = m.locale desc, language limit 1) i on true
    where r.member_id = ${member} order by r.at desc limit 20`);
  return rows.map(({ slug, language, at, ...row }) => ({ ...row, url: `${origin}/help/${language}/${slug}`, at: at.toISOString() }));
}

/** What was looked for since some days ago, and what articles made unnecessary. */
export async function report(reader: Reader, days: number) {
  const since = new Date(reader.now.getTime() - days * 86_400_000);
  const missed = await reader.rows(sql<{ query: string; times: number; last: Date }>`
    select query, count(*)::int as times, max(at) as last from article_searches where at > ${since} and found = 0
    group by query order by times desc, last desc limit 50`);
  const solvedBy = await reader.rows(sql<{ id: string; title: string; times: number }>`
    select s.article_id as id, coalesce((select title from article_index where article_id = s.article_id order by language limit 1), '') as title, count(*)::int as times
    from article_solutions s where s.at > ${since} group by 1 order by times desc limit 50`);
  const [counts] = await reader.rows(sql<{ searches: number; unfound: number }>`
    select count(*)::int as searches, (count(*) filter (where found = 0))::int as unfound from article_searches where at > ${since}`);
  return { missed: missed.map((m) => ({ ...m, last: m.last.toISOString() })), solved: solvedBy, ...counts! };
}

const mostLinks = 20;

/** Articles of this desk that a text links to, by the address that they have or had, in order. */
export async function linkedIn({ db, origin, helpOrigin }: Desk, text: string) {
  const links = [...text.matchAll(/(https?:\/\/[^\s/]+)\/help\/(en|ko|ja)\/([a-z0-9/_-]+)/gi)]
    .filter(([, at]) => [origin, helpOrigin].includes(at!.toLowerCase()))
    .slice(0, mostLinks);
  if (links.length === 0) return [];
  const rows = await db.reader.rows(sql<{
    at: number;
    id: string;
    title: string;
    slug: string;
    language: string;
    helpful: number;
    unhelpful: number;
  }>`
    select l.at::int as at, a.id, i.title, a.slug, i.language,
      (select count(*)::int from article_votes v where v.article_id = a.id and v.helpful) as helpful,
      (select count(*)::int from article_votes v where v.article_id = a.id and not v.helpful) as unhelpful
    from unnest(${links.map((l) => l[2]!.toLowerCase())}::text[], ${links.map((l) => l[3]!.toLowerCase().replace(/\/+$/, ''))}::text[]) with ordinality as l (language, slug, at)
      join articles a on a.slug = l.slug or a.id = (select article_id from article_redirects r where r.slug = l.slug)
      join lateral (select title, language from article_index where article_id = a.id order by language = l.language desc, language limit 1) i on true
    order by l.at`);
  const seen = new Set<string>();
  return rows.flatMap(({ at: _, slug, language, ...row }) => {
    if (seen.has(row.id)) return [];
    seen.add(row.id);
    return [{ ...row, url: `${helpOrigin}/help/${language}/${slug}` }];
  });
}
