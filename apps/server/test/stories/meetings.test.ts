/** Calls and screen shares (S4): proposed, agreed, moved, called off, each with an invitation. The desk's day is a Monday, 10:00 in New York. */
import { newId } from '@fairlead/client';
import type { Meeting, Ticket } from '@fairlead/contract';
import ICAL from 'ical.js';
import { expect, test } from 'vitest';
import { events, openTicket, read } from '../acts.ts';
import { type Actor, newDesk, openDesk } from '../desk.ts';

const desk = await openDesk();
const [dana, jiwoo, aiko, priya] = [
  await desk.member('Dana'),
  await desk.member('Jiwoo'),
  await desk.staff('Aiko'),
  await desk.staff('Priya'),
];

const newYork = (local: string) => ({ local, zone: 'America/New_York' });
const propose = (who: Actor, { number }: Ticket, times: { local: string; zone: string }[], id = newId()): Promise<Meeting> =>
  who.call('PUT /tickets/{number}/meetings/{id}', { params: { number, id }, body: { kind: 'call', times, about: 'Look at it together' } });
const refused = (who: Actor, { number }: Ticket, times: { local: string; zone: string }[]) =>
  who.refused('PUT /tickets/{number}/meetings/{id}', { params: { number, id: newId() }, body: { kind: 'call', times } });
const agree = (who: Actor, { number }: Ticket, { id }: Meeting, starts: string, link?: string): Promise<Meeting> =>
  who.call('PUT /tickets/{number}/meetings/{id}/time', { params: { number, id }, body: { starts, ...(link ? { link } : {}) } });
const invitation = async (who: Actor, { number }: Ticket, { id }: Meeting) => {
  const { ics } = await who.call('GET /tickets/{number}/meetings/{id}/invitation', { params: { number, id } });
  const calendar = new ICAL.Component(ICAL.parse(ics) as never);
  const event = calendar.getFirstSubcomponent('vevent')!;
  const value = (name: string) => String(event.getFirstPropertyValue(name));
  return {
    method: String(calendar.getFirstPropertyValue('method')),
    uid: value('uid'),
    sequence: Number(value('sequence')),
    starts: value('dtstart'),
    status: value('status'),
    link: value('url'),
    guest: value('attendee'),
  };
};

test('a customer proposes times, a specialist agrees to one, and both have the same invitation with the policy’s link', async () => {
  const ticket = await openTicket(dana);
  const asked = await propose(dana, ticket, [newYork('2026-11-24T11:00'), newYork('2026-11-24T14:30')]);
  expect(asked).toMatchObject({ proposed: ['2026-11-24T16:00:00.000Z', '2026-11-24T19:30:00.000Z'], proposed_by: 'member', starts: null });
  expect(await aiko.refused('GET /tickets/{number}/meetings/{id}/invitation', { params: { number: ticket.number, id: asked.id } })).toBe(
    'not_found',
  );
  const agreed = await agree(aiko, ticket, asked, asked.proposed[1]!);
  expect(agreed).toMatchObject({ starts: '2026-11-24T19:30:00.000Z', host: 'Aiko Tanaka', sequence: 0, proposed: [] });
  for (const who of [dana, aiko])
    expect(await invitation(who, ticket, agreed)).toMatchObject({
      method: 'REQUEST',
      uid: agreed.id,
      sequence: 0,
      starts: '2026-11-24T19:30:00Z',
      status: 'CONFIRMED',
      link: `https://meet.skerry.example/${ticket.number}`,
    });
  expect(events(await read(dana, ticket)).filter((e) => e.startsWith('meeting_'))).toEqual(['meeting_proposed', 'meeting_agreed']);
});

test('a moved call keeps its UID and raises its sequence; called off, it cancels the same one', async () => {
  const ticket = await openTicket(dana);
  const asked = await propose(dana, ticket, [newYork('2026-11-24T11:00')]);
  await agree(aiko, ticket, asked, asked.proposed[0]!);
  // The customer asks for another time; what was agreed stands until that is.
  const moved = await propose(dana, ticket, [newYork('2026-11-25T12:00')], asked.id);
  expect(moved).toMatchObject({ starts: '2026-11-24T16:00:00.000Z', proposed: ['2026-11-25T17:00:00.000Z'] });
  await agree(aiko, ticket, asked, '2026-11-25T17:00:00.000Z', 'https://other.example/room');
  expect(await invitation(dana, ticket, asked)).toMatchObject({
    uid: asked.id,
    sequence: 1,
    starts: '2026-11-25T17:00:00Z',
    link: 'https://other.example/room',
  });
  // Agreed again alike, nothing changes.
  await agree(aiko, ticket, asked, '2026-11-25T17:00:00.000Z');
  expect((await invitation(dana, ticket, asked)).sequence).toBe(1);
  const off = { params: { number: ticket.number, id: asked.id }, body: { reason: 'Solved' } };
  await dana.call('PUT /tickets/{number}/meetings/{id}/cancellation', off);
  await dana.call('PUT /tickets/{number}/meetings/{id}/cancellation', off);
  expect(await invitation(aiko, ticket, asked)).toMatchObject({ method: 'CANCEL', uid: asked.id, sequence: 2, status: 'CANCELLED' });
  expect(
    await aiko.refused('PUT /tickets/{number}/meetings/{id}/time', { params: off.params, body: { starts: '2026-11-25T18:00:00.000Z' } }),
  ).toBe('meeting_over');
});

