import { newId } from '@fairlead/client';
import type { Ticket, TicketState } from '@fairlead/contract';
import { expect, test } from 'vitest';
import { a, ask, customer, end, events, idOf, note, openTicket, read, say, texts, ticketOf } from '../acts.ts';
import { type Actor, newDesk, openDesk } from '../desk.ts';

const desk = await openDesk();
const mina = await desk.onDuty('Mina');
const aiko = await desk.staff('Aiko');
const [dana, jiwoo] = [await desk.member('Dana'), await desk.member('Jiwoo')];

const set = (who: Actor, { number }: Ticket, state: Exclude<TicketState, 'new'>) =>
  who.call('PUT /tickets/{number}/state', { params: { number }, body: { state } });
const teamOf = async (key: string) => (await mina.call('GET /staff', {})).teams.find((t) => t.key === key)!.id;
const assign = async (who: Actor, { number }: Ticket, team: string | null, staff: Actor | null) =>
  who.call('PUT /tickets/{number}/assignee', {
    params: { number },
    body: { team: team && (await teamOf(team)), staff: staff && (await idOf(staff)) },
  });
const list = (who: Actor, query: Parameters<typeof mina.call<'GET /tickets'>>[1]['query'] = {}) => who.call('GET /tickets', { query });

test('a member opens a ticket, and its area’s team has it, with what they wrote as its first message', async () => {
  const ticket = await openTicket(dana, { area: 'apm', subject: 'Spans are missing', text: 'Since the upgrade.' });
  expect(ticket).toMatchObject({
    state: 'new',
    area: 'apm',
    team: { key: 'platform' },
    assignee: null,
    chat: null,
    snippet: 'Since the upgrade.',
  });
  expect(await read(dana, ticket)).toMatchObject([
    { number: 1, kind: 'message', by: { name: 'Dana Reyes' }, body: { text: 'Since the upgrade.' } },
    { number: 2, body: { event: 'ticket_opened', number: ticket.number } },
  ]);
});

test('opening a ticket twenty times at once with one id opens one', async () => {
  const id = newId();
  const tickets = await Promise.all(Array.from({ length: 20 }, () => openTicket(dana, { id })));
  expect(new Set(tickets.map((t) => t.number)).size).toBe(1);
  expect(await read(dana, tickets[0]!)).toHaveLength(2);
  expect(desk.errors).toEqual([]);
});

test('somebody else’s ticket id is taken', async () => {
  const { id } = await openTicket(dana);
  expect(await jiwoo.refused('POST /tickets', { body: { id, question: 'sales', subject: 'mine', text: 'mine' } })).toBe('id_taken');
});

test('a specialist on duty is assigned, the longest idle first; one who is away is not', async () => {
  const apart = await newDesk();
  const person = await customer(apart, 'Rosa');
  const specialist = await apart.onDuty('Aiko');
  expect((await openTicket(person)).assignee?.name).toBe('Aiko Tanaka');
  expect((await openTicket(person, { area: 'logs' })).assignee).toBeNull();
  await specialist.call('PUT /me/availability', { body: { available: false } });
  expect(await openTicket(person)).toMatchObject({ team: { key: 'agent' }, assignee: null });
});

test('a member’s reply reopens what was solved, closed or waited for them, and leaves open what is open', async () => {
  const ticket = await openTicket(dana);
  for (const state of ['pending', 'solved', 'closed'] as const) {
    await set(mina, ticket, state);
    await say(dana, ticket, `not yet: ${state}`);
    expect((await ticketOf(dana, ticket)).state).toBe('open');
  }
  for (const state of ['open', 'on_hold'] as const) {
    await set(mina, ticket, state);
    await say(dana, ticket, 'more');
    expect((await ticketOf(dana, ticket)).state).toBe(state);
  }
});

test('repeating a reply does not reopen the ticket a second time', async () => {
  const ticket = await openTicket(dana);
  await set(mina, ticket, 'solved');
  const id = newId();
  const first = await say(dana, ticket, 'not yet', { id });
  await set(mina, ticket, 'solved');
  expect(await say(dana, ticket, 'not yet', { id })).toEqual(first);
  expect((await ticketOf(dana, ticket)).state).toBe('solved');
});

test('staff’s first answer takes a new ticket to open; a note does not', async () => {
  const ticket = await openTicket(dana);
  await note(mina, ticket, 'hm');
  expect((await ticketOf(mina, ticket)).state).toBe('new');
  await say(mina, ticket, 'We look at it');
  expect((await ticketOf(mina, ticket)).state).toBe('open');
});

