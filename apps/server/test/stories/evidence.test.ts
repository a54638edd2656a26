import { newId } from '@fairlead/client';
import sharp from 'sharp';
import type { Checklist } from '@fairlead/contract';
import { expect, test } from 'vitest';
import { shippedYaml } from '../../src/domains/policy/shipped.ts';
import { a, adopt, ask, end, events, follow, give as handTo, idOf, look, openTicket, read, say, ticketOf } from '../acts.ts';
import { type Actor, newDesk, openDesk } from '../desk.ts';
import { request } from '../wire.ts';

const desk = await openDesk();
const [mina, ada] = [await desk.onDuty('Mina'), await desk.staff('Ada')];
const [dana, omar, jiwoo] = [await desk.member('Dana'), await desk.member('Omar'), await desk.member('Jiwoo')];

const list = (who: Actor, { thread }: { thread: string }) => who.call('GET /threads/{id}/checklist', { params: { id: thread } });
const give = (
  who: Actor,
  { thread }: { thread: string },
  item: string,
  text: string,
  more: { id?: string; files?: string[]; internal?: boolean } = {},
) => who.call('POST /threads/{id}/evidence', { params: { id: thread }, body: { id: newId(), item, text, ...more } });
const askFor = (who: Actor, { thread }: { thread: string }, items: string[], more: { id?: string; note?: string } = {}) =>
  who.call('POST /threads/{id}/evidence-requests', { params: { id: thread }, body: { id: newId(), items, ...more } });
const decline = (who: Actor, { thread }: { thread: string }, item: string, declined = true) =>
  who.call('PUT /threads/{id}/checklist/{item}/declined', { params: { id: thread, item }, body: { declined } });

const states = ({ items }: Checklist) => Object.fromEntries(items.map((i) => [i.item, i.state]));
const itemOf = (checklist: Checklist, item: string) => checklist.items.find((i) => i.item === item);

async function send(as: Actor, thread: string | null, content: BodyInit = 'evidence'): Promise<string> {
  const file = newId();
  const to = new URLSearchParams({ file, name: 'evidence.txt', ...(thread ? { thread } : {}) });
  const answer = await request(desk, 'POST', `/files?${to.toString()}`, {
    as,
    headers: { 'content-type': 'application/octet-stream' },
    body: content,
  });
  expect(answer.status, answer.text).toBe(200);
  return file;
}

test('a request knows what helps with it, in order and in the reader’s language, and what it knows nobody is asked for (S3)', async () => {
  const identity = {
    sub: 'mara',
    name: 'Mara',
    email: 'mara@example.com',
    locale: 'ko',
    org: 'mara',
    orgs: [{ id: 'mara', name: 'Mara Labs', site: 'EU1' }],
    product_version: '7.61.0',
    recent_docs: ['https://docs.skerry.example/agent/config'],
  };
  const mara = await desk.stranger(identity);
  const page = { url: 'https://app.eu1.skerry.example/hosts/web-14', title: 'Hosts' };
  const { thread } = await ask(mara, { about: ['single'], circumstances: { page, browser: 'Chromium 141 on Linux' } });
  const checklist = await list(mara, { thread });
  expect(checklist.facts).toEqual({ organization: 'Mara Labs', site: 'EU1', browser: 'Chromium 141 on Linux', page: 'Hosts' });
  expect(states(checklist)).toEqual({
    flare: 'missing',
    link: 'given',
    steps: 'missing',
    screenshot: 'missing',
    recording: 'missing',
    runs_on: 'missing',
    configuration: 'missing',
    version: 'given',
    docs: 'given',
  });
  expect([checklist.given, checklist.of]).toEqual([3, 9]);
  expect(itemOf(checklist, 'flare')).toMatchObject({ need: 'required', label: '에이전트 플레어', command: 'skerry-agent flare' });
  expect(itemOf(checklist, 'link')!.given).toMatchObject({ text: page.url, by: null });
  expect(itemOf(checklist, 'version')!.given).toMatchObject({ text: '7.61.0', by: null });
  expect((await mara.call('GET /channels', { query: { area: 'agent' } })).prepare.find((n) => n.item === 'version')).toMatchObject({
    known: '7.61.0',
  });
});

