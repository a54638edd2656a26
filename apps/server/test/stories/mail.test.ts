import { createHash, createVerify, generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Refused, newId } from '@fairlead/client';
import { describe, expect, onTestFinished, test } from 'vitest';
import { composeHeard } from '../../src/domains/mail/composing.ts';
import { writeDigests } from '../../src/domains/mail/digest.ts';
import { deliverWaiting } from '../../src/domains/mail/delivering.ts';
import { sendDue } from '../../src/domains/mail/sending.ts';
import { sweepMail } from '../../src/domains/mail/sweeping.ts';
import { ask, customer, end, events, idOf, note, openTicket, read, say, texts, ticketOf } from '../acts.ts';
import type { Actor } from '../desk.ts';
import { addAddress, mailDesk, type MailDesk } from '../mail.ts';
import { request } from '../wire.ts';

const dana = 'dana@northwind.example';

/** Dana's ticket, which Mina has answered by a mail that Dana has. */
async function answeredTicket(desk: MailDesk) {
  const [member, mina] = [await desk.member('Dana'), await desk.staff('Mina')];
  const ticket = await openTicket(member);
  await desk.mailed();
  await say(mina, ticket, 'Which version is it?');
  const [mail] = await desk.mailed();
  return { ticket, member, mina, mail: mail!, reply: mail!.replyTo!.value[0]!.address! };
}

const received = async (desk: MailDesk) => (await desk.ada.call('GET /mails/received', {})).mails;
const lastReceived = async (desk: MailDesk) => (await received(desk))[0]!;