test('a member may only solve their ticket or reopen it; staff may set every state but new', async () => {
  const ticket = await openTicket(dana);
  const refused = (state: 'open' | 'pending' | 'on_hold' | 'solved' | 'closed') =>
    dana.refused('PUT /tickets/{number}/state', { params: { number: ticket.number }, body: { state } });
  for (const state of ['open', 'pending', 'on_hold', 'closed'] as const) expect(await refused(state)).toBe('ticket_state');
  expect((await set(dana, ticket, 'solved')).state).toBe('solved');
  expect(await refused('closed')).toBe('ticket_state');
  expect((await set(dana, ticket, 'open')).state).toBe('open');
  for (const state of ['pending', 'on_hold', 'open', 'solved', 'closed'] as const)
    expect((await set(mina, ticket, state)).state).toBe(state);
  expect(await mina.refused('PUT /tickets/{number}/state', { params: { number: ticket.number }, body: { state: 'new' as never } })).toBe(
    'invalid',
  );
});

test('setting the state that a ticket has says nothing', async () => {
  const ticket = await openTicket(dana);
  await set(mina, ticket, 'pending');
  const before = await ticketOf(mina, ticket);
  await desk.pass({ seconds: 1 });
  expect(await set(mina, ticket, 'pending')).toEqual(before);
});

test('each change of state stands in the thread, from what to what', async () => {
  const ticket = await openTicket(dana);
  await set(mina, ticket, 'solved');
  await say(dana, ticket, 'not yet');
  expect((await read(dana, ticket)).slice(2)).toMatchObject([
    { by: { kind: 'desk' }, body: { event: 'ticket_state', from: 'new', to: 'solved' } },
    { body: { text: 'not yet' } },
    { body: { event: 'ticket_state', from: 'solved', to: 'open' } },
  ]);
});

test('a ticket closed by a solved chat comes back to its area’s team when the customer writes again', async () => {
  const chat = await ask(jiwoo);
  const ticket = await ticketOf(mina, await end(mina, chat, { solved: true }));
  expect(ticket).toMatchObject({ state: 'closed', team: null });
  await say(jiwoo, ticket, '또 멈췄어요');
  expect(await ticketOf(jiwoo, ticket)).toMatchObject({ state: 'open', team: { key: 'agent' } });
  expect(events(await read(jiwoo, chat)).slice(-2)).toEqual(['ticket_state', 'ticket_assigned']);
});

test('the thread of an ended chat takes messages from both sides as the ticket, with the same numbers', async () => {
  const chat = await ask(jiwoo);
  await say(jiwoo, chat, 'before');
  const { ticket } = await end(mina, chat);
  const before = await read(jiwoo, chat);
  const [mine, theirs] = [await say(jiwoo, chat, 'after'), await say(aiko, chat, 'answer')];
  const after = await read(jiwoo, await ticketOf(jiwoo, { ticket }));
  expect(after.slice(0, before.length)).toEqual(before);
  expect(after.slice(before.length).map((e) => [e.number, e.id])).toEqual([
    [before.length + 1, mine.id],
    [before.length + 2, theirs.id],
  ]);
});

test('a ticket is given to a team and a person, and that stands in the thread', async () => {
  const ticket = await openTicket(dana, { area: 'logs' });
  expect(await assign(mina, ticket, 'agent', aiko)).toMatchObject({
    state: 'open',
    team: { key: 'agent' },
    assignee: { name: 'Aiko Tanaka' },
  });
  expect(await assign(mina, ticket, 'platform', null)).toMatchObject({ team: { key: 'platform' }, assignee: null });
  expect(await assign(mina, ticket, null, null)).toMatchObject({ team: null, assignee: null });
  expect((await read(dana, ticket)).slice(2)).toMatchObject([
    { body: { event: 'ticket_assigned', team: { en: 'Agent' }, assignee: 'Aiko Tanaka' } },
    { body: { team: { ja: 'プラットフォーム' }, assignee: null } },
    { body: { team: null, assignee: null } },
  ]);
});

test('a ticket cannot be given to a team or a person that there is not, nor to a customer', async () => {
  const { number } = await openTicket(dana);
  for (const body of [
    { team: newId(), staff: null },
    { team: null, staff: newId() },
    { team: null, staff: await idOf(dana) },
  ])
    expect(await mina.refused('PUT /tickets/{number}/assignee', { params: { number }, body })).toBe('invalid');
  expect(await ticketOf(mina, { number })).toMatchObject({ team: { key: 'agent' }, assignee: null });
});

