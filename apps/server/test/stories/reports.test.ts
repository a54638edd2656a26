/** Reports: what came in and how it went, and how much people have to do, which is theirs and their lead's to know. */
import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { ask, end, give, openTicket, say } from '../acts.ts';
import { type Actor, newDesk, type TestDesk } from '../desk.ts';

const report = (who: Actor, query: object = {}) => who.call('GET /reports/desk', { query: { days: 30, ...query } });
const setState = (who: Actor, number: number, state: 'open' | 'pending' | 'solved') =>
  who.call('PUT /tickets/{number}/state', { params: { number }, body: { state } });
const csv = async (desk: TestDesk, who: Actor, days = 30) => {
  const answer = await fetch(`${desk.address}/api/v1/reports/tickets.csv?days=${days}`, { headers: who.connection.headers ?? {} });
  return { answer, text: await answer.text() };
};

test('the desk’s report counts what came in by door, area, site and organization, how long it took, and how it went', async () => {
  const desk = await newDesk();
  const [dana, jiwoo, mina, aiko] = [
    await desk.member('Dana'),
    await desk.member('Jiwoo'),
    await desk.onDuty('Mina'),
    await desk.staff('Aiko'),
  ];
  const first = await openTicket(dana);
  const second = await openTicket(jiwoo, { area: 'logs' });
  await openTicket(aiko, { customer: { email: 'dana@northwind.example' }, area: 'logs' });
  await desk.pass({ minutes: 30 });
  await say(aiko, first, 'Try this');
  const chat = await ask(dana);
  await give(mina, chat, mina);
  await end(mina, chat, { solved: true });
  const left = await ask(jiwoo);
  await end(jiwoo, left);
  desk.down({ minutes: 90 });
  await setState(dana, first.number, 'solved');
  await dana.call('PUT /tickets/{number}/rating', { params: { number: first.number }, body: { good: true } });
  await setState(aiko, second.number, 'solved');
  await setState(jiwoo, second.number, 'open');

  const found = await report(mina);
  expect(found.volume).toMatchObject({
    total: 5,
    step: 'day',
    doors: expect.arrayContaining([
      { key: 'chat', count: 2 },
      { key: 'form', count: 2 },
      { key: 'staff', count: 1 },
    ]),
    areas: expect.arrayContaining([
      { key: 'agent', count: 3 },
      { key: 'logs', count: 2 },
    ]),
  });
  expect(found.volume.organizations[0]).toMatchObject({ name: 'Northwind Bikes', count: 3 });
  expect(found.volume.sites.reduce((sum, s) => sum + s.count, 0)).toBe(5);
  expect(found.volume.steps.at(-1)).toEqual({ from: '2026-11-23', chat: 2, form: 2, staff: 1, service: 0 });
  expect(found.volume.steps).toHaveLength(31);
  expect(found.first_answer.clock).toEqual({ count: 1, median: 0.5, p90: 0.5 });
  expect(found.solved.clock).toMatchObject({ count: 2, median: expect.closeTo(1, 1) });
  expect(found.reopened).toEqual({ solved: 3, reopened: 1 });
  expect(found.satisfaction).toEqual({ good: 1, bad: 0, solved: 3 });
  expect(found.backlog).toEqual([
    { days: 1, count: 3 },
    { days: 3, count: 0 },
    { days: 7, count: 0 },
    { days: 30, count: 0 },
    { days: null, count: 0 },
  ]);
  expect(found.chats).toEqual({ started: 2, answered: 2, missed: 0, abandoned: 0 });
  expect(await report(mina, { days: 400 })).toMatchObject({ volume: { step: 'week', total: 5 } });

  // Days begin in the reader's zone: 15:00 UTC is Tuesday in Tokyo already.
  expect((await report(mina, { zone: 'Asia/Tokyo' })).volume.steps.at(-1)).toMatchObject({ from: '2026-11-24', form: 2 });
  expect(await mina.refused('GET /reports/desk', { query: { zone: 'Asia/Nowhere' } })).toBe('invalid');
  expect(await dana.refused('GET /reports/desk', {})).toBe('not_allowed');
});

test('chats that nobody came to are missed, those that were left before are abandoned', async () => {
  const desk = await newDesk();
  const [dana, jiwoo, mina] = [await desk.member('Dana'), await desk.member('Jiwoo'), await desk.staff('Mina')];
  await end(dana, await ask(dana));
  await ask(jiwoo);
  await desk.pass({ minutes: 12 });
  const { chats } = await report(mina);
  expect(chats.started).toBe(2);
  expect(chats.answered).toBe(0);
  expect(chats.missed + chats.abandoned).toBeGreaterThanOrEqual(1);
});

