import { createHmac } from 'node:crypto';
import { routes, type Route } from '@fairlead/contract';
import { expect, test } from 'vitest';
import { ask, idOf, look } from '../acts.ts';
import { closeEnded } from '../../src/socket.ts';
import { type Actor, newDesk, openDesk } from '../desk.ts';
import { identities } from '../town.ts';
import { bareSocket, credentials, request } from '../wire.ts';

const desk = await openDesk();
const [dana, mina] = [await desk.member('Dana'), await desk.staff('Mina')];

const open = async (identity: string) => request(desk, 'POST', '/sessions', { json: { identity } });
const part = (of: object | string) => Buffer.from(typeof of === 'string' ? of : JSON.stringify(of)).toString('base64url');
const signed = (header: object, claims: object | string, secret = desk.config.identitySecret!) => {
  const body = `${part(header)}.${part(claims)}`;
  return `${body}.${createHmac('sha256', secret).update(body).digest('base64url')}`;
};
const hs256 = { alg: 'HS256', typ: 'JWT' };
const at = (seconds = 0) => Math.floor(desk.clock.now().getTime() / 1000) + seconds;
const claims = (change: object = {}) => ({ ...identities.Dana, iat: at(), exp: at(3600), ...change });

test('an identity token that the vendor signed opens a session for the person it names, in their organization', async () => {
  expect((await open(signed(hs256, claims()))).status).toBe(200);
  expect(await dana.call('GET /me', {})).toMatchObject({
    kind: 'member',
    member: { name: 'Dana Reyes' },
    organization: { name: 'Northwind Bikes', site: 'US1', hipaa: false },
  });
});

test('an expired identity token is refused as expired, half a minute of other clocks allowed', async () => {
  expect((await open(signed(hs256, claims({ exp: at(-60), iat: at(-3600) })))).code).toBe('identity_expired');
  expect((await open(signed(hs256, claims({ exp: at(-10), iat: at(-3600) })))).status).toBe(200);
});

test('a forged, unsigned, foreign or damaged identity token is refused, whatever it says', async () => {
  const good = signed(hs256, claims());
  const [header, body, signature] = good.split('.') as [string, string, string];
  const forged = [
    signed(hs256, claims(), 'another secret of thirty-two characters'),
    signed(hs256, claims(), ''),
    `${part({ alg: 'none' })}.${body}.`,
    `${part({ alg: 'None' })}.${body}.${signature}`,
    signed({ alg: 'HS512' }, claims()),
    signed({ alg: 'RS256' }, claims()),
    signed({ ...hs256, crit: ['b64'], b64: false }, claims()),
    `${header}.${part(claims({ sub: 'takeru' }))}.${signature}`,
    `${header}.${body}`,
    `${header}.${body}.${signature}.`,
    `${header}.${body}.${signature.slice(0, -2)}`,
    `..`,
    '',
    'x',
    '\0',
    '\ud800.\ud800.\ud800',
    good.repeat(3),
  ];
  for (const token of forged) expect([token, (await open(token)).code]).toEqual([token, 'identity_invalid']);
});

test('an identity token lives a day at most, and a birth in the future buys it no longer', async () => {
  const code = async (change: object) => (await open(signed(hs256, claims(change)))).code ?? 'opened';
  expect(await code({ exp: at(24 * 3600) })).toBe('opened');
  expect(await code({ exp: at(24 * 3600 + 120) })).toBe('identity_invalid');
  expect(await code({ exp: at(24 * 3600 + 120), iat: undefined })).toBe('identity_invalid');
  expect(await code({ exp: at(365 * 24 * 3600), iat: at(365 * 24 * 3600 - 60) })).toBe('identity_invalid');
  expect(await code({ exp: undefined })).toBe('identity_invalid');
  expect(await code({ iat: at(20), exp: at(24 * 3600 + 20) })).toBe('opened');
});

test('an identity token that does not say who it is, or acts for an organization not among its own, is refused', async () => {
  const org = identities.Dana.orgs[0]!;
  for (const change of [
    { org: 'hanbit' },
    { orgs: [] },
    { orgs: undefined },
    { orgs: 'northwind' },
    { orgs: [{ ...org, id: '' }] },
    { orgs: [{ ...org, name: 7 }] },
    { sub: '' },
    { sub: undefined },
    { email: 'not an address' },
    { name: 'x'.repeat(201) },
    { name: null },
    { locale: 7 },
    { exp: 'tomorrow' },
  ])
    expect([change, (await open(signed(hs256, claims(change)))).code]).toEqual([change, 'identity_invalid']);
  for (const body of ['[]', 'null', '"dana"', 'not json', '']) expect((await open(signed(hs256, body))).code).toBe('identity_invalid');
});

