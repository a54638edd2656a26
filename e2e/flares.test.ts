/** A flare from the customer's hand to the line that an engineer reads, without its secrets. */
import { randomBytes, randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { zip } from '../packages/flare-kit/src/reading/making.ts';
import { openStage } from './desk.ts';
import { looksRight, seat, shot, signIn, staff } from './people.ts';

const stage = await openStage();

/** A request of Dana's about the Agent; answers its number, and her page. */
async function danaAsks(subject: string) {
  const { page: dana } = await seat({ locale: 'en-US' });
  await dana.goto(`${stage.address}/portal`);
  await signIn(dana, 'dana@northwind.example', stage.password);
  await dana.locator('a.button-link').first().waitFor();
  const number = await dana.evaluate(async (subject) => {
    const body = { id: crypto.randomUUID(), question: 'technical', area: 'agent', subject, text: 'Since noon.' };
    const headers = { 'content-type': 'application/json', 'fairlead-as': 'member' };
    const answer = await fetch('/api/v1/tickets', { method: 'POST', headers, body: JSON.stringify(body) });
    return ((await answer.json()) as { number: number }).number;
  }, subject);
  return { dana, number };
}

test('a customer sends a flare, sees what was masked, and an engineer reads what is wrong, line by line', async () => {
  const password = `pw${randomBytes(8).toString('hex')}`;
  const lines = Array.from(
    { length: 900 },
    (_, i) => `2026-11-23 14:${String(i % 60).padStart(2, '0')}:02 UTC | CORE | INFO | check ${i} ran`,
  );
  lines[700] = '2026-11-23 14:58:02 UTC | CORE | ERROR | API Key invalid, dropping transaction';
  lines[701] = `2026-11-23 14:58:03 UTC | CORE | ERROR | retry with ${password}`;
  const flare = zip([
    { name: 'web-14/flare_creation.log', content: 'Flare creation time: 2026-11-23T14:59:00Z\n' },
    { name: 'web-14/status.log', content: 'Agent (v7.80.0)\n  hostname: web-14\n  platform: debian\n' },
    {
      name: 'web-14/etc/datadog.yaml',
      content: `api_key: ${randomBytes(16).toString('hex')}\nproxy:\n  http: http://u:${password}@proxy:3128\n`,
    },
    { name: 'web-14/logs/agent.log', content: `${lines.join('\n')}\n` },
    { name: 'web-14/profiles/core-cpu.pprof', content: Buffer.from([0, 1, 2, 3, 0, 0, 0, 9]) },
  ]);
  const { dana, number } = await danaAsks('The Agent sends nothing');
  await dana.goto(`${stage.address}/portal/tickets/${number}`);
  // What the checklist asks for goes the same way.
  await dana.locator('aside [data-item=flare]').getByRole('button', { name: 'Add' }).click();
  await dana
    .getByRole('form', { name: 'Agent flare' })
    .locator('.fl-flare-send input[type=file]')
    .setInputFiles({ name: 'datadog-agent-2026-11-23-info.zip', mimeType: 'application/zip', buffer: flare });
  const card = dana.getByRole('region', { name: 'Flare datadog-agent-2026-11-23-info.zip' });
  await card.getByText('Being cleaned of secrets and read…').waitFor();
  await shot(dana, 'flare-reading');
  await dana.locator('aside [data-item=flare][data-state=given]').waitFor();
  await stage.catchUp();
  await card.getByText('Datadog Agent 7.80.0 · web-14 · debian').waitFor();
  await shot(dana, 'flare-card');
  await card.getByRole('link', { name: 'Look into it' }).click();
  await dana.getByText('secrets were masked').click();
  await dana.getByText('not text, so it could not be cleaned').waitFor();
  expect(await dana.getByText('What was found').count()).toBe(0);
  await shot(dana, 'flare-portal');

  const { page: mina } = await staff(stage, 'mina');
  await mina.goto(`${stage.address}/console/tickets/${number}`);
  await mina.getByText('was read: 1 error').waitFor();
  await mina.getByRole('link', { name: 'Look into it' }).click();
  await mina.getByText("The Agent's API key is not accepted").waitFor();
  await shot(mina, 'flare-console');
  await mina.getByRole('button', { name: 'web-14/logs/agent.log:701' }).click();
  await mina.locator('li[data-line]').getByText('API Key invalid').waitFor();
  expect(mina.url()).toContain('line=701');
  await mina.getByLabel('Search in all files').fill('retry with');
  await mina.getByText('1 line', { exact: true }).waitFor();
  await mina.getByRole('button', { name: /agent\.log:702/ }).click();
  await mina
    .locator('li[data-line]')
    .getByText(/MASKED_url-password_[0-9a-f]{8}/)
    .waitFor();
  await shot(mina, 'flare-lines');
  // Somebody else opens the same line by its address.
  const { page: jonas } = await staff(stage, 'jonas', { viewport: { width: 400, height: 800 }, colorScheme: 'dark' });
  await jonas.goto(mina.url());
  await jonas
    .locator('li[data-line]')
    .getByText(/MASKED_url-password_/)
    .waitFor();
  await shot(jonas, 'flare-phone');

  await dana.goto(`${stage.address}/portal/tokens`);
  await dana.getByRole('button', { name: 'Make a key' }).click();
  await dana.getByRole('dialog').getByRole('textbox', { name: 'Name' }).fill('Agents of web-14');
  await dana.getByRole('dialog').getByRole('button', { name: 'Make a key' }).click();
  await dana.getByRole('dialog').locator('code').waitFor();
  await dana.getByRole('dialog').getByRole('button', { name: 'Done' }).click();
  await dana.getByText('Agents of web-14').waitFor();
  await shot(dana, 'flare-keys');
  await dana.getByRole('button', { name: 'Revoke Agents of web-14' }).click();
  await dana.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
  await dana.getByText('There are no keys yet.').waitFor();
  expect(stage.errors).toEqual([]);
});

test('an engineer asks a service for a flare, which arrives in the conversation', async () => {
  const { dana, number } = await danaAsks('Traces are missing');
  const key = await dana.evaluate(async () => {
    const body = { id: crypto.randomUUID(), name: 'Tracers' };
    const headers = { 'content-type': 'application/json', 'fairlead-as': 'member' };
    const answer = await fetch('/api/v1/flare-keys', { method: 'POST', headers, body: JSON.stringify(body) });
    return ((await answer.json()) as { key: string }).key;
  });
  const { page: mina } = await staff(stage, 'mina');
  await mina.goto(`${stage.address}/console/tickets/${number}`);
  await mina.getByRole('button', { name: 'Ask a service for a flare' }).click();
  await mina.getByText('No service of this customer polls the desk now.').waitFor();
  await shot(mina, 'ask-flare-none');

  const service = randomUUID();
  let held: { id: string; apply_state: number }[] = [];
  let token = '';
  const poll = async () => {
    const client_tracer = { runtime_id: service, language: 'nodejs', tracer_version: '5.132.0', service: 'checkout', env: 'production' };
    const body = { client: { client_tracer, state: { targets_version: 1, config_states: held } } };
    const headers = { 'content-type': 'application/json', 'dd-api-key': key };
    const answer = await fetch(`${stage.address}/v0.7/config`, { method: 'POST', headers, body: JSON.stringify(body) });
    const told = (await answer.json()) as { client_configs?: string[]; target_files?: { raw: string }[] };
    if (told.client_configs) held = told.client_configs.map((path) => ({ id: path.split('/').at(-2)!, apply_state: 2 }));
    const task = told.target_files?.[1];
    if (task) token = (JSON.parse(Buffer.from(task.raw, 'base64').toString()) as { args: { hostname: string } }).args.hostname;
  };
  await poll();
  await mina.getByText('checkout · production').waitFor();
  await mina.getByLabel('Write down more for').selectOption('0');
  await looksRight('ask-flare', mina);
  await mina.getByRole('button', { name: 'Ask for it' }).click();
  await mina.getByText('checkout was asked for a flare').waitFor();
  await dana.goto(`${stage.address}/portal/tickets/${number}`);
  await dana.getByText('checkout was asked for a flare').waitFor();
  for (let polls = 0; token === '' && polls < 5; polls++) await poll();
  const form = new FormData();
  form.append('hostname', token);
  form.append('flare_file', new Blob(['{"version": "5.132.0", "os_name": "Linux"}']), 'tracer_info.txt');
  expect((await fetch(`${stage.address}/tracer_flare/v1`, { method: 'POST', body: form })).status).toBe(200);
  await stage.catchUp();
  await mina.getByRole('region', { name: 'Flare checkout tracer_info.txt' }).getByText('Tracer 5.132.0 · Linux').waitFor();
  await mina.getByRole('button', { name: 'Ask a service for a flare' }).click();
  await mina.getByText('has sent its flare').waitFor();
  await shot(mina, 'ask-flare-sent');
  expect(stage.errors).toEqual([]);
});

test('an engineer looks at all logs over time, compares with the flare before, and quotes a line as evidence', async () => {
  const { dana, number } = await danaAsks('Checks fail since the update');
  const log = (day: string, more: string[]) =>
    [
      ...Array.from(
        { length: 300 },
        (_, i) => `2026-11-${day} 14:${String(i % 60).padStart(2, '0')}:02 UTC | CORE | ${i % 50 === 7 ? 'WARN' : 'INFO'} | check ${i} ran`,
      ).toSorted(),
      ...more,
    ].join('\n');
  const flare = (version: string, day: string, yaml: string, more: string[]) =>
    zip([
      { name: 'web-14/flare_creation.log', content: 'x\n' },
      { name: 'web-14/status.log', content: `Agent (v${version})\n  hostname: web-14\n` },
      { name: 'web-14/etc/datadog.yaml', content: yaml },
      {
        name: 'web-14/metadata/host.json',
        content: JSON.stringify({ meta: { 'host-tags': ['a', 'b'], os: 'linux' }, agentVersion: version }).padEnd(300),
      },
      { name: 'web-14/logs/agent.log', content: log(day, more) },
      { name: 'web-14/logs/process-agent.log', content: `2026-11-${day} 14:30:02 UTC | PROCESS | ERROR | cannot reach 10.0.0.7:443\n` },
    ]);
  const send = async (name: string, buffer: Buffer) => {
    await dana.goto(`${stage.address}/portal/tickets/${number}`);
    await dana.locator('main .fl-flare-send input[type=file]').first().setInputFiles({ name, mimeType: 'application/zip', buffer });
    await dana.getByRole('region', { name: `Flare ${name}` }).waitFor();
    await stage.catchUp();
    await dana
      .getByRole('region', { name: `Flare ${name}` })
      .getByText('Look into it')
      .waitFor();
  };
  await send('before.zip', flare('7.60.0', '22', 'site: datadoghq.com\nlogs_enabled: true\n', []));
  await send(
    'after.zip',
    flare('7.80.0', '23', 'site: datadoghq.eu\nlogs_enabled: true\nproxy:\n  https: http://proxy:3128\n  no_proxy:\n    - localhost\n', [
      '2026-11-23 14:59:02 UTC | CORE | ERROR | Error running check nginx: connection refused',
    ]),
  );

  const { page: mina } = await staff(stage, 'mina');
  await mina.goto(`${stage.address}/console/tickets/${number}`);
  await mina.getByRole('region', { name: 'Flare after.zip' }).getByRole('link', { name: 'Look into it' }).click();
  await mina.getByRole('tab', { name: 'Logs over time' }).click();
  await mina.locator('.fl-flare-log').getByText('cannot reach 10.0.0.7:443').waitFor();
  await shot(mina, 'flare-logs');
  await mina.getByText('Errors', { exact: true }).click();
  await mina.locator('.fl-flare-log').getByText('connection refused').waitFor();
  await mina.waitForFunction(() => document.querySelectorAll('.fl-flare-log li').length === 2);
  // Nearer, by dragging over the plot; and back.
  await mina.getByText('All', { exact: true }).click();
  const plot = (await mina.locator('.fl-flare-plot svg').boundingBox())!;
  await mina.mouse.move(plot.x + plot.width * 0.49, plot.y + 30);
  await mina.mouse.down();
  await mina.mouse.move(plot.x + plot.width * 0.53, plot.y + 30);
  await mina.mouse.up();
  await mina.getByRole('button', { name: 'Whole time' }).waitFor();
  await mina.waitForFunction(() => document.querySelectorAll('.fl-flare-log li').length < 40);
  await shot(mina, 'flare-logs-near');
  await mina.getByRole('button', { name: 'Whole time' }).click();

  await mina.getByRole('tab', { name: 'Compare' }).click();
  await mina.getByText('7.60.0').first().waitFor();
  await mina.locator('.fl-flare-changed ins', { hasText: 'site: datadoghq.eu' }).waitFor();
  await shot(mina, 'flare-compare');
  await mina.getByRole('button', { name: /agent\.log:301 2026/ }).click();
  await mina.locator('li[data-line]').getByText('connection refused').waitFor();
  await mina.getByRole('button', { name: 'Quote in the request' }).click();
  const dialog = mina.getByRole('dialog');
  await dialog.getByLabel('What about it').fill('Here nginx refuses.');
  await dialog.getByLabel('As').selectOption({ label: 'Evidence: Agent flare' });
  await shot(mina, 'flare-quote');
  await dialog.getByRole('button', { name: 'Quote', exact: true }).click();
  await mina.getByText('Quoted').waitFor();
  await mina.getByRole('link', { name: `Ticket #${number}` }).click();
  await mina.getByText('Here nginx refuses.', { exact: true }).waitFor();
  await shot(mina, 'flare-quoted');
  await dana.reload();
  await dana.getByRole('link', { name: 'web-14/logs/agent.log:301' }).click();
  await dana.locator('li[data-line]').getByText('connection refused').waitFor();

  // Wide and narrow, by day and night, in three languages.
  const address =
    new URL(mina.url()).origin + (await mina.getByRole('region', { name: 'Flare after.zip' }).getByRole('link').getAttribute('href'));
  for (const [name, look] of [
    ['light', { viewport: { width: 1360, height: 860 } }],
    ['dark', { viewport: { width: 1360, height: 860 }, colorScheme: 'dark' as const }],
    ['phone-ko', { viewport: { width: 390, height: 780 }, locale: 'ko-KR' }],
    ['phone-dark-ja', { viewport: { width: 390, height: 780 }, colorScheme: 'dark' as const, locale: 'ja-JP' }],
  ] as const) {
    const { page } = await staff(stage, 'aiko', look);
    for (const tab of ['files', 'logs', 'differences']) {
      await page.goto(`${address}?${new URLSearchParams({ tab, path: 'web-14/etc/datadog.yaml', line: '3' }).toString()}`);
      await page.locator('.fl-flare-lines li[data-line], .fl-flare-log li, .fl-flare-changed ins').first().waitFor();
      await looksRight(`flare-${name}-${tab}`, page);
    }
    await page.close();
  }

  // Configuration folds.
  await dana.locator('summary', { hasText: 'etc' }).click();
  await dana.getByRole('button', { name: /datadog\.yaml/ }).click();
  await dana.getByRole('button', { name: 'What belongs to line 3' }).click();
  await dana.waitForFunction(() => document.querySelectorAll('.fl-flare-lines li').length === 3);
  await shot(dana, 'flare-folded');
  expect(stage.errors).toEqual([]);
});

test('an administrator tries rules of their own and puts them in force; what they find is shown to the customer', async () => {
  const { page: ada } = await staff(stage, 'ada');
  await ada.goto(`${stage.address}/console/settings`);
  await ada.getByRole('tab', { name: 'Flares' }).click();
  await ada.getByLabel('A sample to try them on').fill('pump 7 is stuck\nbadge-0123456789ab\n');
  await ada.getByRole('button', { name: 'Try' }).click();
  await ada.getByRole('listitem').filter({ hasText: 'Pump 7 is stuck: Turn it.' }).waitFor();
  await ada.getByText(/MASKED_pump-badge_[0-9a-f]{8}/).waitFor();
  await looksRight('flare-rules', ada);
  const rules = await ada.getByLabel('Rules').inputValue();
  await ada.getByLabel('Rules').fill('rules: 7');
  await ada.getByRole('button', { name: 'Try' }).click();
  await ada.getByText('rules is a list').waitFor();
  await ada.getByLabel('Rules').fill(rules);
  await ada.getByLabel('Why they change').fill('Pumps');
  await ada.getByRole('button', { name: 'Put in force' }).click();
  await ada.getByText('Earlier versions').waitFor();

  const { dana, number } = await danaAsks('The pump is silent');
  await dana.goto(`${stage.address}/portal/tickets/${number}`);
  const file = { name: 'pump.log', mimeType: 'text/plain', buffer: Buffer.from('2026-11-23T15:00:02Z ERROR pump 7 is stuck\n') };
  await dana.locator('main .fl-flare-send input[type=file]').first().setInputFiles(file);
  await dana.getByRole('region', { name: 'Flare pump.log' }).waitFor();
  await stage.catchUp();
  await dana.getByRole('region', { name: 'Flare pump.log' }).getByRole('link', { name: 'Look into it' }).click();
  const { page: mina } = await staff(stage, 'mina');
  await mina.goto(`${stage.address}/console/tickets/${number}`);
  await mina.getByRole('region', { name: 'Flare pump.log' }).getByRole('link', { name: 'Look into it' }).click();
  await mina.getByRole('button', { name: 'Show to the customer' }).click();
  await mina.getByText('The customer sees this').waitFor();
  await shot(mina, 'flare-shown');
  await dana.reload();
  await dana.getByText('Error: Pump 7 is stuck').waitFor();
  expect(await dana.getByRole('button', { name: 'Hide from the customer' }).count()).toBe(0);
  await dana.goto(`${stage.address}/portal/tickets/${number}`);
  await dana.getByText('Found in pump.log: Pump 7 is stuck. Turn it.').waitFor();
  expect(stage.errors).toEqual([]);
});
