/** The command line: on a shell the same as at every other door. */
import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as tlsServer } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { shippedYaml } from '../../src/domains/policy/shipped.ts';
import { newId } from '@fairlead/client';
import { adopt, openTicket } from '../acts.ts';
import { newDesk, until } from '../desk.ts';
import { writeCertificate } from '../senders/network.ts';

const program = fileURLToPath(new URL('../../../cli/src/fairlead.ts', import.meta.url));

function fairlead(args: string[], env: Record<string, string> = {}): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...args], { env: { ...process.env, ...env } }, (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, out, err }),
    );
  });
}

test('says of a case what the preview in the console says', async () => {
  const desk = await newDesk();
  const ada = await desk.staff('Ada');
  const tried = { at: '2026-11-26T23:59:00.000Z', plan: 'standard', language: 'ko' as const, about: ['setup'] };
  const shown = await ada.call('POST /policy/previews', { body: { yaml: shippedYaml, case: tried } });
  const { code, out } = await fairlead([
    'channels',
    '--at',
    tried.at,
    '--plan',
    tried.plan,
    '--language',
    tried.language,
    '--about',
    'setup',
    '--json',
  ]);
  expect(code).toBe(0);
  const said = JSON.parse(out) as typeof shown;
  expect(said.channels.chat).toEqual(shown.channels.chat);
  expect(said.channels.ticket).toEqual(shown.channels.ticket);
  expect(said.channels.advice.channel).toBe(shown.channels.advice.channel);
});

test('asks a desk that runs, as a customer', async () => {
  const desk = await newDesk();
  await adopt(desk, shippedYaml);
  const dana = await desk.member('Dana');
  const { out } = await fairlead(['channels', '--desk', desk.address, '--about', 'several', '--json'], {
    FAIRLEAD_TOKEN: dana.connection.token!,
  });
  expect(JSON.parse(out)).toEqual(await dana.call('GET /channels', { query: { about: 'several' } }));
  const plain = await fairlead(['channels', '--desk', desk.address], { FAIRLEAD_TOKEN: dana.connection.token! });
  expect(plain.out).toMatch(/^advised {4}chat: /);
});

test('a policy that is wrong is said line by line, and so is whatever else is', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'fairlead-cli-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  const file = join(dir, 'policy.yaml');
  writeFileSync(file, shippedYaml.replace('Asia/Seoul', 'Asia/Soul'));
  const wrong = await fairlead(['channels', '--policy', file]);
  expect([wrong.code, wrong.err]).toEqual([1, expect.stringMatching(/line \d+: no such time zone/)]);
  expect((await fairlead(['channels', '--policy', join(dir, 'none.yaml')])).err).toMatch(/cannot be read/);
  expect((await fairlead(['channels', '--at', 'tomorrow'])).err).toMatch(/--at/);
  expect((await fairlead(['channels', '--desk', 'http://127.0.0.1:1'], { FAIRLEAD_TOKEN: 'x'.repeat(30) })).err).toMatch(/does not answer/);
  expect((await fairlead(['channels', '--desk', 'http://127.0.0.1:1'], { FAIRLEAD_TOKEN: '' })).err).toMatch(/FAIRLEAD_TOKEN/);
});

