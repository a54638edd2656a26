/**
 * What becomes of a mail that came: a message of its ticket, a ticket of its own, what it says of another mail, or nothing. One mail, one
 * outcome, in one transaction; what cannot be read is set aside with its reason and stands in nobody's way.
 *
 * Who may add to a ticket by mail is who may in the portal, and proves it: by an address that the desk signed for them, or by answering one
 * of its mails from an address that is theirs. Whatever else refers to a ticket becomes one of its own, and says so to staff.
 */
import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import type { Locale, MailAddress } from '@fairlead/contract';
import { sql } from 'kysely';
import { v5 as uuidv5 } from 'uuid';
import type { Reader, Tx } from '../../platform/db.ts';
import type { Desk } from '../../platform/desk.ts';
import { Refusal } from '../../platform/refusals.ts';
import type { MemberWho, StaffWho, Who } from '../accounts/accounts.ts';
import * as byMail from '../accounts/by-mail.ts';
import * as files from '../evidence/files.ts';
import { readAgain as readStaged, stagingOf, takeIn } from '../evidence/intake.ts';
import * as policy from '../policy/policy.ts';
import * as routing from '../routing/routing.ts';
import * as threads from '../threads/threads.ts';
import { reply } from '../tickets/saying.ts';
import * as tickets from '../tickets/tickets.ts';
import * as addresses from './addresses.ts';
import { checksOf, type Checks, type Person, type ReadMail } from './letter.ts';
import { readMail, Unreadable } from './reading.ts';
import { noteBounce } from './undelivered.ts';

interface Waiting {
  id: string;
  source: string;
  sender: string;
  subject: string;
  envelope_to: string[];
  attempts: number;
  let_in: boolean;
  bytes: number;
}

/** Up to here a mail is read from memory, bytes; others from a file. */
const smallSource = 1_000_000;

/** A mail that could not be read so often is set aside. */
const mostAttempts = 3;
/** Nobody else takes it up in that time, milliseconds. */
const heldFor = 180_000;
/** New tickets of one sender within an hour; what comes beyond is held back until somebody of staff has looked. */
const mostOpened = 60;
/** Of so many within an hour a sender is told the number. */
const mostAnswered = 10;
const hour = 3600_000;

/** Mails at work in one process: while one is read, the outcome of another is written. */
const atOnce = 4;

/**
 * Takes the next mails that wait: of each sender who has none under way the first, whoever has waited longest first. So a sender of
 * thousands delays the others by one.
 */
function takeNext(tx: Tx): Promise<Waiting[]> {
  return tx.rows(
    sql<Waiting>`
      with recursive senders as (
        (select sender from mails_in where state = 'waiting' order by sender limit 1)
        union all
        select (select m.sender from mails_in m where m.state = 'waiting' and m.sender > s.sender order by m.sender limit 1) from senders s where s.sender is not null
      ), firsts as (
        select f.id, f.received_at from senders s cross join lateral (
          select m.id, m.received_at, m.held_until from mails_in m where m.state = 'waiting' and m.sender = s.sender order by m.received_at, m.id limit 1) f
        where s.sender is not null and (f.held_until is null or f.held_until < ${tx.now}) order by f.received_at, f.id limit ${2 * atOnce}
      ), taken as (
        select m.id from mails_in m join firsts f on f.id = m.id where m.state = 'waiting' and (m.held_until is null or m.held_until < ${tx.now})
        order by f.received_at, f.id limit ${atOnce} for update of m skip locked
      )
      update mails_in m set attempts = attempts + 1, held_until = ${new Date(tx.now.getTime() + heldFor)} from taken t where m.id = t.id
      returning m.id, m.source, m.sender, m.subject, m.envelope_to, m.attempts, m.let_in, m.bytes::float8 as bytes`,
    'take_next_mail',
  );
}

/** Works through the mails that wait. */
export async function deliverWaiting(desk: Desk): Promise<void> {
  const work = async () => {
    for (let taken = await desk.db.transaction(takeNext); taken.length > 0; taken = await desk.db.transaction(takeNext))
      await Promise.all(taken.map((mail) => deliver(desk, mail)));
  };
  // Two, so that a large one leaves the others going.
  await Promise.all([work(), work()]);
}

