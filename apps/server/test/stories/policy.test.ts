/** Rules as data: edited, tried, adopted, rolled back; what is wrong is refused and the old ones stay. */
import { newId } from '@fairlead/client';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { refresh } from '../../src/domains/policy/holiday-lists.ts';
import { shippedYaml } from '../../src/domains/policy/shipped.ts';
import { a, adopt, ask, openTicket } from '../acts.ts';
import { newDesk } from '../desk.ts';
import { request } from '../wire.ts';

const noon = '2026-11-23T17:00:00.000Z';

test('only administrators change the policy; everybody of staff reads it; members do not', async () => {
  const desk = await newDesk();
  const [mina, dana] = [await desk.staff('Mina'), await desk.member('Dana')];
  const { version } = await mina.call('GET /policy', {});
  expect(await mina.refused('PUT /policy', { body: { yaml: shippedYaml, why: 'mine', base: version } })).toBe('not_allowed');
  expect(await mina.refused('POST /policy/rollbacks', { body: { version: 0, why: 'mine' } })).toBe('not_allowed');
  expect(await mina.refused('PUT /policy/holidays/{name}', { params: { name: 'x' }, body: { ics: 'x' } })).toBe('not_allowed');
  expect(await dana.refused('GET /policy', {})).toBe('not_allowed');
});

test('an edit is a new version with who and why, at work at once; a rollback is another; nothing of before is lost', async () => {
  const desk = await newDesk();
  const [ada, dana] = [await desk.staff('Ada'), await desk.member('Dana')];
  const live = await dana.live();
  const closed = shippedYaml.replaceAll('"10:00-19:00"', '"03:00-04:00"');
  const edited = await adopt(desk, closed, 'Nights only');
  expect(edited).toMatchObject({ version: 2, made_by: 'Ada Olsen', why: 'Nights only' });
  await live.hears(a('changed', (m) => m.what === 'policy'));
  expect(await dana.refused('POST /chats', { body: { id: newId(), question: 'sales', summary: 'x' } })).toBe('chat_closed');
  expect(await ada.call('POST /policy/rollbacks', { body: { version: 1, why: 'Too strict' } })).toMatchObject({
    version: 3,
    from_version: 1,
  });
  await ask(dana);
  const { versions } = await ada.call('GET /policy/versions', {});
  expect(versions.map((v) => [v.version, v.why])).toEqual([
    [3, 'Too strict'],
    [2, 'Nights only'],
    [1, 'Chat at any hour'],
    [0, ''],
  ]);
  expect((await ada.call('GET /policy/versions/{version}', { params: { version: 2 } })).yaml).toBe(closed);
  expect(await ada.refused('GET /policy/versions/{version}', { params: { version: 9 } })).toBe('not_found');
});

test('of two who edit the same version, the second is told and changes nothing', async () => {
  const desk = await newDesk();
  const ada = await desk.staff('Ada');
  const both = await Promise.all(
    ['first', 'second'].map((why) => request(desk, 'PUT', '/policy', { as: ada, json: { yaml: shippedYaml, why, base: 1 } })),
  );
  expect(both.map((b) => b.code ?? 'adopted').toSorted()).toEqual(['adopted', 'policy_moved']);
  expect((await ada.call('GET /policy/versions', {})).versions).toHaveLength(3);
});

