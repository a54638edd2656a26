/** Flares from the programs that make them: received, cleaned before anybody reads them, read, and found out about. */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId } from '@fairlead/client';
import { describe, expect, onTestFinished, test } from 'vitest';
import { zip } from '../../../../packages/flare-kit/src/reading/making.ts';
import { removeDoomed } from '../../src/domains/evidence/storing.ts';
import { destroyExpired } from '../../src/domains/flares/originals.ts';
import { readReceived } from '../../src/domains/flares/reading.ts';
import { events, openTicket, publish, read, texts } from '../acts.ts';
import { type Actor, newDesk, type TestDesk } from '../desk.ts';
import { request } from '../wire.ts';

const secret = () => `s3cr${randomBytes(9).toString('base64url')}`;

/** A flare as Datadog's Agent makes it, with a password in it. */
const agentFlare = (password: string) =>
  zip([
    { name: 'web-14/', content: '' },
    { name: 'web-14/flare_creation.log', content: 'Flare creation time: 2026-11-23T14:59:00Z\n' },
    { name: 'web-14/status.log', content: 'Agent (v7.80.0)\n  hostname: web-14\n  platform: debian\n' },
    { name: 'web-14/etc/datadog.yaml', content: `site: datadoghq.eu\nproxy:\n  http: http://u:${password}@proxy:3128\n` },
    { name: 'web-14/etc/confd/nginx.d/conf.yaml', content: 'instances: []\n' },
    {
      name: 'web-14/logs/agent.log',
      content: `2026-11-23 14:58:01 UTC | CORE | INFO | started\n2026-11-23 14:58:02 UTC | CORE | ERROR | API Key invalid, dropping transaction\n2026-11-23 14:58:03 UTC | CORE | ERROR | retry with ${password}\n`,
    },
    { name: 'web-14/profiles/core-cpu.pprof', content: Buffer.from([0, 1, 2, 3, 0, 0, 0, 9]) },
  ]);

async function keyFor(dana: Actor): Promise<string> {
  return (await dana.call('POST /flare-keys', { body: { id: newId(), name: 'Agents' } })).key;
}

type Fields = Record<string, string>;

/** As the Agent sends it: in chunks, some fields after the file. */
function form(
  fields: Fields,
  file: Buffer,
  name = 'datadog-agent-2026-11-23T15-00-00Z-info.zip',
  after: Fields = {},
): { body: Buffer; type: string } {
  const boundary = randomBytes(30).toString('hex');
  const field = ([key, value]: [string, string]) =>
    Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${key}"\r\n\r\n${value}\r\n`);
  const body = Buffer.concat([
    ...Object.entries(fields).map(field),
    Buffer.from(
      `--${boundary}\r\nContent-Disposition: form-data; name="flare_file"; filename="${name}"\r\nContent-Type: application/octet-stream\r\n\r\n`,
    ),
    file,
    Buffer.from('\r\n'),
    ...Object.entries(after).map(field),
    Buffer.from(`--${boundary}--\r\n`),
  ]);
  return { body, type: `multipart/form-data; boundary=${boundary}` };
}

async function post(desk: TestDesk, path: string, init: { headers: Record<string, string>; body: Buffer; method?: string }) {
  const answer = await fetch(desk.address + path, { method: 'POST', ...init, body: new Uint8Array(init.body) });
  return {
    status: answer.status,
    body: (await answer.json()) as { case_id?: number; error?: string },
    type: answer.headers.get('content-type'),
  };
}

const fromAgent = (desk: TestDesk, key: string, fields: Fields, file: Buffer) => {
  const { body, type } = form(fields, file, undefined, { agent_version: '7.80.0', hostname: 'web-14' });
  return post(desk, `/support/flare${fields['case_id'] ? `/${fields['case_id']}` : ''}`, {
    headers: { 'dd-api-key': key, 'content-type': type },
    body,
  });
};

const flareOf = async (who: Actor, thread: string) => (await who.call('GET /threads/{id}/flares', { params: { id: thread } })).flares;

