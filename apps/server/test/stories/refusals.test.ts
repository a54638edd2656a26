import { randomBytes } from 'node:crypto';
import { newId } from '@fairlead/client';
import { type Chat, type Route, type RouteName, routes } from '@fairlead/contract';
import { expect, test } from 'vitest';
import { shippedYaml } from '../../src/domains/policy/shipped.ts';
import { openAtAnyHour } from '../../src/demo/policy.ts';
import { adopt, ask, end, openTicket } from '../acts.ts';
import { type Actor, newDesk, openDesk, until } from '../desk.ts';
import { bareSocket, expectRefusal, request } from '../wire.ts';

const desk = await openDesk();
const mina = await desk.onDuty('Mina');
const ada = await desk.staff('Ada');
const [dana, omar, jiwoo, takeru] = [
  await desk.member('Dana'),
  await desk.member('Omar'),
  await desk.member('Jiwoo'),
  await desk.member('Takeru'),
];
const chat = await ask(dana);
const ticket = await openTicket(dana);
const silent = await bareSocket(desk);

const tables = [
  'organizations',
  'members',
  'memberships',
  'staff',
  'member_sessions',
  'tokens',
  'desk_changes',
  'threads',
  'entries',
  'marks',
  'policies',
  'files',
  'blobs',
  'checklists',
  'uploads',
  'deletions',
  'teams',
  'areas',
  'team_members',
  'tickets',
  'chats',
  'chat_others',
  'presences',
  'holiday_lists',
  'requests',
  'incidents',
  'incident_updates',
  'pages',
  'promises',
  'promise_spans',
  'views',
  'merges',
  'followers',
  'ratings',
  'meetings',
  'external_issues',
  'macros',
  'drafts',
  'mentions',
];

/** Everything that the desk keeps, as one word per table: differs when anything differs. What mere connection moves is left out. */
async function contents() {
  const kept = tables.map(
    (t) =>
      `select '${t}' as name, count(*)::int as rows, md5(coalesce(string_agg((to_jsonb(t) - 'seen_at' - 'member_seen_at')::text, '' order by t::text), '')) as is from ${t} t`,
  );
  return desk.query(`${kept.join(' union all ')} order by name`);
}

/** How far the database's log of changes goes. Where it has not moved, nothing was written at all. */
const written = async () => (await desk.query<{ at: string }>('select pg_current_wal_insert_lsn()::text as at'))[0]!.at;

interface Before {
  at: string;
  contents: Awaited<ReturnType<typeof contents>>;
}

const everything = async (): Promise<Before> => ({ contents: await contents(), at: await written() });

async function expectUnchanged(before: Before, about?: string): Promise<void> {
  if ((await written()) !== before.at) expect(await contents(), about).toEqual(before.contents);
}

const all = Object.entries(routes) as [RouteName, Route][];
const withBody = all.filter(([, r]) => r.body);
const ids = { '{id}': newId(), '{number}': '999999' };

/** A path of a route with parameters of the right shape. */
function pathOf(name: RouteName, { id = '', number = '' } = {}): string {
  const { path } = routes[name];
  const own = path.startsWith('/threads') ? chat.thread : chat.id;
  return path
    .replace('{item}', 'screenshot')
    .replace('{member}', newId())
    .replace('{language}', 'en')
    .replace('{name}', 'company')
    .replace('{version}', '0')
    .replace('{id}', id || own)
    .replace('{number}', number || String(ticket.number));
}

