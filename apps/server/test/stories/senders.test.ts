/** Programs that nobody here wrote send flares from a network of their own: what each of them takes for well, and says where it is not. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { newId } from '@fairlead/client';
import { describe, expect, onTestFinished, test } from 'vitest';
import { zip } from '../../../../packages/flare-kit/src/reading/making.ts';
import { readReceived } from '../../src/domains/flares/reading.ts';
import { events, openTicket, read } from '../acts.ts';
import { type Actor, newDesk, type TestDesk, until } from '../desk.ts';
import { type Ended, hasSenders, inside, type Network, openNetwork } from '../senders/network.ts';

const senders = fileURLToPath(new URL('../senders/', import.meta.url));
const secret = () => `s3cr${randomBytes(9).toString('base64url')}`;
const patience = 120_000;

interface World {
  desk: TestDesk;
  network: Network;
  dana: Actor;
  ticket: { number: number; thread: string };
  key: string;
  /** Stands in what is sent, and must not be kept. */
  password: string;
}

async function openWorld(): Promise<World> {
  const desk = await newDesk({ LARGEST_FILE_MB: '1' });
  const dana = await desk.member('Dana');
  const ticket = await openTicket(dana);
  const { key } = await dana.call('POST /flare-keys', { body: { id: newId(), name: 'Programs' } });
  const password = secret();
  return { desk, network: await openNetwork(desk), dana, ticket, key, password };
}

interface Sending {
  key: string;
  number: number;
  isLarge: boolean;
}

interface Sender {
  kind: string;
  source: string;
  send(world: World, sending: Sending): Promise<Ended>;
  /** What it prints, and whether it takes it for well. */
  well: RegExp;
  wrongKey: RegExp;
  wrongCase: RegExp;
  serverError: RegExp;
  tooLarge: RegExp;
}

const email = 'dana@northwind.example';
const trusting = ({ network }: World) => ({ NODE_EXTRA_CA_CERTS: network.ca });
const file = ({ network }: World, name: string, content: Buffer | string) => {
  const path = join(network.folder, name);
  writeFileSync(path, content);
  return path;
};
const ballast = (isLarge: boolean) => (isLarge ? randomBytes(1_200_000).toString('hex') : '');

const lambda = (world: World, { key, number, isLarge }: Sending) => {
  const extra = file(world, 'extra.env', `DB_PASSWORD=${world.password}\n${ballast(isLarge)}`);
  const asked = ['lambda', 'flare', '-f', 'checkout', '-r', 'us-east-1', '-c', String(number), '-e', email, '--with-logs'];
  const answers: [RegExp, string][] = [
    [/specify any additional files/, 'y\n'],
    [/enter a file path/, `${extra}\n`],
    [/Added file|enter a file path[\s\S]*enter a file path/, '\n'],
    [/Are you sure you want to send/, 'y\n'],
  ];
  return world.network.run([process.execPath, join(senders, 'node_modules/.bin/datadog-ci'), ...asked], {
    env: {
      ...trusting(world),
      DATADOG_API_KEY: key,
      DATADOG_SITE: inside.site,
      DD_CI_BYPASS_SITE_VALIDATION: '1',
      AWS_ENDPOINT_URL: inside.aws,
      AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
      AWS_SECRET_ACCESS_KEY: randomBytes(20).toString('hex'),
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_REGION: 'us-east-1',
    },
    answers,
  });
};

/** As little as makes a report: all of it takes a minute. */
const sos = (world: World, { key, number, isLarge }: Sending) => {
  const { network } = world;
  const settings = file(world, 'sos.conf', '[report]\n');
  rmSync(join(network.folder, 'sos'), { recursive: true, force: true });
  mkdirSync(join(network.folder, 'sos'));
  const login = ['--upload-user', email, '--upload-pass', key, '--upload-url', `${inside.https}/support/upload/${number}`];
  const what = [
    '--only-plugins',
    isLarge ? 'kernel,memory,process,dpkg,filesys,networking,systemd,date,logs' : 'host,date',
    ...(isLarge ? ['-z', 'gzip'] : []),
  ];
  return network.run(
    [
      'sos',
      'report',
      '--batch',
      '--config-file',
      settings,
      '--tmp-dir',
      join(network.folder, 'sos'),
      '--case-id',
      String(number),
      ...what,
      ...login,
    ],
    { env: { REQUESTS_CA_BUNDLE: network.ca } },
  );
};