describe('an Agent’s flare', () => {
  test('joins the case of its customer, is cleaned, read, and says what is wrong', async () => {
    const desk = await newDesk();
    const [dana, mina] = [await desk.member('Dana'), await desk.staff('Mina')];
    const ticket = await openTicket(dana);
    const key = await keyFor(dana);
    for (const path of ['/support/flare', `/support/flare/${ticket.number}`, '/support/flare/77'])
      expect((await fetch(desk.address + path, { method: 'HEAD' })).status).toBe(200);
    const password = secret();
    const sent = await fromAgent(
      desk,
      key,
      { case_id: String(ticket.number), email: 'dana@northwind.example', source: 'local' },
      agentFlare(password),
    );
    expect(sent).toEqual({ status: 200, body: { case_id: ticket.number }, type: expect.stringMatching(/^application\/json/) as string });
    const [waiting] = await flareOf(dana, ticket.thread);
    expect(waiting).toMatchObject({ state: 'received', source: 'agent', kind: null });
    expect(await dana.refused('GET /flares/{id}/files', { params: { id: waiting!.id } })).toBe('file_not_ready');

    await readReceived(desk.running.desk);
    const flare = await mina.call('GET /flares/{id}', { params: { id: waiting!.id } });
    expect(flare).toMatchObject({
      state: 'ready',
      kind: 'agent',
      ticket: ticket.number,
      facts: { product: 'Datadog Agent', version: '7.80.0', host: 'web-14', os: 'debian', integrations: ['nginx'] },
      masked: 2,
      errors: 1,
    });
    const report = await mina.call('GET /flares/{id}/report', { params: { id: waiting!.id } });
    expect(report).toMatchObject({
      masks: [{ rule: 'url-password', count: 2 }],
      left: [{ path: 'web-14/profiles/core-cpu.pprof', why: 'binary' }],
      findings: [{ rule: 'agent.api-key-invalid', file: 'web-14/logs/agent.log', line: 2, severity: 'error' }],
    });
    expect(events(await read(mina, ticket))).toContain('flare_read');
    expect(events(await read(dana, ticket))).not.toContain('flare_read');
    // What staff find is theirs; what was sent and masked the customer sees.
    expect(await dana.call('GET /flares/{id}', { params: { id: flare.id } })).toMatchObject({ masked: 2, errors: 0 });
    expect(await dana.call('GET /flares/{id}/report', { params: { id: flare.id } })).toEqual({ ...report, findings: [] });

    const { files } = await dana.call('GET /flares/{id}/files', { params: { id: flare.id } });
    expect(files.map((f) => f.path)).toContain('web-14/etc/datadog.yaml');
    const log = await mina.call('GET /flares/{id}/text', {
      params: { id: flare.id },
      query: { path: 'web-14/logs/agent.log', from: 2, count: 1 },
    });
    expect(log).toEqual({
      lines: ['2026-11-23 14:58:02 UTC | CORE | ERROR | API Key invalid, dropping transaction'],
      total: 3,
      formatted: false,
    });
    const found = await mina.call('GET /flares/{id}/search', {
      params: { id: flare.id },
      query: { q: 'error.*(key|retry)', regex: 'true' },
    });
    expect(found.hits.map((h) => h.line)).toEqual([2, 3]);

    // Nothing that is kept has it: not the pack, not the database, not a log; and what was sent is gone.
    const { dataDir } = desk.running.desk.config;
    const kept = readdirSync(dataDir, { recursive: true, withFileTypes: true }).filter((f) => f.isFile());
    for (const file of kept) expect(readFileSync(join(file.parentPath, file.name)).includes(password)).toBe(false);
    for (const { path } of files) {
      const { lines } = await mina.call('GET /flares/{id}/text', { params: { id: flare.id }, query: { path } });
      expect(lines.join('\n')).not.toContain(password);
    }
    expect(await desk.query(`select id from flares where report::text like $1 or findings::text like $1`, [`%${password}%`])).toEqual([]);
    expect(existsSync(join(dataDir, 'uploads', 'flares', flare.id))).toBe(false);
  });

  test('without a case opens one for whose address it names; the same again is the same, and a retry opens no other', async () => {
    const desk = await newDesk();
    const dana = await desk.member('Dana');
    const key = await keyFor(dana);
    const file = agentFlare(secret());
    const first = await fromAgent(desk, key, { email: 'dana@northwind.example' }, file);
    const numbers = await Promise.all([1, 2, 3].map(() => fromAgent(desk, key, { email: 'dana@northwind.example' }, file)));
    expect(numbers.map((n) => n.body.case_id)).toEqual([first.body.case_id, first.body.case_id, first.body.case_id]);
    const ticket = await dana.call('GET /tickets/{number}', { params: { number: first.body.case_id! } });
    expect(ticket.subject).toBe('Flare: web-14');
    expect(await flareOf(dana, ticket.thread)).toHaveLength(1);
    // Nobody joins an organization by what a program says: what they write by mail later would be read there.
    const other = await fromAgent(desk, key, { email: 'ops@elsewhere.example' }, agentFlare(secret()));
    expect(other.body.case_id).toBeGreaterThan(first.body.case_id!);
    const theirs = await dana.call('GET /tickets/{number}', { params: { number: other.body.case_id! } });
    expect(theirs.member.name).toBe('Dana Reyes');
    expect(texts(await read(dana, theirs)).join()).toContain('sent by ops@elsewhere.example');
    expect(await desk.query(`select 1 from members where email = 'ops@elsewhere.example'`)).toEqual([]);
  });

  test('learns nothing of cases that are not its own', async () => {
    const desk = await newDesk();
    const [dana, noor] = [await desk.member('Dana'), await desk.member('Takeru')];
    const [hers, theirs] = [await openTicket(dana), await openTicket(noor)];
    const key = await keyFor(dana);
    const tries: [Fields, string][] = [
      [{ case_id: String(theirs.number), email: 'dana@northwind.example' }, 'of another organization'],
      [{ case_id: '999999', email: 'dana@northwind.example' }, 'that there is none'],
      [{ case_id: String(hers.number), email: 'stranger@evil.example' }, 'with a stranger’s address'],
      [{ case_id: String(hers.number) }, 'without an address'],
      [{ case_id: 'CASE-1', email: 'dana@northwind.example' }, 'that is no number'],
    ];
    for (const [fields, why] of tries) {
      const answer = await fromAgent(desk, key, fields, agentFlare(secret()));
      expect([answer.status, answer.body.error], why).toEqual([200, 'There is no case with this number and e-mail address.']);
    }
    expect(await flareOf(dana, hers.thread)).toEqual([]);
    expect((await fromAgent(desk, randomBytes(16).toString('hex'), {}, agentFlare(secret()))).status).toBe(403);
    const [made] = (await dana.call('GET /flare-keys', {})).keys;
    await dana.call('DELETE /flare-keys/{id}', { params: { id: made!.id } });
    expect((await fromAgent(desk, key, { email: 'dana@northwind.example' }, agentFlare(secret()))).status).toBe(403);
    expect(await noor.refused('DELETE /flare-keys/{id}', { params: { id: made!.id } })).toBe('not_found');
  });

  test('of old brings its key in the query', async () => {
    const desk = await newDesk();
    const dana = await desk.member('Dana');
    const key = await keyFor(dana);
    const { body, type } = form({ email: 'dana@northwind.example', hostname: 'old' }, agentFlare(secret()));
    expect((await post(desk, `/support/flare?api_key=${key}`, { headers: { 'content-type': type }, body })).body.case_id).toBeGreaterThan(
      0,
    );
  });

  test('that is no form, has no file, breaks off, or is too large is refused in words', async () => {
    const desk = await newDesk({ LARGEST_FILE_MB: '1' });
    const dana = await desk.member('Dana');
    const key = await keyFor(dana);
    const headers = { 'dd-api-key': key };
    const send = (body: Buffer, type: string) => post(desk, '/support/flare', { headers: { ...headers, 'content-type': type }, body });
    expect((await send(Buffer.from('x'), 'text/plain')).status).toBe(400);
    expect((await send(Buffer.from('x'), 'multipart/form-data')).body.error).toBeDefined();
    const { body, type } = form({ email: 'dana@northwind.example' }, agentFlare(secret()));
    expect((await send(body.subarray(0, body.length - 30), type)).body.error).toBeDefined();
    const large = form({ email: 'dana@northwind.example' }, randomBytes(1_100_000));
    expect((await send(large.body, large.type)).status).toBe(413);
    expect(await desk.query('select 1 from flares')).toEqual([]);
  });
});