describe('what is said reaches who follows', () => {
  test('a request is confirmed with its number and what would help; an answer comes with the history, and is answered by mail', async () => {
    const desk = await mailDesk();
    const { ticket, member, mina, mail: answer, reply } = await answeredTicket(desk);
    const [receipt] = desk.sink.mails;
    expect(receipt!.subject).toBe('No data since noon [#1001]');
    expect(receipt!.text).toContain('#1001');
    expect(receipt!.text).toContain('This would help us');
    expect(receipt!.headers.get('auto-submitted')).toBe('auto-generated');
    expect(answer.subject).toBe('Re: No data since noon [#1001]');
    expect(answer.from!.value[0]).toEqual({ address: 'support@skerry.example', name: 'Mina Park (Skerry Support)' });
    expect(answer.text).toContain('> Since noon.');
    expect(answer.inReplyTo).toBe(receipt!.messageId);
    expect(answer.headers.get('auto-submitted')).toBe(undefined);
    await desk.write({
      from: dana,
      to: reply,
      subject: `Re: ${answer.subject}`,
      text: `It is 7.52.\n\nDana\n\nOn Mon, Nov 23, 2026 at 4:00 PM Mina <support@skerry.example> wrote:\n${answer.text!.replaceAll(/^/gm, '> ')}`,
      attachments: [{ filename: 'agent.log', content: 'error: no route\n' }],
    });
    expect(texts(await read(member, ticket)).slice(-1)).toEqual(['It is 7.52.\n\nDana']);
    const entry = (await read(mina, ticket)).findLast((e) => e.kind === 'message');
    expect(entry).toMatchObject({ by: { name: 'Dana Reyes' }, body: { mail: { from: dana }, files: [{ name: 'agent.log' }] } });
    expect(desk.errors).toEqual([]);
  });

  test('a receipt names articles that may solve it at once', async () => {
    const desk = await mailDesk();
    const file = { path: 'no-data.md', text: '---\ntitle: No data arrives\n---\nSince when? Check the key.\n' };
    await desk.ada.call('POST /articles/imports', { body: file });
    await desk.write({ from: 'kim@elsewhere.example', subject: 'No data since noon', text: 'Help' });
    const [receipt] = await desk.mailed();
    expect(receipt!.html).toContain('/help/en/no-data"');
    expect(receipt!.text).toContain('No data arrives');
  });

  test('several answers within a minute are one mail, as HTML and text, with Markdown as its reader sees it', async () => {
    const desk = await mailDesk();
    const { ticket, mina } = await answeredTicket(desk);
    await say(mina, ticket, 'Set **this**:\n\n```yaml\nlogs_enabled: true\n```\n\n<script>alert(1)</script>');
    await desk.pass({ seconds: 30 });
    await say(mina, ticket, 'And which site?');
    const mails = await desk.mailed();
    expect(mails.length).toBe(1);
    expect(mails[0]!.html).toContain('<strong>this</strong>');
    expect(mails[0]!.html).toContain('logs_enabled: true</pre>');
    expect(mails[0]!.html).not.toContain('<script>');
    expect(mails[0]!.text).toContain('And which site?');
  });

  test('nobody is told of what they said themselves, and a member never of a note', async () => {
    const desk = await mailDesk();
    const { ticket, member, mina } = await answeredTicket(desk);
    await say(member, ticket, 'It is 7.52.');
    await note(mina, ticket, 'They are on trial');
    expect(await desk.mailed()).toEqual([]);
    await say(mina, ticket, 'Thank you.');
    const [mail] = await desk.mailed();
    expect(`${mail!.text}${mail!.html as string}`).not.toContain('trial');
  });

  test('a chat is not mailed while it runs; its end is, with the number and what was said', async () => {
    const desk = await mailDesk();
    const [mina, member] = [await desk.onDuty('Mina'), await desk.member('Dana')];
    const chat = await ask(member);
    await say(member, chat, 'Hello?');
    await say(mina, chat, 'Hello Dana');
    expect(await desk.mailed()).toEqual([]);
    await end(mina, chat);
    const [mail] = (await desk.mailed()).filter((m) => m.envelope.to[0] === dana);
    expect(mail!.text).toContain('#1001');
    expect(mail!.text).toContain('> Hello Dana');
  });

  test('each reader has their own language: Korean for Jiwoo, and who works on it is told in theirs', async () => {
    const desk = await mailDesk();
    const [jiwoo, aiko] = [await desk.member('Jiwoo'), await desk.onDuty('Aiko')];
    const ticket = await openTicket(jiwoo, { subject: '데이터가 안 옵니다', text: '정오부터요.' });
    await say(aiko, ticket, '버전이 무엇인가요?');
    const mails = await desk.mailed();
    const [toJiwoo, toAiko] = ['jiwoo@hanbit.example', 'aiko@skerry.example'].map((to) => mails.find((m) => m.envelope.to[0] === to)!);
    expect(toJiwoo!.text).toContain('이 줄 위에 답장을 작성해 주세요');
    expect(toJiwoo!.subject).toContain('데이터가 안 옵니다');
    expect(toAiko!.text).toContain('정오부터요.');
    expect(toAiko!.text).toContain(`/console/tickets/${ticket.number}`);
  });

  test('of a HIPAA organization a mail says only that there is something (S8)', async () => {
    const desk = await mailDesk();
    const orgs = [{ id: 'clinic', name: 'Clinic', site: 'US1', plan: 'premier', hipaa: true }];
    const nora = await desk.stranger({ sub: 'nora', name: 'Nora', email: 'nora@clinic.example', locale: 'en', org: 'clinic', orgs });
    const ticket = await openTicket(nora, { subject: 'A question', text: 'Patient 12 is missing' });
    await say(await desk.staff('Mina'), ticket, 'Patient 12 is there again');
    const mails = await desk.mailed();
    expect(mails.filter((m) => m.envelope.to[0] === 'nora@clinic.example').length).toBe(1);
    for (const mail of mails.filter((m) => m.envelope.to[0] === 'nora@clinic.example')) expect(mail.raw).not.toContain('Patient');
    expect(mails[0]!.text).toContain('HIPAA');
  });

  test('a picture stands in the mail, a larger file is behind the sign-in', async () => {
    const desk = await mailDesk();
    const { ticket, mina } = await answeredTicket(desk);
    const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
    const upload = async (name: string, bytes: Buffer) => {
      const id = newId();
      const path = `/files?${new URLSearchParams({ file: id, name, thread: ticket.thread }).toString()}`;
      const headers = { 'content-type': 'application/octet-stream' };
      expect((await request(desk, 'POST', path, { as: mina, headers, body: new Uint8Array(bytes) })).status).toBe(200);
      return id;
    };
    const files = [await upload('graph.png', png), await upload('agent.log', Buffer.from('x'.repeat(5_000)))];
    await say(mina, ticket, 'Look', { files });
    const [mail] = await desk.mailed();
    expect(mail!.attachments.map((a) => [a.filename, a.contentType, a.related])).toEqual([['graph.png', 'image/png', true]]);
    expect(mail!.text).toContain('agent.log (5 kB)');
  });

  test('names and subjects with line ends and quotes inject nothing', async () => {
    const desk = await mailDesk();
    const org = { org: 'evil', orgs: [{ id: 'evil', name: 'Evil', site: 'US1' }] };
    const eve = await desk.stranger({
      sub: 'eve',
      name: 'Eve"\r\nBcc: victim@example.com',
      email: 'eve@evil.example',
      locale: 'en',
      ...org,
    });
    const ticket = await openTicket(eve, { subject: 'Hello\r\nBcc: victim@example.com\r\n\r\nbody' });
    await say(await desk.staff('Mina'), ticket, 'Yes?');
    const mails = await desk.mailed();
    for (const mail of mails) {
      expect(mail.bcc).toBe(undefined);
      expect(mail.raw.split('\r\n\r\n')[0]).not.toMatch(/^bcc:/im);
      expect(mail.envelope.to).toEqual(['eve@evil.example']);
    }
  });
});

describe('each entry is mailed once to a reader', () => {
  test('two processes that write and send the same at once send it once', async () => {
    const desk = await mailDesk();
    const other = await desk.secondNode({ SMTP_URL: desk.sink.url });
    const nodes = [desk.running.desk, other.running.desk];
    const [member, mina] = [await desk.member('Dana'), await desk.staff('Mina')];
    const tickets = [];
    for (let i = 0; i < 8; i++) tickets.push(await openTicket(member, { subject: `Number ${i}` }));
    await desk.pass({ seconds: 61 });
    await Promise.all([...tickets.map((t) => say(mina, t, 'An answer')), ...nodes.flatMap((n) => [composeHeard(n), composeHeard(n)])]);
    await desk.pass({ seconds: 61 });
    await Promise.all(nodes.flatMap((n) => [composeHeard(n), composeHeard(n)]));
    await Promise.all(nodes.flatMap((n) => [sendDue(n), sendDue(n)]));
    const said = desk.sink.mails.map((m) => `${m.subject} ${m.text!.includes('An answer')}`);
    expect(new Set(desk.sink.mails.map((m) => m.messageId)).size).toBe(desk.sink.mails.length);
    expect(said.filter((s) => s.endsWith('true')).length).toBe(8);
  });

  test('the database itself refuses a second mail of an entry to the same reader', async () => {
    const desk = await mailDesk();
    await answeredTicket(desk);
    const twice = `insert into mails_out select gen_random_uuid(), kind, reader_kind, reader_id, thread_id, int4range(1, 2), day, address, language, sender, subject,
      body_text, body_html, headers, parts, state, made_at, due_at, attempts, sent_at, trouble, trouble_said from mails_out limit 1`;
    await expect(desk.query(twice)).rejects.toThrow('each_entry_is_mailed_once_to_a_reader');
  });

  test('a process that stopped while it sent is followed by another, under the same Message-ID', async () => {
    const desk = await mailDesk();
    const { ticket, mina, mail } = await answeredTicket(desk);
    await say(mina, ticket, 'Another');
    await desk.query(`update mails_out set state = 'sending', due_at = now() + interval '100 years' where state = 'sent'`);
    expect((await desk.mailed()).length).toBe(1);
    await desk.query(`update mails_out set due_at = '2026-11-23' where state = 'sending'`);
    const again = await desk.mailed();
    expect(again.map((m) => m.messageId)).toContain(mail.messageId);
  });
});

