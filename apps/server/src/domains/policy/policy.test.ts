import { expect, test } from 'vitest';
import { chatHours, type Policy, shippedPolicy } from './policy.ts';

const at = (instant: string, policy = shippedPolicy) => {
  const { open, ...rest } = chatHours(policy, new Date(instant));
  return open ? 'open' : ((rest as { opens: Date | null }).opens?.toISOString() ?? 'never');
};
const hours = (change: Partial<NonNullable<Policy['chat']['hours']>>): Policy => ({
  chat: { ...shippedPolicy.chat, hours: { ...shippedPolicy.chat.hours!, ...change } },
});

test('as shipped, chat is open on business days from 10:00 to 19:00 US Eastern, the last minute outside (S7)', () => {
  expect(at('2026-11-23T14:59:59.999Z')).toBe('2026-11-23T15:00:00.000Z');
  expect(at('2026-11-23T15:00:00Z')).toBe('open');
  expect(at('2026-11-23T23:59:59.999Z')).toBe('open');
  expect(at('2026-11-24T00:00:00Z')).toBe('2026-11-24T15:00:00.000Z');
});

test('from Friday evening on it opens on Monday', () => {
  expect(at('2026-11-28T00:00:00Z')).toBe('2026-11-30T15:00:00.000Z');
  expect(at('2026-11-29T16:00:00Z')).toBe('2026-11-30T15:00:00.000Z');
});

test('hours follow the clock on the wall across the change to and from summer time', () => {
  expect(at('2026-03-06T15:00:00Z')).toBe('open');
  expect(at('2026-03-07T12:00:00Z')).toBe('2026-03-09T14:00:00.000Z');
  expect(at('2026-03-09T14:00:00Z')).toBe('open');
  expect(at('2026-10-30T23:00:00Z')).toBe('2026-11-02T15:00:00.000Z');
  expect(at('2026-11-02T14:30:00Z')).toBe('2026-11-02T15:00:00.000Z');
});

test('on the day of the change itself an hour that does not exist, or exists twice, opens once', () => {
  const sundays = hours({ days: [7], from: '02:30', to: '04:00' });
  expect(at('2026-03-08T06:59:59Z', sundays)).toBe('2026-03-08T07:30:00.000Z');
  expect(at('2026-03-08T07:59:59Z', sundays)).toBe('open');
  expect(at('2026-03-08T08:00:00Z', sundays)).toBe('2026-03-15T06:30:00.000Z');
  const twice = hours({ days: [7], from: '01:30', to: '03:00' });
  expect(at('2026-11-01T05:29:59Z', twice)).toBe('2026-11-01T05:30:00.000Z');
  expect(at('2026-11-01T06:30:00Z', twice)).toBe('open');
  expect(at('2026-11-01T08:00:00Z', twice)).toBe('2026-11-08T06:30:00.000Z');
});

test('hours count in their own zone, whatever day it is elsewhere', () => {
  const seoul = hours({ zone: 'Asia/Seoul', days: [1], from: '09:00', to: '18:00' });
  expect(at('2026-11-23T00:00:00Z', seoul)).toBe('open');
  expect(at('2026-11-22T23:59:00Z', seoul)).toBe('2026-11-23T00:00:00.000Z');
  expect(at('2026-11-23T09:00:00Z', seoul)).toBe('2026-11-30T00:00:00.000Z');
});

test('without hours chat is always open, and without days never', () => {
  expect(at('2026-11-22T03:00:00Z', { chat: { ...shippedPolicy.chat, hours: null } })).toBe('open');
  expect(at('2026-11-23T16:00:00Z', hours({ days: [] }))).toBe('never');
});