/** What each route is rightly sent. */
const good: { [N in RouteName]?: () => object } = {
  openSession: () => ({ identity: 'x.y.z' }),
  portalLink: () => ({ ticket: 1001 }),
  enterPortal: () => ({ code: 'x'.repeat(43) }),
  savePerson: () => ({ name: 'Nils Berg', email: 'nils@skerry.example', role: 'engineer', capacity: 3, teams: [] }),
  letGo: () => ({ left: false }),
  saveTeam: () => ({ key: `team-${newId().slice(-6)}`, name: { en: 'New', ko: '새 팀', ja: '新' } }),
  articleSolved: () => ({ id: newId(), via: 'portal', query: 'x' }),
  saveArticle: () => ({ slug: `x-${newId().slice(-6)}`, category: null, position: 0, source: 'en' }),
  saveDraft: () => ({ title: 'x', markdown: 'x', was: null }),
  reviewDraft: () => ({ asked: true }),
  publishDraft: () => ({ was: '2026-11-23T15:00:00.000Z' }),
  previewArticle: () => ({ markdown: 'x' }),
  articleFromTicket: () => ({ id: newId() }),
  saveCategory: () => ({ key: `x-${newId().slice(-6)}`, name: { en: 'New', ko: '새', ja: '新' }, position: 0 }),
  importArticle: () => ({ path: 'x.md', text: 'x' }),
  settleHeld: () => ({ sender: 'bomb@evil.example', let_in: false }),
  makeFlareKey: () => ({ id: newId(), name: 'CI' }),
  showFinding: () => ({ shown: true }),
  putFlareRules: () => ({ yaml: '', why: 'because', base: 0 }),
  tryFlareRules: () => ({ yaml: '', sample: 'a line' }),
  askForFlare: () => ({ id: newId(), service: newId(), seconds: 0 }),
  chooseMail: () => ({ off: [], quiet: null }),
  addAddress: () => ({ address: 'dana@home.example' }),
  saveMailAddress: () => ({
    address: `help-${newId().slice(-6)}@skerry.example`,
    name: 'Help',
    question: 'technical',
    area: null,
    language: 'en',
    plus: true,
    first: false,
  }),
  saveArea: () => ({ key: `area-${newId().slice(-6)}`, name: { en: 'New', ko: '새', ja: '新' }, team: newId(), position: 1 }),
  makeToken: () => ({ id: newId(), name: 'A script', scopes: ['tickets:read'], days: 30, service: null }),
  setMyLocale: () => ({ locale: 'en' }),
  append: () => ({ id: newId(), kind: 'message', text: 'hello', files: [] }),
  mark: () => ({ delivered: 1, read: 1 }),
  startChat: () => ({ id: newId(), question: 'technical', area: 'agent', summary: 'Help' }),
  endChat: () => ({ solved: false, note: '', missing: [], area: 'agent' }),
  takeChat: () => ({ staff: newId(), note: '' }),
  openTicket: () => ({ id: newId(), question: 'technical', area: 'agent', subject: 'Help', text: 'Please' }),
  saveView: () => ({ name: 'Agent', q: 'area:agent' }),
  escalateTicket: () => ({ area: 'logs', note: 'x' }),
  setUrgency: () => ({ urgent: null }),
  rateTicket: () => ({ good: true, comment: 'Quick' }),
  followTicket: () => ({ follows: false }),
  mergeTicket: () => ({ into: 999_999 }),
  splitTicket: () => ({ subject: 'Another', area: 'logs', entries: [newId()] }),
  changeTickets: () => ({ changes: [{ number: 999_999, state: 'pending' }] }),
  linkIssue: () => ({ url: 'https://issues.example/1', title: 'It leaks' }),
  saveMacro: () => ({ name: 'Hello', text: 'Hello {{customer.name}}', state: null, shared: false }),
  keepDraft: () => ({ kind: 'note', text: '' }),
  proposeMeeting: () => ({ kind: 'call', times: [{ local: '2020-01-01T10:00', zone: 'Asia/Seoul' }], about: '' }),
  agreeMeeting: () => ({ starts: '2026-11-24T16:00:00Z' }),
  cancelMeeting: () => ({ reason: '' }),
  setTicketState: () => ({ state: 'open' }),
  assignTicket: () => ({ team: null, staff: null }),
  setAvailability: () => ({ available: true }),
  setMyZone: () => ({ zone: 'Asia/Seoul' }),
  actFor: () => ({ organization: newId() }),
  declareIncident: () => ({ id: newId(), title: 'Intake is slow', areas: ['agent'], sites: ['US1'], text: 'We look into it' }),
  updateIncident: () => ({ id: newId(), text: 'Found' }),
  closeIncident: () => ({ text: 'Over' }),
  adoptPolicy: () => ({ yaml: shippedYaml, why: 'A try', base: 99 }),
  checkPolicy: () => ({ yaml: shippedYaml }),
  previewPolicy: () => ({ yaml: shippedYaml, case: { at: '2026-11-26T23:59:00Z', plan: 'standard', language: 'en' } }),
  dryRunPolicy: () => ({ yaml: shippedYaml }),
  rollBackPolicy: () => ({ version: 77, why: 'A try' }),
  setHolidays: () => ({ ics: 'no calendar' }),
  setHipaa: () => ({ hipaa: false }),
  receiveUpload: () => ({ name: 'agent.log', thread: null, sha256: '0'.repeat(64) }),
  giveEvidence: () => ({ id: newId(), item: 'steps', text: 'Start it', files: [], internal: false }),
  askForEvidence: () => ({ id: newId(), items: ['screenshot'], note: '' }),
  declineEvidence: () => ({ declined: false }),
  grantView: () => ({ organization: false }),
  deleteTicket: () => ({ id: newId(), reason: 'They asked for it' }),
};

