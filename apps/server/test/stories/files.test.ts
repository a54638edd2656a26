import { createHash, randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { newId } from '@fairlead/client';
import type { FileLinks, FileRef } from '@fairlead/contract';
import { expect, test } from 'vitest';
import { removeDoomed } from '../../src/domains/evidence/storing.ts';
import { ask, end, note, openTicket, read, say, ticketOf } from '../acts.ts';
import { type Actor, openDesk } from '../desk.ts';
import { type Answer, expectRefusal, request } from '../wire.ts';

const desk = await openDesk({ LARGEST_FILE_MB: '1' });
const mina = await desk.onDuty('Mina');
const [dana, omar, jiwoo] = [await desk.member('Dana'), await desk.member('Omar'), await desk.member('Jiwoo')];
const chat = await ask(dana);

const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
const html = Buffer.from('<!doctype html><script>alert(document.domain)</script>');
const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>');

const send = (as: Actor, bytes: BodyInit, name: string, { id = newId(), thread = chat.thread } = {}): Promise<Answer> =>
  request(desk, 'POST', `/files?${new URLSearchParams({ file: id, name, thread }).toString()}`, {
    as,
    headers: { 'content-type': 'application/octet-stream' },
    body: bytes,
  });
const sent = async (...args: Parameters<typeof send>) => {
  const answer = await send(...args);
  expect([answer.status, answer.code]).toEqual([200, undefined]);
  return JSON.parse(answer.text) as FileRef;
};
/** What somebody gets who asks for a file's links and follows the one to its bytes. */
async function fetched(as: Actor, file: { id: string }): Promise<Answer> {
  const asked = await request(desk, 'GET', `/files/${file.id}/links`, { as });
  if (asked.status !== 200) return asked;
  return request(desk, 'GET', (JSON.parse(asked.text) as FileLinks).save!.replace('/api/v1', ''));
}
const kept = () =>
  readdirSync(join(desk.config.dataDir, 'files'), { recursive: true, withFileTypes: true }).filter((f) => f.isFile()).length;

test('a file is sent, shown in a message, and comes back byte for byte to both sides', async () => {
  const bytes = randomBytes(700_000);
  const file = await sent(dana, bytes, 'agent.log.gz');
  expect(file).toMatchObject({ name: 'agent.log.gz', bytes: 700_000, type: 'application/octet-stream', image: null });
  await say(dana, chat, 'here', { files: [file.id] });
  expect((await read(mina, chat)).at(-1)).toMatchObject({ body: { text: 'here', files: [file] } });
  for (const reader of [dana, mina]) {
    const { save } = await reader.call('GET /files/{id}/links', { params: { id: file.id } });
    const answer = await fetch(`${desk.address}${save}`);
    expect(
      createHash('sha256')
        .update(Buffer.from(await answer.arrayBuffer()))
        .digest('hex'),
    ).toBe(createHash('sha256').update(bytes).digest('hex'));
  }
});

test('a message may be files alone', async () => {
  const files = [(await sent(dana, png, 'a.png')).id, (await sent(dana, png, 'b.png')).id];
  await say(dana, chat, '', { files });
  const { body } = (await read(mina, chat)).at(-1)!;
  expect('files' in body && body.files.map((f) => f.name)).toEqual(['a.png', 'b.png']);
});

test('what a file is, is decided by its content and never by its name', async () => {
  expect(await sent(dana, png, 'really.txt')).toMatchObject({ type: 'image/png', image: { width: 1, height: 1 } });
  expect(await sent(dana, html, 'picture.png')).toMatchObject({ type: 'text/plain', image: null });
  expect((await sent(dana, svg, 'picture.svg')).image).toBeNull();
  expect((await sent(dana, Buffer.concat([png.subarray(0, 12), randomBytes(100)]), 'broken.png')).image).toBeNull();
  expect(await sent(dana, Buffer.from('로그 ログ log\n'), 'x.bin')).toMatchObject({ type: 'text/plain' });
  expect(await sent(dana, Buffer.alloc(0), 'empty.png')).toMatchObject({ type: 'application/octet-stream', bytes: 0, image: null });
});

test('an image that unpacks to more than a browser should bear is offered as a file', async () => {
  const huge = Buffer.from(png);
  huge.writeUInt32BE(60_000, 16);
  huge.writeUInt32BE(60_000, 20);
  expect(await sent(dana, huge, 'huge.png')).toMatchObject({ type: 'image/png', image: null });
});

test('a download is a download: no browser runs it, guesses its type, or takes its name for a path', async () => {
  for (const [bytes, name] of [
    [html, 'picture.png'],
    [svg, 'x.svg'],
    [png, 'x.html'],
  ] as const) {
    const { headers } = await fetched(dana, await sent(dana, bytes, name));
    expect(headers.get('content-disposition')).toBe(`attachment; filename*=UTF-8''${name}`);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none';.* sandbox$/);
    expect(headers.get('content-type')).toBe('application/octet-stream');
    expect(headers.get('cache-control')).toContain('private');
  }
});

test('a name loses paths, control and direction-changing characters, and is never empty or endless', async () => {
  for (const [said, shown] of [
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\dana\\log.txt', 'log.txt'],
    ['photo\u202egnp.exe', 'photognp.exe'],
    ['a\r\nSet-Cookie: x=1\u0000.txt', 'aSet-Cookie: x=1\ufffd.txt'],
    ['..', 'file'],
    ['.htaccess', 'htaccess'],
    ['\u200b\u2066', 'file'],
    ['"quoted"; x=y.txt', '"quoted"; x=y.txt'],
    ['화면 캡처.png', '화면 캡처.png'],
    [`${'x'.repeat(900)}.tar.gz`, `${'x'.repeat(147)}.gz`],
    ['<img src=x onerror=alert(1)>.png', '<img src=x onerror=alert(1)>.png'],
  ] as const) {
    const file = await sent(dana, 'x', said);
    expect(file.name).toBe(shown);
    const { status, headers } = await fetched(dana, file);
    expect([status, /^attachment; filename\*=UTF-8''[\w.!~%-]+$/.test(headers.get('content-disposition')!)]).toEqual([200, true]);
  }
  expect((await sent(dana, 'x', `${'n'.repeat(4_096)}.yaml`)).name).toBe(`${'n'.repeat(145)}.yaml`);
  expectRefusal(await send(dana, 'x', 'n'.repeat(5_001)));
});

test('only those who may see a file get it: its member and staff, no colleague, no other organization, nobody unknown', async () => {
  const file = await sent(dana, 'mine', 'mine.txt');
  await say(dana, chat, '', { files: [file.id] });
  expect([(await fetched(dana, file)).text, (await fetched(mina, file)).text]).toEqual(['mine', 'mine']);
  const absent = await fetched(omar, { id: newId() });
  for (const stranger of [omar, jiwoo]) expect(await fetched(stranger, file)).toMatchObject({ status: 404, text: absent.text });
  expect((await request(desk, 'GET', `/files/${file.id}/links`)).code).toBe('not_signed_in');
  for (const odd of ['x', '%00', '..%2f..%2fpostgres.password', file.id.slice(1)])
    expect(['not_found', 'invalid']).toContain((await fetched(dana, { id: odd })).code);
});

test('a file of staff’s is the member’s to see only once a message shows it; a note’s file never', async () => {
  const [shown, secret] = [await sent(mina, 'fix', 'fix.yaml'), await sent(mina, 'secret', 'secret.txt')];
  expect([(await fetched(dana, shown)).code, (await fetched(dana, secret)).code]).toEqual(['not_found', 'not_found']);
  await say(mina, chat, 'try this', { files: [shown.id] });
  await note(mina, chat, 'for us');
  await say(mina, chat, '', { kind: 'note', files: [secret.id] });
  expect((await fetched(dana, shown)).text).toBe('fix');
  expect((await fetched(dana, secret)).code).toBe('not_found');
});

test('nobody shows another person’s file, nor one of another thread, and nothing is said when they try', async () => {
  const hers = await sent(dana, 'hers', 'hers.txt');
  const elsewhere = await openTicket(dana);
  const count = (await read(mina, chat)).length;
  const refused = (who: Actor, thread: string, file: string) =>
    who.refused('POST /threads/{id}/entries', { params: { id: thread }, body: { id: newId(), text: 'look', files: [file] } });
  expect(await refused(mina, chat.thread, hers.id)).toBe('not_found');
  expect(await refused(dana, elsewhere.thread, hers.id)).toBe('not_found');
  expect(await refused(dana, chat.thread, newId())).toBe('not_found');
  expect(await read(mina, chat)).toHaveLength(count);
});

test('nobody sends files to a thread that is not theirs, or takes another’s file id', async () => {
  const before = kept();
  expect((await send(jiwoo, 'x', 'x.txt')).code).toBe('not_found');
  expect((await send(jiwoo, 'x', 'x.txt', { thread: newId() })).code).toBe('not_found');
  expect(kept()).toBe(before);
  const hers = await sent(dana, 'hers', 'hers.txt');
  const theirs = await openTicket(jiwoo);
  expect((await send(jiwoo, 'theirs', 'x.txt', { id: hers.id, thread: theirs.thread })).code).toBe('id_taken');
  expect((await send(mina, 'theirs', 'x.txt', { id: hers.id })).code).toBe('id_taken');
  expect((await fetched(dana, hers)).text).toBe('hers');
});

test('the same bytes twice in an organization are stored once, whoever sends them and whatever they are called', async () => {
  const bytes = randomBytes(5_000);
  const first = await sent(dana, bytes, 'first.bin');
  const before = kept();
  const theirs = await openTicket(omar);
  const elsewhere = await openTicket(jiwoo);
  const second = await sent(omar, bytes, 'second.bin', { thread: theirs.thread });
  expect([kept(), second.name, second.id === first.id]).toEqual([before, 'second.bin', false]);
  await sent(jiwoo, bytes, 'third.bin', { thread: elsewhere.thread });
  expect(kept()).toBe(before + 1);
});

test('the same upload again, or twenty times at once, is one file', async () => {
  const id = newId();
  const before = kept();
  const bytes = randomBytes(70);
  const answers = await Promise.all(Array.from({ length: 20 }, () => sent(dana, bytes, 'once.bin', { id })));
  for (const answer of answers) expect(answer).toEqual(answers[0]);
  expect(await sent(dana, 'other bytes', 'other name', { id })).toEqual(answers[0]);
  await removeDoomed(desk.running.desk);
  expect(kept()).toBe(before + 1);
  expect((await fetched(dana, { id })).headers.get('content-length')).toBe(String(bytes.length));
});

test('a file of the greatest size arrives; one byte more is refused, said or not how long it is, and nothing of it is left', async () => {
  expect((await sent(dana, Buffer.alloc(1_000_000, 1), 'most.bin')).bytes).toBe(1_000_000);
  const before = [kept(), await desk.query('select count(*)::int as n from files')];
  const streamed = () =>
    new ReadableStream({ start: (to) => (to.enqueue(Buffer.alloc(600_000)), to.enqueue(Buffer.alloc(400_001)), to.close()) });
  for (const body of [Buffer.alloc(1_000_001), streamed()]) {
    const answer = await send(dana, body, 'more.bin');
    expectRefusal(answer);
    expect(answer.code).toBe('too_large');
  }
  expect([kept(), await desk.query('select count(*)::int as n from files')]).toEqual(before);
});

test('a file is sent as bytes: any other kind of body is refused', async () => {
  const before = kept();
  for (const type of ['application/json', 'text/plain', 'text/html', 'multipart/form-data; boundary=x'])
    expect(
      (
        await request(desk, 'POST', `/files?file=${newId()}&name=x&thread=${chat.thread}`, {
          as: dana,
          headers: { 'content-type': type },
          body: '{"a":1}',
        })
      ).code,
    ).toBe('unsupported');
  expect(kept()).toBe(before);
});

test('a file that no message names yet can be taken back, with its bytes; what stands in a thread stays', async () => {
  const before = kept();
  const file = await sent(dana, randomBytes(100), 'not.this');
  const named = await sent(dana, randomBytes(100), 'this.one');
  await say(dana, chat, '', { files: [named.id] });
  const remove = (who: Actor, { id }: { id: string }) => request(desk, 'DELETE', `/files/${id}`, { as: who });
  expect([(await remove(omar, file)).code, (await remove(dana, named)).code]).toEqual(['not_found', 'not_found']);
  expect([(await remove(dana, file)).status, (await remove(dana, file)).code]).toEqual([200, 'not_found']);
  await removeDoomed(desk.running.desk);
  expect([kept(), (await fetched(dana, file)).code]).toEqual([before + 1, 'not_found']);
});

test('at most ten files go with one message', async () => {
  const files = await Promise.all(Array.from({ length: 11 }, (_, i) => sent(dana, `${i}`, `${i}.txt`)));
  const body = { id: newId(), files: files.map((f) => f.id) };
  expect(await dana.refused('POST /threads/{id}/entries', { params: { id: chat.thread }, body })).toBe('invalid');
  await say(dana, chat, '', { files: body.files.slice(1) });
  const thousands = Array.from({ length: 10_000 }, () => newId());
  for (const all of [thousands, thousands.slice(0, 5_000)])
    expect(['invalid', 'too_large']).toContain(
      await dana.refused('POST /threads/{id}/entries', { params: { id: chat.thread }, body: { id: newId(), files: all } }),
    );
});

test('files of a chat stay with the ticket that continues it', async () => {
  const person = await desk.member('Takeru');
  const theirs = await ask(person);
  const file = await sent(person, 'trace', 'trace.txt', { thread: theirs.thread });
  await say(person, theirs, '', { files: [file.id] });
  const ticket = await ticketOf(person, await end(mina, theirs));
  const after = await sent(person, 'more', 'more.txt', { thread: ticket.thread });
  await say(person, ticket, '', { files: [after.id] });
  expect([(await fetched(person, file)).text, (await fetched(mina, after)).text]).toEqual(['trace', 'more']);
});

test('none of this made the desk stumble', () => expect(desk.errors).toEqual([]));
