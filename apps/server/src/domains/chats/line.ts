/** Where each waiting customer stands, and how long it will take. */
import type { Line, Question } from '@fairlead/contract';
import { sql } from 'kysely';
import type { Reader } from '../../platform/db.ts';
import { expectedMinutes } from '../routing/matching.ts';
import * as routing from '../routing/routing.ts';

/** Chats that are measured for the wait: the newest of this line. */
const measured = 20;

export interface Standing {
  chat: string;
  thread: string;
  line: Line;
}

/** Where a chat begun now would stand. Nobody waits for less than somebody free. */
export async function prospect(reader: Reader, question: Question): Promise<{ place: number; minutes: number | null }> {
  const [busy] = await reader.rows(sql<{ waiting: number; talking: number }>`
    select count(*) filter (where engineer_id is null)::int as waiting, count(*) filter (where engineer_id is not null)::int as talking
    from chats where ended_at is null and question = ${question}`);
  const { waiting, talking } = busy!;
  const { slots, recent } = await pace(reader, question);
  return { place: waiting + 1, minutes: slots > talking + waiting ? 0 : expectedMinutes(waiting + 1, slots, recent) };
}

async function pace(reader: Reader, question: Question): Promise<{ slots: number; recent: number[] }> {
  const recent = await reader.rows(sql<{ minutes: number }>`
    select extract(epoch from ended_at - connected_at)::float8 / 60 as minutes from chats
    where ended_at is not null and connected_at is not null and question = ${question} order by ended_at desc limit ${measured}`);
  return { slots: await routing.slots(reader, question), recent: recent.map((r) => r.minutes) };
}

/** Everybody who waits, in order. */
export async function standings(reader: Reader): Promise<Standing[]> {
  const waiting = await reader.rows(sql<{ id: string; thread_id: string; question: Question; place: number }>`
    select id, thread_id, question, row_number() over (partition by question order by returned_at is null, waiting_since, id)::int as place
    from chats where ended_at is null and engineer_id is null`);
  if (waiting.length === 0) return [];
  const paces = new Map<Question, Awaited<ReturnType<typeof pace>>>();
  for (const question of new Set(waiting.map((w) => w.question))) paces.set(question, await pace(reader, question));
  const at = reader.now.toISOString();
  return waiting.map((w) => {
    const { slots, recent } = paces.get(w.question)!;
    return { chat: w.id, thread: w.thread_id, line: { place: w.place, minutes: expectedMinutes(w.place, slots, recent), at } };
  });
}
