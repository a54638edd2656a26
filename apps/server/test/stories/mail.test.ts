import { newId } from '@fairlead/client';
import { describe, expect, test } from 'vitest';
import { openTicket, read, say, texts, ticketOf } from '../acts.ts';
import { mailDesk } from '../mail.ts';

describe('what is answered reaches who follows', () => {
  test('a request is confirmed with its number and what would help; an answer comes with the history, and is answered by mail', async () => {
    const desk = await mailDesk();
    const [dana, mina] = [await desk.member('Dana'), await desk.staff('Mina')];
    const ticket = await openTicket(dana);
    const [receipt, ...others] = await desk.mailed();
    expect(others).toEqual([]);
    expect(receipt!.subject).toBe('No data since noon [#1001]');
    expect(receipt!.text).toContain('#1001');
    expect(receipt!.text).toContain('This would help us');
    await say(mina, ticket, 'Which **version** is it?\n\n```yaml\nlogs_enabled: true\n```');
    await say(mina, ticket, 'And which site?');
    const [answer] = await desk.mailed();
    expect(answer!.subject).toBe('Re: No data since noon [#1001]');
    expect(answer!.from!.value[0]).toEqual({ address: 'support@skerry.example', name: 'Mina Park (Skerry Support)' });
    expect(answer!.html).toContain('<strong>version</strong>');
    expect(answer!.text).toContain('And which site?');
    expect(answer!.text).toContain('> Since noon.');
    expect(answer!.inReplyTo).toBe(receipt!.messageId);
    await desk.write({
      from: 'dana@northwind.example',
      to: answer!.replyTo!.value[0]!.address!,
      subject: `Re: ${answer!.subject}`,
      text: `It is 7.52.\n\nDana\n\nOn Mon, Nov 23, 2026 at 4:00 PM Mina <support@skerry.example> wrote:\n${answer!.text!.replaceAll(/^/gm, '> ')}`,
      attachments: [{ filename: 'agent.log', content: 'error: no route\n' }],
    });
    expect(texts(await read(dana, ticket)).slice(-1)).toEqual(['It is 7.52.\n\nDana']);
    const entry = (await read(mina, ticket)).findLast((e) => e.kind === 'message');
    expect(entry).toMatchObject({
      by: { name: 'Dana Reyes' },
      body: { mail: { from: 'dana@northwind.example' }, files: [{ name: 'agent.log' }] },
    });
    expect(desk.errors).toEqual([]);
  });
});

test('a stranger’s mail opens a ticket, and they are told its number', async () => {
  const desk = await mailDesk();
  await desk.write({ from: 'Kim <kim@elsewhere.example>', subject: 'Re: No metrics', text: 'Nothing arrives.\n\n--\nKim' });
  const [mail] = (await desk.ada.call('GET /mails/received', {})).mails;
  expect(mail).toMatchObject({ outcome: 'opened', from: 'kim@elsewhere.example', detail: null });
  const ticket = await ticketOf(desk.ada, { number: mail!.ticket });
  expect(ticket.subject).toBe('No metrics');
  expect(texts(await read(desk.ada, ticket))).toEqual(['Nothing arrives.']);
  const [receipt] = await desk.mailed();
  expect(receipt!.envelope.to).toEqual(['kim@elsewhere.example']);
  expect(receipt!.subject).toBe('Re: No metrics');
  expect(newId()).toBeTruthy();
});
