import { sql } from 'kysely';
import type { Handlers } from '../../call.ts';
import { Refusal } from '../../platform/refusals.ts';
import * as byMail from '../accounts/by-mail.ts';
import * as employing from '../accounts/employing.ts';
import * as addresses from './addresses.ts';
import * as choices from './choices.ts';
import { addAddress } from './confirming.ts';
import * as screens from './screens.ts';
import { dismiss, readAgain, settleHeld } from './set-aside.ts';

export const routes = {
  mailChoices: ({ desk, who }) => choices.shown(desk.db.reader, who),

  async chooseMail({ desk, who, body }) {
    await desk.db.transaction((tx) => choices.choose(tx, who, body));
    return choices.shown(desk.db.reader, who);
  },

  async addAddress({ desk, who, params, body }) {
    await desk.db.transaction((tx) => addAddress(desk, tx, who, { id: params.id, address: body.address }));
    return choices.shown(desk.db.reader, who);
  },

  async removeAddress({ desk, who, params }) {
    await desk.db.transaction((tx) => byMail.removeAddress(tx, who.id, params.id));
    return choices.shown(desk.db.reader, who);
  },

  sentMails: ({ desk, query }) => screens.sentMails(desk.db.reader, query),

  sentMail: ({ desk, params }) => screens.sentMail(desk.db.reader, params.id),

  async sendAgain({ desk, params }) {
    await desk.db.transaction((tx) =>
      tx.rows(sql`update mails_out set state = 'waiting', due_at = ${tx.now}, attempts = 0 where id = ${params.id} and state = 'failed'`),
    );
    const { from: _from, html: _html, text: _text, headers: _headers, ...mail } = await screens.sentMail(desk.db.reader, params.id);
    return mail;
  },

  receivedMails: ({ desk, query }) => screens.receivedMails(desk.db.reader, query),

  async mailSource({ desk, params }) {
    const mail = await screens.receivedMail(desk.db.reader, params.id);
    const content = await desk.blobs.get(mail.source);
    if (!content) throw new Refusal('not_found');
    return {
      name: `${
        mail.subject
          .replaceAll(/[^\p{L}\p{N} ._-]/gu, ' ')
          .trim()
          .slice(0, 80) || 'mail'
      }.eml`,
      content,
    };
  },

  async readAgain({ desk, params }) {
    await desk.db.transaction((tx) => readAgain(tx, params.id));
    const { source: _, ...mail } = await screens.receivedMail(desk.db.reader, params.id);
    return mail;
  },

  async dismissMail({ desk, params }) {
    await desk.db.transaction((tx) => dismiss(tx, params.id));
    const { source: _, ...mail } = await screens.receivedMail(desk.db.reader, params.id);
    return mail;
  },

  settleHeld: async ({ desk, body }) => ({ settled: await desk.db.transaction((tx) => settleHeld(tx, body.sender, body.let_in)) }),

  async deliveries({ desk, params }) {
    const [ticket] = await desk.db.reader.rows(
      sql<{ thread: string }>`select thread_id as thread from tickets where number = ${params.number}`,
    );
    if (!ticket) throw new Refusal('not_found');
    return screens.deliveries(desk.db.reader, ticket.thread);
  },

  mailSettings({ desk, who }) {
    employing.mustAdminister(who);
    return screens.settings(desk);
  },

  saveMailAddress: ({ desk, who, params, body }) => desk.db.transaction((tx) => addresses.save(tx, who, { ...body, id: params.id })),

  async removeMailAddress({ desk, who, params }) {
    await desk.db.transaction((tx) => addresses.remove(tx, who, params.id));
    return {};
  },
} satisfies Partial<Handlers>;