/** A dump of a cluster, packed and sent by curl. */
async function dump(world: World, { key, number, isLarge }: Sending): Promise<Ended> {
  const { network } = world;
  const folder = join(network.folder, 'dump');
  const dumped = await network.run(['kubectl', '--server', inside.kubernetes, 'cluster-info', 'dump', '--output-directory', folder]);
  if (dumped.code !== 0) return dumped;
  if (isLarge) writeFileSync(join(folder, 'ballast'), ballast(true));
  const archive = join(network.folder, 'dump.tar.gz');
  await network.run(['tar', '-czf', archive, '-C', network.folder, 'dump']);
  const url = `${inside.https}/support/upload/${number}/dump.tar.gz`;
  return network.run(['curl', '-sS', '--cacert', network.ca, '--user', `${email}:${key}`, '-w', ' %{http_code}', '-T', archive, url]);
}

const all: Record<string, Sender> = {
  'an Agent': {
    kind: 'agent',
    source: 'agent',
    send(world, { key, number, isLarge }) {
      const flare = zip([
        { name: 'web-14/flare_creation.log', content: 'Flare creation time: 2026-11-23T14:59:00Z\n' },
        { name: 'web-14/etc/datadog.yaml', content: `proxy:\n  http: http://u:${world.password}@proxy:3128\n${ballast(isLarge)}` },
      ]);
      const asked = [inside.https, key, file(world, 'flare.zip', flare), email, String(number)];
      return world.network.run([process.execPath, join(senders, 'agent.ts'), ...asked], { env: trusting(world) });
    },
    well: /successfully uploaded. For future reference, your internal case id is \d+/,
    wrongKey: /HTTP 403 Forbidden: Make sure your API key is valid/,
    wrongCase: /An error occurred while uploading the flare: There is no case/,
    serverError: /HTTP 503/,
    tooLarge: /HTTP 413/,
  },
  'datadog-ci 3 with what it has of a Lambda': {
    kind: 'serverless',
    source: 'serverless',
    send: lambda,
    well: /Successfully sent flare file/,
    wrongKey: /status code 403. This key is not valid/,
    wrongCase: /status code 404. There is no case/,
    serverError: /status code 503. The desk cannot take it/,
    tooLarge: /status code 413. This is larger/,
  },
  'datadog-ci 5': {
    kind: 'serverless',
    source: 'serverless',
    send(world, { key, number, isLarge }) {
      const flare = zip([
        { name: 'INSIGHTS.md', content: '# Flare Insights\n' },
        { name: 'function_config.json', content: '{"FunctionName":"checkout"}' },
        { name: 'additional_files/x.env', content: `DB_PASSWORD=${world.password}\n${ballast(isLarge)}` },
      ]);
      // It removes the folder in which it lies.
      mkdirSync(join(world.network.folder, 'flare'), { recursive: true });
      const asked = [file(world, 'flare/lambda-flare-output.zip', flare), String(number), email, key];
      return world.network.run([process.execPath, join(senders, 'serverless-5.cjs'), ...asked], {
        env: { ...trusting(world), DATADOG_SITE: inside.site, DD_CI_BYPASS_SITE_VALIDATION: '1' },
      });
    },
    well: /sent/,
    wrongKey: /status code 403. This key is not valid/,
    wrongCase: /status code 404. There is no case/,
    serverError: /status code 503. The desk cannot take it/,
    tooLarge: /status code 413. This is larger/,
  },
  'sos of Debian': {
    kind: 'sos',
    source: 'upload',
    send: sos,
    well: /Uploaded archive successfully/,
    wrongKey: /Authentication failed/,
    wrongCase: /404/,
    serverError: /503/,
    tooLarge: /413/,
  },
  'kubectl with curl': {
    kind: 'kubectl-dump',
    source: 'upload',
    send: dump,
    well: / 201$/,
    wrongKey: / 401$/,
    wrongCase: / 404$/,
    serverError: / 503$/,
    tooLarge: / 413$/,
  },
};

