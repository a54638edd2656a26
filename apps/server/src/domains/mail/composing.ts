/**
 * What was said in a thread becomes mails: one to each who follows it, in their language, however much was said within a minute.
 *
 * Promise kept by a constraint: `each_entry_is_mailed_once_to_a_reader`. The thread's lock orders this with those who add to it, and its
 * mails are on record in the transaction that ends its being unheard.
 */
import type { FoundArticle, Happening, Locale, MailAddress } from '@fairlead/contract';
import { itemName } from '@fairlead/words/item-name';
import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import type { Tx } from '../../platform/db.ts';
import type { Desk } from '../../platform/desk.ts';
import { shownInPlace } from '../../platform/pictures.ts';
import * as evidence from '../evidence/evidence.ts';
import * as files from '../evidence/files.ts';
import { fieldsShown } from '../policy/asks.ts';
import { find } from '../knowledge/finding.ts';
import type { PolicyDocument } from '../policy/document.ts';
import * as policy from '../policy/policy.ts';
import type { StoredEntry } from '../threads/threads.ts';
import * as meetings from '../tickets/meetings.ts';
import * as unheard from '../threads/unheard.ts';
import * as addresses from './addresses.ts';
import * as choices from './choices.ts';
import type { Kind } from './choices.ts';
import { plainSubject } from './folding.ts';
import type { MailPart } from './sending.ts';
import { asHtml, asText, type EventsDesk, evidenceText, type Letter, type Piece, sentence, wordsFor } from './wording.ts';

/** What is said within so long is one mail, milliseconds. */
const gatheredFor = 60_000;
/** Transactions at work in one process: while one waits for its commit, another is written. */
const atOnce = 3;
/** Threads in a transaction. */
const batch = 5;
const mostHistory = 6;
const mostSuggested = 2;
/** Pictures up to so many bytes stand in the mail itself; others are looked at in the portal. */
const largestPicture = 200_000;
const mostPictures = 5;

/** Makes mails of everything that was said long enough ago. */
export async function composeHeard(desk: Desk): Promise<void> {
  const one = async () => {
    while (await desk.db.transaction((tx) => composeNext(desk, tx)));
  };
  await Promise.all(Array.from({ length: atOnce }, one));
}

/** Answers whether there were any. */
async function composeNext(desk: Desk, tx: Tx): Promise<boolean> {
  const all = await unheard.takeUnheard(tx, new Date(tx.now.getTime() - gatheredFor), batch);
  if (all.length === 0) return false;
  // What is asked for at once travels at once, here and below.
  const [own, { document: rules }] = await Promise.all([addresses.all(tx), policy.inForce(tx)]);
  for (const heard of all) {
    const [ticket, entries] = await Promise.all([ticketOf(tx, heard.thread), unheard.between(tx, heard.thread, heard.from, heard.to)]);
    if (!ticket) continue;
    await compose(tx, { desk, ticket, entries, rules, sender: addresses.writingFrom(desk, own, ticket.area), ...heard });
  }
  return true;
}

interface Ticket {
  id: string;
  thread: string;
  number: number;
  subject: string;
  organization: string;
  hipaa: boolean;
  area: string | null;
  assignee: string | null;
  assigneeName: string | null;
  /** The subject of the mail that opened it. */
  mailSubject: string | null;
  answerable: boolean;
}

async function ticketOf(tx: Tx, thread: string): Promise<Ticket | undefined> {
  const [row] = await tx.rows(
    sql<Ticket>`
      select k.id, k.thread_id as thread, k.number, k.subject, k.organization_id as organization, o.hipaa, k.area_id as area, s.id as assignee,
        s.name as "assigneeName", m.subject as "mailSubject", coalesce(m.answerable, true) as answerable
      from tickets k join organizations o on o.id = k.organization_id
        left join staff s on s.id = k.assignee_id and s.left_at is null
        left join mails_in m on m.thread_id = k.thread_id and m.outcome = 'opened'
      where k.thread_id = ${thread} limit 1`,
    'ticket_to_mail_of',
  );
  return row;
}

interface MailReader {
  kind: 'member' | 'staff';
  id: string;
  name: string;
  address: string;
  language: Locale;
  zone: string;
}

