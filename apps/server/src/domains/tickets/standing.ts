/** What the policy says to one customer's request now: every door asks here, so all of them say the same. */
import type { Channel, Question, Urgent } from '@fairlead/contract';
import type { Reader, Tx } from '../../platform/db.ts';
import { Refusal } from '../../platform/refusals.ts';
import * as accounts from '../accounts/accounts.ts';
import type { MemberWho } from '../accounts/accounts.ts';
import { type Disturbance, judge, type Verdict } from '../policy/channels.ts';
import * as policy from '../policy/policy.ts';
import * as requests from '../policy/requests.ts';
import * as incidents from '../routing/incidents.ts';

/** What a request says of itself. */
export interface Request {
  question: Question;
  area: string | null;
  about: readonly string[];
  urgent: Urgent | null;
  /** Everything that was written of it. */
  text: string;
  /** Items of evidence that are there already; of a choice its value. */
  given?: ReadonlyMap<string, string>;
}

export interface Standing {
  policy: policy.Policy;
  customer: accounts.Customer;
  disturbances: Disturbance[];
  verdict: Verdict;
}

export async function standing(reader: Reader, who: MemberWho, request: Request): Promise<Standing> {
  const [rules, disturbances, customer] = await Promise.all([
    policy.inForce(reader),
    incidents.disturbances(reader),
    accounts.customer(reader, who.id, who.organization),
  ]);
  return {
    policy: rules,
    customer,
    disturbances,
    verdict: judge(rules, reader.now, customer, request, disturbances, request.urgent !== null),
  };
}

/** Notes what was advised and chosen. Who says that it is urgent must say why: throws `why_urgent` (S13). */
export function noteRequest(
  tx: Tx,
  who: MemberWho,
  id: string,
  request: Request,
  chosen: Channel,
  { policy: rules, customer, verdict }: Standing,
): void {
  if (verdict.asksWhy && !verdict.fromWords && !request.urgent) throw new Refusal('why_urgent');
  requests.note(tx, {
    id,
    member: who.id,
    organization: who.organization,
    customer,
    asked: request,
    verdict,
    urgent: request.urgent !== null,
    chosen,
    version: rules.version,
  });
}
