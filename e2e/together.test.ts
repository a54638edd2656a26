import { expect, test } from 'vitest';
import { openStage } from './desk.ts';
import { customer, seat, shot, signIn, staff } from './people.ts';

const stage = await openStage();
const newest = async () => (await stage.query<{ number: number }>(`select max(number) as number from tickets`))[0]!.number;

/** Dana's request as the portal's form makes it. */
async function opens(dana: Awaited<ReturnType<typeof customer>>, subject: string): Promise<number> {
  const { page } = dana;
  await page.evaluate(
    async ([address, text]) => {
      const answer = await fetch(`${address}/api/v1/tickets`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'fairlead-as': 'member' },
        body: JSON.stringify({
          id: crypto.randomUUID(),
          question: 'technical',
          area: 'agent',
          subject: text,
          text: `${text}: nothing arrives`,
        }),
      });
      if (!answer.ok) throw new Error(await answer.text());
    },
    [stage.address, subject] as const,
  );
  return newest();
}

async function inPortal(options: Parameters<typeof customer>[2] = {}, who = 'dana', email = 'dana@northwind.example') {
  const person = await customer(stage, who, options);
  await person.page.goto(`${stage.address}/portal`);
  await signIn(person.page, email, stage.password);
  await person.page.locator('a.button-link').first().waitFor();
  return person;
}

test('a call is asked for in the portal, agreed to in the console, moved, and stands in both with an invitation', async () => {
  const dana = await inPortal();
  const number = await opens(dana, 'A call, please');
  const { page } = dana;
  await page.goto(`${stage.address}/portal/tickets/${number}`);
  await page.getByRole('button', { name: 'Ask for a call' }).click();
  const asking = page.getByRole('dialog');
  await asking.getByRole('button', { name: 'Another time' }).click();
  await asking.getByLabel('What should we look at?').fill('The Agent on web-21');
  await shot(page, 'call-asked');
  await asking.getByRole('button', { name: 'Propose' }).click();
  await page.getByText('Proposed, not answered yet').waitFor();

  const aiko = await staff(stage, 'aiko');
  await aiko.page.goto(`${stage.address}/console/tickets/${number}`);
  const calls = aiko.page.getByRole('region', { name: 'Calls' });
  await calls
    .getByRole('button', { name: /^Agree to/ })
    .first()
    .click();
  await calls.getByText(/with Aiko Tanaka/).waitFor();
  await page
    .getByText(/with Aiko Tanaka/)
    .first()
    .waitFor();
  await dana.page.getByRole('link', { name: 'Join' }).waitFor();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Add to calendar' }).click()]);
  expect(download.suggestedFilename()).toBe(`${number}.ics`);
  await shot(page, 'call-agreed');

  await calls.getByRole('button', { name: 'Propose other times' }).click();
  const other = aiko.page.getByRole('dialog');
  await other.getByLabel('Day').selectOption({ index: 2 });
  await other.getByRole('button', { name: 'Propose' }).click();
  await page.getByRole('button', { name: /^Agree to/ }).click();
  await page.getByText(/^Moved:/).waitFor();
  await aiko.page.getByText(/^Moved:/).waitFor();
  await shot(aiko.page, 'call-moved');
  for (const person of [dana, aiko]) expect(person.complaints).toEqual([]);
});

test('two tickets become one and two again', async () => {
  const dana = await inPortal();
  const [first, second] = [await opens(dana, 'Graphs stop'), await opens(dana, 'Graphs stop, again')];
  const aiko = await staff(stage, 'aiko');
  const { page } = aiko;
  await page.goto(`${stage.address}/console/tickets/${second}`);
  await page.getByRole('button', { name: 'Merge…' }).click();
  const merging = page.getByRole('dialog');
  await merging.getByLabel('Number of the other ticket').fill(`#${first}`);
  await merging.getByRole('status').getByText('Graphs stop').waitFor();
  await shot(page, 'merging');
  await merging.getByRole('button', { name: 'Merge', exact: true }).click();
  await page.getByRole('heading', { name: 'Graphs stop', exact: true }).waitFor();
  await page.getByRole('button', { name: 'Show what was said there' }).click();
  await page.getByRole('dialog').getByText('Graphs stop, again: nothing arrives').waitFor();
  await page.keyboard.press('Escape');
  await shot(page, 'merged');

  await dana.page.goto(`${stage.address}/portal/tickets/${second}`);
  await dana.page.getByText(`#${second} “Graphs stop, again” was merged into this request`).waitFor();
  await dana.page.getByPlaceholder('Write a message').fill('By the old number');
  await dana.page.keyboard.press('Enter');
  await aiko.log.getByText('By the old number').waitFor();

  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('heading', { name: 'Graphs stop, again' }).waitFor();
  await dana.page.getByRole('heading', { name: 'Graphs stop, again' }).waitFor();
  for (const person of [dana, aiko]) expect(person.complaints).toEqual([]);
});

