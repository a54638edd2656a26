import fc from 'fast-check';
import { expect, test } from 'vitest';
import { assumedMinutes, expectedMinutes, type Free, match, type Waiting } from './matching.ts';

const person = (staff: string, more: Partial<Free> = {}): Free => ({
  staff,
  lines: ['technical'],
  capacity: 3,
  chats: 0,
  idleSince: new Date(0),
  ...more,
});
const idle = (seconds: number) => ({ idleSince: new Date(1_000_000 - seconds * 1000) });
const line = (...chats: string[]): Waiting[] => chats.map((chat) => ({ chat, line: 'technical' }));
const pairs = (waiting: readonly Waiting[], people: readonly Free[]) => match(waiting, people).map((g) => `${g.chat}→${g.staff}`);

test('the longest idle is first', () => {
  expect(pairs(line('a', 'b'), [person('x', idle(5)), person('y', idle(9))])).toEqual(['a→y', 'b→x']);
});

test('one without a chat comes before one who has any, however long that one has been idle', () => {
  expect(pairs(line('a'), [person('x', { chats: 1, ...idle(900) }), person('y', idle(1))])).toEqual(['a→y']);
});

test('a chat that nobody can take holds up nobody behind it', () => {
  const waiting: Waiting[] = [{ chat: 'a', line: 'sales' }, ...line('b')];
  expect(pairs(waiting, [person('x')])).toEqual(['b→x']);
});

test('whoever waits and whoever is free: nobody over capacity or outside their lines, no chat twice, and none left that somebody could take', () => {
  const question = fc.constantFrom('technical' as const, 'sales' as const);
  const people = fc.uniqueArray(
    fc.record({
      staff: fc.string({ minLength: 1, maxLength: 3 }),
      lines: fc.uniqueArray(question),
      capacity: fc.nat(3),
      chats: fc.nat(3),
      idleSince: fc.date({ noInvalidDate: true }),
    }),
    { selector: (p) => p.staff, maxLength: 6 },
  );
  const waiting = fc.array(question, { maxLength: 12 }).map((lines) => lines.map((q, i): Waiting => ({ chat: `${i}`, line: q })));
  fc.assert(
    fc.property(waiting, people, (chats, free) => {
      const given = match(chats, free);
      expect(new Set(given.map((g) => g.chat)).size).toBe(given.length);
      const load = new Map(free.map((p) => [p.staff, p.chats + given.filter((g) => g.staff === p.staff).length]));
      for (const { chat, staff } of given) {
        const taker = free.find((p) => p.staff === staff)!;
        expect(taker.lines).toContain(chats.find((c) => c.chat === chat)!.line);
        expect(load.get(staff)).toBeLessThanOrEqual(taker.capacity);
      }
      for (const { chat, line: question } of chats)
        if (!given.some((g) => g.chat === chat))
          expect(free.some((p) => p.lines.includes(question) && load.get(p.staff)! < p.capacity)).toBe(false);
      // Within a line, who came first is served first.
      for (const q of ['technical', 'sales'])
        expect(given.map((g) => chats.find((c) => c.chat === g.chat)!).filter((c) => c.line === q)).toEqual(
          chats.filter((c) => c.line === q).slice(0, given.filter((g) => chats.find((c) => c.chat === g.chat)!.line === q).length),
        );
    }),
  );
});

test('with nobody on duty there is no honest number of minutes', () => expect(expectedMinutes(1, 0, [5, 5, 5])).toBeNull());

test('too few chats to measure count as the assumed length', () => {
  expect(expectedMinutes(1, 1, [])).toBe(assumedMinutes);
  expect(expectedMinutes(1, 1, [100, 100])).toBe(assumedMinutes);
});

test('the expected wait is the median length, shared by all who can answer, and never under a minute', () => {
  expect(expectedMinutes(1, 1, [2, 90, 4])).toBe(4);
  expect(expectedMinutes(3, 2, [4, 4, 4])).toBe(6);
  expect(expectedMinutes(1, 6, [0, 0.1, 0.2])).toBe(1);
});
