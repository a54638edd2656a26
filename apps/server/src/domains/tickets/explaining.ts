/** What was promised of a ticket, added up line by line, so that nobody has to believe it. */
import type { ExplainedPromise, TicketState } from '@fairlead/contract';
import { sql } from 'kysely';
import type { Reader } from '../../platform/db.ts';
import * as policy from '../policy/policy.ts';
import { explained, type Stretch } from '../policy/promises.ts';
import { type PromiseRow } from './promises.ts';

interface Row extends PromiseRow {
  outcome: 'kept' | 'broken' | 'void' | null;
  spans: { from: number; to: number; by: TicketState | null }[] | null;
}

/** Every promise of a ticket, oldest first. */
export async function explainedPromises(reader: Reader, ticket: string): Promise<ExplainedPromise[]> {
  const rows = await reader.rows(sql<Row>`
    select p.kind, p.number, p.minutes, p.calendar, p.policy_version, p.made_at, p.spent_ms, p.running_since, p.due_at, p.warned_at, p.broken_at,
      p.ended_at, p.outcome,
      (select json_agg(json_build_object('from', extract(epoch from s.from_at) * 1000, 'to', extract(epoch from s.to_at) * 1000, 'by', s.stopped_by)
        order by s.place) from promise_spans s where s.ticket_id = p.ticket_id and s.kind = p.kind and s.number = p.number) as spans
    from promises p where p.ticket_id = ${ticket} order by p.made_at, p.kind, p.number`);
  return Promise.all(rows.map((row) => explain(reader, row)));
}

async function explain(reader: Reader, row: Row): Promise<ExplainedPromise> {
  const rules = await policy.ofVersion(reader, row.policy_version);
  const spans = row.spans ?? [];
  const stretches: Stretch[] = spans.map(({ from, to }) => [from, to]);
  if (row.running_since) stretches.push([row.running_since.getTime(), null]);
  const until = (row.ended_at ?? reader.now).getTime();
  const lines = explained(rules.calendar(row.calendar), stretches, until).filter((line) => line.to > line.from);
  const stoppedBy = (from: number) => spans.findLast((s) => s.to <= from)?.by ?? null;
  return {
    kind: row.kind,
    number: row.number,
    made: row.made_at.toISOString(),
    minutes: row.minutes,
    calendar: row.calendar,
    zone: rules.document.calendars[row.calendar]?.zone ?? 'UTC',
    version: row.policy_version,
    spent: lines.reduce((sum, line) => sum + line.ms, 0) / 60_000,
    due: row.due_at?.toISOString() ?? null,
    is: row.outcome ?? (row.broken_at ? 'broken' : row.running_since ? 'running' : 'standing'),
    ended: row.ended_at?.toISOString() ?? null,
    lines: lines.map((line) => ({
      from: new Date(line.from).toISOString(),
      to: new Date(line.to).toISOString(),
      minutes: line.ms / 60_000,
      is: line.is,
      because: line.because,
      state: line.is === 'stopped' ? stoppedBy(line.from) : null,
    })),
  };
}
