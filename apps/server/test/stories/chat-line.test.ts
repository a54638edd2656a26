import { newId } from '@fairlead/client';
import { expect, test } from 'vitest';
import {
  a,
  adopt,
  ask,
  askSales,
  crowd,
  customer,
  end,
  events,
  follow,
  give,
  join,
  leave,
  look,
  note,
  read,
  say,
  texts,
  ticketOf,
} from '../acts.ts';
import { newDesk } from '../desk.ts';
import { shippedYaml } from '../../src/domains/policy/shipped.ts';

const capacity = (to: number) => `update presences set capacity = ${to}`;

test('a sales question goes to sales and never to an engineer, a technical one never to sales (S10–S12)', async () => {
  const desk = await newDesk();
  const [dana, jiwoo] = [await desk.member('Dana'), await desk.member('Jiwoo')];
  await desk.onDuty('Mina');
  const sales = await askSales(dana);
  expect(sales).toMatchObject({ state: 'waiting', question: 'sales', area: null });
  await desk.onDuty('Lucas');
  expect(await look(dana, sales)).toMatchObject({ state: 'active', engineer: { name: 'Lucas Martin' } });
  expect(await ask(jiwoo)).toMatchObject({ engineer: { name: 'Mina Park' } });
});

test('with only sales on duty a technical question waits', async () => {
  const desk = await newDesk();
  await desk.onDuty('Lucas');
  expect(await ask(await desk.member('Dana'))).toMatchObject({ state: 'waiting', line: { place: 1, minutes: null } });
});

test('the longest idle engineer is next', async () => {
  const desk = await newDesk();
  const given: (string | undefined)[] = [];
  await desk.onDuty('Jonas');
  await desk.pass({ seconds: 5 });
  await desk.onDuty('Mina');
  for (const person of await crowd(desk, 4)) {
    given.push((await ask(person)).engineer?.name);
    await desk.pass({ seconds: 5 });
  }
  expect(given).toEqual(['Jonas Weber', 'Mina Park', 'Jonas Weber', 'Mina Park']);
});

test('an engineer without a chat comes before one who has any, however short they have been idle', async () => {
  const desk = await newDesk();
  await desk.onDuty('Mina');
  const [one, two] = await crowd(desk, 2);
  await ask(one!);
  await desk.pass({ seconds: 30 });
  await desk.onDuty('Jonas');
  expect((await ask(two!)).engineer?.name).toBe('Jonas Weber');
});

test('ending a chat makes an engineer the last of those who are idle', async () => {
  const desk = await newDesk();
  const mina = await desk.onDuty('Mina');
  await desk.pass({ seconds: 5 });
  await desk.onDuty('Jonas');
  const [one, two] = await crowd(desk, 2);
  const chat = await ask(one!);
  expect(chat.engineer?.name).toBe('Mina Park');
  await desk.pass({ seconds: 5 });
  await end(mina, chat);
  expect((await ask(two!)).engineer?.name).toBe('Jonas Weber');
});

test('nobody gets more chats than they have capacity for, and the end of one connects the next in the same answer', async () => {
  const desk = await newDesk();
  const mina = await desk.onDuty('Mina');
  const people = await crowd(desk, 4);
  const chats = [];
  for (const person of people) chats.push(await ask(person));
  expect(chats.map((c) => c.state)).toEqual(['active', 'active', 'active', 'waiting']);
  await end(mina, chats[1]!);
  expect(await look(people[3]!, chats[3]!)).toMatchObject({ state: 'active', engineer: { name: 'Mina Park' } });
});

test('who is away or not connected is given nothing', async () => {
  const desk = await newDesk();
  const mina = await desk.onDuty('Mina');
  await mina.call('PUT /me/availability', { body: { available: false } });
  const jonas = await desk.staff('Jonas');
  await jonas.call('PUT /me/availability', { body: { available: true } });
  const chat = await ask(await desk.member('Dana'));
  expect(chat).toMatchObject({ state: 'waiting', line: { place: 1, minutes: null } });
  await jonas.live();
  expect((await look(mina, chat)).engineer?.name).toBe('Jonas Weber');
});