/** Members who follow a thread and may read it, whoever works on its ticket, and who was called in it. */
async function readersOf(tx: Tx, ticket: Ticket, entries: readonly StoredEntry[]): Promise<MailReader[]> {
  return tx.rows(
    sql<MailReader>`
      select 'member' as kind, m.id, m.name, m.email as address, m.locale as language, coalesce(m.zone, 'UTC') as zone
      from threads t join members m on m.id = t.member_id where t.id = ${ticket.thread}
      union all
      select 'member', m.id, m.name, m.email, m.locale, coalesce(m.zone, 'UTC')
      from followers f join members m on m.id = f.member_id
        join memberships b on b.member_id = m.id and b.organization_id = ${ticket.organization}
      where f.thread_id = ${ticket.thread} and (f.access <> 'none' or (f.chosen and b.sees_organization))
      union all
      select 'staff', s.id, s.name, s.email, s.locale, 'UTC' from staff s
      where (s.id = ${ticket.assignee} or s.id in (select staff_id from mentions where entry_id = any(${entries.map((e) => e.id)}::uuid[])))
        and s.left_at is null and s.role <> 'service'`,
    'mail_readers',
  );
}

async function calledIn(tx: Tx, entries: readonly StoredEntry[]): Promise<Map<string, string[]>> {
  const rows = await tx.rows(
    sql<{ staff: string; entry: string }>`
      select staff_id as staff, entry_id as entry from mentions where entry_id = any(${entries.map((e) => e.id)}::uuid[])`,
    'called_in',
  );
  const called = new Map<string, string[]>();
  for (const { staff, entry } of rows) called.set(staff, [...(called.get(staff) ?? []), entry]);
  return called;
}

/** As what an entry is mailed to a member: what staff say and ask, or how it goes. Null for what they know or need not. */
function memberKind({ by, what, publicSeq }: StoredEntry, reader: string): Kind | null {
  if (publicSeq === null || (by.id === reader && what.kind !== 'event')) return null;
  if (what.kind === 'message' || what.kind === 'evidence') return 'answers';
  if (what.kind !== 'event') return null;
  switch (what.body.event) {
    case 'evidence_asked':
    case 'meeting_proposed':
    case 'meeting_agreed':
    case 'meeting_cancelled':
      return 'answers';
    case 'ticket_opened':
    case 'incident_update':
    case 'incident_closed':
    case 'merged_into':
      return 'progress';
    case 'ticket_state':
      return what.body.to === 'solved' || (what.body.from === 'solved' && what.body.to === 'open') ? 'progress' : null;
    default:
      return null;
  }
}

function staffKind({ id, by, what }: StoredEntry, reader: MailReader, ticket: Ticket, called: readonly string[]): Kind | null {
  if (called.includes(id)) return 'mentions';
  if (ticket.assignee !== reader.id) return null;
  if (by.kind === 'member' && (what.kind === 'message' || what.kind === 'evidence')) return 'assigned';
  if (what.kind !== 'event') return null;
  const { body } = what;
  if (body.event === 'ticket_assigned' || body.event === 'escalated')
    return body.assignee === reader.name && body.by !== reader.name ? 'assigned' : null;
  if (body.event === 'ticket_opened') return body.assignee === reader.name ? 'assigned' : null;
  return body.event === 'mail_undelivered' || body.event === 'meeting_proposed' || body.event === 'rated' ? 'assigned' : null;
}

/** What it is mainly about names a mail's kind, which its link turns off. */
const weight: Kind[] = ['mentions', 'answers', 'assigned', 'progress'];

async function compose(tx: Tx, facts: Facts): Promise<void> {
  const { ticket, entries } = facts;
  const [called, readers] = await Promise.all([calledIn(tx, entries), readersOf(tx, ticket, entries)]);
  const [chosen, earlier] = await Promise.all([
    choices.of(
      tx,
      readers.map((r) => r.id),
    ),
    unheard.earlier(tx, ticket.thread, facts.from, mostHistory),
  ]);
  const seen = new Set<string>();
  for (const reader of readers) {
    if (seen.has(reader.id)) continue;
    seen.add(reader.id);
    const choice = chosen.get(reader.id) ?? { ...choices.everything, zone: reader.zone };
    const told = entries.flatMap((entry) => {
      const kind = reader.kind === 'member' ? memberKind(entry, reader.id) : staffKind(entry, reader, ticket, called.get(reader.id) ?? []);
      if (kind === null || choice.off.includes(kind)) return [];
      // Who wrote by a list or a program is told nothing by itself.
      return !ticket.answerable && kind === 'progress' ? [] : [{ entry, kind }];
    });
    if (told.length > 0) await write(tx, { ...facts, earlier }, reader, choice, told);
  }
}

interface Facts {
  desk: Desk;
  ticket: Ticket;
  entries: readonly StoredEntry[];
  from: number;
  to: number;
  rules: PolicyDocument;
  sender: Pick<MailAddress, 'address' | 'name' | 'plus'>;
}

type Told = { entry: StoredEntry; kind: Kind }[];

