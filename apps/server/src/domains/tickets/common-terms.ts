/**
 * Which terms so many documents have that it is quicker to go through the tickets, newest first, than to gather all that the index has:
 * what PostgreSQL's own statistics say of them. It would know for one term; for several that come together it expects too few.
 */
import type { Reader } from '../../platform/db.ts';

/** Share of the documents that have it. */
const common = 0.01;
/** Statistics change with the years, not with the minutes. Milliseconds. */
const keptFor = 600_000;

const kept = new WeakMap<Reader, { at: number; terms: Promise<ReadonlySet<string>> }>();

async function read(reader: Reader): Promise<ReadonlySet<string>> {
  const rows = await reader.prepared<{ term: string }>(
    'common_terms',
    `select e.term from pg_stats s, unnest(s.most_common_elems::text::text[], s.most_common_elem_freqs) as e (term, share)
     where s.schemaname = 'public' and s.tablename = 'search_documents' and s.attname = 'public' and e.term is not null and e.share >= $1`,
    [common],
  );
  return new Set(rows.map((r) => r.term));
}

/** Whether every one of these terms is common. */
export async function areCommon(reader: Reader, terms: readonly string[]): Promise<boolean> {
  const now = reader.now.getTime();
  let held = kept.get(reader);
  if (!held || now - held.at > keptFor) {
    held = { at: now, terms: read(reader) };
    kept.set(reader, held);
  }
  const known = await held.terms;
  return terms.length > 0 && terms.every((term) => known.has(term));
}