test('datadog-ci, sos and curl send theirs, each answered as it wants', async () => {
  const desk = await newDesk();
  const dana = await desk.member('Dana');
  const { number, thread } = await openTicket(dana);
  const key = await keyFor(dana);
  const serverless = (fields: Fields, by = key) => {
    const { body, type } = form(
      fields,
      zip([
        { name: 'INSIGHTS.md', content: '# Flare' },
        { name: 'function_config.json', content: `{"FunctionName":"checkout","x":"${secret()}"}` },
      ]),
      'lambda-flare-output.zip',
      {
        datadog_ci_version: '3.22.2',
        email: 'dana@northwind.example',
      },
    );
    return post(desk, '/api/ui/support/serverless/flare', { headers: { 'DD-API-KEY': by, 'content-type': type }, body });
  };
  expect(await serverless({ case_id: String(number) })).toMatchObject({ status: 200, body: { case_id: number } });
  expect(await serverless({ case_id: '424242' })).toMatchObject({ status: 404, body: { error: expect.any(String) as string } });
  expect(await serverless({ case_id: String(number) }, 'wrong-wrong-wrong')).toMatchObject({
    status: 403,
    body: { error: expect.any(String) as string },
  });

  const login = (password: string) => `Basic ${Buffer.from(`dana@northwind.example:${password}`).toString('base64')}`;
  const sos = form({}, Buffer.from(`sos ${secret()}`), 'sosreport-web-14.tar.xz');
  expect(
    await post(desk, `/support/upload/${number}`, { headers: { authorization: login(key), 'content-type': sos.type }, body: sos.body }),
  ).toMatchObject({ status: 201 });
  expect(
    (
      await post(desk, `/support/upload/${number}`, {
        headers: { authorization: login('x'.repeat(32)), 'content-type': sos.type },
        body: sos.body,
      })
    ).status,
  ).toBe(401);
  const raw = Buffer.from(`a log with ${secret()}\n`);
  expect(
    await post(desk, `/support/upload/${number}/app.log`, { method: 'PUT', headers: { authorization: login(key) }, body: raw }),
  ).toMatchObject({ status: 201 });
  expect((await flareOf(dana, thread)).map((f) => `${f.source} ${f.name}`).toSorted((a, b) => (a < b ? -1 : 1))).toEqual([
    'serverless lambda-flare-output.zip',
    'upload app.log',
    'upload sosreport-web-14.tar.xz',
  ]);
});