test('who waits hears their place and an honest wait, each time the line moves', async () => {
  const desk = await newDesk();
  const mina = await desk.onDuty('Mina');
  const [one, two, three, four, five] = await crowd(desk, 5);
  const busy = [await ask(one!), await ask(two!), await ask(three!)];
  const first = await ask(four!);
  const second = await ask(five!);
  expect([first.line, second.line]).toMatchObject([
    { place: 1, minutes: 4 },
    { place: 2, minutes: 7 },
  ]);
  const live = await five!.live();
  await follow(live, second);
  await end(four!, first);
  // What moved before may still be on its way.
  await live.hears(a('line', ({ line }) => line.place === 1 && line.minutes === 4));
  await end(mina, busy[0]!);
  expect(await look(five!, second)).toMatchObject({ state: 'active', line: null });
  await live.hears(a('entry', ({ entry }) => entry.kind === 'event' && entry.body.event === 'engineer_connected'));
});

test('when the last engineer goes off duty, the expected wait becomes unknown before the customer’s eyes', async () => {
  const desk = await newDesk();
  const mina = await desk.onDuty('Mina');
  await desk.query(capacity(1));
  const [one, two] = await crowd(desk, 2);
  await ask(one!);
  const chat = await ask(two!);
  expect(chat.line).toMatchObject({ place: 1, minutes: 10 });
  const live = await two!.live();
  await follow(live, chat);
  await mina.call('PUT /me/availability', { body: { available: false } });
  // What moved before may still be on its way.
  await live.hears(a('line', ({ line }) => line.place === 1 && line.minutes === null));
});

test('the expected wait comes from how long recent chats of that line took', async () => {
  const desk = await newDesk();
  const mina = await desk.onDuty('Mina');
  await desk.query(capacity(1));
  const people = await crowd(desk, 3);
  for (let i = 0; i < 3; i++) {
    const chat = await ask(people[0]!);
    await desk.pass({ minutes: 2 });
    await end(mina, chat, { solved: true });
  }
  await ask(people[1]!);
  expect((await ask(people[2]!)).line).toMatchObject({ place: 1, minutes: 2 });
});

test('a customer who waits may leave a message and go, and it becomes a ticket with the area’s team', async () => {
  const desk = await newDesk();
  const dana = await desk.member('Dana');
  const chat = await ask(dana);
  await say(dana, chat, 'Call me tomorrow');
  const ended = await end(dana, chat);
  expect(await ticketOf(dana, ended)).toMatchObject({
    state: 'open',
    team: { key: 'agent' },
    thread: chat.thread,
    snippet: 'Call me tomorrow',
  });
  expect(await read(dana, chat)).toMatchObject([
    {},
    {},
    { body: { event: 'chat_ended', by: 'left_message', solved: false } },
    { body: { event: 'evidence_asked', by: null } },
    { body: { event: 'ticket_opened' } },
  ]);
});

test('closing the tab loses neither the place in the line nor a word', async () => {
  const desk = await newDesk();
  const dana = await desk.member('Dana');
  const chat = await ask(dana);
  const tab = await dana.live();
  await follow(tab, chat);
  await say(dana, chat, 'first');
  await tab.leave('abruptly');
  await desk.pass({ minutes: 5 });
  const again = await desk.member('Dana');
  expect((await again.call('GET /chats/mine', {})).chat).toMatchObject({ id: chat.id, state: 'waiting', line: { place: 1 }, last: 2 });
  expect(texts(await read(again, chat))).toEqual(['first']);
});

test('a member has one chat open at a time, even when ten are started at once', async () => {
  const desk = await newDesk();
  const dana = await desk.member('Dana');
  const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => ask(dana)));
  expect(outcomes.filter((o) => o.status === 'fulfilled')).toHaveLength(1);
  for (const outcome of outcomes) if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'chat_open_elsewhere' });
  expect(await desk.query('select 1 from chats')).toHaveLength(1);
  expect(desk.errors).toEqual([]);
});

test('one chat per member and organization: a colleague may have one too', async () => {
  const desk = await newDesk();
  await ask(await desk.member('Dana'));
  expect((await ask(await desk.member('Omar'))).state).toBe('waiting');
});

test('starting a chat ten times with one id starts one chat', async () => {
  const desk = await newDesk();
  await desk.onDuty('Mina');
  const dana = await desk.member('Dana');
  const id = newId();
  const chats = await Promise.all(Array.from({ length: 10 }, () => ask(dana, { id })));
  expect(new Set(chats.map((c) => c.thread)).size).toBe(1);
  expect(events(await read(dana, chats[0]!))).toEqual(['chat_waiting', 'engineer_connected']);
});