test.each([
  ['an unknown zone', shippedYaml.replace('America/New_York', 'America/New_Yorck')],
  ['overlapping intervals', shippedYaml.replace('mon: ["10:00-19:00"]', 'mon: ["10:00-19:00", "18:00-20:00"]')],
  ['an empty interval', shippedYaml.replace('mon: ["10:00-19:00"]', 'mon: ["10:00-10:00"]')],
  [
    'one that closes every channel for somebody',
    shippedYaml.replace('rules: []', 'rules: [{ channel: ticket, when: {}, because: { en: No } }]'),
  ],
  ['no YAML at all', '{{{{'],
])('%s is refused with the line, and the old policy stays in force', async (_, yaml) => {
  const desk = await newDesk();
  const ada = await desk.staff('Ada');
  const answer = await request(desk, 'PUT', '/policy', { as: ada, json: { yaml, why: 'x', base: 1 } });
  expect(answer.code).toBe('policy_invalid');
  const { fields } = JSON.parse(answer.text) as { fields: { line: number; message: string }[] };
  expect(fields[0]).toMatchObject({ line: expect.any(Number), message: expect.any(String) });
  expect((await ada.call('POST /policy/checks', { body: { yaml } })).faults).toEqual(fields);
  expect((await ada.call('GET /policy', {})).version).toBe(1);
});

test('a preview says what a customer would be told at an instant, in one sentence', async () => {
  const desk = await newDesk();
  const ada = await desk.staff('Ada');
  const { sentence, channels } = await ada.call('POST /policy/previews', {
    body: { yaml: shippedYaml, case: { at: '2026-11-26T23:59:00Z', plan: 'standard', language: 'en' } },
  });
  expect(sentence).toMatch(
    /On Thu,? 26 Nov 2026.* 18:59 in New York, an organization on the Standard plan: chat closed, holiday \(Thanksgiving.*\); next open Fri,? 27 Nov.* 10:00/,
  );
  expect(channels.chat).toMatchObject({ open: false, why: 'holiday' });
});

test('a dry run says which real requests of the last 30 days would have met something else', async () => {
  const desk = await newDesk();
  const [ada, dana, jiwoo] = [await desk.staff('Ada'), await desk.member('Dana'), await desk.member('Jiwoo')];
  await ask(dana, { about: ['setup'] });
  await openTicket(jiwoo, { about: ['several'] });
  const run = (yaml: string) => ada.call('POST /policy/dry-runs', { body: { yaml } });
  const { yaml } = await ada.call('GET /policy', {});
  expect(await run(yaml)).toMatchObject({ requests: 2, differ: 0, examples: [] });
  const otherwise = yaml.replace(/(kind: setup\n.*\n.*channel: )chat/, '$1ticket');
  expect(otherwise).not.toBe(yaml);
  expect(await run(otherwise)).toMatchObject({
    requests: 2,
    differ: 1,
    examples: [
      { organization: 'Northwind Bikes', about: ['setup'], chosen: 'chat', now: { advised: 'chat' }, drafted: { advised: 'ticket' } },
    ],
  });
  desk.down({ minutes: 31 * 24 * 60 });
  expect((await (await desk.staff('Ada')).call('POST /policy/dry-runs', { body: { yaml: otherwise } })).requests).toBe(0);
});

const ics = (day: string) =>
  [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//test//EN',
    'BEGIN:VEVENT',
    'UID:1',
    `DTSTART;VALUE=DATE:${day}`,
    'SUMMARY:Company day',
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ].join('\r\n');
const withList = shippedYaml.replace('holidays: [{ country: US }]', 'holidays: [{ country: US }, { list: company }]');

test('an imported calendar closes its days; it cannot be forgotten while it is used', async () => {
  const desk = await newDesk();
  const [ada, dana] = [await desk.staff('Ada'), await desk.member('Dana')];
  expect((await ada.call('POST /policy/checks', { body: { yaml: withList } })).faults[0]!.message).toMatch(/no list of holidays "company"/);
  expect(await ada.call('PUT /policy/holidays/{name}', { params: { name: 'company' }, body: { ics: ics('20261123') } })).toMatchObject({
    days: 1,
    first: '2026-11-23',
  });
  await adopt(desk, withList);
  expect((await dana.call('GET /channels', {})).chat).toMatchObject({ open: false, why: 'holiday', because: 'Company day' });
  expect(await ada.refused('DELETE /policy/holidays/{name}', { params: { name: 'company' } })).toBe('policy_invalid');
  await adopt(desk, shippedYaml);
  await ada.call('DELETE /policy/holidays/{name}', { params: { name: 'company' } });
  expect(await ada.refused('DELETE /policy/holidays/{name}', { params: { name: 'company' } })).toBe('not_found');
});

