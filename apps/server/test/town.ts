/**
 * The named people of all tests. Staff: Mina and Jonas (engineers, capacity 3), Aiko (specialist of the Agent team), Priya
 * (specialist of Logs and Platform), Lucas (sales), Ada (administrator). Customers: Dana and Omar of Northwind, Jiwoo of Hanbit,
 * Takeru of Minato.
 */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import { areas, customers, staff, teams } from '../src/demo/people.ts';
import { addStaff } from '../src/domains/accounts/accounts.ts';
import type { signIdentity } from '../src/domains/accounts/identity.ts';
import { openAtAnyHour } from '../src/demo/policy.ts';
import { adopt } from '../src/domains/policy/policy.ts';
import { addArea, addTeam, employ } from '../src/domains/routing/routing.ts';
import type { Tx } from '../src/platform/db.ts';

export type StaffName = 'Mina' | 'Jonas' | 'Aiko' | 'Priya' | 'Lucas' | 'Ada';
export type CustomerName = 'Dana' | 'Omar' | 'Jiwoo' | 'Takeru';

export const people = Object.fromEntries(staff.map((s) => [s.name.split(' ')[0]!, s])) as Record<StaffName, (typeof staff)[number]>;

const [dana, jiwoo, takeru] = customers
  .slice(0, 3)
  .map(({ note: _, product_version: _v, recent_docs: _d, ...identity }) => identity) as Parameters<typeof signIdentity>[0][];
export const identities: Record<CustomerName, Parameters<typeof signIdentity>[0]> = {
  Dana: dana!,
  Omar: { ...dana!, sub: 'omar', name: 'Omar Haddad', email: 'omar@northwind.example' },
  Jiwoo: jiwoo!,
  Takeru: takeru!,
};

/** Fills the template: teams, areas and staff, each with a sign-in session of their own. Chat is open at any hour; nobody is available. */
export async function seedTown(tx: Tx): Promise<void> {
  const ids = new Map(teams.map((t) => [t.key, uuidv7()]));
  for (const { key, name } of teams) await addTeam(tx, { id: ids.get(key)!, key, name });
  for (const [position, { key, name, team }] of areas.entries())
    await addArea(tx, { id: uuidv7(), key, name, team: ids.get(team)!, position });
  await adopt(tx, null, openAtAnyHour, 'Chat at any hour', 0);
  for (const { name, email, role, teams: theirs } of staff) {
    const user = randomUUID();
    const token = randomUUID().replaceAll('-', '');
    await tx.rows(sql`insert into auth."user" (id, name, email, "emailVerified") values (${user}, ${name}, ${email}, true)`);
    await tx.rows(sql`insert into auth.session (id, "expiresAt", token, "updatedAt", "userId")
      values (${randomUUID()}, now() + interval '100 years', ${token}, now(), ${user})`);
    const id = await addStaff(tx, { name, email, role, locale: 'en', authUser: user });
    await employ(tx, id, { teams: theirs.map((t) => ids.get(t)!) });
  }
}
