import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { IcsRefused, readIcs } from './ics.ts';

const file = (...lines: string[]) => ['BEGIN:VCALENDAR', 'VERSION:2.0', ...lines, 'END:VCALENDAR', ''].join('\r\n');
const event = (...lines: string[]) => ['BEGIN:VEVENT', ...lines, 'END:VEVENT'].join('\r\n');
const start = 'DTSTART;VALUE=DATE:20260105';
const ruled = (rule: string, begin = start) => readIcs(file(event(begin, `RRULE:${rule}`))).map(({ from }) => from);

/** The reason for which a text is refused, or how many days it has. */
function outcome(text: string): string | number {
  try {
    return readIcs(text).length;
  } catch (error) {
    if (error instanceof IcsRefused) return error.reason;
    throw error;
  }
}

describe('events', () => {
  test('a whole day; its end is the day after', () => {
    const text = file(event(start, 'DTEND;VALUE=DATE:20260106', 'SUMMARY:Foundation day'), event(start, 'SUMMARY:No end'));
    expect(readIcs(text)).toEqual([
      { from: '2026-01-05', to: '2026-01-05', name: 'Foundation day' },
      { from: '2026-01-05', to: '2026-01-05', name: 'No end' },
    ]);
  });

  test('several days, sorted, with escaped and folded names', () => {
    const text = file(
      event('DTSTART;VALUE=DATE:20261229', 'DTEND;VALUE=DATE:20270104', 'SUMMARY;LANGUAGE=ja:年末\r\n 年始\\, 休業'),
      event('DTSTART;VALUE=DATE:20260101', 'DURATION:P2D', 'DESCRIPTION:no\r\n matter', 'SUMMARY: 신정\\n연휴 '),
    );
    expect(readIcs(text)).toEqual([
      { from: '2026-01-01', to: '2026-01-02', name: '신정 연휴' },
      { from: '2026-12-29', to: '2027-01-03', name: '年末年始, 休業' },
    ]);
  });

  test('an event with hours counts for the dates that it touches; midnight ends the day before', () => {
    const text = file(
      event('DTSTART;TZID=Asia/Tokyo:20260101T220000', 'DTEND;TZID=Asia/Tokyo:20260103T000000'),
      event('DTSTART:20260201T220000Z', 'DURATION:P1DT3H'),
      event('DTSTART:20260301T000000'),
    );
    expect(readIcs(text).map(({ from, to }) => [from, to])).toEqual([
      ['2026-01-01', '2026-01-02'],
      ['2026-02-01', '2026-02-03'],
      ['2026-03-01', '2026-03-01'],
    ]);
  });

  test('an end before the start is that day; cancelled events are none; lines and letters as files in the wild have them', () => {
    const text = `\uFEFFbegin:vcalendar\nCALSCALE:gregorian\nX-WR-CALNAME:x\nnonsense\nbegin:vevent\ndtstart:20260105\ndtend:20250101\nend:vevent
begin:vevent\ndtstart;value=date:20260107\nstatus:cancelled\nend:vevent\nend:vcalendar`;
    expect(readIcs(text).map(({ from, to }) => [from, to])).toEqual([['2026-01-05', '2026-01-05']]);
  });

  test('several calendars in one file, and one without events', () => {
    expect(readIcs(file(event(start)) + file(event(start)))).toHaveLength(2);
    expect(readIcs(file())).toEqual([]);
  });
});