describe.skipIf(!hasSenders).each(Object.entries(all))('%s', (_name, sender) => {
  test(
    'sends a flare, and says why where it cannot',
    async () => {
      const world = await openWorld();
      const { desk, dana, ticket, key } = world;
      const fine = { key, number: ticket.number, isLarge: false };
      const sent = await sender.send(world, fine);
      expect(sent.output).toMatch(sender.well);
      expect(sent.code, sent.output).toBe(0);
      await readReceived(desk.running.desk);
      const { flares } = await dana.call('GET /threads/{id}/flares', { params: { id: ticket.thread } });
      expect(flares).toMatchObject([{ kind: sender.kind, source: sender.source, state: 'ready' }]);

      expect((await sender.send(world, { ...fine, key: randomBytes(16).toString('hex') })).output).toMatch(sender.wrongKey);
      expect((await sender.send(world, { ...fine, number: 424_242 })).output).toMatch(sender.wrongCase);
      expect((await sender.send(world, { ...fine, isLarge: true })).output).toMatch(sender.tooLarge);

      // What is received has nowhere to lie.
      const uploads = join(desk.running.desk.config.dataDir, 'uploads');
      renameSync(uploads, `${uploads}.away`);
      writeFileSync(uploads, '');
      expect((await sender.send(world, fine)).output).toMatch(sender.serverError);
      rmSync(uploads);
      renameSync(`${uploads}.away`, uploads);
      expect(desk.errors.splice(0).length).toBeGreaterThan(0);
      expect((await dana.call('GET /threads/{id}/flares', { params: { id: ticket.thread } })).flares).toHaveLength(1);

      // Nothing that is kept has what was secret in it, the key by which it came included.
      const { dataDir } = desk.running.desk.config;
      for (const kept of readdirSync(dataDir, { recursive: true, withFileTypes: true }).filter((f) => f.isFile()))
        for (const value of [world.password, key]) expect(readFileSync(join(kept.parentPath, kept.name)).includes(value)).toBe(false);
      for (const { path } of (await dana.call('GET /flares/{id}/files', { params: { id: flares[0]!.id } })).files) {
        const { lines } = await dana.call('GET /flares/{id}/text', { params: { id: flares[0]!.id }, query: { path } });
        for (const value of [world.password, key]) expect(lines.join('\n')).not.toContain(value);
      }
    },
    patience,
  );
});

describe.skipIf(!hasSenders)('a service with a tracer', () => {
  interface Asking {
    world: World;
    mina: Actor;
    program: ReturnType<Network['start']>;
  }

  /** Begins a service; answers once the desk has heard of it, or after its first polls where it never does. */
  async function openService(key: string | null, { spans = 0 } = {}): Promise<Asking> {
    const world = await openWorld();
    const mina = await world.desk.staff('Mina');
    const program = world.network.start([process.execPath, join(senders, 'traced.cjs')], {
      env: {
        DD_TRACE_AGENT_URL: inside.http,
        DD_TAGS: `flare_key:${key ?? world.key}`,
        DD_SERVICE: 'checkout',
        DD_ENV: 'production',
        DD_VERSION: '1.4.2',
        DD_REMOTE_CONFIG_POLL_INTERVAL_SECONDS: '0.1',
        DD_INSTRUMENTATION_TELEMETRY_ENABLED: 'false',
        DD_TRACE_FLUSH_INTERVAL: '0',
        SPANS: String(spans),
      },
    });
    onTestFinished(() => program.stop());
    return { world, mina, program };
  }

  const servicesOf = ({ world, mina }: Asking) => mina.call('GET /threads/{id}/flare-services', { params: { id: world.ticket.thread } });

  async function askIt(asking: Asking) {
    await until('the service is there', async () => (await servicesOf(asking)).services.length === 1);
    const { services } = await servicesOf(asking);
    expect(services).toMatchObject([{ service: 'checkout', env: 'production', version: '1.4.2', language: 'node', tracer: '5.132.0' }]);
    const body = { id: newId(), service: services[0]!.id, seconds: 0 };
    return asking.mina.call('POST /threads/{id}/flare-requests', { params: { id: asking.world.ticket.thread }, body });
  }
  const stateOf = async (asking: Asking) => (await servicesOf(asking)).requests[0]?.state;
  const flaresOf = async ({ world: { dana, ticket } }: Asking) =>
    (await dana.call('GET /threads/{id}/flares', { params: { id: ticket.thread } })).flares;

  test(
    'that staff ask sends a flare, which arrives in the ticket; the customer sees that it was asked',
    async () => {
      const asking = await openService(null, { spans: 1 });
      const { world, mina } = asking;
      const request = await askIt(asking);
      expect(request).toMatchObject({ state: 'asked', service: 'checkout', by: 'Mina Park' });
      await until('both files are there', async () => (await flaresOf(asking)).length === 2);
      expect(await stateOf(asking)).toBe('sent');
      await readReceived(world.desk.running.desk);
      const flares = await flaresOf(asking);
      expect(flares.map((f) => f.name).toSorted((a, b) => (a < b ? -1 : 1))).toEqual([
        'checkout tracer_info.txt',
        'checkout tracer_logs.txt',
      ]);
      expect(flares.map((f) => `${f.source} ${f.kind} ${f.state}`)).toEqual(['tracer tracer ready', 'tracer tracer ready']);
      for (const { id } of flares)
        for (const { path } of (await mina.call('GET /flares/{id}/files', { params: { id } })).files)
          expect((await mina.call('GET /flares/{id}/text', { params: { id }, query: { path } })).lines.join('\n')).not.toContain(world.key);
      expect(events(await read(world.dana, world.ticket))).toContain('flare_asked');
    },
    patience,
  );

  test(
    'with a wrong key is not there, and of another organization is not shown',
    async () => {
      const asking = await openService(randomBytes(16).toString('hex'));
      const { world, mina } = asking;
      await until('it has polled', async () => (await world.network.run(['curl', '-s', `${inside.http}/info`])).code === 0);
      expect((await servicesOf(asking)).services).toEqual([]);
      const right = await openService(null);
      await until('the service is there', async () => (await servicesOf(right)).services.length === 1);
      const takeru = await openTicket(await right.world.desk.member('Takeru'));
      expect((await right.mina.call('GET /threads/{id}/flare-services', { params: { id: takeru.thread } })).services).toEqual([]);
      const [service] = (await servicesOf(right)).services;
      const body = { id: newId(), service: service!.id, seconds: 0 };
      const asked = (who: Actor, thread: string) => who.refused('POST /threads/{id}/flare-requests', { params: { id: thread }, body });
      expect(await asked(right.mina, takeru.thread)).toBe('not_found');
      expect(await mina.refused('GET /threads/{id}/flare-services', { params: { id: newId() } })).toBe('not_found');
    },
    patience,
  );

  test(
    'sends more than the desk takes, or when it can take nothing: staff see that',
    async () => {
      const large = await openService(null, { spans: 5 });
      await askIt(large);
      await until('one of both is there', async () => (await flaresOf(large)).length === 1);
      expect((await flaresOf(large))[0]!.name).toBe('checkout tracer_info.txt');
      const broken = await openService(null);
      await until('the service is there', async () => (await servicesOf(broken)).services.length === 1);
      const { desk } = broken.world;
      const uploads = join(desk.running.desk.config.dataDir, 'uploads');
      rmSync(uploads, { recursive: true, force: true });
      writeFileSync(uploads, '');
      await askIt(broken);
      await until('it is said that it failed', async () => (await stateOf(broken)) === 'failed');
      expect((await servicesOf(broken)).requests).toMatchObject([{ state: 'failed', error: 'unavailable' }]);
      expect(await flaresOf(broken)).toEqual([]);
      expect(desk.errors.splice(0).length).toBeGreaterThan(0);
    },
    patience,
  );
});