test('views show what is mine, my teams’, unassigned or all; and what is unsolved, solved or any', async () => {
  const apart = await newDesk();
  const [rosa, jonas, specialist] = [await customer(apart, 'Rosa'), await apart.staff('Jonas'), await apart.staff('Aiko')];
  const made: Ticket[] = [];
  for (const area of ['agent', 'agent', 'logs', 'logs']) made.push(await openTicket(rosa, { area, subject: `${made.length}` }));
  const give = async (i: number, staff: Actor) =>
    jonas.call('PUT /tickets/{number}/assignee', {
      params: { number: made[i]!.number },
      body: { team: made[i]!.team!.id, staff: await idOf(staff) },
    });
  await give(0, specialist);
  await give(2, jonas);
  await set(jonas, made[3]!, 'solved');
  const subjects = async (who: Actor, query: Parameters<typeof list>[1]) =>
    (await list(who, query)).tickets.map((t) => t.subject).toSorted();
  expect(await subjects(specialist, { view: 'mine' })).toEqual(['0']);
  expect(await subjects(jonas, { view: 'mine' })).toEqual(['2']);
  expect(await subjects(specialist, { view: 'my_teams' })).toEqual(['0', '1']);
  expect(await subjects(jonas, { view: 'unassigned' })).toEqual(['1']);
  expect(await subjects(jonas, { view: 'unassigned', state: 'any' })).toEqual(['1', '3']);
  expect(await subjects(jonas, { state: 'solved' })).toEqual(['3']);
  expect(await subjects(jonas, { state: 'any' })).toEqual(['0', '1', '2', '3']);
  expect(await subjects(rosa, { view: 'mine', state: 'any' })).toEqual(['0', '1', '2', '3']);
});

test('pages continue each other with `next`, newest change first, each ticket once', async () => {
  const rosa = await customer(desk, 'Rosa');
  const made: number[] = [];
  for (let i = 0; i < 7; i++) {
    made.push((await openTicket(rosa)).number);
    if (i % 3 === 0) await desk.pass({ seconds: 1 });
  }
  const seen: number[] = [];
  let before: string | undefined;
  do {
    const page = await list(rosa, { limit: 2, ...(before ? { before } : {}) });
    seen.push(...page.tickets.map((t) => t.number));
    before = page.next ?? undefined;
  } while (before);
  expect(seen).toEqual(made.toReversed());
});

test('a page mark that is not the desk’s own is refused, never an error', async () => {
  for (const before of ['x', '1', '1.2.3', '', "1.1'"]) expect(await mina.refused('GET /tickets', { query: { before } })).toBe('invalid');
  for (const before of ['999999999999999.9999999999', '0.0'])
    expect((await list(mina, { before })).tickets.length).toBeGreaterThanOrEqual(0);
  expect(desk.errors).toEqual([]);
});

test('what changes a ticket is heard at once by staff and by its member', async () => {
  const [tab, console] = [await dana.live(), await aiko.live()];
  const heard = async (act: () => Promise<unknown>) => {
    const before = [tab, console].map((live) => live.heard.filter(a('changed', (m) => m.what === 'tickets')).length);
    await act();
    for (const [i, live] of [tab, console].entries()) {
      await live.settled();
      expect(live.heard.filter(a('changed', (m) => m.what === 'tickets')).length).toBeGreaterThan(before[i]!);
    }
  };
  let ticket!: Ticket;
  await heard(async () => (ticket = await openTicket(dana)));
  await heard(() => say(mina, ticket, 'hello'));
  await heard(() => set(mina, ticket, 'pending'));
  await heard(() => say(dana, ticket, 'hello'));
  await heard(() => assign(mina, ticket, 'logs', null));
});

test('a member lists and finds their own tickets only; a colleague’s is not found', async () => {
  const [omar, ticket] = [await desk.member('Omar'), await openTicket(dana)];
  expect((await list(omar, { state: 'any' })).tickets).toEqual([]);
  expect(await omar.refused('GET /tickets/{number}', { params: { number: ticket.number } })).toBe('not_found');
  expect(await omar.refused('PUT /tickets/{number}/state', { params: { number: ticket.number }, body: { state: 'solved' } })).toBe(
    'not_found',
  );
  expect(texts(await read(dana, ticket))).toEqual(['Since noon.']);
});

test('two at once who solve and reopen leave one state, and a thread that tells how it came to be', async () => {
  const ticket = await openTicket(dana);
  await set(mina, ticket, 'open');
  await Promise.allSettled(Array.from({ length: 12 }, (_, i) => set(i % 2 ? mina : aiko, ticket, i % 3 ? 'solved' : 'pending')));
  const moves = (await read(dana, ticket)).flatMap((e) => (e.kind === 'event' && e.body.event === 'ticket_state' ? [e.body] : []));
  for (const [i, move] of moves.entries()) expect(move.from).toBe(i === 0 ? 'new' : moves[i - 1]!.to);
  expect((await ticketOf(dana, ticket)).state).toBe(moves.at(-1)!.to);
});

test('none of this made the desk stumble', () => expect(desk.errors).toEqual([]));
