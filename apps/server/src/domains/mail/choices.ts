/** What people want by mail, and when they want none. */
import { instantAt, knownZone, localAt } from '@fairlead/calendar';
import type { MailChoices, SentMail } from '@fairlead/contract';
import { mailKinds } from '@fairlead/contract';
import { sql } from 'kysely';
import type { Reader, Tx } from '../../platform/db.ts';
import { Refusal } from '../../platform/refusals.ts';
import type { Who } from '../accounts/accounts.ts';
import * as byMail from '../accounts/by-mail.ts';

export type Kind = Exclude<SentMail['kind'], 'address'>;

export interface Choice {
  off: Kind[];
  quiet_from: number;
  quiet_to: number;
  zone: string;
}

export const everything: Choice = { off: [], quiet_from: 0, quiet_to: 0, zone: 'UTC' };

/** Of those who have chosen something. */
export async function of(reader: Reader, readers: readonly string[]): Promise<Map<string, Choice>> {
  const rows = await reader.rows(
    sql<
      Choice & { id: string }
    >`select reader_id as id, off, quiet_from, quiet_to, zone from mail_choices where reader_id = any(${readers}::uuid[])`,
    'mail_choices_of',
  );
  return new Map(rows.map(({ id, ...choice }) => [id, choice]));
}

export async function shown(reader: Reader, who: Who): Promise<MailChoices> {
  const choice = (await of(reader, [who.id])).get(who.id) ?? everything;
  return {
    kinds: mailKinds[who.kind].map((kind) => ({ kind, on: !choice.off.includes(kind) })),
    quiet: choice.quiet_from === choice.quiet_to ? null : { from: choice.quiet_from, to: choice.quiet_to, zone: choice.zone },
    addresses: who.kind === 'member' ? await byMail.addressesOf(reader, who.id) : [],
  };
}

/** Throws `invalid` for a zone that is none. */
export async function choose(tx: Tx, who: Who, chosen: { off: Kind[]; quiet: MailChoices['quiet'] }): Promise<void> {
  const { from, to, zone } = chosen.quiet ?? { from: 0, to: 0, zone: 'UTC' };
  if (!knownZone(zone)) throw new Refusal('invalid', [{ path: 'quiet.zone', message: 'use an IANA name like Asia/Seoul' }]);
  const theirs = new Set<Kind>(mailKinds[who.kind]);
  const row = { off: [...new Set(chosen.off)].filter((kind) => theirs.has(kind)), quiet_from: from, quiet_to: to, zone };
  await tx.write
    .insertInto('mail_choices')
    .values({ reader_id: who.id, ...row })
    .onConflict((c) => c.column('reader_id').doUpdateSet(row))
    .execute();
}

/** Turned off by the link in a mail: no sign-in is needed for that (RFC 8058). */
export async function turnOff(tx: Tx, reader: string, kind: Kind): Promise<void> {
  await tx.rows(sql`
    insert into mail_choices (reader_id, off, quiet_from, quiet_to, zone) values (${reader}, array[${kind}::text], 0, 0, 'UTC')
    on conflict (reader_id) do update set off = (select array_agg(distinct o) from unnest(mail_choices.off || excluded.off) o)`);
}

/** When a mail may go that is ready at an instant: then, or at the end of the reader's quiet hours. */
export function notBefore(choice: Choice, ready: Date): Date {
  const { quiet_from: from, quiet_to: to, zone } = choice;
  if (from === to) return ready;
  const { date, minute } = localAt(ready.getTime(), zone);
  const isQuiet = from < to ? minute >= from && minute < to : minute >= from || minute < to;
  if (!isQuiet) return ready;
  const day = minute >= to ? new Date(Date.parse(date) + 86_400_000).toISOString().slice(0, 10) : date;
  const clock = `${String(Math.floor(to / 60)).padStart(2, '0')}:${String(to % 60).padStart(2, '0')}`;
  // An hour that the clock skips ends with the gap.
  return new Date(instantAt(`${day}T${clock}`, zone) ?? ready.getTime() + ((to - minute + 1_440) % 1_440) * 60_000);
}
