/** Other people's programs: tokens and their scopes, requests repeated by a key, limits in headers, the description, the shell. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { newId } from '@fairlead/client';
import { routes, type Scope, scopes, tokenPrefix } from '@fairlead/contract';
import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, test } from 'vitest';
import { indexStale } from '../../src/domains/tickets/indexing.ts';
import { events, note, openTicket, read, say, texts, ticketOf } from '../acts.ts';
import { type Actor, newDesk, openDesk, type TestDesk } from '../desk.ts';
import { identities } from '../town.ts';

const make = (who: Actor, given: readonly Scope[], more: object = {}) =>
  who.call('POST /tokens', { body: { id: newId(), name: 'A script', scopes: [...given], ...more } });
const tokensOf = async (who: Actor) => (await who.call('GET /tokens', {})).tokens;
const service = (desk: TestDesk, given: readonly Scope[]) =>
  desk.staff('Ada').then(async (ada) => desk.program((await make(ada, given, { service: { id: newId(), name: 'Status page' } })).secret));

describe('a token', () => {
  test('acts as who made it, within its scopes, and is told once', async () => {
    const desk = await newDesk();
    const [dana, omar] = [await desk.member('Dana'), await desk.member('Omar')];
    const { token, secret } = await make(dana, ['tickets:read', 'tickets:write']);
    expect(secret.startsWith(tokenPrefix)).toBe(true);
    expect(token).toMatchObject({ name: 'A script', service: null, used: null, expires: '2027-11-23T15:00:01.000Z' });
    const script = desk.program(secret);
    expect(await script.call('GET /me', {})).toMatchObject({ kind: 'member', member: { name: 'Dana Reyes' } });
    const ticket = await openTicket(script);
    expect((await ticketOf(dana, ticket)).member.name).toBe('Dana Reyes');
    expect(await script.refused('GET /chats/mine', {})).toBe('scope_missing');
    expect(await omar.refused('GET /tickets/{number}', { params: { number: ticket.number } })).toBe('not_found');
    expect((await tokensOf(dana))[0]!.used).toBe('2026-11-23T15:00:01.000Z');
    const [row] = await desk.query<{ all: string }>('select tokens::text as all from tokens');
    expect(row!.all).not.toContain(secret);
  });

  test('to read does not write', async () => {
    const desk = await newDesk();
    const dana = await desk.member('Dana');
    const ticket = await openTicket(dana);
    const reader = desk.program((await make(dana, ['tickets:read'])).secret);
    expect(texts(await read(reader, ticket))).toEqual(['Since noon.']);
    const answer = await fetch(`${desk.address}/api/v1/threads/${ticket.thread}/entries`, {
      method: 'POST',
      headers: { authorization: `Bearer ${reader.connection.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ text: 'x' }),
    });
    expect([answer.status, await answer.json()]).toEqual([
      403,
      expect.objectContaining({ code: 'scope_missing', fields: [{ path: 'scope', message: 'tickets:write' }] }),
    ]);
  });

  test('makes no tokens, no sessions, and no live connection', async () => {
    const desk = await newDesk();
    const { secret } = await make(await desk.member('Dana'), scopes);
    const script = desk.program(secret);
    expect(await script.refused('POST /tokens', { body: { id: newId(), name: 'More', scopes: ['tickets:read'] } })).toBe('not_allowed');
    expect(await script.refused('GET /tokens', {})).toBe('not_allowed');
    expect(await script.refused('POST /portal-links', { body: {} })).toBe('not_allowed');
    expect((await script.live()).heard[0]).toMatchObject({ is: 'refused', code: 'not_signed_in' });
  });

  test('works until its day, until it is revoked, and while its member belongs to the organization', async () => {
    const desk = await newDesk();
    const [dana, omar] = [await desk.member('Dana'), await desk.member('Omar')];
    const days = desk.program((await make(dana, ['tickets:read'], { days: 1 })).secret);
    const { token, secret } = await make(dana, ['tickets:read']);
    const revoked = desk.program(secret);
    await revoked.call('GET /tickets', {});
    expect(await omar.refused('DELETE /tokens/{id}', { params: { id: token.id } })).toBe('not_found');
    await dana.call('DELETE /tokens/{id}', { params: { id: token.id } });
    await dana.call('DELETE /tokens/{id}', { params: { id: token.id } });
    expect(await revoked.refused('GET /tickets', {})).toBe('not_signed_in');
    expect((await tokensOf(dana)).map((t) => t.id)).not.toContain(token.id);

    await days.call('GET /tickets', {});
    desk.down({ minutes: 24 * 60 });
    expect(await days.refused('GET /tickets', {})).toBe('not_signed_in');

    const again = await desk.member('Omar');
    const left = desk.program((await make(again, ['tickets:read'])).secret);
    await left.call('GET /tickets', {});
    const elsewhere = { org: 'elsewhere', orgs: [{ id: 'elsewhere', name: 'Elsewhere', site: 'US1' }] };
    await desk.stranger({ ...identities.Omar, ...elsewhere });
    expect(await left.refused('GET /tickets', {})).toBe('not_signed_in');
  });

  test('is made once under an id', async () => {
    const desk = await newDesk();
    const dana = await desk.member('Dana');
    const id = newId();
    await make(dana, ['tickets:read'], { id });
    expect(await dana.refused('POST /tokens', { body: { id, name: 'Again', scopes: ['tickets:read'] } })).toBe('id_taken');
    expect(await tokensOf(dana)).toHaveLength(1);
  });
});

describe('a service', () => {
  test('is made by administrators, works under its own name, opens tickets for customers, and is given no work', async () => {
    const desk = await newDesk();
    const [ada, mina, dana] = [await desk.staff('Ada'), await desk.staff('Mina'), await desk.member('Dana')];
    const named = { id: newId(), name: 'Status page' };
    expect(await mina.refused('POST /tokens', { body: { id: newId(), name: 'x', scopes: ['tickets:write'], service: named } })).toBe(
      'not_allowed',
    );
    const { secret } = await make(ada, ['tickets:read', 'tickets:write'], { service: named });
    const page = desk.program(secret);
    const ticket = await openTicket(page, { customer: { email: 'Dana@northwind.example' }, text: 'Seen by the probe.' });
    expect(ticket).toMatchObject({ member: { name: 'Dana Reyes' }, state: 'new', promised: expect.any(String) });
    const entries = await read(dana, ticket);
    expect(entries.find((e) => e.kind === 'message')).toMatchObject({ by: { kind: 'staff', name: 'Status page' } });
    await note(page, ticket, 'From the probe');
    expect(texts(await read(mina, ticket))).toEqual(['Seen by the probe.', 'From the probe']);
    await page.call('PUT /tickets/{number}/state', { params: { number: ticket.number }, body: { state: 'solved' } });
    expect(events(await read(dana, ticket))).toContain('ticket_state');
    expect((await mina.call('GET /staff', {})).staff.map((s) => s.name)).not.toContain('Status page');
    expect(await page.refused('GET /policy', {})).toBe('scope_missing');

    // A second token of the same service, before the first is revoked.
    const next = await make(ada, ['tickets:read'], { service: { ...named, name: 'Status page EU' } });
    expect((await tokensOf(ada)).map((t) => t.service?.name)).toEqual(['Status page EU', 'Status page EU']);
    expect(await tokensOf(mina)).toEqual([]);
    expect(await mina.refused('DELETE /tokens/{id}', { params: { id: next.token.id } })).toBe('not_found');
    const minaId = (await mina.call('GET /staff', {})).staff.find((s) => s.name.startsWith('Mina'))!.id;
    expect(
      await ada.refused('POST /tokens', {
        body: { id: newId(), name: 'x', scopes: ['tickets:read'], service: { id: minaId, name: 'Not Mina' } },
      }),
    ).toBe('id_taken');
  });

  test('with every scope may not do what only administrators may', async () => {
    const desk = await newDesk();
    const page = await service(desk, scopes);
    const { version, yaml } = await page.call('GET /policy', {});
    expect(await page.refused('PUT /policy', { body: { yaml, why: 'x', base: version } })).toBe('not_allowed');
  });

  test('names a customer whom the desk knows, and one organization', async () => {
    const desk = await newDesk();
    const [mina, dana] = [await desk.staff('Mina'), await desk.member('Dana')];
    const body = { id: newId(), question: 'technical' as const, area: 'agent', subject: 'x', text: 'x' };
    expect(await mina.refused('POST /tickets', { body })).toBe('invalid');
    expect(await mina.refused('POST /tickets', { body: { ...body, customer: { email: 'nobody@example.com' } } })).toBe('invalid');
    expect(await dana.refused('POST /tickets', { body: { ...body, customer: { email: 'omar@northwind.example' } } })).toBe('not_allowed');
    const orgs = [
      { id: 'one', name: 'One', site: 'US1' },
      { id: 'two', name: 'Two', site: 'US1' },
    ];
    const both = await desk.stranger({ sub: 'both', name: 'Bo Both', email: 'bo@example.com', locale: 'en', org: 'one', orgs });
    expect(await mina.refused('POST /tickets', { body: { ...body, customer: { email: 'bo@example.com' } } })).toBe('invalid');
    const me = await both.call('GET /me', {});
    const organization = me.kind === 'member' ? me.organizations.find((o) => o.name === 'Two')!.id : '';
    const ticket = await mina.call('POST /tickets', { body: { ...body, customer: { email: 'bo@example.com', organization } } });
    expect(ticket.organization.name).toBe('Two');
  });
});

describe('a request is repeated', () => {
  const post = async (desk: TestDesk, who: Actor, path: string, body: object, key?: string) => {
    const answer = await fetch(`${desk.address}/api/v1${path}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${who.connection.token}`,
        'content-type': 'application/json',
        ...(key === undefined ? {} : { 'idempotency-key': key }),
      },
      body: JSON.stringify(body),
    });
    return { status: answer.status, body: (await answer.json()) as { id: string; number: number; code?: string }, headers: answer.headers };
  };
  const asked = { question: 'technical', area: 'agent', subject: 'No data', text: 'None' };

  test('with the same key it makes one ticket, however many arrive at once; another sender’s same key is another', async () => {
    const desk = await openDesk();
    const [dana, omar] = [await desk.member('Dana'), await desk.member('Omar')];
    const at = await Promise.all(Array.from({ length: 12 }, () => post(desk, dana, '/tickets', asked, 'order-7')));
    expect(new Set(at.map((a) => a.body.number)).size).toBe(1);
    expect(at.every((a) => a.status === 200)).toBe(true);
    const [other, anew, theirs, none, neither] = [
      await post(desk, dana, '/tickets', asked, 'order-8'),
      await post(desk, dana, '/tickets', { ...asked, subject: 'Changed' }, 'order-7'),
      await post(desk, omar, '/tickets', asked, 'order-7'),
      await post(desk, dana, '/tickets', asked),
      await post(desk, dana, '/tickets', asked),
    ];
    expect(anew.body.number).toBe(at[0]!.body.number);
    expect(new Set([at[0], other, theirs, none, neither].map((a) => a!.body.number)).size).toBe(5);

    const { thread } = await dana.call('GET /tickets/{number}', { params: { number: other.body.number } });
    for (let i = 0; i < 3; i++) await post(desk, dana, `/threads/${thread}/entries`, { text: 'Once' }, 'said-1');
    expect(texts(await read(dana, { thread })).filter((t) => t === 'Once')).toHaveLength(1);
    for (const key of ['', ' ', 'x'.repeat(201)]) expect((await post(desk, dana, '/tickets', asked, key)).body.code).toBe('invalid');
  });

  test('an escalation with the same id happens once', async () => {
    const desk = await newDesk();
    const [dana, mina] = [await desk.member('Dana'), await desk.staff('Mina')];
    const { number, thread } = await openTicket(dana);
    const body = { id: newId(), area: 'logs', note: 'Looks like the pipeline' };
    for (let i = 0; i < 2; i++) await mina.call('POST /tickets/{number}/escalations', { params: { number }, body });
    expect(events(await read(mina, { thread })).filter((e) => e === 'escalated')).toHaveLength(1);
  });

  test('how often one may ask is said with each answer', async () => {
    const desk = await newDesk({ MESSAGES_PER_SECOND: '1' });
    const dana = await desk.member('Dana');
    const first = await post(desk, dana, '/tickets', asked, 'limits');
    expect([first.headers.get('x-ratelimit-limit'), first.headers.get('x-ratelimit-remaining')]).toEqual(['60', '59']);
    let last = first;
    for (let i = 0; i < 60; i++) last = await post(desk, dana, '/tickets', asked, 'limits');
    expect([last.status, last.body.code]).toEqual([429, 'too_many']);
    expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});

describe('the description', () => {
  test('is valid OpenAPI 3.1, names every route, its scope, and how it is let in', async () => {
    const desk = await newDesk();
    const text = await (await fetch(`${desk.address}/api/openapi.json`)).text();
    const validator = new Validator();
    expect(await validator.validate(JSON.parse(text) as Record<string, unknown>)).toEqual({ valid: true });
    expect(validator.version).toBe('3.1');
    const { paths } = JSON.parse(text) as {
      paths: Record<string, Record<string, { operationId: string; description: string; requestBody?: object }>>;
    };
    const described = new Map(Object.values(paths).flatMap((verbs) => Object.values(verbs).map((v) => [v.operationId, v] as const)));
    expect([...described.keys()].filter((name) => name !== undefined).toSorted()).toEqual(Object.keys(routes).toSorted());
    expect(described.get('openTicket')!.description).toContain('`tickets:write`');
    expect(described.get('makeToken')!.description).toContain('Not with a token');
    expect(JSON.stringify(described.get('openTicket')!.requestBody)).not.toContain('"required":["id"');
  });

  test('has a page that asks no other host', async () => {
    const desk = await newDesk();
    const page = await fetch(`${desk.address}/api/reference`);
    const html = await page.text();
    expect(page.status).toBe(200);
    expect(page.headers.get('content-security-policy')).toContain(`'nonce-${/nonce="([^"]+)"/.exec(html)![1]}'`);
    expect(html).not.toMatch(/https?:\/\//);
    const script = /src="([^"]+)"/.exec(html)![1]!;
    expect((await fetch(new URL(script, `${desk.address}/api/reference/`))).status).toBe(200);
  });
});

describe('on a shell', () => {
  const program = fileURLToPath(new URL('../../../cli/src/fairlead.ts', import.meta.url));
  const shell = (desk: TestDesk, who: Actor) => (args: string[], input?: string) =>
    new Promise<{ code: number; out: string; err: string }>((resolve) => {
      const env = { ...process.env, FAIRLEAD_DESK: desk.address, FAIRLEAD_TOKEN: who.connection.token! };
      const child = execFile(process.execPath, [program, 'ticket', ...args], { env }, (error, out, err) =>
        resolve({ code: error ? Number(error.code) : 0, out, err }),
      );
      child.stdin!.end(input ?? '');
    });

  test('a ticket is created from a pipe, listed, shown, answered and closed', async () => {
    const desk = await newDesk();
    const [dana, mina] = [await desk.member('Dana'), await desk.staff('Mina')];
    const customer = shell(desk, desk.program((await make(dana, ['tickets:read', 'tickets:write'])).secret));
    const staff = shell(desk, desk.program((await make(mina, ['tickets:read', 'tickets:write'])).secret));
    const created = await customer(['create', '--subject', '로그가 없습니다', '--area', 'logs', '--json'], 'line one\nline two\n');
    const { number } = JSON.parse(created.out) as { number: number };
    await indexStale(desk.running.desk);
    const [listed, found, answered] = await Promise.all([
      customer(['list']),
      staff(['list', '--search', '로그', '--state', 'any', '--json']),
      staff(['reply', `#${number}`, '--text', 'On it']),
    ]);
    expect(listed.out).toContain(`#${number}`);
    expect((JSON.parse(found.out) as { tickets: { number: number }[] }).tickets.map((t) => t.number)).toEqual([number]);
    expect(answered.code).toBe(0);
    const shown = await customer(['show', String(number)]);
    expect(shown.out).toMatch(/line one\n {4}line two[\s\S]*Mina Park\n {4}On it/);
    const closed = await customer(['close', String(number), '--json']);
    expect(JSON.parse(closed.out)).toMatchObject({ number, state: 'solved' });
    await say(dana, { thread: (await ticketOf(dana, { number })).thread }, 'thanks');
  });

  test('who is wrong or refused is told in a sentence, and the program fails', async () => {
    const desk = await newDesk();
    const dana = await desk.member('Dana');
    const run = shell(desk, desk.program((await make(dana, ['tickets:read'])).secret));
    const [what, none, refused, empty, bad] = await Promise.all([
      run(['dance']),
      run(['show', '999']),
      run(['create', '--subject', 'x', '--area', 'agent', '--text', 'x']),
      run(['create', '--subject', 'x', '--area', 'agent'], '  '),
      run(['list', '--state', 'odd']),
    ]);
    expect([what.code, what.err]).toEqual([1, expect.stringContaining('fairlead ticket list')]);
    expect(none.err).toContain('not_found');
    expect(refused.err).toMatch(/scope_missing[\s\S]*tickets:write/);
    expect(empty.err).toContain('nothing to say');
    expect(bad.err).toContain('querystring.state');
  });
});