/** Somebody who may call the route at all; Takeru has no chat unless a test starts one. */
const caller = (name: RouteName): Actor =>
  /olicy$|Holidays$/.test(name) ? ada : routes[name].who === 'staff' || name === 'endChat' ? mina : name === 'startChat' ? takeru : dana;

/** The chat that a body may end. */
async function endable(): Promise<Chat> {
  const mine = (await takeru.call('GET /chats/mine', {})).chat;
  return mine && mine.state !== 'ended' ? mine : ask(takeru);
}

const hostile: unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e308,
  9_007_199_254_740_991,
  '',
  ' ',
  '\0',
  '\ud800',
  'x\0y',
  "'; drop table chats; --",
  '<script>alert(1)</script>',
  '../../etc/passwd',
  'x'.repeat(30_000),
  '00000000-0000-0000-0000-000000000000',
  [],
  [[[]]],
  Array.from({ length: 300 }, () => 'x'),
  {},
  { length: 1 },
  ['\0'],
];

test.each(withBody)(
  '%s takes no malformed, oversized or wrongly typed body, and what it refuses changes nothing',
  async (name, { method }) => {
    const as = caller(name);
    const send = (body: BodyInit, type = 'application/json') =>
      request(desk, method, pathOf(name), { as, headers: { 'content-type': type }, body });
    const before = await everything();
    const json = JSON.stringify(good[name]!());
    const cases: [string, BodyInit, string?][] = [
      ['malformed', ''],
      ['malformed', '{'],
      ['malformed', json.slice(0, -1)],
      ['malformed', `${json}]`],
      ['malformed', '\ufeff{'],
      ['malformed', new Uint8Array([0xff, 0xfe, 0x00])],
      ['malformed', '{"__proto__":{"admin":true}}'],
      ['malformed', '{"constructor":{"prototype":{}}}'],
      ['too_large', JSON.stringify({ ...good[name]!(), more: 'x'.repeat(300_000) })],
      ['unsupported', json, 'application/xml'],
      ['unsupported', json, 'text/html'],
      ['unsupported', 'a=b', 'application/x-www-form-urlencoded'],
      ['unsupported', json, 'multipart/form-data; boundary=x'],
      ['invalid', 'null'],
      ['invalid', '[]'],
      ['invalid', '7'],
      ['invalid', '"text"'],
      ['invalid', `${'['.repeat(20_000)}${']'.repeat(20_000)}`],
    ];
    for (const [code, body, type] of cases) {
      const answer = await send(body, type);
      const about = `${name} ${String(body).slice(0, 60)} ${type}`;
      expectRefusal(answer, about);
      expect(answer.code, about).toBe(code);
    }
    await expectUnchanged(before);
    expect(desk.errors).toEqual([]);
  },
);

test.each(withBody)(
  '%s refuses each wrong value of each field by its name, or takes it; never an error, and no refusal changes anything',
  async (name, { method }) => {
    let before = await everything();
    for (const field of Object.keys(good[name]!()))
      for (const value of [...hostile, undefined]) {
        const path = name === 'endChat' ? pathOf(name, { id: (await endable()).id }) : pathOf(name);
        if (name === 'endChat') before = await everything();
        const answer = await request(desk, method, path, { as: caller(name), json: { ...good[name]!(), [field]: value } });
        const about = `${name} ${field}=${(JSON.stringify(value) ?? 'left out').slice(0, 60)}: ${answer.text.slice(0, 200)}`;
        expect(answer.status, about).toBeLessThan(500);
        if (answer.status !== 200) {
          expectRefusal(answer, about);
          await expectUnchanged(before, about);
          continue;
        }
        if (name === 'startChat') await end(takeru, await endable());
        if (name === 'rollBackPolicy') await adopt(desk, openAtAnyHour);
        // One that affects everything pauses every chat.
        if (name === 'declareIncident') await desk.query('update incidents set closed_at = declared_at, closed_by = declared_by');
        before = await everything();
      }
    expect(desk.errors).toEqual([]);
  },
  30_000,
);

const inParams = all.filter(([, r]) => r.params);

const asBytes = { headers: { 'content-type': 'application/octet-stream' }, body: 'x' };

