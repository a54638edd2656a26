import { beforeEach, expect, test } from 'vitest';
import { openStage } from './desk.ts';
import { customer, staff, toPortal } from './people.ts';

const stage = await openStage();
beforeEach(() => stage.tidy());
const onlyTicket = (summary: string) =>
  stage.query<{ number: number; state: string; tickets: number }>(
    `select k.number, k.state, count(*) over ()::int as tickets from tickets k join chats c on c.id = k.chat_id where c.summary = '${summary}'`,
  );

test('a chat that is not solved goes on as a ticket with the specialist, who has it all, and is answered in the portal (S9–S11, S14–S18)', async () => {
  const mina = await staff(stage, 'mina');
  const aiko = await staff(stage, 'aiko');
  const dana = await customer(stage);
  await dana.startChat({ area: 'agent', summary: 'web-14 stopped reporting' });
  await dana.sees('Mina Park is here to help');
  await dana.say('It stopped at noon:\n\n```yaml\nlogs_enabled: tru\n```');

  await mina.openChat('Dana Reyes');
  await mina.log.getByText('logs_enabled: tru').waitFor();
  await mina.say('Thank you. Which **version** is it?');
  await dana.log.locator('strong', { hasText: 'version' }).waitFor();
  await dana.say('7.52.0');
  await mina.note('Their proxy may be in the way');
  await mina.log.getByText('Their proxy may be in the way').waitFor();
  expect(await dana.log.getByText('proxy').count()).toBe(0);

  await mina.page.getByRole('button', { name: 'End chat' }).click();
  const dialog = mina.page.getByRole('dialog');
  await dialog.getByRole('radio', { name: /No, a specialist/ }).click();
  await dialog.getByLabel('Hand-over note').fill('Agent 7.52.0 behind a proxy, config reload fails');
  await dialog.getByLabel('an Agent flare').check();
  await dialog.getByRole('button', { name: 'End chat' }).click();

  await dana.sees(/Ticket #\d+ goes on from here/);
  await dana.log.getByRole('region', { name: 'Mina Park asks for' }).getByText('an Agent flare').waitFor();
  const [ticket] = await onlyTicket('web-14 stopped reporting');
  expect(ticket).toMatchObject({ state: 'open', tickets: 1 });

  await aiko.page.getByRole('link', { name: /Tickets/ }).click();
  await aiko.page
    .getByRole('link', { name: /web-14 stopped reporting/ })
    .first()
    .click();
  for (const said of ['logs_enabled: tru', '7.52.0', 'Their proxy may be in the way', 'config reload fails'])
    await aiko.log.getByText(said).first().waitFor();

  const portal = await toPortal(dana);
  await portal.getByRole('heading', { name: /web-14 stopped reporting/ }).waitFor();
  expect(await portal.getByText('proxy').count()).toBe(0);
  expect(portal.url()).not.toMatch(/code|#/);
  await portal.getByPlaceholder('Write a message').fill('Here is the flare you asked for');
  await portal.keyboard.press('Enter');
  await aiko.log.getByText('Here is the flare you asked for').waitFor();
  await aiko.say('The flare shows line 27 is wrong');
  await portal.getByText('The flare shows line 27 is wrong').waitFor();
  await dana.sees('The flare shows line 27 is wrong');
  for (const person of [mina, aiko, dana]) expect(person.complaints).toEqual([]);
  expect(stage.errors).toEqual([]);
});

test('a chat that solved the problem leaves its ticket closed, and writing to it opens it again (S16)', async () => {
  const jonas = await staff(stage, 'jonas');
  const jiwoo = await customer(stage, 'jiwoo', { locale: 'ko-KR' });
  await jiwoo.startChat({ area: 'dashboards', summary: '그래프에 쿼리 두 개를 넣고 싶습니다' });
  await jiwoo.sees('Jonas Weber 님이 상담을 시작합니다');
  await jonas.openChat('한지우');
  await jonas.say('`Add query` 를 누르세요');
  await jiwoo.log.locator('code', { hasText: 'Add query' }).waitFor();
  await jiwoo.support.getByRole('button', { name: '채팅 종료' }).click();
  await jiwoo.support.getByRole('dialog').getByRole('button').first().click();
  await jonas.sees(/Ended as solved\. Ticket #\d+/);
  expect(await onlyTicket('그래프에 쿼리 두 개를 넣고 싶습니다')).toMatchObject([{ state: 'closed', tickets: 1 }]);
  await jiwoo.say('다시 문제가 생겼습니다');
  await jiwoo.log.getByText('다시 문제가 생겼습니다').waitFor();
  await expect.poll(() => onlyTicket('그래프에 쿼리 두 개를 넣고 싶습니다')).toMatchObject([{ state: 'open' }]);
});

test('with nobody available the customer sees their place, may leave a message and go, and loses nothing by closing the tab', async () => {
  await stage.pass({ seconds: 60 });
  const dana = await customer(stage);
  await dana.startChat({ area: 'logs', summary: 'Logs are late' });
  await dana.sees('You are next in line.');
  await dana.sees(/Nobody is available right now/);
  await dana.say('They are late by an hour');
  await dana.log.getByText('They are late by an hour').waitFor();
  await dana.page.close();

  const page = await dana.context.newPage();
  await page.goto(`${stage.product}/demo?as=dana`);
  await page.locator('#support').click();
  const support = page.frameLocator('iframe');
  await support.getByText('They are late by an hour').waitFor();
  await support.getByRole('button', { name: 'Leave a message and go' }).click();
  await support.getByText(/Ticket #\d+ goes on from here/).waitFor();
  expect(await onlyTicket('Logs are late')).toMatchObject([{ state: 'open', tickets: 1 }]);
});

test('an engineer who drops off for a minute has the chat returned to the front of the line with everything said so far', async () => {
  const mina = await staff(stage, 'mina');
  const takeru = await customer(stage, 'takeru', { locale: 'ja-JP' });
  await takeru.startChat({ area: 'apm', summary: 'トレースが届きません' });
  await takeru.sees('Mina Park が担当します');
  await takeru.say('昨日からです');
  await mina.openChat('佐藤健');
  await mina.log.getByText('昨日からです').waitFor();
  const dana = await customer(stage);
  await mina.context.close();
  await expect
    .poll(() =>
      stage.query(`select 1 from presences where gone_at is not null and staff_id = (select id from staff where name = 'Mina Park')`),
    )
    .toHaveLength(1);
  await dana.startChat({ area: 'agent', summary: 'Behind in the line' });
  await dana.sees('You are next in line.');
  await stage.pass({ seconds: 65 });
  await takeru.sees(/Mina Park の接続が切れました/);
  await dana.sees('You are number 2 in line.');
  const jonas = await staff(stage, 'jonas');
  await takeru.sees('Jonas Weber が担当します');
  await jonas.openChat('佐藤健');
  await jonas.log.getByText('昨日からです').waitFor();
});

test('without a network what is typed is kept as not sent, survives a reload, and is sent once when the network is back', async () => {
  const mina = await staff(stage, 'mina');
  const dana = await customer(stage);
  await dana.startChat({ area: 'agent', summary: 'Writing in a tunnel' });
  await dana.sees('Mina Park is here to help');
  await mina.openChat('Dana Reyes');
  await dana.context.setOffline(true);
  await stage.cut();
  await dana.sees(/No connection/);
  await dana.say('Said in the tunnel');
  await dana.sees('Not sent yet');
  await dana.context.setOffline(false);
  await dana.page.reload();
  await dana.open();
  await dana.log.getByText('Said in the tunnel').waitFor();
  await mina.log.getByText('Said in the tunnel').waitFor();
  await expect.poll(() => stage.query(`select 1 from entries where body ->> 'text' = 'Said in the tunnel'`)).toHaveLength(1);
  await expect.poll(() => dana.log.getByText('Said in the tunnel').count()).toBe(1);
});

test('what is said while the server restarts arrives on both screens, once', async () => {
  const mina = await staff(stage, 'mina');
  const dana = await customer(stage);
  await dana.startChat({ area: 'agent', summary: 'Before the restart' });
  await mina.openChat('Dana Reyes');
  await stage.restart(async () => {
    await dana.say('Said while it was down');
    await dana.sees('Not sent yet');
  });
  await mina.log.getByText('Said while it was down').waitFor();
  await mina.say('And answered after it');
  await dana.sees('And answered after it');
  expect(await mina.log.getByText('Said while it was down').count()).toBe(1);
});

test('when both end the chat at once there is one ticket and both see its number', async () => {
  const mina = await staff(stage, 'mina');
  const dana = await customer(stage);
  await dana.startChat({ area: 'agent', summary: 'Ended by both' });
  await mina.openChat('Dana Reyes');
  await mina.page.getByRole('button', { name: 'End chat' }).click();
  await mina.page
    .getByRole('dialog')
    .getByRole('radio', { name: /Yes, solved/ })
    .click();
  await dana.support.getByRole('button', { name: 'End chat' }).click();
  // Each one's request waits until the other's has left, too.
  const both = Promise.withResolvers<void>();
  let asked = 0;
  for (const { page } of [mina, dana])
    await page.route('**/ending', async (route) => {
      if (++asked === 2) both.resolve();
      await both.promise;
      await route.continue();
    });
  await mina.page.getByRole('dialog').getByRole('button', { name: 'End chat' }).click();
  await dana.support.getByRole('button', { name: 'No, go on as a ticket' }).click();
  await dana.sees(/Ticket #\d+ (goes on from here|is solved and closed)/);
  await mina.sees(/Ticket #\d+/);
  expect(await onlyTicket('Ended by both')).toMatchObject([{ tickets: 1 }]);
});

test('a pasted picture is shown in place on the other screen, and a file can be saved', async () => {
  const mina = await staff(stage, 'mina');
  const dana = await customer(stage);
  await dana.startChat({ area: 'dashboards', summary: 'A picture says more' });
  await mina.openChat('Dana Reyes');
  await dana.support.getByRole('button', { name: 'Attach' }).click();
  await dana.support.locator('input[type=file]').setInputFiles([
    { name: 'graph.png', mimeType: 'image/png', buffer: await dana.page.screenshot({ clip: { x: 0, y: 0, width: 400, height: 200 } }) },
    { name: 'agent.log', mimeType: 'text/plain', buffer: Buffer.from('ERROR yaml: line 27') },
  ]);
  await dana.say('See here');
  await mina.log.getByText('See here').waitFor();
  await expect
    .poll(() => mina.log.locator('img').evaluateAll((all) => all.map((img) => (img as HTMLImageElement).naturalWidth)))
    .toEqual([400]);
  await mina.log.getByText('agent.log').waitFor();
});

test('a colleague joins, and the chat is handed over with a note that the customer never sees', async () => {
  const mina = await staff(stage, 'mina');
  const dana = await customer(stage);
  await dana.startChat({ area: 'apm', summary: 'Two heads' });
  await dana.sees('Mina Park is here to help');
  const jonas = await staff(stage, 'jonas');
  await jonas.openChat('Dana Reyes');
  await jonas.page.getByRole('button', { name: 'Join' }).click();
  await dana.sees('Jonas Weber joined');
  await jonas.say('I know this one');
  await dana.sees('I know this one');
  await mina.openChat('Dana Reyes');
  await mina.page.getByRole('button', { name: 'Hand over' }).click();
  const dialog = mina.page.getByRole('dialog');
  await dialog.getByRole('radio', { name: /Jonas Weber/ }).click();
  await dialog.getByLabel('Note for your colleague').fill('Yours, as you said');
  await dialog.getByRole('button', { name: 'Hand over' }).click();
  await dana.sees('Mina Park handed over to Jonas Weber');
  await jonas.log.getByText('Yours, as you said').waitFor();
  expect(await dana.log.getByText('Yours, as you said').count()).toBe(0);
});