test('starting a chat again after it ended answers with the ended chat', async () => {
  const desk = await newDesk();
  const dana = await desk.member('Dana');
  const id = newId();
  await end(dana, await ask(dana, { id }));
  expect(await ask(dana, { id })).toMatchObject({ state: 'ended' });
  expect(await desk.query('select 1 from chats')).toHaveLength(1);
});

test('somebody else’s chat id is taken', async () => {
  const desk = await newDesk();
  const chat = await ask(await desk.member('Dana'));
  for (const name of ['Omar', 'Jiwoo'] as const)
    expect(await (await desk.member(name)).refused('POST /chats', { body: { id: chat.id, question: 'sales', summary: 'mine' } })).toBe(
      'id_taken',
    );
  expect(await look(await desk.member('Dana'), chat)).toMatchObject({ question: 'technical', summary: chat.summary });
});

test('outside chat hours no chat starts, one that runs goes on, and the desk says when it opens (S7)', async () => {
  const desk = await newDesk();
  await adopt(desk, shippedYaml);
  const [dana, jiwoo] = [await desk.member('Dana'), await desk.member('Jiwoo')];
  const chat = await ask(dana);
  desk.down({ minutes: 9 * 60 - 1 });
  expect((await dana.call('GET /channels', {})).chat).toMatchObject({ open: true, closes: '2026-11-24T00:00:00.000Z' });
  desk.down({ minutes: 1 });
  expect(await jiwoo.refused('POST /chats', { body: { id: newId(), question: 'sales', summary: 'hello' } })).toBe('chat_closed');
  expect((await jiwoo.call('GET /channels', {})).chat).toMatchObject({ open: false, opens: '2026-11-24T15:00:00.000Z' });
  expect((await say(dana, chat, 'still here')).number).toBe(2);
  expect(await ask(dana, { id: chat.id })).toMatchObject({ id: chat.id });
});

test('an engineer who drops off for 60 seconds has the chat returned to the FRONT of the line with everything said; for 59, not', async () => {
  const desk = await newDesk();
  const mina = await desk.onDuty('Mina');
  const dana = await desk.member('Dana');
  const chat = await ask(dana);
  await say(dana, chat, 'It stopped at noon');
  await say(mina, chat, 'Let me look');
  await desk.cut(mina);
  const later = await ask(await desk.member('Jiwoo'));
  expect(later.line?.place).toBe(1);
  await desk.pass({ seconds: 59 });
  expect(await look(dana, chat)).toMatchObject({ state: 'active', engineer: { name: 'Mina Park' } });
  await desk.pass({ seconds: 1 });
  expect(await look(dana, chat)).toMatchObject({ state: 'waiting', engineer: null, line: { place: 1 } });

  await desk.query(capacity(1));
  const jonas = await desk.onDuty('Jonas');
  expect(await look(jonas, chat)).toMatchObject({ engineer: { name: 'Jonas Weber' } });
  expect(await look(jonas, later)).toMatchObject({ state: 'waiting', line: { place: 1 } });
  expect(texts(await read(jonas, chat))).toEqual(['It stopped at noon', 'Let me look']);
  expect(events(await read(dana, chat))).toEqual(['chat_waiting', 'engineer_connected', 'returned_to_line', 'engineer_connected']);
});

test('a chat that comes back to the line stands before those who have waited longer', async () => {
  const desk = await newDesk();
  const [dana, jiwoo] = [await desk.member('Dana'), await desk.member('Jiwoo')];
  const longest = await ask(jiwoo);
  await desk.pass({ seconds: 5 });
  const taken = await ask(dana);
  const mina = { ...(await desk.staff('Mina')), console: await (await desk.staff('Mina')).live() };
  await give(mina, taken, mina);
  await desk.cut(mina);
  await desk.pass({ seconds: 60 });
  expect([(await look(dana, taken)).line?.place, (await look(jiwoo, longest)).line?.place]).toEqual([1, 2]);
  expect((await mina.call('GET /chats', {})).chats.map((c) => c.id)).toEqual([taken.id, longest.id]);
  await desk.query(capacity(1));
  const jonas = await desk.onDuty('Jonas');
  expect((await look(jonas, taken)).engineer?.name).toBe('Jonas Weber');
});

