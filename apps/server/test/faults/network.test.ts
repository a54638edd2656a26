import { call, newId, type ThreadFollower, Unanswered } from '@fairlead/client';
import type { Entry } from '@fairlead/contract';
import pg from 'pg';
import { afterAll, expect, test } from 'vitest';
import { openDesk } from '../desk.ts';
import type { CustomerName } from '../town.ts';
import { afterwards } from './afterwards.ts';
import { chance, eventually } from './chance.ts';
import { acknowledged, at, insist, type Person } from './people.ts';
import { openProxy, type Proxy } from './proxy.ts';
import { broken } from './truth.ts';

const desk = await openDesk();
const database = new pg.Pool({ connectionString: desk.databaseUrl, max: 2 });
afterwards(() => database.end());
afterAll(() => expect(desk.errors).toEqual([]));

interface Wired extends Person {
  wire: Proxy;
}

async function wired(signedIn: Parameters<typeof at>[1]): Promise<Wired> {
  const wire = await openProxy(desk.address);
  const found = await at(wire.address, signedIn, desk.address);
  await eventually(() => found.live.ready, 'the connection is there');
  return { ...found, wire };
}

/** A customer and Mina, each on a network of their own, in a chat that waits. */
async function pair(name: CustomerName): Promise<{ customer: Wired; mina: Wired; chat: string; thread: string }> {
  const customer = await wired((await desk.member(name)).connection);
  const mina = await wired((await desk.staff('Mina')).connection);
  const chat = await call(customer.to, 'POST /chats', { body: { id: newId(), question: 'sales', summary: 'How much is it?' } });
  return { customer, mina, chat: chat.id, thread: chat.thread };
}

const textsOf = (entries: readonly Entry[]) => entries.flatMap((e) => (e.kind === 'message' ? [e.body.text] : []));
const said = async (thread: string) =>
  (
    await desk.query<{ text: string }>(
      "select body ->> 'text' as text from entries where thread_id = $1 and kind = 'message' order by seq",
      [thread],
    )
  ).map((r) => r.text);
const has = (follower: ThreadFollower, text: string) =>
  eventually(() => textsOf(follower.state.entries).includes(text), `“${text}” is here`);

test('two readers whose networks fail at random end with the same thread as somebody who reads it for the first time', async () => {
  const luck = chance();
  const { customer, mina, thread } = await pair('Dana');
  const [asks, answers] = [customer.follow(thread), mina.follow(thread)];
  const faults: ((wire: Proxy) => void)[] = [
    (wire) => wire.cut(),
    (wire) => void wire.loseAnswer((answer) => answer.startsWith('HTTP/1.1 200')),
    (wire) => void wire.loseAnswer((answer) => answer.includes('"is":"appended"')),
    (wire) => void wire.loseAnswer((answer) => answer.includes('"is":"entry"')),
    (wire) => wire.down(),
  ];
  let spoken = 0;
  for (let fault = 0; fault < 60; fault++) {
    for (let left = luck.number(4); left > 0; left--) luck.pick([asks, answers]).say({ text: `${++spoken}` });
    if (luck.number(4) === 0) answers.say({ text: `${++spoken}`, kind: 'note' });
    const { wire, live } = luck.pick([customer, mina]);
    await luck.turns(40);
    luck.pick(faults)(wire);
    await luck.turns(40);
    wire.up();
    live.again();
    if (luck.number(3) === 0) await eventually(() => live.ready, 'the connection is back');
  }
  await Promise.all([acknowledged(asks), acknowledged(answers)]);

  const read = async (who: Person) =>
    (await call({ ...who.to, base: desk.address }, 'GET /threads/{id}/entries', { params: { id: thread }, query: { limit: 200 } })).entries;
  await eventually(async () => asks.state.entries.length === (await read(customer)).length, 'the customer has everything');
  await eventually(async () => answers.state.entries.length === (await read(mina)).length, 'staff have everything');
  expect(asks.state.entries).toEqual(await read(customer));
  expect(answers.state.entries).toEqual(await read(mina));
  const open = answers.state.entries.filter((e) => e.public_number);
  expect(open.map((e) => [e.public_number, e.id])).toEqual(asks.state.entries.map((e) => [e.number, e.id]));
  expect(answers.state.entries.filter((e) => e.kind !== 'event')).toHaveLength(spoken);
  expect(await broken(database)).toEqual([]);
});