describe('who may add to a ticket', () => {
  test('whoever answers from an address of theirs; or from another, where the desk signed it for them', async () => {
    const desk = await mailDesk();
    const { ticket, member, mail, reply } = await answeredTicket(desk);
    await desk.write({ from: dana, subject: 'Re: x', text: 'By reference.', inReplyTo: mail.messageId! });
    await desk.write({ from: 'Dana <dana+work@northwind.example>', subject: 'Re: x', text: 'By a plus.', references: [mail.messageId!] });
    await desk.write({ from: 'dana@home.example', to: reply, subject: 'Re: x', text: 'From home.' });
    expect(texts(await read(member, ticket)).slice(-3)).toEqual(['By reference.', 'By a plus.', 'From home.']);
    const last = (await read(member, ticket)).at(-1);
    expect(last).toMatchObject({ by: { name: 'Dana Reyes' }, body: { mail: { from: 'dana@home.example' } } });
  });

  test.each([
    ['a stranger by reference', 'eve@evil.example', false],
    ['a colleague who does not follow, with the signed address', 'omar@northwind.example', true],
    ['another customer with the signed address', 'jiwoo@hanbit.example', true],
  ])('%s opens a ticket of their own, and staff of both are told', async (_, from, isSigned) => {
    const desk = await mailDesk();
    await desk.member('Omar');
    await desk.member('Jiwoo');
    const { ticket, member, mina, mail, reply } = await answeredTicket(desk);
    await desk.write({ from, subject: 'Re: x', text: 'Let me in', inReplyTo: mail.messageId!, ...(isSigned ? { to: reply } : {}) });
    expect(texts(await read(member, ticket))).not.toContain('Let me in');
    const { ticket: number } = await lastReceived(desk);
    expect(number).not.toBe(ticket.number);
    expect(events(await read(mina, ticket))).toContain('mail_of_stranger');
    expect(events(await read(mina, await ticketOf(mina, { number })))).toContain('mail_refers');
    // Of the other ticket its member learns nothing.
    expect(events(await read(member, ticket))).not.toContain('mail_of_stranger');
  });

  test('a mail of which the trusted relay says that its sender is forged adds to nothing; anybody else’s finding counts for nothing', async () => {
    const desk = await mailDesk({ MAIL_RELAY: 'mx.skerry.example' });
    const { ticket, member, mail, reply } = await answeredTicket(desk);
    const results = (by: string, what: string) => ({
      'Authentication-Results': `${by}; spf=pass smtp.mailfrom=x; dkim=none; dmarc=${what} (p=reject) header.from=northwind.example`,
    });
    await desk.write({ from: dana, to: reply, text: 'Forged', inReplyTo: mail.messageId!, headers: results('mx.skerry.example', 'fail') });
    expect(texts(await read(member, ticket))).not.toContain('Forged');
    expect((await lastReceived(desk)).checks).toEqual({ spf: 'pass', dkim: 'none', dmarc: 'fail' });
    await desk.write({ from: dana, to: reply, text: 'Mine', inReplyTo: mail.messageId!, headers: results('evil.example', 'fail') });
    expect(texts(await read(member, ticket))).toContain('Mine');
    expect((await lastReceived(desk)).checks).toBe(null);
  });

  test('staff answer by mail through the address that was signed for them, and never by their name alone', async () => {
    const desk = await mailDesk();
    const aiko = await desk.onDuty('Aiko');
    const member = await desk.member('Dana');
    const ticket = await openTicket(member);
    const mail = (await desk.mailed()).find((m) => m.envelope.to[0] === 'aiko@skerry.example')!;
    await desk.write({ from: 'aiko@skerry.example', to: mail.replyTo!.value[0]!.address!, subject: 'Re: x', text: 'Try again.' });
    const answer = (await read(member, ticket)).findLast((e) => e.kind === 'message');
    expect(answer).toMatchObject({ by: { kind: 'staff', name: 'Aiko Tanaka' }, body: { text: 'Try again.' } });
    expect((await ticketOf(aiko, ticket)).state).toBe('open');
    await desk.write({ from: 'aiko@skerry.example', subject: 'Re: x', text: 'As Aiko', inReplyTo: mail.messageId! });
    expect(texts(await read(member, ticket))).not.toContain('As Aiko');
    expect(await lastReceived(desk)).toMatchObject({ state: 'aside', outcome: 'refused', detail: 'from_staff' });
  });

  test('a signature is good for one thread and reader, and a changed one for nothing', async () => {
    const desk = await mailDesk();
    const { ticket, member, reply } = await answeredTicket(desk);
    const changed = reply.replace(/\+r(.)/, (_, c: string) => `+r${c === '0' ? '1' : '0'}`);
    await desk.write({ from: 'eve@evil.example', to: changed, text: 'Guessed' });
    expect(texts(await read(member, ticket))).not.toContain('Guessed');
    expect((await lastReceived(desk)).outcome).toBe('opened');
  });

  test('an answer reopens a solved ticket, and long after it a new one begins that names the old', async () => {
    const desk = await mailDesk();
    const { ticket, member, mina, reply } = await answeredTicket(desk);
    await mina.call('PUT /tickets/{number}/state', { params: { number: ticket.number }, body: { state: 'solved' } });
    await desk.write({ from: dana, to: reply, text: 'Still broken' });
    expect((await ticketOf(member, ticket)).state).toBe('open');
    await mina.call('PUT /tickets/{number}/state', { params: { number: ticket.number }, body: { state: 'solved' } });
    desk.down({ minutes: 60 * 24 * 60 });
    await desk.write({ from: dana, to: reply, text: 'Broken again' });
    expect((await ticketOf(mina, ticket)).state).toBe('solved');
    const { ticket: number } = await lastReceived(desk);
    expect(events(await read(mina, await ticketOf(mina, { number })))).toContain('mail_refers');
  });

  test('several addresses of one person work once they are confirmed by a link that was sent there', async () => {
    const desk = await mailDesk();
    const { ticket, member, mail } = await answeredTicket(desk);
    const home = 'dana@home.example';
    await member.call('PUT /me/addresses/{id}', { params: { id: newId() }, body: { address: home } });
    await desk.write({ from: home, text: 'Too early', inReplyTo: mail.messageId! });
    expect(texts(await read(member, ticket))).not.toContain('Too early');
    const confirm = (await desk.mailed()).find((m) => m.envelope.to[0] === home && m.subject!.includes('Confirm'))!;
    const [link] = /http\S+\/mail\/confirm\/\w+/.exec(confirm.text!)!;
    expect((await member.call('GET /me/mail', {})).addresses).toMatchObject([{ address: home, confirmed: false }]);
    expect((await fetch(link)).status).toBe(200);
    expect((await fetch(link, { method: 'POST' })).status).toBe(200);
    expect((await member.call('GET /me/mail', {})).addresses).toMatchObject([{ address: home, confirmed: true }]);
    await desk.write({ from: home, text: 'From home', inReplyTo: mail.messageId! });
    expect(texts(await read(member, ticket))).toContain('From home');
    // It is nobody else's from now on.
    const omar = await desk.member('Omar');
    await omar.call('PUT /me/addresses/{id}', { params: { id: newId() }, body: { address: home } });
    const theirs = (await desk.mailed()).find((m) => m.envelope.to[0] === home)!;
    expect((await fetch(/http\S+\/mail\/confirm\/\w+/.exec(theirs.text!)![0], { method: 'POST' })).status).toBe(404);
  });

  test('a stranger whom the vendor’s product names later keeps what they wrote', async () => {
    const desk = await mailDesk();
    await desk.write({ from: 'Kim <kim@new.example>', subject: 'Before', text: 'I have no account yet.' });
    const { ticket } = await lastReceived(desk);
    const kim = await desk.stranger({
      sub: 'kim',
      name: 'Kim',
      email: 'kim@new.example',
      locale: 'en',
      org: 'new',
      orgs: [{ id: 'new', name: 'New', site: 'US1' }],
    });
    const me = await kim.call('GET /me', {});
    expect(me.kind === 'member' && me.organizations.map((o) => o.name)).toEqual(['New', 'kim@new.example']);
    const other = me.kind === 'member' ? me.organizations[1]!.id : '';
    await kim.call('PUT /me/organization', { body: { organization: other } });
    expect((await ticketOf(kim, { number: ticket })).subject).toBe('Before');
  });
});

