/** Answers under a name, with placeholders that a ticket fills. */
import { type Macro, type Placeholder, placeholders } from '@fairlead/contract';
import { sql } from 'kysely';
import type { Reader, Tx } from '../../platform/db.ts';
import { Refusal } from '../../platform/refusals.ts';
import type { StaffWho } from '../accounts/accounts.ts';
import { noteChange } from '../accounts/history.ts';
import * as screens from './screens.ts';

const leads = (who: StaffWho) => who.role === 'lead' || who.role === 'administrator';
const changed = (tx: Tx) => tx.announce({ what: 'changed', brief: { what: 'macros', member: null } });
const placeholder = /\{\{\s*([^{}]*?)\s*\}\}/g;

interface Row extends Omit<Macro, 'mine'> {
  owner: string;
}

const rows = (reader: Reader, who: StaffWho, id: string | null) =>
  reader.rows(sql<Row>`
    select id, name, text, state, shared, owner_id as owner from macros
    where (shared or owner_id = ${who.id}) and (${id}::uuid is null or id = ${id}) order by lower(name), id`);

const shown = (who: StaffWho, { owner, ...macro }: Row): Macro => ({ ...macro, mine: owner === who.id });

export async function macros(reader: Reader, who: StaffWho): Promise<Macro[]> {
  return (await rows(reader, who, null)).map((row) => shown(who, row));
}

async function one(reader: Reader, who: StaffWho, id: string): Promise<Macro> {
  const [row] = await rows(reader, who, id);
  if (!row) throw new Refusal('not_found');
  return shown(who, row);
}

/** Throws `macro_placeholder` for a placeholder that stands for nothing, `not_allowed` where leads keep it, `id_taken` for a colleague's own. */
export async function save(tx: Tx, who: StaffWho, macro: Omit<Macro, 'mine'>): Promise<Macro> {
  const unknown = [...macro.text.matchAll(placeholder)]
    .map((m) => m[1]!)
    .filter((name) => !(placeholders as readonly string[]).includes(name));
  if (unknown.length > 0)
    throw new Refusal(
      'macro_placeholder',
      unknown.map((name) => ({ path: 'text', message: `{{${name}}}` })),
    );
  const was = await mayChange(tx, who, macro.id, macro.shared);
  const { id, ...values } = macro;
  await tx.write
    .insertInto('macros')
    .values({ id, ...values, owner_id: who.id, made_at: tx.now, changed_at: tx.now })
    .onConflict((c) => c.column('id').doUpdateSet({ ...values, changed_at: tx.now }))
    .execute();
  await remember(tx, who, id, was, values);
  changed(tx);
  return one(tx, who, id);
}

type Values = Pick<Macro, 'name' | 'text' | 'state' | 'shared'>;

/** What everybody uses is remembered; what is one's own is one's own. */
async function remember(tx: Tx, who: StaffWho, id: string, was: Values | null, now: Values | null): Promise<void> {
  const [before, after] = [was?.shared ? was : null, now?.shared ? now : null];
  await noteChange(tx, who, { what: 'macro', id, name: (now ?? was)?.name ?? '', was: before, now: after });
}

async function mayChange(tx: Tx, who: StaffWho, id: string, shares: boolean): Promise<Values | null> {
  const earlier = await tx.write
    .selectFrom('macros')
    .select(['owner_id', 'shared', 'name', 'text', 'state'])
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  if ((shares || earlier?.shared) && !leads(who)) throw new Refusal('not_allowed');
  if (earlier && !earlier.shared && earlier.owner_id !== who.id) throw new Refusal('id_taken');
  if (!earlier) return null;
  const { owner_id: _, ...values } = earlier;
  return values as Values;
}

/** Forgotten already, it changes nothing. */
export async function remove(tx: Tx, who: StaffWho, id: string): Promise<void> {
  const was = await mayChange(tx, who, id, false);
  await tx.write.deleteFrom('macros').where('id', '=', id).execute();
  await remember(tx, who, id, was, null);
  changed(tx);
}

/** A macro as it is said in a ticket. Names of customers stand as they are: Markdown in them says nothing. */
export async function fill(reader: Reader, who: StaffWho, number: number, id: string): Promise<Pick<Macro, 'text' | 'state'>> {
  const { text, state } = await one(reader, who, id);
  const { member, organization, subject, area, ...ticket } = await screens.ticket(reader, who, number);
  const [named] = await reader.rows(sql<{ name: string | null }>`
    select coalesce(name ->> ${who.locale}, name ->> 'en') as name from areas where key = ${area}`);
  const values: Record<Placeholder, string> = {
    'customer.name': member.name,
    'customer.email': member.email,
    'organization.name': organization.name,
    'organization.site': organization.site,
    'organization.plan': organization.plan,
    'ticket.number': String(ticket.number),
    'ticket.subject': subject,
    'ticket.area': named?.name ?? '',
    'staff.name': who.name,
  };
  return { text: text.replaceAll(placeholder, (_, name: Placeholder) => values[name].replaceAll(/[\\`*_[\]<>]/g, '\\$&')), state };
}
