import { expect, test } from 'vitest';
import { a, ask, crowd, end, events, follow, look, note, openTicket, read, say, words } from '../acts.ts';
import { newDesk } from '../desk.ts';

test('what is said on one node is heard on the other, in order; a note reaches the other node’s staff alone', async () => {
  const desk = await newDesk();
  const other = await desk.secondNode();
  const mina = await desk.onDuty('Mina');
  const dana = await other.member('Dana');
  const chat = await ask(dana);
  const [tab, console] = [await dana.live(), await (await other.staff('Jonas')).live()];
  await follow(tab, chat);
  await follow(console, chat);
  await note(mina, chat, 'psst');
  for (let i = 0; i < 10; i++) await say(mina, chat, `${i}`);
  await tab.hears(words('9'));
  await console.hears(words('9'));
  expect(tab.heard.filter(a('entry')).map((m) => m.entry.number)).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  expect(console.heard.filter(a('entry')).map((m) => m.entry.number)).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]);
  expect(JSON.stringify(tab.heard)).not.toContain('psst');
});

test('typing, marks, presence, the line and “changed” cross from node to node', async () => {
  const desk = await newDesk();
  const other = await desk.secondNode();
  const mina = await desk.onDuty('Mina');
  await desk.query('update presences set capacity = 1');
  const [dana, jiwoo] = [await other.member('Dana'), await other.member('Jiwoo')];
  const [chat, waiting] = [await ask(dana), await ask(jiwoo)];
  await follow(mina.console, chat);
  const [tab, waiter] = [await dana.live(), await jiwoo.live()];
  await follow(tab, chat);
  await follow(waiter, waiting);
  await mina.console.hears(a('presence', (m) => m.member));
  tab.send({ do: 'typing', thread: chat.thread });
  await mina.console.hears(a('typing', (m) => m.by.name === 'Dana Reyes'));
  mina.console.send({ do: 'mark', thread: chat.thread, read: 2 });
  await tab.hears(a('marks', (m) => m.marks.staff.read === 2));
  await mina.call('PUT /me/availability', { body: { available: false } });
  expect((await waiter.hears(a('line', (m) => m.line.minutes === null))).line.place).toBe(1);
  await openTicket(dana);
  await mina.console.hears(a('changed', (m) => m.what === 'tickets'));
});

test('thirty chats started at once through two nodes with two engineers: nobody over capacity, no chat given twice, and all are served in the end', async () => {
  const desk = await newDesk();
  const other = await desk.secondNode();
  const [mina, jonas] = [await desk.onDuty('Mina'), await other.onDuty('Jonas')];
  const people = [...(await crowd(desk, 15)), ...(await crowd(other, 30)).slice(15)];
  const [chats] = await Promise.all([Promise.all(people.map((p) => ask(p))), desk.sweep(), other.sweep(), desk.sweep(), other.sweep()]);
  const load = async () => (await mina.call('GET /staff', {})).staff.filter((s) => s.chats > 0).map((s) => [s.name, s.chats]);
  expect(await load()).toEqual([
    ['Jonas Weber', 3],
    ['Mina Park', 3],
  ]);
  for (let left = 30; left > 0;) {
    const { chats: going } = await mina.call('GET /chats', {});
    const active = going.filter((c) => c.state === 'active');
    expect(active).toHaveLength(Math.min(6, left));
    await Promise.all(active.map((c, i) => end(i % 2 ? mina : jonas, c, { solved: i % 3 === 0 })));
    left -= active.length;
    for (const [, count] of await load()) expect(count).toBeLessThanOrEqual(3);
  }
  for (const [i, chat] of chats.entries())
    expect(events(await read(people[i]!, chat))).toEqual(['chat_waiting', 'engineer_connected', 'chat_ended', 'ticket_opened']);
  expect([...desk.errors, ...other.errors]).toEqual([]);
});

test('chats, endings and engineers coming on duty at once on both nodes never give one chat to two, nor leave one waiting that somebody free could take', async () => {
  const desk = await newDesk();
  const other = await desk.secondNode();
  const [mina, jonas] = [await desk.onDuty('Mina'), await other.onDuty('Jonas')];
  const people = await crowd(desk, 12);
  await Promise.all([
    ...people.map(async (p, i) => {
      const chat = await ask(p);
      if (i % 2) await end(i % 4 === 1 ? p : jonas, chat);
    }),
    ...[false, true, false, true].map((available) => mina.call('PUT /me/availability', { body: { available } })),
  ]);
  await mina.call('PUT /me/availability', { body: { available: true } });
  const { chats } = await mina.call('GET /chats', {});
  expect(chats).toHaveLength(6);
  for (const chat of chats) expect(events(await read(mina, chat))).toEqual(['chat_waiting', 'engineer_connected']);
  expect([...desk.errors, ...other.errors]).toEqual([]);
});

test('an engineer who moves to the other node has not dropped off', async () => {
  const desk = await newDesk();
  const other = await desk.secondNode();
  const mina = await desk.onDuty('Mina');
  const dana = await desk.member('Dana');
  const chat = await ask(dana);
  await desk.cut(mina);
  await (await other.staff('Mina')).live();
  await desk.pass({ seconds: 90 });
  expect((await look(dana, chat)).engineer?.name).toBe('Mina Park');
});

test('when both nodes notice at once that an engineer dropped off, the chat goes back to the line once', async () => {
  const desk = await newDesk();
  const other = await desk.secondNode();
  const mina = await desk.onDuty('Mina');
  const dana = await desk.member('Dana');
  const chat = await ask(dana);
  await desk.cut(mina);
  await desk.pass({ seconds: 55 });
  desk.down({ seconds: 10 });
  await Promise.all([desk.sweep(), other.sweep(), desk.sweep(), other.sweep()]);
  expect(events(await read(dana, chat))).toEqual(['chat_waiting', 'engineer_connected', 'returned_to_line']);
  expect([...desk.errors, ...other.errors]).toEqual([]);
});

test('when both nodes notice at once that a customer vanished, there is one ticket', async () => {
  const desk = await newDesk();
  const other = await desk.secondNode();
  const dana = await desk.member('Dana');
  const chat = await ask(dana);
  await desk.pass({ seconds: 580 });
  desk.down({ seconds: 25 });
  await Promise.all([desk.sweep(), other.sweep(), desk.sweep(), other.sweep()]);
  expect(events(await read(dana, chat))).toEqual(['chat_waiting', 'chat_ended', 'evidence_asked', 'ticket_opened']);
  expect(await desk.query('select 1 from tickets')).toHaveLength(1);
});