describe('one mail, one outcome', () => {
  test('the same mail twice, by two ways and at once, is taken in once and says one thing', async () => {
    const desk = await mailDesk();
    await addAddress(desk, { address: 'help@skerry.example' });
    // Both reach the bytes, as two processes with one store do.
    const other = await desk.secondNode({ DATA_DIR: desk.config.dataDir });
    const { ticket, member, reply } = await answeredTicket(desk);
    const mail = {
      from: dana,
      text: 'Once',
      messageId: '<once@northwind.example>',
      subject: 'Re: x',
      headers: { Date: 'Mon, 23 Nov 2026 15:00:00 +0000' },
    };
    await Promise.all([desk.hand({ ...mail, to: reply }), desk.hand({ ...mail, to: reply }), desk.hand({ ...mail, to: reply })]);
    await Promise.all([deliverWaiting(desk.running.desk), deliverWaiting(other.running.desk), deliverWaiting(desk.running.desk)]);
    await desk.write({ ...mail, to: reply });
    expect(texts(await read(member, ticket)).filter((t) => t === 'Once').length).toBe(1);
    expect((await received(desk)).length).toBe(1);
  });

  test('another mail under a Message-ID that was used is another mail', async () => {
    const desk = await mailDesk();
    await desk.write({ from: dana, text: 'One', messageId: '<same@x.example>' });
    await desk.write({ from: dana, text: 'Two', messageId: '<same@x.example>' });
    expect((await received(desk)).map((m) => m.outcome)).toEqual(['opened', 'opened']);
  });

  test('what cannot be read is set aside with its source, blocks nobody, and is read again or dismissed', async () => {
    const desk = await mailDesk();
    await desk.hand({ from: 'x@y.example', raw: 'To: support@skerry.example\r\nSubject: Who\r\n\r\nNobody wrote this.\r\n' });
    await desk.write({ from: dana, text: 'Behind it' });
    await desk.read();
    const [second, first] = (await received(desk)).toSorted((a, b) => (a.state < b.state ? 1 : -1));
    expect(second).toMatchObject({ outcome: 'opened' });
    expect(first).toMatchObject({ state: 'aside', outcome: 'unreadable' });
    const answer = await fetch(`${desk.address}/api/v1/mails/received/${first!.id}/source`, {
      headers: { ...desk.ada.connection.headers, 'fairlead-as': 'staff' },
    });
    expect(await answer.text()).toContain('Nobody wrote this.');
    expect(answer.headers.get('content-disposition')).toContain('attachment');
    await desk.ada.call('PUT /mails/received/{id}/again', { params: { id: first!.id } });
    await desk.read();
    await desk.read();
    expect((await received(desk)).find((m) => m.id === first!.id)).toMatchObject({ state: 'aside', outcome: 'unreadable' });
    const dismissed = await desk.ada.call('PUT /mails/received/{id}/dismissed', { params: { id: first!.id } });
    expect(dismissed).toMatchObject({ state: 'done', outcome: 'dismissed' });
  });

  test('automatic answers, lists and loops are never answered; an automatic answer is seen by staff', async () => {
    const desk = await mailDesk();
    const { ticket, member, mina, reply } = await answeredTicket(desk);
    await desk.write({ from: dana, to: reply, subject: 'Out of office', text: 'Away', headers: { 'Auto-Submitted': 'auto-replied' } });
    await desk.write({
      from: 'list@northwind.example',
      subject: '[ops] x',
      text: 'List',
      headers: { 'List-Id': '<ops.northwind.example>' },
    });
    await desk.write({
      from: 'monitor@northwind.example',
      subject: 'Alert',
      text: 'Down',
      headers: { 'Auto-Submitted': 'auto-generated' },
    });
    await desk.write({ from: 'support@skerry.example', subject: 'Me', text: 'Myself' });
    expect((await received(desk)).map((m) => m.outcome)).toEqual(['loop', 'opened', 'opened', 'automatic']);
    expect(await desk.mailed()).toEqual([]);
    expect(events(await read(mina, ticket))).toContain('mail_automatic');
    expect(events(await read(member, ticket))).not.toContain('mail_automatic');
  });

  test('a mail of the desk that comes back by another desk is a loop', async () => {
    const desk = await mailDesk();
    const { mail } = await answeredTicket(desk);
    await desk.write({ from: 'other@desk.example', raw: mail.raw.replace(/^From: .*$/m, 'From: other@desk.example') });
    expect((await lastReceived(desk)).outcome).toBe('loop');
  });

  test('ten thousand mails of one sender delay the others by one, open sixty tickets, and wait for staff', async () => {
    const desk = await mailDesk();
    for (let i = 0; i < 70; i++) await desk.hand({ from: 'bomb@evil.example', subject: `Bomb ${i}`, text: `Number ${i}` });
    await desk.query(`insert into mails_in (id, message_id, content_hash, received_at, via, envelope_to, sender, subject, bytes, source, state)
      select gen_random_uuid(), n::text, sha256(n::text::bytea), '2026-11-23 15:00Z', 'smtp', '{support@skerry.example}', 'bomb@evil.example', 'Bomb', 1,
        (select source from mails_in limit 1), 'waiting' from generate_series(1, 9930) n`);
    await desk.hand({ from: dana, subject: 'In between', text: 'I only have a question' });
    // Somebody looks while it works.
    const reading = desk.read();
    await expect
      .poll(async () => (await desk.query(`select 1 from tickets where subject = 'In between'`)).length, { timeout: 10_000 })
      .toBe(1);
    const [{ waiting }] = (await desk.query<{ waiting: string }>(`select count(*) as waiting from mails_in where state = 'waiting'`)) as [
      { waiting: string },
    ];
    expect(Number(waiting)).toBeGreaterThan(9_000);
    await desk.query(`delete from mails_in where state = 'waiting' and bytes = 1`);
    await reading;
    await desk.read();
    const mails = await desk.query<{ outcome: string; count: string }>(
      `select outcome, count(*) from mails_in where sender = 'bomb@evil.example' group by 1 order by 1`,
    );
    const opened = Number(mails.find((m) => m.outcome === 'opened')!.count);
    expect(opened).toBeGreaterThanOrEqual(60);
    expect(opened).toBeLessThan(64);
    expect(mails.map((m) => m.outcome)).toContain('held');
    const held = (await desk.ada.call('GET /mails/received', { query: { state: 'aside' } })).mails[0]!;
    await desk.ada.call('PUT /mails/received/{id}/again', { params: { id: held.id } });
    await desk.read();
    expect((await received(desk)).length).toBeGreaterThan(0);
    const [again] = await desk.query<{ outcome: string }>(`select outcome from mails_in where id = '${held.id}'`);
    expect(again!.outcome).toBe('opened');
    const settle = (let_in: boolean) => desk.ada.call('PUT /mails/held', { body: { sender: 'bomb@evil.example', let_in } });
    expect((await settle(false)).settled).toBeGreaterThan(0);
    expect((await settle(true)).settled).toBe(0);
    expect((await desk.ada.call('GET /mails/received', { query: { state: 'aside' } })).mails).toEqual([]);
    // Ten are told their number; the rest would be a bomb of ours.
    const told = (await desk.mailed()).filter((m) => m.envelope.to[0] === 'bomb@evil.example').length;
    expect(told).toBeGreaterThanOrEqual(10);
    expect(told).toBeLessThan(15);
  }, 60_000);

  test('large and odd ones: 30 MB, a million lines, 500 recipients, a zip bomb', async () => {
    const desk = await mailDesk();
    const bytes = Buffer.alloc(30_000_000, 'evidence of a problem\n');
    await desk.write({ from: dana, subject: 'Large', text: 'A dump', attachments: [{ filename: 'dump.bin', content: bytes }] });
    await desk.write({ from: dana, subject: 'Long', text: 'one line of many\n'.repeat(1_000_000) });
    const many = Array.from({ length: 500 }, (_, i) => `colleague${i}@northwind.example`).join(', ');
    await desk.write({ from: dana, raw: `From: ${dana}\r\nTo: support@skerry.example, ${many}\r\nSubject: Many\r\n\r\nAll of us.\r\n` });
    const zipBomb = Buffer.concat([Buffer.from('504b0304', 'hex'), Buffer.alloc(40_000)]);
    await desk.write({ from: dana, subject: 'Bomb', text: 'Open it', attachments: [{ filename: 'bomb.zip', content: zipBomb }] });
    expect((await received(desk)).map((m) => [m.subject, m.outcome])).toEqual([
      ['Bomb', 'opened'],
      ['Many', 'opened'],
      ['Long', 'opened'],
      ['Large', 'opened'],
    ]);
    const files = async (subject: string) => {
      const { ticket } = (await received(desk)).find((m) => m.subject === subject)!;
      const entries = await read(desk.ada, await ticketOf(desk.ada, { number: ticket }));
      const message = entries.find((e) => e.kind === 'message');
      return message?.kind === 'message' ? message.body : undefined;
    };
    expect((await files('Large'))!.files).toMatchObject([{ name: 'dump.bin', bytes: 30_000_000 }]);
    const long = (await files('Long'))!;
    expect(long.text.length).toBe(20_000);
    expect(long.files).toMatchObject([{ name: 'message.txt' }]);
    expect((await files('Bomb'))!.files).toMatchObject([{ name: 'bomb.zip', bytes: zipBomb.length }]);
  }, 60_000);

  test('what is for nobody here, or too large, is refused before it is taken', async () => {
    const desk = await mailDesk({ LARGEST_MAIL_MB: '1' });
    await expect(desk.hand({ from: dana, to: 'nobody@skerry.example', text: 'x' })).rejects.toThrow('550');
    await expect(desk.hand({ from: dana, to: 'support@elsewhere.example', text: 'x' })).rejects.toThrow('550');
    await expect(desk.hand({ from: dana, text: 'x', attachments: [{ filename: 'x', content: Buffer.alloc(2_000_000) }] })).rejects.toThrow(
      '552',
    );
    await desk.write({ from: dana, text: 'The next one passes' });
    expect((await received(desk)).length).toBe(1);
  });

  test('an address has its team, area and language: a Korean stranger is answered in Korean by the team of Logs', async () => {
    const desk = await mailDesk();
    const { areas } = await desk.ada.call('GET /settings', {});
    const logs = areas.find((a) => a.key === 'logs')!;
    await addAddress(desk, { address: 'korea@skerry.example', name: 'Skerry 지원팀', area: logs.id, language: 'ko' });
    await desk.write({ from: 'kim@seoul.example', to: 'korea@skerry.example', subject: '로그', text: '로그가 안 보입니다.' });
    const [receipt] = await desk.mailed();
    expect(receipt!.text).toContain('이 줄 위에 답장을 작성해 주세요');
    expect(receipt!.from!.value[0]!.address).toBe('korea@skerry.example');
    const ticket = await ticketOf(desk.ada, { number: (await lastReceived(desk)).ticket });
    expect(ticket.area).toBe('logs');
  });
});

