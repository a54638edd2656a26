import { expect, test } from 'vitest';
import { openStage } from './desk.ts';
import { customer, shot, signIn, staff, toPortal } from './people.ts';

const stage = await openStage();

test('an inbox by keyboard: from a view to a ticket and back, a search that is found and kept as a view', async () => {
  await stage.catchUp();
  const priya = await staff(stage, 'priya');
  const { page } = priya;
  await page.keyboard.press('t');
  await page.getByRole('heading', { name: 'All unsolved' }).waitFor();
  await page.locator('[data-row]').first().waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await priya.log.waitFor();
  await page.keyboard.press('Escape');
  await page.locator('[data-row]').first().waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('area:logs 로그');
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: /multiline/ }).waitFor();
  await page.locator('mark', { hasText: '로그' }).first().waitFor();
  await page.getByRole('button', { name: 'Save as view…' }).click();
  const saving = page.getByRole('dialog');
  await saving.getByRole('button', { name: 'Save' }).click();
  await saving.getByText('Give it a name').waitFor();
  await saving.getByLabel('Name').fill('로그');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: '로그' }).waitFor();
  await page.getByRole('link', { name: '로그 1 ticket' }).waitFor();
  await shot(page, 'inbox-saved-view');
  expect(priya.complaints).toEqual([]);
});

test('a chat’s ticket is carried to solved and reopened: its promise stops while it waits and is explained, an escalation needs its note', async () => {
  const dana = await customer(stage);
  await dana.startChat({ area: 'agent', summary: 'Promises of web-21' });
  const mina = await staff(stage, 'mina');
  await mina.page
    .getByRole('link', { name: /web-21/ })
    .first()
    .click();
  await mina.page.getByRole('button', { name: 'End chat' }).click();
  const ending = mina.page.getByRole('dialog');
  await ending.getByRole('radio', { name: /No, a specialist/ }).click();
  await ending.getByLabel('Hand-over note').fill('Needs the Agent team');
  await ending.getByRole('button', { name: 'End chat' }).click();
  await dana.sees(/Ticket #\d+ goes on from here/);
  const [{ number }] = (await stage.query<{ number: number }>(`select max(number) as number from tickets`)) as [{ number: number }];
  const { page } = mina;
  await page.goto(`${stage.address}/console/tickets/${number}`);
  const promises = page.getByRole('region', { name: 'Promises' });
  await promises.getByText(/^due /).first().waitFor();
  await page.getByLabel('State').selectOption('pending');
  await promises.getByText('stopped').first().waitFor();
  await promises.getByRole('button', { name: 'Explain' }).click();
  await page.getByRole('dialog').getByRole('rowheader', { name: 'Sum' }).first().waitFor();
  await shot(page, 'promise-explained');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Escalate…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Area').selectOption('logs');
  await dialog.getByRole('button', { name: 'Escalate' }).click();
  await dialog.getByText('Write at least a sentence').waitFor();
  await dialog.getByLabel('What do the specialists need to know?').fill('The pipeline drops lines');
  await dialog.getByRole('button', { name: 'Escalate' }).click();
  await mina.log.getByText(/Escalated to .*Logs team · Mina Park/).waitFor();
  await shot(page, 'escalated');

  await page.getByLabel('State').selectOption('solved');
  await mina.log.getByText(/→ Solved/).waitFor();
  const portal = await toPortal(dana);
  await portal.getByRole('button', { name: 'Reopen' }).click();
  await portal.getByRole('button', { name: 'Solved' }).waitFor();
  await mina.log.getByText(/Solved → Open/).waitFor();
  await promises.getByText(/^due /).first().waitFor();
  for (const person of [dana, mina]) expect(person.complaints).toEqual([]);
});

test('a customer finds their own requests in the portal, on a phone in Korean, and nobody else’s', async () => {
  await stage.catchUp();
  const jiwoo = await customer(stage, 'jiwoo', { viewport: { width: 390, height: 780 }, locale: 'ko-KR' });
  const { page } = jiwoo;
  await page.goto(`${stage.address}/portal`);
  await signIn(page, 'jiwoo@hanbit.example', stage.password);
  const field = page.getByRole('searchbox', { name: '티켓 내용 검색' });
  await field.fill('규칙');
  await field.press('Enter');
  await page.getByRole('link', { name: /multiline/ }).waitFor();
  await shot(page, 'portal-found-ko');
  await field.fill('graph');
  await field.press('Enter');
  await page.getByText('검색 결과가 없습니다').waitFor();
  expect(jiwoo.complaints).toEqual([]);
});