test('an engineer who is back within the minute keeps the chat', async () => {
  const desk = await newDesk();
  const mina = await desk.onDuty('Mina');
  const dana = await desk.member('Dana');
  const chat = await ask(dana);
  let console = mina.console;
  for (let i = 0; i < 3; i++) {
    await desk.cut({ console });
    await desk.pass({ seconds: 50 });
    console = await mina.live();
    await desk.pass({ seconds: 15 });
    expect(await look(dana, chat)).toMatchObject({ state: 'active', engineer: { name: 'Mina Park' } });
  }
  expect(events(await read(dana, chat))).toEqual(['chat_waiting', 'engineer_connected']);
});

test('an engineer with two consoles has not dropped off when one of them closes', async () => {
  const desk = await newDesk();
  const mina = await desk.onDuty('Mina');
  await mina.live();
  const dana = await desk.member('Dana');
  const chat = await ask(dana);
  await mina.console.leave('abruptly');
  await desk.pass({ seconds: 120 });
  expect((await look(dana, chat)).engineer?.name).toBe('Mina Park');
});

test('a console that says hello twice is still noticed when it goes', async () => {
  const desk = await newDesk();
  const mina = await desk.onDuty('Mina');
  const dana = await desk.member('Dana');
  const chat = await ask(dana);
  await desk.cut(mina);
  const console = await mina.live({ hellos: 3 });
  await desk.cut({ console });
  await desk.pass({ seconds: 65 });
  expect((await look(dana, chat)).state).toBe('waiting');
});

test('time during which the desk itself was down counts against no engineer', async () => {
  const desk = await newDesk();
  const mina = await desk.onDuty('Mina');
  const dana = await desk.member('Dana');
  const chat = await ask(dana);
  await desk.cut(mina);
  await desk.pass({ seconds: 30 });
  desk.down({ minutes: 10 });
  await desk.pass({ seconds: 50 });
  expect((await look(dana, chat)).state).toBe('active');
  await desk.pass({ seconds: 20 });
  expect((await look(dana, chat)).state).toBe('waiting');
});

test('who had gone before the desk went down is not given chats when it is back', async () => {
  const desk = await newDesk();
  await desk.cut(await desk.onDuty('Mina'));
  desk.down({ minutes: 10 });
  await desk.pass({ seconds: 5 });
  expect(await ask(await desk.member('Dana'))).toMatchObject({ state: 'waiting', line: { minutes: null } });
});

test('time during which the desk itself was down counts against no customer', async () => {
  const desk = await newDesk();
  const dana = await desk.member('Dana');
  const chat = await ask(dana);
  desk.down({ minutes: 11 });
  await desk.pass({ minutes: 9 });
  expect((await look(dana, chat)).state).toBe('waiting');
});

test('a customer who vanishes for ten minutes leaves exactly one unsolved ticket', async () => {
  const desk = await newDesk();
  const other = await desk.secondNode();
  await desk.onDuty('Mina');
  const dana = await desk.member('Dana');
  const chat = await ask(dana);
  const tab = await dana.live();
  await follow(tab, chat);
  await tab.leave('abruptly');
  await desk.pass({ seconds: 595 });
  expect((await look(dana, chat)).state).toBe('active');
  await desk.pass({ seconds: 10 });
  const ended = await look(dana, chat);
  expect(ended).toMatchObject({ state: 'ended', solved: false });
  expect(await read(dana, chat)).toMatchObject([
    {},
    {},
    { body: { event: 'chat_ended', by: 'member_vanished', name: 'Dana Reyes' } },
    { body: { event: 'evidence_asked', by: null } },
    { body: { event: 'ticket_opened' } },
  ]);
  expect(await desk.query('select state from tickets')).toEqual([{ state: 'open' }]);
  expect([...desk.errors, ...other.errors]).toEqual([]);
});

test('a customer who is connected does not vanish, nor does one who writes', async () => {
  const desk = await newDesk();
  const [dana, jiwoo] = [await desk.member('Dana'), await desk.member('Jiwoo')];
  const [chat, silent] = [await ask(dana), await ask(jiwoo)];
  await follow(await jiwoo.live(), silent);
  for (let i = 0; i < 3; i++) {
    await desk.pass({ minutes: 6 });
    await say(dana, chat, `still here ${i}`);
  }
  expect([(await look(dana, chat)).state, (await look(jiwoo, silent)).state]).toEqual(['waiting', 'waiting']);
});