describe('what does not arrive', () => {
  const undelivered = async (who: Actor, ticket: { thread: string }) =>
    (await read(who, ticket)).flatMap((e) => (e.kind === 'event' && e.body.event === 'mail_undelivered' ? [e.body] : []));

  test('a refused recipient is on the message that it was for, said once, and can be tried again', async () => {
    const desk = await mailDesk();
    const { ticket, mina, member } = await answeredTicket(desk);
    desk.sink.refuse(dana, 552, '5.2.2 Mailbox full');
    await say(mina, ticket, 'Hello?');
    expect(await desk.mailed()).toEqual([]);
    expect(await undelivered(mina, ticket)).toEqual([{ event: 'mail_undelivered', to: dana, trouble: 'mailbox_full' }]);
    expect(events(await read(member, ticket))).not.toContain('mail_undelivered');
    const entry = (await read(mina, ticket)).findLast((e) => e.kind === 'message')!;
    const { sent } = await mina.call('GET /tickets/{number}/mails', { params: { number: ticket.number } });
    const failed = sent.at(-1)!;
    expect(failed).toMatchObject({ state: 'failed', trouble: 'mailbox_full', to: dana });
    expect(failed.first <= entry.number && entry.number <= failed.last).toBe(true);
    desk.sink.refuse(dana, 250, '');
    await mina.call('PUT /mails/sent/{id}/again', { params: { id: failed.id } });
  });

  test('a report that comes later reaches the message, by the address that it was sent to; a delay is no failure', async () => {
    const desk = await mailDesk();
    const { ticket, mina, mail } = await answeredTicket(desk);
    const report = (action: string, status: string, to: string) => ({
      from: 'mailer-daemon@northwind.example',
      to,
      raw: `From: mailer-daemon@northwind.example\r\nTo: ${to}\r\nSubject: Undelivered\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n\r\n${action}\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n\r\nFinal-Recipient: rfc822; ${dana}\r\nAction: ${action}\r\nStatus: ${status}\r\n\r\n--b--\r\n`,
    });
    expect(mail.envelope.from).toMatch(/^support\+b\w{38}@skerry\.example$/);
    await desk.write(report('delayed', '4.4.1', mail.envelope.from));
    expect(await undelivered(mina, ticket)).toEqual([]);
    await desk.write(report('failed', '5.1.1', mail.envelope.from));
    await desk.write(report('failed', '5.1.1 ', mail.envelope.from));
    expect(await undelivered(mina, ticket)).toEqual([{ event: 'mail_undelivered', to: dana, trouble: 'no_mailbox' }]);
    expect((await desk.mailed()).filter((m) => m.envelope.to[0] === 'mailer-daemon@northwind.example')).toEqual([]);
  });

  test('a server that is busy is tried again, later each time, and a mail is given up after days', async () => {
    const desk = await mailDesk();
    const { ticket, mina } = await answeredTicket(desk);
    desk.sink.refuse(dana, 451, '4.3.0 Busy');
    await say(mina, ticket, 'Hello?');
    expect(await desk.mailed()).toEqual([]);
    const state = async () => (await mina.call('GET /tickets/{number}/mails', { params: { number: ticket.number } })).sent.at(-1)!.state;
    expect(await state()).toBe('waiting');
    await sendDue(desk.running.desk);
    expect((await desk.query<{ attempts: number }>(`select attempts from mails_out where state = 'waiting'`))[0]!.attempts).toBe(1);
    for (let i = 0; i < 12; i++) {
      desk.down({ minutes: 500 });
      await sendDue(desk.running.desk);
    }
    expect(await state()).toBe('failed');
    expect((await undelivered(mina, ticket)).length).toBe(1);
  });

  test('without a server mail is kept to be looked at, and its links that act are not shown', async () => {
    const desk = await mailDesk({ SMTP_URL: '' });
    const ticket = await openTicket(await desk.member('Dana'));
    await desk.mailed();
    const { mails } = await desk.ada.call('GET /mails/sent', {});
    expect(mails).toMatchObject([{ to: dana, state: 'kept', ticket: ticket.number }]);
    const one = await desk.ada.call('GET /mails/sent/{id}', { params: { id: mails[0]!.id } });
    expect(one.html).toContain('/mail/off/…');
    expect(one.headers['Reply-To']).toBe(undefined);
    expect(JSON.stringify(one)).not.toMatch(/\/mail\/off\/\w/);
  });
});

