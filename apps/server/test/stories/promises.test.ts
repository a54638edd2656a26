/** What is promised of a ticket: kept, broken, explained. The clock really stops while staff wait for the customer. */
import type { ExplainedPromise, PromiseKind, Ticket } from '@fairlead/contract';
import { expect, test } from 'vitest';
import { shippedYaml } from '../../src/domains/policy/shipped.ts';
import { watchPromises } from '../../src/domains/tickets/promise-watch.ts';
import { adopt, ask, end, events, openTicket, read, say, ticketOf } from '../acts.ts';
import { type Actor, newDesk, type TestDesk } from '../desk.ts';

// Monday 23 November 2026, 11:00 in New York; Thursday is Thanksgiving Day.
const urgent = { impact: 'Nothing is monitored', since: '09:00', affected: 'All hosts' };

async function working() {
  const desk = await newDesk();
  desk.down({ minutes: 59, seconds: 59 });
  await adopt(desk, shippedYaml);
  return { desk, dana: await desk.member('Dana'), aiko: await desk.staff('Aiko'), ada: await desk.staff('Ada') };
}

const later = (desk: TestDesk, hours: number) => desk.down({ minutes: hours * 60 });
const set = (who: Actor, { number }: Ticket, state: 'open' | 'pending' | 'on_hold' | 'solved' | 'closed') =>
  who.call('PUT /tickets/{number}/state', { params: { number }, body: { state } });
const watch = (desk: TestDesk) => watchPromises(desk.running.desk);

async function promise(who: Actor, { number }: Ticket, kind: PromiseKind, place = 1): Promise<ExplainedPromise> {
  const { promises } = await who.call('GET /tickets/{number}/promises', { params: { number } });
  return promises.find((p) => p.kind === kind && p.number === place)!;
}
const brief = ({ is, spent, due }: ExplainedPromise) => ({ is, spent, due });

test('a ticket promises a first answer and a solution in business time of the customer’s calendar', async () => {
  const { dana } = await working();
  const ticket = await openTicket(dana);
  expect(ticket.promises).toEqual([
    { kind: 'first_answer', due: '2026-11-24T16:00:00.000Z', stands: false, broken: false, warned: false },
    // Five business days, of which Thursday is none.
    { kind: 'solution', due: '2026-12-01T16:00:00.000Z', stands: false, broken: false, warned: false },
  ]);
  expect(ticket.promised).toBe('2026-11-24T16:00:00.000Z');
});

test('an answer in time keeps its promise, and the customer’s next words make another', async () => {
  const { desk, dana, aiko } = await working();
  const ticket = await openTicket(dana);
  later(desk, 2);
  await say(aiko, ticket, 'Which version is it?');
  expect(brief(await promise(dana, ticket, 'first_answer'))).toEqual({ is: 'kept', spent: 120, due: null });
  later(desk, 1);
  await say(dana, ticket, '7.61');
  await say(dana, ticket, 'On Linux');
  expect(brief(await promise(aiko, ticket, 'next_answer'))).toEqual({ is: 'running', spent: 0, due: '2026-11-24T19:00:00.000Z' });
  expect(await promise(aiko, ticket, 'next_answer', 2)).toBeUndefined();
  later(desk, 24);
  await say(aiko, ticket, 'Thank you');
  expect((await promise(aiko, ticket, 'next_answer')).is).toBe('kept');
});

test('the clock stands while the ticket waits for the customer and goes on where it stopped; every minute is explained', async () => {
  const { desk, dana, aiko } = await working();
  const ticket = await openTicket(dana);
  later(desk, 3);
  await say(aiko, ticket, 'Please send a flare');
  await set(aiko, ticket, 'pending');
  const waits = await ticketOf(aiko, ticket);
  expect(waits.promises).toEqual([{ kind: 'solution', due: null, stands: true, broken: false, warned: false }]);
  later(desk, 48);
  // A customer's session lasts twelve hours.
  const again = await desk.member('Dana');
  await say(again, ticket, 'Here it is');
  // 2,700 minutes less 180: five hours of Wednesday, nine of Friday, Monday, Tuesday and Wednesday, and one.
  expect(brief(await promise(aiko, ticket, 'solution'))).toEqual({ is: 'running', spent: 180, due: '2026-12-03T16:00:00.000Z' });
  later(desk, 48);
  const solution = await promise(aiko, ticket, 'solution');
  expect(solution.lines.map((l) => [l.is, l.minutes, l.state, l.because])).toEqual([
    ['counted', 180, null, null],
    ['stopped', 0, 'pending', null],
    ['counted', 300, null, null],
    ['closed', 0, null, 'Thanksgiving Day'],
    ['counted', 240, null, null],
  ]);
  expect(solution.spent).toBe(720);
  expect(solution.lines.reduce((sum, l) => sum + l.minutes, 0)).toBe(solution.spent);
});

