/** A solved ticket becomes the beginning of an article: what was asked and answered, for somebody to rewrite. */
import type { Tx } from '../../platform/db.ts';
import { Refusal } from '../../platform/refusals.ts';
import type { StaffWho } from '../accounts/accounts.ts';
import * as articles from '../knowledge/articles.ts';
import * as threads from '../threads/threads.ts';
import { lockForWho } from './locking.ts';
import { isOver } from './tickets.ts';

const mostRead = 200;

/** Throws `not_found`, `ticket_state` while it is not solved. The same id again changes nothing. */
export async function begin(tx: Tx, who: StaffWho, number: number, id: string): Promise<void> {
  const ticket = await lockForWho(tx, who, number);
  if (!isOver(ticket.state)) throw new Refusal('ticket_state');
  const known = await tx.read.selectFrom('articles').select('ticket_id').where('id', '=', id).executeTakeFirst();
  if (known) {
    if (known.ticket_id !== ticket.id) throw new Refusal('id_taken');
    return;
  }
  const { subject } = await tx.read.selectFrom('tickets').select('subject').where('id', '=', ticket.id).executeTakeFirstOrThrow();
  const { locale } = await tx.read.selectFrom('members').select('locale').where('id', '=', ticket.member_id).executeTakeFirstOrThrow();
  // What only staff may read stays out: an article is everybody's.
  const entries = await threads.after(tx, ticket.thread_id, 'public', 0, mostRead);
  const said = entries.flatMap((e) =>
    e.what.kind === 'message' && e.what.body.text.trim() !== '' ? [{ staff: e.by.kind === 'staff', text: e.what.body.text }] : [],
  );
  const asked = said.find((s) => !s.staff)?.text ?? '';
  const answers = said.filter((s) => s.staff).map((s) => s.text);
  const language = locale as 'en' | 'ko' | 'ja';
  await articles.save(
    tx,
    who,
    id,
    { slug: `from-ticket-${number}-${id.slice(-6)}`, category: null, position: 0, source: language },
    ticket.id,
  );
  await articles.saveDraft(tx, who, id, language, { title: subject, markdown: `${asked}\n\n---\n\n${answers.join('\n\n')}\n`, was: null });
}