test.each([
  ['in the past', newYork('2026-11-23T09:00')],
  ['in an hour that the clock skips', newYork('2027-03-14T02:30')],
  ['at night', newYork('2026-11-24T23:00')],
  ['that ends after closing', newYork('2026-11-24T18:45')],
  ['on a holiday', newYork('2026-11-26T11:00')],
  ['too far ahead', newYork('2027-11-24T11:00')],
  ['in no zone of this world', { local: '2026-11-24T11:00', zone: 'Moon/Tycho' }],
  ['on a day that there is not', newYork('2026-11-31T11:00')],
])('a time %s is refused, and nothing is asked', async (_, time) => {
  const ticket = await openTicket(dana);
  expect(await refused(dana, ticket, [newYork('2026-11-24T11:00'), time])).toBe('meeting_time');
  const { meetings } = await dana.call('GET /tickets/{number}/meetings', { params: { number: ticket.number } });
  expect(meetings).toEqual([]);
});

test('times are those of the customer’s team, in whichever zone they are proposed', async () => {
  const ticket = await openTicket(jiwoo);
  const { times } = await jiwoo.call('GET /tickets/{number}/meetings', { params: { number: ticket.number } });
  expect(times).toMatchObject({ minutes: 30, zone: 'Asia/Seoul' });
  expect(times.open[0]!.from).toBe('2026-11-24T00:00:00.000Z');
  expect(await propose(jiwoo, ticket, [{ local: '2026-11-24T10:00', zone: 'Asia/Seoul' }])).toMatchObject({
    proposed: ['2026-11-24T01:00:00.000Z'],
  });
});

test('a customer agrees to what staff proposed, to nothing else, and waits for one call at a time', async () => {
  const ticket = await openTicket(dana);
  const asked = await propose(dana, ticket, [newYork('2026-11-24T11:00')]);
  expect(await refused(dana, ticket, [newYork('2026-11-24T12:00')])).toBe('meeting_open');
  const take = (starts: string) =>
    dana.refused('PUT /tickets/{number}/meetings/{id}/time', { params: { number: ticket.number, id: asked.id }, body: { starts } });
  expect(await take(asked.proposed[0]!)).toBe('not_allowed');
  await propose(priya, ticket, [newYork('2026-11-25T13:00')], asked.id);
  expect(await take('2026-11-25T19:00:00.000Z')).toBe('not_allowed');
  // Nobody of the staff has said that they hold it: the assignee does, once there is one.
  await priya.call('PUT /tickets/{number}/assignee', {
    params: { number: ticket.number },
    body: { team: null, staff: (await priya.call('GET /staff', {})).staff.find((s) => s.name === 'Priya Nair')!.id },
  });
  expect(await agree(dana, ticket, asked, '2026-11-25T18:00:00.000Z')).toMatchObject({ host: 'Priya Nair' });
});

test('others cannot see, move or cancel it', async () => {
  const ticket = await openTicket(dana);
  const { id } = await propose(dana, ticket, [newYork('2026-11-24T11:00')]);
  const at = { params: { number: ticket.number, id } };
  expect(await jiwoo.refused('PUT /tickets/{number}/meetings/{id}/cancellation', { ...at, body: {} })).toBe('not_found');
  const own = await openTicket(jiwoo);
  expect(await jiwoo.refused('PUT /tickets/{number}/meetings/{id}/cancellation', { params: { number: own.number, id }, body: {} })).toBe(
    'not_found',
  );
});

test('of two who agree at once to different times, the later word stands and both are said', async () => {
  const fresh = await newDesk();
  const [customer, one, two] = [await fresh.member('Dana'), await fresh.staff('Aiko'), await fresh.staff('Priya')];
  const ticket = await openTicket(customer);
  const asked = await propose(customer, ticket, [newYork('2026-11-24T11:00'), newYork('2026-11-24T12:00')]);
  await Promise.all([agree(one, ticket, asked, asked.proposed[0]!), agree(two, ticket, asked, asked.proposed[1]!)]);
  const { sequence } = await invitation(customer, ticket, asked);
  expect(sequence).toBe(1);
  expect(events(await read(customer, ticket)).filter((e) => e === 'meeting_agreed')).toHaveLength(2);
});
