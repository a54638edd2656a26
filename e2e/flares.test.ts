/** A flare from the customer's hand to the line that an engineer reads, without its secrets. */
import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { zip } from '../packages/flare-kit/src/reading/making.ts';
import { openStage } from './desk.ts';
import { seat, shot, signIn, staff } from './people.ts';

const stage = await openStage();

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
  const { page: dana } = await seat({ locale: 'en-US' });
  await dana.goto(`${stage.address}/portal`);
  await signIn(dana, 'dana@northwind.example', stage.password);
  await dana.locator('a.button-link').first().waitFor();
  const number = await dana.evaluate(async () => {
    const body = { id: crypto.randomUUID(), question: 'technical', area: 'agent', subject: 'The Agent sends nothing', text: 'Since noon.' };
    const headers = { 'content-type': 'application/json', 'fairlead-as': 'member' };
    const answer = await fetch('/api/v1/tickets', { method: 'POST', headers, body: JSON.stringify(body) });
    return ((await answer.json()) as { number: number }).number;
  });
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
