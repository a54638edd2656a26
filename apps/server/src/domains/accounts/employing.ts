/** Who works here: added, changed, let go. Their teams and how much they take at once are routing's. */
import type { StaffMember, StaffRole } from '@fairlead/contract';
import { sql } from 'kysely';
import type { Reader, Tx } from '../../platform/db.ts';
import { Refusal } from '../../platform/refusals.ts';
import { sessionsAnnounced, type StaffWho } from './accounts.ts';

/** Throws `not_allowed` for everybody else. */
export function mustAdminister(who: StaffWho): void {
  if (who.role !== 'administrator') throw new Refusal('not_allowed');
}

export interface Person {
  id: string;
  name: string;
  email: string;
  role: StaffMember['role'];
  left: Date | null;
}

const columns = sql`select id, name, email, role, left_at as left from staff`;

/** Everybody who works or has worked here, by name. */
export const everybody = (reader: Reader): Promise<Person[]> =>
  reader.rows(sql<Person>`${columns} where role <> 'service' order by left_at is not null, name, id`);

/** Locked; undefined where nobody has this id. */
export async function lockPerson(tx: Tx, id: string): Promise<Person | undefined> {
  const [row] = await tx.rows(sql<Person>`${columns} where id = ${id} and role <> 'service' for update`);
  return row;
}

/** Throws `invalid` where an address is somebody else's already, colleague or customer. */
export async function mustBeFree(reader: Reader, id: string, email: string): Promise<void> {
  const [taken] = await reader.rows(sql<{ id: string }>`
    select id from staff where lower(email) = lower(${email}) and id <> ${id}
    union all select m.id from members m join auth."user" u on u.id = m.auth_user where lower(u.email) = lower(${email})`);
  if (taken) throw new Refusal('invalid', [{ path: 'email', message: 'somebody else has this address' }]);
}

/** Changes somebody; their sign-in follows. Throws `last_administrator` where nobody would be left who may change the desk. */
export async function change(tx: Tx, person: Person, to: { name: string; email: string; role: StaffRole }): Promise<void> {
  if (person.role === 'administrator' && to.role !== 'administrator') await mustNotBeLast(tx, person.id);
  await tx.write.updateTable('staff').set({ name: to.name, email: to.email, role: to.role }).where('id', '=', person.id).execute();
  await tx.rows(sql`
    update auth."user" u set name = ${to.name}, email = lower(${to.email}) from staff s where s.id = ${person.id} and u.id = s.auth_user`);
}

/** They sign in no more from now on, by no session and no token; or again. */
export async function setLeft(tx: Tx, person: Person, left: boolean): Promise<void> {
  if (left === (person.left !== null)) return;
  if (left && person.role === 'administrator') await mustNotBeLast(tx, person.id);
  await tx.write
    .updateTable('staff')
    .set({ left_at: left ? tx.now : null })
    .where('id', '=', person.id)
    .execute();
  if (!left) return;
  await tx.write
    .updateTable('tokens')
    .set({ revoked_at: tx.now })
    .where('staff_id', '=', person.id)
    .where('revoked_at', 'is', null)
    .execute();
  await endSessions(tx, person.id);
}

export async function endSessions(tx: Tx, staff: string): Promise<void> {
  await tx.rows(sql`delete from auth.session e using staff s where s.id = ${staff} and e."userId" = s.auth_user`);
  tx.announce({ what: sessionsAnnounced, brief: null });
}

async function mustNotBeLast(tx: Tx, id: string): Promise<void> {
  // Two who demote each other at once: one waits here, and is then the last.
  const others = await tx.rows(sql`select id from staff where role = 'administrator' and left_at is null order by id for update`);
  if (!others.some((o) => (o as { id: string }).id !== id)) throw new Refusal('last_administrator');
}
