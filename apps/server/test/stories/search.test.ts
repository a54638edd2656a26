/** The inbox and the search: views, filters, words in every language of the desk; only what the reader may see. */
import { newId } from '@fairlead/client';
import { expect, test } from 'vitest';
import { indexStale } from '../../src/domains/tickets/indexing.ts';
import { idOf, note, openTicket, say } from '../acts.ts';
import { type Actor, newDesk, openDesk } from '../desk.ts';

const desk = await openDesk();
const [aiko, priya, ada] = [await desk.staff('Aiko'), await desk.staff('Priya'), await desk.staff('Ada')];
const [dana, omar, jiwoo, takeru] = [
  await desk.member('Dana'),
  await desk.member('Omar'),
  await desk.member('Jiwoo'),
  await desk.member('Takeru'),
];

const nginx = await openTicket(dana, {
  subject: 'nginx check fails',
  text: 'It says NT_STATUS_0xC000006D and\n  at java.lang.Thread.run(Thread.java:833)',
});
const korean = await openTicket(jiwoo, {
  subject: '로그 수집이 멈췄습니다',
  text: '에이전트설정파일을 바꾼 뒤로 멈췄어요. datadog.agent.running 이 0 입니다.',
  area: 'logs',
});
const japanese = await openTicket(takeru, {
  subject: 'アラートが届きません',
  text: '通知設定を確認しました。ﾀｸﾞも付いています。',
  area: 'dashboards',
});
const quiet = await openTicket(omar, { subject: 'Billing of hosts', text: 'Why 50% more?' });
await note(aiko, nginx, 'Probably the kerberos ticket of 한빛');
await desk.running.desk.db.transaction(async () => undefined);
await indexStale(desk.running.desk);

const find = async (who: Actor, q: string) => {
  const { found } = await who.call('GET /search', { query: { q } });
  return found.map(({ ticket }) => ticket.number);
};
const listed = async (who: Actor, query: { view?: string; q?: string; state?: 'any' | 'solved' }) =>
  (await who.call('GET /tickets', { query })).tickets.map((t) => t.number);

test.each([
  ['a word', 'nginx', nginx],
  ['the beginning of a word', 'ngi', nginx],
  ['an error code', 'NT_STATUS_0xC000006D', nginx],
  ['a part of an error code', '0xc000006d', nginx],
  ['a stack frame', 'java.lang.Thread.run', nginx],
  ['a phrase', '"check fails"', nginx],
  ['a metric', 'datadog.agent.running', korean],
  ['two Korean letters within a longer word', '설정', korean],
  ['a Korean word', '설정파일', korean],
  ['two kanji within a longer word', '設定', japanese],
  ['half-width kana', 'タグ', japanese],
  ['a name', 'haddad', quiet],
  ['a number', '#NUMBER', korean],
  ['an organization', '한빛모빌리티', korean],
  ['a Korean name of three letters', '한지우', korean],
])('finds %s', async (_, q, ticket) => {
  expect(await find(priya, q.replace('NUMBER', String(ticket.number)))).toContain(ticket.number);
});

test('what is named so comes before what only says so, and the passage is marked', async () => {
  const { found } = await aiko.call('GET /search', { query: { q: '한빛' } });
  expect(found.map((f) => f.ticket.number)).toEqual([korean.number, nginx.number]);
  const { text, marks } = found[1]!.passage!;
  expect(marks.map(([from, to]) => text.slice(from, to))).toEqual(['한빛']);
});

test('a phrase stands as it is, letters apart do not', async () => {
  expect(await find(aiko, '"fails check"')).toEqual([]);
  expect(await find(aiko, 'fails check')).toEqual([nginx.number]);
  expect(await find(aiko, '수집설')).toEqual([]);
});

test('a member finds their own alone, and never what stays among staff', async () => {
  expect(await find(dana, 'kerberos')).toEqual([]);
  expect(await find(aiko, 'kerberos')).toEqual([nginx.number]);
  expect(await find(dana, 'billing')).toEqual([]);
  expect(await find(omar, 'billing')).toEqual([quiet.number]);
  expect(await find(omar, 'is:unsolved')).toEqual([quiet.number]);
});

test('filters narrow, a minus excludes, and what makes no sense is refused by its name', async () => {
  expect(await find(aiko, 'area:logs is:unsolved')).toEqual([korean.number]);
  expect((await find(aiko, '-area:logs -nginx is:unsolved')).toSorted((a, b) => a - b)).toEqual([japanese.number, quiet.number]);
  // Also of a ticket without a note, and a phrase only as it stands.
  expect(await find(aiko, '-billing org:northwind')).toEqual([nginx.number]);
  expect(await find(aiko, 'nginx -"fails check"')).toEqual([nginx.number]);
  expect(await find(aiko, 'nginx -"check fails"')).toEqual([]);
  expect(await find(omar, '-billing')).toEqual([]);
  expect(await find(aiko, 'org:northwind from:dana')).toEqual([nginx.number]);
  expect(await find(aiko, 'area:logs,dashboards created:1d')).toHaveLength(2);
  expect(await find(aiko, 'http://nothing.example:80')).toEqual([]);
  for (const q of ['is:moon', 'created:yesterday', 'number:x']) expect(await aiko.refused('GET /search', { query: { q } })).toBe('invalid');
  for (const q of ["'", '\\', '& | !', '"', '():*', '%', '_']) await find(aiko, q);
});