test('staff are warned before a promise is broken, and who leads is called when it is, once', async () => {
  const { desk, dana, aiko, ada } = await working();
  const ticket = await openTicket(dana);
  later(desk, 6);
  await watch(desk);
  expect((await ticketOf(aiko, ticket)).promises[0]).toMatchObject({ kind: 'first_answer', warned: false });
  later(desk, 1);
  await watch(desk);
  await watch(desk);
  expect((await ticketOf(aiko, ticket)).promises[0]).toMatchObject({ kind: 'first_answer', warned: true, broken: false });
  expect((await aiko.call('GET /pages', {})).pages).toEqual([]);
  later(desk, 24);
  await watch(desk);
  await watch(desk);
  expect(events(await read(aiko, ticket)).filter((e) => e.startsWith('promise'))).toEqual(['promise_warning', 'promise_broken']);
  expect(events(await read(await desk.member('Dana'), ticket)).filter((e) => e.startsWith('promise'))).toEqual([]);
  expect((await ada.call('GET /pages', {})).pages).toMatchObject([{ ticket: ticket.number, why: 'promise', urgent: null }]);
  await say(aiko, ticket, 'Sorry, we are on it');
  expect((await promise(aiko, ticket, 'first_answer')).is).toBe('broken');
});

test('what was broken stays so, though the clock stops before anybody has noticed', async () => {
  const { desk, dana, aiko } = await working();
  const ticket = await openTicket(dana);
  later(desk, 26);
  await set(aiko, ticket, 'pending');
  await say(aiko, ticket, 'Late, but here');
  expect((await promise(aiko, ticket, 'first_answer')).is).toBe('broken');
});

test('what was broken stays so, though other terms give it more time', async () => {
  const { desk, dana, aiko } = await working();
  const ticket = await openTicket(dana, { urgent, about: ['urgent'] });
  later(desk, 3);
  await aiko.call('PUT /tickets/{number}/urgency', { params: { number: ticket.number }, body: { urgent: null } });
  await watch(desk);
  await say(aiko, ticket, 'Not urgent, but late');
  expect((await promise(aiko, ticket, 'first_answer')).is).toBe('broken');
});

test('a reopened ticket’s solution goes on where it stopped, and a customer who solves it themselves is owed no answer', async () => {
  const { desk, dana, aiko } = await working();
  const ticket = await openTicket(dana);
  later(desk, 2);
  await set(dana, ticket, 'solved');
  expect((await promise(dana, ticket, 'first_answer')).is).toBe('void');
  expect(brief(await promise(dana, ticket, 'solution'))).toEqual({ is: 'kept', spent: 120, due: null });
  later(desk, 24);
  await say(await desk.member('Dana'), ticket, 'It is back');
  expect(brief(await promise(aiko, ticket, 'solution'))).toMatchObject({ is: 'running', spent: 120 });
  expect((await promise(aiko, ticket, 'next_answer')).is).toBe('running');
});

test('a ticket that becomes urgent in mid-clock is timed anew, and what has passed counts', async () => {
  const { desk, dana, aiko } = await working();
  const ticket = await openTicket(dana);
  later(desk, 1);
  const { number } = ticket;
  await aiko.call('PUT /tickets/{number}/urgency', { params: { number }, body: { urgent } });
  expect(brief(await promise(aiko, ticket, 'first_answer'))).toEqual({ is: 'running', spent: 60, due: '2026-11-23T18:00:00.000Z' });
  expect((await aiko.call('GET /pages', {})).pages).toMatchObject([{ ticket: number, why: 'urgent' }]);
  await aiko.call('PUT /tickets/{number}/urgency', { params: { number }, body: { urgent: null } });
  expect((await promise(aiko, ticket, 'first_answer')).due).toBe('2026-11-24T16:00:00.000Z');
  expect(await dana.refused('PUT /tickets/{number}/urgency', { params: { number }, body: { urgent } })).toBe('not_allowed');
});

test('a policy that changes in mid-clock leaves what was promised, and holds for what comes', async () => {
  const { desk, dana, aiko } = await working();
  const before = await openTicket(dana);
  await adopt(desk, shippedYaml.replace('first_answer: { normal: 540, urgent: 120 }', 'first_answer: { normal: 60, urgent: 30 }'));
  const after = await openTicket(dana);
  expect((await promise(aiko, before, 'first_answer')).due).toBe('2026-11-24T16:00:00.000Z');
  expect((await promise(aiko, after, 'first_answer')).due).toBe('2026-11-23T17:00:00.000Z');
  await set(aiko, before, 'pending');
  later(desk, 1);
  await set(aiko, before, 'open');
  expect(brief(await promise(aiko, before, 'first_answer'))).toEqual({ is: 'running', spent: 0, due: '2026-11-24T17:00:00.000Z' });
});