test('names and plans follow the newest token; an unknown language becomes English, a chosen one stays', async () => {
  const person = { ...identities.Takeru, sub: 'sora', email: 'sora@minato.example' };
  const sora = await desk.stranger({ ...person, locale: 'fr-CA' });
  expect(await sora.call('GET /me', {})).toMatchObject({ member: { locale: 'en' }, organization: { plan: 'premier' } });
  await sora.call('PUT /me/locale', { body: { locale: 'ko' } });
  await desk.stranger({ ...person, name: '空', locale: 'ja-JP', orgs: [{ ...person.orgs[0]!, plan: 'basic' }] });
  expect(await sora.call('GET /me', {})).toMatchObject({ member: { name: '空', locale: 'ko' }, organization: { plan: 'basic' } });
});

test('an organization once said to be under HIPAA stays so, whatever later tokens say', async () => {
  const identity = (hipaa?: boolean) => ({
    sub: 'rosa',
    name: 'Rosa',
    email: 'rosa@clinic.example',
    locale: 'en',
    org: 'clinic',
    orgs: [{ id: 'clinic', name: 'Clinic', site: 'US1', ...(hipaa === undefined ? {} : { hipaa }) }],
  });
  await desk.stranger(identity());
  await desk.stranger(identity(true));
  for (const later of [false, undefined])
    expect(await (await desk.stranger(identity(later))).call('GET /me', {})).toMatchObject({ organization: { hipaa: true } });
});

test('one person who arrives in twenty tabs at once is one member of one organization', async () => {
  const identity = {
    sub: 'tariq',
    name: 'Tariq',
    email: 'tariq@oasis.example',
    locale: 'en',
    org: 'oasis',
    orgs: [{ id: 'oasis', name: 'Oasis', site: 'EU1' }],
  };
  const tabs = await Promise.all(Array.from({ length: 20 }, () => desk.stranger(identity)));
  expect(new Set(await Promise.all(tabs.map(idOf))).size).toBe(1);
  expect(await desk.query(`select 1 from organizations where external_id = 'oasis'`)).toHaveLength(1);
});

test('a session ends after twelve hours', async () => {
  const apart = await newDesk();
  const person = await apart.member('Dana');
  apart.down({ minutes: 12 * 60 - 1 });
  expect((await person.call('GET /me', {})).kind).toBe('member');
  apart.down({ minutes: 1 });
  expect(await person.refused('GET /me', {})).toBe('not_signed_in');
});

test('signing out ends that session at once and no other', async () => {
  const [tab, other] = [await desk.member('Dana'), await desk.member('Dana')];
  await tab.call('DELETE /sessions/mine', {});
  expect(await tab.refused('GET /me', {})).toBe('not_signed_in');
  expect(await (await bareSocket(desk)).asks(JSON.stringify({ do: 'hello', token: tab.connection.token }))).toContain('not_signed_in');
  expect((await other.call('GET /me', {})).kind).toBe('member');
});

const codeOf = async (who = dana) => new URL((await who.call('POST /portal-links', { body: {} })).url).hash.slice(1);
const enter = (code: string) => request(desk, 'POST', '/portal-entries', { json: { code } });

test('a portal link signs its member in once, as the one who asked for it', async () => {
  const code = await codeOf();
  const entered = await enter(code);
  expect(entered.status).toBe(200);
  const cookie = entered.headers.getSetCookie()[0]!;
  expect(cookie).toMatch(/^fairlead_member=[\w-]+; Path=\/; HttpOnly; SameSite=Lax; Expires=/);
  const me = await request(desk, 'GET', '/me', { headers: { cookie: cookie.split(';')[0]! } });
  expect(JSON.parse(me.text)).toMatchObject({ kind: 'member', member: { name: 'Dana Reyes' } });
  expect((await enter(code)).code).toBe('not_found');
});

test('a portal link used by twenty at once lets one in', async () => {
  const code = await codeOf();
  const answers = await Promise.all(Array.from({ length: 20 }, () => enter(code)));
  expect(answers.filter((x) => x.status === 200)).toHaveLength(1);
});

test('a portal link lives a minute', async () => {
  const [first, second] = [await codeOf(), await codeOf()];
  desk.down({ seconds: 59 });
  expect((await enter(first)).status).toBe(200);
  desk.down({ seconds: 1 });
  expect((await enter(second)).code).toBe('not_found');
});

test('a portal link keeps its code out of what browsers send to servers', async () => {
  const url = new URL((await dana.call('POST /portal-links', { body: { ticket: 1001 } })).url);
  expect([url.pathname, url.search, url.hash.length]).toEqual(['/portal/enter', '?ticket=1001', 44]);
});

// Who may call ------------------------------------------------------------------------------------------------------------

const all = Object.entries(routes) as [string, Route][];
const filled = (path: string) => path.replace('{id}', '01a20000-0000-7000-8000-000000000000').replace('{number}', '1001');