test('text that the desk has not acknowledged stays “not sent”, survives a reload, and is sent once when the connection is back', async () => {
  const { customer, mina, thread } = await pair('Omar');
  const answers = mina.follow(thread);
  const before = customer.follow(thread);
  await eventually(() => before.state.loaded, 'the thread is here');
  customer.wire.down();
  before.say({ text: 'first' });
  before.say({ text: 'second' });
  await eventually(() => before.state.outbox.every((o) => o.state === 'not_sent'), 'both are marked “not sent”');
  before.stop();
  customer.live.close();

  const reloaded = await at(customer.to.base, customer.to, desk.address);
  const after = reloaded.follow(thread);
  expect(after.state.outbox.map((o) => o.text)).toEqual(['first', 'second']);
  await eventually(() => after.state.outbox.every((o) => o.state === 'not_sent'), 'both are marked “not sent” again');
  customer.wire.up();
  reloaded.live.again();
  await acknowledged(after);
  expect(await said(thread)).toEqual(['first', 'second']);
  await has(answers, 'second');
});

test('a message whose answer is lost after its commit is repeated with the same id, and stands once', async () => {
  const { customer, thread } = await pair('Jiwoo');
  const asks = customer.follow(thread);
  await eventually(() => asks.state.loaded, 'the thread is here');
  const lostOnSocket = customer.wire.loseAnswer((answer) => answer.includes('"is":"entry"'));
  asks.say({ text: 'over the socket' });
  await lostOnSocket;
  await acknowledged(asks);
  customer.live.close();
  const lostOverRest = customer.wire.loseAnswer((answer) => answer.startsWith('HTTP/1.1 200'));
  asks.say({ text: 'over REST' });
  await lostOverRest;
  expect(asks.state.outbox.map((o) => o.text)).toEqual(['over REST']);
  asks.retry();
  await acknowledged(asks);
  expect(await said(thread)).toEqual(['over the socket', 'over REST']);
});

test('a start and an ending whose answers are lost are repeated, and there is one chat and one ticket', async () => {
  const takeru = await wired((await desk.member('Takeru')).connection);
  const id = newId();
  const start = { body: { id, question: 'sales', summary: 'Again, please' } } as const;
  void takeru.wire.loseAnswer((answer) => answer.startsWith('HTTP/1.1 200'));
  await expect(call(takeru.to, 'POST /chats', start)).rejects.toThrow(Unanswered);
  expect(await insist(takeru, 'POST /chats', start)).toMatchObject({ id, state: 'waiting' });
  const end = { params: { id }, body: { solved: false } };
  void takeru.wire.loseAnswer((answer) => answer.startsWith('HTTP/1.1 200'));
  await expect(call(takeru.to, 'PUT /chats/{id}/ending', end)).rejects.toThrow(Unanswered);
  const [ticket] = await desk.query<{ number: number }>('select number from tickets where chat_id = $1', [id]);
  expect((await insist(takeru, 'PUT /chats/{id}/ending', end)).ticket).toBe(ticket!.number);
  expect(await broken(database)).toEqual([]);
});

test('everything that arrives twice at once, and later a third time in another order, changes nothing and is never an error', async () => {
  const luck = chance();
  const wire = await openProxy(desk.address);
  wire.double();
  const who = await desk.stranger({
    sub: 'vera',
    name: 'Vera Lindt',
    email: 'vera@northwind.example',
    org: 'northwind',
    orgs: [{ id: 'northwind', name: 'Northwind Bikes', site: 'US1' }],
  });
  const vera = await at(wire.address, who.connection, desk.address);
  const id = newId();
  const chat = await call(vera.to, 'POST /chats', { body: { id, question: 'technical', area: 'agent', summary: 'Everything twice' } });
  const asks = vera.follow(chat.thread);
  for (let n = 1; n <= 20; n++) {
    asks.say({ text: `over the socket ${n}` });
    await call(vera.to, 'POST /threads/{id}/entries', { params: { id: chat.thread }, body: { id: newId(), text: `over REST ${n}` } });
  }
  await acknowledged(asks);
  await call(vera.to, 'PUT /chats/{id}/ending', { params: { id }, body: { solved: true } });
  const ticketId = newId();
  await call(vera.to, 'POST /tickets', {
    body: { id: ticketId, question: 'technical', area: 'logs', subject: 'A ticket', text: 'And its text' },
  });
  await call(vera.to, 'POST /threads/{id}/entries', { params: { id: chat.thread }, body: { id: newId(), text: 'to the ticket' } });
  const rows = () => desk.query('select thread_id, seq, entry_id, body from entries order by 1, 2');
  const before = await rows();

  const heard = await wire.repeatAll(luck.shuffle);
  expect(heard.match(/HTTP\/1\.1 5\d\d|"code":"unavailable"/g)).toBeNull();
  expect(wire.statuses().filter((status) => status >= 400)).toEqual([]);
  expect(await rows()).toEqual(before);
  expect(await said(chat.thread)).toHaveLength(41);
  expect(await desk.query('select id from tickets where id = $1 or chat_id = $2', [ticketId, id])).toHaveLength(2);
  expect(await broken(database)).toEqual([]);
});