test('a folder of Markdown becomes the help center and comes back byte for byte; one that cannot be read stops no other', async () => {
  const desk = await newDesk();
  const ada = await desk.staff('Ada');
  const body = { id: newId(), name: 'Import', scopes: ['desk:read' as const, 'desk:write' as const], days: 1, service: null };
  const env = { FAIRLEAD_DESK: desk.address, FAIRLEAD_TOKEN: (await ada.call('POST /tokens', { body })).secret };
  const dir = mkdtempSync(join(tmpdir(), 'fairlead-help-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  const files = {
    'agent/_index.md': '---\ntitle: Agent   # kept\n---\n\n{{< tabs >}}\n{{% tab "A" %}}x{{% /tab %}}\n{{< /tabs >}}\n',
    'ko/agent/_index.md': '---\ntitle: 에이전트\n---\n내용\r\n',
    'plain.md': '# Without front matter',
    'static/images/way.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
  };
  for (const folder of ['in/agent', 'in/ko/agent', 'in/static/images']) mkdirSync(join(dir, folder), { recursive: true });
  for (const [path, text] of Object.entries(files)) writeFileSync(join(dir, 'in', path), text);
  const first = await fairlead(['help', 'import', join(dir, 'in')], env);
  expect(first).toMatchObject({
    code: 0,
    out: '3 articles taken in, 3 of them new or changed\n1 pictures and files taken in, 1 of them new or changed\n',
  });
  writeFileSync(join(dir, 'in', 'broken.md'), '---\ntitle: [\n---\n');
  const second = await fairlead(['help', 'import', join(dir, 'in')], env);
  expect(second.code).toBe(1);
  expect(second.err).toContain('3 articles taken in, 0 of them new or changed');
  expect(second.err).toContain('broken.md');
  expect((await fairlead(['help', 'export', join(dir, 'out')], env)).out).toContain('3 articles and 1 pictures and files written');
  for (const [path, text] of Object.entries(files)) expect(readFileSync(join(dir, 'out', path), 'utf8')).toBe(text);
  expect((await fairlead(['help', 'import', join(dir, 'nowhere')], env)).err).toContain('cannot be read');
});

test('a flare is checked with rules of one’s own, cleaned, and sent without its secrets', async () => {
  const desk = await newDesk();
  const dana = await desk.member('Dana');
  const { key } = await dana.call('POST /flare-keys', { body: { id: newId(), name: 'CLI' } });
  const { number, thread } = await openTicket(dana);
  const env = { FAIRLEAD_DESK: desk.address, FAIRLEAD_FLARE_KEY: key };
  const dir = mkdtempSync(join(tmpdir(), 'fairlead-flare-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  const password = `pw${newId().slice(-8)}`;
  const log = join(dir, 'app.log');
  writeFileSync(log, `start\nDB_PASSWORD=${password}\npump 7 is stuck\n`);
  mkdirSync(join(dir, 'rules'));
  writeFileSync(
    join(dir, 'rules', 'pumps.yaml'),
    "- id: pump.stuck\n  match: 'pump (?<pump>\\d+) is stuck'\n  severity: error\n  title: Pump {pump} is stuck\n  advice: Turn it.\n",
  );
  const checked = await fairlead(['flare', 'check', log, '--rules', join(dir, 'rules')], {});
  expect(checked).toMatchObject({ code: 0 });
  expect(checked.out).toContain('Masked: 1 × password');
  expect(checked.out).toContain('error: Pump 7 is stuck\n    app.log:3\n    Turn it.');
  expect(checked.out).not.toContain(password);
  writeFileSync(join(dir, 'rules', 'broken.yaml'), "- id: x\n  match: '('\n");
  expect((await fairlead(['flare', 'check', log, '--rules', join(dir, 'rules')], {})).err).toContain('broken.yaml: x:');

  const clean = join(dir, 'clean.tar.gz');
  expect((await fairlead(['flare', 'clean', log, '--out', clean], {})).out).toContain(`Written to ${clean}`);
  expect(gunzipSync(readFileSync(clean)).toString()).toMatch(/DB_PASSWORD=MASKED_password_[0-9a-f]{8}\npump 7/);

  expect((await fairlead(['flare', 'send', log], env)).err).toContain('--email');
  const sent = await fairlead(['flare', 'send', log, '--case', String(number), '--email', 'dana@northwind.example'], env);
  expect(sent.out).toContain(`Sent to ticket #${number}`);
  const { flares } = await dana.call('GET /threads/{id}/flares', { params: { id: thread } });
  expect(flares.map((f) => f.name)).toEqual(['app.log.tar.gz']);
  const refused = await fairlead(['flare', 'send', log, '--case', '999999', '--email', 'dana@northwind.example'], env);
  expect([refused.code, refused.err.includes('no case with this number')]).toEqual([1, true]);
});

test('what a plan names is gathered, without its secrets, with what could not be had', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'fairlead-collect-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  const [password, token] = [`pw${newId().slice(-8)}`, `tk${newId().slice(-12)}`];
  mkdirSync(join(dir, 'logs'));
  writeFileSync(join(dir, 'logs', 'a.log'), `start\nDB_PASSWORD=${password}\n`);
  writeFileSync(
    join(dir, 'plan.yaml'),
    [
      'name: acme',
      `files: ['${dir}/logs/*.log', '${dir}/nothing*']`,
      `commands: ['echo the password ${password} again', 'exit 3', 'no-such-program']`,
      "environment: ['ACME_*']",
    ].join('\n'),
  );
  const out = join(dir, 'out.tar.gz');
  const collected = await fairlead(['flare', 'collect', join(dir, 'plan.yaml'), '--out', out], {
    ACME_TOKEN: token,
    ACME_MODE: 'fast',
    OTHER: 'x',
  });
  expect(collected).toMatchObject({ code: 0 });
  expect(collected.out).toContain('collected: acme');
  expect(collected.out).toContain('exit 3: it ended with 3');
  expect(collected.out).toContain('no-such-program: it ended with 127');
  expect(collected.out).toContain(`${dir}/nothing*: there is no such file`);
  expect(collected.out).toContain(`Written to ${out}, without secrets`);
  const archive = gunzipSync(readFileSync(out)).toString();
  for (const secret of [password, token]) expect(archive).not.toContain(secret);
  expect(archive).toContain('ACME_MODE=fast');
  expect(archive).not.toContain('OTHER=');
  expect(archive).toContain('"return_code": 3');
  for (const [bad, why] of [
    ['[1]', 'say files'],
    ['files: x', 'files is a list'],
    ['nonsense: 1', 'there is no nonsense'],
    ['a: b: c', 'plan.yaml'],
    ['node_report: { pid: x }', 'node_report has a pid'],
  ] as const) {
    writeFileSync(join(dir, 'plan.yaml'), bad);
    const refused = await fairlead(['flare', 'collect', join(dir, 'plan.yaml'), '--out', out], {});
    expect([bad, refused.code, refused.err.includes(why)]).toEqual([bad, 1, true]);
  }
  expect((await fairlead(['flare', 'collect', join(dir, 'nowhere.yaml')], {})).err).toContain('cannot be read');
}, 60_000);

test('a bundle whose sending was broken off goes on where it was, through a proxy, and is one flare', async () => {
  const desk = await newDesk();
  const dana = await desk.member('Dana');
  const { key } = await dana.call('POST /flare-keys', { body: { id: newId(), name: 'CLI' } });
  const { number, thread } = await openTicket(dana);
  const dir = mkdtempSync(join(tmpdir(), 'fairlead-flare-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  const log = join(dir, 'app.log');
  writeFileSync(log, Array.from({ length: 160_000 }, () => `line ${randomBytes(40).toString('base64')}\n`).join(''));
  // The desk stands behind HTTPS, and that behind a proxy, which counts what it lets through and first breaks off in the midst.
  const [ca, secret] = [join(dir, 'ca.pem'), join(dir, 'key.pem')];
  await writeCertificate(ca, secret);
  const pipe = (from: Socket, to: Socket) => {
    from.pipe(to).pipe(from);
    for (const one of [from, to])
      one
        .on('error', () => undefined)
        .on('close', () => {
          from.destroy();
          to.destroy();
        });
  };
  const edge = tlsServer({ cert: readFileSync(ca), key: readFileSync(secret) }, (from) =>
    pipe(from, connect(Number(new URL(desk.address).port), '127.0.0.1')),
  );
  const edgePort = await listening(edge);
  let most = 6_000_000;
  let passed = 0;
  const proxy = createServer().on('connect', (asked, from: Socket) => {
    const to = connect(edgePort, '127.0.0.1', () => {
      expect(asked.url).toBe(`127.0.0.1:${edgePort}`);
      from.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      pipe(from, to);
    });
    from.on('data', (bytes: Buffer) => {
      passed += bytes.length;
      if (passed > most) from.destroy();
    });
  });
  const proxyPort = await listening(proxy);
  onTestFinished(() => {
    edge.close();
    proxy.close();
  });
  const env = {
    FAIRLEAD_DESK: `https://127.0.0.1:${edgePort}`,
    FAIRLEAD_FLARE_KEY: key,
    HTTPS_PROXY: `http://127.0.0.1:${proxyPort}`,
    NODE_EXTRA_CA_CERTS: ca,
  };
  const asked = ['flare', 'send', log, '--case', String(number), '--email', 'dana@northwind.example'];
  const first = spawn(process.execPath, [program, ...asked], { env: { PATH: process.env['PATH'], ...env } });
  await until('the proxy has broken off', () => passed > most);
  first.kill();
  await once(first, 'exit');
  const before = passed;
  most = Infinity;
  const sent = await fairlead(asked, env);
  expect(sent.out, sent.err).toContain(`Sent to ticket #${number}`);
  // The first piece was there already.
  expect(passed - before).toBeLessThan(8_000_000);
  expect((await dana.call('GET /threads/{id}/flares', { params: { id: thread } })).flares.map((f) => f.name)).toEqual(['app.log.tar.gz']);
  expect(await desk.query('select 1 from uploads')).toEqual([]);
  const wrong = await fairlead(asked, { ...env, FAIRLEAD_FLARE_KEY: randomBytes(16).toString('hex') });
  expect([wrong.code, wrong.err.includes('This key is not valid.')]).toEqual([1, true]);
}, 60_000);

const listening = (server: { listen(port: number, host: string, done: () => void): unknown; address(): unknown }): Promise<number> =>
  new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port)));
