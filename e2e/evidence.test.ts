/** Evidence in real browsers: asked once, captured on the spot, given in place. */
import { readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Page } from 'playwright-core';
import sharp from 'sharp';
import { beforeEach, expect, test } from 'vitest';
import { openStage } from './desk.ts';
import { type Customer, customer, refusingBrowser, shot, signIn, staff } from './people.ts';

const stage = await openStage();
beforeEach(() => stage.tidy());

const strip = (them: Customer) => them.support.locator('.helping');
const side = (page: Page) => page.locator('aside .fl-checklist');
const item = (page: Page, name: string) => side(page).locator(`[data-item=${name}]`);

test('the widget asks for one thing after the other, never twice, and the engineer sees it arrive (S3)', async () => {
  const mina = await staff(stage, 'mina');
  const dana = await customer(stage);
  await dana.startChat({ area: 'agent', summary: 'web-14 stopped reporting' });
  await mina.openChat('Dana Reyes');
  await side(mina.page).waitFor();
  // What is known nobody asks for: the page, the version, what she read.
  for (const known of ['link', 'version', 'docs']) await mina.page.locator(`aside [data-item=${known}][data-state=given]`).waitFor();

  await strip(dana).getByText('Agent flare').waitFor();
  await shot(dana.page, 'widget-next');
  await strip(dana).getByRole('button', { name: 'Add' }).click();
  await strip(dana).getByText('skerry-agent flare').waitFor();
  await shot(dana.page, 'widget-flare');
  await strip(dana).getByRole('textbox').fill('Case 4711');
  await strip(dana).getByRole('button', { name: 'Send' }).click();
  await mina.page.locator('aside [data-item=flare][data-state=given]').waitFor();
  await mina.log.getByText('Case 4711').waitFor();

  // The next takes its place; what she goes on without is not asked for again.
  await strip(dana).getByText('Screenshot', { exact: true }).waitFor();
  await strip(dana).getByRole('button', { name: 'Go on without it' }).click();
  await mina.page.locator('aside [data-item=screenshot][data-state=declined]').waitFor();
  await shot(mina.page, 'console-checklist');
  for (const person of [mina, dana]) expect(person.complaints).toEqual([]);
});

test('a bundle that is given in the widget is cleaned before the engineer sees it', async () => {
  const mina = await staff(stage, 'mina');
  const dana = await customer(stage);
  await dana.startChat({ area: 'agent', summary: 'web-15 stopped reporting' });
  await mina.openChat('Dana Reyes');
  await strip(dana).getByText('Agent flare').waitFor();
  await strip(dana).getByRole('button', { name: 'Add' }).click();
  await strip(dana).getByText('skerry-agent flare').waitFor();
  const buffer = Buffer.from('2026-11-23T15:00:02Z ERROR password=hunter2hunter2\n');
  await strip(dana).locator('input[type=file]').setInputFiles({ name: 'web-15.log', mimeType: 'text/plain', buffer });
  await strip(dana).getByText('Screenshot', { exact: true }).waitFor();
  await shot(dana.page, 'widget-bundle');
  await stage.catchUp();
  await mina.page.getByRole('region', { name: 'Flare web-15.log' }).getByText('1 secret masked').waitFor();
  for (const person of [mina, dana]) expect(person.complaints).toEqual([]);
});

