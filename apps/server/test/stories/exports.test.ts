/** One ticket with its whole thread, to keep: as PDF and as a zip. */
import { text as textOf } from 'node:stream/consumers';
import { newId } from '@fairlead/client';
import type { FileRef, Ticket } from '@fairlead/contract';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { expect, test } from 'vitest';
import { fromBufferPromise } from 'yauzl';
import { note, openTicket, say } from '../acts.ts';
import { type Actor, newDesk, openDesk, type TestDesk } from '../desk.ts';

const exported = (desk: TestDesk, who: Actor, { number }: Pick<Ticket, 'number'>, as: 'pdf' | 'zip', query = '') =>
  fetch(`${desk.address}/api/v1/tickets/${number}/export.${as}${query}`, {
    headers: { ...(who.connection.token ? { authorization: `Bearer ${who.connection.token}` } : {}), ...who.connection.headers },
  });

async function pdfText(answer: Response): Promise<{ text: string; pages: number; title: unknown }> {
  const document = await getDocument({ data: new Uint8Array(await answer.arrayBuffer()), verbosity: 0 }).promise;
  let text = '';
  for (let n = 1; n <= document.numPages; n++) {
    const { items } = await (await document.getPage(n)).getTextContent();
    text += items.map((item) => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : '')).join('');
  }
  const { info } = await document.getMetadata();
  return { text, pages: document.numPages, title: (info as { Title?: string }).Title };
}

async function sendFile(desk: TestDesk, who: Actor, thread: string, name: string, content: string): Promise<FileRef> {
  const query = new URLSearchParams({ file: newId(), name, thread }).toString();
  const answer = await fetch(`${desk.address}/api/v1/files?${query}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${who.connection.token}`, 'content-type': 'application/octet-stream' },
    body: content,
  });
  return (await answer.json()) as FileRef;
}

test('a PDF says what was said, by whom and when, in Latin, Korean and Japanese letters, and nothing that stays among staff', async () => {
  const desk = await openDesk();
  const [dana, aiko, omar] = [await desk.member('Dana'), await desk.staff('Aiko'), await desk.member('Omar')];
  const ticket = await openTicket(dana, {
    subject: 'No data since noon',
    text: '로그가 수집되지 않습니다. データが届きません. Ünïcode → ok',
  });
  await note(aiko, ticket, 'They forgot the key');
  await say(aiko, ticket, 'Please restart it.\n\n    sudo systemctl restart agent');
  const answer = await exported(desk, dana, ticket, 'pdf', '?zone=Asia/Seoul');
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/pdf']);
  expect(answer.headers.get('content-disposition')).toContain(`ticket-${ticket.number}.pdf`);
  const { text, pages, title } = await pdfText(answer);
  expect(title).toBe(`#${ticket.number} No data since noon`);
  expect(pages).toBe(1);
  for (const part of [
    '로그가 수집되지 않습니다.',
    'データが届きません',
    'Ünïcode → ok',
    'Dana Reyes',
    'Aiko Tanaka',
    'sudo systemctl restart agent',
    'Nov 24, 2026, 12:00 AM',
  ])
    expect(text).toContain(part);
  expect(text).not.toContain('forgot');

  expect((await pdfText(await exported(desk, aiko, ticket, 'pdf'))).text).not.toContain('forgot');
  const withNotes = (await pdfText(await exported(desk, aiko, ticket, 'pdf', '?notes=true'))).text;
  expect(withNotes).toContain('They forgot the key');
  expect((await pdfText(await exported(desk, dana, ticket, 'pdf', '?notes=true'))).text).not.toContain('forgot');
  expect((await exported(desk, omar, ticket, 'pdf')).status).toBe(404);
  expect((await exported(desk, dana, ticket, 'pdf', '?zone=Mars/Base')).status).toBe(400);
});

test('a long thread takes as many pages as it needs, each with its number', async () => {
  const desk = await newDesk();
  const dana = await desk.member('Dana');
  const ticket = await openTicket(dana, { text: `Begins. ${'A line of a log that goes on and on. '.repeat(300)}` });
  for (let i = 0; i < 12; i++) await say(dana, ticket, `Message ${i}\n${'x'.repeat(3_000)} Ends${i}.`);
  const { text, pages } = await pdfText(await exported(desk, dana, ticket, 'pdf'));
  expect(pages).toBeGreaterThan(5);
  for (let i = 0; i < 12; i++) expect(text).toContain(`Ends${i}.`);
  for (let page = 1; page <= pages; page++) expect(text).toContain(`Ticket #${ticket.number} · ${page}`);
});

test('a zip has the ticket, the PDF and every file once, under names that lead nowhere', async () => {
  const desk = await newDesk();
  const [dana, aiko] = [await desk.member('Dana'), await desk.staff('Aiko')];
  const ticket = await openTicket(dana);
  const log = await sendFile(desk, dana, ticket.thread, '../../etc/agent.log', 'line one\nline two\n');
  const same = await sendFile(desk, dana, ticket.thread, '설정.yaml', 'key: value\n');
  await say(dana, ticket, 'The log', { files: [log.id, same.id] });
  const answer = await exported(desk, aiko, ticket, 'zip');
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/zip']);
  const zip = await fromBufferPromise(Buffer.from(await answer.arrayBuffer()), { lazyEntries: true });
  const found = new Map<string, string>();
  for await (const entry of zip.eachEntry()) found.set(entry.fileName, await textOf(await zip.openReadStreamPromise(entry)));
  expect([...found.keys()].toSorted()).toEqual(['files/1-agent.log', 'files/2-설정.yaml', 'ticket.json', 'ticket.pdf']);
  expect(found.get('files/1-agent.log')).toBe('line one\nline two\n');
  expect(found.get('ticket.pdf')!.startsWith('%PDF-')).toBe(true);
  const {
    ticket: told,
    threads,
    left_out,
  } = JSON.parse(found.get('ticket.json')!) as {
    ticket: Ticket;
    threads: { entries: unknown[] }[];
    left_out: unknown[];
  };
  expect([told.number, threads.length, left_out]).toEqual([ticket.number, 1, []]);
  expect(JSON.stringify(threads)).toContain('Since noon.');
});

test('what was merged into a ticket comes along, as far as its reader may see it', async () => {
  const desk = await newDesk();
  const [dana, omar, aiko] = [await desk.member('Dana'), await desk.member('Omar'), await desk.staff('Aiko')];
  const [first, second] = [await openTicket(dana, { text: 'Said by Dana' }), await openTicket(omar, { text: 'Said by Omar' })];
  await aiko.call('PUT /tickets/{number}/merge/{id}', { params: { number: second.number, id: newId() }, body: { into: first.number } });
  const staffs = (await pdfText(await exported(desk, aiko, second, 'pdf'))).text;
  expect(staffs).toContain('Said by Dana');
  expect(staffs).toContain('Said by Omar');
  const danas = (await pdfText(await exported(desk, dana, first, 'pdf'))).text;
  expect(danas).toContain('Said by Dana');
  const omars = (await pdfText(await exported(desk, omar, second, 'pdf'))).text;
  expect(omars).toContain('Said by Omar');
});
