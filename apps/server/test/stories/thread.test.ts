import { newId } from '@fairlead/client';
import type { Entry } from '@fairlead/contract';
import { expect, test } from 'vitest';
import { a, ask, end, follow, note, openTicket, read, say, texts, words } from '../acts.ts';
import { openDesk } from '../desk.ts';
import { tellHeads } from '../../src/socket.ts';

const desk = await openDesk();
const mina = await desk.onDuty('Mina');
const dana = await desk.member('Dana');
await desk.query('update presences set capacity = 100');

/** A chat of Dana's own for this test; the one before is over. */
async function chatting() {
  const { chat } = await dana.call('GET /chats/mine', {});
  if (chat && chat.state !== 'ended') await end(dana, chat);
  return ask(dana);
}

const upTo = (last: number) => Array.from({ length: last }, (_, i) => i + 1);

test('saying the same thing again with its id is answered alike and said once, over REST and socket', async () => {
  const chat = await chatting();
  const id = newId();
  const first = await say(dana, chat, 'once', { id });
  expect(await say(dana, chat, 'once', { id })).toEqual(first);
  const live = await dana.live();
  live.send({ do: 'append', thread: chat.thread, entry: { id, text: 'once' } });
  expect(await live.hears(a('appended'))).toEqual({ is: 'appended', ...first });
  expect(texts(await read(dana, chat))).toEqual(['once']);
});

test('a repeat after the chat has ended is still answered alike', async () => {
  const chat = await chatting();
  const id = newId();
  const first = await say(dana, chat, 'before the end', { id });
  await end(mina, chat, { solved: true });
  expect(await say(dana, chat, 'before the end', { id })).toEqual(first);
  expect((await mina.call('GET /tickets', { query: { state: 'any' } })).tickets.find((t) => t.chat === chat.id)?.state).toBe('closed');
});

test('a repeat that overtakes its original, twenty at once, is said once', async () => {
  const chat = await chatting();
  const id = newId();
  const answers = await Promise.all(Array.from({ length: 20 }, () => say(dana, chat, 'once', { id })));
  expect(new Set(answers.map((x) => x.number)).size).toBe(1);
  expect((await read(mina, chat)).map((e) => e.number)).toEqual(upTo(3));
});

test('an id that stands for another person’s entry, or for another kind, is taken', async () => {
  const chat = await chatting();
  const id = newId();
  await say(mina, chat, 'mine', { id });
  expect(await dana.refused('POST /threads/{id}/entries', { params: { id: chat.thread }, body: { id, text: 'mine' } })).toBe('id_taken');
  expect(await mina.refused('POST /threads/{id}/entries', { params: { id: chat.thread }, body: { id, text: 'mine', kind: 'note' } })).toBe(
    'id_taken',
  );
  expect(texts(await read(dana, chat))).toEqual(['mine']);
});