test.each(inParams)('%s answers odd addresses with a refusal', async (name, { method, bytes }) => {
  const before = await everything();
  const odd = [
    '%00',
    '%ff',
    '%E0%A4%A',
    '..%2f..%2fetc',
    "'",
    '0',
    '-1',
    '1e999',
    '99999999999999999999',
    'NaN',
    '[object Object]',
    '%F0%9F%A7%B5',
    'x'.repeat(250),
    '%ed%a0%80',
    'null',
    '01a20000',
  ];
  for (const value of odd) {
    // Any word may name an item.
    if (name === 'declineEvidence' && value === 'null') continue;
    // The shipped policy is a version that there is.
    if (name === 'policyVersion' && value === '0') continue;
    const path = routes[name].path.replace(/\{\w+\}/, value);
    const answer = await request(desk, method, path, { as: caller(name), ...(bytes ? asBytes : good[name] ? { json: good[name]() } : {}) });
    expectRefusal(answer, `${method} ${path}`);
    expect(['invalid', 'not_found', 'malformed', ...(name === 'setHolidays' ? ['calendar_invalid'] : [])], path).toContain(answer.code);
  }
  await expectUnchanged(before);
});

test('odd questions in an address are refused or taken, never an error', async () => {
  const values = ['', '-1', '1e999', 'x', '%00', '%ed%a0%80', '9007199254740991', '9007199254740993', '[]', 'x'.repeat(5_000)];
  for (const [name, { query, method, bytes }] of all)
    for (const key of Object.keys(query?.shape ?? {}))
      for (const value of values) {
        const answer = await request(desk, method, `${pathOf(name)}?${key}=${value}&${key}[]=1&__proto__=1`, {
          as: caller(name),
          ...(bytes ? asBytes : {}),
        });
        expect(answer.status, `${name} ${key}=${value.slice(0, 30)} ${answer.text.slice(0, 200)}`).toBeLessThan(500);
        if (answer.status !== 200) expectRefusal(answer);
      }
  expect(desk.errors).toEqual([]);
});

test('what is not there, and what is another person’s or organization’s, is answered with the same words to the letter', async () => {
  const before = await everything();
  for (const [name, { method, bytes }] of inParams) {
    // Under an id of the caller's own making there is nothing yet.
    if (routes[name].who === 'staff' || name === 'addAddress') continue;
    const ask = (as: Actor, path: string) =>
      request(desk, method, `${path}${name === 'fileMatches' ? '?text=x' : ''}`, {
        as,
        ...(bytes ? asBytes : good[name] ? { json: good[name]() } : {}),
      });
    const absent = await ask(dana, pathOf(name, { id: ids['{id}'], number: ids['{number}'] }));
    expect([name, absent.code]).toEqual([name, 'not_found']);
    for (const stranger of [omar, jiwoo]) {
      const forbidden = await ask(stranger, pathOf(name));
      expect([name, forbidden.status, forbidden.text]).toEqual([name, 404, absent.text]);
    }
  }
  await expectUnchanged(before);
});

test('addresses and methods that there are not are not found, in the same words', async () => {
  for (const [method, path] of [
    ['GET', '/nothing'],
    ['PATCH', '/me'],
    ['DELETE', '/chats'],
    ['OPTIONS', '/me'],
    ['GET', '/chats/mine/../../x'],
    ['GET', '/%2e%2e/%2e%2e/etc/passwd'],
    ['POST', '/desk'],
    ['GET', `/${'x'.repeat(8_000)}`],
  ])
    expectRefusal(await request(desk, method!, path!, { as: dana }), `${method} ${path}`);
});

test('a refusal speaks the reader’s language', async () => {
  const title = async (language: string) =>
    (JSON.parse((await request(desk, 'GET', '/nothing', { headers: { 'accept-language': language } })).text) as { title: string }).title;
  const said = await Promise.all(['en', 'ko-KR,ko;q=0.9', 'ja', ';;;,,q=x', '', 'x'.repeat(2_000)].map(title));
  expect(new Set(said).size).toBe(3);
  expect(said[1]).toMatch(/[가-힣]/);
  expect(said[2]).toMatch(/[ぁ-ん]/);
});

test('a script in a message is kept as the text that it is', async () => {
  const text = '<script>alert(1)</script><img src=x onerror=alert(1)>';
  const thread = (await openTicket(dana, { subject: text, text })).thread;
  const { entries } = await mina.call('GET /threads/{id}/entries', { params: { id: thread } });
  expect(entries[0]).toMatchObject({ body: { text } });
});

// Sockets -----------------------------------------------------------------------------------------------------------------

