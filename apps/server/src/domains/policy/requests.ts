/** What each request was advised and what its customer chose, so that another policy can be tried on them. */
import type { Channel, DryRun, Question } from '@fairlead/contract';
import { sql } from 'kysely';
import type { Reader, Tx } from '../../platform/db.ts';
import { type Asked, type Customer, judge, type Verdict } from './channels.ts';
import type { Policy } from './rules.ts';

export interface Made {
  /** The chat's or ticket's own id. */
  id: string;
  member: string;
  organization: string;
  customer: Customer;
  asked: Asked;
  verdict: Verdict;
  urgent: boolean;
  chosen: Channel;
  version: number;
}

/** Words kept of a request: enough to read what it is about again. */
const longestText = 2_000;

export function note(tx: Tx, made: Made): void {
  const { customer, asked, verdict } = made;
  tx.send(
    'note_request',
    `insert into requests (id, at, member_id, organization_id, plan, hipaa, site, language, question, area, about, urgent, text, advised, chosen, policy_version)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
    [
      made.id,
      tx.now,
      made.member,
      made.organization,
      customer.plan,
      customer.hipaa,
      customer.site,
      customer.language,
      asked.question,
      asked.area,
      asked.about,
      made.urgent,
      asked.text.slice(0, longestText),
      verdict.advised,
      made.chosen,
      made.version,
    ],
  );
}

const dryRunDays = 30;
const mostExamples = 100;

/** What would have differed for the requests of the last 30 days. Incidents of then are left out on both sides. */
export async function dryRun(reader: Reader, now: Policy, draft: Policy): Promise<DryRun> {
  const since = new Date(reader.now.getTime() - dryRunDays * 86_400_000);
  const rows = await reader.rows(sql<
    Customer & {
      at: Date;
      question: Question;
      area: string | null;
      about: string[];
      text: string;
      chosen: Channel;
      organization: string;
      urgent: boolean;
    }
  >`select r.at, r.plan, r.hipaa, r.language, r.site, r.question, r.area, r.about, r.text, r.chosen, r.urgent, o.name as organization
    from requests r join organizations o on o.id = r.organization_id where r.at > ${since} order by r.at desc`);
  let differ = 0;
  const examples: DryRun['examples'] = [];
  for (const row of rows) {
    const [before, after] = [now, draft].map((policy) => met(judge(policy, row.at, row, row, [], row.urgent)));
    if (JSON.stringify(before) === JSON.stringify(after)) continue;
    differ++;
    if (examples.length >= mostExamples) continue;
    const { at, organization, plan, language, about, chosen } = row;
    examples.push({ at: at.toISOString(), organization, plan, language, about, chosen, now: before!, drafted: after! });
  }
  return { requests: rows.length, differ, examples };
}

const met = ({ advised, chat, ticket }: Verdict) => ({
  advised,
  chat: chat.open,
  why: chat.why,
  promised: ticket.promised?.toISOString() ?? null,
});
