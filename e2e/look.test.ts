/** Every screen of the story, light and dark, wide and phone, in three languages: no WCAG 2.2 AA violation, nothing cut off sideways. */
import { beforeEach, describe, test } from 'vitest';
import { openStage } from './desk.ts';
import { customer, looksRight, signIn, staff, toPortal } from './people.ts';

const stage = await openStage();
beforeEach(() => stage.tidy());

const long = `${'Sehr-langes-Wort-ohne-Umbruch'.repeat(8)}\n\n\`\`\`\n${'/var/log/app/'.repeat(30)}\n\`\`\``;
const wide = { width: 1360, height: 860 };
const phone = { width: 390, height: 780 };

const quietPages = [
  ['customers?q=north', 'Northwind Bikes'],
  ['macros', 'Is it solved?'],
  ['tokens', 'Access for programs'],
  ['settings', 'aiko@skerry.example'],
  ['reports', 'What customers say'],
  ['articles', 'Chat or ticket?'],
  ['mail?of=received', 'Nothing came yet'],
] as const;

describe.each([
  { name: 'light', look: { viewport: wide, colorScheme: 'light' as const }, who: 'dana', locale: 'en-US' },
  { name: 'dark', look: { viewport: wide, colorScheme: 'dark' as const }, who: 'dana', locale: 'en-US' },
  { name: 'phone-ko', look: { viewport: phone, colorScheme: 'light' as const }, who: 'jiwoo', locale: 'ko-KR' },
  { name: 'phone-dark-ja', look: { viewport: phone, colorScheme: 'dark' as const }, who: 'takeru', locale: 'ja-JP' },
])('$name', ({ name, look, who, locale }) => {
  test('the customer’s way from the product page to the ticket', async () => {
    const them = await customer(stage, who, { ...look, locale });
    await them.open();
    await them.support
      .getByRole('radio')
      .first()
      .or(them.support.getByRole('button', { name: /Start a new chat|새 채팅|新しいチャット/ }))
      .waitFor();
    await looksRight(`${name}-1-start`, them.page);
    await them.startAnew();
    await them.support.getByRole('radio').first().check();
    await them.support.locator('.kind').first().click();
    await them.support.locator('.why').waitFor();
    await looksRight(`${name}-1-urgent`, them.page);
    await them.support.locator('.kind').first().click();
    await them.page.reload();
    await them.startChat({ area: 'agent', summary: 'web-14' });
    await them.support.locator('.card:not(.asked)').waitFor();
    await looksRight(`${name}-2-waiting`, them.page);
    const jonas = await staff(stage, 'jonas', look.viewport === phone ? { ...look } : look);
    await jonas.page
      .getByRole('link', { name: /web-14/ })
      .first()
      .click();
    await them.say(long);
    await jonas.say('Let me look.\n\n1. one\n2. **two**\n\n> quoted');
    await them.log.locator('blockquote').waitFor();
    await jonas.log.locator('blockquote').waitFor();
    await looksRight(`${name}-3-chat`, them.page);
    await looksRight(`${name}-4-console-chat`, jonas.page);
    await them.support.locator('header button').first().click();
    await looksRight(`${name}-5-end`, them.page);
    await them.support.getByRole('dialog').getByRole('button').nth(1).click();
    await them.support.locator('.card:not(.asked)').waitFor();
    await looksRight(`${name}-6-ticket`, them.page);
    if (who !== 'dana') return;
    const portal = await toPortal(them);
    await portal.getByRole('log').waitFor();
    await looksRight(`${name}-7-portal-ticket`, portal);
  });

  test('the console and the portal', async () => {
    const aiko = await staff(stage, 'aiko', look);
    await looksRight(`${name}-8-console-chats`, aiko.page);
    await stage.catchUp();
    await aiko.page.goto(`${stage.address}/console/tickets`);
    const multiline = aiko.page.getByRole('link', { name: /multiline/ }).first();
    await multiline.waitFor();
    await looksRight(`${name}-9-console-inbox`, aiko.page);
    await aiko.page.getByRole('searchbox').fill('규칙');
    await aiko.page.keyboard.press('Enter');
    await aiko.page.locator('mark').first().waitFor();
    await looksRight(`${name}-9-console-found`, aiko.page);
    await multiline.click();
    await aiko.log.waitFor();
    await looksRight(`${name}-9-console-ticket`, aiko.page);

    const ada = await staff(stage, 'ada', look);
    await ada.page.goto(`${stage.address}/console/policy`);
    await ada.page.locator('.cm-content').waitFor();
    await ada.page.getByText(/an organization on the Standard plan/).waitFor();
    await looksRight(`${name}-9-console-policy`, ada.page);
    await ada.page.goto(`${stage.address}/console/incidents`);
    await ada.page.getByRole('button', { name: 'Declare an incident' }).waitFor();
    await looksRight(`${name}-9-console-incidents`, ada.page);

    // Light on a wide screen, dark on a phone: each of these pages in both.
    const plain = name === 'light' || name === 'phone-dark-ja';
    for (const [path, shows] of plain ? quietPages : []) {
      await ada.page.goto(`${stage.address}/console/${path}`);
      await ada.page.getByText(shows).first().waitFor();
      await looksRight(`${name}-9-console-${path.split('?')[0]}`, ada.page);
    }

    const them = await customer(stage, who, { ...look, locale });
    await them.page.goto(`${stage.address}/portal`);
    await them.page.getByRole('textbox').first().waitFor();
    await looksRight(`${name}-10-portal-sign-in`, them.page);
    await signIn(them.page, `${who}@${{ dana: 'northwind', jiwoo: 'hanbit', takeru: 'minato' }[who]}.example`, stage.password);
    await them.page.getByRole('heading', { level: 1 }).waitFor();
    await looksRight(`${name}-11-portal-list`, them.page);
    await them.page.goto(`${stage.address}/portal/new`);
    await them.page.getByRole('heading', { level: 1 }).waitFor();
    await looksRight(`${name}-12-portal-new`, them.page);
  });
});