test.skipIf(!hasSenders)(
  'a customer gathers and sends by npx from the desk’s own address, with nothing installed and no registry',
  async () => {
    const world = await openWorld();
    const { network, key, ticket, dana, password } = world;
    const log = file(world, 'app.log', `DB_PASSWORD=${password}\n`);
    const plan = file(world, 'plan.yaml', `name: acme\nfiles: ['${log}']\n`);
    const out = join(network.folder, 'out.tar.gz');
    const npx = (...args: string[]) =>
      network.run(['npx', '--yes', `${inside.http}/fairlead.tgz`, 'flare', ...args], {
        env: { FAIRLEAD_FLARE_KEY: key, FAIRLEAD_DESK: inside.http },
      });
    const collected = await npx('collect', plan, '--out', out);
    expect(collected.output).toContain('Masked: 1 × password');
    expect(collected.code, collected.output).toBe(0);
    const sent = await npx('send', out, '--case', String(ticket.number), '--email', email);
    expect(sent.output).toContain(`Sent to ticket #${ticket.number}`);
    await readReceived(world.desk.running.desk);
    const { flares } = await dana.call('GET /threads/{id}/flares', { params: { id: ticket.thread } });
    expect(flares).toMatchObject([{ kind: 'collected', state: 'ready', facts: { product: 'acme' } }]);
  },
  patience,
);

