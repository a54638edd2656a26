import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readdirSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { newId, sendFile } from '@fairlead/client';
import type { FileRef } from '@fairlead/contract';
import { expect, test } from 'vitest';
import { endRetention } from '../../src/domains/chats/deleting.ts';
import { removeDoomed } from '../../src/domains/evidence/storing.ts';
import { sweepFiles } from '../../src/jobs.ts';
import { ask, end, openTicket, say, ticketOf } from '../acts.ts';
import { type Actor, newDesk, openDesk, type TestDesk } from '../desk.ts';
import { credentials, request } from '../wire.ts';

const desk = await openDesk({ LARGEST_FILE_MB: '30' });
const [mina, ada] = [await desk.onDuty('Mina'), await desk.staff('Ada')];
const [dana, omar] = [await desk.member('Dana'), await desk.member('Omar')];
const ticket = await openTicket(dana);

const folder = (own: TestDesk, name: 'files' | 'uploads') => join(own.config.dataDir, name);
const kept = (own = desk) =>
  !existsSync(folder(own, 'files'))
    ? []
    : readdirSync(folder(own, 'files'), { recursive: true, withFileTypes: true }).filter((f) => f.isFile());
const staged = (own = desk) => (existsSync(folder(own, 'uploads')) ? readdirSync(folder(own, 'uploads')) : []);
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/** One request of the tus protocol, as a program of another maker sends it. */
const tus = (as: Actor, method: string, path: string, headers: Record<string, string> = {}, body?: Buffer) =>
  request(desk, method, `/uploads${path}`, {
    as,
    headers: { 'tus-resumable': '1.0.0', ...(body ? { 'content-type': 'application/offset+octet-stream' } : {}), ...headers },
    ...(body ? { body: new Uint8Array(body) } : {}),
  });
const begin = (as: Actor, id: string, length: number | string) =>
  tus(as, 'POST', '', { 'upload-length': String(length), 'upload-metadata': `id ${Buffer.from(id).toString('base64')}` });
const piece = (as: Actor, id: string, offset: number, bytes: Buffer) =>
  tus(as, 'PATCH', `/${id}`, { 'upload-offset': String(offset) }, bytes);
const takeIn = (as: Actor, id: string, bytes: Buffer, name = 'large.bin', thread: string | null = ticket.thread) =>
  request(desk, 'PUT', `/files/${id}`, { as, json: { name, thread, sha256: sha256(bytes) } });

async function bytesOf(as: Actor, id: string, range?: string): Promise<Response> {
  const { save } = await as.call('GET /files/{id}/links', { params: { id } });
  return fetch(`${desk.address}${save}`, range ? { headers: { range } } : {});
}

test('a large file comes in pieces, byte for byte', async () => {
  const bytes = randomBytes(10_000_000);
  const id = newId();
  await begin(dana, id, bytes.length);
  for (let at = 0; at < bytes.length; at += 3_000_000)
    expect((await piece(dana, id, at, bytes.subarray(at, at + 3_000_000))).status).toBe(204);
  expect(JSON.parse((await takeIn(dana, id, bytes, 'core.dump')).text)).toMatchObject({ id, name: 'core.dump', bytes: 10_000_000 });
  expect(sha256(Buffer.from(await (await bytesOf(dana, id)).arrayBuffer()))).toBe(sha256(bytes));
  expect(staged()).toEqual([]);
  await say(dana, ticket, '', { files: [id] });
});

test('an upload goes on where it stopped, from the number that the desk tells', async () => {
  const bytes = Buffer.from(`${'a line of a log\n'.repeat(200_000)}and one without an end`);
  const id = newId();
  expect((await begin(dana, id, bytes.length)).status).toBe(201);
  expect((await piece(dana, id, 0, bytes.subarray(0, 1_000_000))).headers.get('upload-offset')).toBe('1000000');
  expect((await takeIn(dana, id, bytes)).code).toBe('upload_unfinished');
  expect((await tus(dana, 'HEAD', `/${id}`)).headers.get('upload-offset')).toBe('1000000');
  // A piece that came before, or comes too early, is not taken.
  expect((await piece(dana, id, 0, bytes.subarray(0, 10))).status).toBe(409);
  expect((await piece(dana, id, 1_000_000, bytes.subarray(1_000_000))).status).toBe(204);
  const file = JSON.parse((await takeIn(dana, id, bytes)).text) as FileRef;
  expect(file).toMatchObject({ type: 'text/plain', bytes: bytes.length });
  expect((await dana.call('GET /files/{id}/links', { params: { id } })).lines).toBe(200_001);
  const end = await dana.call('GET /files/{id}/lines', { params: { id }, query: { from: -2 } });
  expect(end.lines.map((l) => l.text)).toEqual(['a line of a log', 'and one without an end']);
  // Whoever lost the answer asks again, and has not to send anything again.
  expect((await tus(dana, 'HEAD', `/${id}`)).headers.get('upload-offset')).toBe(String(bytes.length));
  expect(JSON.parse((await takeIn(dana, id, bytes)).text)).toEqual(file);
});

