import { newId } from '@fairlead/client';
import type { FromDesk } from '@fairlead/contract';
import { expect, test } from 'vitest';
import { openDesk } from '../desk.ts';

const desk = await openDesk();
type Pushed<Is extends FromDesk['is']> = Extract<FromDesk, { is: Is }>;

test('a technical chat goes to the first available engineer, and its end leaves one open ticket with the area’s team (S11, S16, S17)', async () => {
  const dana = await desk.member('Dana');
  const mina = await desk.onDuty('Mina');
  const chat = await dana.call('POST /chats', {
    body: { id: newId(), question: 'technical', area: 'agent', summary: 'The agent on web-14 sends nothing' },
  });
  expect(chat).toMatchObject({ state: 'active', engineer: { name: 'Mina Park' }, ticket: null });

  mina.console.send({ do: 'follow', thread: chat.thread });
  await mina.console.hears((m) => m.is === 'following');
  await dana.call('POST /threads/{id}/entries', { params: { id: chat.thread }, body: { id: newId(), text: 'It stopped at noon' } });
  const pushed = await mina.console.hears((m): m is Pushed<'entry'> => m.is === 'entry' && m.entry.kind === 'message');
  expect(pushed.entry).toMatchObject({ number: 3, by: { name: 'Dana Reyes' }, body: { text: 'It stopped at noon' } });

  const ended = await mina.call('PUT /chats/{id}/ending', {
    params: { id: chat.id },
    body: { solved: false, note: 'Looks like the proxy', missing: ['flare'] },
  });
  expect(ended).toMatchObject({ state: 'ended', solved: false });
  const ticket = await dana.call('GET /tickets/{number}', { params: { number: ended.ticket! } });
  expect(ticket).toMatchObject({
    state: 'open',
    thread: chat.thread,
    team: { key: 'agent' },
    missing: ['flare'],
    subject: 'The agent on web-14 sends nothing',
  });
  expect(desk.errors).toEqual([]);
});