test('by hand it is sent to a request that one may write in; others see nothing of it', async () => {
  const desk = await newDesk();
  const [dana, noor] = [await desk.member('Dana'), await desk.member('Takeru')];
  const { thread } = await openTicket(dana);
  const password = secret();
  const send = (as: Actor, body: string) =>
    request(desk, 'POST', `/threads/${thread}/flares?name=app.log`, { as, headers: { 'content-type': 'application/octet-stream' }, body });
  const { id } = JSON.parse((await send(dana, `password=${password}\nfine\n`)).text) as { id: string };
  expect((JSON.parse((await send(dana, `password=${password}\nfine\n`)).text) as { id: string }).id).toBe(id);
  expect((await send(noor, 'x')).code).toBe('not_found');
  await readReceived(desk.running.desk);
  const { lines } = await dana.call('GET /flares/{id}/text', { params: { id }, query: { path: 'app.log' } });
  expect(lines).toEqual([expect.stringMatching(/^password=MASKED_password_[0-9a-f]{8}$/), 'fine']);
  for (const route of ['GET /flares/{id}', 'GET /flares/{id}/files'] as const)
    expect(await noor.refused(route, { params: { id } })).toBe('not_found');
  expect(await noor.refused('GET /threads/{id}/flares', { params: { id: thread } })).toBe('not_found');
  // A pattern that would never end does not hold up the desk.
  expect(await dana.refused('GET /flares/{id}/search', { params: { id }, query: { q: '(', regex: 'true' } })).toBe('invalid');
});

test('as a file it is refused: there its secrets would lie with it', async () => {
  const desk = await newDesk();
  const dana = await desk.member('Dana');
  const { thread } = await openTicket(dana);
  const body = { id: newId(), item: 'flare', text: 'here', files: [newId()] };
  expect(await dana.refused('POST /threads/{id}/evidence', { params: { id: thread }, body })).toBe('invalid');
});

test('one that cannot be read is not kept and says so; sent again, it is read again', async () => {
  const desk = await newDesk();
  const dana = await desk.member('Dana');
  const { thread } = await openTicket(dana);
  const password = secret();
  const send = async () =>
    JSON.parse(
      (
        await request(desk, 'POST', `/threads/${thread}/flares?name=password=${password}.log`, {
          as: dana,
          headers: { 'content-type': 'application/octet-stream' },
          body: 'fine\n',
        })
      ).text,
    ) as { id: string };
  const { id } = await send();
  const sent = join(desk.running.desk.config.dataDir, 'uploads', 'flares', id);
  // What lies there is no bundle, and it was tried before.
  await desk.query(`update flares set attempts = 1 where id = $1`, [id]);
  rmSync(sent);
  symlinkSync('nowhere', sent);
  await readReceived(desk.running.desk);
  expect(desk.errors.splice(0)).toHaveLength(1);
  const failed = await dana.call('GET /flares/{id}', { params: { id } });
  expect(failed.state).toBe('failed');
  // What it is called is shown without a secret, too.
  expect(failed.name).toMatch(/^password=MASKED_password_[0-9a-f]{8}/);
  expect(events(await read(dana, { thread }))).toContain('flare_failed');
  expect((await send()).id).toBe(id);
  await readReceived(desk.running.desk);
  expect((await dana.call('GET /flares/{id}', { params: { id } })).state).toBe('ready');
  expect((await read(dana, { thread })).filter((e) => e.kind === 'evidence' && e.body.flare === id)).toHaveLength(1);
});

test('what one machine has received another leaves alone, and what is on no record is forgotten', async () => {
  const desk = await newDesk();
  const dana = await desk.member('Dana');
  const { thread } = await openTicket(dana);
  const other = await desk.secondNode({ DATA_DIR: mkdtempSync(join(tmpdir(), 'fairlead-other-')) });
  onTestFinished(() => rmSync(other.running.desk.config.dataDir, { recursive: true, force: true }));
  const answer = await request(desk, 'POST', `/threads/${thread}/flares?name=app.log`, {
    as: dana,
    headers: { 'content-type': 'application/octet-stream' },
    body: 'fine\n',
  });
  const { id } = JSON.parse(answer.text) as { id: string };
  await readReceived(other.running.desk);
  expect((await dana.call('GET /flares/{id}', { params: { id } })).state).toBe('received');
  const folder = join(desk.running.desk.config.dataDir, 'uploads', 'flares');
  const [fresh, old] = [join(folder, newId()), join(folder, newId())];
  for (const path of [fresh, old]) writeFileSync(path, 'password=x');
  // What a trial of rules left that broke off.
  const trial = join(folder, 'trial-x');
  mkdirSync(trial);
  const before = new Date(Date.now() - 2 * 3600_000);
  for (const path of [old, trial]) utimesSync(path, before, before);
  await readReceived(desk.running.desk);
  expect((await dana.call('GET /flares/{id}', { params: { id } })).state).toBe('ready');
  expect([existsSync(fresh), existsSync(old), existsSync(trial)]).toEqual([true, false, false]);
});