test('a file that arrives other than it was sent is refused, and nothing of it is left', async () => {
  const before = kept().length;
  const id = newId();
  await begin(dana, id, 6);
  await piece(dana, id, 0, Buffer.from('damage'));
  expect((await takeIn(dana, id, Buffer.from('intact'))).code).toBe('file_damaged');
  const small = await request(
    desk,
    'POST',
    `/files?file=${newId()}&name=x&thread=${ticket.thread}&sha256=${sha256(Buffer.from('intact'))}`,
    {
      as: dana,
      headers: { 'content-type': 'application/octet-stream' },
      body: 'damage',
    },
  );
  expect(small.code).toBe('file_damaged');
  expect(kept()).toHaveLength(before);
  expect(staged().filter((name) => !name.endsWith('.json'))).toEqual([]);
});

test('nobody sees, continues, ends or takes over another person’s upload', async () => {
  const id = newId();
  expect((await request(desk, 'POST', '/uploads')).code).toBe('not_signed_in');
  await begin(dana, id, 100);
  for (const stranger of [omar, mina]) {
    expect((await tus(stranger, 'HEAD', `/${id}`)).status).toBe(404);
    expect((await piece(stranger, id, 0, Buffer.alloc(100))).code).toBe('not_found');
    expect((await tus(stranger, 'DELETE', `/${id}`)).code).toBe('not_found');
    expect((await begin(stranger, id, 100)).code).toBe('id_taken');
  }
  await piece(dana, id, 0, Buffer.alloc(100));
  expect((await takeIn(omar, id, Buffer.alloc(100), 'x', null)).code).toBe('not_found');
  expect((await tus(dana, 'DELETE', `/${id}`)).status).toBe(204);
  expect(await desk.query('select id from uploads where id = $1', [id])).toEqual([]);
  for (const odd of ['x', '..%2f..%2fetc', newId()]) expect((await piece(dana, odd, 0, Buffer.alloc(1))).code).toBe('not_found');
});

test('an upload says its id and length, is no larger than the policy allows, and one person has at most a hundred open', async () => {
  for (const [id, length, code] of [
    ['x', 10, 'invalid'],
    ['../../etc/passwd', 10, 'invalid'],
    [newId(), '', 'invalid'],
    [newId(), -1, 'invalid'],
    [newId(), 0, 'invalid'],
    [newId(), 'NaN', 'invalid'],
    [newId(), 30_000_001, 'too_large'],
  ] as const)
    expect([id, (await begin(dana, id, length)).code]).toEqual([id, code]);
  const id = newId();
  await begin(omar, id, 10);
  expect((await piece(omar, id, 0, Buffer.alloc(20))).status).toBeGreaterThanOrEqual(400);
  expect((await tus(omar, 'HEAD', `/${id}`)).headers.get('upload-offset')).not.toBe('20');
  for (let open = 1; open < 100; open++) expect((await begin(omar, newId(), 10)).status).toBe(201);
  expect((await begin(omar, newId(), 10)).code).toBe('too_many');
  expect((await begin(dana, newId(), 10)).status).toBe(201);
});

test('while the disk is nearly full every upload is refused in plain words, and messages go on', async () => {
  const own = await newDesk({ DISK_RESERVE_MB: '1000000000' });
  const member = await own.member('Dana');
  const chat = await ask(member);
  const headers = { 'content-type': 'application/octet-stream' };
  const small = await request(own, 'POST', `/files?file=${newId()}&name=x&thread=${chat.thread}`, { as: member, headers, body: 'x' });
  expect([small.status, small.code]).toEqual([507, 'disk_full']);
  const metadata = `id ${Buffer.from(newId()).toString('base64')}`;
  const large = await request(own, 'POST', '/uploads', {
    as: member,
    headers: { 'tus-resumable': '1.0.0', 'upload-length': '10', 'upload-metadata': metadata },
  });
  expect(large.code).toBe('disk_full');
  await say(member, chat, 'Still here');
  expect([own.errors, kept(own)]).toEqual([[], []]);
});

