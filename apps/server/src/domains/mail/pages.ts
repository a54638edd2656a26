/** Small pages that a mail leads to without a sign-in: its kind is turned off, an address is confirmed. They need no script. */
import { escapeHtml, languageAsked } from '../../platform/html.ts';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { sql } from 'kysely';
import type { Desk } from '../../platform/desk.ts';
import * as byMail from '../accounts/by-mail.ts';
import { readSigned } from './addresses.ts';
import * as choices from './choices.ts';
import type { Kind } from './choices.ts';
import { wordsFor } from './wording.ts';

const page = (language: string, title: string, body: string) => `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="robots" content="noindex"><title>${escapeHtml(title)}</title>
<style>:root{color-scheme:light dark}body{margin:0;display:grid;min-height:100vh;place-items:center;font:16px/1.6 system-ui,sans-serif;background:Canvas;color:CanvasText}
main{max-width:30rem;padding:2rem}h1{font-size:1.35rem;margin:0 0 .75rem}button{font:inherit;min-height:44px;padding:.5rem 1.1rem;border:0;border-radius:8px;background:#0b6e75;color:#fff;cursor:pointer}
button:focus-visible{outline:3px solid #4fc3c8;outline-offset:2px}</style></head><body><main><h1>${escapeHtml(title)}</h1>${body}</main></body></html>`;

interface OfMail {
  reader: string;
  kind: Kind | 'address';
  language: 'en' | 'ko' | 'ja';
}

async function mailOf(desk: Desk, token: string): Promise<OfMail | undefined> {
  const id = readSigned(desk, 'off', token);
  if (!id) return undefined;
  const [row] = await desk.db.reader.rows(sql<OfMail>`select reader_id as reader, kind, language from mails_out where id = ${id}`);
  return row;
}

export function servePages(app: FastifyInstance, desk: Desk): void {
  const answer = (reply: FastifyReply, status: number, html: string) =>
    reply
      .code(status)
      .type('text/html; charset=utf-8')
      .headers({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' })
      .send(html);
  const gone = (reply: FastifyReply, asked: string | undefined) => {
    const words = wordsFor(languageAsked(asked), 'UTC');
    return answer(reply, 404, page(words.language, words.t('mail.page.gone'), `<p>${escapeHtml(words.t('mail.page.gone.more'))}</p>`));
  };

  void app.register((pages) => {
    // One click of a mail program posts a form (RFC 8058, 3.1); what it says is in the address already.
    pages.addContentTypeParser(
      ['application/x-www-form-urlencoded', 'multipart/form-data'],
      { bodyLimit: 10_000 },
      (_request, payload, done) => {
        payload.resume();
        payload.on('end', () => done(null, null));
      },
    );
    pages.get<{ Params: { token: string } }>('/mail/off/:token', { schema: { hide: true } }, async (request, reply) => {
      const mail = await mailOf(desk, request.params.token);
      if (!mail || mail.kind === 'address') return gone(reply, request.headers['accept-language']);
      const words = wordsFor(mail.language, 'UTC');
      const kind = words.t(`mail.kind.${mail.kind}`);
      return answer(
        reply,
        200,
        page(
          mail.language,
          words.t('mail.page.off', { kind }),
          `<p>${escapeHtml(words.t('mail.page.off.more'))}</p><form method="post"><button>${escapeHtml(words.t('mail.page.off.do'))}</button></form>`,
        ),
      );
    });
    pages.post<{ Params: { token: string } }>('/mail/off/:token', { schema: { hide: true } }, async (request, reply) => {
      const mail = await mailOf(desk, request.params.token);
      if (!mail || mail.kind === 'address') return gone(reply, request.headers['accept-language']);
      const { kind } = mail;
      await desk.db.transaction((tx) => choices.turnOff(tx, mail.reader, kind));
      const words = wordsFor(mail.language, 'UTC');
      return answer(
        reply,
        200,
        page(
          mail.language,
          words.t('mail.page.is_off', { kind: words.t(`mail.kind.${kind}`) }),
          `<p>${escapeHtml(words.t('mail.page.is_off.more'))}</p>`,
        ),
      );
    });
    pages.get<{ Params: { token: string } }>('/mail/confirm/:token', { schema: { hide: true } }, async (request, reply) => {
      const id = readSigned(desk, 'confirm', request.params.token);
      const language = languageAsked(request.headers['accept-language']);
      const words = wordsFor(language, 'UTC');
      if (!id) return gone(reply, request.headers['accept-language']);
      return answer(
        reply,
        200,
        page(
          language,
          words.t('mail.page.confirm'),
          `<form method="post"><button>${escapeHtml(words.t('mail.page.confirm.do'))}</button></form>`,
        ),
      );
    });
    pages.post<{ Params: { token: string } }>('/mail/confirm/:token', { schema: { hide: true } }, async (request, reply) => {
      const id = readSigned(desk, 'confirm', request.params.token);
      const address = id && (await desk.db.transaction((tx) => byMail.confirmAddress(tx, id)));
      if (!address) return gone(reply, request.headers['accept-language']);
      const language = languageAsked(request.headers['accept-language']);
      const words = wordsFor(language, 'UTC');
      return answer(
        reply,
        200,
        page(language, words.t('mail.page.confirmed'), `<p>${escapeHtml(words.t('mail.page.confirmed.more', { address }))}</p>`),
      );
    });
    return Promise.resolve();
  });
}
