import { expect, test } from 'vitest';
import { localOf, slotsByDay } from './meeting-times.ts';

const span = (from: string, to: string) => ({ from: `2026-11-${from}:00.000Z`, to: `2026-11-${to}:00.000Z` });
const at = (text: string) => Date.parse(`2026-11-${text}:00.000Z`);

test('half hours that fit wholly into the open spans are offered, by the reader’s own days', () => {
  const times = { minutes: 60, zone: 'UTC', open: [span('24T14:00', '24T16:30'), span('25T15:10', '25T16:40')] };
  const days = slotsByDay(times, 'Asia/Seoul', at('24T14:20'));
  expect([...days.keys()]).toEqual(['2026-11-24', '2026-11-25', '2026-11-26']);
  expect(days.get('2026-11-24')).toEqual([at('24T14:30')]);
  expect(days.get('2026-11-25')).toEqual([at('24T15:00'), at('24T15:30')]);
  expect(days.get('2026-11-26')).toEqual([at('25T15:30')]);
});

test('no more days are offered than asked for, and none where nothing is open', () => {
  const open = Array.from({ length: 20 }, (_, i) => span(`${10 + i}T09:00`, `${10 + i}T10:00`));
  expect(slotsByDay({ minutes: 30, zone: 'UTC', open }, 'UTC', 0, 3).size).toBe(3);
  expect(slotsByDay({ minutes: 30, zone: 'UTC', open: [] }, 'UTC', 0).size).toBe(0);
});

test('an instant is said as its reader’s clock shows it', () => {
  expect(localOf(at('24T15:30'), 'America/New_York')).toEqual({ local: '2026-11-24T10:30', zone: 'America/New_York' });
  expect(localOf(at('24T15:00'), 'Asia/Seoul').local).toBe('2026-11-25T00:00');
});