/** Sends a bundle to a request as its member; answers the flare's id once it was read. */
async function readOne(desk: TestDesk, dana: Actor, thread: string, files: Record<string, string>, name = 'bundle.zip'): Promise<string> {
  const body = zip(Object.entries(files).map(([path, content]) => ({ name: path, content })));
  const headers = { 'content-type': 'application/octet-stream' };
  const answer = await request(desk, 'POST', `/threads/${thread}/flares?name=${name}`, { as: dana, headers, body: new Uint8Array(body) });
  await readReceived(desk.running.desk);
  return (JSON.parse(answer.text) as { id: string }).id;
}

describe('what is in a flare', () => {
  test('its logs are one, in the order of time and in one zone; their levels over time, a stretch of them, those that weigh', async () => {
    const desk = await newDesk();
    const dana = await desk.member('Dana');
    const { thread } = await openTicket(dana);
    const id = await readOne(desk, dana, thread, {
      'app.log':
        '2026-11-23T15:00:02+01:00 INFO one\n2026-11-23T15:00:04+01:00 ERROR three\n  at stack\n2026-11-23T16:30:00+01:00 WARN five\n',
      'db.log': '2026-11-23 14:00:03.500 UTC | INFO | two\n2026-11-23 14:10:00 UTC | ERROR | four\n',
      'list.json': '{"items": [{"created": "2020-01-01T00:00:00Z"}]}\n',
    });
    const logs = (query: object = {}) => dana.call('GET /flares/{id}/logs', { params: { id }, query });
    const all = await logs();
    expect(all.lines.map((l) => `${l.path}:${l.line} ${l.level ?? ''}`)).toEqual([
      'app.log:1 info',
      'db.log:1 info',
      'app.log:2 error',
      'app.log:3 error',
      'db.log:2 error',
      'app.log:4 warning',
    ]);
    expect(all.lines.map((l) => new Date(l.at).toISOString().slice(11, 19))).toEqual([
      '14:00:02',
      '14:00:03',
      '14:00:04',
      '14:00:04',
      '14:10:00',
      '15:30:00',
    ]);
    expect(all.steps.reduce((sum, s) => sum + s.errors * 100 + s.warnings * 10 + s.lines, 0)).toBe(215);
    expect(all.steps[0]!.from).toBe(Date.UTC(2026, 10, 23, 14));
    expect((await logs({ least: 'warning' })).lines.map((l) => l.line)).toEqual([2, 3, 2, 4]);
    const from = Date.UTC(2026, 10, 23, 14, 0, 3);
    expect((await logs({ from, to: from + 60_000 })).lines.map((l) => l.text.trim())).toEqual([
      '2026-11-23 14:00:03.500 UTC | INFO | two',
      '2026-11-23T15:00:04+01:00 ERROR three',
      'at stack',
    ]);
    expect((await logs({ skip: 4 })).lines).toHaveLength(2);
    expect((await logs({ from: 1, to: 2 })).lines).toEqual([]);
    for (const query of [{ from: -1 }, { from: 'x' }, { to: 1e20 }, { least: 'debug' }, { skip: -1 }])
      expect(await dana.refused('GET /flares/{id}/logs', { params: { id }, query: query as object })).toBe('invalid');
  });

  test('two of one host are compared: configuration, versions, and errors that are new; never with what one may not read', async () => {
    const desk = await newDesk();
    const [dana, takeru] = [await desk.member('Dana'), await desk.member('Takeru')];
    const [first, second] = [await openTicket(dana), await openTicket(dana)];
    const password = secret();
    const flare = (version: string, yaml: string, log: string) => ({
      'web-14/flare_creation.log': 'x\n',
      'web-14/status.log': `Agent (v${version})\n  hostname: web-14\n`,
      'web-14/etc/datadog.yaml': yaml,
      'web-14/logs/agent.log': log,
    });
    const old = await readOne(
      desk,
      dana,
      first.thread,
      flare('7.60.0', `site: a\npassword: ${password}\nkept: 1\n`, '2026-11-23 14:00:00 UTC | ERROR | worker 7 gave up\n'),
    );
    await desk.pass({ minutes: 5 });
    const now = await readOne(desk, dana, second.thread, {
      ...flare(
        '7.80.0',
        `site: b\npassword: ${password}\nkept: 1\n`,
        '2026-11-23 14:00:00 UTC | ERROR | worker 12 gave up\n2026-11-23 14:00:01 UTC | ERROR | disk is full\n',
      ),
      'web-14/etc/confd/nginx.d/conf.yaml': 'instances: []\n',
    });
    const alike = await dana.call('GET /flares/{id}/alike', { params: { id: now } });
    expect(alike.flares).toMatchObject([{ id: old, facts: { version: '7.60.0' } }]);
    const differences = await dana.call('GET /flares/{id}/differences', { params: { id: now }, query: { before: old } });
    expect(differences).toMatchObject({
      added: ['web-14/etc/confd/nginx.d/conf.yaml'],
      removed: [],
      errors: [{ path: 'web-14/logs/agent.log', line: 2, count: 1 }],
      more: false,
    });
    expect(differences.changed.map((c) => c.path)).toEqual(['web-14/etc/datadog.yaml']);
    // That both share a secret, each under its own tag, is no change.
    expect(differences.changed[0]!.hunks[0]!.lines).toEqual(['-site: a', '+site: b', ' password: MASKED_password', ' kept: 1']);
    const theirs = await readOne(desk, takeru, (await openTicket(takeru)).thread, flare('7.80.0', 'site: c\n', ''));
    expect(await dana.refused('GET /flares/{id}/differences', { params: { id: now }, query: { before: theirs } })).toBe('not_found');
    expect(await dana.refused('GET /flares/{id}/differences', { params: { id: now }, query: {} })).toBe('invalid');
    expect((await takeru.call('GET /flares/{id}/alike', { params: { id: theirs } })).flares).toEqual([]);
  });

  test('lines of it are quoted, and count as the evidence that was asked for', async () => {
    const desk = await newDesk();
    const [dana, mina] = [await desk.member('Dana'), await desk.staff('Mina')];
    const { thread } = await openTicket(dana);
    const id = await readOne(desk, dana, thread, { 'app.log': '2026-11-23T15:00:02Z ERROR three\n' });
    const place = { flare: id, path: 'app.log', line: 1 };
    await mina.call('POST /threads/{id}/entries', {
      params: { id: thread },
      body: { id: newId(), kind: 'note', text: '```\nx\n```', place },
    });
    await mina.call('POST /threads/{id}/evidence', { params: { id: thread }, body: { id: newId(), item: 'logs', text: 'x', place } });
    const placed = (entries: Awaited<ReturnType<typeof read>>) =>
      entries.flatMap((e) => (e.kind !== 'event' && e.body.place ? [[e.kind, e.body.place]] : []));
    expect(placed(await read(mina, { thread }))).toEqual([
      ['note', place],
      ['evidence', place],
    ]);
    expect(placed(await read(dana, { thread }))).toEqual([['evidence', place]]);
    for (const bad of [
      { ...place, flare: 'x' },
      { ...place, line: 0 },
      { ...place, path: '' },
    ])
      expect(
        await mina.refused('POST /threads/{id}/entries', { params: { id: thread }, body: { id: newId(), text: 'x', place: bad } }),
      ).toBe('invalid');
  });

  test('commands say how they ended, and JSON in one line is shown in several', async () => {
    const desk = await newDesk();
    const dana = await desk.member('Dana');
    const { thread } = await openTicket(dana);
    const commands = [
      { exec: 'uptime', filepath: 'sos_commands/host/uptime', return_code: 0, run_time: 0.02 },
      { exec: 'lsblk', filepath: 'sos_commands/block/lsblk', return_code: 127, run_time: 1 },
    ];
    const manifest = { version: '4.0', components: { report: { plugins: { host: { commands, files: [] } } } } };
    const id = await readOne(desk, dana, thread, {
      'sosreport-web-14/sos_reports/manifest.json': JSON.stringify(manifest),
      'sosreport-web-14/sos_commands/host/uptime': ' 14:00 up 3 days\n',
    });
    const report = await dana.call('GET /flares/{id}/report', { params: { id } });
    expect(report.commands).toEqual([
      { command: 'uptime', path: 'sosreport-web-14/sos_commands/host/uptime', code: 0, seconds: 0.02 },
      { command: 'lsblk', path: null, code: 127, seconds: 1 },
    ]);
    const path = 'sosreport-web-14/sos_reports/manifest.json';
    const { lines, formatted, total } = await dana.call('GET /flares/{id}/text', { params: { id }, query: { path, from: 2, count: 1 } });
    expect({ lines, formatted }).toEqual({ lines: ['  "version": "4.0",'], formatted: true });
    expect(total).toBeGreaterThan(10);
  });
});