async function deliver(desk: Desk, mail: Waiting): Promise<void> {
  const folder = join(stagingOf(desk), randomUUID());
  let isEmpty = false;
  try {
    const read = await readMail(await sourceOf(desk, mail, folder), folder);
    isEmpty = mail.bytes <= smallSource && read.parts.length === 0;
    await outcome(desk, mail, read);
  } catch (error) {
    if (!(error instanceof Unreadable) && !(error instanceof Refusal))
      desk.log('error', 'a mail could not be delivered', { mail: mail.id, error });
    if (error instanceof Refusal) await aside(desk, mail.id, 'refused', error.code);
    // What fails for a reason of the desk's own is tried again when its hold is over.
    else if (error instanceof Unreadable ? mail.attempts > 1 : mail.attempts >= mostAttempts)
      await aside(desk, mail.id, 'unreadable', (error as Error).message);
    else if (error instanceof Unreadable) await release(desk, mail.id);
  } finally {
    if (!isEmpty) await rm(folder, { recursive: true, force: true });
  }
}

async function sourceOf(desk: Desk, mail: Waiting, folder: string): Promise<string | Buffer> {
  const bytes = await desk.blobs.get(mail.source);
  if (!bytes) throw new Unreadable('its source is not in the store');
  if (mail.bytes <= smallSource) return buffer(bytes);
  await mkdir(folder, { recursive: true });
  const path = join(folder, 'source');
  await pipeline(bytes, createWriteStream(path));
  return path;
}

const aside = (desk: Desk, id: string, outcome: 'refused' | 'unreadable' | 'held', detail: string) =>
  desk.db.transaction((tx) => finish(tx, id, { state: 'aside', outcome, detail: detail.slice(0, 500) }));

const release = (desk: Desk, id: string) =>
  desk.db.transaction((tx) => tx.write.updateTable('mails_in').set({ held_until: null }).where('id', '=', id).execute());

interface Outcome {
  state?: 'done' | 'aside';
  outcome: 'opened' | 'replied' | 'bounce' | 'automatic' | 'loop' | 'unreadable' | 'refused' | 'held';
  detail?: string | null;
  thread?: string | null;
  entry?: string | null;
  checks?: Checks | null;
  /** A receipt would go to a list, in a circle, or to a sender of too many. */
  answerable?: boolean;
}

/** Throws when somebody else has finished it: its transaction then leaves nothing. */
async function finish(
  tx: Tx,
  id: string,
  { state = 'done', outcome, detail = null, thread = null, entry = null, checks = null, answerable = true }: Outcome,
) {
  const [done] = await tx.rows(sql`
    update mails_in set state = ${state}, outcome = ${outcome}, detail = ${detail}, thread_id = ${thread}, entry_id = ${entry}, done_at = ${tx.now},
      held_until = null, answerable = ${answerable}, checks = ${checks && JSON.stringify(checks)}
    where id = ${id} and state = 'waiting' returning id`);
  if (!done) throw new Error('this mail was delivered already');
  tx.announce({ what: 'changed', brief: { what: 'mail', member: null } });
}

async function outcome(desk: Desk, mail: Waiting, read: ReadMail): Promise<void> {
  const { reader } = desk.db;
  const own = await addresses.all(reader);
  const recipients = [...mail.envelope_to, ...read.to];
  const hits = addresses.ownIn(own, recipients);
  const sentFrom = read.from && addresses.ownIn(own, [read.from.address]).length > 0;
  const checks = checksOf(read.authenticationResults, desk.config.mail.relay);
  if (read.bounce || read.nature === 'report') {
    await desk.db.transaction(async (tx) => {
      const thread = await noteBounce(
        desk,
        tx,
        read,
        hits.map((h) => h.tag),
      );
      await finish(tx, mail.id, { outcome: 'bounce', thread, checks });
    });
    return;
  }
  // What the desk wrote itself comes back: from a list, a forward to itself, another desk.
  if (sentFrom || read.mark === addresses.markOf(desk)) return done(desk, mail, { outcome: 'loop', checks });
  if (!read.from) throw new Unreadable('it does not say who wrote it');

  const refers = await refersTo(
    desk,
    read,
    hits.map((h) => h.tag),
  );
  const people = await byMail.peopleAt(reader, read.from.address);
  const author = refers && checks?.dmarc !== 'fail' ? await mayAdd(reader, people, refers) : undefined;
  if (read.nature === 'automatic') {
    await desk.db.transaction(async (tx) => {
      if (refers && author)
        await threads.append(
          tx,
          threads.happened(refers.thread, { event: 'mail_automatic', from: read.from!.address, subject: read.subject }, 'staff'),
        );
      await finish(tx, mail.id, { outcome: 'automatic', thread: author ? refers!.thread : null, checks });
    });
    return;
  }
  if (refers && author && (await answered(desk, mail, read, author, refers, checks))) return;
  await opened(desk, mail, read, people, hits[0]?.address ?? own.find((a) => a.first), refers, checks);
}

