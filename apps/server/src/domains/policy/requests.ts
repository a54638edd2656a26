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

export async function note(tx: Tx, made: Made): Promise<void> {
  const { customer, asked, verdict } = made;
  await tx.write
    .insertInto('requests')
    .values({
      id: made.id,
      at: tx.now,
      member_id: made.member,
      organization_id: made.organization,
      ...customer,
      question: asked.question,
      area: asked.area,
      about: [...asked.about],
      urgent: made.urgent,
      text: asked.text.slice(0, longestText),
      advised: verdict.advised,
      chosen: made.chosen,
      policy_version: made.version,
    })
    .execute();
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
