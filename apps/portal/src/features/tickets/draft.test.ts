import { keep } from '@fairlead/client';
import { longestText, routes } from '@fairlead/contract';
import { expect, test } from 'vitest';
import {
  channelsQuery,
  chatBody,
  complaints,
  type Draft,
  evidence,
  firstMessage,
  freshDraft,
  isArriving,
  isEmpty,
  keepDraft,
  keptDraft,
  ticketBody,
} from './draft.ts';

const written: Draft = { ...freshDraft(), about: ['setup'], area: 'agent', subject: ' Agent is silent ', text: ' It stopped.\n' };
const urgent: Draft = { ...written, urgent: true, impact: ' no alerts ', since: ' 09:00 ', affected: ' all on call ' };

test('a finished draft becomes a ticket that the desk accepts', () => {
  expect(complaints(written, 'ticket', false)).toEqual({});
  const body = ticketBody(written);
  expect(body).toEqual({
    id: written.id,
    question: 'technical',
    area: 'agent',
    about: ['setup'],
    urgent: null,
    subject: 'Agent is silent',
    text: 'It stopped.',
    circumstances: { page: null, browser: navigator.userAgent },
    evidence: [],
    declined: [],
  });
  expect(routes.openTicket.body.safeParse(body).success).toBe(true);
});

test('the same draft becomes a chat, whose first message is the text', () => {
  const body = chatBody(urgent);
  expect(body).toMatchObject({ id: urgent.id, summary: 'Agent is silent', about: ['setup'], urgent: { impact: 'no alerts' } });
  expect(routes.startChat.body.safeParse(body).success).toBe(true);
  expect(firstMessage(urgent)).toEqual({ id: urgent.message, text: 'It stopped.' });
  expect(routes.append.body.safeParse(firstMessage(urgent)).success).toBe(true);
});

const file = { id: written.id, name: 'a.png', type: 'image/png', bytes: 1, image: null };
const ready: Draft = {
  ...written,
  answers: {
    runs_on: { id: written.id, answer: { text: 'kubernetes', files: [], pending: [] } },
    screenshot: { id: written.message, answer: { text: ' ', files: [file], pending: [] } },
    steps: { id: written.id, answer: { text: 'They changed their mind', files: [], pending: [] } },
    logs: { id: written.id, answer: { text: '', files: [], pending: [{ id: 'x', name: 'a.log', size: 1, lastModified: 0 }] } },
  },
  declined: ['steps'],
};

test('what is ready goes with the request, each under its own id; what its writer goes on without does not', () => {
  expect(evidence(ready)).toEqual([
    { id: written.id, item: 'runs_on', text: 'kubernetes', files: [] },
    { id: written.message, item: 'screenshot', text: '', files: [file.id] },
  ]);
  const body = ticketBody(ready);
  expect([body.evidence?.map((e) => e.item), body.declined]).toEqual([['runs_on', 'screenshot'], ['steps']]);
  expect(routes.openTicket.body.safeParse(body).success).toBe(true);
  expect(channelsQuery(ready).given).toBe('runs_on:kubernetes,screenshot');
  expect([isArriving(ready), isArriving({ ...ready, declined: ['logs'] }), isEmpty({ ...freshDraft(), answers: ready.answers })]).toEqual([
    true,
    false,
    false,
  ]);
});

test('a chat may begin without a text, a ticket not', () => {
  const silent: Draft = { ...written, text: ' ' };
  expect(complaints(silent, 'chat', false)).toEqual({});
  expect(firstMessage(silent)).toBeNull();
  expect(complaints(silent, 'ticket', false)).toEqual({ text: 'missing' });
});

test('a question for sales names no area, whatever was chosen before', () => {
  const sales: Draft = { ...written, question: 'sales' };
  expect(ticketBody(sales).area).toBeNull();
  expect(channelsQuery(sales).area).toBe('');
  expect(complaints({ ...sales, area: null }, 'ticket', false)).toEqual({});
});

test('what is urgent says what stands still, since when, and who is affected (S13)', () => {
  expect(complaints(urgent, 'chat', true)).toEqual({});
  expect(ticketBody(urgent).urgent).toEqual({ impact: 'no alerts', since: '09:00', affected: 'all on call' });
  expect(complaints(written, 'ticket', true)).toEqual({ impact: 'missing', since: 'missing', affected: 'missing' });
});

test('what was said of urgency goes with nothing that is not urgent', () => {
  expect(ticketBody({ ...urgent, urgent: false }).urgent).toBeNull();
});

test('what is missing is said for every field at once, in the order of the form', () => {
  expect(Object.keys(complaints(freshDraft(), 'ticket', true))).toEqual(['area', 'subject', 'text', 'impact', 'since', 'affected']);
});

test('nothing longer than the desk accepts is sent', () => {
  expect(complaints({ ...written, text: 'x'.repeat(longestText) }, 'ticket', false)).toEqual({});
  expect(complaints({ ...written, text: 'x'.repeat(longestText + 1) }, 'chat', false)).toEqual({ text: 'too_long' });
  expect(complaints({ ...written, subject: 's'.repeat(201) }, 'ticket', false)).toEqual({ subject: 'too_long' });
  expect(complaints({ ...urgent, since: 's'.repeat(201) }, 'ticket', true)).toEqual({ since: 'too_long' });
});

test('who says that it is about nothing of the list is asked for links only, so that it is not read from the words again', () => {
  const text = 'Not urgent. See https://app.eu1.skerry.example/hosts for more';
  expect(channelsQuery({ ...written, about: null, text }).text).toContain('Not urgent');
  expect(channelsQuery({ ...written, about: [], text }).text).toBe('https://app.eu1.skerry.example/hosts');
});

test('the words that are asked about fit into an address, in any script', () => {
  for (const letter of ['x', '설', '𠮷', '\ud800']) {
    const query = channelsQuery({ ...written, text: letter.repeat(longestText) });
    expect(new URLSearchParams({ text: query.text! }).toString().length).toBeLessThan(7_500);
    expect(routes.channels.query.safeParse(query).success).toBe(true);
  }
});

test('a kept draft comes back with the same ids; another person does not see it', () => {
  keepDraft('one', { ...written, sent: true });
  expect(keptDraft('one')).toEqual({ ...written, sent: true });
  expect(isEmpty(keptDraft('two'))).toBe(true);
  keepDraft('one', null);
  expect(keptDraft('one').id).not.toBe(written.id);
});

test('a draft that an earlier version kept is read with what it lacks left empty', () => {
  keep('fairlead.portal.draft.one', { id: written.id, question: 'technical', area: 'agent', subject: 'S', text: 'T', sent: true });
  expect(keptDraft('one')).toMatchObject({ id: written.id, text: 'T', sent: true, channel: 'ticket', about: null, impact: '' });
  keepDraft('one', null);
});