async function write(
  tx: Tx,
  facts: Facts & { earlier: readonly StoredEntry[] },
  reader: MailReader,
  choice: choices.Choice,
  told: Told,
): Promise<void> {
  const { desk, ticket, sender, earlier } = facts;
  const id = uuidv7();
  const kind = weight.find((k) => told.some((t) => t.kind === k))!;
  const words = wordsFor(reader.language, choice.zone);
  const host = sender.address.slice(sender.address.indexOf('@') + 1);
  const eventsDesk: EventsDesk = { fields: fieldsShown(facts.rules.evidence) };
  const parts: MailPart[] = [];
  // What is said of a person's health stays behind a sign-in (S8): the mail says only that there is something.
  const sealed = ticket.hipaa && reader.kind === 'member';
  const isReceipt =
    !sealed &&
    reader.kind === 'member' &&
    told.some(({ entry }) => entry.what.kind === 'event' && entry.what.body.event === 'ticket_opened');
  const [pieces, missing, helps, before] = await Promise.all([
    sealed ? ([] as Piece[]) : piecesOf(tx, words, eventsDesk, reader, ticket.id, told, parts),
    isReceipt ? missingFor(tx, facts, reader, words, eventsDesk) : undefined,
    isReceipt ? suggestedFor(tx, facts, reader) : [],
    referencesOf(tx, ticket.thread, reader.id, host),
  ]);
  const history = sealed ? [] : earlier.map((entry) => pieceOf(words, eventsDesk, reader, entry)).toReversed();
  if (missing) pieces.push(missing);
  const suggested = suggestions(helps, words, pieces, tx.now);
  if (suggested) pieces.push(suggested);
  const url =
    reader.kind === 'member' ? `${desk.origin}/portal/tickets/${ticket.number}` : `${desk.origin}/console/tickets/${ticket.number}`;
  const opening = sealed ? words.t('mail.sealed', { number: ticket.number }) : null;
  const letter: Letter = {
    words,
    vendor: sender.name,
    preview: opening ?? previewOf(pieces),
    answerAbove: sender.plus || reader.kind === 'member',
    opening,
    pieces,
    link: { label: words.t(reader.kind === 'member' ? 'mail.open_request' : 'mail.open_ticket', { number: ticket.number }), url },
    history,
    reason: words.t(`mail.reason.${kind}`, { number: ticket.number }),
    off: { label: words.t('mail.off'), url: offUrl(desk, id) },
  };
  const authors = [...new Set(told.filter(({ entry }) => entry.by.kind !== 'desk').map(({ entry }) => entry.by.name))];
  // Some programs join only what bears the subject that its reader wrote.
  const subject =
    ticket.mailSubject === null ? `${ticket.subject} [#${ticket.number}]` : plainSubject(ticket.mailSubject) || ticket.subject;
  const isAuto = kind === 'progress' && authors.length === 0;
  await tx.rows(
    sql`
    insert into mails_out (id, kind, reader_kind, reader_id, thread_id, entries, address, language, sender, subject, body_text, body_html, headers, parts,
      state, made_at, due_at)
    values (${id}, ${kind}, ${reader.kind}, ${reader.id}, ${ticket.thread}, int4range(${facts.from}, ${facts.to}, '[]'), ${reader.address}, ${reader.language},
      ${mailbox(authors.length === 1 ? `${authors[0]} (${sender.name})` : sender.name, sender.address)},
      ${before.length > 1 || ticket.mailSubject !== null ? `Re: ${subject}` : subject}, ${asText(letter)}, ${asHtml(letter)},
      ${JSON.stringify({
        'Message-ID': `<${id}@${host}>`,
        ...(before.length > 0 ? { 'In-Reply-To': before.at(-1)!, References: before.join(' ') } : {}),
        'Reply-To': mailbox(sender.name, addresses.tagged(sender, addresses.signed(desk, 'answer', id))),
        ...unsubscribing(desk, id),
        ...(isAuto ? { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' } : {}),
      })}, ${JSON.stringify(parts)}, 'waiting', ${tx.now}, ${choices.notBefore(choice, tx.now)})`,
    'insert_mail',
  );
  tx.announce({ what: 'changed', brief: { what: 'mail', member: null } });
}

/** RFC 8058: a program turns it off with one request, without a sign-in. */
export const unsubscribing = (desk: Desk, id: string) => ({
  'List-Unsubscribe': `<${offUrl(desk, id)}>`,
  'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
});
export const offUrl = (desk: Desk, id: string) => `${desk.origin}/mail/off/${addresses.signed(desk, 'off', id)}`;

/** A name and an address; a name is quoted, and cannot end its quotes (RFC 5322, 3.2.4). */
export const mailbox = (name: string, address: string) => `"${name.replaceAll(/[\r\n]+/g, ' ').replaceAll(/["\\]/g, '')}" <${address}>`;

