/** Views of the inbox: searches under a name. Every desk has some; staff keep others for themselves or for everybody. */
import { builtInViews, type BuiltInView, type TicketOrder, type View } from '@fairlead/contract';
import { sql } from 'kysely';
import type { Reader, Tx } from '../../platform/db.ts';
import { Refusal } from '../../platform/refusals.ts';
import type { StaffWho } from '../accounts/accounts.ts';
import { noteChange } from '../accounts/history.ts';
import { sought } from './finding.ts';

interface Search {
  q: string;
  order: TicketOrder;
}

const builtIn: Record<BuiltInView, Search> = {
  mine: { q: 'assignee:me is:unsolved', order: 'updated' },
  my_teams: { q: 'team:mine is:unsolved', order: 'updated' },
  unassigned: { q: 'assignee:nobody is:unsolved', order: 'updated' },
  urgent: { q: 'is:urgent is:unsolved', order: 'updated' },
  breaching: { q: 'is:due_soon', order: 'due' },
  waiting: { q: 'is:waiting', order: 'waiting' },
  recently_solved: { q: 'solved:7d', order: 'solved' },
  all: { q: 'is:unsolved', order: 'updated' },
};

const isBuiltIn = (id: string): id is BuiltInView => (builtInViews as readonly string[]).includes(id);
const isId = (id: string) => /^[0-9a-f-]{36}$/.test(id);

interface Saved extends Search {
  id: string;
  name: string;
  shared: boolean;
  owner: string;
}

const saved = (reader: Reader, who: StaffWho, id: string | null) =>
  reader.rows(sql<Saved>`
    select id, name, shared, owner_id as owner, filter ->> 'q' as q, filter ->> 'order' as "order"
    from views where (owner_id = ${who.id} or shared) and (${id}::uuid is null or id = ${id}) order by made_at`);

/** What a view looks for; throws `not_found`. */
export async function searchOf(reader: Reader, who: StaffWho, id: string): Promise<Search> {
  if (isBuiltIn(id)) return builtIn[id];
  const [view] = isId(id) ? await saved(reader, who, id) : [];
  if (!view) throw new Refusal('not_found');
  return view;
}

/** Counted no further: a view of so many is not worked through by its number. */
const mostCounted = 1_000;

async function counted(reader: Reader, who: StaffWho, { q }: Search): Promise<number> {
  const [row] = await reader.rows(sql<{ count: number }>`
    select count(*)::int as count from (select 1 from tickets k where ${sought(reader, who, q).where} limit ${mostCounted}) n`);
  return row!.count;
}

export async function views(reader: Reader, who: StaffWho): Promise<View[]> {
  const all = [
    ...builtInViews.map((id) => ({ id, name: null, ...builtIn[id], shared: true, mine: false })),
    ...(await saved(reader, who, null)).map(({ owner, ...view }) => ({ ...view, mine: owner === who.id })),
  ];
  return Promise.all(all.map(async (view) => ({ ...view, count: await counted(reader, who, view) })));
}

const changed = (tx: Tx) => tx.announce({ what: 'changed', brief: { what: 'views', member: null } });

/** Throws `invalid` for a search that cannot be read, `not_allowed` for a colleague's view. */
export async function save(tx: Tx, who: StaffWho, view: Search & { id: string; name: string; shared: boolean }): Promise<void> {
  sought(tx, who, view.q);
  const filter = JSON.stringify({ q: view.q, order: view.order });
  const was = await mayChange(tx, who, view.id);
  await tx.write
    .insertInto('views')
    .values({ id: view.id, name: view.name, owner_id: who.id, shared: view.shared, filter, made_at: tx.now, changed_at: tx.now })
    .onConflict((c) => c.column('id').doUpdateSet({ name: view.name, shared: view.shared, filter, changed_at: tx.now }))
    .execute();
  await remember(tx, who, view.id, was, { name: view.name, shared: view.shared, q: view.q, order: view.order });
  changed(tx);
}

/** Forgotten already, it changes nothing. */
export async function remove(tx: Tx, who: StaffWho, id: string): Promise<void> {
  const was = await mayChange(tx, who, id);
  await tx.write.deleteFrom('views').where('id', '=', id).execute();
  await remember(tx, who, id, was, null);
  changed(tx);
}

interface Kept extends Search {
  name: string;
  shared: boolean;
}

/** What everybody uses is remembered; what is one's own is one's own. */
async function remember(tx: Tx, who: StaffWho, id: string, was: Kept | null, now: Kept | null): Promise<void> {
  const [before, after] = [was?.shared ? was : null, now?.shared ? now : null];
  await noteChange(tx, who, { what: 'view', id, name: (now ?? was)?.name ?? '', was: before, now: after });
}

async function mayChange(tx: Tx, who: StaffWho, id: string): Promise<Kept | null> {
  const earlier = await tx.write
    .selectFrom('views')
    .select(['owner_id', 'shared', 'name', 'filter'])
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  if (!earlier) return null;
  if (earlier.owner_id !== who.id && (!earlier.shared || (who.role !== 'lead' && who.role !== 'administrator')))
    throw new Refusal('not_allowed');
  return { name: earlier.name, shared: earlier.shared, ...(earlier.filter as unknown as Search) };
}