const done = (desk: Desk, mail: Waiting, what: Outcome) => desk.db.transaction((tx) => finish(tx, mail.id, what));

interface Refers {
  thread: string;
  organization: string;
  number: number;
  /** For whom the address was signed that it came to. */
  signedFor: { kind: 'member' | 'staff'; id: string } | undefined;
}

/** The ticket that a mail refers to, by the address that it was sent to or by what it answers. */
async function refersTo(desk: Desk, read: ReadMail, tags: readonly string[]): Promise<Refers | undefined> {
  const { reader } = desk.db;
  for (const tag of tags) {
    const id = addresses.readSigned(desk, 'answer', tag);
    const [row] = id
      ? await reader.rows(sql<Refers & { reader_kind: 'member' | 'staff'; reader_id: string }>`
          select m.thread_id as thread, t.organization_id as organization, k.number, m.reader_kind, m.reader_id
          from mails_out m join threads t on t.id = m.thread_id join tickets k on k.thread_id = t.id where m.id = ${id}`)
      : [];
    if (row) return { ...row, signedFor: { kind: row.reader_kind, id: row.reader_id } };
  }
  if (read.references.length === 0) return undefined;
  const ours = read.references.flatMap((ref) => /^<(?:thread\.)?([0-9a-f-]{36})@/i.exec(ref)?.[1] ?? []);
  const [row] = await reader.rows(
    sql<Refers>`
      select t.id as thread, t.organization_id as organization, k.number from threads t join tickets k on k.thread_id = t.id where t.id in (
        select thread_id from mails_out where id = any(${ours}::uuid[])
        union all select id from threads where id = any(${ours}::uuid[])
        union all select thread_id from mails_in where message_id = any(${read.references}::text[]) and thread_id is not null) limit 1`,
    'thread_of_references',
  );
  return row && { ...row, signedFor: undefined };
}

/** As whom this sender may add to a ticket; undefined where they may not. */
async function mayAdd(reader: Reader, people: byMail.People, refers: Refers): Promise<Who | undefined> {
  const { thread, organization, signedFor } = refers;
  // Staff speak in the desk's name: their address alone proves too little.
  if (people.staff && signedFor?.kind === 'staff' && signedFor.id === people.staff.id) return people.staff;
  for (const member of people.members) {
    const who = await byMail.within(reader, member, organization);
    if (who && (await threads.mayWrite(reader, who, thread))) return who;
  }
  const isStranger = people.members.length === 0 && !people.staff;
  if (!isStranger || signedFor?.kind !== 'member') return undefined;
  // They answer from another address of theirs.
  const who = await byMail.memberById(reader, signedFor.id, organization);
  return who && (await threads.mayWrite(reader, who, thread)) ? who : undefined;
}

/** What a mail says, with its attachments as files that its author has sent. */
async function content(desk: Desk, mail: Waiting, read: ReadMail, by: Who, organization: string, thread: string | null) {
  const ids: string[] = [];
  for (const [index, part] of read.parts.slice(0, mostFiles).entries()) {
    const id = uuidv5(String(index), mail.id);
    await takeIn(desk, by, { id, thread, organization, name: part.name, sha256: undefined }, await readStaged(part.path));
    ids.push(id);
  }
  const text = read.said || (ids.length > 0 ? '' : read.subject || mail.subject || '…');
  return { ids, text, mail: { from: read.from!.address, folded: read.folded } };
}
const mostFiles = 50;

/** Adds a mail to its ticket; false when that takes no more answers, so that a new one is opened. */
async function answered(desk: Desk, mail: Waiting, read: ReadMail, who: Who, refers: Refers, checks: Checks | null): Promise<boolean> {
  const said = await content(desk, mail, read, who, refers.organization, refers.thread);
  try {
    await desk.db.transaction(async (tx) => {
      const cited = await files.cite(tx, who, refers.thread, said.ids);
      const stored = await reply(tx, who, {
        thread: refers.thread,
        id: mail.id,
        by: threads.author(who),
        audience: 'public',
        what: { kind: 'message', body: { text: said.text, files: cited, mail: said.mail } },
      });
      if (read.sealed) await threads.append(tx, threads.happened(stored.thread, { event: 'mail_sealed', how: read.sealed }, 'staff'));
      await finish(tx, mail.id, {
        outcome: 'replied',
        thread: stored.thread,
        entry: mail.id,
        checks,
        answerable: read.nature === 'person',
      });
    });
    return true;
  } catch (error) {
    if (error instanceof Refusal && error.code === 'reopens_no_more') return false;
    throw error;
  }
}

