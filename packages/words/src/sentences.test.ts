import type { Happening } from '@fairlead/contract';
import { languages } from './words.ts';
import { loadWords } from './node.ts';
import { describe, expect, test } from 'vitest';
import { happeningSentence } from './sentences.ts';

const staff = '01890000-0000-7000-8000-000000000001';
const team = { en: 'Logs', ko: '로그', ja: 'ログ' };
const desk = {
  fields: [{ item: 'agent_version', label: { en: 'Agent version', ko: '에이전트 버전', ja: 'Agent のバージョン' }, choices: [] }],
};
const happenings: Happening[] = [
  { event: 'chat_waiting', question: 'technical', area: 'logs', summary: 'No logs' },
  { event: 'chat_waiting', question: 'sales', area: null, summary: 'A quote' },
  { event: 'engineer_connected', staff, name: 'Mina' },
  { event: 'engineer_joined', staff, name: 'Mina' },
  { event: 'engineer_left', staff, name: 'Mina' },
  { event: 'handed_over', from: 'Mina', to: 'Jonas' },
  { event: 'returned_to_line', name: 'Mina' },
  ...(['member', 'staff', 'member_vanished', 'left_message', 'closing_time', 'hipaa'] as const).map((by) => ({
    event: 'chat_ended' as const,
    by,
    name: 'Dana',
    solved: false,
  })),
  { event: 'ticket_opened', number: 7, team, assignee: 'Priya' },
  { event: 'ticket_opened', number: 7, team, assignee: null },
  { event: 'ticket_opened', number: 7, team: null, assignee: null },
  { event: 'ticket_opened', number: 7, team, assignee: 'Priya', promised: '2026-11-23T15:00:00.000Z' },
  { event: 'ticket_assigned', team, assignee: 'Priya' },
  { event: 'ticket_assigned', team, assignee: null },
  { event: 'ticket_assigned', team: null, assignee: null },
  { event: 'ticket_state', from: 'open', to: 'pending' },
  { event: 'evidence_missing', items: ['logs', 'flare', 'agent_version'] },
  ...['Mina', null].map((by) => ({
    event: 'evidence_asked' as const,
    items: [
      { item: 'screenshot', label: null },
      { item: 'query', label: { en: 'Query', ko: '쿼리', ja: 'クエリ' } },
    ],
    by,
    note: '',
  })),
  { event: 'urgent', impact: 'Checkout is down', since: '09:10', affected: 'All shops' },
  { event: 'channel_chosen', advised: 'ticket', chosen: 'chat', about: ['several'] },
  { event: 'channel_chosen', advised: 'chat', chosen: 'chat', about: [] },
  { event: 'closing_soon', closes: '2026-11-23T15:00:00.000Z' },
  ...(['incident_update', 'incident_closed'] as const).map((event) => ({ event, incident: staff, title: 'Intake is slow', text: 'Found' })),
  { event: 'incident_attached', incident: staff, title: 'Intake is slow' },
];

describe.each(languages)('in %s', (language) => {
  const words = loadWords('shared', 'ui')[language];
  test.each(['member', 'staff'] as const)('whatever happens is one whole sentence to %s', (audience) => {
    for (const body of happenings)
      for (const solved of [true, false]) {
        const sentence = happeningSentence(words, body, audience, solved, desk);
        expect(sentence).not.toMatch(/^event\.|\{|undefined|null|\[object/);
        expect(sentence.length).toBeGreaterThan(3);
      }
  });
});

test('a ticket that waits for the customer says so differently to either side', () => {
  const words = loadWords('shared', 'ui').en;
  const body: Happening = { event: 'ticket_state', from: 'open', to: 'pending' };
  expect(happeningSentence(words, body, 'member', false, desk)).toBe('Open → Waiting for you');
  expect(happeningSentence(words, body, 'staff', false, desk)).toBe('Open → Waiting for customer');
});

test('a team is named in the reader’s language', () => {
  const words = loadWords('shared', 'ui').ko;
  expect(happeningSentence(words, { event: 'ticket_opened', number: 7, team, assignee: null }, 'staff', false, desk)).toContain('로그');
});

test('an item of the vendor’s own is named as the vendor names it, one of the desk as the catalogs do', () => {
  const words = loadWords('shared', 'ui').ja;
  const items = [
    { item: 'screenshot', label: null },
    { item: 'agent_version', label: null },
    { item: 'old_field', label: { en: 'Old field', ko: '이전 항목', ja: '以前の項目' } },
  ];
  const sentence = happeningSentence(words, { event: 'evidence_asked', items, by: '美奈', note: '' }, 'member', false, desk);
  expect(sentence).toBe('美奈からのご依頼: スクリーンショット、Agent のバージョン、以前の項目');
});