describe('what is found', () => {
  const oom = { 'app.log': '2026-11-23T15:00:02Z oom-kill:constraint=CONSTRAINT_NONE\n' };
  const invalidKey = (host: string) => ({
    [`${host}/flare_creation.log`]: 'x\n',
    [`${host}/logs/agent.log`]: '2026-11-23 14:58:02 UTC | CORE | ERROR | API Key invalid, dropping transaction\n',
  });

  test('says which other tickets have the same, is shown to the customer when staff say so, and finds articles', async () => {
    const desk = await newDesk();
    const [dana, takeru, mina] = [await desk.member('Dana'), await desk.member('Takeru'), await desk.staff('Mina')];
    const [hers, theirs] = [await openTicket(dana), await openTicket(takeru)];
    const id = await readOne(desk, dana, hers.thread, invalidKey('web-14'));
    await readOne(desk, takeru, theirs.thread, invalidKey('web-2'));
    await publish(desk, 'agent/key', 'When the API key is not accepted', 'Make another key.');
    const report = () => mina.call('GET /flares/{id}/report', { params: { id } });
    expect((await report()).findings).toMatchObject([
      { rule: 'agent.api-key-invalid', shown: false, others: 1, articles: [{ title: 'When the API key is not accepted' }] },
    ]);
    const same = await mina.call('GET /flare-findings/{rule}/tickets', { params: { rule: 'agent.api-key-invalid' } });
    expect(same.tickets.map((t) => t.number).toSorted((a, b) => a - b)).toEqual([hers.number, theirs.number]);
    expect((await dana.call('GET /flares/{id}/report', { params: { id } })).findings).toEqual([]);
    const show = (shown: boolean) =>
      mina.call('PUT /flares/{id}/findings/{rule}/shown', { params: { id, rule: 'agent.api-key-invalid' }, body: { shown } });
    await show(true);
    await show(true);
    expect((await dana.call('GET /flares/{id}/report', { params: { id } })).findings).toMatchObject([
      { rule: 'agent.api-key-invalid', shown: true, others: 0, articles: [] },
    ]);
    expect(events(await read(dana, hers)).filter((e) => e === 'finding_shown')).toHaveLength(1);
    await show(false);
    expect((await dana.call('GET /flares/{id}/report', { params: { id } })).findings).toEqual([]);
    expect(await mina.refused('PUT /flares/{id}/findings/{rule}/shown', { params: { id, rule: 'no.such' }, body: { shown: true } })).toBe(
      'not_found',
    );
    expect(await mina.refused('GET /flare-findings/{rule}/tickets', { params: { rule: 'no.such' } })).toBe('not_found');
  });

  test('brings a ticket that is nowhere yet to where it belongs, and leaves alone what somebody has placed', async () => {
    const desk = await newDesk();
    const [dana, mina] = [await desk.member('Dana'), await desk.staff('Mina')];
    const { key } = await dana.call('POST /flare-keys', { body: { id: newId(), name: 'x' } });
    const login = `Basic ${Buffer.from(`dana@northwind.example:${key}`).toString('base64')}`;
    const sent = await post(desk, '/support/upload/0/flare.zip', {
      method: 'PUT',
      headers: { authorization: login },
      body: zip(Object.entries(invalidKey('web-14')).map(([name, content]) => ({ name, content }))),
    });
    const number = sent.body.case_id!;
    const before = await mina.call('GET /tickets/{number}', { params: { number } });
    expect(before).toMatchObject({ area: null, team: null });
    await readReceived(desk.running.desk);
    const placed = await mina.call('GET /tickets/{number}', { params: { number } });
    expect(placed.area).toBe('agent');
    expect(placed.team).not.toBeNull();
    expect(events(await read(mina, placed))).toContain('ticket_assigned');
    const elsewhere = await openTicket(dana, { area: 'apm' });
    await readOne(desk, dana, elsewhere.thread, invalidKey('web-15'));
    expect((await mina.call('GET /tickets/{number}', { params: { number: elsewhere.number } })).area).toBe('apm');
  });

  test('follows the vendor’s own rules: what to look for, what is secret, what is not; tried on a sample before they hold', async () => {
    const desk = await newDesk();
    const [dana, mina, ada] = [await desk.member('Dana'), await desk.staff('Mina'), await desk.staff('Ada')];
    const badge = `badge-${randomBytes(6).toString('hex')}`;
    const yaml = [
      'rules:',
      '  - id: pump.stuck',
      "    match: 'pump (?<pump>\\d+) is stuck'",
      '    severity: error',
      '    title: { en: "Pump {pump} is stuck", ko: "펌프 {pump} 멈춤" }',
      '    advice: Turn it.',
      'secrets:',
      '  - name: pump-badge',
      "    pattern: 'badge-[0-9a-f]{12}'",
      'allow:',
      "  - '^only-a-sample$'",
    ].join('\n');
    const sample = `pump 7 is stuck\n${badge}\npassword: only-a-sample\n`;
    const trial = await mina.call('POST /flare-rules/trial', { body: { yaml, sample } });
    expect(trial.text).toMatch(/^pump 7 is stuck\nMASKED_pump-badge_[0-9a-f]{8}\npassword: only-a-sample$/);
    expect(trial.findings).toMatchObject([{ rule: 'pump.stuck', title: { en: 'Pump 7 is stuck', ko: '펌프 7 멈춤' }, line: 1 }]);
    expect(readdirSync(join(desk.running.desk.config.dataDir, 'uploads', 'flares'))).toEqual([]);

    const put = (body: { yaml: string; base: number }) => ada.call('PUT /flare-rules', { body: { why: 'pumps', ...body } });
    expect(await mina.refused('PUT /flare-rules', { body: { yaml, why: 'pumps', base: 0 } })).toBe('not_allowed');
    expect(await put({ yaml, base: 0 })).toMatchObject({ version: 1, yaml, versions: [{ version: 1, why: 'pumps', by: 'Ada Olsen' }] });
    expect(await ada.refused('PUT /flare-rules', { body: { yaml, why: 'x', base: 0 } })).toBe('changed_meanwhile');
    const { thread } = await openTicket(dana);
    const id = await readOne(desk, dana, thread, { 'pump.log': sample });
    const { lines } = await dana.call('GET /flares/{id}/text', { params: { id }, query: { path: 'pump.log' } });
    expect(lines.join('\n')).not.toContain(badge);
    expect((await mina.call('GET /flares/{id}/report', { params: { id } })).findings).toMatchObject([{ rule: 'pump.stuck' }]);

    // One that could not be read with them is tried without what they look for, but never without what is secret.
    const again = JSON.parse(
      (
        await request(desk, 'POST', `/threads/${thread}/flares?name=again.log`, {
          as: dana,
          headers: { 'content-type': 'application/octet-stream' },
          body: `${sample}again\n`,
        })
      ).text,
    ) as { id: string };
    await desk.query('update flares set attempts = 1 where id = $1', [again.id]);
    await readReceived(desk.running.desk);
    expect((await mina.call('GET /flares/{id}/report', { params: { id: again.id } })).findings).toEqual([]);
    const second = await dana.call('GET /flares/{id}/text', { params: { id: again.id }, query: { path: 'again.log' } });
    expect(second.lines.join('\n')).not.toContain(badge);

    for (const bad of [
      'rules: 7',
      '- id: x',
      'secrets: [{name: A}]',
      'secrets: [{name: a, pattern: "("}]',
      'allow: ["["]',
      'other: 1',
      ': :',
      'originals: 100000',
    ])
      expect([bad, await ada.refused('PUT /flare-rules', { body: { yaml: bad, why: 'x', base: 1 } })]).toEqual([bad, 'invalid']);
  });

  test('what was sent is destroyed, or kept encrypted for as long as the rules say and opened only with a reason', async () => {
    const desk = await newDesk();
    const [dana, mina, ada] = [await desk.member('Dana'), await desk.staff('Mina'), await desk.staff('Ada')];
    const { thread } = await openTicket(dana);
    const gone = await readOne(desk, dana, thread, oom);
    expect((await ada.call('GET /flares/{id}/report', { params: { id: gone } })).original).toBeNull();
    await ada.call('PUT /flare-rules', { body: { yaml: 'originals: { keep_hours: 2 }', why: 'dumps', base: 0 } });
    const password = secret();
    const content = `password: ${password}\n${'x'.repeat(100_000)}\n`;
    const sent = await request(desk, 'POST', `/threads/${thread}/flares?name=app.log`, {
      as: dana,
      headers: { 'content-type': 'application/octet-stream' },
      body: content,
    });
    const { id } = JSON.parse(sent.text) as { id: string };
    await readReceived(desk.running.desk);
    const { original } = await ada.call('GET /flares/{id}/report', { params: { id } });
    expect(Date.parse(original!) - desk.clock.now().getTime()).toBe(2 * 3_600_000);
    expect((await dana.call('GET /flares/{id}/report', { params: { id } })).original).toBeNull();
    // Nobody reads it where it lies.
    const { dataDir } = desk.running.desk.config;
    for (const kept of readdirSync(dataDir, { recursive: true, withFileTypes: true }).filter((f) => f.isFile()))
      expect(readFileSync(join(kept.parentPath, kept.name)).includes(password)).toBe(false);
    const open = (as: Actor, reason: string) => request(desk, 'GET', `/flares/${id}/original?reason=${encodeURIComponent(reason)}`, { as });
    expect((await open(mina, 'curious')).code).toBe('not_allowed');
    expect((await open(ada, '')).code).toBe('invalid');
    expect((await open(dana, 'mine')).status).toBe(403);
    expect((await open(ada, 'the dump is cut off')).text).toBe(content);
    const opened = (await read(mina, { thread })).filter((e) => e.kind === 'event' && e.body.event === 'original_opened');
    expect(opened).toMatchObject([{ body: { reason: 'the dump is cut off', by: 'Ada Olsen' } }]);
    expect(events(await read(dana, { thread }))).not.toContain('original_opened');
    desk.down({ minutes: 121 });
    await destroyExpired(desk.running.desk);
    expect((await open(ada, 'again')).code).toBe('not_found');
    expect(await desk.running.desk.blobs.has(`flare-original-${id}`)).toBe(false);
  });
});

