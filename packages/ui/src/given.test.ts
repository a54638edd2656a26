import type { Entry } from '@fairlead/contract';
import { describe, expect, test } from 'vitest';
import { checklistTurn, givenIn, isInternal, shortly } from './given.ts';

const thread = '01890000-0000-7000-8000-000000000001';
const common = (number: number) => ({
  thread,
  number,
  public_number: number as number | null,
  id: `01890000-0000-7000-8000-00000000010${number}`,
  by: { kind: 'member' as const, id: thread, name: 'Dana' },
  at: '2026-11-23T15:00:00.000Z',
});
const evidence = (number: number, item: string, text = ''): Entry => ({
  ...common(number),
  kind: 'evidence',
  body: { item, label: null, text, files: [] },
});
const asked = (number: number): Entry => ({
  ...common(number),
  kind: 'event',
  body: { event: 'evidence_asked', items: [{ item: 'logs', label: null }], by: 'Mina', note: '' },
});
const said = (number: number): Entry => ({ ...common(number), kind: 'message', body: { text: 'Hello', files: [] } });

describe('a card that asks', () => {
  test('shows an item as given once the thread has it after the request, and the newest of several', () => {
    const entries = [evidence(1, 'steps', 'Open it'), asked(2), evidence(3, 'logs', 'first'), said(4), evidence(5, 'logs', 'second')];
    expect([...givenIn(entries).keys()]).toEqual(['steps', 'logs']);
    const given = givenIn(entries, 2);
    expect([...given.keys()]).toEqual(['logs']);
    expect(given.get('logs')?.body.text).toBe('second');
    expect(given.get('screenshot')).toBeUndefined();
  });
});

test('a checklist is fetched again after evidence, files in a message, a request for it, and what happens to the ticket, not after words', () => {
  expect(checklistTurn([])).toBe(0);
  expect(checklistTurn([evidence(1, 'steps'), asked(2), said(3)])).toBe(2);
  const file = { id: thread, name: 'a.png', type: 'image/png', bytes: 3, image: null };
  expect(checklistTurn([asked(2), { ...common(3), kind: 'message', body: { text: '', files: [file] } }])).toBe(3);
  const closed: Entry = { ...common(4), kind: 'event', body: { event: 'ticket_state', from: 'open', to: 'solved' } };
  expect(checklistTurn([asked(2), said(3), closed])).toBe(4);
});

test('evidence that has no public number is internal to staff', () => {
  expect(isInternal({ ...evidence(1, 'logs'), public_number: null }, 'staff')).toBe(true);
  expect(isInternal(evidence(1, 'logs'), 'staff')).toBe(false);
  const { public_number: _, ...toMember } = evidence(1, 'logs');
  expect(isInternal(toMember, 'member')).toBe(false);
});

test('what was given is told in one short line', () => {
  const file = { id: thread, name: 'agent.log', type: 'text/plain', bytes: 3, image: null };
  expect(shortly({ text: ' Open\n  it ', files: [file] })).toBe('Open it · agent.log');
  expect(shortly({ text: 'x'.repeat(500), files: [] })).toHaveLength(140);
});