/** Message-IDs of what went between this reader and the desk before, beginning with the thread's own. */
async function referencesOf(tx: Tx, thread: string, reader: string, host: string): Promise<string[]> {
  const rows = await tx.rows(
    sql<{ id: string }>`
      select id from (
        (select m.headers ->> 'Message-ID' as id, m.made_at as at from mails_out m where m.thread_id = ${thread} and m.reader_id = ${reader} order by at desc limit 10)
        union all
        (select i.message_id, i.received_at from mails_in i where i.thread_id = ${thread} and i.message_id <> '' and i.outcome in ('opened', 'replied') order by i.received_at desc limit 10)
      ) m order by at`,
    'references_of',
  );
  return [`<thread.${thread}@${host}>`, ...rows.slice(-12).map((r) => r.id)];
}

const previewOf = (pieces: readonly Piece[]) =>
  (pieces[0]?.markdown ?? '')
    .replaceAll(/[`*#>\s]+/g, ' ')
    .trim()
    .slice(0, 140);

async function piecesOf(
  tx: Tx,
  words: Letter['words'],
  desk: EventsDesk,
  reader: MailReader,
  ticket: string,
  told: Told,
  parts: MailPart[],
): Promise<Piece[]> {
  const pieces: Piece[] = [];
  for (const { entry } of told) {
    const piece = pieceOf(words, desk, reader, entry);
    for (const file of piece.files) {
      if (!shownInPlace.has(file.type) || file.bytes > largestPicture || parts.length >= mostPictures) continue;
      const stored = await files.byLink(tx, file.id);
      if (!stored || stored.unchecked) continue;
      const cid = `${file.id}@fairlead`;
      parts.push({ is: 'picture', cid, blob: stored.blob, name: file.name, type: file.type });
      piece.pictures.push({ cid, file });
    }
    const invitation = entry.what.kind === 'event' ? await invitationOf(tx, words, ticket, entry.what.body) : undefined;
    if (invitation && !parts.some((p) => p.is === 'invitation')) parts.push(invitation);
    pieces.push(piece);
  }
  return pieces;
}

function pieceOf(words: Letter['words'], desk: EventsDesk, reader: MailReader, { by, at, what }: StoredEntry): Piece {
  const name = by.kind === 'desk' ? null : by.name;
  if (what.kind === 'event') return { by: null, at, markdown: sentence(words, what.body, reader.kind, desk), files: [], pictures: [] };
  if (what.kind === 'evidence')
    return { by: name, at, markdown: evidenceText(words, what.body, desk), files: what.body.files, pictures: [] };
  return { by: name, at, markdown: what.body.text, files: what.body.files, pictures: [], isNote: what.kind === 'note' };
}

/** A receipt says what would help, so that it need not be asked for. */
async function missingFor(
  tx: Tx,
  { ticket }: Facts,
  reader: MailReader,
  words: Letter['words'],
  desk: EventsDesk,
): Promise<Piece | undefined> {
  const who = { kind: 'member' as const, id: reader.id, name: reader.name, locale: reader.language, organization: ticket.organization };
  const { items } = await evidence.checklist(tx, who, { id: ticket.thread, organizationId: ticket.organization });
  const missing = items.filter((i) => i.state === 'missing').map((i) => `- ${itemName(words, desk, i.item, null)}`);
  if (missing.length === 0) return undefined;
  return { by: null, at: tx.now, markdown: `${words.t('mail.missing')}\n\n${missing.join('\n')}`, files: [], pictures: [] };
}

const suggestedFor = (tx: Tx, { desk, ticket }: Facts, reader: MailReader): Promise<FoundArticle[]> =>
  find(tx, desk.helpOrigin, { q: ticket.subject, language: reader.language, limit: mostSuggested });

/** What may solve it at once. */
function suggestions(all: readonly FoundArticle[], words: Letter['words'], said: readonly Piece[], at: Date): Piece | undefined {
  // What staff have cited is not suggested beside it.
  const found = all.filter(({ url }) => !said.some((piece) => piece.markdown.includes(url)));
  if (found.length === 0) return undefined;
  const list = found.map((a) => `- [${a.title.replaceAll(/[[\]]/g, '')}](${a.url})`).join('\n');
  return { by: null, at, markdown: `${words.t('mail.suggested')}\n\n${list}`, files: [], pictures: [] };
}

/** The invitation of a call as calendars take it. */
async function invitationOf(tx: Tx, words: Letter['words'], ticket: string, body: Happening): Promise<MailPart | undefined> {
  if (body.event !== 'meeting_agreed' && (body.event !== 'meeting_cancelled' || body.starts === null)) return undefined;
  const invitation = await meetings.invitation(tx, ticket, body.meeting);
  return { is: 'invitation', method: invitation.cancelled ? 'CANCEL' : 'REQUEST', text: meetings.invitationFor(words, invitation) };
}
