import { newId, Refused } from '@fairlead/client';
import type { Chat, Entry } from '@fairlead/contract';
import fc from 'fast-check';
import pg from 'pg';
import { expect, test } from 'vitest';
import {
  a,
  ask,
  askSales,
  customer,
  end,
  events,
  follow,
  give,
  join,
  leave,
  look,
  note,
  openTicket,
  read,
  say,
  texts,
  ticketOf,
} from '../acts.ts';
import { type Actor, type LiveActor, newDesk, openDesk, type TestDesk, until } from '../desk.ts';

test('both end a chat at once, forty times over: one ending stands, with one ticket that everybody is told', async () => {
  const desk = await newDesk();
  const other = await desk.secondNode();
  const mina = await desk.onDuty('Mina');
  const callers = [await desk.member('Dana'), mina, await other.member('Dana'), await other.staff('Mina')];
  const chat = await ask(callers[0]!);
  const answers = await Promise.all(Array.from({ length: 40 }, (_, i) => end(callers[i % 4]!, chat, { solved: i % 3 === 0 })));
  expect(new Set(answers.map((c) => `${c.ticket} ${c.solved} ${c.since}`)).size).toBe(1);
  expect(events(await read(mina, chat)).filter((e) => e !== 'evidence_asked')).toEqual([
    'chat_waiting',
    'engineer_connected',
    'chat_ended',
    'ticket_opened',
  ]);
  expect(await desk.query('select number, chat_id from tickets')).toEqual([{ number: answers[0]!.ticket, chat_id: chat.id }]);
  expect([...desk.errors, ...other.errors]).toEqual([]);
});

test('a solved chat leaves a closed ticket with nobody’s name on it', async () => {
  const desk = await newDesk();
  const mina = await desk.onDuty('Mina');
  await desk.onDuty('Aiko');
  const chat = await ask(await desk.member('Dana'));
  expect(await ticketOf(mina, await end(mina, chat, { solved: true }))).toMatchObject({
    state: 'closed',
    team: null,
    assignee: null,
    chat: chat.id,
  });
});

test('an unsolved chat’s ticket goes to the area’s specialist on duty; to nobody yet when they are away (S17)', async () => {
  const desk = await newDesk();
  const mina = await desk.onDuty('Mina');
  const [dana, jiwoo] = [await desk.member('Dana'), await desk.member('Jiwoo')];
  const [first, second] = [await ask(dana), await ask(jiwoo)];
  const aiko = await desk.onDuty('Aiko');
  expect(await ticketOf(mina, await end(mina, first))).toMatchObject({
    state: 'open',
    team: { key: 'agent' },
    assignee: { name: 'Aiko Tanaka' },
  });
  await desk.cut(aiko);
  expect(await ticketOf(mina, await end(mina, second))).toMatchObject({ state: 'open', team: { key: 'agent' }, assignee: null });
});

test('the engineer’s last step may name another area, and then that area’s team gets the ticket', async () => {
  const desk = await newDesk();
  const mina = await desk.onDuty('Mina');
  await desk.onDuty('Aiko');
  const chat = await ask(await desk.member('Dana'));
  const ticket = await ticketOf(
    mina,
    await end(mina, chat, { area: 'logs', note: 'It is the parser', missing: ['logs', 'configuration'] }),
  );
  expect(ticket).toMatchObject({ area: 'logs', team: { key: 'logs' }, assignee: null, missing: ['logs', 'configuration'] });
});

test('naming an area that there is not ends nothing', async () => {
  const desk = await newDesk();
  const mina = await desk.onDuty('Mina');
  const chat = await ask(await desk.member('Dana'));
  expect(await mina.refused('PUT /chats/{id}/ending', { params: { id: chat.id }, body: { solved: false, area: 'kitchen' } })).toBe(
    'invalid',
  );
  expect(await look(mina, chat)).toMatchObject({ state: 'active', ticket: null, last: 2 });
});

test('an unsolved sales chat becomes a ticket with sales', async () => {
  const desk = await newDesk();
  const lucas = await desk.onDuty('Lucas');
  const dana = await desk.member('Dana');
  expect(await ticketOf(dana, await end(lucas, await askSales(dana)))).toMatchObject({
    question: 'sales',
    team: { key: 'sales' },
    assignee: { name: 'Lucas Martin' },
  });
});

test('what only staff decide is ignored when a member ends the chat', async () => {
  const desk = await newDesk();
  const mina = await desk.onDuty('Mina');
  const dana = await desk.member('Dana');
  const chat = await ask(dana);
  const ended = await end(dana, chat, { note: 'a note of mine', missing: ['flare'], area: 'logs' });
  expect(await ticketOf(mina, ended)).toMatchObject({ area: 'agent', missing: ['flare', 'link'] });
  expect(texts(await read(mina, chat))).toEqual([]);
});