describe('repetition', () => {
  test.each([
    ['FREQ=YEARLY;COUNT=3', ['2026-01-05', '2027-01-05', '2028-01-05']],
    ['FREQ=YEARLY;UNTIL=20270105', ['2026-01-05', '2027-01-05']],
    ['FREQ=YEARLY;UNTIL=20270104T235959Z', ['2026-01-05']],
    ['FREQ=YEARLY;INTERVAL=4', ['2026-01-05', '2030-01-05', '2034-01-05']],
    ['FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=2', ['2026-01-05', '2026-01-31', '2026-02-28']],
    ['FREQ=MONTHLY;BYDAY=1MO;COUNT=3', ['2026-01-05', '2026-02-02', '2026-03-02']],
    ['FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=2', ['2026-01-05', '2026-01-30', '2026-02-27']],
    ['FREQ=WEEKLY;BYDAY=MO,WE;INTERVAL=2;COUNT=4', ['2026-01-05', '2026-01-07', '2026-01-19', '2026-01-21']],
    ['FREQ=WEEKLY;BYDAY=SU;WKST=SU;COUNT=1', ['2026-01-05', '2026-01-11']],
    ['FREQ=DAILY;BYDAY=MO;UNTIL=20260112', ['2026-01-05', '2026-01-12']],
    ['FREQ=YEARLY;BYYEARDAY=1,-1;COUNT=2', ['2026-01-05', '2026-12-31', '2027-01-01']],
    ['FREQ=YEARLY;BYDAY=1MO;COUNT=2', ['2026-01-05', '2027-01-04']],
    ['FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30', ['2026-01-05']],
    ['FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30', ['2026-01-05']],
    ['FREQ=WEEKLY;INTERVAL=1000000000', ['2026-01-05']],
  ])('%s', (rule, expected) => expect(ruled(rule)).toEqual(expected));

  test('Thanksgiving, and the last Monday of May', () => {
    expect(ruled('FREQ=YEARLY;BYMONTH=11;BYDAY=4TH;COUNT=3', 'DTSTART;VALUE=DATE:20261126')).toEqual([
      '2026-11-26',
      '2027-11-25',
      '2028-11-23',
    ]);
    expect(ruled('FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO;COUNT=3', 'DTSTART;VALUE=DATE:20260525')).toEqual([
      '2026-05-25',
      '2027-05-31',
      '2028-05-29',
    ]);
  });

  test('29 February comes in leap years only, and the 31st in long months', () => {
    expect(ruled('FREQ=YEARLY', 'DTSTART;VALUE=DATE:20240229')).toEqual(['2024-02-29', '2028-02-29', '2032-02-29']);
    expect(ruled('FREQ=MONTHLY;COUNT=3', 'DTSTART;VALUE=DATE:20260131')).toEqual(['2026-01-31', '2026-03-31', '2026-05-31']);
  });

  test('it is followed for ten years, from the start or from a later date', () => {
    const text = file(event('DTSTART;VALUE=DATE:19700101', 'RRULE:FREQ=YEARLY'));
    expect(readIcs(text).map(({ from }) => from)).toEqual(Array.from({ length: 10 }, (_, n) => `${1970 + n}-01-01`));
    expect(readIcs(text, '2026-01-01').map(({ from }) => from)).toEqual(Array.from({ length: 10 }, (_, n) => `${2026 + n}-01-01`));
    const counted = file(event('DTSTART;VALUE=DATE:19700101', 'RRULE:FREQ=YEARLY;COUNT=58'));
    expect(readIcs(counted, '2026-01-01').map(({ from }) => from)).toEqual(['2026-01-01', '2027-01-01']);
  });

  test('dates that are added, left out, moved and cancelled', () => {
    const text = file(
      event(start, 'UID:1', 'RRULE:FREQ=WEEKLY;COUNT=4', 'EXDATE;VALUE=DATE:20260112', 'RDATE;VALUE=DATE:20260301,20260302'),
      event('UID:1', 'RECURRENCE-ID;VALUE=DATE:20260119', 'DTSTART;VALUE=DATE:20260120'),
      event('UID:1', 'RECURRENCE-ID;VALUE=DATE:20260126', 'DTSTART;VALUE=DATE:20260126', 'STATUS:CANCELLED'),
    );
    expect(readIcs(text).map(({ from }) => from)).toEqual(['2026-01-05', '2026-01-20', '2026-03-01', '2026-03-02']);
  });

  test('every occurrence is as long as the first', () => {
    const text = file(event('DTSTART;VALUE=DATE:20261231', 'DTEND;VALUE=DATE:20270102', 'RRULE:FREQ=YEARLY;COUNT=2'));
    expect(readIcs(text).map(({ from, to }) => [from, to])).toEqual([
      ['2026-12-31', '2027-01-01'],
      ['2027-12-31', '2028-01-01'],
    ]);
  });
});