test('one click asks, the card leads to giving it, and turns into what was given; it stays open on the ticket until then (S15)', async () => {
  const mina = await staff(stage, 'mina');
  const dana = await customer(stage);
  await dana.startChat({ area: 'dashboards', summary: 'A graph is empty' });
  await mina.openChat('Dana Reyes');
  await item(mina.page, 'steps').getByRole('button', { name: 'Ask for: Steps to reproduce' }).click();
  const card = dana.log.locator('.asked');
  await card.getByText('Mina Park asks for').waitFor();
  await card.getByRole('button', { name: /Add: steps/ }).click();
  await card.getByRole('textbox').fill('Open the graph');
  await shot(dana.page, 'widget-card');
  await card.getByRole('button', { name: 'Send' }).click();
  await card.locator('[data-state=given]').getByText('Open the graph').waitFor();
  await item(mina.page, 'steps').getByText('Open the graph').waitFor();
  await mina.page.locator('.fl-asked[data-complete]').waitFor();

  await mina.page.getByRole('button', { name: 'End chat' }).click();
  const dialog = mina.page.getByRole('dialog');
  await dialog.getByRole('radio', { name: /No, a specialist/ }).click();
  await dialog.getByLabel('Hand-over note').fill('The query is wrong');
  await dialog.getByLabel('a screenshot').check();
  await dialog.getByRole('button', { name: 'End chat' }).click();
  await dana.sees(/Ticket #\d+ goes on from here/);
  await dana.log
    .locator('.asked')
    .nth(1)
    .getByText(/screenshot/i)
    .waitFor();
  expect(await stage.query('select k.number from tickets k order by number desc limit 1')).toHaveLength(1);
  await shot(dana.page, 'widget-asked-at-end');
  for (const person of [mina, dana]) expect(person.complaints).toEqual([]);
});

/** The picture that the desk keeps under a name, by the pixels of the page that it shows. */
async function pixelsOf(name: string) {
  const [file] = await stage.query<{ blob: string }>(
    `select blob_id as blob from files where name like '${name}%' order by at desc limit 1`,
  );
  const { data, info } = await sharp(readFileSync(join(stage.files, file!.blob.slice(-2), file!.blob)))
    .raw()
    .toBuffer({ resolveWithObject: true });
  const scale = info.width / 1360;
  const at = (x: number, y: number) => [
    ...data.subarray((Math.round(y * scale) * info.width + Math.round(x * scale)) * info.channels).subarray(0, 3),
  ];
  return { at };
}

test('a screenshot is blurred before it leaves the browser: the pixels are gone, the rest is as it was', async () => {
  const mina = await staff(stage, 'mina');
  const dana = await customer(stage);
  await dana.page.evaluate(() => {
    const secret = document.createElement('div');
    secret.style.cssText =
      'position:fixed;left:300px;top:200px;width:300px;height:200px;z-index:99;background:repeating-linear-gradient(90deg,#000 0 12px,#fff 12px 24px)';
    document.body.append(secret);
  });
  await dana.startChat({ area: 'dashboards', summary: 'A graph is empty' });
  await mina.openChat('Dana Reyes');
  await dana.support.getByRole('button', { name: 'Attach' }).click();
  await dana.support.getByRole('menuitem', { name: 'Take a screenshot' }).click();
  const editor = dana.support.getByRole('dialog', { name: 'Screenshot' });
  await editor.waitFor();
  await editor.getByRole('button', { name: 'Blur' }).click();
  const picture = editor.locator('canvas');
  const box = (await picture.boundingBox())!;
  // From the page's own pixels to those of the picture as it is shown.
  const scale = box.width / 1360;
  const at = (x: number, y: number) => ({ x: box.x + x * scale, y: box.y + y * scale });
  const [from, to] = [at(280, 180), at(620, 300)];
  await dana.page.mouse.move(from.x, from.y);
  await dana.page.mouse.down();
  await dana.page.mouse.move(to.x, to.y, { steps: 5 });
  await dana.page.mouse.up();
  await shot(dana.page, 'capture-editor');
  await editor.getByRole('button', { name: 'Use this picture' }).click();
  await dana.support.getByRole('button', { name: /^Edit screenshot/ }).waitFor();
  await dana.support.getByRole('button', { name: 'Send', exact: true }).click();
  await mina.log.getByRole('img').first().waitFor();

  // Sent in a message, it is on the list all the same.
  await mina.page.locator('aside [data-item=screenshot][data-state=given]').waitFor();
  const kept = await pixelsOf('screenshot-');
  // The upper half of the stripes is one even grey, the lower half is as it was.
  const blurred = Array.from({ length: 24 }, (_, i) => kept.at(310 + i * 10, 240));
  const left = Array.from({ length: 40 }, (_, i) => kept.at(310 + i, 360)[0]!);
  expect(Math.max(...blurred.flat()) - Math.min(...blurred.flat())).toBeLessThan(60);
  expect(Math.max(...left) - Math.min(...left)).toBeGreaterThan(200);
  await shot(mina.page, 'console-screenshot');
  for (const person of [mina, dana]) expect(person.complaints).toEqual([]);
});

test('a recording is looked at, trimmed and sent, and plays with seeking', async () => {
  const mina = await staff(stage, 'mina');
  const dana = await customer(stage);
  await dana.startChat({ area: 'dashboards', summary: 'It flickers' });
  await mina.openChat('Dana Reyes');
  await dana.support.getByRole('button', { name: 'Attach' }).click();
  await dana.support.getByRole('menuitem', { name: 'Record the screen' }).click();
  await dana.support.getByRole('button', { name: 'Start recording' }).click();
  const bar = dana.support.getByRole('region', { name: 'Recording' });
  await bar.getByText(/0:03/).waitFor();
  await bar.getByRole('button', { name: 'Stop' }).click();
  const review = dana.support.getByRole('dialog', { name: 'Your recording' });
  await review.locator('video').waitFor();
  const end = review.getByRole('slider', { name: 'End' });
  await end.focus();
  for (let n = 0; n < 10; n++) await end.press('ArrowLeft');
  await shot(dana.page, 'capture-review');
  await review.getByRole('button', { name: 'Use this recording' }).click();
  await dana.support.getByRole('button', { name: /^Remove recording/ }).waitFor();
  await dana.support.getByRole('button', { name: 'Send', exact: true }).click();
  const video = mina.log.locator('video');
  await video.waitFor();
  await expect.poll(() => video.evaluate((v: HTMLVideoElement) => v.readyState)).toBeGreaterThan(0);
  const { duration, reached } = await video.evaluate(async (v: HTMLVideoElement) => {
    v.currentTime = v.duration / 2;
    await new Promise((resolve) => v.addEventListener('seeked', resolve, { once: true }));
    return { duration: v.duration, reached: v.currentTime };
  });
  expect(duration).toBeGreaterThan(0.5);
  expect(duration).toBeLessThan(4);
  expect(reached).toBeCloseTo(duration / 2, 1);
  await shot(mina.page, 'console-recording');
  for (const person of [mina, dana]) expect(person.complaints).toEqual([]);
});

test('who does not let the browser see the screen is told so, and chooses a file instead', async () => {
  const mina = await staff(stage, 'mina');
  const dana = await customer(stage, 'dana', {}, await refusingBrowser());
  await dana.startChat({ area: 'dashboards', summary: 'A graph is empty' });
  await mina.openChat('Dana Reyes');
  await dana.support.getByRole('button', { name: 'Attach' }).click();
  await dana.support.getByRole('menuitem', { name: 'Take a screenshot' }).click();
  const dialog = dana.support.getByRole('dialog');
  await dialog.getByRole('alert').waitFor();
  await shot(dana.page, 'capture-refused');
  const [chooser] = await Promise.all([
    dana.page.waitForEvent('filechooser'),
    dialog.getByRole('button', { name: 'Choose a file instead' }).click(),
  ]);
  const buffer = await sharp({ create: { width: 40, height: 40, channels: 3, background: '#3a3' } })
    .png()
    .toBuffer();
  await chooser.setFiles({ name: 'own.png', mimeType: 'image/png', buffer });
  await dana.support.getByRole('button', { name: 'Remove own.png' }).waitFor();
  await dana.support.getByRole('button', { name: 'Send', exact: true }).click();
  await mina.page.locator('aside [data-item=screenshot][data-state=given]').waitFor();
});

test('errors of the vendor’s page are shown to the customer, who decides what of them is sent', async () => {
  const mina = await staff(stage, 'mina');
  const dana = await customer(stage);
  await dana.page.evaluate(async () => {
    const { error } = console;
    error('Could not draw', new TypeError('series is undefined'));
    await fetch('/no/such/thing?key=secret').catch(() => undefined);
  });
  await dana.startChat({ area: 'dashboards', summary: 'Blank page' });
  await mina.openChat('Dana Reyes');
  await dana.support.getByRole('button', { name: 'Attach' }).click();
  await dana.support.getByRole('menuitem', { name: 'Attach the page’s errors' }).click();
  const dialog = dana.support.getByRole('dialog', { name: 'What went wrong in the page' });
  const text = dialog.getByRole('textbox');
  await expect.poll(() => text.inputValue()).toContain('series is undefined');
  expect(await text.inputValue()).not.toContain('secret');
  await shot(dana.page, 'widget-errors');
  await text.fill((await text.inputValue()).replace('Could not draw', 'Changed by Dana'));
  await dialog.getByRole('button', { name: 'Attach' }).click();
  await dana.support.getByRole('button', { name: 'Remove page-errors.txt' }).waitFor();
  await dana.support.getByRole('button', { name: 'Send', exact: true }).click();
  await mina.log.getByText('page-errors.txt').first().waitFor();
  await mina.log.getByRole('button', { name: /Open page-errors/ }).click();
  await mina.page.locator('[data-line]').getByText('Changed by Dana').waitFor();
  await shot(mina.page, 'console-viewer');
  expect(mina.complaints).toEqual([]);
});

async function portal(stageOf: typeof stage, who: string): Promise<Page> {
  const { page } = await customer(stageOf);
  await page.goto(`${stageOf.address}/portal`);
  await signIn(page, `${who}@northwind.example`, stageOf.password);
  await page
    .getByRole('heading', { name: 'Your tickets' })
    .or(page.getByRole('link', { name: 'New request' }))
    .first()
    .waitFor();
  return page;
}

test('the portal’s form asks for what helps, keeps it over a reload, and sends it with the request', async () => {
  const page = await portal(stage, 'dana');
  await page.getByRole('link', { name: 'New request' }).first().click();
  await page.locator('select[name=area]').selectOption('agent');
  await page.locator('input[name=subject]').fill('Agent is silent');
  await page.locator('textarea[name=text]').fill('Nothing arrives since noon.');
  const form = page.locator('fieldset.evidence');
  await form.locator('[data-item=flare]').getByRole('textbox').fill('Case 4711');
  await form.locator('[data-item=version][data-state=given]').getByText('Known already').waitFor();
  await form.getByRole('button', { name: 'Add: Where the Agent runs' }).click();
  await form.getByRole('radio', { name: 'On Kubernetes' }).check();
  // Only now it matters which.
  await form.getByRole('button', { name: 'Add: Kubernetes version and provider' }).click();
  await form.locator('[data-item=cluster]').getByRole('textbox').fill('1.31 on EKS');
  await form.getByRole('button', { name: 'Add: Screenshot' }).click();
  const path = join(tmpdir(), `fairlead-${Date.now()}.png`);
  writeFileSync(
    path,
    await sharp({ create: { width: 40, height: 40, channels: 3, background: '#a33' } })
      .png()
      .toBuffer(),
  );
  await form.locator('[data-item=screenshot] input[type=file]').setInputFiles(path);
  await form.locator('[data-item=screenshot][data-state=given]').waitFor();
  await form.getByRole('button', { name: 'Go on without it: Screen recording' }).waitFor({ state: 'detached' });
  await shot(page, 'portal-form');
  await page.reload();
  await form.locator('[data-item=cluster]').getByText('1.31 on EKS').waitFor();
  // A bundle is not kept in the browser, and goes where it is cleaned as soon as there is a request.
  await form
    .getByRole('button', { name: 'Agent flare' })
    .or(form.locator('[data-item=flare] button', { hasText: 'Change' }))
    .first()
    .click()
    .catch(() => undefined);
  await form.locator('[data-item=flare] .bundles input[type=file]').setInputFiles({
    name: 'agent.log',
    mimeType: 'text/plain',
    buffer: Buffer.from('2026-11-23T15:00:02Z ERROR password=hunter2hunter2\n'),
  });
  await form.locator('[data-item=flare]').getByText('agent.log').waitFor();
  await shot(page, 'portal-form-bundle');
  await page.getByRole('button', { name: 'Open the ticket' }).click();
  await page.getByRole('heading', { name: 'Agent is silent' }).waitFor();
  await page.getByRole('region', { name: 'Flare agent.log' }).waitFor();
  await stage.catchUp();
  await page.getByRole('region', { name: 'Flare agent.log' }).getByText('1 secret masked').waitFor();
  for (const given of ['flare', 'runs_on', 'cluster', 'screenshot', 'version'])
    await page.locator(`.fl-checklist [data-item=${given}][data-state=given]`).waitFor();
  await shot(page, 'portal-ticket');
});

test('staff let a colleague read the organization’s requests, and an administrator deletes one for good', async () => {
  const dana = await portal(stage, 'dana');
  await dana.getByRole('link', { name: 'New request' }).first().click();
  await dana.locator('select[name=area]').selectOption('logs');
  await dana.locator('input[name=subject]').fill('Only the two of us');
  await dana.locator('textarea[name=text]').fill('A secret of ours.');
  await dana.getByRole('button', { name: 'Open the ticket' }).click();
  await dana.getByRole('heading', { name: 'Only the two of us' }).waitFor();

  const ada = await staff(stage, 'ada');
  await ada.page.getByRole('link', { name: /Tickets/ }).click();
  await ada.page
    .getByRole('link', { name: /Only the two of us/ })
    .first()
    .click();
  await ada.page.getByRole('button', { name: 'Who sees its requests' }).click();
  const dialog = ada.page.getByRole('dialog');
  await dialog.getByRole('switch', { name: /^Dana Reyes sees all requests/ }).click({ force: true });
  await dialog
    .getByRole('switch', { name: /^Dana Reyes sees all requests/ })
    .and(ada.page.locator(':checked'))
    .waitFor();
  await shot(ada.page, 'console-organization');
  await ada.page.keyboard.press('Escape');

  await dana.goto(`${stage.address}/portal`);
  await dana.getByText('Whole organization').click();
  await dana
    .getByRole('link', { name: /Only the two of us/ })
    .first()
    .waitFor();
  await shot(dana, 'portal-organization');

  const heading = await ada.page.getByText(/^Ticket #\d+ ·/).textContent();
  const [, number] = /#(\d+)/.exec(heading!)!;
  await ada.page.getByRole('button', { name: 'Delete…' }).click();
  await dialog.getByLabel('Why is it deleted?').fill('The customer asked for it');
  await dialog.getByLabel(`Write ${number} to confirm`).fill(number!);
  await shot(ada.page, 'console-delete');
  await dialog.getByRole('button', { name: 'Delete for good' }).click();
  await ada.page.getByText(`Ticket #${number} is deleted`).waitFor();
  await ada.page.getByRole('link', { name: 'Reports' }).click();
  await ada.page
    .getByRole('row', { name: new RegExp(`#${number}`) })
    .getByText('The customer asked for it')
    .waitFor();
  await stage.query(
    `update tickets set state = 'solved', solved_at = now(), created_at = now() - number * interval '1 hour' / 400, completeness = (number % 10) / 9.0`,
  );
  await ada.page.reload();
  const evidence = ada.page.getByRole('region', { name: 'Evidence and time until solved' });
  await evidence.getByText(/hour/).first().waitFor();
  await shot(ada.page, 'console-reports');
  await dana.reload();
  await dana.getByText('Only the two of us').waitFor({ state: 'detached' });
  expect(ada.complaints).toEqual([]);
});