test('the hand-over note reaches the specialist, who answers in the same thread, and the customer hears it live (S15, S17, S18)', async () => {
  const desk = await newDesk();
  const mina = await desk.onDuty('Mina');
  const aiko = await desk.onDuty('Aiko');
  const dana = await desk.member('Dana');
  const chat = await ask(dana);
  await say(dana, chat, 'It stopped');
  const ended = await end(mina, chat, { note: 'Looks like the proxy', missing: ['flare'] });
  const ticket = await ticketOf(aiko, ended);
  expect(ticket.thread).toBe(chat.thread);
  expect(texts(await read(aiko, ticket))).toEqual(['It stopped', 'Looks like the proxy']);
  const portal = await dana.live();
  await follow(portal, ticket);
  await say(aiko, ticket, 'Please set no_proxy');
  const { entry } = await portal.hears(a('entry'));
  expect(entry).toMatchObject({ by: { name: 'Aiko Tanaka' }, body: { text: 'Please set no_proxy' } });
  expect(entry.number).toBe((await read(dana, ticket)).length);
});

test('a message that crosses the end of its chat is kept: it stands in the thread either way', async () => {
  const desk = await newDesk();
  const mina = await desk.onDuty('Mina');
  const dana = await desk.member('Dana');
  for (let i = 0; i < 5; i++) {
    const chat = await ask(dana);
    await Promise.all([...Array.from({ length: 6 }, (_, n) => say(dana, chat, `message ${n}`)), end(mina, chat, { solved: true })]);
    expect(texts(await read(dana, chat)).toSorted()).toEqual([
      'message 0',
      'message 1',
      'message 2',
      'message 3',
      'message 4',
      'message 5',
    ]);
  }
});

test('after the end the member’s next chat is a new one with a thread of its own', async () => {
  const desk = await newDesk();
  const dana = await desk.member('Dana');
  const first = await ask(dana);
  await end(dana, first);
  const second = await ask(dana);
  expect(second.thread).not.toBe(first.thread);
  expect((await dana.call('GET /chats/mine', {})).chat?.id).toBe(second.id);
});

test('a chat and a ticket that end and open together wait for each other in no circle', async () => {
  const desk = await newDesk();
  const mina = await desk.onDuty('Mina');
  await desk.onDuty('Aiko');
  const people = await Promise.all(['Rosa', 'Sven', 'Tariq'].map((name) => customer(desk, name)));
  const chats = await Promise.all(people.map((p) => ask(p)));
  await Promise.all([
    ...chats.map((c) => end(mina, c)),
    ...people.map((p) => openTicket(p)),
    ...chats.map((c, i) => say(people[i]!, c, 'and one more thing')),
  ]);
  expect(await desk.query('select 1 from tickets')).toHaveLength(6);
  expect(desk.errors).toEqual([]);
});

test('an ending that connects an older chat holds no thread while it waits for another, so messages and endings cannot wait in a circle', async () => {
  const desk = await newDesk();
  const mina = await desk.onDuty('Mina');
  await desk.query('update presences set capacity = 1');
  const older = await ask(await desk.member('Dana'));
  const jonas = await desk.onDuty('Jonas');
  const newer = await ask(await desk.member('Jiwoo'));
  await desk.cut(mina);
  await desk.pass({ seconds: 60 });
  const messages = new pg.Client({ connectionString: desk.databaseUrl });
  await messages.connect();
  await messages.query('begin');
  await messages.query('select from threads where id = $1 for update', [older.thread]);
  const ending = end(jonas, newer);
  await until(
    'the ending waits',
    async () => (await desk.query(`select 1 from pg_locks where not granted and locktype in ('tuple', 'transactionid')`)).length > 0,
  );
  await messages.query('select from threads where id = $1 for no key update nowait', [newer.thread]);
  await messages.query('rollback');
  await messages.end();
  expect((await ending).state).toBe('ended');
  expect((await look(jonas, older)).engineer?.name).toBe('Jonas Weber');
});

// Whatever happens in a chat, in whatever order --------------------------------------------------------------------------

const shared = await openDesk();

type Step =
  | { do: 'say' | 'say twice'; who: 'customer' | 'Mina' | 'Jonas' }
  | { do: 'note'; who: 'Mina' | 'Jonas' }
  | { do: 'join' | 'leave' | 'take' | 'drop'; who: 'Mina' | 'Jonas' }
  | { do: 'give'; who: 'Mina' | 'Jonas'; to: 'Mina' | 'Jonas' }
  | { do: 'end'; who: 'customer' | 'Mina' | 'Jonas'; solved: boolean };

