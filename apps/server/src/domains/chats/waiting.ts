/** Chats that wait or run: their rows, what the policy says to each now, and who is given to whom. Under the routing lock. */
import type { Locale, Question, Urgent } from '@fairlead/contract';
import { sql } from 'kysely';
import type { Tx } from '../../platform/db.ts';
import * as accounts from '../accounts/accounts.ts';
import { type ChatVerdict, judge } from '../policy/channels.ts';
import * as policy from '../policy/policy.ts';
import * as incidents from '../routing/incidents.ts';
import { match } from '../routing/matching.ts';
import * as routing from '../routing/routing.ts';
import * as threads from '../threads/threads.ts';

export interface ChatRow {
  id: string;
  thread_id: string;
  member_id: string;
  organization_id: string;
  question: Question;
  area_id: string | null;
  summary: string;
  about: string[];
  urgent: Urgent | null;
  engineer_id: string | null;
  ended_at: Date | null;
}

export const columns = [
  'id',
  'thread_id',
  'member_id',
  'organization_id',
  'question',
  'area_id',
  'summary',
  'about',
  'urgent',
  'engineer_id',
  'ended_at',
] as const;

/** Whose screens show chats: staff, and the member whose it is; and everybody in the line may have moved. */
export function changed(tx: Tx, member: string): void {
  tx.announce({ what: 'changed', brief: { what: 'chats', member } });
  tx.announce({ what: 'line', brief: null });
}

interface GoingOn extends ChatRow {
  /** The closing that its customer was told of. */
  warned_of: Date | null;
  /** Whether a chat of this customer might begin now. */
  verdict: ChatVerdict;
}

/** Open chats with what the policy says to each now, in the order of the line; locked. */
export async function goingOn(tx: Tx, { waiting }: { waiting: boolean }): Promise<GoingOn[]> {
  const rows = await tx.rows(sql<
    Omit<GoingOn, 'verdict'> & { plan: string; hipaa: boolean; site: string; locale: Locale; area: string | null }
  >`select c.id, c.thread_id, c.member_id, c.organization_id, c.question, c.area_id, c.summary, c.about, c.urgent, c.engineer_id, c.ended_at,
      c.warned_of, o.plan, o.hipaa, o.site, m.locale, a.key as area
    from chats c join organizations o on o.id = c.organization_id join members m on m.id = c.member_id left join areas a on a.id = c.area_id
    where c.ended_at is null ${waiting ? sql`and c.engineer_id is null` : sql``}
    order by c.returned_at is null, c.waiting_since, c.id for update of c`);
  if (rows.length === 0) return [];
  const rules = await policy.inForce(tx);
  const disturbances = await incidents.disturbances(tx);
  return rows.map(({ plan, hipaa, site, locale, area, ...chat }) => {
    const asked = { question: chat.question, area, about: chat.about, text: '' };
    return { ...chat, verdict: judge(rules, tx.now, { plan, hipaa, site, language: locale }, asked, disturbances).chat };
  });
}

/** Gives waiting chats to whoever is free. Under the routing lock. Returns what to append to their threads. */
export async function connectWaiting(tx: Tx): Promise<threads.NewAppend[]> {
  // Who waits past the closing is not connected any more, however soon the closing is carried out.
  const waiting = (await goingOn(tx, { waiting: true })).filter(({ verdict }) => verdict.open || verdict.why === 'incident');
  if (waiting.length === 0) return [];
  const people = await routing.available(tx);
  if (people.length === 0) return [];
  const loads = await tx.rows(sql<{ engineer_id: string; chats: number }>`
    select engineer_id, count(*)::int as chats from chats where ended_at is null and engineer_id is not null group by engineer_id`);
  const load = new Map(loads.map((l) => [l.engineer_id, l.chats]));
  const given = match(
    waiting.map((w) => ({ chat: w.id, line: w.question })),
    people.map((p) => ({ ...p, chats: load.get(p.staff) ?? 0 })),
  );
  const appends: threads.NewAppend[] = [];
  for (const { chat, staff } of given) {
    const { thread_id, member_id } = waiting.find((w) => w.id === chat)!;
    await tx.write
      .updateTable('chats')
      .set({ engineer_id: staff, connected_at: tx.now, returned_at: null })
      .where('id', '=', chat)
      .execute();
    const person = await accounts.staffPerson(tx, staff);
    appends.push(threads.happened(thread_id, { event: 'engineer_connected', staff, name: person!.name }));
    changed(tx, member_id);
  }
  await routing.touched(tx, [...new Set(given.map((g) => g.staff))]);
  return appends;
}
