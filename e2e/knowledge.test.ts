/** The help center from its first draft to the request that need not be sent, and mail as staff see it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { coloured, style } from '../apps/server/src/domains/knowledge/page-assets.ts';
import { openStage } from './desk.ts';
import { customer, seat, shot, signIn, staff } from './people.ts';

const stage = await openStage();

test('an article is written by one, published by another, translated beside its source, and read without a script', async () => {
  const { page: mina } = await staff(stage, 'mina');
  await mina.goto(`${stage.address}/console/articles`);
  await mina.getByText('Chat or ticket?').waitFor();
  await mina.getByRole('button', { name: 'New article' }).click();
  const dialog = mina.getByRole('dialog');
  await dialog.getByLabel('Title').fill('Dashboards are empty');
  expect(await dialog.getByLabel('Address').inputValue()).toBe('dashboards-are-empty');
  await dialog.getByLabel('Category').selectOption('Agent');
  await dialog.getByRole('button', { name: 'Begin' }).click();
  await mina.getByRole('heading', { name: 'Dashboards are empty', level: 1 }).waitFor();
  await mina
    .getByLabel('Text', { exact: true })
    .fill('Look at the **time range** first.\n\n## Then at the site\n\n```yaml\nsite: us1\n```');
  await mina.keyboard.press('Control+s');
  await mina.getByText('Somebody else publishes what you wrote').waitFor();
  expect(await mina.getByRole('button', { name: 'Publish' }).count()).toBe(0);
  await mina.frameLocator('iframe[title="Preview"]').getByText('time range').waitFor();
  await shot(mina, 'article-draft');
  await mina.getByRole('button', { name: 'Ask for a review' }).click();
  await mina.getByRole('button', { name: 'Back to drafts' }).waitFor();

  const { page: aiko } = await staff(stage, 'aiko');
  await aiko.goto(`${stage.address}/console/articles`);
  await aiko.getByText('To review', { exact: true }).click();
  await aiko.getByRole('link', { name: 'Dashboards are empty' }).click();
  await aiko.getByRole('button', { name: 'Publish' }).click();
  await aiko.getByText('Version 1').waitFor();

  const reader = await seat({ javaScriptEnabled: false });
  await reader.page.goto(`${stage.address}/help/en/dashboards-are-empty`);
  await reader.page.getByRole('heading', { name: 'Then at the site' }).waitFor();
  await shot(reader.page, 'article-read');

  await mina.getByRole('tab', { name: /한국어|Korean/ }).click();
  await mina.getByText('# Dashboards are empty').waitFor();
  await mina.getByLabel('Title').fill('대시보드가 비어 있을 때');
  await mina.getByLabel('Text', { exact: true }).fill('먼저 **시간 범위**를 확인하세요.');
  await mina.getByRole('button', { name: 'Save', exact: true }).first().click();
  await aiko.reload();
  await aiko.getByRole('tab', { name: /한국어|Korean/ }).click();
  await aiko.getByRole('button', { name: 'Publish' }).click();
  await aiko.getByText('Version 1').waitFor();
  await reader.page.goto(`${stage.address}/help/en/dashboards-are-empty`);
  await reader.page.getByRole('link', { name: '한국어' }).click();
  await reader.page.getByText('시간 범위').waitFor();

  // The source is changed: the translation says that it is behind, and what was changed can be seen.
  await aiko.getByRole('tab', { name: /English/ }).click();
  await aiko.getByLabel('Text', { exact: true }).fill('Look at the **time range** first, then at the filter.');
  await aiko.getByRole('button', { name: 'Save', exact: true }).first().click();
  await aiko.getByText('Changes', { exact: true }).click();
  await aiko.getByText('then at the filter').last().waitFor();
  await shot(aiko, 'article-changes');
  const { page: ada } = await staff(stage, 'ada');
  await ada.goto(aiko.url());
  await ada.getByRole('button', { name: 'Publish' }).click();
  await ada.getByText('Version 2').waitFor();
  await ada
    .getByRole('tab', { name: /한국어|Korean/ })
    .getByText('behind')
    .waitFor();
  expect(stage.errors).toEqual([]);
});

test('a folder is imported from the browser: what it has, what became of it, and its pictures in place', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'fairlead-folder-'));
  try {
    for (const [path, text] of Object.entries({
      'guides/_index.md': '---\ntitle: Guides\n---\nWhere to begin.\n',
      'guides/proxy.md': '---\ntitle: The Agent behind a proxy\n---\n![The way out](way.svg)\n',
      'guides/way.svg': '<svg xmlns="http://www.w3.org/2000/svg" width="120" height="40"><rect width="120" height="40" fill="teal"/></svg>',
      'ko/guides/proxy.md': '---\ntitle: 프록시 뒤의 에이전트\n---\n본문\n',
      'broken.md': '---\ntitle: [\n---\n',
      Makefile: 'all:\n',
    })) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const { page: ada } = await staff(stage, 'ada');
    await ada.goto(`${stage.address}/console/articles`);
    await ada.getByRole('button', { name: 'Import a folder' }).click();
    const dialog = ada.getByRole('dialog');
    await dialog.locator('input[type=file]').setInputFiles(folder);
    await dialog.getByText('4 articles, 1 picture or file; 1 other file is left out').waitFor();
    await dialog.getByRole('button', { name: 'Import and publish' }).click();
    await dialog.getByText('4 taken in, 4 of them new or changed').waitFor();
    await dialog.getByText(/broken\.md: .*front matter/).waitFor();
    await shot(ada, 'import');
    await dialog.getByRole('button', { name: 'Close' }).click();
    await ada.getByRole('link', { name: 'The Agent behind a proxy' }).waitFor();
    const reader = await seat({ javaScriptEnabled: false });
    await reader.page.goto(`${stage.address}/help/en/guides/proxy`);
    const picture = reader.page.getByRole('img', { name: 'The way out' });
    await picture.waitFor();
    await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(120);
    const { page: mina } = await staff(stage, 'mina');
    await mina.goto(`${stage.address}/console/articles`);
    await mina.getByRole('link', { name: 'The Agent behind a proxy' }).waitFor();
    expect(await mina.getByRole('button', { name: 'Import a folder' }).count()).toBe(0);
    expect(stage.errors).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('whatever the vendor’s colour is, links and buttons can be read, by day and by night (WCAG 1.4.3)', async () => {
  const { page } = await seat();
  for (const scheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    for (const color of ['#ffcc00', '#ffffff', '#000000', '#00ff00', '#0000ff', '#ff0000', '#632ca6', '#00ffff', '#ff00ff']) {
      await page.setContent(
        `<style>${style}${coloured(color)}</style><main><a href="#x">x</a></main><form class="search"><button>y</button></form>`,
      );
      const worst = await page.evaluate(() => {
        const pixel = (of: string) => {
          const brush = new OffscreenCanvas(1, 1).getContext('2d')!;
          brush.fillStyle = of;
          brush.fillRect(0, 0, 1, 1);
          return [...brush.getImageData(0, 0, 1, 1).data].slice(0, 3);
        };
        const light = (of: string) => {
          const [r = 0, g = 0, b = 0] = pixel(of).map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
          return 0.2126 * r + 0.7152 * g + 0.0722 * b;
        };
        const contrast = (a: string, b: string) => {
          const [dark = 0, bright = 0] = [light(a), light(b)].toSorted((x, y) => x - y);
          return (bright + 0.05) / (dark + 0.05);
        };
        const look = (of: string) => getComputedStyle(document.querySelector(of)!);
        return Math.min(
          contrast(look('a').color, look('body').backgroundColor),
          contrast(look('button').color, look('button').backgroundColor),
        );
      });
      expect(worst, `${color} in ${scheme}`).toBeGreaterThanOrEqual(4.5);
    }
  }
});

test('search answers as one types, by keyboard, with a typo, in Korean and in Japanese', async () => {
  const { page } = await seat({ locale: 'en-US' });
  await page.goto(`${stage.address}/help/en`);
  await page.getByRole('searchbox').fill('agnet sends');
  await page.locator('#found').getByText('The Agent sends nothing').waitFor();
  await page.keyboard.press('ArrowDown');
  await shot(page, 'help-search');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'The Agent sends nothing', level: 1 }).waitFor();
  await page.getByRole('button', { name: 'Copy' }).first().waitFor();
  await page.getByRole('button', { name: 'Yes' }).click();
  await page.getByText('Thank you for telling us.').waitFor();
  for (const [language, text, title] of [
    ['ko', '지표', '에이전트가 데이터를 보내지 않을 때'],
    ['ja', '送信', 'エージェントからデータが届かない場合'],
  ] as const) {
    await page.goto(`${stage.address}/help/${language}`);
    await page.getByRole('searchbox').fill(text);
    await page.locator('#found').getByText(title).waitFor();
  }
});

test('an article that solves it closes the request before it is sent, is counted, and is cited in the next answer', async () => {
  const dana = await customer(stage, 'dana');
  const { page: portal } = await seat();
  await portal.goto(`${stage.address}/portal`);
  await signIn(portal, 'dana@northwind.example', stage.password);
  await portal.locator('a.button-link').first().waitFor();
  await portal.goto(`${stage.address}/portal/new`);
  const before = await stage.query('select 1 from tickets');
  await portal
    .getByLabel(/Subject|In one line|about/i)
    .first()
    .waitFor();
  await portal.locator('input[name="subject"]').fill('The Agent sends nothing since noon');
  const suggested = portal.getByRole('region', { name: 'These may help at once' });
  await suggested.getByRole('link', { name: 'The Agent sends nothing' }).waitFor();
  await shot(portal, 'suggestions');
  await suggested.getByRole('button', { name: 'This solved it: The Agent sends nothing' }).click();
  await portal.getByText('Solved, and nothing was sent').waitFor();
  expect(await portal.locator('input[name="subject"]').inputValue()).toBe('');
  expect(await stage.query('select 1 from tickets')).toEqual(before);

  // The widget suggests the same.
  await dana.open();
  await dana.startAnew();
  await dana.support.getByText('Technical question').click();
  await dana.support.getByLabel('Your question in one line').fill('stack traces line by line');
  const inWidget = dana.support.getByRole('region', { name: 'These may help at once' });
  await inWidget.getByRole('link', { name: 'Stack traces arrive line by line' }).waitFor();
  await shot(dana.page, 'widget-suggestions');
  await inWidget.getByRole('button', { name: 'This solved it: Stack traces arrive line by line' }).click();
  await dana.support.getByText('Solved, and nothing was sent').waitFor();
  await shot(dana.page, 'widget-solved');
  expect(await stage.query('select 1 from tickets')).toEqual(before);

  const { page: ada } = await staff(stage, 'ada');
  await ada.goto(`${stage.address}/console/reports`);
  await ada.getByRole('row', { name: /Stack traces arrive/ }).waitFor();
  await ada.getByRole('row', { name: /The Agent sends nothing/ }).waitFor();

  const [{ number }] = (await stage.query<{ number: number }>(
    `select number from tickets where state <> 'closed' order by number desc limit 1`,
  )) as [{ number: number }];
  await ada.goto(`${stage.address}/console/tickets/${number}`);
  await ada.getByRole('button', { name: 'Cite an article' }).click();
  await ada.getByRole('dialog').getByRole('searchbox').fill('stack traces');
  await ada
    .getByRole('dialog')
    .getByRole('button', { name: /Stack traces arrive/ })
    .click();
  await ada
    .getByRole('textbox', { name: /Write|Message|Reply/i })
    .first()
    .press('Control+Enter');
  await ada.getByRole('log').getByRole('link', { name: 'Stack traces arrive line by line' }).waitFor();

  // What was answered is on its way to the customer, as they will see it.
  await stage.pass({ seconds: 65 });
  await stage.catchUp();
  await ada.goto(`${stage.address}/console/mail`);
  // Several were written at the same instant.
  await ada
    .getByRole('link', { name: new RegExp(`#${number}\\]`) })
    .first()
    .click();
  const shown = ada.frameLocator('.mail-one iframe');
  await shown.getByRole('link', { name: 'Stack traces arrive line by line' }).waitFor();
  await shot(ada, 'mail');
  await ada.goto(`${stage.address}/console/settings`);
  await ada.getByRole('tab', { name: 'Mail' }).click();
  await ada.getByText('support@skerry.example').first().waitFor();
  await ada.getByRole('button', { name: 'Add an address' }).click();
  await ada.getByRole('dialog').getByRole('textbox', { name: 'Address' }).fill('korea@skerry.example');
  await ada.getByRole('dialog').getByLabel('Name of the sender').fill('Skerry 지원팀');
  await ada.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await ada.getByText('korea@skerry.example').waitFor();
  await shot(ada, 'mail-settings');
  expect(stage.errors).toEqual([]);
});