test('twenty tickets are triaged by the keyboard alone', async () => {
  const dana = await inPortal();
  for (let i = 0; i < 20; i++) await opens(dana, `Triage ${i}`);
  await stage.query(`update tickets set assignee_id = null where subject like 'Triage %'`);
  const aiko = await staff(stage, 'aiko');
  const { page } = aiko;
  const { keyboard } = page;
  await page.goto(`${stage.address}/console/tickets?q=${encodeURIComponent('triage assignee:nobody is:unsolved')}`);
  await stage.catchUp();
  await page.reload();
  const rows = page.locator('[data-row]');
  await rows.first().waitFor();
  const left = async () =>
    (await stage.query<{ n: number }>(`select count(*)::int as n from tickets where subject like 'Triage %' and assignee_id is null`))[0]!
      .n;
  const settles = (n: number) => expect.poll(left, { timeout: 5_000 }).toBe(n);
  // Five one by one.
  await keyboard.press('j');
  for (let i = 1; i <= 5; i++) {
    await keyboard.press('a');
    await page.locator('[role=combobox]:focus').waitFor();
    await keyboard.type('me');
    await page.getByRole('option', { name: /^Me/ }).waitFor();
    await keyboard.press('Enter');
    await settles(20 - i);
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await expect.poll(() => rows.count()).toBe(20 - i);
  }
  // One too many, undone.
  await keyboard.press('z');
  await settles(16);
  // The rest at once.
  await expect.poll(() => rows.count()).toBe(16);
  for (let i = 0; i < 20; i++) await keyboard.press('k');
  for (let i = 0; i < 16; i++) {
    await keyboard.press('x');
    await keyboard.press('j');
  }
  await page.getByRole('region', { name: '16 chosen' }).waitFor();
  await keyboard.press('a');
  await page.locator('[role=combobox]:focus').waitFor();
  await keyboard.type('priya');
  await page.getByRole('option', { name: /^Priya/ }).waitFor();
  await keyboard.press('Enter');
  await page.getByRole('region', { name: 'What would change' }).waitFor();
  await page.locator('[type=submit]:focus').waitFor();
  await shot(page, 'bulk-preview');
  await keyboard.press('Enter');
  await settles(0);
  await shot(page, 'triage-done');
  // Everything is a few letters away.
  await keyboard.press('Control+k');
  await page.getByPlaceholder('Type a command, a number, a name, or words of a ticket').waitFor();
  await keyboard.type('triage 7');
  await page.getByText('Triage 7').first().waitFor();
  await shot(page, 'palette');
  await keyboard.press('Escape');
  expect(aiko.complaints).toEqual([]);
});

test('a solved request is rated in one click, then with a comment, on a phone in Korean', async () => {
  const jiwoo = await inPortal({ viewport: { width: 390, height: 780 }, locale: 'ko-KR' }, 'jiwoo', 'jiwoo@hanbit.example');
  const number = await opens(jiwoo, '에이전트가 멈췄습니다');
  const { page } = jiwoo;
  await page.goto(`${stage.address}/portal/tickets/${number}`);
  await page.getByRole('button', { name: '문제가 해결되었습니다' }).click();
  await page.getByRole('button', { name: '만족', exact: true }).click();
  await page.getByLabel('더 하실 말씀이 있나요? (선택)').fill('빠른 답변 감사합니다');
  await page.locator('.rating').getByRole('button', { name: '보내기' }).click();
  await page.getByText('의견을 들려주셔서 감사합니다: 만족').waitFor();
  await shot(page, 'rated-ko');
  await page.getByText('통화', { exact: true }).first().waitFor();
  await page.getByRole('button', { name: '다시 열기' }).click();
  await page.getByRole('button', { name: '문제가 해결되었습니다' }).waitFor();
  await page.locator('summary', { hasText: '통화' }).click();
  await page.getByRole('button', { name: '통화 요청' }).click();
  await shot(page, 'call-phone-ko');
  expect(jiwoo.complaints).toEqual([]);
});

