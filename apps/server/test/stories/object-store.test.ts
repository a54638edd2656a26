/** Files in a store that speaks S3, a real one from the registry, instead of a folder of this machine. */
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import S3rver from '@20minutes/s3rver';
import { newId } from '@fairlead/client';
import type { FileRef } from '@fairlead/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { removeDoomed } from '../../src/domains/evidence/storing.ts';
import { openTicket, say } from '../acts.ts';
import { freePort, newDesk, type TestDesk } from '../desk.ts';
import { request } from '../wire.ts';

const folder = mkdtempSync(join(tmpdir(), 'fairlead-s3-'));
let store: S3rver;
let port: number;

beforeAll(async () => {
  port = await freePort();
  store = new S3rver({
    port,
    address: '127.0.0.1',
    directory: folder,
    silent: true,
    configureBuckets: [{ name: 'evidence', configs: [] }],
  });
  await store.run();
});
afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const settings = () => ({
  S3_ENDPOINT: `http://127.0.0.1:${port}`,
  S3_BUCKET: 'evidence',
  // The keys that this store knows.
  S3_KEY_ID: 'S3RVER',
  S3_SECRET: 'S3RVER',
});
const stored = () =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).filter((f) => f.isFile() && f.name.endsWith('._S3rver_object')).length;

async function upload(
  desk: TestDesk,
  as: Awaited<ReturnType<TestDesk['member']>>,
  thread: string,
  bytes: Buffer,
  name: string,
): Promise<FileRef> {
  const id = newId();
  const tus = (method: string, path: string, headers: Record<string, string>, body?: Buffer) =>
    request(desk, method, `/uploads${path}`, {
      as,
      headers: { 'tus-resumable': '1.0.0', ...headers },
      ...(body ? { body: new Uint8Array(body) } : {}),
    });
  await tus('POST', '', { 'upload-length': String(bytes.length), 'upload-metadata': `id ${Buffer.from(id).toString('base64')}` });
  const type = { 'content-type': 'application/offset+octet-stream' };
  expect((await tus('PATCH', `/${id}`, { ...type, 'upload-offset': '0' }, bytes)).status).toBe(204);
  const json = { name, thread, sha256: createHash('sha256').update(bytes).digest('hex') };
  const answer = await request(desk, 'PUT', `/files/${id}`, { as, json });
  expect(answer.status, answer.text).toBe(200);
  return JSON.parse(answer.text) as FileRef;
}

test('files of any size go there and come back, whole and in part; a log is read there; the same bytes are stored once; deleted ones are gone', async () => {
  const desk = await newDesk(settings());
  const [dana, ada] = [await desk.member('Dana'), await desk.staff('Ada')];
  const ticket = await openTicket(dana);
  const before = stored();
  const large = randomBytes(40_000_000);
  const log = Buffer.from(Array.from({ length: 400_000 }, (_, i) => `${i} all is well`).join('\n'));
  const files = [
    await upload(desk, dana, ticket.thread, large, 'core.dump'),
    await upload(desk, dana, ticket.thread, log, 'agent.log'),
    await upload(desk, dana, ticket.thread, large, 'again.dump'),
  ];
  await say(dana, ticket, '', { files: files.map((f) => f.id) });
  expect(stored() - before).toBe(2);
  expect(readdirSync(desk.config.dataDir)).not.toContain('files');

  const { save } = await dana.call('GET /files/{id}/links', { params: { id: files[0]!.id } });
  const whole = Buffer.from(await (await fetch(`${desk.address}${save}`)).arrayBuffer());
  expect(whole.equals(large)).toBe(true);
  const part = await fetch(`${desk.address}${save}`, { headers: { range: 'bytes=39999990-' } });
  expect([part.status, Buffer.from(await part.arrayBuffer()).equals(large.subarray(-10))]).toEqual([206, true]);
  const lines = await dana.call('GET /files/{id}/lines', { params: { id: files[1]!.id }, query: { from: -1 } });
  expect(lines.lines).toEqual([{ text: '399999 all is well', cut: false }]);

  await ada.call('POST /tickets/{number}/deletion', { params: { number: ticket.number }, body: { id: newId(), reason: 'Asked for' } });
  await removeDoomed(desk.running.desk);
  expect(stored()).toBe(before);
  expect((await ada.call('GET /deletions', {})).deletions[0]!.verified).not.toBeNull();
  expect(desk.errors).toEqual([]);
});

test('while the store does not answer, an upload is refused, nothing is lost, and trying again is enough', async () => {
  const desk = await newDesk({ ...settings(), S3_ENDPOINT: `http://127.0.0.1:${await freePort()}` });
  const dana = await desk.member('Dana');
  const ticket = await openTicket(dana);
  const to = `/files?file=${newId()}&name=x&thread=${ticket.thread}`;
  const send = () => request(desk, 'POST', to, { as: dana, headers: { 'content-type': 'application/octet-stream' }, body: 'x' });
  expect((await send()).code).toBe('unavailable');
  await say(dana, ticket, 'Still here');
  expect(await desk.query('select id from files')).toEqual([]);
});