test('one bad append of many that arrive together fails alone', async () => {
  const chat = await chatting();
  const id = newId();
  await say(mina, chat, 'mine', { id });
  const outcomes = await Promise.allSettled([say(dana, chat, 'a'), say(dana, chat, 'b', { id }), say(dana, chat, 'c')]);
  expect(outcomes.map((o) => o.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(texts(await read(dana, chat)).toSorted()).toEqual(['a', 'c', 'mine']);
});

test('200 appends to one thread at once from several people are each acknowledged once, without a gap', async () => {
  const chat = await chatting();
  const jonas = await desk.staff('Jonas');
  const speakers = [dana, mina, jonas];
  const answers = await Promise.all(
    Array.from({ length: 200 }, (_, i) => (i % 5 === 4 ? note(jonas, chat, `${i}`) : say(speakers[i % 3]!, chat, `${i}`))),
  );
  const all = await read(mina, chat);
  expect(all.map((e) => e.number)).toEqual(upTo(202));
  expect(texts(all).toSorted((x, y) => Number(x) - Number(y))).toEqual(Array.from({ length: 200 }, (_, i) => `${i}`));
  const open = await read(dana, chat);
  expect(open.map((e) => e.number)).toEqual(upTo(162));
  const numberOf = (entries: Entry[], id: string) => entries.find((e) => e.id === id)?.number;
  for (const [i, answer] of answers.entries()) expect(answer.number).toBe(numberOf(i % 5 !== 4 && i % 3 === 0 ? open : all, answer.id));
});

test('what one socket sends is said in the order sent', async () => {
  const chat = await chatting();
  const live = await dana.live();
  await follow(live, chat);
  for (let i = 0; i < 50; i++) live.send({ do: 'append', thread: chat.thread, entry: { id: newId(), text: `${i}` } });
  await live.hears(words('49'));
  expect(texts(await read(dana, chat))).toEqual(Array.from({ length: 50 }, (_, i) => `${i}`));
});

test('entries after a number come page by page, and after the last there are none', async () => {
  const chat = await chatting();
  for (let i = 0; i < 5; i++) await say(dana, chat, `${i}`);
  const page = await dana.call('GET /threads/{id}/entries', { params: { id: chat.thread }, query: { after: 2, limit: 3 } });
  expect([page.entries.map((e) => e.number), page.last]).toEqual([[3, 4, 5], 7]);
  for (const after of [7, 1_000, 2_147_483_647, 9_007_199_254_740_991])
    expect(await dana.call('GET /threads/{id}/entries', { params: { id: chat.thread }, query: { after } })).toMatchObject({
      entries: [],
      last: 7,
    });
  expect(await read(dana, chat, 2)).toEqual(await read(dana, chat));
});

test('who follows late hears at once how far the thread has got, in their own numbers', async () => {
  const chat = await chatting();
  await note(mina, chat, 'secret');
  await say(mina, chat, 'hello');
  expect(await follow(await dana.live(), chat)).toMatchObject({ last: 3 });
  expect(await follow(await mina.live(), chat)).toMatchObject({ last: 4 });
});

test('following then reading after the last number gives each entry exactly once, while others keep talking', async () => {
  const chat = await chatting();
  const talking = (async () => {
    for (let i = 0; i < 40; i++) await say(mina, chat, `${i}`);
  })();
  await say(dana, chat, 'now');
  const live = await dana.live();
  const { last } = await follow(live, chat);
  await talking;
  await live.settled();
  const before = (await read(dana, chat)).filter((e) => e.number <= last);
  // What commits while the desk answers may be pushed and be part of the answer; a reader goes by number and takes it once.
  const pushed = live.heard.filter(a('entry', (m) => m.entry.number > last)).map((m) => m.entry);
  expect([...before, ...pushed].map((e) => e.number)).toEqual(upTo(43));
});

test('now and then every follower hears the newest numbers, each in their own numbering', async () => {
  const chat = await chatting();
  await note(mina, chat, 'secret');
  const [customer, console] = [await dana.live(), await mina.live()];
  await follow(customer, chat);
  await follow(console, chat);
  await tellHeads(desk.running.desk);
  expect((await customer.hears(a('heads'))).heads).toEqual({ [chat.thread]: 2 });
  expect((await console.hears(a('heads'))).heads).toEqual({ [chat.thread]: 3 });
});

test('who stops following hears no more', async () => {
  const chat = await chatting();
  const live = await dana.live();
  await follow(live, chat);
  live.send({ do: 'unfollow', thread: chat.thread });
  await live.settled();
  await say(mina, chat, 'into the void');
  await live.settled();
  expect(live.heard.filter(a('entry'))).toEqual([]);
});

test('marks only grow, never pass the newest entry, and reading is having received', async () => {
  const chat = await chatting();
  for (let i = 0; i < 3; i++) await say(dana, chat, `${i}`);
  const marked = async (body: { delivered?: number; read?: number }) => {
    await mina.call('PUT /threads/{id}/marks', { params: { id: chat.thread }, body });
    return (await dana.call('GET /chats/{id}', { params: { id: chat.id } })).marks.staff;
  };
  expect(await marked({ delivered: 3 })).toEqual({ delivered: 3, read: 0 });
  expect(await marked({ read: 4 })).toEqual({ delivered: 4, read: 4 });
  expect(await marked({ delivered: 1, read: 1 })).toEqual({ delivered: 4, read: 4 });
  expect(await marked({ delivered: 5, read: 1 })).toEqual({ delivered: 5, read: 4 });
  expect(await marked({ read: 9_007_199_254_740_991 })).toEqual({ delivered: 5, read: 5 });
  expect((await dana.call('GET /threads/{id}/entries', { params: { id: chat.thread } })).marks.member).toEqual({ delivered: 0, read: 0 });
});

test('text stays as typed, in any script; a NUL or half a character becomes the sign for an unknown one', async () => {
  const chat = await chatting();
  for (const text of ['  인용 “設定” 🧵\n\tindented\r\n', 'nul \0 and half \ud83e end']) await say(dana, chat, text);
  expect(texts(await read(mina, chat))).toEqual(['  인용 “設定” 🧵\n\tindented\r\n', 'nul \ufffd and half \ufffd end']);
});

test('a message of the greatest length arrives whole, one longer by a character is refused', async () => {
  const ticket = await openTicket(dana);
  const longest = '漢'.repeat(20_000);
  await say(dana, ticket, longest);
  expect(texts(await read(mina, ticket)).at(-1)).toBe(longest);
  expect(
    await dana.refused('POST /threads/{id}/entries', { params: { id: ticket.thread }, body: { id: newId(), text: `${longest}!` } }),
  ).toBe('invalid');
});

test('a message that says nothing is refused', async () => {
  const chat = await chatting();
  for (const text of ['', ' \n\t'])
    expect(await dana.refused('POST /threads/{id}/entries', { params: { id: chat.thread }, body: { id: newId(), text } })).toBe('invalid');
});

test('none of this made the desk stumble', () => expect(desk.errors).toEqual([]));
