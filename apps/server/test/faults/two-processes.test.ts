import { call, newId } from '@fairlead/client';
import pg from 'pg';
import { expect, test } from 'vitest';
import { freePort, freshDatabase } from '../desk.ts';
import { afterwards } from './afterwards.ts';
import { eventually } from './chance.ts';
import { acknowledged, customer, engineer } from './people.ts';
import { openProxy } from './proxy.ts';
import { startServer } from './server.ts';
import { broken } from './truth.ts';

/** Two processes on one database; people reach one of them through `front`, which leads on to the other when the first is dead. */
async function twoProcesses() {
  const databaseUrl = await freshDatabase();
  const database = new pg.Pool({ connectionString: databaseUrl, max: 2 });
  afterwards(() => database.end());
  const ports = [await freePort(), await freePort()];
  const [first, second] = await Promise.all(ports.map((port) => startServer({ DATABASE_URL: databaseUrl, PORT: String(port) })));
  // They have run for a while: a desk that was down forgives everybody's absence in its first moments.
  await database.query("insert into watches (name, ran_at) values ('presence', now()) on conflict do nothing");
  const [address, other] = ports.map((port) => `http://127.0.0.1:${port}`) as [string, string];
  return { databaseUrl, database, first: first!, second: second!, address, other };
}

test('when one of two processes is killed, its chats go on for those who come back through the other', async () => {
  const desk = await twoProcesses();
  const [front, back] = [await openProxy(desk.address), await openProxy(desk.address)];
  const dana = await customer('Dana', front.address);
  const mina = await engineer('Mina', back.address, desk.databaseUrl);
  const chat = await call(dana.to, 'POST /chats', { body: { id: newId(), question: 'technical', area: 'agent', summary: 'No data' } });
  const [asks, answers] = [dana.follow(chat.thread), mina.follow(chat.thread)];
  asks.say({ text: 'It stopped at noon' });
  await acknowledged(asks);

  await desk.first.kill();
  for (const wire of [front, back]) wire.leadTo(desk.other);
  asks.say({ text: 'Are you still there?' });
  answers.say({ text: 'Yes' });
  for (const { live } of [dana, mina]) live.again();
  await Promise.all([acknowledged(asks), acknowledged(answers)]);
  await eventually(() => asks.state.entries.length === 5 && answers.state.entries.length === 5, 'both have everything');
  expect(answers.state.entries.map((e) => e.id)).toEqual(asks.state.entries.map((e) => e.id));
  expect(await call(dana.to, 'GET /chats/{id}', { params: { id: chat.id } })).toMatchObject({
    state: 'active',
    engineer: { name: 'Mina Park' },
  });
  expect(await call(mina.to, 'PUT /chats/{id}/ending', { params: { id: chat.id }, body: { solved: true } })).toMatchObject({
    state: 'ended',
  });
  expect(await broken(desk.database)).toEqual([]);
});

test('an engineer who was lost with their process gives their chats back to the line, and whoever is free takes them with everything said', async () => {
  const desk = await twoProcesses();
  const dana = await customer('Dana', desk.other);
  const mina = await engineer('Mina', desk.address, desk.databaseUrl);
  const chat = await call(dana.to, 'POST /chats', { body: { id: newId(), question: 'technical', area: 'agent', summary: 'No data' } });
  expect(chat.engineer?.name).toBe('Mina Park');
  const asks = dana.follow(chat.thread);
  asks.say({ text: 'It stopped at noon' });
  await acknowledged(asks);
  const jonas = await engineer('Jonas', desk.other, desk.databaseUrl);

  await desk.first.kill();
  mina.live.close();
  // Nobody waits for a minute here: Mina’s console was last seen one minute earlier.
  await desk.database.query('update presences set seen_at = seen_at - $1::interval where staff_id = $2', ['61 seconds', mina.me.id]);
  const now = () => call(jonas.to, 'GET /chats/{id}', { params: { id: chat.id } });
  await eventually(async () => (await now()).engineer?.name === 'Jonas Weber', 'Jonas has the chat');
  const answers = jonas.follow(chat.thread);
  await eventually(() => answers.state.loaded, 'Jonas reads the thread');
  expect(answers.state.entries.map((e) => (e.kind === 'event' ? e.body.event : e.body.text))).toEqual([
    'chat_waiting',
    'engineer_connected',
    'It stopped at noon',
    'returned_to_line',
    'engineer_connected',
  ]);
  await eventually(() => asks.state.entries.length === 5, 'the customer hears of it');
  expect(await broken(desk.database)).toEqual([]);
});

test('what is said through one process is on the screen of the other', async () => {
  const desk = await twoProcesses();
  const dana = await customer('Dana', desk.address);
  const mina = await engineer('Mina', desk.other, desk.databaseUrl);
  const chat = await call(dana.to, 'POST /chats', {
    body: { id: newId(), question: 'technical', area: 'logs', summary: 'Lines are split' },
  });
  const [asks, answers] = [dana.follow(chat.thread), mina.follow(chat.thread)];
  await eventually(() => asks.state.loaded && answers.state.loaded, 'both read the thread');
  for (let n = 0; n < 30; n++) (n % 2 ? asks : answers).say({ text: `${n}` });
  await eventually(() => asks.state.entries.length === 32 && answers.state.entries.length === 32, 'both have everything');
  expect(answers.state.entries.map((e) => e.id)).toEqual(asks.state.entries.map((e) => e.id));
});