test('half an upload is swept after a day, a file that no message names after a week; what is in use stays', async () => {
  const own = await newDesk();
  const [member, { thread }] = [await own.member('Dana'), await openTicket(await own.member('Dana'))];
  const at = { base: own.address, headers: credentials(member) };
  const put = async (id: string, body: string) => {
    const answer = await fetch(`${at.base}/api/v1/files?file=${id}&name=x.txt&thread=${thread}`, {
      method: 'POST',
      headers: { ...at.headers, 'content-type': 'application/octet-stream' },
      body,
    });
    expect(answer.status).toBe(200);
  };
  const [half, unused, used] = [newId(), newId(), newId()];
  await fetch(`${at.base}/api/v1/uploads`, {
    method: 'POST',
    headers: {
      ...at.headers,
      'tus-resumable': '1.0.0',
      'upload-length': '10',
      'upload-metadata': `id ${Buffer.from(half).toString('base64')}`,
    },
  });
  await put(unused, 'never named');
  await put(used, 'named');
  await say(member, { thread }, '', { files: [used] });
  const age = (hours: number) => {
    own.down({ minutes: hours * 60 });
    const then = own.clock.now().getTime() / 1000 - hours * 3600;
    for (const name of staged(own)) utimesSync(join(folder(own, 'uploads'), name), then, then);
  };
  const clean = async () => {
    await sweepFiles(own.running.desk);
    await removeDoomed(own.running.desk);
  };
  age(23);
  await clean();
  expect(staged(own)).toContain(half);
  age(25);
  await clean();
  expect([staged(own), kept(own).length]).toEqual([[], 2]);
  expect(await own.query('select id from uploads')).toEqual([]);
  own.down({ minutes: 7 * 24 * 60 });
  await clean();
  expect(kept(own)).toHaveLength(1);
  expect(await own.query('select id from files')).toEqual([{ id: used }]);
});

test('a deleted request takes its bytes with it, verifiably, and leaves what others use', async () => {
  const own = await newDesk();
  const [engineer, lead, member] = [await own.onDuty('Mina'), await own.staff('Ada'), await own.member('Dana')];
  const chat = await ask(member);
  const other = await openTicket(member);
  const put = async (thread: string, body: Buffer<ArrayBuffer>) =>
    sendFile(member.connection, { id: newId(), thread, file: new File([body], 'x.png') });
  const [shared, alone] = [randomBytes(1_000), randomBytes(2_000)];
  const files = [await put(chat.thread, shared), await put(chat.thread, alone)];
  await say(member, chat, 'A secret of ours', { files: files.map((f) => f.id) });
  await say(member, other, '', { files: [(await put(other.thread, shared)).id] });
  const { number } = await ticketOf(member, await end(engineer, chat, { note: 'x' }));
  const links = await member.call('GET /files/{id}/links', { params: { id: files[1]!.id } });

  const body = { id: newId(), reason: 'The customer asked for it' };
  expect(await engineer.refused('POST /tickets/{number}/deletion', { params: { number }, body })).toBe('not_allowed');
  const deletion = await lead.call('POST /tickets/{number}/deletion', { params: { number }, body });
  expect(deletion).toMatchObject({ ticket: number, why: 'asked', by: 'Ada Olsen', files: 1, bytes: 2_000, verified: null });
  expect(await lead.call('POST /tickets/{number}/deletion', { params: { number }, body })).toEqual(deletion);
  expect(await engineer.refused('GET /threads/{id}/entries', { params: { id: chat.thread } })).toBe('not_found');
  expect((await fetch(`${own.address}${links.save}`)).status).toBe(404);

  await removeDoomed(own.running.desk);
  const [shown] = (await engineer.call('GET /deletions', {})).deletions;
  expect(shown!.verified).toBe(own.clock.now().toISOString());
  expect(kept(own).map((f) => statSync(join(f.parentPath, f.name)).size)).toEqual([1_000]);
  const tables = await own.query<{ name: string }>(
    "select table_name as name from information_schema.tables where table_schema = 'public'",
  );
  for (const { name } of tables)
    expect(
      await own.query(`select 1 as found from ${name} t where t::text like '%A secret of ours%' or t::text like '%${chat.thread}%'`),
      name,
    ).toEqual([]);
  expect(own.errors).toEqual([]);
});

test('a request is deleted 15 months after its last change, not a day before', async () => {
  const own = await newDesk();
  const member = await own.member('Dana');
  const [old, stirred] = [await openTicket(member), await openTicket(member)];
  const days = (n: number) => own.down({ minutes: n * 24 * 60 });
  days(300);
  await say(await own.member('Dana'), stirred, 'Again');
  days(155);
  await endRetention(own.running.desk.db);
  expect(await own.query('select number from tickets order by number')).toHaveLength(2);
  days(4);
  await endRetention(own.running.desk.db);
  expect(await own.query('select number from tickets')).toEqual([{ number: stirred.number }]);
  const staff = await own.staff('Ada');
  expect((await staff.call('GET /deletions', {})).deletions).toMatchObject([{ ticket: old.number, why: 'retention', by: null }]);
});