describe('what people want by mail', () => {
  test('every kind can be turned off, by one request of a mail program without a sign-in (RFC 8058)', async () => {
    const desk = await mailDesk();
    const { ticket, member, mina, mail } = await answeredTicket(desk);
    expect(mail.headers.get('list')).toMatchObject({ unsubscribe: { url: expect.stringContaining('/mail/off/') } });
    expect(mail.raw).toContain('List-Unsubscribe-Post: List-Unsubscribe=One-Click');
    const [url] = /http[^>\s]+\/mail\/off\/\w+/.exec(mail.raw.replaceAll(/\r\n[ \t]+/g, ''))!;
    expect(await (await fetch(url)).text()).toContain('<form method="post">');
    const form = { method: 'POST', body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }) };
    expect((await fetch(url, form)).status).toBe(200);
    expect((await fetch(`${url.slice(0, -1)}${url.endsWith('0') ? '1' : '0'}`, form)).status).toBe(404);
    await say(mina, ticket, 'Hello?');
    expect(await desk.mailed()).toEqual([]);
    const { kinds } = await member.call('GET /me/mail', {});
    expect(kinds).toEqual([
      { kind: 'answers', on: false },
      { kind: 'progress', on: true },
    ]);
    await member.call('PUT /me/mail', { body: { off: [], quiet: null } });
    await say(mina, ticket, 'Hello again');
    expect((await desk.mailed()).length).toBe(1);
  });

  test('in quiet hours nothing comes; at their end it does', async () => {
    const desk = await mailDesk();
    const { ticket, member, mina } = await answeredTicket(desk);
    // It is 15:05 in London.
    await member.call('PUT /me/mail', { body: { off: [], quiet: { from: 15 * 60, to: 16 * 60, zone: 'Europe/London' } } });
    await say(mina, ticket, 'Hello?');
    expect(await desk.mailed()).toEqual([]);
    desk.down({ minutes: 58 });
    expect((await desk.mailed()).length).toBe(1);
    await expect(member.call('PUT /me/mail', { body: { off: [], quiet: { from: 0, to: 60, zone: 'Mars/Olympus' } } })).rejects.toThrow(
      Refused,
    );
  });

  test('who is mentioned is told, and each working morning what waits', async () => {
    const desk = await mailDesk();
    const { ticket, member, mina } = await answeredTicket(desk);
    const [jonas, priya] = [await desk.staff('Jonas'), await desk.staff('Priya')];
    await say(mina, ticket, '@Jonas please look', { kind: 'note', mentions: [await idOf(jonas)] });
    const [mail] = await desk.mailed();
    expect(mail!.envelope.to).toEqual(['jonas@skerry.example']);
    expect(mail!.text).toContain('please look');
    await mina.call('PUT /tickets/{number}/assignee', {
      params: { number: ticket.number },
      body: { team: null, staff: await idOf(priya) },
    });
    await say(member, ticket, 'And now?');
    await desk.mailed();
    await writeDigests(desk.running.desk);
    await writeDigests(desk.running.desk);
    const digests = (await desk.mailed()).filter((m) => m.text!.includes('Good morning'));
    expect(new Set(digests.map((d) => d.envelope.to[0]))).toEqual(new Set(['jonas@skerry.example', 'priya@skerry.example']));
    expect(digests.find((d) => d.envelope.to[0] === 'priya@skerry.example')!.text).toContain('#1001');
    await priya.call('PUT /me/mail', { body: { off: ['digest', 'answers'], quiet: null } });
    desk.down({ minutes: 24 * 60 });
    await writeDigests(desk.running.desk);
    expect((await desk.mailed()).map((m) => m.envelope.to[0])).toEqual(['jonas@skerry.example']);
  });
});