async function opened(
  desk: Desk,
  mail: Waiting,
  read: ReadMail,
  people: byMail.People,
  address: MailAddress | undefined,
  refers: Refers | undefined,
  checks: Checks | null,
): Promise<void> {
  // Staff who forward a customer's mail open the customer's ticket.
  const forwards = people.staff ? read.forwarded : null;
  if (people.staff && people.members.length === 0 && !forwards) return aside(desk, mail.id, 'refused', 'from_staff');
  const recent = await recentlyOpened(desk, mail.sender);
  if (recent >= mostOpened && !mail.let_in) {
    await desk.db.transaction((tx) => finish(tx, mail.id, { state: 'aside', outcome: 'held', detail: String(mostOpened), checks }));
    return;
  }
  const person: Person = forwards?.sender ?? read.from!;
  const who = await customerOf(desk, person, forwards ? await byMail.peopleAt(desk.db.reader, person.address) : people, address);
  const by: MemberWho | StaffWho = who;
  const said = await content(
    desk,
    mail,
    forwards ? { ...read, from: forwards.sender, said: forwards.said, folded: '' } : read,
    by,
    who.organization,
    null,
  );
  await desk.db.transaction(async (tx) => {
    const area = address?.area ? ((await routing.areas(tx)).find((a) => a.id === address.area)?.key ?? null) : null;
    const number = await tickets.open(tx, who, {
      id: mail.id,
      question: address?.question ?? 'technical',
      area,
      subject: read.subject || firstLine(said.text),
      text: said.text,
      about: [],
      urgent: null,
      evidence: [],
      declined: [],
      files: said.ids,
      mail: said.mail,
    });
    const [{ thread }] = (await tx.rows(sql<{ thread: string }>`select thread_id as thread from tickets where number = ${number}`)) as [
      { thread: string },
    ];
    const appends: threads.NewAppend[] = [];
    // What colleagues wrote to each other on the way is not the customer's to read.
    if (forwards && people.staff) appends.push(noteBy(people.staff, thread, uuidv5('passed on', mail.id), forwards.passedOn));
    if (read.sealed) appends.push(threads.happened(thread, { event: 'mail_sealed', how: read.sealed }, 'staff'));
    if (refers) {
      appends.push(threads.happened(thread, { event: 'mail_refers', number: refers.number }, 'staff'));
      appends.push(threads.happened(refers.thread, { event: 'mail_of_stranger', number, from: read.from!.address }, 'staff'));
    }
    if (appends.length > 0) await threads.appendMany(tx, appends);
    await finish(tx, mail.id, {
      outcome: 'opened',
      thread,
      entry: mail.id,
      checks,
      answerable: (read.nature === 'person' && recent < mostAnswered) || forwards !== null,
    });
  });
}

const noteBy = (staff: StaffWho, thread: string, id: string, text: string): threads.NewAppend => ({
  thread,
  id,
  by: threads.author(staff),
  audience: 'staff',
  what: { kind: 'note', body: { text, files: [] } },
});

const firstLine = (text: string) => text.trim().split('\n')[0]!.slice(0, 120) || '…';

async function recentlyOpened(desk: Desk, sender: string): Promise<number> {
  const since = new Date(desk.clock.now().getTime() - hour);
  const [row] = await desk.db.reader.rows(
    sql<{
      count: number;
    }>`select count(*)::int as count from mails_in where sender = ${sender} and outcome = 'opened' and done_at > ${since}`,
    'recently_opened',
  );
  return row!.count;
}

async function customerOf(desk: Desk, person: Person, people: byMail.People, address: MailAddress | undefined): Promise<MemberWho> {
  const [known] = people.members;
  if (known) return known;
  const { document } = await policy.inForce(desk.db.reader);
  const locale: Locale = address?.language ?? 'en';
  return desk.db.transaction((tx) =>
    byMail.welcomeStranger(tx, { ...person, locale }, { site: document.sites[0]?.key ?? '', plan: document.default_plan }),
  );
}