test('a link works for whoever has it, until it expires, for that file and that way alone', async () => {
  const bytes = Buffer.from('some evidence');
  const file = await sendFile(dana.connection, { id: newId(), thread: ticket.thread, file: new File([bytes], 'x.txt') });
  const { save, expires } = await dana.call('GET /files/{id}/links', { params: { id: file.id } });
  const status = async (path: string) => (await fetch(`${desk.address}${path}`)).status;
  expect(await status(save!)).toBe(200);
  const later = save!.replace(/until=(\d+)/, (_, until: string) => `until=${Number(until) + 60}`);
  for (const forged of [
    save!.replace('/save', '/show'),
    save!.replace(file.id, newId()),
    later,
    save!.split('&')[0]!,
    save!.split('?')[0]!,
  ])
    expect([forged, await status(forged)]).toEqual([forged, 404]);
  desk.down({ minutes: 12 });
  expect([await status(save!), new Date(expires) < desk.clock.now()]).toEqual([404, true]);
});

test('a recording is played from anywhere: the range that is asked for comes, and no other', async () => {
  const webm = Buffer.concat([Buffer.from('1a45dfa39f4286810142f7810142f2810442f381084282847765626d', 'hex'), randomBytes(50_000)]);
  const file = await sendFile(dana.connection, { id: newId(), thread: ticket.thread, file: new File([webm], 'screen.webm') });
  expect(file.type).toBe('video/webm');
  const { show } = await dana.call('GET /files/{id}/links', { params: { id: file.id } });
  const part = async (range: string) => {
    const answer = await fetch(`${desk.address}${show}`, { headers: { range } });
    return { status: answer.status, range: answer.headers.get('content-range'), bytes: Buffer.from(await answer.arrayBuffer()) };
  };
  const size = webm.length;
  expect(await part('bytes=100-199')).toEqual({ status: 206, range: `bytes 100-199/${size}`, bytes: webm.subarray(100, 200) });
  expect(await part('bytes=50000-')).toEqual({ status: 206, range: `bytes 50000-${size - 1}/${size}`, bytes: webm.subarray(50_000) });
  expect(await part('bytes=-7')).toEqual({ status: 206, range: `bytes ${size - 7}-${size - 1}/${size}`, bytes: webm.subarray(-7) });
  expect(await part(`bytes=${size}-`)).toMatchObject({ status: 416, range: `bytes */${size}` });
  expect((await part('bytes=0-0,5-9')).status).toBe(200);
});

test('a picture is shown re-encoded, without what a camera wrote into it; the original is kept', async () => {
  const { default: sharp } = await import('sharp');
  const picture = await sharp({ create: { width: 64, height: 32, channels: 3, background: '#336699' } })
    .withExif({ IFD0: { Copyright: 'Secret place' } })
    .jpeg()
    .toBuffer();
  expect(picture.includes('Secret place')).toBe(true);
  const file = await sendFile(dana.connection, { id: newId(), thread: ticket.thread, file: new File([picture], 'photo.png') });
  expect(file).toMatchObject({ type: 'image/jpeg', image: { width: 64, height: 32 } });
  const { show } = await dana.call('GET /files/{id}/links', { params: { id: file.id } });
  const shown = await fetch(`${desk.address}${show}`);
  const bytes = Buffer.from(await shown.arrayBuffer());
  expect([shown.status, shown.headers.get('content-type')]).toEqual([200, 'image/webp']);
  expect((await sharp(bytes).metadata()).width).toBe(64);
  expect(bytes.includes('Secret place')).toBe(false);
  expect(Buffer.from(await (await bytesOf(dana, file.id)).arrayBuffer()).equals(picture)).toBe(true);
});

test('a picture that lies about its size, or unpacks to gigabytes, harms nothing: it is offered as a file', async () => {
  const { default: sharp } = await import('sharp');
  const bomb = await sharp({ create: { width: 20_000, height: 20_000, channels: 3, background: '#000' }, limitInputPixels: false })
    .png()
    .toBuffer();
  const file = await sendFile(dana.connection, { id: newId(), thread: ticket.thread, file: new File([bomb], 'bomb.png') });
  expect(file).toMatchObject({ type: 'image/png', image: null });
  expect((await dana.call('GET /files/{id}/links', { params: { id: file.id } })).show).toBeNull();
  // One whose header says that it is small.
  const liar = Buffer.from(bomb);
  liar.writeUInt32BE(100, 16);
  liar.writeUInt32BE(100, 20);
  const lying = await sendFile(dana.connection, { id: newId(), thread: ticket.thread, file: new File([liar], 'liar.png') });
  expect(lying.image).toEqual({ width: 100, height: 100 });
  const { show } = await dana.call('GET /files/{id}/links', { params: { id: lying.id } });
  expect((await fetch(`${desk.address}${show}`)).status).toBe(409);
});

test('none of this made the desk stumble', () => {
  expect(ada).toBeDefined();
  expect(desk.errors).toEqual([]);
});