test('a calendar that is hostile, too large or of another calendar system is refused, and what was there stays', async () => {
  const desk = await newDesk();
  const ada = await desk.staff('Ada');
  const set = (text: string) => request(desk, 'PUT', '/policy/holidays/company', { as: ada, json: { ics: text } });
  expect((await set(ics('20261123'))).status).toBe(200);
  for (const [text, code] of [
    ['x', 'calendar_invalid'],
    ['', 'calendar_invalid'],
    [ics('20261123').replace('VERSION:2.0', 'CALSCALE:CHINESE'), 'calendar_invalid'],
    [ics('20261123').replace('UID:1', 'RRULE:FREQ=SECONDLY;COUNT=1000000000'), 'calendar_invalid'],
    ['x'.repeat(50_000_000), 'too_large'],
  ])
    expect((await set(text!)).code).toBe(code);
  expect((await ada.call('GET /policy', {})).holidays).toMatchObject([{ name: 'company', days: 1, first: '2026-11-23' }]);
  expect(desk.errors).toEqual([]);
});

test('a feed that is down leaves the days that were fetched, and says so in the console until it is back', async () => {
  const desk = await newDesk();
  const ada = await desk.staff('Ada');
  let answer: () => [number, string] = () => [200, ics('20261123')];
  const feed = createServer((_, response) => {
    const [status, text] = answer();
    response.writeHead(status, { 'content-type': 'text/calendar' }).end(text);
  });
  await new Promise<void>((resolve) => feed.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void feed.close());
  const url = `http://127.0.0.1:${(feed.address() as AddressInfo).port}/holidays.ics`;
  await ada.call('PUT /policy/holidays/{name}', { params: { name: 'company' }, body: { url } });
  await adopt(desk, withList);
  const look = async () => {
    desk.down({ minutes: 7 * 60 });
    await refresh(desk.running.desk.db);
    return ada.call('GET /policy', {});
  };
  const told = async (at: string) =>
    (await ada.call('POST /policy/previews', { body: { case: { at, plan: 'standard', language: 'en' } } })).channels.chat;
  expect(await told(noon)).toMatchObject({ why: 'holiday' });
  for (const broken of [
    () => [500, ''] as [number, string],
    () => [200, 'nonsense'] as [number, string],
    () => [200, 'x'.repeat(2_000_000)] as [number, string],
  ]) {
    answer = broken;
    const { holidays, warnings } = await look();
    expect(holidays[0]).toMatchObject({ days: 1, failed: expect.any(String) });
    expect(warnings.some((w) => w.includes('company'))).toBe(true);
    expect(await told(noon)).toMatchObject({ why: 'holiday' });
  }
  answer = () => [200, ics('20261124')];
  expect((await look()).holidays[0]).toMatchObject({ failed: null, first: '2026-11-24' });
  expect(await told(noon)).toMatchObject({ open: true });
});

test('a clock that jumps by years, either way, keeps answering', async () => {
  const desk = await newDesk();
  const ada = await desk.staff('Ada');
  await adopt(desk, shippedYaml);
  for (const years of [40, -60, 25]) {
    desk.down({ minutes: years * 365 * 24 * 60 });
    const { warnings } = await ada.call('GET /policy', {});
    expect(warnings.length).toBeGreaterThan(0);
    const { channels } = await ada.call('POST /policy/previews', {
      body: { case: { at: desk.clock.now().toISOString(), plan: 'standard', language: 'ja' } },
    });
    expect(channels.chat.open || channels.chat.opens !== null).toBe(true);
  }
  expect(desk.errors).toEqual([]);
});