test.each(all.filter(([, r]) => r.who !== 'anyone'))(
  '%s refuses who is not signed in, and credentials that are made up',
  async (_, { method, path }) => {
    const madeUp: Record<string, string>[] = [
      {},
      { authorization: 'Bearer aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' },
      { authorization: 'Basic ZGFuYTpkYW5h' },
      { cookie: 'fairlead_member=aaaaaaaaaaaaaaaaaaaaaaaa; better-auth.session_token=a.b' },
      { cookie: 'better-auth.session_token=%00%E0%A4%A; fairlead_member=%00' },
      { cookie: 'better-auth.session_token=%00.x' },
    ];
    for (const headers of madeUp)
      expect([headers, (await request(desk, method, filled(path), { headers })).code]).toEqual([headers, 'not_signed_in']);
  },
);

test.each(all.filter(([, r]) => r.who === 'staff'))('%s refuses members', async (_, { method, path }) => {
  expect((await request(desk, method, filled(path), { as: dana })).code).toBe('not_allowed');
});

test.each(all.filter(([, r]) => r.who === 'member'))('%s refuses staff', async (_, { method, path }) => {
  expect((await request(desk, method, filled(path), { as: mina })).code).toBe('not_allowed');
});

test.each(all.filter(([, r]) => r.method !== 'GET'))(
  '%s refuses a cookie that another site’s page sent along',
  async (_, { method, path }) => {
    for (const origin of ['https://evil.example', 'null', 'http://localhost:1', `${desk.address}.evil.example`])
      expect((await request(desk, method, filled(path), { as: mina, headers: { origin } })).code).toBe('cross_site');
  },
);

test('a cookie counts from the desk’s own pages, a token from anywhere', async () => {
  const own = await request(desk, 'PUT', '/me/locale', { as: mina, headers: { origin: desk.address }, json: { locale: 'en' } });
  const token = await request(desk, 'PUT', '/me/locale', {
    as: dana,
    headers: { origin: 'https://product.example' },
    json: { locale: 'en' },
  });
  expect([own.status, token.status]).toEqual([200, 200]);
});

test('a socket opened by another site’s page is not signed in by a cookie', async () => {
  const socket = await bareSocket(desk, { ...credentials(mina), origin: 'https://evil.example' });
  expect(await socket.asks('{"do":"hello","as":"staff"}')).toContain('not_signed_in');
  expect(await socket.closed).toBe(4401);
});

test('who is signed in as both acts as the one that the page says', async () => {
  const headers = { cookie: `${credentials(mina)['cookie']}; fairlead_member=${dana.connection.token}` };
  const kindAs = async (as?: string) =>
    (
      JSON.parse((await request(desk, 'GET', '/me', { headers: { ...headers, ...(as ? { 'fairlead-as': as } : {}) } })).text) as {
        kind: string;
      }
    ).kind;
  expect([await kindAs('member'), await kindAs('staff'), await kindAs()]).toEqual(['member', 'staff', 'staff']);
});

test('a page that acts as staff gets nothing by a member’s cookie alone', async () => {
  const chat = await ask(dana);
  expect((await look(dana, chat)).id).toBe(chat.id);
  const answer = await request(desk, 'GET', `/chats/${chat.id}`, {
    headers: { cookie: `fairlead_member=${dana.connection.token}`, 'fairlead-as': 'staff' },
  });
  expect(answer.code).toBe('not_signed_in');
});

test('none of this made the desk stumble', () => expect(desk.errors).toEqual([]));

test('signing out closes that session’s sockets at once, on another node too, and no other session’s', async () => {
  const other = await desk.secondNode();
  const tab = await desk.member('Jiwoo');
  const elsewhere = await desk.member('Jiwoo');
  const hello = (of: Actor) => JSON.stringify({ do: 'hello', token: of.connection.token });
  const [here, there, stays] = await Promise.all([bareSocket(desk), bareSocket(other), bareSocket(desk)]);
  for (const [socket, who] of [
    [here, tab],
    [there, tab],
    [stays, elsewhere],
  ] as const)
    expect(await socket.asks(hello(who))).toMatch(/"hello"/);
  await tab.call('DELETE /sessions/mine', {});
  expect(await Promise.all([here.closed, there.closed])).toEqual([4401, 4401]);
  expect(await stays.asks(JSON.stringify({ do: 'ping' }))).toMatch(/pong/);
  stays.close();
});

test('a session that has run out loses its sockets, too', async () => {
  const late = await newDesk();
  const socket = await bareSocket(late);
  await socket.asks(JSON.stringify({ do: 'hello', token: (await late.member('Dana')).connection.token }));
  await closeEnded(late.running.desk);
  expect(await socket.asks(JSON.stringify({ do: 'ping' }))).toMatch(/pong/);
  late.down({ minutes: 12 * 60 + 1 });
  await closeEnded(late.running.desk);
  expect(await socket.closed).toBe(4401);
});
