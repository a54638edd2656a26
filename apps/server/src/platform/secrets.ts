import { randomBytes } from 'node:crypto';
import type { Tx } from './db.ts';

/** A secret that this installation made for itself; the first process to ask makes it, all others get the same. */
export async function secret(
  tx: Tx,
  name: 'sign_in' | 'identity' | 'links' | 'demo_password',
  make: () => string = () => randomBytes(32).toString('base64url'),
): Promise<string> {
  await tx.write
    .insertInto('installation_secrets')
    .values({ name, value: make() })
    .onConflict((c) => c.doNothing())
    .execute();
  return (await tx.read.selectFrom('installation_secrets').select('value').where('name', '=', name).executeTakeFirstOrThrow()).value;
}

/** Whether that secret has been made. */
export async function hasSecret(tx: Tx, name: 'demo_password'): Promise<boolean> {
  return (await tx.read.selectFrom('installation_secrets').select('name').where('name', '=', name).executeTakeFirst()) !== undefined;
}