test('what is sent is signed (RFC 6376), and the signature holds over what arrived', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const folder = mkdtempSync(join(tmpdir(), 'fairlead-dkim-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'dkim.pem');
  writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }));
  const desk = await mailDesk({ DKIM_KEY_FILE: file, DKIM_DOMAIN: 'skerry.example', DKIM_SELECTOR: 'desk' });
  const { mail } = await answeredTicket(desk);
  const end = mail.raw.indexOf('\r\n\r\n');
  const headers = mail.raw.slice(0, end).split(/\r\n(?![ \t])/);
  const relaxed = (line: string) => {
    const at = line.indexOf(':');
    return `${line.slice(0, at).trim().toLowerCase()}:${line
      .slice(at + 1)
      .replaceAll(/\r\n/g, '')
      .replaceAll(/[ \t]+/g, ' ')
      .trim()}`;
  };
  const signature = headers.find((h) => /^dkim-signature:/i.test(h))!;
  const tag = (name: string) => new RegExp(`[;\\s]${name}=([^;]+)`).exec(signature)![1]!.replaceAll(/\s/g, '');
  expect([tag('d'), tag('s'), tag('a'), tag('c')]).toEqual(['skerry.example', 'desk', 'rsa-sha256', 'relaxed/relaxed']);
  const body = mail.raw
    .slice(end + 4)
    .split('\r\n')
    .map((line) => line.replaceAll(/[ \t]+/g, ' ').trimEnd())
    .join('\r\n')
    .replace(/(?:\r\n)*$/, '\r\n');
  expect(createHash('sha256').update(body).digest('base64')).toBe(tag('bh'));
  const signed = tag('h')
    .split(':')
    .map((name) => relaxed(headers.find((h) => h.toLowerCase().startsWith(`${name.toLowerCase()}:`))!));
  const own = relaxed(signature.replace(/([;\s]b=)[^;]+/, '$1'));
  const verifier = createVerify('RSA-SHA256').update([...signed, own].join('\r\n'));
  expect(verifier.verify(publicKey, tag('b'), 'base64')).toBe(true);
});