test('some is only asked for when an earlier answer makes it relevant, and no more when another makes it needless', async () => {
  const chat = await ask(omar);
  expect(states(await list(omar, chat))).not.toHaveProperty('cluster');
  await give(omar, chat, 'runs_on', 'host');
  expect(states(await list(omar, chat))).not.toHaveProperty('cluster');
  await give(omar, chat, 'runs_on', 'kubernetes');
  expect(states(await list(omar, chat))).toMatchObject({ runs_on: 'given', cluster: 'missing', recording: 'missing' });
  expect(itemOf(await list(mina, chat), 'runs_on')!.given!.text).toBe('On Kubernetes');
  await give(omar, chat, 'screenshot', '', { files: [await send(omar, chat.thread)] });
  expect(states(await list(omar, chat))).not.toHaveProperty('recording');
  const before = await omar.call('GET /channels', { query: { area: 'agent', given: 'runs_on:kubernetes,screenshot' } });
  expect(before.prepare.map((n) => n.item)).toEqual(['flare', 'link', 'screenshot', 'steps', 'runs_on', 'cluster', 'version', 'docs']);
  await end(omar, chat);
});

test('what is given stands in the thread, for both sides at once, and fills the list; a repeat changes nothing', async () => {
  const chat = await ask(dana);
  const live = await mina.live();
  await follow(live, chat);
  const id = newId();
  await give(dana, chat, 'steps', 'Start the agent', { id });
  await give(dana, chat, 'steps', 'Start the agent', { id });
  const heard = await live.hears(a('entry', ({ entry }) => entry.kind === 'evidence'));
  expect(heard.entry).toMatchObject({
    id,
    by: { name: 'Dana Reyes' },
    body: { item: 'steps', label: null, text: 'Start the agent', files: [] },
  });
  expect((await read(mina, chat)).filter((e) => e.kind === 'evidence')).toHaveLength(1);
  for (const who of [dana, mina])
    expect(itemOf(await list(who, chat), 'steps')).toMatchObject({ state: 'given', given: { by: 'Dana Reyes' } });
  await give(dana, chat, 'time_range', 'since noon');
  expect((await read(dana, chat)).at(-1)).toMatchObject({
    body: { item: 'time_range', label: { en: 'When it happens', ko: '발생 시간대' } },
  });
  await end(dana, chat);
});

test('one click asks; the customer sees a card, and giving it closes it; asking again opens it again', async () => {
  const chat = await ask(dana);
  await give(dana, chat, 'screenshot', '', { files: [await send(dana, chat.thread, 'first')] });
  await decline(dana, chat, 'logs');
  const id = newId();
  await askFor(mina, chat, ['screenshot', 'logs', 'cluster'], { id, note: 'Of the whole window, please' });
  await askFor(mina, chat, ['screenshot', 'logs', 'cluster'], { id });
  const cards = (await read(dana, chat)).filter((e) => e.kind === 'event' && e.body.event === 'evidence_asked');
  expect(cards).toHaveLength(1);
  expect(cards[0]).toMatchObject({
    by: { kind: 'staff', name: 'Mina Park' },
    body: {
      items: [
        { item: 'screenshot', label: null },
        { item: 'logs', label: null },
        { item: 'cluster', label: { en: 'Kubernetes version and provider' } },
      ],
      by: 'Mina Park',
      note: 'Of the whole window, please',
    },
  });
  expect(states(await list(dana, chat))).toMatchObject({ screenshot: 'missing', logs: 'missing', cluster: 'missing' });
  expect(itemOf(await list(mina, chat), 'cluster')).toMatchObject({ need: 'required', asked: { by: 'Mina Park' } });
  await give(dana, chat, 'screenshot', '', { files: [await send(dana, chat.thread, 'second')] });
  expect(itemOf(await list(mina, chat), 'screenshot')).toMatchObject({ state: 'given', given: { files: [{}, {}] } });
  expect(
    await dana.refused('POST /threads/{id}/evidence-requests', { params: { id: chat.thread }, body: { id: newId(), items: ['logs'] } }),
  ).toBe('not_allowed');
  await end(dana, chat, { solved: true });
});

test('a picture attached to a message is a screenshot given: nobody asks for what is there, and who asked has it', async () => {
  const chat = await ask(dana);
  await askFor(mina, chat, ['screenshot']);
  const picture = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#123' } })
    .png()
    .toBuffer();
  await say(dana, chat, 'see', { files: [await send(dana, chat.thread, picture)] });
  expect(itemOf(await list(mina, chat), 'screenshot')).toMatchObject({
    state: 'given',
    given: { by: 'Dana Reyes', files: [{ type: 'image/png' }] },
  });
  await say(mina, chat, 'our own', { files: [await send(mina, chat.thread, picture)] });
  const ended = await end(mina, chat, { missing: ['screenshot', 'recording'] });
  expect((await ticketOf(dana, ended)).missing).toEqual(['screenshot', 'recording']);
  await say(dana, chat, 'again', { files: [await send(dana, chat.thread, picture)] });
  expect((await ticketOf(dana, ended)).missing).toEqual(['recording']);
});

