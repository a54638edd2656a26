/** The desk with the mail programs of Debian: swaks and postfix as senders, dovecot as the server of mailboxes. */
import { type AddressInfo, createServer, type Server } from 'node:net';
import { simpleParser } from 'mailparser';
import { createTransport } from 'nodemailer';
import { expect, onTestFinished, test } from 'vitest';
import { composeHeard } from '../../src/domains/mail/composing.ts';
import { deliverWaiting } from '../../src/domains/mail/delivering.ts';
import { sendDue } from '../../src/domains/mail/sending.ts';
import { newId } from '@fairlead/client';
import { ask, end, events, read, say, texts, ticketOf } from '../acts.ts';
import { freePort, newDesk, type TestDesk } from '../desk.ts';
import { hasMailPrograms, openMailWorld } from '../mail-programs.ts';

const jiwoo = 'jiwoo@hanbit.example';

async function addresses(desk: TestDesk, ...own: string[]) {
  const ada = await desk.staff('Ada');
  for (const address of own)
    await ada.call('PUT /settings/addresses/{id}', { params: { id: newId() }, body: { address, name: 'Skerry 지원팀', language: 'ko' } });
  return ada;
}

test.skipIf(!hasMailPrograms)(
  'a chat’s ticket is carried to solved by mail alone, in Korean, with an attachment and a bounce',
  { timeout: 60_000 },
  async () => {
    const port = await freePort();
    const world = await openMailWorld({ domain: 'skerry.example', port, mailboxes: [], people: [jiwoo] });
    const desk = await newDesk({ SMTP_URL: `smtp://127.0.0.1:${world.smtp}`, MAIL_LISTEN: `127.0.0.1:${port}` });
    await addresses(desk, 'support@skerry.example');
    const mailed = async () => {
      await desk.pass({ seconds: 61 });
      await composeHeard(desk.running.desk);
      await sendDue(desk.running.desk);
    };
    const arrives = async (count: number) => {
      await expect.poll(() => world.inbox(jiwoo).length, { timeout: 15_000 }).toBe(count);
      const mails = await Promise.all(world.inbox(jiwoo).map((raw) => simpleParser(raw)));
      return mails.toSorted((a, b) => a.date!.getTime() - b.date!.getTime()).at(-1)!;
    };
    const reads = async (what: () => Promise<boolean>) =>
      expect
        .poll(
          async () => {
            await deliverWaiting(desk.running.desk);
            return what();
          },
          { timeout: 15_000 },
        )
        .toBe(true);

    const [mina, member] = [await desk.onDuty('Mina'), await desk.member('Jiwoo')];
    const chat = await ask(member, { summary: '에이전트가 데이터를 보내지 않습니다' });
    await say(member, chat, '정오부터 지표가 안 들어와요.');
    await end(mina, chat);
    await mailed();
    const first = await arrives(1);
    expect(first.subject).toContain('에이전트가 데이터를 보내지 않습니다');
    expect(first.text).toContain('정오부터 지표가 안 들어와요.');
    const { number } = (await mina.call('GET /tickets', { query: { view: 'all' } })).tickets[0]!;
    const ticket = await ticketOf(mina, { number });
    await say(mina, ticket, '설정 파일을 보내 주시겠어요?');
    await mailed();
    const question = await arrives(2);
    expect(question.inReplyTo).toBe(first.messageId);

    await world.swaks({
      from: jiwoo,
      to: question.replyTo!.value[0]!.address!,
      'h-Subject': `=?UTF-8?B?${Buffer.from(`Re: ${question.subject}`).toString('base64')}?=`,
      'h-In-Reply-To': question.messageId!,
      'attach-type': 'text/plain; charset=UTF-8',
      'attach-body': `보내 드립니다.\n\n2026년 11월 23일 (월) 오후 4:00, Mina Park <support@skerry.example>님이 작성:\n${question.text!.replaceAll(/^/gm, '> ')}`,
      'attach-name': 'datadog.yaml',
      attach: 'logs_enabled: true',
    });
    await reads(async () => texts(await read(mina, ticket)).some((t) => t.includes('보내 드립니다.')));
    const answer = (await read(mina, ticket)).findLast((e) => e.kind === 'message')!;
    expect(answer).toMatchObject({ by: { name: '한지우' }, body: { files: [{ name: 'datadog.yaml' }] } });
    expect(answer.kind === 'message' && answer.body.text).not.toContain('>');

    // Jiwoo's mailbox is full: what is said meanwhile bounces, and staff see it on the message.
    await world.fill(jiwoo, true);
    await say(mina, ticket, 'logs_enabled 아래에 경로가 빠져 있습니다.');
    await mailed();
    await reads(async () => events(await read(mina, ticket)).includes('mail_undelivered'));
    const { sent } = await mina.call('GET /tickets/{number}/mails', { params: { number } });
    expect(sent.at(-1)).toMatchObject({ state: 'failed', to: jiwoo, trouble: 'mailbox_full' });

    await world.fill(jiwoo, false);
    await say(mina, ticket, '경로를 추가해 주세요.');
    await mailed();
    const advice = await arrives(3);
    await world.swaks({
      from: jiwoo,
      to: advice.replyTo!.value[0]!.address!,
      'h-Content-Type': 'text/plain; charset=UTF-8',
      body: '해결되었습니다. 감사합니다!',
    });
    await reads(async () => texts(await read(mina, ticket)).some((t) => t.includes('해결되었습니다')));
    await mina.call('PUT /tickets/{number}/state', { params: { number }, body: { state: 'solved' } });
    await mailed();
    expect((await arrives(4)).text).toContain('해결');
    expect((await ticketOf(member, { number })).state).toBe('solved');
    expect(desk.errors).toEqual([]);
  },
);

