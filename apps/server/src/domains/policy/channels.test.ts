/** Every cell of the seed's table and every rule of the shipped policy, each with the S-row that it comes from. */
import type { Locale } from '@fairlead/contract';
import { describe, expect, test } from 'vitest';
import { type Asked, type Customer, type Disturbance, judge, leftAlone, promisedAnswer } from './channels.ts';
import { readPolicy } from './reading.ts';
import { ready } from './rules.ts';
import { shippedYaml } from './shipped.ts';

const policyOf = (yaml: string) => {
  const { document, faults } = readPolicy(yaml, []);
  expect(faults).toBeNull();
  return ready(0, document!, new Map());
};
const shipped = policyOf(shippedYaml);
const northwind: Customer = { plan: 'standard', hipaa: false, language: 'en', site: 'US1' };
const technical: Asked = { question: 'technical', area: 'agent', about: [], text: '' };
/** A Monday at noon in New York, when everything is open for English. */
const noon = '2026-11-23T17:00:00Z';
const told = (at: string, customer: Partial<Customer> = {}, asked: Partial<Asked> = {}, incidents: Disturbance[] = [], policy = shipped) =>
  judge(policy, new Date(at), { ...northwind, ...customer }, { ...technical, ...asked }, incidents);

describe('which channel suits (S4, S5)', () => {
  test.each([
    ['urgent', 'ticket', 'S4 urgent problems'],
    ['call', 'ticket', 'S4 requests for a call or screen share'],
    ['incident', 'ticket', 'S4 incidents and outages'],
    ['several', 'ticket', 'S4 complex troubleshooting over several configuration files, logs and queries'],
    ['setup', 'chat', 'S5 help setting the product up'],
    ['configuration', 'chat', 'S5 configuration questions'],
    ['documentation', 'chat', 'S5 clarifying documentation'],
    ['single', 'chat', 'S5 a minor problem with one particular configuration file, log or query'],
  ])('%s: a %s (%s)', (kind, channel) => {
    const { advised, reason } = told(noon, {}, { about: [kind] });
    expect(advised).toBe(channel);
    expect(reason).toEqual(shipped.document.advice.find((row) => row.kind === kind)!.reason);
    for (const language of ['en', 'ko', 'ja'] as const) expect(reason[language]).toBeTruthy();
  });

  test('of several, one that asks for a ticket decides, whatever the order (S4)', () => {
    expect(told(noon, {}, { about: ['setup', 'urgent'] })).toMatchObject({ advised: 'ticket', asksWhy: true });
    expect(told(noon, {}, { about: ['several', 'configuration'] }).advised).toBe('ticket');
    expect(told(noon, {}, { about: ['setup', 'documentation'] }).advised).toBe('chat');
  });

  test('unsure: either is fine (S6)', () =>
    expect(told(noon)).toMatchObject({ advised: 'chat', reason: shipped.document.either, about: [] }));

  test('what suits chat while chat is closed is a ticket, and says why', () =>
    expect(told('2026-11-22T17:00:00Z', {}, { about: ['setup'] })).toMatchObject({
      advised: 'ticket',
      reason: shipped.document.instead.of_chat,
    }));

  test('only urgent asks why (S13)', () =>
    expect(shipped.document.advice.filter((row) => row.asks_why).map((row) => row.kind)).toEqual(['urgent']));

  test('what to have ready comes with it, a flare if it is about the Agent (S3)', () => {
    const items = (asked: Parameters<typeof told>[2]) => told(noon, {}, asked).prepare.map((n) => n.item);
    expect(told(noon).prepare[0]).toEqual({ item: 'flare', need: 'required' });
    expect(items({ area: 'apm', about: [] })).toEqual(['link', 'screenshot', 'recording', 'steps', 'version', 'docs']);
    expect(items({ area: 'logs', about: ['several'] })).toEqual([
      'link',
      'steps',
      'time_range',
      'configuration',
      'logs',
      'query',
      'version',
      'docs',
    ]);
    expect(items({ area: 'agent', about: ['documentation'] })).toEqual(['link', 'docs']);
    expect(items({ question: 'sales', area: null })).toEqual([]);
  });

  test('a kind that the policy does not have counts as not said', () => expect(told(noon, {}, { about: ['nonsense'] }).about).toEqual([]));
});

