/** A further address of a member counts once they have followed a link that was sent there. */
import { v7 as uuidv7 } from 'uuid';
import type { Tx } from '../../platform/db.ts';
import type { Desk } from '../../platform/desk.ts';
import type { MemberWho } from '../accounts/accounts.ts';
import * as byMail from '../accounts/by-mail.ts';
import * as addresses from './addresses.ts';
import { mailbox } from './composing.ts';
import { asHtml, asText, type Letter, wordsFor } from './wording.ts';

export async function addAddress(desk: Desk, tx: Tx, who: MemberWho, added: { id: string; address: string }): Promise<void> {
  if (!(await byMail.addAddress(tx, who.id, added))) return;
  const words = wordsFor(who.locale, 'UTC');
  const sender = addresses.writingFrom(desk, await addresses.all(tx), null);
  const subject = words.t('mail.confirm.subject', { vendor: sender.name });
  const letter: Letter = {
    words,
    vendor: sender.name,
    preview: subject,
    answerAbove: false,
    opening: words.t('mail.confirm.opening', { name: who.name, address: added.address }),
    pieces: [],
    link: { label: words.t('mail.confirm.link'), url: `${desk.origin}/mail/confirm/${addresses.signed(desk, 'confirm', added.id)}` },
    history: [],
    reason: words.t('mail.confirm.reason'),
    off: null,
  };
  const id = uuidv7();
  const host = sender.address.slice(sender.address.indexOf('@') + 1);
  await tx.write
    .insertInto('mails_out')
    .values({
      id,
      kind: 'address',
      reader_kind: 'member',
      reader_id: who.id,
      address: added.address,
      language: who.locale,
      sender: mailbox(sender.name, sender.address),
      subject,
      body_text: asText(letter),
      body_html: asHtml(letter),
      headers: JSON.stringify({ 'Message-ID': `<${id}@${host}>`, 'Auto-Submitted': 'auto-generated' }),
      parts: '[]',
      state: 'waiting',
      made_at: tx.now,
      due_at: tx.now,
    })
    .execute();
}
