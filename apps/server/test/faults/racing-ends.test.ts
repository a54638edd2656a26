import { call, newId } from '@fairlead/client';
import pg from 'pg';
import { afterAll, expect, test } from 'vitest';
import { type Actor, openDesk } from '../desk.ts';
import { afterwards } from './afterwards.ts';
import { chance } from './chance.ts';
import { broken } from './truth.ts';

const desk = await openDesk();
const other = await desk.secondNode();
const database = new pg.Pool({ connectionString: desk.databaseUrl, max: 2 });
afterwards(() => database.end());
afterAll(() => expect([...desk.errors, ...other.errors]).toEqual([]));

/** The same person, calling the other node. */
const elsewhere = ({ connection }: Actor) => ({ ...connection, base: other.address });
const technical = (id: string) => ({ body: { id, question: 'technical', area: 'agent', summary: 'It stopped at noon' } }) as const;

test('a chat that 40 callers end at once, members and staff on two nodes, has one ticket, and all are told its number', async () => {
  const luck = chance();
  const [dana, mina, jonas, ada] = [
    await desk.member('Dana'),
    await desk.staff('Mina'),
    await desk.staff('Jonas'),
    await desk.staff('Ada'),
  ];
  for (let round = 0; round < 5; round++) {
    const { id, thread } = await dana.call('POST /chats', technical(newId()));
    const callers = Array.from({ length: 40 }, (_, n) => {
      const who = [dana, mina, jonas, ada][n % 4]!;
      return luck.number(2) === 0 ? who.connection : elsewhere(who);
    });
    const answers = await Promise.all(
      callers.map((to, n) =>
        call(to, 'PUT /chats/{id}/ending', { params: { id }, body: { solved: n % 2 === 0, note: `note ${n}`, missing: ['logs'] } }),
      ),
    );
    const tickets = await desk.query<{ number: number }>('select number from tickets where thread_id = $1', [thread]);
    expect(tickets).toHaveLength(1);
    expect(answers.map((chat) => chat.ticket)).toEqual(answers.map(() => tickets[0]!.number));
    expect(new Set(answers.map((chat) => chat.solved)).size).toBe(1);
    expect((await desk.query("select 1 from entries where thread_id = $1 and kind = 'note'", [thread])).length).toBeLessThanOrEqual(1);
  }
  expect(await broken(database)).toEqual([]);
});

test('a chat that its customer starts on two nodes at once, ten times, is one chat', async () => {
  const omar = await desk.member('Omar');
  const asked = technical(newId());
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, n) => call(n % 2 ? omar.connection : elsewhere(omar), 'POST /chats', asked)),
  );
  expect(new Set(answers.map((chat) => chat.thread)).size).toBe(1);
  await omar.call('PUT /chats/{id}/ending', { params: { id: asked.body.id }, body: { solved: true } });
  expect(await broken(database)).toEqual([]);
});

test('what is said while the chat ends is kept, each message once, before or after the ending', async () => {
  const [jiwoo, mina] = [await desk.member('Jiwoo'), await desk.staff('Mina')];
  for (let round = 0; round < 10; round++) {
    const { id, thread } = await jiwoo.call('POST /chats', technical(newId()));
    const say = (to: Actor['connection'], n: number) =>
      call(to, 'POST /threads/{id}/entries', { params: { id: thread }, body: { id: newId(), text: `${n}` } });
    await Promise.all([
      ...Array.from({ length: 10 }, (_, n) => say([jiwoo.connection, elsewhere(jiwoo), mina.connection, elsewhere(mina)][n % 4]!, n)),
      mina.call('PUT /chats/{id}/ending', { params: { id }, body: { solved: true } }),
      call(elsewhere(jiwoo), 'PUT /chats/{id}/ending', { params: { id }, body: { solved: false } }),
    ]);
    expect(await desk.query("select 1 from entries where thread_id = $1 and kind = 'message'", [thread])).toHaveLength(10);
  }
  expect(await broken(database)).toEqual([]);
});

test('an ending that connects an older chat never stands in the way of what is said in both', async () => {
  const [takeru, dana] = [await desk.member('Takeru'), await desk.member('Dana')];
  await desk.query('update presences set capacity = 1');
  for (let round = 0; round < 8; round++) {
    const jonas = await desk.staff('Jonas');
    const older = await takeru.call('POST /chats', technical(newId()));
    const newer = await dana.call('POST /chats', technical(newId()));
    const me = await jonas.call('GET /me', {});
    await jonas.call('PUT /chats/{id}/engineer', { params: { id: newer.id }, body: { staff: me.kind === 'staff' ? me.staff.id : '' } });
    const console = await jonas.live();
    await jonas.call('PUT /me/availability', { body: { available: true } });
    const say = (who: Actor, thread: string) =>
      who.call('POST /threads/{id}/entries', { params: { id: thread }, body: { id: newId(), text: newId() } });
    const chatter = () => Promise.all(Array.from({ length: 12 }, (_, n) => (n % 2 ? say(takeru, older.thread) : say(dana, newer.thread))));
    await Promise.all([
      chatter(),
      chatter(),
      jonas.call('PUT /chats/{id}/ending', { params: { id: newer.id }, body: { solved: true } }),
      chatter(),
    ]);
    expect(await takeru.call('GET /chats/{id}', { params: { id: older.id } })).toMatchObject({
      state: 'active',
      engineer: { name: 'Jonas Weber' },
    });
    await takeru.call('PUT /chats/{id}/ending', { params: { id: older.id }, body: { solved: true } });
    await jonas.call('PUT /me/availability', { body: { available: false } });
    await console.leave();
  }
  const [{ deadlocks }] = (await desk.query<{ deadlocks: number }>(
    'select deadlocks::int from pg_stat_database where datname = current_database()',
  )) as [{ deadlocks: number }];
  expect(deadlocks).toBe(0);
  expect(await broken(database)).toEqual([]);
});

test('a ticket that its customer opens ten times at once on two nodes is one ticket', async () => {
  const omar = await desk.member('Omar');
  const asked = {
    body: { id: newId(), question: 'technical', area: 'logs', subject: 'Lines are split', text: 'Every stack trace' },
  } as const;
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, n) => call(n % 2 ? omar.connection : elsewhere(omar), 'POST /tickets', asked)),
  );
  expect(new Set(answers.map((ticket) => ticket.number)).size).toBe(1);
  expect(await desk.query('select 1 from entries where thread_id = $1', [answers[0]!.thread])).toHaveLength(2);
});
