/**
 * Once a working day, in the morning where they are, staff hear what waits for them; on a day with nothing, nothing.
 *
 * Promise kept by a constraint: `one_digest_a_day`.
 */
import { localAt } from '@fairlead/calendar';
import type { Locale } from '@fairlead/contract';
import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import type { Tx } from '../../platform/db.ts';
import type { Desk } from '../../platform/desk.ts';
import * as addresses from './addresses.ts';
import * as choices from './choices.ts';
import { mailbox, offUrl, unsubscribing } from './composing.ts';
import { asHtml, asText, type Letter, type Piece, wordsFor } from './wording.ts';

/** Minute of the local day. */
const morning = 8 * 60;
const mostListed = 30;

interface Colleague {
  id: string;
  name: string;
  address: string;
  language: Locale;
  zone: string | null;
}

interface Waiting {
  number: number;
  subject: string;
  waiting_since: Date | null;
  due_at: Date | null;
  called: boolean;
}

/** Writes the digests whose time has come. */
export async function writeDigests(desk: Desk): Promise<void> {
  const staff = await desk.db.reader.rows(sql<Colleague>`
    select s.id, s.name, s.email as address, s.locale as language, c.zone from staff s left join mail_choices c on c.reader_id = s.id
    where s.left_at is null and s.role <> 'service' and not coalesce('digest' = any(c.off), false) order by s.id`);
  for (const person of staff) {
    const { date, minute, weekday } = localAt(desk.clock.now().getTime(), person.zone ?? 'UTC');
    if (weekday < 6 && minute >= morning) await desk.db.transaction((tx) => write(desk, tx, person, date));
  }
}

async function write(desk: Desk, tx: Tx, person: Colleague, day: string): Promise<void> {
  const [written] = await tx.rows(sql`select 1 from mails_out where reader_id = ${person.id} and day = ${day}`);
  if (written) return;
  const waiting = await tx.rows(sql<Waiting>`
    select k.number, k.subject, k.waiting_since, k.due_at,
      exists (select 1 from mentions m where m.ticket_id = k.id and m.staff_id = ${person.id} and m.seen_at is null) as called
    from tickets k where k.state not in ('solved', 'closed') and (
      (k.assignee_id = ${person.id} and k.waiting_since is not null)
      or k.id in (select ticket_id from mentions where staff_id = ${person.id} and seen_at is null))
    order by k.due_at nulls last, k.waiting_since limit ${mostListed + 1}`);
  if (waiting.length === 0) return;
  const choice = (await choices.of(tx, [person.id])).get(person.id) ?? choices.everything;
  const words = wordsFor(person.language, choice.zone);
  const sender = addresses.writingFrom(desk, await addresses.all(tx), null);
  const id = uuidv7();
  const line = ({ number, subject, waiting_since: since, due_at: due, called }: Waiting) => {
    const facts = [
      ...(called ? [words.t('mail.digest.called')] : []),
      ...(since ? [words.t('mail.digest.since', { when: words.time(since) })] : []),
      ...(due ? [words.t('mail.digest.due', { when: words.time(due) })] : []),
    ];
    return `- [#${number}](${desk.origin}/console/tickets/${number}) ${subject.replaceAll(/([[\]*`_])/g, '\\$1')}${facts.length > 0 ? ` · ${facts.join(' · ')}` : ''}`;
  };
  const piece: Piece = { by: null, at: tx.now, markdown: waiting.slice(0, mostListed).map(line).join('\n'), files: [], pictures: [] };
  const count = waiting.length > mostListed ? `${mostListed}+` : String(waiting.length);
  const subject = words.t('mail.digest.subject', { count });
  const letter: Letter = {
    words,
    vendor: sender.name,
    preview: subject,
    answerAbove: false,
    opening: words.t('mail.digest.opening', { name: person.name }),
    pieces: [piece],
    link: { label: words.t('mail.digest.inbox'), url: `${desk.origin}/console/tickets?view=mine` },
    history: [],
    reason: words.t('mail.reason.digest'),
    off: { label: words.t('mail.off'), url: offUrl(desk, id) },
  };
  const host = sender.address.slice(sender.address.indexOf('@') + 1);
  const headers = {
    'Message-ID': `<${id}@${host}>`,
    ...unsubscribing(desk, id),
    'Auto-Submitted': 'auto-generated',
    'X-Auto-Response-Suppress': 'All',
  };
  await tx.rows(sql`
    insert into mails_out (id, kind, reader_kind, reader_id, day, address, language, sender, subject, body_text, body_html, headers, parts, state, made_at, due_at)
    values (${id}, 'digest', 'staff', ${person.id}, ${day}, ${person.address}, ${person.language}, ${mailbox(sender.name, sender.address)}, ${subject},
      ${asText(letter)}, ${asHtml(letter)}, ${JSON.stringify(headers)}, '[]', 'waiting', ${tx.now}, ${choices.notBefore(choice, tx.now)})
    on conflict do nothing`);
}