test('a hand-over takes its note to the colleague, and the customer sees only who has them now', async () => {
  const desk = await newDesk();
  const mina = await desk.onDuty('Mina');
  const dana = await desk.member('Dana');
  const chat = await ask(dana);
  const jonas = await desk.onDuty('Jonas');
  expect(await give(mina, chat, jonas, 'She has tried a restart')).toMatchObject({ engineer: { name: 'Jonas Weber' } });
  expect(texts(await read(jonas, chat))).toEqual(['She has tried a restart']);
  expect(await read(dana, chat)).toMatchObject([
    { number: 1 },
    { number: 2 },
    { number: 3, body: { event: 'handed_over', from: 'Mina Park', to: 'Jonas Weber' } },
  ]);
});

test('a chat is not handed to somebody who is unavailable, gone or no staff at all', async () => {
  const desk = await newDesk();
  const mina = await desk.onDuty('Mina');
  const chat = await ask(await desk.member('Dana'));
  const gone = await desk.onDuty('Aiko');
  await desk.cut(gone);
  const away = await desk.staff('Jonas');
  await away.live();
  for (const who of [gone, away]) await expect(give(mina, chat, who)).rejects.toMatchObject({ code: 'engineer_unavailable' });
  expect(await mina.refused('PUT /chats/{id}/engineer', { params: { id: chat.id }, body: { staff: newId() } })).toBe(
    'engineer_unavailable',
  );
  expect(await read(mina, chat)).toHaveLength(2);
});

test('an engineer may take a waiting chat out of turn', async () => {
  const desk = await newDesk();
  const lucas = await desk.onDuty('Lucas');
  const dana = await desk.member('Dana');
  const chat = await ask(dana);
  expect(await give(lucas, chat, lucas)).toMatchObject({ state: 'active', engineer: { name: 'Lucas Martin' } });
  expect(events(await read(dana, chat))).toEqual(['chat_waiting', 'engineer_connected']);
});

test('a second engineer joins, speaks and leaves, and the chat stays with the first', async () => {
  const desk = await newDesk();
  const mina = await desk.onDuty('Mina');
  const dana = await desk.member('Dana');
  const chat = await ask(dana);
  const aiko = await desk.staff('Aiko');
  expect((await join(aiko, chat)).others).toMatchObject([{ name: 'Aiko Tanaka' }]);
  await join(aiko, chat);
  await join(mina, chat);
  await say(aiko, chat, 'Hello from the Agent team');
  expect(await leave(aiko, chat)).toMatchObject({ engineer: { name: 'Mina Park' }, others: [] });
  await leave(aiko, chat);
  const seen = await read(dana, chat);
  expect(events(seen)).toEqual(['chat_waiting', 'engineer_connected', 'engineer_joined', 'engineer_left']);
  expect(seen.find((e) => e.kind === 'message')?.by.name).toBe('Aiko Tanaka');
});

test('after its end a chat cannot be joined, left or handed over', async () => {
  const desk = await newDesk();
  const mina = await desk.onDuty('Mina');
  const dana = await desk.member('Dana');
  const chat = await ask(dana);
  await note(mina, chat, 'done');
  await end(mina, chat, { solved: true });
  const jonas = await desk.onDuty('Jonas');
  for (const act of [() => join(jonas, chat), () => leave(jonas, chat), () => give(mina, chat, jonas)])
    await expect(act()).rejects.toMatchObject({ code: 'chat_ended' });
  expect(await read(mina, chat)).toHaveLength(5);
});

test('who left the desk hours ago keeps nobody waiting: their chat is given to the next engineer on duty', async () => {
  const desk = await newDesk();
  const mina = await desk.onDuty('Mina');
  const jonas = await desk.onDuty('Jonas');
  await desk.pass({ seconds: 5 });
  const person = await customer(desk, 'Rosa');
  const chat = await ask(person);
  const [has, other] = chat.engineer?.name === 'Mina Park' ? [mina, 'Jonas Weber'] : [jonas, 'Mina Park'];
  await desk.cut(has);
  await desk.pass({ seconds: 60 });
  expect((await look(person, chat)).engineer?.name).toBe(other);
});