const hello = (who: Actor) => JSON.stringify({ do: 'hello', token: who.connection.token });
const code = (answer: string) => (JSON.parse(answer) as { code?: string }).code;

test('a socket is told what is wrong with what it sends, and may go on', async () => {
  const before = await everything();
  const socket = await bareSocket(desk);
  for (const command of [
    { do: 'follow', thread: chat.thread },
    { do: 'append', thread: chat.thread, entry: { id: newId(), text: 'hi' } },
    { do: 'ping' },
    { do: 'typing', thread: chat.thread },
  ])
    expect(code(await socket.asks(JSON.stringify(command)))).toBe('not_signed_in');
  expect(await socket.asks(hello(dana))).toContain('Dana Reyes');
  for (const garbage of ['', 'x', '{', '\0', '[1,2', `"${'\ud800'}`]) expect(code(await socket.asks(garbage))).toBe('malformed');
  for (const wrong of [
    null,
    7,
    'ping',
    [],
    {},
    { do: 'dance' },
    { do: ['ping'] },
    { do: 'follow' },
    { do: 'follow', thread: 'x' },
    { do: 'follow', thread: null },
    { do: 'mark', thread: chat.thread, read: 1.5 },
    { do: 'append', thread: chat.thread, entry: { id: 'x', text: 'y' } },
    { do: 'append', thread: chat.thread, entry: { id: newId(), text: '' } },
    { do: 'append', thread: chat.thread, entry: null },
    { __proto__: { do: 'ping' } },
  ])
    expect(code(await socket.asks(JSON.stringify(wrong)))).toBe('invalid');
  expect(await socket.asks('{"do":"ping"}')).toBe('{"is":"pong"}');
  await expectUnchanged(before);
});

test('a socket cannot touch a thread that is absent or a stranger’s, and is told the same of both', async () => {
  const before = await everything();
  const socket = await bareSocket(desk);
  await socket.asks(hello(jiwoo));
  for (const thread of [chat.thread, newId()])
    for (const command of [
      { do: 'follow', thread },
      { do: 'append', thread, entry: { id: newId(), text: 'hi' } },
      { do: 'mark', thread, read: 1 },
    ])
      expect(code(await socket.asks(JSON.stringify(command)))).toBe('not_found');
  await expectUnchanged(before);
});

test('a socket survives marks beyond any number, and files that there are not', async () => {
  const socket = await bareSocket(desk);
  await socket.asks(hello(dana));
  await socket.asks(JSON.stringify({ do: 'follow', thread: chat.thread }));
  socket.send(JSON.stringify({ do: 'mark', thread: chat.thread, read: 9_007_199_254_740_991, delivered: 9_007_199_254_740_991 }));
  socket.send(JSON.stringify({ do: 'append', thread: chat.thread, entry: { id: newId(), files: [newId()] } }));
  await until('the append is refused', () => socket.heard.some((heard) => code(heard) === 'not_found'));
  expect(desk.errors).toEqual([]);
});

test('a socket that sends bytes, or more than any message can be, is closed', async () => {
  const [bytes, large] = [await bareSocket(desk), await bareSocket(desk)];
  bytes.send(randomBytes(100));
  expect(await bytes.closed).toBe(1003);
  large.send('x'.repeat(300_000));
  expect(await large.closed).toBe(1009);
});

test('a socket that says hello with a made-up token is closed', async () => {
  for (const token of ['x', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', '\0', '']) {
    const socket = await bareSocket(desk);
    expect(code(await socket.asks(JSON.stringify({ do: 'hello', token })))).toBe('not_signed_in');
    expect(await socket.closed).toBe(4401);
  }
});

test('one person who sends too much at once is told so, and what was refused is not said', async () => {
  const apart = await newDesk({ MESSAGES_PER_SECOND: '1' });
  const person = await apart.member('Dana');
  const { thread } = await ask(person);
  const live = await person.live();
  live.send({ do: 'follow', thread });
  for (let i = 0; i < 20; i++) live.send({ do: 'append', thread, entry: { id: newId(), text: `${i}` } });
  await live.hears((m) => m.is === 'refused' && m.code === 'too_many');
  await live.hears((m) => m.is === 'appended');
  const { entries } = await person.call('GET /threads/{id}/entries', { params: { id: thread } });
  expect(entries.length).toBeLessThan(15);
});

test('a socket that says nothing within ten seconds is closed', async () => expect(await silent.closed).toBe(4401), 15_000);

test('none of this made the desk stumble', () => expect(desk.errors).toEqual([]));
