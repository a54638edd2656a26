import { newId } from '@fairlead/client';
import type { FromDesk } from '@fairlead/contract';
import { beforeEach, expect, test } from 'vitest';
import { a, ask, end, events, follow, give, look, note, openTicket, read, say, texts, ticketOf, words } from '../acts.ts';
import { type LiveActor, openDesk } from '../desk.ts';
import type { Chat } from '@fairlead/contract';

const desk = await openDesk();
const mina = await desk.onDuty('Mina');
const jonas = await desk.staff('Jonas');
const [dana, omar, jiwoo] = [await desk.member('Dana'), await desk.member('Omar'), await desk.member('Jiwoo')];

/** A chat of Dana's with Mina; each of these sockets is open, and Dana's and Mina's follow it. */
let chat: Chat;
let tab: LiveActor;
let console: LiveActor;
beforeEach(async () => {
  const earlier = (await dana.call('GET /chats/mine', {})).chat;
  if (earlier && earlier.state !== 'ended') await end(dana, earlier);
  chat = await ask(dana);
  [tab, console] = [await dana.live(), await mina.live()];
  await follow(tab, chat);
  await follow(console, chat);
  return async () => {
    await tab.leave();
    await console.leave();
  };
});

/** What was heard since, of the thread itself. */
const ofThread = (live: LiveActor): FromDesk[] =>
  live.heard.filter((m) => ('thread' in m && m.thread === chat.thread) || (m.is === 'entry' && m.entry.thread === chat.thread));
const nothing = async (live: LiveActor) => {
  await live.settled();
  expect(ofThread(live)).toEqual([]);
};

test('a message is heard by its customer and by staff who follow, and by no other member: neither a colleague nor another organization', async () => {
  const others = [await omar.live(), await jiwoo.live()];
  for (const live of others) {
    live.send({ do: 'follow', thread: chat.thread });
    expect(await live.hears(a('refused'))).toMatchObject({ code: 'not_found', thread: chat.thread });
  }
  await say(mina, chat, 'hello Dana');
  await tab.hears(words('hello Dana'));
  await console.hears(words('hello Dana'));
  for (const live of others) {
    await live.settled();
    expect(live.heard.map((m) => m.is).filter((is) => is !== 'pong')).toEqual(['hello', 'refused']);
  }
});

test('a member’s other sockets and other staff hear a thread only when they follow it', async () => {
  const [secondTab, other] = [await dana.live(), await jonas.live()];
  await say(mina, chat, 'hello');
  await note(mina, chat, 'psst');
  await tab.hears(words('hello'));
  await nothing(secondTab);
  await nothing(other);
});

test('a note is heard by staff alone and leaves no trace for the member: no push, number, mark, snippet or count', async () => {
  await say(dana, chat, 'my question');
  await dana.call('PUT /threads/{id}/marks', { params: { id: chat.thread }, body: { read: 3 } });
  await tab.settled();
  const before = { heard: tab.heard.length, chat: await look(dana, chat), entries: await read(dana, chat) };
  await note(mina, chat, 'she is on the old plan');
  await console.hears(words('she is on the old plan'));
  await tab.settled();
  expect(tab.heard.slice(before.heard).filter((m) => m.is !== 'pong' && m.is !== 'marks')).toEqual([]);
  expect(await look(dana, chat)).toEqual(before.chat);
  expect(await read(dana, chat)).toEqual(before.entries);
  expect((await say(dana, chat, 'anybody?')).number).toBe(4);
  expect((await tab.hears(words('anybody?'))).entry).not.toHaveProperty('public_number');
});

test('a note on a ticket moves nothing that its member can see: neither its time of change nor their list, and they hear nothing', async () => {
  const ticket = await openTicket(dana);
  await end(dana, chat);
  await desk.pass({ seconds: 1 });
  const seen = async () => [await ticketOf(dana, ticket), await dana.call('GET /tickets', {})];
  const before = await seen();
  await tab.settled();
  const heard = tab.heard.length;
  await desk.pass({ seconds: 30 });
  await note(mina, ticket, 'ask billing');
  await tab.settled();
  expect(tab.heard.slice(heard).filter((m) => m.is === 'changed' || m.is === 'entry')).toEqual([]);
  expect(await seen()).toEqual(before);
  expect(texts(await read(mina, ticket))).toContain('ask billing');
});

test('hand-over notes and the note at the end stay among staff', async () => {
  await jonas.live();
  await jonas.call('PUT /me/availability', { body: { available: true } });
  await give(mina, chat, jonas, 'secret one');
  await end(jonas, chat, { note: 'secret two' });
  await tab.hears(a('entry', ({ entry }) => entry.kind === 'event' && entry.body.event === 'ticket_opened'));
  expect(JSON.stringify([tab.heard, await read(dana, chat), await look(dana, chat)])).not.toContain('secret');
  expect(texts(await read(mina, chat))).toEqual(['secret one', 'secret two']);
  await jonas.call('PUT /me/availability', { body: { available: false } });
});