test('nobody sends a flare to a ticket by what a service was told, unless it was told so and has not come yet', async () => {
  const desk = await newDesk();
  const dana = await desk.member('Dana');
  const ticket = await openTicket(dana);
  const send = async (hostname: string) => {
    const form = new FormData();
    form.append('case_id', String(ticket.number));
    form.append('hostname', hostname);
    form.append('email', email);
    form.append('flare_file', new Blob(['x']), 'tracer_info.txt');
    return (await fetch(`${desk.address}/tracer_flare/v1`, { method: 'POST', body: form })).status;
  };
  for (const guess of ['', 'web-14', `flare-${randomBytes(16).toString('hex')}`]) expect(await send(guess)).toBe(403);
  const poll = (body: unknown) =>
    fetch(`${desk.address}/v0.7/config`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  for (const body of [{}, null, [], { client: { client_tracer: { runtime_id: 'x' } } }]) expect((await poll(body)).status).toBe(400);
  expect(await desk.query('select 1 from flare_services')).toEqual([]);
});

/** What a service answers that does as it is told, and what it then holds. */
interface Told {
  client_configs?: string[];
  target_files?: { path: string; raw: string }[];
}

test('a service writes down more for as long as it is asked to, says where it fails, and is asked by one at a time', async () => {
  const desk = await newDesk();
  const [dana, mina] = [await desk.member('Dana'), await desk.staff('Mina')];
  const [{ thread }, other] = [await openTicket(dana), await openTicket(dana)];
  const { key } = await dana.call('POST /flare-keys', { body: { id: newId(), name: 'Tracers' } });
  const service = newId();
  let held: { id: string; apply_state?: number; apply_error?: string }[] = [];
  /** Polls, and holds from then on what it was told to. */
  const poll = async (): Promise<Told> => {
    const client_tracer = { runtime_id: service, language: 'python', tracer_version: '3.1.0', service: 'checkout' };
    const body = { client: { client_tracer, state: { targets_version: 1, config_states: held } } };
    const headers = { 'content-type': 'application/json', 'dd-api-key': key };
    const answer = await fetch(`${desk.address}/v0.7/config`, { method: 'POST', headers, body: JSON.stringify(body) });
    const told = (await answer.json()) as Told;
    if (told.client_configs) held = told.client_configs.map((path) => ({ id: path.split('/').at(-2)!, apply_state: 2 }));
    return told;
  };
  const list = () => mina.call('GET /threads/{id}/flare-services', { params: { id: thread } });
  const ask = (id = newId(), of = thread) =>
    mina.call('POST /threads/{id}/flare-requests', { params: { id: of }, body: { id, service, seconds: 60 } });

  expect(await poll()).toEqual({});
  expect((await list()).services).toMatchObject([{ id: service, service: 'checkout', env: null, language: 'python' }]);
  const request = await ask();
  // Asked again under its id it is the same; by another it is asked already.
  expect(await ask(request.id)).toEqual(request);
  expect(
    await mina.refused('POST /threads/{id}/flare-requests', { params: { id: other.thread }, body: { id: newId(), service, seconds: 0 } }),
  ).toBe('in_use');

  expect((await poll()).client_configs).toEqual(['datadog/2/AGENT_CONFIG/flare-log-level.debug/config']);
  expect(await poll()).toEqual({});
  await desk.pass({ seconds: 59 });
  expect(await poll()).toEqual({});
  expect((await list()).requests).toMatchObject([{ state: 'recording' }]);
  await desk.pass({ seconds: 1 });
  const told = await poll();
  expect(told.client_configs).toHaveLength(2);
  const task = JSON.parse(Buffer.from(told.target_files![1]!.raw, 'base64').toString()) as {
    args: { hostname: string; user_handle: string };
  };
  expect(task).toMatchObject({ task_type: 'tracer_flare', args: { user_handle: email } });
  const send = async () => {
    const form = new FormData();
    for (const [name, value] of Object.entries({ source: 'tracer_python', case_id: '1', hostname: task.args.hostname }))
      form.append(name, value);
    form.append('flare_file', new Blob(['fine']), 'tracer-python-1-debug.zip');
    return (await fetch(`${desk.address}/tracer_flare/v1`, { method: 'POST', body: form })).status;
  };
  expect(await send()).toBe(200);
  // It holds nothing more afterwards.
  expect((await poll()).client_configs).toEqual([]);
  expect(await poll()).toEqual({});
  expect((await list()).requests).toMatchObject([{ state: 'sent' }]);
  await desk.pass({ minutes: 20 });
  expect(await send()).toBe(403);

  // It fails, and then it is gone.
  await poll();
  await ask();
  await poll();
  held = [{ id: 'flare-log-level.debug', apply_state: 3, apply_error: 'no such level' }];
  await poll();
  expect((await list()).requests[0]).toMatchObject({ state: 'failed', error: 'no such level' });
  await ask();
  await desk.pass({ minutes: 12 });
  expect((await list()).requests[0]).toMatchObject({ state: 'unanswered' });
  expect(
    await mina.refused('POST /threads/{id}/flare-requests', { params: { id: thread }, body: { id: newId(), service, seconds: 0 } }),
  ).toBe('not_found');
  // Back again it can be asked again, but not by a key that was revoked.
  await poll();
  await ask();
  const [made] = (await dana.call('GET /flare-keys', {})).keys;
  await dana.call('DELETE /flare-keys/{id}', { params: { id: made!.id } });
  expect(await poll()).toMatchObject({ error: expect.any(String) as string });
});