describe('what is typed is matched against the same rules', () => {
  test.each([
    ['URGENT: checkout is broken', ['urgent']],
    ['There is an outage in EU1', ['incident']],
    ['Can we have a call about this?', ['call']],
    ['Metrics of several hosts are missing', ['several']],
    ['How do I install the Agent?', ['setup', 'configuration']],
    ['The docs are unclear about tags', ['documentation']],
    ['this query returns nothing', ['single']],
    ['긴급합니다. 결제가 멈췄습니다', ['urgent']],
    ['화면 공유로 보여 드리고 싶습니다', ['call']],
    ['에이전트 설치 방법', ['setup']],
    ['至急対応をお願いします', ['urgent']],
    ['設定について教えてください', ['configuration']],
    ['ダウンロードできますか', []],
    ['a callback function throws', []],
    ['the reconfiguration', []],
    ['', []],
  ])('%s', (text, about) => expect(told(noon, {}, { text }).about).toEqual(about));

  test('what was said by clicking goes before words', () =>
    expect(told(noon, {}, { about: ['setup'], text: 'urgent!' })).toMatchObject({ about: ['setup'], fromWords: false }));
});

describe('who may chat when', () => {
  const premier = { plan: 'premier' };
  test.each<[row: string, at: string, customer: Partial<Customer>, open: boolean, why: string | null, opens?: string | null]>([
    ['S7 opens at 10:00 New York', '2026-11-23T15:00:00Z', {}, true, null],
    ['S7 not a moment before', '2026-11-23T14:59:59.999Z', {}, false, 'hours', '2026-11-23T15:00:00Z'],
    ['S7 18:59 is inside', '2026-11-23T23:59:59.999Z', {}, true, null],
    ['S7 19:00 is outside', '2026-11-24T00:00:00Z', {}, false, 'hours', '2026-11-24T15:00:00Z'],
    ['S7 not at the weekend', '2026-11-28T17:00:00Z', {}, false, 'hours', '2026-11-30T15:00:00Z'],
    ['S7 10:00 on the wall after the change to summer time', '2026-03-09T14:00:00Z', {}, true, null],
    ['US holiday: closed for standard', '2026-11-26T23:59:00Z', {}, false, 'holiday', '2026-11-27T15:00:00Z'],
    ['US holiday that is observed on a Friday', '2026-07-03T16:00:00Z', {}, false, 'holiday', '2026-07-06T14:00:00Z'],
    ['US holiday: open for premier', '2026-11-26T23:59:00Z', premier, true, null],
    ['premier 24 × 7: Sunday night', '2026-11-22T05:00:00Z', premier, true, null],
    ['premier × 365: New Year', '2027-01-01T00:00:00Z', premier, true, null],
    ['S8 HIPAA never, in hours', noon, { hipaa: true }, false, 'hipaa', null],
    ['S8 HIPAA never, premier', noon, { ...premier, hipaa: true }, false, 'hipaa', null],
    ['Japanese chat from 10:00 JST', '2026-11-24T01:00:00Z', { language: 'ja' }, true, null],
    ['Japanese chat not at 09:59 JST', '2026-11-24T00:59:00Z', { language: 'ja' }, false, 'hours', '2026-11-24T01:00:00Z'],
    ['Japanese chat until 16:00 JST', '2026-11-24T07:00:00Z', { language: 'ja' }, false, 'hours', '2026-11-25T01:00:00Z'],
    ['Japanese chat not on 29 Dec', '2026-12-29T03:00:00Z', { language: 'ja' }, false, 'holiday', '2027-01-04T01:00:00Z'],
    ['Japanese chat not on a Japanese holiday', '2026-11-23T03:00:00Z', { language: 'ja' }, false, 'holiday', '2026-11-24T01:00:00Z'],
    ['Korean: English chat in its hours', noon, { language: 'ko' }, true, null],
    ['Korean: English chat is closed at noon in Seoul', '2026-11-24T03:00:00Z', { language: 'ko' }, false, 'hours', '2026-11-24T15:00:00Z'],
    [
      'a plan that the policy does not know is the default one',
      '2026-11-22T05:00:00Z',
      { plan: 'gold' },
      false,
      'hours',
      '2026-11-23T15:00:00Z',
    ],
  ])('%s', (_, at, customer, open, why, opens) => {
    const { chat } = told(at, customer);
    expect(chat).toMatchObject({ open, why });
    if (opens !== undefined) expect(chat.opens).toEqual(opens && new Date(opens));
  });

  test('Korean customers are offered English chat instead, Japanese ones Japanese', () => {
    expect(told(noon, { language: 'ko' }).chat.language).toBe('en');
    expect(told('2026-11-24T03:00:00Z', { language: 'ja' }).chat.language).toBe('ja');
  });

  test('the holiday has its name, and an open chat its closing', () => {
    expect(told('2026-11-26T23:59:00Z').chat.because).toMatch(/Thanksgiving/);
    expect(told(noon).chat.closes).toEqual(new Date('2026-11-24T00:00:00Z'));
    expect(told(noon, premier).chat.closes).toBeNull();
  });

  test('a rule keeps out whom it names, with the vendor’s own sentence', () => {
    const ruled = policyOf(
      shippedYaml.replace(
        'rules: []',
        'rules:\n  - { channel: chat, when: { plan: [standard], question: [sales] }, because: { en: Sales of standard plans go by ticket } }',
      ),
    );
    expect(told(noon, {}, { question: 'sales', area: null }, [], ruled).chat).toMatchObject({
      open: false,
      why: 'rule',
      because: { en: 'Sales of standard plans go by ticket' },
    });
    expect(told(noon, {}, {}, [], ruled).chat.open).toBe(true);
    expect(told(noon, premier, { question: 'sales', area: null }, [], ruled).chat.open).toBe(true);
  });

  test('an incident pauses chat for its areas and sites alone', () => {
    const incident = { areas: ['agent'], sites: ['US1'], pausesChat: true };
    expect(told(noon, {}, {}, [incident])).toMatchObject({ advised: 'ticket', chat: { open: false, why: 'incident' } });
    expect(told(noon, {}, { area: 'logs' }, [incident]).chat.open).toBe(true);
    expect(told(noon, { site: 'EU1' }, {}, [incident]).chat.open).toBe(true);
    expect(told(noon, {}, { question: 'sales', area: null }, [incident]).chat.open).toBe(true);
    expect(told(noon, {}, {}, [{ ...incident, pausesChat: false }]).chat.open).toBe(true);
    expect(told(noon, {}, {}, [{ areas: [], sites: [], pausesChat: true }]).chat.open).toBe(false);
  });
});

