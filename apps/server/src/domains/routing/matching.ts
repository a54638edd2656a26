/** Who takes which waiting chat (S11, S12), and how long the wait will be. Pure. */
import type { Question } from '@fairlead/contract';

export interface Waiting {
  chat: string;
  line: Question;
}

export interface Free {
  staff: string;
  lines: readonly Question[];
  capacity: number;
  /** Chats that they have now. */
  chats: number;
  idleSince: Date;
}

/**
 * Pairs the line, in its order, with the first available: of those who serve that line and have capacity left, people without
 * a chat first, then the longest idle. A chat that nobody can take keeps its place and holds up nobody behind it.
 */
export function match(waiting: readonly Waiting[], people: readonly Free[]): { chat: string; staff: string }[] {
  const free = people.map((p) => ({ ...p, idle: p.idleSince.getTime() }));
  const given: { chat: string; staff: string }[] = [];
  for (const { chat, line } of waiting) {
    const next = free
      .filter((p) => p.lines.includes(line) && p.chats < p.capacity)
      .toSorted((a, b) => Number(a.chats > 0) - Number(b.chats > 0) || a.idle - b.idle || (a.staff < b.staff ? -1 : 1))[0];
    if (!next) continue;
    next.chats++;
    next.idle = Number.MAX_SAFE_INTEGER;
    given.push({ chat, staff: next.staff });
  }
  return given;
}

/** Median length of a chat, minutes, until there are enough of them to measure. */
export const assumedMinutes = 10;
const enough = 3;

/**
 * Minutes until the customer at `place` (1 = next) is connected, when `slots` chats can run at once and chats took `recent`
 * minutes each. Null when nobody is there to answer: then there is no honest number.
 */
export function expectedMinutes(place: number, slots: number, recent: readonly number[]): number | null {
  if (slots <= 0) return null;
  const sorted = recent.toSorted((a, b) => a - b);
  const middle = sorted.length < enough ? assumedMinutes : sorted[Math.floor(sorted.length / 2)]!;
  return Math.max(1, Math.ceil((place * middle) / slots));
}