test('a customer can always go on without, is not asked again, and may still give it', async () => {
  const chat = await ask(dana);
  const { of } = await list(dana, chat);
  const without = await decline(dana, chat, 'flare');
  expect([itemOf(without, 'flare')!.state, without.of]).toEqual(['declined', of - 1]);
  expect(itemOf(await decline(dana, chat, 'flare', false), 'flare')!.state).toBe('missing');
  await decline(dana, chat, 'flare');
  await give(dana, chat, 'flare', 'case 1234');
  expect(itemOf(await list(dana, chat), 'flare')!.state).toBe('given');
  await end(dana, chat);
});

test('what is missing at a chat’s end is asked for there and stays open on the ticket until it is given (S15)', async () => {
  const chat = await ask(jiwoo);
  await handTo(mina, chat, mina).catch(() => undefined);
  const ended = await end(mina, chat, { missing: ['logs', 'screenshot'], note: 'The parser' });
  const ticket = await ticketOf(jiwoo, ended);
  expect(ticket.missing).toEqual(['logs', 'screenshot']);
  expect(events(await read(jiwoo, chat)).slice(-3)).toEqual(['chat_ended', 'evidence_asked', 'ticket_opened']);
  await mina.call('PUT /tickets/{number}/state', { params: { number: ticket.number }, body: { state: 'pending' } });
  await give(jiwoo, ticket, 'logs', 'ERROR at noon');
  expect(await ticketOf(mina, ended)).toMatchObject({ missing: ['screenshot'], state: 'open' });
  await decline(jiwoo, ticket, 'screenshot');
  expect((await ticketOf(mina, ended)).missing).toEqual([]);
});

test('what was asked for before the end is not asked for twice, and stays open', async () => {
  const chat = await ask(dana);
  await askFor(mina, chat, ['steps']);
  const ticket = await ticketOf(dana, await end(mina, chat, { missing: ['steps', 'logs'] }));
  const cards = (await read(dana, chat)).flatMap((e) =>
    e.kind === 'event' && e.body.event === 'evidence_asked' ? [e.body.items.map((i) => i.item)] : [],
  );
  expect([cards, ticket.missing]).toEqual([
    [['steps'], ['logs']],
    ['steps', 'logs'],
  ]);
});

test('where nobody of staff ended it, the desk asks for what the policy requires', async () => {
  const chat = await ask(dana);
  await give(dana, chat, 'link', 'https://app.us1.skerry.example/x');
  const ticket = await ticketOf(dana, await end(dana, chat));
  expect(ticket.missing).toEqual(['flare']);
  const solved = await ask(dana);
  expect((await ticketOf(dana, await end(dana, solved, { solved: true }))).missing).toEqual([]);
});

test('a request from the form arrives with its evidence, files that came before it included', async () => {
  const id = newId();
  const file = await send(dana, null, 'a trace');
  const open = () =>
    openTicket(dana, {
      id,
      about: ['several'],
      circumstances: { page: null, browser: 'Firefox' },
      evidence: [
        { item: 'steps', text: 'Start it' },
        { item: 'logs', text: '', files: [file] },
      ],
      declined: ['docs'],
    });
  const ticket = await open();
  expect((await open()).number).toBe(ticket.number);
  const entries = (await read(mina, ticket)).filter((e) => e.kind === 'evidence');
  expect(entries.map((e) => e.body)).toMatchObject([
    { item: 'steps', text: 'Start it' },
    { item: 'logs', files: [{ id: file }] },
  ]);
  expect(states(await list(mina, ticket))).toMatchObject({ steps: 'given', logs: 'given', docs: 'declined', time_range: 'missing' });
  expect(
    await jiwoo.refused('POST /tickets', {
      body: { id: newId(), question: 'technical', area: 'agent', subject: 'x', text: 'x', evidence: [{ item: 'logs', files: [file] }] },
    }),
  ).toBe('not_found');
});