describe('when a first answer is promised, by the customer’s own calendar', () => {
  test.each<[row: string, at: string, customer: Partial<Customer>, urgent: boolean, due: string]>([
    ['standard: nine business hours', '2026-11-23T15:00:00Z', {}, false, '2026-11-24T00:00:00Z'],
    ['over the weekend', '2026-11-27T23:00:00Z', {}, false, '2026-11-30T23:00:00Z'],
    ['over Thanksgiving', '2026-11-25T23:00:00Z', {}, false, '2026-11-27T23:00:00Z'],
    ['urgent: two business hours', '2026-11-23T15:00:00Z', {}, true, '2026-11-23T17:00:00Z'],
    ['premier, urgent: thirty minutes at any time', '2026-11-29T03:00:00Z', { plan: 'premier' }, true, '2026-11-29T03:30:00Z'],
    ['Japanese: 09–17 JST', '2026-11-24T00:00:00Z', { language: 'ja' }, true, '2026-11-24T02:00:00Z'],
    ['Japanese: not from 29 Dec to 3 Jan', '2026-12-28T07:00:00Z', { language: 'ja' }, true, '2027-01-04T01:00:00Z'],
    ['Korean: 09–17 KST', '2026-11-24T07:00:00Z', { language: 'ko' }, true, '2026-11-25T01:00:00Z'],
    ['Korean: not at 추석, which takes several days', '2026-09-23T07:30:00Z', { language: 'ko' }, true, '2026-09-28T01:30:00Z'],
  ])('%s', (_, at, customer, urgent, due) =>
    expect(promisedAnswer(shipped, new Date(at), { ...northwind, ...customer }, urgent)).toEqual(new Date(due)),
  );
});

test('the shipped policy leaves nobody without a channel; one that would is known by whom it leaves', () => {
  expect(leftAlone(shipped, new Date(noon))).toEqual([]);
  const closed = policyOf(
    shippedYaml.replace('rules: []', 'rules:\n  - { channel: ticket, when: { plan: [standard] }, because: { en: Chat only } }'),
  );
  const alone = leftAlone(closed, new Date(noon));
  expect(alone.length).toBeGreaterThan(0);
  expect(alone.every((who) => /^plan standard.*HIPAA/.test(who))).toBe(true);
});

test('every sentence of the shipped policy is there in every language', () => {
  const sentences = (value: unknown): Record<Locale, string>[] =>
    typeof value !== 'object' || value === null
      ? []
      : 'en' in value && typeof value.en === 'string'
        ? [value as Record<Locale, string>]
        : Object.values(value).flatMap(sentences);
  const all = sentences(shipped.document).filter((s) => typeof s.en === 'string');
  expect(all.length).toBeGreaterThan(15);
  for (const { en, ko, ja } of all) expect([en, Boolean(ko), Boolean(ja)]).toEqual([en, true, true]);
});
