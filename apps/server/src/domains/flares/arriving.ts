/** To whom and to which request a flare belongs that a program sends: by its key, and by a case with the address of somebody in it. */
import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import type { Tx } from '../../platform/db.ts';
import type { Desk } from '../../platform/desk.ts';
import { Refusal } from '../../platform/refusals.ts';
import type { MemberWho } from '../accounts/accounts.ts';
import * as byMail from '../accounts/by-mail.ts';
import type { Staged } from '../evidence/intake.ts';
import * as routing from '../routing/routing.ts';
import * as threads from '../threads/threads.ts';
import * as tickets from '../tickets/tickets.ts';
import { record, type Source, withoutSecrets } from './flares.ts';
import { type KeyUse, noteUse } from './keys.ts';

export interface Sent {
  source: Source;
  name: string;
  /** Number of the ticket; null opens one. */
  ticket: number | null;
  email: string | null;
  /** What the program says of where it runs. */
  host: string | null;
  version: string | null;
}

/** A request that this sender may not add to, or that is not there: which of both is not said. */
export class UnknownCase extends Error {}

/** Programs that get no answer send the same again: within so long it is the same, milliseconds. */
const sameWithin = 3600_000;

/** Puts a bundle on record; answers its ticket's number. Throws `UnknownCase`, `invalid` for who names nobody. */
export async function receive(desk: Desk, key: KeyUse, sent: Sent, staged: Staged): Promise<number> {
  return desk.db.transaction(async (tx) => {
    // Orders repeats of one bundle, so that one ticket is opened for it.
    const sha256 = staged.read.hash.copy().digest();
    await tx.rows(sql`select pg_advisory_xact_lock(hashtextextended(${`flare ${key.id} ${sha256.toString('hex')}`}, 0))`);
    await noteUse(tx, key.id);
    const received = { name: sent.name, source: sent.source, key: key.id };
    if (sent.ticket !== null) {
      const { who, thread, number } = await inCase(tx, key, sent.ticket, sent.email);
      await record(desk, tx, who, thread, received, staged);
      return number;
    }
    const [known] = await tx.rows(sql<{ number: number }>`
      select k.number from flares f join tickets k on k.thread_id = f.thread_id
      where f.key_id = ${key.id} and f.sha256 = ${sha256} and f.received_at > ${new Date(tx.now.getTime() - sameWithin)} order by f.received_at limit 1`);
    if (known) return known.number;
    const who = await senderOf(tx, key, sent.email);
    const { number, thread } = await open(tx, who, sent);
    await record(desk, tx, who, thread, received, staged);
    return number;
  });
}

async function inCase(tx: Tx, key: KeyUse, number: number, email: string | null) {
  const [ticket] = await tx.rows(sql<{ thread: string }>`
    select thread_id as thread from tickets where number = ${number} and organization_id = ${key.organization}`);
  const { members } = email ? await byMail.peopleAt(tx, email) : { members: [] };
  for (const member of members) {
    const who = ticket && (await byMail.within(tx, member, key.organization));
    if (who && (await threads.mayWrite(tx, who, ticket.thread))) return { who, thread: ticket.thread, number };
  }
  throw new UnknownCase();
}

/**
 * Who has this address in the key's organization, or whoever made the key. Nobody joins an organization by what a program says of them:
 * what they write by mail later would be read there.
 */
async function senderOf(tx: Tx, key: KeyUse, email: string | null): Promise<MemberWho> {
  const { members } = email ? await byMail.peopleAt(tx, email) : { members: [] };
  for (const member of members) {
    const who = await byMail.within(tx, member, key.organization);
    if (who) return who;
  }
  const maker = key.madeBy && (await byMail.memberById(tx, key.madeBy, key.organization));
  if (!maker) throw new Refusal('invalid', [{ path: 'email', message: 'say whose it is: an e-mail address is needed' }]);
  return maker;
}

async function open(tx: Tx, who: MemberWho, { source, host, version, name, email }: Sent) {
  const known = await routing.areas(tx);
  const called = await withoutSecrets(host ?? name);
  const about = [version && `version ${version}`, host && `on ${host}`, email && `sent by ${email}`].filter(Boolean).join(', ');
  const number = await tickets.open(tx, who, {
    id: uuidv7(),
    question: 'technical',
    area: source === 'agent' && known.some((area) => area.key === 'agent') ? 'agent' : null,
    unplaced: true,
    subject: `Flare: ${called}`.slice(0, 200),
    text: await withoutSecrets(about === '' ? name : `${name}\n${about}`),
    about: [],
    urgent: null,
    evidence: [],
    declined: [],
  });
  const [{ thread }] = (await tx.rows(sql<{ thread: string }>`select thread_id as thread from tickets where number = ${number}`)) as [
    { thread: string },
  ];
  return { number, thread };
}