test('a dry run says what another policy would have done to the promises of 90 days', async () => {
  const { desk, dana, aiko, ada } = await working();
  const slow = await openTicket(dana);
  const quick = await openTicket(dana);
  later(desk, 1);
  await say(aiko, quick, 'Here');
  later(desk, 3);
  await say(aiko, slow, 'At last');
  const yaml = shippedYaml
    .replace('first_answer: { normal: 540, urgent: 120 }', 'first_answer: { normal: 120, urgent: 30 }')
    .replace('solution: { normal: 2700, urgent: 1080 }', '');
  const { promises } = await ada.call('POST /policy/dry-runs', { body: { yaml } });
  expect(promises.kinds.map((k) => [k.kind, k.now, k.drafted])).toEqual([
    ['first_answer', { made: 2, broken: 0 }, { made: 2, broken: 1 }],
    ['next_answer', { made: 0, broken: 0 }, { made: 0, broken: 0 }],
    ['solution', { made: 2, broken: 0 }, { made: 0, broken: 0 }],
  ]);
  expect(promises.examples).toContainEqual(
    expect.objectContaining({ ticket: slow.number, kind: 'first_answer', now: 'kept', drafted: 'broken' }),
  );
});

test('a chat’s ticket is owed an answer from its end on; a solved chat’s nothing', async () => {
  const { desk, dana, aiko } = await working();
  await adopt(desk, shippedYaml.replace('chat: us_business', 'chat: always'));
  const mina = await desk.onDuty('Mina');
  const chat = await end(mina, await ask(dana), { solved: false, note: 'Needs a specialist' });
  expect((await ticketOf(aiko, chat)).promises.map((p) => p.kind)).toEqual(['first_answer', 'solution']);
  const solved = await end(mina, await ask(dana), { solved: true });
  const ticket = await ticketOf(aiko, solved);
  expect(ticket.promises).toEqual([]);
  await say(dana, ticket, 'It is back');
  expect((await ticketOf(aiko, ticket)).promises.map((p) => [p.kind, p.stands])).toEqual([
    ['next_answer', false],
    ['solution', false],
  ]);
});

test('two people change the same field: who saw an older state is told, and nothing is lost', async () => {
  const { dana, aiko, ada } = await working();
  const { number } = await openTicket(dana);
  const state = (who: Actor, to: 'pending' | 'on_hold') =>
    who.refused('PUT /tickets/{number}/state', { params: { number }, body: { state: to, was: 'new' } }).catch(() => 'done');
  expect((await Promise.all([state(aiko, 'pending'), state(ada, 'on_hold')])).toSorted()).toEqual(['changed_meanwhile', 'done']);
  const assign = await ada
    .refused('PUT /tickets/{number}/assignee', {
      params: { number },
      body: { team: null, staff: null, was: { team: null, staff: null } },
    })
    .catch((error: Error) => error.message);
  expect(assign).toBe('changed_meanwhile');
});

test('a solved ticket reopens within the policy’s days, then no more', async () => {
  const { desk, dana, aiko } = await working();
  const ticket = await openTicket(dana);
  await set(aiko, ticket, 'solved');
  later(desk, 24 * 13);
  const again = await desk.member('Dana');
  expect((await set(again, ticket, 'open')).state).toBe('open');
  await set(aiko, ticket, 'solved');
  later(desk, 24 * 15);
  const late = await desk.member('Dana');
  const { number, thread } = ticket;
  expect(await late.refused('PUT /tickets/{number}/state', { params: { number }, body: { state: 'open' } })).toBe('reopens_no_more');
  const entry = { id: crypto.randomUUID(), text: 'Hello?' };
  expect(await late.refused('POST /threads/{id}/entries', { params: { id: thread }, body: entry })).toBe('reopens_no_more');
});

test('an escalation needs its note, which stays among staff, and goes to the specialists of the area', async () => {
  const { desk, dana, aiko } = await working();
  const priya = await desk.onDuty('Priya');
  const ticket = await openTicket(dana);
  const { number } = ticket;
  expect(await aiko.refused('POST /tickets/{number}/escalations', { params: { number }, body: { area: 'logs', note: ' ' } })).toBe(
    'invalid',
  );
  expect(await aiko.refused('POST /tickets/{number}/escalations', { params: { number }, body: { area: 'moon', note: 'x' } })).toBe(
    'invalid',
  );
  const given = await aiko.call('POST /tickets/{number}/escalations', {
    params: { number },
    body: { area: 'logs', note: 'The pipeline drops them' },
  });
  expect(given).toMatchObject({ area: 'logs', state: 'open', team: { key: 'logs' }, assignee: { name: 'Priya Nair' } });
  expect((await read(priya, ticket)).some((e) => e.kind === 'note' && e.body.text === 'The pipeline drops them')).toBe(true);
  expect((await read(dana, ticket)).some((e) => e.kind === 'note')).toBe(false);
  expect(events(await read(dana, ticket))).toContain('escalated');
});
