/** How the completeness of requests relates to the time until they were solved, per area. */
import type { EvidenceReport } from '@fairlead/contract';
import { sql } from 'kysely';
import type { Reader } from '../../platform/db.ts';

const bands = [
  { from: 0, to: 1 / 3 },
  { from: 1 / 3, to: 2 / 3 },
  { from: 2 / 3, to: 1 },
];

/** Requests that were solved in the last `days`; those of a chat count from the chat's beginning. */
export async function evidenceReport(reader: Reader, days: number): Promise<EvidenceReport> {
  const since = new Date(reader.now.getTime() - days * 86_400_000);
  // A request with all of its evidence belongs to the last band, which is the only one that includes its end.
  const rows = await reader.rows(sql<{ area: string | null; band: number; requests: number; hours: number; complete: number }>`
    select a.key as area, least(2, floor(k.completeness * 3))::int as band, count(*)::int as requests, avg(k.completeness)::float8 as complete,
      percentile_cont(0.5) within group (order by extract(epoch from k.solved_at - coalesce(c.started_at, k.created_at)) / 3600)::float8 as hours
    from tickets k left join areas a on a.id = k.area_id left join chats c on c.id = k.chat_id
    where k.solved_at > ${since} and k.completeness is not null
    group by a.key, a.position, band order by a.position nulls last, band`);
  const areas = [...new Set(rows.map((r) => r.area))];
  return {
    days,
    areas: areas.map((area) => {
      const own = rows.filter((r) => r.area === area);
      const requests = own.reduce((sum, r) => sum + r.requests, 0);
      return {
        area,
        requests,
        complete: own.reduce((sum, r) => sum + r.complete * r.requests, 0) / requests,
        bands: bands.map(({ from, to }, band) => {
          const found = own.find((r) => r.band === band);
          return { from, to, requests: found?.requests ?? 0, hours: found?.hours ?? null };
        }),
      };
    }),
  };
}