test('with its request it is deleted, and the proof waits for its bytes', async () => {
  const desk = await newDesk();
  const [dana, ada] = [await desk.member('Dana'), await desk.staff('Ada')];
  const { number, thread } = await openTicket(dana);
  await ada.call('PUT /flare-rules', { body: { yaml: 'originals: { keep_hours: 2 }', why: 'dumps', base: 0 } });
  const id = await readOne(desk, dana, thread, { 'app.log': '2026-11-23T15:00:02Z oom-kill:constraint=CONSTRAINT_NONE\n' });
  const kept = () =>
    Promise.all(['flare', 'flare-index', 'flare-grams', 'flare-original'].map((of) => desk.running.desk.blobs.has(`${of}-${id}`)));
  expect(await kept()).toEqual([true, true, true, true]);
  await ada.call('POST /tickets/{number}/deletion', { params: { number }, body: { id: newId(), reason: 'asked to' } });
  const proof = async () => (await ada.call('GET /deletions', {})).deletions[0]!;
  await removeDoomed(desk.running.desk);
  expect(await proof()).toMatchObject({ ticket: number, files: 1, verified: null });
  await readReceived(desk.running.desk);
  await removeDoomed(desk.running.desk);
  expect((await proof()).verified).not.toBeNull();
  expect(await kept()).toEqual([false, false, false, false]);
  expect(await desk.query('select 1 from flares union all select 1 from flare_findings')).toEqual([]);
});
