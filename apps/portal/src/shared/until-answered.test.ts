import { Refused, Unanswered } from '@fairlead/client';
import type { RefusalCode } from '@fairlead/contract';
import { expect, test } from 'vitest';
import { untilAnswered } from './until-answered.ts';

const refused = (code: RefusalCode) => new Refused({ type: '', title: '', status: 0, code });
const going = new AbortController().signal;

function answers(...list: (Error | string)[]) {
  return async () => {
    const next = list.shift();
    if (next instanceof Error) throw next;
    return next;
  };
}

test('repeats until an answer comes, and says each time that none did', async () => {
  let missed = 0;
  const send = answers(new Unanswered(''), refused('unavailable'), refused('too_many'), 'ticket');
  expect(await untilAnswered(send, () => missed++, going, 1)).toBe('ticket');
  expect(missed).toBe(3);
});

test('a refusal for good is an answer', async () => {
  await expect(untilAnswered(answers(refused('invalid'), 'never'), () => {}, going, 1)).rejects.toMatchObject({ code: 'invalid' });
});

test('stops at once when told to, even in a long pause', async () => {
  const stop = new AbortController();
  const sent = untilAnswered(answers(new Unanswered('first'), 'never'), () => stop.abort(), stop.signal, 60_000);
  await expect(sent).rejects.toThrow('first');
});