/** CPU milliseconds that only a text can cost that is read in more than linear time; the others take some 10, on a machine that is busy some 100. */
const hang = 4_000;
const megabyte = (part: string) => part.repeat(Math.floor(990_000 / part.length));
const zone = ['BEGIN:VTIMEZONE', 'TZID:X', 'BEGIN:STANDARD', 'DTSTART:16010101T000000', 'RRULE:FREQ=SECONDLY'];

describe('what is refused, or answered, without delay', { timeout: 30_000 }, () => {
  test.each<[what: string, text: string, expected: string | number]>([
    ['nothing', '', 'not_a_calendar'],
    ['a page', '<!doctype html><title>Sign in</title>', 'not_a_calendar'],
    ['an address card', 'BEGIN:VCARD\nFN:X\nEND:VCARD', 'not_a_calendar'],
    ['a calendar that does not end', 'BEGIN:VCALENDAR\nBEGIN:VEVENT', 'not_a_calendar'],
    ['NUL', file(event(start, 'SUMMARY:\0')), 'not_a_calendar'],
    ['an event without a date', file(event('SUMMARY:x')), 'not_a_calendar'],
    ['20269999', file(event('DTSTART;VALUE=DATE:20269999')), 'not_a_calendar'],
    ['20260230', file(event('DTSTART:20260230')), 'not_a_calendar'],
    ['25 o’clock', file(event('DTSTART:20260105T250000')), 'not_a_calendar'],
    ['a date of letters', file(event('DTSTART;VALUE=DATE:tomorrow')), 'not_a_calendar'],
    ['a duration of letters', file(event(start, 'DURATION:long')), 'not_a_calendar'],
    ['until 20269999', file(event(start, 'RRULE:FREQ=YEARLY;UNTIL=20269999')), 'not_a_calendar'],
    ['the year 0001', file(event('DTSTART;VALUE=DATE:00010101', 'RRULE:FREQ=YEARLY')), 10],
    ['the year 9999', file(event('DTSTART;VALUE=DATE:99991231', 'RRULE:FREQ=YEARLY', 'DURATION:P9D')), 1],
    ['the Hebrew calendar', file('CALSCALE:HEBREW', event(start)), 'other_calendar_system'],
    ['a Chinese rule', file(event(start, 'RRULE:RSCALE=CHINESE;FREQ=YEARLY')), 'other_calendar_system'],
    ['a Gregorian rule that says so', file(event(start, 'RRULE:RSCALE=GREGORIAN;FREQ=YEARLY')), 10],
    ['more than 1 MB', 'x'.repeat(1_000_001), 'too_large'],
    ['a name of 100 KB', file(event(start, `SUMMARY:${'x'.repeat(100_000)}`)), 'too_large'],
    ['a name of 1 MB in folded lines', file(event(start, `SUMMARY:${megabyte('\r\n x')}`)), 'too_large'],
    ['parameters of 1 MB', file(event(start, `SUMMARY${megabyte(';A=B')}:x`)), 'too_large'],
    ['a description of 100 KB', file(event(start, `DESCRIPTION:${'x'.repeat(100_000)}`)), 1],
    ['years of days', file(event(start, 'DTEND;VALUE=DATE:99991231')), 'too_many'],
    ['ages of days', file(event(start, 'DURATION:P99999999999999999999D')), 'too_many'],
    ['20,000 events', file(megabyte(`${event(start)}\r\n`)), 'too_many'],
    ['100,000 exceptions', file(event(start, 'RRULE:FREQ=YEARLY', megabyte(`EXDATE:${'20260101,'.repeat(400)}20260101\r\n`))), 'too_many'],
    ['every day', file(event(start, 'RRULE:FREQ=DAILY')), 'too_many'],
    ['every day, a thousand million times', file(event(start, 'RRULE:FREQ=DAILY;COUNT=1000000000')), 'too_many'],
    ['every second', file(event(start, 'RRULE:FREQ=SECONDLY')), 'endless'],
    ['every hour, twice', file(event(start, 'RRULE:FREQ=HOURLY;COUNT=2')), 'endless'],
    ['at three hours', file(event(start, 'RRULE:FREQ=YEARLY;BYHOUR=1,2,3')), 'endless'],
    ['a part that is not known', file(event(start, 'RRULE:FREQ=YEARLY;BYEASTER=0')), 'endless'],
    ['a zone that changes every second', file(...zone, 'END:STANDARD', 'END:VTIMEZONE', event('DTSTART;TZID=X:20260105T090000')), 1],
    ['5,000 rules', file(event(start, ...Array.from({ length: 5_000 }, () => 'RRULE:FREQ=MONTHLY;BYDAY=MO;BYSETPOS=50'))), 'endless'],
    ['4,000 rules without a day', file(`${event(start, 'RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30')}\r\n`.repeat(4_000)), 'endless'],
    ['60,000 calendars in one another', megabyte('BEGIN:VCALENDAR\n'), 'not_a_calendar'],
    ['deep parts', `BEGIN:VCALENDAR\n${'BEGIN:A\n'.repeat(60_000)}${'END:A\n'.repeat(60_000)}END:VCALENDAR`, 0],
    ['ends without beginnings', `BEGIN:VCALENDAR\n${'END:VEVENT\n'.repeat(9)}${event(start)}`, 'not_a_calendar'],
    ['empty lines', '\n'.repeat(990_000), 'not_a_calendar'],
    ['parts named like the language’s own', file('BEGIN:__proto__', 'END:__proto__', event(start, 'SUMMARY;__proto__=x:y')), 1],
  ])('%s', (_, text, expected) => {
    const before = process.cpuUsage();
    expect(outcome(text)).toBe(expected);
    const used = process.cpuUsage(before);
    expect((used.user + used.system) / 1_000).toBeLessThan(hang);
  });

  test('whatever the text, it is read or refused', () => {
    const rule = fc
      .record(
        {
          FREQ: fc.constantFrom('YEARLY', 'MONTHLY', 'WEEKLY', 'DAILY', 'HOURLY', 'X'),
          INTERVAL: fc.oneof(fc.integer({ min: -1, max: 20 }), fc.constant(1e15)),
          COUNT: fc.oneof(fc.integer({ min: -1, max: 20 }), fc.constant(1e15)),
          UNTIL: fc.constantFrom('20300101', '20300101T000000Z', '00000000'),
          BYMONTH: fc.integer({ min: -1, max: 14 }),
          BYMONTHDAY: fc.integer({ min: -32, max: 32 }),
          BYYEARDAY: fc.integer({ min: -367, max: 367 }),
          BYDAY: fc.constantFrom('MO', '5MO', '-1SU', '53FR', 'XX', 'MO,TU'),
          BYSETPOS: fc.integer({ min: -5, max: 400 }),
          WKST: fc.constantFrom('SU', 'MO', 'X'),
        },
        { requiredKeys: ['FREQ'] },
      )
      .map(
        (parts) =>
          `RRULE:${Object.entries(parts)
            .map(([part, value]) => `${part}=${value}`)
            .join(';')}`,
      );
    const line = fc.oneof(
      rule,
      fc.constantFrom(
        start,
        'DTSTART:20260105T101112Z',
        'DTEND;VALUE=DATE:20260110',
        'DURATION:PT30H',
        'BEGIN:VEVENT',
        'END:VEVENT',
        'UID:1',
      ),
      fc
        .tuple(fc.constantFrom('DTSTART', 'RRULE', 'EXDATE', 'SUMMARY', 'DURATION', 'CALSCALE'), fc.string())
        .map(([name, value]) => `${name}:${value}`),
      fc.string(),
    );
    const texts = fc.array(line, { maxLength: 12 }).map((lines) => file(event(start, ...lines)));
    fc.assert(
      fc.property(texts, (text) => {
        const days = outcome(text);
        if (typeof days === 'number') for (const { from, to } of readIcs(text)) expect(from <= to && to.length === 10).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});