const engineer = fc.constantFrom('Mina' as const, 'Jonas' as const);
const anybody = fc.constantFrom('customer' as const, 'Mina' as const, 'Jonas' as const);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constantFrom('say' as const, 'say twice' as const), who: anybody }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('note' as const), who: engineer }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('join' as const, 'leave' as const, 'take' as const), who: engineer }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('drop' as const), who: engineer }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('give' as const), who: engineer, to: engineer }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('end' as const), who: anybody, solved: fc.boolean() }) },
);

/** What may rightly be refused, depending on what happened before. */
const rightly = new Set(['chat_ended', 'engineer_unavailable']);

type OnDuty = Actor & { console: LiveActor };

interface Played {
  chat: Chat;
  ended: boolean;
  public: string[];
  notes: string[];
}

async function play(desk: TestDesk, people: { customer: Actor; Mina: OnDuty; Jonas: OnDuty }, steps: Step[]): Promise<Played> {
  const chat = await ask(people.customer);
  const played: Played = { chat, ended: false, public: [], notes: [] };
  const mayRefuse = async (act: Promise<unknown>) => {
    await act.catch((error: unknown) => {
      if (!(error instanceof Refused && rightly.has(error.code))) throw error;
    });
  };
  for (const [i, s] of steps.entries()) {
    const who = people[s.who];
    switch (s.do) {
      case 'say':
        await say(who, chat, `${i}`);
        played.public.push(`${i}`);
        break;
      case 'say twice': {
        const id = newId();
        const [one, two] = await Promise.all([say(who, chat, `${i}`, { id }), say(who, chat, `${i}`, { id })]);
        expect(two).toEqual(one);
        played.public.push(`${i}`);
        break;
      }
      case 'note':
        await note(who, chat, `${i}`);
        played.notes.push(`${i}`);
        break;
      case 'join':
        await mayRefuse(join(who, chat));
        break;
      case 'leave':
        await mayRefuse(leave(who, chat));
        break;
      case 'take':
        await mayRefuse(give(who, chat, who));
        break;
      case 'give':
        await mayRefuse(give(who, chat, people[s.to]));
        break;
      case 'drop':
        await desk.cut(people[s.who]);
        await desk.pass({ seconds: 60 });
        people[s.who].console = await who.live();
        break;
      case 'end':
        await Promise.all([end(who, chat, { solved: s.solved }), end(who, chat, { solved: !s.solved })]);
        played.ended = true;
        break;
    }
  }
  return played;
}

const numbers = (entries: readonly Entry[]) => entries.map((e) => e.number);
const upTo = (last: number) => Array.from({ length: last }, (_, i) => i + 1);

test('whatever happens in a chat, in whatever order: no gap in either numbering, nothing said is lost or doubled, one ticket exactly when it ended, and members see exactly what is public', async () => {
  const [mina, jonas] = [await shared.onDuty('Mina'), await shared.onDuty('Jonas')];
  await shared.pass({ seconds: 1 });
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 14 }), async (steps) => {
      const person = await customer(shared, `person${run++}`);
      const { chat, ended, ...said } = await play(shared, { customer: person, Mina: mina, Jonas: jonas }, steps);
      const [all, open] = [await read(mina, chat), await read(person, chat, 3)];

      expect(numbers(all)).toEqual(upTo(all.length));
      expect(numbers(open)).toEqual(upTo(open.length));
      expect(all.filter((e) => e.public_number !== null).map((e) => ({ ...e, number: e.public_number, public_number: undefined }))).toEqual(
        open.map((e) => ({ ...e, public_number: undefined })),
      );
      expect(texts(open)).toEqual(said.public);
      expect(texts(all.filter((e) => e.kind === 'note'))).toEqual(said.notes);
      const tickets = await shared.query('select thread_id from tickets where chat_id = $1', [chat.id]);
      expect(tickets).toEqual(ended ? [{ thread_id: chat.thread }] : []);
      expect(events(open).filter((e) => e === 'chat_ended' || e === 'ticket_opened')).toEqual(ended ? ['chat_ended', 'ticket_opened'] : []);
      const shown = await look(person, chat);
      expect([shown.last, shown.state === 'ended']).toEqual([open.length, ended]);
      if (!ended) await end(person, chat);
    }),
    { numRuns: 25 },
  );
  expect(shared.errors).toEqual([]);
}, 60_000);