test('views hold what is mine, my teams’, unassigned, urgent or waited for, with how many', async () => {
  const { number } = nginx;
  await aiko.call('PUT /tickets/{number}/assignee', { params: { number }, body: { team: nginx.team!.id, staff: await idOf(aiko) } });
  expect(await listed(aiko, { view: 'mine' })).toEqual([number]);
  expect((await listed(aiko, { view: 'my_teams' })).toSorted((a, b) => a - b)).toEqual([number, quiet.number]);
  expect(await listed(aiko, { view: 'unassigned' })).not.toContain(number);
  expect(await listed(aiko, { view: 'waiting' })).toContain(quiet.number);
  await say(aiko, quiet, 'Because of containers');
  expect(await listed(aiko, { view: 'waiting' })).not.toContain(quiet.number);
  await dana.call('PUT /tickets/{number}/state', { params: { number }, body: { state: 'solved' } });
  expect(await listed(aiko, { view: 'recently_solved' })).toEqual([number]);
  expect(await listed(aiko, { view: 'mine' })).toEqual([]);
  expect(await listed(aiko, { view: 'mine', state: 'solved' })).toEqual([number]);
  const { views } = await aiko.call('GET /views', {});
  expect(views.find((v) => v.id === 'recently_solved')).toMatchObject({ count: 1, name: null });
});

test('a search is kept as a view: one’s own is nobody else’s, a shared one is everybody’s and changed by its maker or a lead', async () => {
  const [own, shared] = [newId(), newId()];
  const save = (who: Actor, id: string, body: { name: string; q: string; shared?: boolean }) =>
    who.call('PUT /views/{id}', { params: { id }, body });
  expect(await save(aiko, own, { name: 'Logs', q: 'area:logs' })).toMatchObject({ mine: true, shared: false, count: 1 });
  await save(aiko, shared, { name: 'Everything', q: '', shared: true });
  expect(await listed(aiko, { view: own })).toEqual([korean.number]);
  expect(await listed(priya, { view: shared, state: 'any' })).toHaveLength(4);
  expect(await priya.refused('GET /tickets', { query: { view: own } })).toBe('not_found');
  expect(await priya.refused('PUT /views/{id}', { params: { id: shared }, body: { name: 'Mine', q: '' } })).toBe('not_allowed');
  expect(await priya.refused('DELETE /views/{id}', { params: { id: own } })).toBe('not_allowed');
  expect(await aiko.refused('PUT /views/{id}', { params: { id: own }, body: { name: 'Bad', q: 'is:moon' } })).toBe('invalid');
  // Whoever names a state wants it instead of what the view says of one, and the rest of the view as it is.
  await save(aiko, own, { name: 'Logs', q: '-state:solved area:logs -is:solved' });
  expect(await listed(aiko, { view: own, state: 'any' })).toEqual([korean.number]);
  await ada.call('DELETE /views/{id}', { params: { id: shared } });
  expect(await aiko.refused('GET /tickets', { query: { view: shared } })).toBe('not_found');
});

test('every order goes on page by page, and nothing comes twice', async () => {
  for (const order of ['updated', 'created', 'due', 'waiting', 'solved'] as const) {
    const seen: number[] = [];
    let before: string | null = null;
    do {
      const page: { tickets: { number: number }[]; next: string | null } = await aiko.call('GET /tickets', {
        query: { state: 'any', order, limit: 1, ...(before ? { before } : {}) },
      });
      seen.push(...page.tickets.map((t) => t.number));
      before = page.next;
    } while (before);
    expect(new Set(seen).size, order).toBe(seen.length);
  }
});

test('a view that matches everything holds everything, counts at most a thousand, and is turned page by page', async () => {
  const all = await newDesk();
  const [aiko, dana] = [await all.staff('Aiko'), await all.member('Dana')];
  await openTicket(dana);
  await all.query(`with made as (insert into threads (id, member_id, organization_id, live, last_at)
      select gen_random_uuid(), t.member_id, t.organization_id, false, t.last_at from threads t, generate_series(1, 1500) returning id, member_id, organization_id)
    insert into tickets (id, thread_id, member_id, organization_id, question, subject, state, created_at, updated_at)
      select gen_random_uuid(), m.id, m.member_id, m.organization_id, 'technical', 'One of many', 'open', t.created_at, t.updated_at from made m, tickets t`);
  const id = newId();
  const view = await aiko.call('PUT /views/{id}', { params: { id }, body: { name: 'Everything', q: '' } });
  expect(view.count).toBe(1_000);
  const numbers = new Set<number>();
  for (let before: string | undefined; ;) {
    const { tickets, next } = await aiko.call('GET /tickets', { query: { view: id, limit: 100, before } });
    for (const { number } of tickets) numbers.add(number);
    if (!next) break;
    before = next;
  }
  expect(numbers.size).toBe(1_501);
});
