import { longestText, routes } from '@fairlead/contract';
import { expect, test } from 'vitest';
import { complaints, type Draft, excess, freshDraft, isEmpty, keepDraft, keptDraft, ticketBody } from './draft.ts';

const written: Draft = { ...freshDraft(), area: 'agent', subject: ' Agent is silent ', text: ' It stopped.\n' };

test('a finished draft becomes a ticket that the desk accepts', () => {
  expect(complaints(written, 'Urgent:')).toEqual({});
  const body = ticketBody(written, 'Urgent:');
  expect(body).toEqual({ id: written.id, question: 'technical', area: 'agent', subject: 'Agent is silent', text: 'It stopped.' });
  expect(routes.openTicket.body.safeParse(body).success).toBe(true);
});

test('a question for sales names no area, whatever was chosen before', () => {
  const sales: Draft = { ...written, question: 'sales' };
  expect(ticketBody(sales, 'Urgent:').area).toBeNull();
  expect(complaints({ ...sales, area: null }, 'Urgent:')).toEqual({});
});

test('why it is urgent stands first in the text, and must be said', () => {
  const urgent: Draft = { ...written, urgent: true, why: ' no alerts since 09:00 ' };
  expect(ticketBody(urgent, '긴급:').text).toBe('**긴급:** no alerts since 09:00\n\nIt stopped.');
  expect(complaints({ ...urgent, why: ' ' }, 'Urgent:')).toEqual({ why: 'missing' });
});

test('what is missing is said for every field at once', () => {
  expect(complaints(freshDraft(), 'Urgent:')).toEqual({ area: 'missing', subject: 'missing', text: 'missing' });
});

test('the reason for urgency counts towards the longest text', () => {
  const full: Draft = { ...written, text: 'x'.repeat(longestText) };
  expect(complaints(full, 'Urgent:')).toEqual({});
  const over: Draft = { ...full, urgent: true, why: 'w' };
  expect(excess(over, 'U')).toBe('**U** w\n\n'.length);
  expect(complaints(over, 'U')).toEqual({ text: 'too_long' });
  expect(complaints({ ...written, subject: 's'.repeat(201) }, 'U')).toEqual({ subject: 'too_long' });
});

test('a kept draft comes back with the same id; another person does not see it', () => {
  keepDraft('one', { ...written, sent: true });
  expect(keptDraft('one')).toEqual({ ...written, sent: true });
  expect(isEmpty(keptDraft('two'))).toBe(true);
  keepDraft('one', null);
  expect(keptDraft('one').id).not.toBe(written.id);
});
