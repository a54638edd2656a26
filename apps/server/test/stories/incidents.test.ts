/** Incident mode: declared, seen before one writes, followed in one click, paused chat, and asked about at its end. */
import { newId } from '@fairlead/client';
import { expect, test } from 'vitest';
import { a, ask, events, openTicket, read, ticketOf } from '../acts.ts';
import { type Actor, newDesk } from '../desk.ts';

const declare = (mina: Actor, about: { areas?: string[]; sites?: string[]; id?: string } = {}) =>
  mina.call('POST /incidents', {
    body: { id: newId(), title: 'Intake is slow', areas: ['agent'], sites: ['US1'], text: 'We look into it', ...about },
  });

test('affected customers see it before they write, others do not; chat for its area is paused', async () => {
  const desk = await newDesk();
  const [mina, dana, jiwoo] = [await desk.onDuty('Mina'), await desk.member('Dana'), await desk.member('Jiwoo')];
  const running = await ask(jiwoo);
  const live = await dana.live();
  const incident = await declare(mina);
  await live.hears(a('changed', (m) => m.what === 'incidents'));
  const told = await dana.call('GET /channels', { query: { area: 'agent' } });
  expect(told).toMatchObject({
    incidents: [{ title: 'Intake is slow', mine: null, attached: null }],
    chat: { open: false, why: 'incident' },
    advice: { channel: 'ticket' },
  });
  expect(await dana.refused('POST /chats', { body: { id: newId(), question: 'technical', area: 'agent', summary: 'x' } })).toBe(
    'chat_paused',
  );
  expect(await ask(dana, { area: 'logs' })).toMatchObject({ state: 'active' });
  expect((await jiwoo.call('GET /channels', { query: { area: 'agent' } })).incidents).toEqual([]);
  expect((await jiwoo.call('GET /incidents', {})).incidents).toEqual([]);
  expect((await jiwoo.call('GET /chats/{id}', { params: { id: running.id } })).state).toBe('active');
  expect(await jiwoo.refused('PUT /incidents/{id}/tickets/mine', { params: { id: incident.id } })).toBe('not_found');
});

test('one click attaches a ticket, forty clicks the same one; every update is in it; the end asks whether all is well', async () => {
  const desk = await newDesk();
  const [mina, dana] = [await desk.staff('Mina'), await desk.member('Dana')];
  const incident = await declare(mina);
  const params = { id: incident.id };
  const tickets = await Promise.all(Array.from({ length: 40 }, () => dana.call('PUT /incidents/{id}/tickets/mine', { params })));
  expect(new Set(tickets.map((t) => t.number)).size).toBe(1);
  const ticket = tickets[0]!;
  expect(ticket).toMatchObject({ subject: 'Intake is slow', team: { key: 'agent' }, incident: { id: incident.id, closed: null } });
  expect((await dana.call('GET /incidents', {})).incidents[0]).toMatchObject({ mine: ticket.number });

  const update = { id: newId(), text: 'Found: a full disk' };
  for (let i = 0; i < 3; i++) await mina.call('POST /incidents/{id}/updates', { params, body: update });
  const closed = await mina.call('PUT /incidents/{id}/closing', { params, body: { text: 'Disks are larger now' } });
  await mina.call('PUT /incidents/{id}/closing', { params, body: { text: 'again' } });
  expect(closed).toMatchObject({
    attached: 1,
    closed: expect.any(String),
    updates: [{ text: 'We look into it' }, { text: 'Found: a full disk' }, { text: 'Disks are larger now' }],
  });
  expect(events(await read(dana, ticket))).toEqual([
    'incident_attached',
    'ticket_opened',
    'incident_update',
    'incident_closed',
    'ticket_state',
  ]);
  expect(await ticketOf(dana, ticket)).toMatchObject({ state: 'pending', incident: { closed: expect.any(String) } });

  const set = (state: 'open' | 'solved') =>
    dana.call('PUT /tickets/{number}/state', { params: { number: ticket.number }, body: { state } });
  expect(await set('open')).toMatchObject({ state: 'open' });
  expect(await set('solved')).toMatchObject({ state: 'solved' });
  const omar = await desk.member('Omar');
  expect(await omar.refused('PUT /incidents/{id}/tickets/mine', { params })).toBe('incident_closed');
  expect(await mina.refused('POST /incidents/{id}/updates', { params, body: { id: newId(), text: 'late' } })).toBe('incident_closed');
  expect((await dana.call('GET /channels', { query: { area: 'agent' } })).chat.open).toBe(true);
});

test('declaring twice with one id is once; what does not exist is refused; members cannot', async () => {
  const desk = await newDesk();
  const [mina, dana] = [await desk.staff('Mina'), await desk.member('Dana')];
  const id = newId();
  await declare(mina, { id });
  expect((await declare(mina, { id })).updates).toHaveLength(1);
  const body = { id: newId(), title: 'x', text: 'x' };
  expect(await mina.refused('POST /incidents', { body: { ...body, areas: ['kitchen'] } })).toBe('invalid');
  expect(await mina.refused('POST /incidents', { body: { ...body, sites: ['MARS1'] } })).toBe('invalid');
  expect(await dana.refused('POST /incidents', { body })).toBe('not_allowed');
});

test('a ticket that its customer has solved is left alone by the end', async () => {
  const desk = await newDesk();
  const [mina, dana] = [await desk.staff('Mina'), await desk.member('Dana')];
  const incident = await declare(mina, { areas: [], sites: [] });
  const ticket = await dana.call('PUT /incidents/{id}/tickets/mine', { params: { id: incident.id } });
  await dana.call('PUT /tickets/{number}/state', { params: { number: ticket.number }, body: { state: 'solved' } });
  await mina.call('PUT /incidents/{id}/closing', { params: { id: incident.id }, body: { text: 'Over' } });
  expect(await ticketOf(dana, ticket)).toMatchObject({ state: 'solved' });
  expect((await openTicket(dana)).incident).toBeNull();
});