test('a member cannot write a note', async () => {
  expect(
    await dana.refused('POST /threads/{id}/entries', { params: { id: chat.thread }, body: { id: newId(), kind: 'note', text: 'psst' } }),
  ).toBe('not_allowed');
  tab.send({ do: 'append', thread: chat.thread, entry: { id: newId(), kind: 'note', text: 'psst' } });
  expect(await tab.hears(a('refused'))).toMatchObject({ code: 'not_allowed' });
  expect(texts(await read(mina, chat))).toEqual([]);
});

test('typing is heard on both sides of the thread by those who follow, and comes from nobody who may not', async () => {
  const [stranger, other] = [await jiwoo.live(), await jonas.live()];
  tab.send({ do: 'typing', thread: chat.thread });
  expect(await console.hears(a('typing'))).toMatchObject({ by: { kind: 'member', name: 'Dana Reyes' } });
  console.send({ do: 'typing', thread: chat.thread });
  await tab.hears(a('typing', (m) => m.by.kind === 'staff' && m.by.name === 'Mina Park'));
  stranger.send({ do: 'typing', thread: chat.thread });
  await stranger.settled();
  await nothing(other);
  await console.settled();
  expect(console.heard.filter(a('typing')).map((m) => m.by.name)).not.toContain('한지우');
});

test('marks are heard on both sides by those who follow; nobody else can set or hear them', async () => {
  const stranger = await jiwoo.live();
  await say(dana, chat, 'read me');
  console.send({ do: 'mark', thread: chat.thread, read: 3 });
  expect((await tab.hears(a('marks'))).marks.staff).toEqual({ delivered: 3, read: 3 });
  stranger.send({ do: 'mark', thread: chat.thread, read: 3 });
  expect(await stranger.hears(a('refused'))).toMatchObject({ code: 'not_found' });
  expect(await jiwoo.refused('PUT /threads/{id}/marks', { params: { id: chat.thread }, body: { read: 3 } })).toBe('not_found');
  expect((await look(dana, chat)).marks.member).toEqual({ delivered: 0, read: 0 });
});

test('staff hear the customer come and go; the customer hears nothing of that', async () => {
  const second = await dana.live();
  await follow(second, chat);
  await tab.leave('abruptly');
  await console.settled();
  expect(console.heard.filter(a('presence', (m) => !m.member))).toEqual([]);
  await second.leave('abruptly');
  expect(await console.hears(a('presence', (m) => !m.member))).toMatchObject({ thread: chat.thread });
  tab = await dana.live();
  expect((await follow(tab, chat)).present).toEqual({ member: true });
  await console.hears(a('presence', (m) => m.member));
  await tab.settled();
  expect(tab.heard.filter(a('presence'))).toEqual([]);
});

test('members hear that something changed only when it is theirs', async () => {
  const [of, other] = [await jiwoo.live(), await omar.live()];
  await end(mina, chat);
  await tab.hears(a('changed', (m) => m.what === 'tickets'));
  await console.hears(a('changed', (m) => m.what === 'chats'));
  for (const live of [of, other]) {
    await live.settled();
    expect(live.heard.filter((m) => m.is !== 'hello' && m.is !== 'pong')).toEqual([]);
  }
});

test('another organization of the same person is another customer', async () => {
  const orgs = [
    { id: 'northwind', name: 'Northwind Bikes', site: 'US1' },
    { id: 'southwind', name: 'Southwind', site: 'EU1' },
  ];
  const elsewhere = await desk.stranger({
    sub: 'dana',
    name: 'Dana Reyes',
    email: 'dana@northwind.example',
    locale: 'en',
    org: 'southwind',
    orgs,
  });
  expect((await elsewhere.call('GET /chats/mine', {})).chat).toBeNull();
  expect(await elsewhere.refused('GET /chats/{id}', { params: { id: chat.id } })).toBe('not_found');
  expect(await elsewhere.refused('GET /threads/{id}/entries', { params: { id: chat.thread } })).toBe('not_found');
  expect((await ask(elsewhere)).organization.name).toBe('Southwind');
});

test('an answer names the reader’s numbers: a member’s entries carry no staff numbering', async () => {
  await note(mina, chat, 'one');
  await say(mina, chat, 'two');
  expect(events(await read(dana, chat))).toHaveLength(2);
  expect((await read(dana, chat)).at(-1)).toMatchObject({ number: 3, body: { text: 'two' } });
  expect((await read(mina, chat)).map((e) => [e.number, e.public_number])).toEqual([
    [1, 1],
    [2, 2],
    [3, null],
    [4, 3],
  ]);
});

test('none of this made the desk stumble', () => expect(desk.errors).toEqual([]));
