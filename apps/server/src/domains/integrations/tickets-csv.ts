/** Tickets as lines of CSV, read and written page by page: a million of them need no more memory than a thousand. */
import { stringify } from 'csv-stringify/sync';
import { sql } from 'kysely';
import type { Reader } from '../../platform/db.ts';
import { doorOf } from './reports.ts';

const pageSize = 1_000;

interface Line {
  number: number;
  [column: string]: unknown;
}

const columns = [
  'number',
  'opened',
  'door',
  'state',
  'urgent',
  'subject',
  'area',
  'customer',
  'organization',
  'site',
  'plan',
  'team',
  'assignee',
  'first_answer_hours',
  'first_answer_business_hours',
  'solved',
  'solution_hours',
  'solution_business_hours',
  'reopened',
  'completeness',
  'rating',
] as const;

/** Spreadsheets would run a cell that begins like a formula: it is written as text. */
const lines = (rows: readonly (Line | readonly string[])[]) => stringify(rows as Line[], { columns: [...columns], escape_formulas: true });

/** A head, then every ticket that was opened in the last `days`, oldest first. */
export async function* ticketsCsv(reader: Reader, days: number): AsyncGenerator<string> {
  // Spreadsheets take a file without this mark for one of their machine's old encoding.
  yield `\uFEFF${stringify([columns])}`;
  const since = new Date(reader.now.getTime() - days * 86_400_000);
  for (let after = 0; ;) {
    const rows = await page(reader, since, after);
    if (rows.length > 0) yield lines(rows);
    if (rows.length < pageSize) return;
    after = rows.at(-1)!.number;
  }
}

const instant = (column: string) => sql`to_char(${sql.ref(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`;
const hours = (from: string, to: string) => sql`round(extract(epoch from ${sql.ref(to)} - ${sql.ref(from)}) / 3600, 2)`;
const businessHours = (kind: string) => sql`(select round(p.spent_ms / 3600000.0, 2) from promises p
  where p.ticket_id = k.id and p.kind = ${sql.lit(kind)} and p.number = 1 and p.outcome in ('kept', 'broken'))`;

const page = (reader: Reader, since: Date, after: number) =>
  reader.rows(sql<Line>`
    select k.number, ${instant('k.created_at')} as opened, ${doorOf} as door, k.state, k.urgent is not null as urgent, k.subject, a.key as area,
      m.name as customer, o.name as organization, o.site, o.plan, t.key as team, s.name as assignee,
      case when k.chat_id is null then ${hours('k.created_at', 'k.answered_at')} end as first_answer_hours,
      ${businessHours('first_answer')} as first_answer_business_hours,
      ${instant('k.solved_at')} as solved, ${hours('k.created_at', 'k.solved_at')} as solution_hours,
      ${businessHours('solution')} as solution_business_hours, k.reopened, round(k.completeness::numeric, 2) as completeness,
      case when r.good then 'good' when not r.good then 'bad' end as rating
    from (select * from tickets where number > ${after} and created_at > ${since} order by number limit ${pageSize}) k
      join members m on m.id = k.member_id join organizations o on o.id = k.organization_id left join areas a on a.id = k.area_id
      left join teams t on t.id = k.team_id left join staff s on s.id = k.assignee_id left join ratings r on r.ticket_id = k.id
    order by k.number`);