test('a macro fills names, a colleague is called by name and told, and who looks at the same ticket is seen', async () => {
  const dana = await inPortal();
  const number = await opens(dana, 'Together on one');
  const ada = await staff(stage, 'ada');
  await ada.page.goto(`${stage.address}/console/macros`);
  await ada.page.getByRole('button', { name: 'New macro' }).click();
  const making = ada.page.getByRole('dialog');
  await making.getByLabel('Name').fill('Ask for a flare');
  await making.getByLabel('Text').fill('Hello {{customer.password}}');
  await making.getByLabel('For everybody').check();
  await making.getByLabel('Once it is said').selectOption('pending');
  await making.getByRole('button', { name: 'Keep' }).click();
  await making.getByText('{{customer.password}}').last().waitFor();
  await making.getByLabel('Text').fill('Hello {{customer.name}}, please send a flare for #{{ticket.number}}.');
  await shot(ada.page, 'macro-making');
  await making.getByRole('button', { name: 'Keep' }).click();
  const made = ada.page.getByRole('listitem').filter({ hasText: 'Ask for a flare' });
  await made.getByText('For everybody · then Waiting for customer').waitFor();
  const [aiko, priya] = [await staff(stage, 'aiko'), await staff(stage, 'priya')];
  for (const person of [aiko, priya]) await person.page.goto(`${stage.address}/console/tickets/${number}`);
  await aiko.page.getByText('Also looking at this: Priya Nair').waitFor();
  await priya.page.goto(`${stage.address}/console/tickets`);
  await aiko.page.getByText('Also looking at this: Priya Nair').waitFor({ state: 'detached' });
  await aiko.page.keyboard.press('m');
  await aiko.page.locator('[role=combobox]:focus').waitFor();
  await aiko.page.keyboard.type('flare');
  await aiko.page.keyboard.press('Enter');
  await aiko.page.getByText('Then: Waiting for customer ×').waitFor();
  await shot(aiko.page, 'macro');
  await aiko.page.keyboard.press('Enter');
  await dana.page.goto(`${stage.address}/portal/tickets/${number}`);
  await dana.page.getByText(`please send a flare for #${number}.`).waitFor();
  await dana.page.getByText('Waiting for you').first().waitFor();

  await aiko.page.keyboard.press('Escape');
  await aiko.page.keyboard.press('n');
  await aiko.page.keyboard.type('@pri');
  await aiko.page.getByRole('option', { name: 'Priya Nair' }).waitFor();
  await shot(aiko.page, 'mention');
  await aiko.page.keyboard.press('Enter');
  await aiko.page.keyboard.type('can you look?');
  await aiko.page.keyboard.press('Enter');
  await priya.page.getByText(`Aiko Tanaka called you to #${number}`).waitFor();
  await priya.page.getByText(`Aiko Tanaka called you to #${number}`).locator('..').getByRole('link').click();
  await priya.page.getByText(`Aiko Tanaka called you to #${number}`).waitFor({ state: 'detached' });
  await shot(priya.page, 'ticket');
  for (const person of [dana, ada, aiko, priya]) expect(person.complaints).toEqual([]);
});

test('an administrator adds somebody, makes a token for a service and reads the reports; a customer saves their ticket as PDF', async () => {
  const ada = await staff(stage, 'ada');
  const { page } = ada;
  await page.getByRole('button', { name: /Ada Olsen/ }).click();
  await page.getByRole('link', { name: 'Desk settings' }).click();
  await page.getByRole('button', { name: 'Add a person' }).click();
  const adding = page.getByRole('dialog');
  await adding.getByRole('button', { name: 'Save' }).click();
  await adding.getByText('Give an email address').waitFor();
  await adding.getByLabel('Name').fill('Nils Berg');
  await adding.getByLabel('Email address').fill('nils@skerry.example');
  await adding.getByLabel('Agent').check();
  await adding.getByRole('button', { name: 'Save' }).click();
  const password = await adding.locator('code').innerText();
  await adding.getByRole('button', { name: 'Done' }).click();
  await page.getByText('nils@skerry.example').waitFor();
  await shot(page, 'settings');
  await page.getByRole('tab', { name: 'History' }).click();
  await page.getByText(/Person · added by Ada Olsen/).waitFor();
  const nils = await seat();
  await nils.page.goto(`${stage.address}/console`);
  await signIn(nils.page, 'nils@skerry.example', password);
  await nils.page.getByRole('switch').waitFor();

  await page.goto(`${stage.address}/console/tokens`);
  await page.getByRole('button', { name: 'Make a token' }).click();
  const making = page.getByRole('dialog');
  await making.getByLabel('Name').first().fill('Probe');
  await making.getByLabel(/A service/).check();
  await making.getByLabel('Name of the service').fill('Status page');
  await making.getByRole('button', { name: 'Make a token' }).click();
  const token = await making.locator('code').innerText();
  const answer = await fetch(`${stage.address}/api/v1/tickets`, { headers: { authorization: `Bearer ${token}` } });
  expect([token.slice(0, 3), answer.status]).toEqual(['fl_', 200]);
  await making.getByRole('button', { name: 'Done' }).click();
  await page.getByText(/Service Status page/).waitFor();

  await page.goto(`${stage.address}/console/reports`);
  await page.locator('.recharts-bar-rectangle path').last().waitFor();
  await page.getByRole('heading', { name: 'Load' }).waitFor();
  const [csv] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Every ticket as CSV' }).click()]);
  expect(csv.suggestedFilename()).toBe('tickets-30-days.csv');
  await shot(page, 'reports');

  const dana = await inPortal();
  const number = await opens(dana, 'To keep');
  await dana.page.goto(`${stage.address}/portal/tickets/${number}`);
  const [pdf] = await Promise.all([dana.page.waitForEvent('download'), dana.page.getByRole('link', { name: 'Save as PDF' }).click()]);
  expect(pdf.suggestedFilename()).toBe(`ticket-${number}.pdf`);
  for (const person of [ada, nils, dana]) expect(person.complaints).toEqual([]);
});
