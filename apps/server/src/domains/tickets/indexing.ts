/**
 * What is found of a ticket: its words, kept beside it. A command notes that a ticket's document is stale, in its own transaction;
 * a job writes the document again a moment later, so that searching costs those who write next to nothing.
 */
import { sql } from 'kysely';
import type { Database, Tx } from '../../platform/db.ts';
import { indexTerms } from '../../platform/terms.ts';

/** Notes that what is found of a ticket has changed. */
export function stale(tx: Tx, ticket: string): void {
  tx.send('note_stale', 'insert into unindexed (ticket_id) values ($1)', [ticket]);
}

interface Source {
  id: string;
  organization: string;
  head: string;
  public: string[] | null;
  notes: string[] | null;
}

/** Tickets indexed in one transaction. */
const batch = 50;
/** Characters of a thread that are found; what comes after them in a longer one is not. */
const longestText = 400_000;

/** Writes the documents of stale tickets; answers how many. Run twice at once, each takes others. */
export async function indexStale({ db }: { db: Database }): Promise<number> {
  let all = 0;
  let done: number;
  do {
    done = await db.transaction(indexBatch);
    all += done;
  } while (done > 0);
  return all;
}

async function indexBatch(tx: Tx): Promise<number> {
  const noted = await tx.rows(sql<{ ticket_id: string }>`
    delete from unindexed where id in (select id from unindexed order by id limit ${batch * 2} for update skip locked) returning ticket_id`);
  const ids = [...new Set(noted.map((n) => n.ticket_id))];
  if (ids.length === 0) return 0;
  const sources = await tx.rows(sql<Source>`
    select k.id, k.organization_id as organization,
      concat_ws(' ', '#' || k.number, k.number, k.subject, m.name, m.email, o.name, a.key) as head, e.public, e.notes
    from tickets k join members m on m.id = k.member_id join organizations o on o.id = k.organization_id left join areas a on a.id = k.area_id
      left join lateral (
        select array_agg(said) filter (where n.public_seq is not null) as public, array_agg(said) filter (where n.public_seq is null) as notes
        from (
          select public_seq, concat_ws(' ', body ->> 'text', body ->> 'answer', (
            select string_agg(f ->> 'name', ' ') from jsonb_array_elements(body -> 'files') f), body -> 'label' ->> 'en', body ->> 'item') as said
          from entries where thread_id = k.thread_id and kind in ('message', 'note', 'evidence') order by seq
        ) n
      ) e on true
    where k.id = any(${ids}::uuid[])`);
  const documents = sources.map(({ id, organization, head, public: said, notes }) => {
    const headTerms = indexTerms(head);
    return {
      id,
      organization,
      head: [...headTerms],
      public: [...indexTerms((said ?? []).join('\n').slice(0, longestText), headTerms)],
      notes: notes ? [...indexTerms(notes.join('\n').slice(0, longestText), headTerms)] : [],
    };
  });
  await tx.rows(sql`
    insert into search_documents (ticket_id, organization_id, head, public, notes)
    select (d ->> 'id')::uuid, (d ->> 'organization')::uuid, array_to_tsvector(${terms('head')}), array_to_tsvector(${terms('public')}), array_to_tsvector(${terms('notes')})
    from jsonb_array_elements(${JSON.stringify(documents)}::jsonb) d
    on conflict (ticket_id) do update set organization_id = excluded.organization_id, head = excluded.head, public = excluded.public, notes = excluded.notes`);
  return ids.length;
}

const terms = (field: 'head' | 'public' | 'notes') => sql`array(select jsonb_array_elements_text(d -> ${sql.lit(field)}))`;
