import fc from 'fast-check';
import { expect, test } from 'vitest';
import { levelOf, openTimes, timeOf } from './lines.ts';

const around = Date.UTC(2026, 10, 24);
const stamp = fc
  .tuple(
    fc.date({ min: new Date('1999-01-01'), max: new Date('2040-01-01'), noInvalidDate: true }),
    fc.constantFrom('T', ' '),
    fc.constantFrom('-', '/'),
    fc.constantFrom('', '.5', ',123', '.123456', '.123456789', '.'),
    fc.constantFrom('', 'Z', ' UTC', ' GMT', '+01:00', ' +0530', '-08:00', ' |', ' +', ' UT'),
  )
  .map(([date, gap, dash, fraction, zone]) => {
    const said = date.toISOString();
    return said.slice(0, 10).replaceAll('-', dash) + gap + said.slice(11, 19) + fraction + zone;
  });
const line = fc.oneof(
  stamp,
  fc.tuple(stamp, fc.string({ maxLength: 30 })).map(([at, rest]) => `${at} ${rest}`),
  fc.tuple(fc.string({ maxLength: 30 }), stamp).map(([lead, at]) => `${lead} ${at}`),
  fc.constantFrom(
    '',
    'Nov 23 14:00:01 web-14 sshd: x',
    '2026-13-01 10:00:00 x',
    '2026-11-23 25:00:00',
    '2026-11-23T10:00',
    'I1123 14:00:01.000001 x',
  ),
);

test('lines that are read one after the other say the same as each alone', () => {
  fc.assert(
    fc.property(fc.array(line, { maxLength: 20 }), fc.constantFrom(0, 60), (lines, zone) => {
      const read = openTimes(zone);
      for (const one of lines) expect([one, read(one, around)]).toEqual([one, timeOf(one, zone, around)]);
    }),
    { numRuns: Number(process.env['FUZZ_RUNS'] ?? 300) },
  );
});

test('a line weighs what it says first', () => {
  const said = {
    error: [
      '2026 | ERROR | x',
      'level=error msg=x',
      '{"level":"fatal"}',
      'E1123 10:00:00 x',
      '[crit] x',
      'Traceback (most recent call last)',
      'panic: x',
    ],
    warning: ['WARN x', 'WARNING: no ERROR yet', 'level="warn"', 'W1123 x', '[warning] x'],
    info: ['INFO 0 ERROR', '"level": "info"', 'I1123 x', 'NOTICE x'],
    debug: ['DEBUG x', 'level=trace', '[debug] x'],
    null: ['', 'the terrors of warning', 'nothing', 'INFORMATION'],
  };
  for (const [level, lines] of Object.entries(said)) for (const one of lines) expect([one, String(levelOf(one))]).toEqual([one, level]);
});