test('messages and endings that overtake each other leave one ticket, and every message once', async () => {
  const luck = chance();
  const who = await desk.stranger({
    sub: 'noor',
    name: 'Noor Ali',
    email: 'noor@northwind.example',
    org: 'northwind',
    orgs: [{ id: 'northwind', name: 'Northwind Bikes', site: 'US1' }],
  });
  const noor = { to: who.connection };
  for (let round = 0; round < 10; round++) {
    const id = newId();
    const start = () => call(noor.to, 'POST /chats', { body: { id, question: 'technical', area: 'agent', summary: 'Out of order' } });
    const [{ thread }] = await Promise.all([start(), start(), start()]);
    const texts = Array.from({ length: 8 }, (_, n) => ({ id: newId(), text: `message ${n}` }));
    const say = (body: (typeof texts)[number]) => () => call(noor.to, 'POST /threads/{id}/entries', { params: { id: thread }, body });
    const end = () => call(noor.to, 'PUT /chats/{id}/ending', { params: { id }, body: { solved: round % 2 === 0 } });
    await Promise.all(
      luck.shuffle([...texts.map(say), ...texts.map(say), ...texts.map(say), end, end, end, start]).map((deliver) => deliver()),
    );
    expect((await said(thread)).toSorted()).toEqual(texts.map((t) => t.text));
  }
  expect(await broken(database)).toEqual([]);
});

test('two tabs that wait for the network keep each other’s text', async () => {
  const who = await desk.stranger({
    sub: 'ines',
    name: 'Ines Costa',
    email: 'ines@northwind.example',
    org: 'northwind',
    orgs: [{ id: 'northwind', name: 'Northwind Bikes', site: 'US1' }],
  });
  const ines = await wired(who.connection);
  const { thread } = await call(ines.to, 'POST /chats', { body: { id: newId(), question: 'sales', summary: 'Two tabs' } });
  const tabs = [ines.follow(thread), ines.follow(thread)];
  await eventually(() => tabs.every((tab) => tab.state.loaded), 'both tabs show the thread');
  ines.wire.down();
  tabs[0]!.say({ text: 'in the first' });
  tabs[1]!.say({ text: 'in the second' });
  for (const tab of tabs) tab.stop();
  const after = ines.follow(thread);
  expect(after.state.outbox.map((o) => o.text)).toEqual(['in the first', 'in the second']);
  ines.wire.up();
  ines.live.again();
  await acknowledged(after);
  expect((await said(thread)).toSorted()).toEqual(['in the first', 'in the second']);
});

test('a network that swallows everything is given up, and the text is sent over the next one', async () => {
  const who = await desk.stranger({
    sub: 'emil',
    name: 'Emil Holm',
    email: 'emil@northwind.example',
    org: 'northwind',
    orgs: [{ id: 'northwind', name: 'Northwind Bikes', site: 'US1' }],
  });
  const emil = await wired(who.connection);
  const { thread } = await call(emil.to, 'POST /chats', { body: { id: newId(), question: 'sales', summary: 'A tunnel' } });
  const asks = emil.follow(thread);
  await eventually(() => asks.state.loaded, 'the thread is here');
  emil.wire.swallow();
  asks.say({ text: 'in the tunnel' });
  // The socket is given up first, then the call over a connection that is just as dead; only what comes after is sound.
  await eventually(() => asks.state.outbox[0]?.state === 'not_sent', 'it is marked “not sent”', 30);
  emil.wire.flow();
  await acknowledged(asks);
  expect(await said(thread)).toEqual(['in the tunnel']);
});