test('a deleted request takes its mails and their sources along', async () => {
  const desk = await mailDesk();
  await desk.write({ from: dana, subject: 'Delete me', text: 'A secret' });
  const { ticket } = await lastReceived(desk);
  await desk.mailed();
  const [{ source }] = (await desk.query<{ source: string }>('select source from mails_in')) as [{ source: string }];
  expect(await desk.running.desk.blobs.has(source)).toBe(true);
  await desk.ada.call('POST /tickets/{number}/deletion', { params: { number: ticket! }, body: { id: newId(), reason: 'They asked' } });
  await sweepMail(desk.running.desk);
  expect(await desk.running.desk.blobs.has(source)).toBe(false);
  expect(await desk.query('select 1 from mails_in union all select 1 from mails_out')).toEqual([]);
});

test('what belongs to no ticket is forgotten after ninety days, its source, too', async () => {
  const desk = await mailDesk();
  await desk.write({ from: dana, subject: 'Out of office', text: 'Away', headers: { 'Auto-Submitted': 'auto-replied' } });
  await desk.write({ from: dana, subject: 'A request', text: 'Stays' });
  const [{ source }] = (await desk.query<{ source: string }>(`select source from mails_in where outcome = 'automatic'`)) as [
    { source: string },
  ];
  await sweepMail(desk.running.desk);
  expect((await received(desk)).length).toBe(2);
  desk.down({ minutes: 91 * 24 * 60 });
  await sweepMail(desk.running.desk);
  expect((await received(desk)).map((m) => m.subject)).toEqual(['A request']);
  expect(await desk.running.desk.blobs.has(source)).toBe(false);
});

test('addresses are set up by administrators: one is the first, each once, and the history knows', async () => {
  const desk = await mailDesk();
  const mina = await desk.staff('Mina');
  expect(await mina.refused('GET /settings/mail', {})).toBe('not_allowed');
  const second = await addAddress(desk, { address: 'help@skerry.example', first: true });
  const { addresses, listens } = await desk.ada.call('GET /settings/mail', {});
  expect(addresses.map((a) => [a.address, a.first])).toEqual([
    ['help@skerry.example', true],
    ['support@skerry.example', false],
  ]);
  expect(listens).toContain('127.0.0.1');
  await expect(addAddress(desk, { address: 'HELP@skerry.example' })).rejects.toThrow(Refused);
  await desk.ada.call('DELETE /settings/addresses/{id}', { params: { id: second.id } });
  expect((await desk.ada.call('GET /settings/changes', {})).changes.filter((c) => c.what === 'address').length).toBe(3);
  expect(await customer(desk, 'zoe')).toBeTruthy();
});