test('evidence marked internal never leaves staff: not in the thread, not in the list, not by its file', async () => {
  const ticket = await openTicket(dana);
  const file = await send(mina, ticket.thread, 'from our side');
  await give(mina, ticket, 'logs', 'What we saw', { files: [file], internal: true });
  expect(itemOf(await list(mina, ticket), 'logs')).toMatchObject({ state: 'given', given: { internal: true } });
  expect(JSON.stringify([await list(dana, ticket), await read(dana, ticket)])).not.toContain('What we saw');
  expect(await dana.refused('GET /files/{id}/links', { params: { id: file } })).toBe('not_found');
  expect(
    await dana.refused('POST /threads/{id}/evidence', {
      params: { id: ticket.thread },
      body: { id: newId(), item: 'logs', text: 'x', internal: true },
    }),
  ).toBe('not_allowed');
});

test('a customer sees their own requests; staff may let one see the organization’s, to read, and take that back', async () => {
  const ticket = await openTicket(dana, { subject: 'Dana’s own' });
  const file = await send(dana, ticket.thread, 'hers');
  await say(dana, ticket, 'see', { files: [file] });
  const organizationView = () => omar.call('GET /tickets', { query: { view: 'organization', state: 'any' } });
  expect(await omar.refused('GET /tickets', { query: { view: 'organization' } })).toBe('not_allowed');
  expect(await omar.refused('GET /threads/{id}/entries', { params: { id: ticket.thread } })).toBe('not_found');

  const me = await omar.call('GET /me', {});
  const organization = me.kind === 'member' ? me.organization.id : '';
  const view = { id: organization, member: await idOf(omar) };
  await mina.call('PUT /organizations/{id}/members/{member}/view', { params: view, body: { organization: true } });
  expect((await mina.call('GET /organizations/{id}/members', { params: { id: organization } })).members).toContainEqual(
    expect.objectContaining({ member: expect.objectContaining({ name: 'Omar Haddad' }), sees_organization: true }),
  );
  expect(await omar.call('GET /me', {})).toMatchObject({ sees_organization: true });
  expect((await organizationView()).tickets.map((t) => t.number)).toContain(ticket.number);
  expect((await omar.call('GET /tickets', { query: { state: 'any' } })).tickets.map((t) => t.number)).not.toContain(ticket.number);
  expect((await ticketOf(omar, ticket)).subject).toBe('Dana’s own');
  expect((await omar.call('GET /files/{id}/links', { params: { id: file } })).save).toMatch(/^\//);
  const live = await omar.live();
  await follow(live, ticket);
  await say(mina, ticket, 'Looking');
  await live.hears(a('entry', ({ entry }) => entry.kind === 'message' && entry.body.text === 'Looking'));

  const refused: [() => Promise<string>, string][] = [
    [() => omar.refused('POST /threads/{id}/entries', { params: { id: ticket.thread }, body: { id: newId(), text: 'hi' } }), 'not_allowed'],
    [
      () => omar.refused('POST /threads/{id}/evidence', { params: { id: ticket.thread }, body: { id: newId(), item: 'link', text: 'x' } }),
      'not_allowed',
    ],
    [
      () =>
        omar.refused('PUT /threads/{id}/checklist/{item}/declined', {
          params: { id: ticket.thread, item: 'link' },
          body: { declined: true },
        }),
      'not_allowed',
    ],
    [() => omar.refused('PUT /threads/{id}/marks', { params: { id: ticket.thread }, body: { read: 1 } }), 'not_allowed'],
    [() => omar.refused('PUT /tickets/{number}/state', { params: { number: ticket.number }, body: { state: 'solved' } }), 'not_found'],
  ];
  for (const [attempt, code] of refused) expect(await attempt()).toBe(code);
  live.send({ do: 'append', thread: ticket.thread, entry: { id: newId(), text: 'hi' } });
  expect(await live.hears(a('refused'))).toMatchObject({ code: 'not_allowed' });
  expect(await jiwoo.refused('GET /threads/{id}/entries', { params: { id: ticket.thread } })).toBe('not_found');

  await mina.call('PUT /organizations/{id}/members/{member}/view', { params: view, body: { organization: false } });
  await live.settled();
  await say(mina, ticket, 'Between us again');
  await live.settled();
  expect(JSON.stringify(live.heard)).not.toContain('Between us again');
  expect(await omar.refused('GET /tickets/{number}', { params: { number: ticket.number } })).toBe('not_found');
});

test('a report shows, per area, how completeness before the first answer relates to the time until solved', async () => {
  const own = await newDesk();
  const engineer = await own.staff('Mina');
  const solve = async (evidence: { item: string; text: string }[], hours: number) => {
    const member = await own.member('Dana');
    const ticket = await openTicket(member, { area: 'logs', about: ['documentation'], evidence });
    own.down({ minutes: 1 });
    await say(engineer, ticket, 'Looking');
    // After the first answer it no longer counts.
    await give(member, ticket, 'docs', 'https://docs.skerry.example/late');
    own.down({ minutes: hours * 60 - 1 });
    await engineer.call('PUT /tickets/{number}/state', { params: { number: ticket.number }, body: { state: 'solved' } });
  };
  const all = [
    { item: 'link', text: 'x' },
    { item: 'docs', text: 'https://docs.skerry.example' },
  ];
  await solve([], 30);
  await solve(all.slice(0, 1), 10);
  await solve(all, 2);
  await solve(all, 4);
  const report = await engineer.call('GET /reports/evidence', {});
  expect(report.areas).toEqual([
    {
      area: 'logs',
      requests: 4,
      complete: 0.625,
      bands: [
        { from: 0, to: 1 / 3, requests: 1, hours: 30 },
        { from: 1 / 3, to: 2 / 3, requests: 1, hours: 10 },
        { from: 2 / 3, to: 1, requests: 2, hours: 3 },
      ],
    },
  ]);
});

test('a chat about another area than it seemed is asked for that area’s evidence', async () => {
  const own = await newDesk();
  const [engineer, member] = [await own.onDuty('Mina'), await own.member('Dana')];
  const chat = await ask(member);
  await end(engineer, chat, { area: 'dashboards' });
  expect((await look(member, chat)).state).toBe('ended');
  expect(states(await list(member, chat))).not.toHaveProperty('flare');
});

test('the vendor’s own list is data: fields, choices and what depends on what, with the line of each mistake', async () => {
  const own = await newDesk();
  const admin = await own.staff('Ada');
  const member = await own.member('Dana');
  const faults = async (from: string, to: string) =>
    (await admin.call('POST /policy/checks', { body: { yaml: shippedYaml.replace(from, to) } })).faults;
  const line = (text: string) => shippedYaml.slice(0, shippedYaml.indexOf(text)).split('\n').length;
  expect(await faults('{ item: docs, need: recommended }', '{ item: nonsense, need: recommended }')).toEqual([
    { line: line('{ item: docs, need: recommended }'), path: 'evidence.asks.14.item', message: 'there is no field "nonsense"' },
  ]);
  for (const [from, to, message] of [
    ['runs_on: [kubernetes]', 'runs_on: [mainframe]', 'no choice "mainframe"'],
    ['unless_given: [screenshot]', 'unless_given: [recording]', 'depend on itself'],
    ['kind: [several]', 'kind: [nothing]', 'no kind "nothing"'],
    ['answer: choice', 'answer: line', 'choices need'],
    ['largest_mb: 5000', 'largest_mb: 9000', '5000'],
  ] as const)
    expect((await faults(from, to)).map((f) => f.message).join(), to).toContain(message);
  const mine = shippedYaml
    .replace('    query:\n', '    ticket_id:\n      label: { en: Their ticket }\n      answer: line\n    query:\n')
    .replace('- { item: docs,', '- { item: ticket_id, need: required }\n    - { item: docs,');
  await adopt(own, mine);
  const ticket = await openTicket(member);
  expect(itemOf(await list(member, ticket), 'ticket_id')).toMatchObject({ need: 'required', label: 'Their ticket', shape: 'line' });
  expect((await member.call('GET /desk', {})).fields).toContainEqual({
    item: 'ticket_id',
    label: { en: 'Their ticket', ko: 'Their ticket', ja: 'Their ticket' },
    choices: [],
  });
});

test('a policy that was written before there was evidence goes on: what it said to prepare is recommended', async () => {
  const own = await newDesk();
  const start = shippedYaml.indexOf('# Which evidence helps');
  const old =
    shippedYaml.slice(0, start) +
    'prepare:\n  default: [link, steps]\n  areas: { agent: [flare] }\n' +
    shippedYaml.slice(shippedYaml.indexOf('lines: #'));
  await adopt(own, old.replace('  - kind: setup\n', '  - kind: setup\n    prepare: [docs]\n'));
  const member = await own.member('Dana');
  const items = async (about?: string) =>
    (await member.call('GET /channels', { query: { area: 'agent', ...(about ? { about } : {}) } })).prepare.map((n) => n.item);
  expect([await items(), await items('setup')]).toEqual([
    ['flare', 'link', 'steps'],
    ['flare', 'docs'],
  ]);
});

test('none of this made the desk stumble', () => {
  expect(ada).toBeDefined();
  expect(desk.errors).toEqual([]);
});