test.skipIf(!hasMailPrograms)(
  'a mailbox of dovecot is read as mail arrives (IDLE), through restarts and a count that begins anew, each mail once',
  { timeout: 60_000 },
  async () => {
    const world = await openMailWorld({ domain: 'skerry.example', port: await freePort(), mailboxes: ['help'], people: [] });
    // One is there before the desk looks.
    await world.swaks({ from: 'dana@northwind.example', to: 'help@skerry.example', 'h-Subject': 'Before', body: 'Early' });
    await expect.poll(() => world.inbox('help@skerry.example').length, { timeout: 10_000 }).toBe(1);
    const desk = await newDesk({ IMAP_URL: `imap://help%40skerry.example:secret@127.0.0.1:${world.imap}/INBOX?tls=none` });
    const ada = await addresses(desk, 'help@skerry.example');
    const subjects = async () => {
      await deliverWaiting(desk.running.desk);
      return (await ada.call('GET /mails/received', {})).mails.map((m) => `${m.subject} ${m.outcome}`).toSorted((a, b) => (a < b ? -1 : 1));
    };
    await expect.poll(subjects, { timeout: 10_000 }).toEqual(['Before opened']);
    const before = Date.now();
    await world.swaks({ from: 'dana@northwind.example', to: 'help@skerry.example', 'h-Subject': 'Idle', body: 'While it waits' });
    await expect.poll(subjects, { timeout: 10_000 }).toEqual(['Before opened', 'Idle opened']);
    // Not by asking now and then: that would take half a minute.
    expect(Date.now() - before).toBeLessThan(9_000);

    await world.restartDovecot();
    await world.swaks({ from: 'dana@northwind.example', to: 'help@skerry.example', 'h-Subject': 'Restarted', body: 'After it' });
    await expect.poll(subjects, { timeout: 20_000 }).toEqual(['Before opened', 'Idle opened', 'Restarted opened']);

    // The server says that its numbers mean something else: everything is looked at again, and taken once.
    await desk.query(`update mailboxes set uid_validity = 1, last_uid = 4000000`);
    await world.restartDovecot();
    await world.swaks({ from: 'dana@northwind.example', to: 'help@skerry.example', 'h-Subject': 'Renumbered', body: 'Again' });
    await expect.poll(subjects, { timeout: 20_000 }).toEqual(['Before opened', 'Idle opened', 'Renumbered opened', 'Restarted opened']);
    const { mailboxes } = await ada.call('GET /settings/mail', {});
    expect(mailboxes).toMatchObject([{ name: 'help@skerry.example@127.0.0.1:' + String(world.imap) + '/INBOX', trouble: null }]);
    expect(desk.errors).toEqual([]);
  },
);

test('a mailbox’s server that hangs or drops stands in nobody’s way, and is said to administrators', async () => {
  // Nobody waits for them at the end, either.
  let stopping = 0;
  onTestFinished(() => expect(Date.now() - stopping).toBeLessThan(5_000));
  const hanging = createServer(() => undefined);
  const dropping = createServer((socket) => socket.destroy());
  const ports = await Promise.all([hanging, dropping].map(listening));
  const smtp = await freePort();
  const urls = ports.map((port, i) => `imap://box${i}:secret@127.0.0.1:${port}?tls=none`);
  const desk = await newDesk({ IMAP_URL: urls.join(' '), MAIL_LISTEN: `127.0.0.1:${smtp}` });
  const ada = await addresses(desk, 'support@skerry.example');
  const transport = createTransport({ host: '127.0.0.1', port: smtp, ignoreTLS: true });
  await transport.sendMail({ from: 'dana@northwind.example', to: 'support@skerry.example', subject: 'Beside them', text: 'x' });
  await deliverWaiting(desk.running.desk);
  expect((await ada.call('GET /mails/received', {})).mails.map((m) => m.outcome)).toEqual(['opened']);
  await expect.poll(async () => (await ada.call('GET /settings/mail', {})).mailboxes[1]!.trouble, { timeout: 5_000 }).not.toBe(null);
  onTestFinished(() => void (stopping = Date.now()));
});

function listening(server: Server): Promise<number> {
  onTestFinished(() => void server.close());
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)));
}
