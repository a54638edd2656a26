/** Making staff by hand, for a desk without the demo. */
import { randomBytes } from 'node:crypto';
import type { StaffRole } from '@fairlead/contract';
import { addStaff } from './domains/accounts/accounts.ts';
import { openSignIn } from './domains/accounts/sign-in.ts';
import { employ } from './domains/routing/routing.ts';
import { type Config, openStore, type Surroundings } from './main.ts';
import { secret } from './platform/secrets.ts';

/** Adds a staff member and answers the password made for them. */
export async function addUser(
  config: Config,
  around: Surroundings,
  person: { name: string; email: string; role: StaffRole },
): Promise<string> {
  const store = await openStore(config, around);
  const signIn = openSignIn({
    databaseUrl: store.url,
    secret: await store.db.transaction((tx) => secret(tx, 'sign_in')),
    origin: 'http://localhost',
  });
  try {
    const password = randomBytes(12).toString('base64url');
    const authUser = await signIn.createUser({ ...person, password });
    await store.db.transaction(async (tx) => {
      const staff = await addStaff(tx, { ...person, locale: 'en', authUser });
      await employ(tx, staff);
    });
    return password;
  } finally {
    await signIn.close();
    await store.close();
  }
}
