/** What was found in flares, over all of them: which tickets have the same, what the customer is shown, and where a ticket belongs by it. */
import type { FlareFinding, FlareReport, FoundArticle } from '@fairlead/contract';
import type { BundleReport } from '@fairlead/flare-kit';
import { sql } from 'kysely';
import type { Reader, Tx } from '../../platform/db.ts';
import type { Desk } from '../../platform/desk.ts';
import { Refusal } from '../../platform/refusals.ts';
import type { StaffWho, Who } from '../accounts/accounts.ts';
import * as articles from '../knowledge/finding.ts';
import * as placing from '../tickets/placing.ts';
import * as threads from '../threads/threads.ts';
import { mustBeReadable, report } from './flares.ts';

type Findings = BundleReport['findings'];

/** Notes what was found, and brings a ticket that has no area yet to where most of it belongs. */
export async function note(tx: Tx, flare: string, thread: string, findings: Findings): Promise<void> {
  const rules = new Map(findings.map((f) => [f.rule, f.severity]));
  if (rules.size === 0) return;
  await tx.rows(sql`
    insert into flare_findings (flare_id, rule, thread_id, severity)
    select ${flare}, rule, ${thread}, severity from unnest(${[...rules.keys()]}::text[], ${[...rules.values()]}::text[]) as f (rule, severity)
    on conflict do nothing`);
  // The first weighs most.
  const area = findings.find((f) => f.severity !== 'info' && f.area !== null)?.area;
  if (area) await placing.placeIfNowhere(tx, thread, area);
}

/** Rules for which articles are looked for, and how many for each. */
const mostSought = 6;
const mostArticles = 2;

/** What was done to a flare, and what was found with what is known of it; to members what they are shown. Throws as `mustBeReadable`. */
export async function reportFor(desk: Desk, who: Who, id: string): Promise<FlareReport> {
  const { reader } = desk.db;
  const all = await report(reader, who, id);
  const about = await known(reader, id);
  const findings = all.findings.map((f) => ({ ...f, ...about.get(f.rule) }));
  if (who.kind === 'member') return { ...all, original: null, findings: findings.filter((f) => f.shown).map((f) => ({ ...f, others: 0 })) };
  const titles = new Map(findings.filter((f) => f.severity !== 'info').map((f) => [f.rule, f.title[who.locale] ?? f.title.en]));
  const found = new Map<string, FlareFinding['articles']>();
  for (const [rule, q] of [...titles].slice(0, mostSought)) {
    const best = await articles.find(reader, desk.origin, { q, language: who.locale, limit: mostArticles * 2 });
    found.set(
      rule,
      best
        .filter((article) => speaksOf(article, q))
        .slice(0, mostArticles)
        .map(({ title, url }) => ({ title, url })),
    );
  }
  return { ...all, findings: findings.map((f) => ({ ...f, articles: found.get(f.rule) ?? [] })) };
}

/** Whether an article has most of the words that say something: one in common is none that helps. */
function speaksOf({ title, passage }: FoundArticle, q: string): boolean {
  const words = q.toLowerCase().match(/[\p{L}\d]{4,}/gu) ?? [];
  const text = `${title} ${passage.text}`.toLowerCase();
  return words.length > 0 && words.filter((word) => text.includes(word)).length >= Math.max(1, words.length / 2);
}

/** Of each rule of a flare: whether the customer is shown it, and how many other tickets have it. */
async function known(reader: Reader, flare: string): Promise<Map<string, Pick<FlareFinding, 'shown' | 'others'>>> {
  const rows = await reader.rows(
    sql<{ rule: string; shown: boolean; others: number }>`
      select f.rule, f.shown_at is not null as shown,
        (select count(distinct o.thread_id)::int from flare_findings o where o.rule = f.rule and o.thread_id <> f.thread_id) as others
      from flare_findings f where f.flare_id = ${flare}`,
    'findings_known',
  );
  return new Map(rows.map(({ rule, ...about }) => [rule, about]));
}

/** Tickets in whose flares a rule found something, newest first. Throws `not_found` where it never did. */
export async function ticketsWith(reader: Reader, rule: string) {
  const rows = await reader.rows(
    sql<{ number: number; subject: string; state: 'new'; organization: string; at: Date }>`
      select k.number, k.subject, k.state, o.name as organization, max(l.received_at) as at
      from flare_findings f join flares l on l.id = f.flare_id join tickets k on k.thread_id = f.thread_id join organizations o on o.id = k.organization_id
      where f.rule = ${rule} group by k.number, k.subject, k.state, o.name order by at desc limit 50`,
    'tickets_with_finding',
  );
  if (rows.length === 0) throw new Refusal('not_found');
  return rows.map(({ at, ...row }) => ({ ...row, at: at.toISOString() }));
}

/** Shows the customer what a rule found, which is said in the thread; or hides it again. Throws `not_found`. */
export async function show(tx: Tx, who: StaffWho, flare: string, { rule, shown }: { rule: string; shown: boolean }): Promise<void> {
  await mustBeReadable(tx, who, flare);
  const [row] = await tx.rows(sql<{ thread: string; name: string; findings: Findings; was: boolean }>`
    update flare_findings f set shown_at = ${shown ? tx.now : null}, shown_by = ${shown ? who.id : null}
    from (select x.flare_id, x.shown_at from flare_findings x where x.flare_id = ${flare} and x.rule = ${rule} for update) before, flares l
    where f.flare_id = ${flare} and f.rule = ${rule} and l.id = f.flare_id
    returning l.thread_id as thread, l.name, l.findings, before.shown_at is not null as was`);
  const found = row?.findings.find((f) => f.rule === rule);
  if (!row || !found) throw new Refusal('not_found');
  if (!shown || row.was) return;
  const said = Object.fromEntries(
    Object.entries(found.title).map(([language, title]) => {
      const advice = found.advice?.[language as keyof typeof found.advice] ?? found.advice?.en;
      return [language, advice ? `${title}${language === 'ja' ? '。' : '. '}${advice}` : title];
    }),
  ) as typeof found.title;
  await threads.append(tx, threads.happened(row.thread, { event: 'finding_shown', flare, bundle: row.name, found: said, by: who.name }));
}
