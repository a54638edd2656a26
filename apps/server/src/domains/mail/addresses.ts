/** The desk's own mail addresses, and what is written behind the plus of one: a signature that says to whose mail an answer belongs. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { MailAddress } from '@fairlead/contract';
import { sql } from 'kysely';
import type { Reader, Tx } from '../../platform/db.ts';
import type { Desk } from '../../platform/desk.ts';
import { Refusal } from '../../platform/refusals.ts';
import type { StaffWho } from '../accounts/accounts.ts';
import * as employing from '../accounts/employing.ts';
import { noteChange } from '../accounts/history.ts';

export const all = (reader: Reader): Promise<MailAddress[]> =>
  reader.rows(
    sql<MailAddress>`select id, address, name, question, area_id as area, language, plus, first from mail_addresses order by first desc, address`,
    'mail_addresses',
  );

/** From which the desk writes: the one that was asked for, or the area's, or the first; without any, one that nothing arrives at. */
export function writingFrom(desk: Desk, own: readonly MailAddress[], area: string | null): Pick<MailAddress, 'address' | 'name' | 'plus'> {
  const found = own.find((a) => area !== null && a.area === area) ?? own.find((a) => a.first) ?? own[0];
  const { vendor } = desk.config;
  return found ?? { address: `support@${new URL(desk.origin).hostname}`, name: vendor, plus: false };
}

/** Which of the desk's addresses a mail was sent to, with what stands behind its plus. */
export function ownIn(own: readonly MailAddress[], recipients: readonly string[]): { address: MailAddress; tag: string }[] {
  return recipients.flatMap((recipient) => {
    const match = /^([^@]*?)(?:\+([^@]*))?@(.+)$/.exec(recipient.toLowerCase());
    if (!match) return [];
    const [, local, tag = '', host] = match;
    const exact = own.find((a) => a.address.toLowerCase() === recipient.toLowerCase());
    const address = exact ?? own.find((a) => a.plus && a.address.toLowerCase() === `${local}@${host}`);
    return address ? [{ address, tag: exact ? '' : tag }] : [];
  });
}

/** What a signature is good for: an answer to a mail, a report of what became of it, turning its kind off, or confirming an address. */
export type Purpose = 'answer' | 'bounce' | 'off' | 'confirm';
const letters: Record<Purpose, string> = { answer: 'r', bounce: 'b', off: 'o', confirm: 'c' };
const macBytes = 8;

const macOf = (desk: Desk, purpose: Purpose, id: string) =>
  createHmac('sha256', desk.linkSecret).update(`mail ${purpose} ${id}`).digest().subarray(0, macBytes);

/** An id with its signature, in 39 letters and digits, small: the part of an address before the @ has room for 64 (RFC 5321, 4.5.3.1.1). */
export function signed(desk: Desk, purpose: Purpose, id: string): string {
  const hex = id.replaceAll('-', '') + macOf(desk, purpose, id).toString('hex');
  return letters[purpose] + BigInt(`0x${hex}`).toString(36).padStart(38, '0');
}

/** The id that was signed for this purpose; undefined for anything else. */
export function readSigned(desk: Desk, purpose: Purpose, token: string): string | undefined {
  const small = token.toLowerCase();
  if (!/^[a-z][0-9a-z]{38}$/.test(small) || small[0] !== letters[purpose]) return undefined;
  let value = 0n;
  for (const digit of small.slice(1)) value = value * 36n + BigInt(Number.parseInt(digit, 36));
  const hex = value.toString(16).padStart(32 + 2 * macBytes, '0');
  if (hex.length !== 32 + 2 * macBytes) return undefined;
  const id = hex.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return timingSafeEqual(Buffer.from(hex.slice(32), 'hex'), macOf(desk, purpose, id)) ? id : undefined;
}

/** What the desk's own mails bear, so that it knows them again. */
export const markOf = (desk: Desk) => signed(desk, 'off', '00000000-0000-0000-0000-000000000000');

/** `support@host` with something behind a plus; as it is where its server takes no plus. */
export const tagged = ({ address, plus }: Pick<MailAddress, 'address' | 'plus'>, tag: string) =>
  plus ? address.replace('@', `+${tag}@`) : address;

// Setting up ----------------------------------------------------------------------------------------------------------

const changed = (tx: Tx) => tx.announce({ what: 'changed', brief: { what: 'mail', member: null } });
const remembered = ({ id: _, ...rest }: MailAddress) => rest;

/** Adds or changes an address. The one that is made the first replaces the one that was. Throws `invalid`, `in_use`. */
export async function save(tx: Tx, who: StaffWho, address: MailAddress): Promise<MailAddress> {
  employing.mustAdminister(who);
  // One at a time: which is the first depends on all of them.
  await tx.rows(sql`select pg_advisory_xact_lock(hashtextextended('mail_addresses', 0))`);
  const own = await all(tx);
  const was = own.find((a) => a.id === address.id);
  if (own.some((a) => a.id !== address.id && a.address.toLowerCase() === address.address.toLowerCase()))
    throw new Refusal('invalid', [{ path: 'address', message: 'this address stands here already' }]);
  if (address.area && !(await tx.read.selectFrom('areas').select('id').where('id', '=', address.area).executeTakeFirst()))
    throw new Refusal('invalid', [{ path: 'area', message: 'no such area' }]);
  const now: MailAddress = { ...address, first: address.first || own.every((a) => a.id === address.id) || (was?.first ?? false) };
  if (now.first) await tx.write.updateTable('mail_addresses').set({ first: false }).where('id', '!=', now.id).execute();
  const row = {
    address: now.address,
    name: now.name,
    question: now.question,
    area_id: now.area,
    language: now.language,
    plus: now.plus,
    first: now.first,
  };
  await tx.write
    .insertInto('mail_addresses')
    .values({ id: now.id, ...row, made_at: tx.now })
    .onConflict((c) => c.column('id').doUpdateSet(row))
    .execute();
  await noteChange(tx, who, { what: 'address', id: now.id, name: now.address, was: was ? remembered(was) : null, now: remembered(now) });
  changed(tx);
  return now;
}

export async function remove(tx: Tx, who: StaffWho, id: string): Promise<void> {
  employing.mustAdminister(who);
  const was = (await all(tx)).find((a) => a.id === id);
  if (!was) throw new Refusal('not_found');
  await tx.write.deleteFrom('mail_addresses').where('id', '=', id).execute();
  await noteChange(tx, who, { what: 'address', id, name: was.address, was: remembered(was), now: null });
  changed(tx);
}
