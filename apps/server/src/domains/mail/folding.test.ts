import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fold, plainSubject, readForwarded, saysForwarded } from './folding.ts';

const pieces = [
  'It is 7.52.',
  '',
  '> Which version?',
  '> > Earlier.',
  'On Mon, Nov 23, 2026 at 4:00 PM Mina <m@x.example> wrote:',
  '2026년 11월 23일 (월) 오후 4:00, Mina <m@x.example>님이 작성:',
  '2026年11月23日(月) 16:00 Mina <m@x.example>:',
  'From: Mina <m@x.example>',
  'Sent: Monday',
  'To: Dana',
  '제목: 문의',
  '-----Original Message-----',
  '________________________________',
  '##— Write your answer above this line —##',
  '-- ',
  'Dana',
  'Sent from my iPhone',
  'iPhoneから送信',
];

test('whatever is written, no line is lost, and what was said stands first in its order', () => {
  const lines = (text: string) =>
    text
      .split('\n')
      .map((l) => l.trim())
      .filter(Boolean);
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 25 }), fc.boolean(), (some, isForward) => {
      const { said, folded } = fold(some.join('\n'), isForward);
      expect([...lines(said), ...lines(folded)].toSorted()).toEqual(lines(some.join('\n')).toSorted());
      // Only where nothing else was written is what was quoted said.
      if (lines(some.join('\n')).length > 0) expect(said).not.toBe('');
    }),
    { numRuns: 3_000 },
  );
});

test('a line that only looks like a quote’s head is not folded', () => {
  const text = 'From: the dashboard I see nothing.\nOn Monday it wrote:\nerror 5';
  expect(fold(text, false)).toEqual({ said: text, folded: '' });
});

test('a long text without an end takes no long time', () => {
  const before = performance.now();
  fold('a'.repeat(200_000), false);
  fold('> x\n'.repeat(100_000), false);
  fold('On Monday \n'.repeat(50_000), false);
  fold('From: x\n'.repeat(50_000), false);
  readForwarded('From: a@b.example\nTo: x\nSubject: y\n'.repeat(10_000));
  expect(performance.now() - before).toBeLessThan(5_000);
});

test.each([
  ['Re: Fwd: RE: x', 'x', false],
  ['답장: 문의', '문의', false],
  ['返信: 件名', '件名', false],
  ['Fwd: x', 'x', true],
  ['전달: x', 'x', true],
  ['Re[2]: x', 'x', false],
  ['Regarding: x', 'Regarding: x', false],
])('the subject %s is about %s', (subject, plain, isForward) => {
  expect(plainSubject(subject)).toBe(plain);
  expect(saysForwarded(subject)).toBe(isForward);
});

test('the first sender of what was passed on twice is the innermost, whose words are taken out of their quotes', () => {
  const text = `Please.

---------- Forwarded message ---------
From: Lucas <lucas@skerry.example>
Date: Mon
Subject: FW: x
To: Mina

> From: "Person, New" <new@fresh.example>
> Sent: Sunday
> To: Lucas
> Subject: x
>
> We lose traces.
> > as before`;
  expect(readForwarded(text)).toMatchObject({
    sender: { address: 'new@fresh.example', name: 'Person, New' },
    said: 'We lose traces.\n> as before',
  });
  expect(readForwarded('Nothing was forwarded here.')).toBe(undefined);
});
