/** Which channel, when, for whom, in real browsers: what customers are advised, and what the clock, their plan and their language let them do. */
import { beforeEach, describe, expect, test } from 'vitest';
import { openAtAnyHour } from '../apps/server/src/demo/policy.ts';
import { shippedYaml } from '../apps/server/src/domains/policy/shipped.ts';
import { openStage } from './desk.ts';
import { type Customer, customer, staff } from './people.ts';

const stage = await openStage();
beforeEach(async () => {
  await stage.tidy();
  await stage.adopt(shippedYaml);
  // Monday, noon in New York.
  await stage.at('2026-11-23T17:00:00Z');
});

const advice = (them: Customer) => them.support.locator('.advice');

async function openStart(who: string, locale = 'en-US'): Promise<Customer> {
  const them = await customer(stage, who, { locale });
  await them.open();
  await them.startAnew();
  await them.support.getByRole('radio').first().check();
  await advice(them).waitFor();
  return them;
}

describe('advice before contact', () => {
  test.each([
    ['Urgent', 'Urgent problems go by ticket', 'Open ticket'],
    ['Incident or outage', 'Incidents and outages go by ticket', 'Open ticket'],
    ['Call or screen share', 'arranged in a ticket', 'Open ticket'],
    ['Several files, logs or queries', 'takes investigation', 'Open ticket'],
    ['Setting up', 'Chat suits help with setting up', 'Start chat'],
    ['Configuration', 'Chat suits questions about configuration', 'Start chat'],
    ['Documentation', 'making the documentation clear', 'Start chat'],
    ['One file, log or query', 'a minor problem with one', 'Start chat'],
  ])('%s (S4, S5)', async (kind, reason, button) => {
    const dana = await openStart('dana');
    await dana.support.getByRole('button', { name: kind, exact: true }).click();
    await advice(dana).getByText(reason).waitFor();
    await dana.support.locator('button.primary', { hasText: button }).waitFor();
    expect(dana.complaints).toEqual([]);
  });

  test('words are matched against the same rules, and an advised ticket is no wall', async () => {
    const dana = await openStart('dana');
    await dana.support.locator('form input:not([type=radio])').fill('The metrics of several hosts are missing');
    await advice(dana).getByText('takes investigation').waitFor();
    await dana.support.locator('form select').selectOption('agent');
    await dana.support.getByRole('button', { name: 'Chat instead' }).click();
    await dana.support.locator('button.primary', { hasText: 'Start chat' }).click();
    await dana.log.waitFor();
    expect(await stage.query("select advised, chosen from requests where text like 'The metrics of several%'")).toEqual([
      { advised: 'ticket', chosen: 'chat' },
    ]);
  });

  test('urgent asks why, is read first, and calls the specialist on duty, who takes it (S13)', async () => {
    const aiko = await staff(stage, 'aiko');
    const dana = await openStart('dana');
    await dana.support.getByRole('button', { name: 'Urgent', exact: true }).click();
    await dana.support.locator('form select').selectOption('agent');
    await dana.support.getByLabel('Your question in one line').fill('Checkout is down');
    await dana.support.getByLabel('What does not work, or stands still?').fill('No orders come in');
    await dana.support.getByLabel('Since when?').fill('12:40');
    await dana.support.getByLabel('Who is affected?').fill('All shops');
    await dana.support.getByLabel('What happens, and what did you expect?').fill('The page answers 500.');
    await dana.support.locator('button.primary').click();
    await dana.sees(/Ticket #\d+ is open/);
    const call = aiko.page.getByRole('alert').filter({ hasText: 'Checkout is down' });
    await call.getByText('No orders come in').waitFor();
    await call.getByRole('button', { name: 'I take it' }).click();
    await aiko.page.getByRole('heading', { name: 'Checkout is down' }).waitFor();
    await aiko.page.getByText('All shops').first().waitFor();
    await call.waitFor({ state: 'detached' });
  });
});

describe('who may chat when', () => {
  test('a HIPAA customer is helped by ticket and told why (S8)', async () => {
    const nora = await openStart('nora');
    await nora.sees('under HIPAA');
    await nora.support.locator('button.primary', { hasText: 'Open ticket' }).waitFor();
    expect(await nora.support.getByRole('button', { name: /chat/i }).count()).toBe(0);
  });

  test('at 19:00 in New York who waits becomes a ticket, who talks goes on, and nobody new comes in (S7)', async () => {
    await stage.at('2026-11-23T23:40:00Z');
    const mina = await staff(stage, 'mina');
    const dana = await customer(stage, 'dana');
    await dana.startChat({ area: 'agent', summary: 'Running at closing' });
    await dana.sees('Mina Park is here to help');
    await mina.page.getByRole('switch').click();
    const jiwoo = await customer(stage, 'jiwoo', { locale: 'en-US' });
    await jiwoo.startChat({ area: 'logs', summary: 'Waiting at closing' });
    await jiwoo.say('Since this morning');
    await stage.at('2026-11-23T23:59:00Z');
    await jiwoo.support
      .locator('[data-event=closing_soon], .event')
      .filter({ hasText: /19:00|오전|9:00|7:00|12:00/ })
      .first()
      .waitFor();
    await stage.at('2026-11-24T00:00:00Z');
    await jiwoo.support.locator('.card').filter({ hasText: /#\d+/ }).waitFor();
    await dana.say('Still here');
    await mina.openChat('Dana Reyes');
    await mina.log.getByText('Still here').waitFor();
    const pia = await openStart('sam');
    await pia.sees('Chat is closed now');
    await pia.sees(/It opens/);
  });

  test('on a US holiday chat is closed for standard and open for premier', async () => {
    await stage.at('2026-11-26T17:00:00Z');
    const sam = await openStart('sam');
    await sam.sees('Thanksgiving Day');
    const pia = await openStart('pia');
    await pia.support.locator('button.primary', { hasText: 'Start chat' }).waitFor();
  });

  test('a Korean customer is offered English chat, and told so in Korean; a Japanese one chats from 10:00 to 16:00 JST', async () => {
    const jiwoo = await openStart('jiwoo', 'ko-KR');
    await jiwoo.sees('한국어 채팅은 제공되지 않으며');
    const early = await openStart('takeru', 'ja-JP');
    await early.sees('現在、チャットの受付時間外です');
    await stage.at('2026-11-24T01:00:00Z');
    const takeru = await openStart('takeru', 'ja-JP');
    await takeru.support.locator('button.primary', { hasText: 'チャット' }).waitFor();
  });

  test('who belongs to two organizations chooses where they are; a link to the wrong site is caught while typing', async () => {
    const sam = await openStart('sam');
    await sam.support.locator('form input:not([type=radio])').fill('See https://app.eu1.skerry.example/d/7');
    await sam.sees('This link is on EU1, your organization is on US3');
    await sam.support.getByLabel('For which organization?').selectOption({ label: 'Brightline Labs' });
    await sam.support.getByText('This link is on EU1').waitFor({ state: 'detached' });
    await sam.support.locator('form select').selectOption('agent');
    await sam.support.locator('button.primary', { hasText: 'Start chat' }).click();
    await sam.log.waitFor();
    expect(
      await stage.query(`select o.name from chats c join organizations o on o.id = c.organization_id where c.summary like 'See https%'`),
    ).toEqual([{ name: 'Brightline Labs' }]);
  });
});

test('an incident from its declaration to its end: seen before one writes, followed in one click, asked about when it is over', async () => {
  await stage.adopt(openAtAnyHour);
  const mina = await staff(stage, 'mina');
  await mina.page.goto(`${stage.address}/console/incidents`);
  await mina.page.getByRole('button', { name: 'Declare an incident' }).first().click();
  const dialog = mina.page.getByRole('dialog');
  await dialog.getByLabel('What is disturbed?').fill('Log intake is delayed');
  await dialog.getByLabel('What do you know so far?').fill('We look into it');
  await dialog.getByRole('button', { name: 'Declare', exact: true }).click();
  await mina.page.getByText('Log intake is delayed').first().waitFor();

  const dana = await openStart('dana');
  await dana.sees('Log intake is delayed');
  await dana.support.locator('form select').selectOption('logs');
  await dana.sees('Chat is paused for this area');
  await dana.support.getByRole('button', { name: 'I am affected too' }).click();
  await dana.sees(/Your ticket #\d+ gets every update/);

  await mina.page.getByLabel('What is new?').fill('Found the cause');
  await mina.page.getByRole('button', { name: 'Post the update' }).click();
  await dana.sees('Found the cause');
  await mina.page.getByRole('button', { name: 'Close the incident…' }).click();
  await dialog.getByLabel('The last word').fill('All is processed');
  await dialog.getByRole('button', { name: 'Close the incident' }).click();
  await dana.support.getByText('Log intake is delayed').waitFor({ state: 'detached' });
  expect(await stage.query('select state from tickets where incident_id is not null')).toEqual([{ state: 'pending' }]);
});

test('an administrator edits the policy: a fault has its line, the preview and the dry run say what would change, and a rollback undoes it', async () => {
  const dana = await openStart('dana');
  await dana.support.getByRole('button', { name: 'Setting up' }).click();
  await dana.support.locator('form select').selectOption('agent');
  await dana.support.getByLabel('Your question in one line').fill('First steps');
  await dana.support.locator('button.primary', { hasText: 'Start chat' }).click();
  await dana.log.waitFor();

  const ada = await staff(stage, 'ada');
  await ada.page.goto(`${stage.address}/console/policy`);
  const bring = (yaml: string) =>
    ada.page
      .locator('input[type=file]')
      .first()
      .setInputFiles({ name: 'policy.yaml', mimeType: 'application/yaml', buffer: Buffer.from(yaml) });
  await ada.page.locator('.cm-content').waitFor();
  await bring(shippedYaml.replace('zone: Asia/Seoul', 'zone: Asia/Soul'));
  await ada.sees(/no such time zone/);
  await ada.sees(`Line ${shippedYaml.split('\n').findIndex((line) => line.includes('Asia/Seoul')) + 1}`);

  await bring(shippedYaml.replace(/(kind: setup\n.*\n.*channel: )chat/, '$1ticket'));
  await ada.sees('No faults');
  await ada.sees(/New York, an organization on the Standard plan: chat/);
  await ada.page.getByRole('button', { name: 'Run', exact: true }).click();
  await ada.sees(/1 of \d+ requests? would have differed/);
  await ada.page.getByRole('button', { name: 'Put in force…' }).click();
  const dialog = ada.page.getByRole('dialog');
  await dialog.getByRole('textbox').fill('Setting up needs more than a chat');
  await dialog.getByRole('button', { name: 'Put in force' }).click();
  await ada.page.getByText('Setting up needs more than a chat').first().waitFor();

  const pia = await openStart('pia');
  await pia.support.getByRole('button', { name: 'Setting up' }).click();
  await pia.support.locator('button.primary', { hasText: 'Open ticket' }).waitFor();
  await ada.page
    .getByRole('button', { name: /^Roll back to version/ })
    .first()
    .click();
  await dialog.getByRole('textbox').fill('It was fine before');
  await dialog.getByRole('button', { name: /Roll back/ }).click();
  await ada.page.getByText('It was fine before').first().waitFor();
  await pia.support.locator('button.primary', { hasText: 'Start chat' }).waitFor();
  expect(ada.complaints).toEqual([]);
});