test('an empty desk has an empty report', async () => {
  const desk = await newDesk();
  const mina = await desk.staff('Mina');
  expect(await report(mina)).toMatchObject({
    volume: { total: 0, doors: [], areas: [] },
    first_answer: { clock: { count: 0, median: null, p90: null } },
    promises: [],
    reopened: { solved: 0, reopened: 0 },
  });
  expect((await csv(desk, mina)).text.trim().split('\n')).toHaveLength(1);
});

describe('load', () => {
  test('is shown to oneself and one’s lead, and to nobody else', async () => {
    const desk = await newDesk();
    const [dana, aiko, ada, priya] = [
      await desk.member('Dana'),
      await desk.staff('Aiko'),
      await desk.staff('Ada'),
      await desk.staff('Priya'),
    ];
    const ticket = await openTicket(dana, { urgent: { impact: 'No alerts', since: 'noon', affected: 'all' } });
    const [team, me] = [ticket.team!.id, await aiko.call('GET /me', {})];
    const staff = me.kind === 'staff' ? me.staff.id : '';
    await aiko.call('PUT /tickets/{number}/assignee', { params: { number: ticket.number }, body: { team, staff } });
    const load = async (who: Actor) => (await who.call('GET /reports/load', { query: { days: 30 } })).people;
    expect(await load(aiko)).toMatchObject([{ staff: { id: staff }, open: 1, urgent: 1, overdue: 0, solved: 0, chats: 0, talking: 0 }]);
    for (const other of [ada, priya]) expect((await load(other)).map((p) => p.staff.id)).not.toContain(staff);

    // Somebody leads Aiko's team from now on.
    await desk.query(`update staff set role = 'lead' where name = 'Jonas Weber'`);
    await desk.query(`insert into team_members select $1, id from staff where role = 'lead' on conflict do nothing`, [team]);
    const jonas = await desk.staff('Jonas');
    const names = (await load(jonas)).map((p) => p.staff.name);
    expect(names[0]).toBe('Jonas Weber');
    expect(names).toContain('Aiko Tanaka');
    expect(names).not.toContain('Priya Nair');
    // Who is let go is nobody's load any more.
    await ada.call('PUT /settings/people/{id}/left', { params: { id: staff }, body: { left: true } });
    expect((await load(jonas)).map((p) => p.staff.name)).not.toContain('Aiko Tanaka');
  });
});

describe('tickets as CSV', () => {
  test('one line each, quoted as RFC 4180 says, and no cell that a spreadsheet would run', async () => {
    const desk = await newDesk();
    const [dana, aiko] = [await desk.member('Dana'), await desk.staff('Aiko')];
    await openTicket(dana, { subject: '=HYPERLINK("http://evil.example","x")' });
    await openTicket(dana, { subject: 'Comma, "quote" 로그가 없습니다 設定' });
    const { answer, text } = await csv(desk, aiko);
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(answer.headers.get('content-disposition')).toContain('tickets-30-days.csv');
    const rows = parse(text, { columns: true, bom: true }) as Record<string, string>[];
    expect(rows.map((r) => r['subject'])).toEqual([`'=HYPERLINK("http://evil.example","x")`, 'Comma, "quote" 로그가 없습니다 設定']);
    expect(rows[0]).toMatchObject({ number: '1001', door: 'form', state: 'new', area: 'agent', customer: 'Dana Reyes', rating: '' });
    expect((await csv(desk, dana)).answer.status).toBe(401);
  });

  test('as many as there are come, page by page, each once', async () => {
    const desk = await newDesk();
    const [dana, aiko] = [await desk.member('Dana'), await desk.staff('Aiko')];
    await openTicket(dana);
    await desk.query(`with made as (insert into threads (id, member_id, organization_id, live, last_at)
        select gen_random_uuid(), t.member_id, t.organization_id, false, t.last_at from threads t, generate_series(1, 20000) returning id, member_id, organization_id)
      insert into tickets (id, thread_id, member_id, organization_id, question, subject, state, created_at, updated_at)
        select gen_random_uuid(), m.id, m.member_id, m.organization_id, 'technical', 'One of many', 'closed', t.created_at, t.updated_at from made m, tickets t`);
    const { text } = await csv(desk, aiko);
    expect(text.trim().split('\n')).toHaveLength(20_002);
  });
});
