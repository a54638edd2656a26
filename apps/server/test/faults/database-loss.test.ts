import { call, newId, type ThreadFollower } from '@fairlead/client';
import pg from 'pg';
import { expect, test } from 'vitest';
import { freePort, freshDatabase } from '../desk.ts';
import { afterwards } from './afterwards.ts';
import { chance, eventually } from './chance.ts';
import { acknowledged, customer, engineer, insist } from './people.ts';
import { startServer } from './server.ts';
import { broken, notOnce } from './truth.ts';

const databaseUrl = await freshDatabase();
const database = new pg.Pool({ connectionString: databaseUrl, max: 2 });
afterwards(() => database.end());
const ports = [await freePort(), await freePort()];
const [server, other] = await Promise.all(ports.map((port) => startServer({ DATABASE_URL: databaseUrl, PORT: String(port) })));
const [address, elsewhere] = ports.map((port) => `http://127.0.0.1:${port}`) as [string, string];

/** Ends every connection that the desk has to its database; answers how many there were. */
async function loseDatabase(): Promise<number> {
  const { rowCount } = await database.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name like 'fairlead%'",
  );
  return rowCount ?? 0;
}

test('a desk that loses every database connection in the middle of messages and endings recovers by itself, and each of them counts once', async () => {
  const luck = chance();
  const customers = await Promise.all((['Dana', 'Omar', 'Jiwoo', 'Takeru'] as const).map((name) => customer(name, address)));
  const said: string[] = [];
  let losses = 0;
  let over = false;
  const talking = customers.map(async (who) => {
    while (!over) {
      const id = newId();
      const { thread } = await insist(who, 'POST /chats', {
        body: { id, question: 'technical', area: 'agent', summary: 'A lost database' },
      });
      const entries = Array.from({ length: 12 }, () => newId());
      await Promise.all(
        entries.map((entry) => insist(who, 'POST /threads/{id}/entries', { params: { id: thread }, body: { id: entry, text: entry } })),
      );
      said.push(...entries);
      expect(await insist(who, 'PUT /chats/{id}/ending', { params: { id }, body: { solved: true } })).toMatchObject({ state: 'ended' });
    }
  });
  const done = Promise.all(talking);
  for (let loss = 0; loss < 20; loss++) {
    const before = said.length;
    await luck.turns(30);
    losses += await loseDatabase();
    await Promise.race([eventually(() => said.length > before, 'messages are acknowledged again'), done]);
  }
  over = true;
  await done;
  expect(losses).toBeGreaterThan(20);
  expect(await notOnce(database, said)).toEqual([]);
  expect(await broken(database)).toEqual([]);
  expect((await database.query('select 1 from chats where ended_at is null')).rowCount).toBe(0);
  expect(server!.running(), server!.output()).toBe(true);
});

test('processes that lost the database hear each other again', async () => {
  const dana = await customer('Dana', address);
  const mina = await engineer('Mina', elsewhere, databaseUrl);
  const { thread } = await call(dana.to, 'POST /chats', {
    body: { id: newId(), question: 'technical', area: 'agent', summary: 'Two processes' },
  });
  const [asks, answers] = [dana.follow(thread), mina.follow(thread)] as [ThreadFollower, ThreadFollower];
  await eventually(() => answers.state.entries.length === 2, 'Mina reads the thread');
  await loseDatabase();
  // A push that was lost is not repeated, but one of the next is heard, and brings what came before.
  await eventually(async () => {
    asks.say({ text: `Do you hear me? ${asks.state.entries.length}` });
    await acknowledged(asks);
    return answers.state.entries.length > 2;
  }, 'what is said to one process is heard at the other');
  await eventually(() => answers.state.entries.length === asks.state.entries.length, 'both have everything');
  expect(answers.state.entries.map((e) => e.id)).toEqual(asks.state.entries.map((e) => e.id));
  expect([server!.running(), other!.running()]).toEqual([true, true]);
});
