/** What is wrong with a policy is said with its line, and nothing wrong is taken. */
import { expect, test } from 'vitest';
import { readPolicy } from './reading.ts';
import { shippedYaml } from './shipped.ts';

const lineWith = (yaml: string, text: string) => yaml.split('\n').findLastIndex((line) => line.includes(text)) + 1;
const change = (from: string, to: string) => {
  expect(shippedYaml).toContain(from);
  return shippedYaml.replace(from, to);
};

test('the shipped policy has no fault', () => expect(readPolicy(shippedYaml, []).faults).toBeNull());

test.each([
  ['an unknown zone', 'zone: Asia/Seoul', 'zone: Asia/Soul', /no such time zone/],
  ['hours that overlap', 'mon: ["10:00-16:00"]', 'mon: ["10:00-16:00", "15:00-17:00"]', /15:00-17:00 overlaps 10:00-16:00/],
  ['hours without length', 'mon: ["10:00-16:00"]', 'mon: ["10:00-10:00"]', /has no length/],
  ['hours that are none', 'mon: ["10:00-16:00"]', 'mon: ["10-16"]', /write hours like 10:00-19:00/],
  ['a night that runs into the next day’s hours', 'mon: ["10:00-16:00"]', 'mon: ["20:00-11:00"]', /overlaps the night that begins on mon/],
  ['a weekday that is none', 'mon: ["10:00-16:00"]', 'mo: ["10:00-16:00"]', /there is no "mo" here/],
  ['a country without holidays', '{ country: KR }', '{ country: Atlantis }', /no public holidays are known/],
  ['a list that was never imported', '{ country: KR }', '{ list: company }', /no list of holidays "company"/],
  ['a day that there is not', 'from: 12-29, to: 01-03', 'from: 02-30, to: 03-03', /there is no day 02-30/],
  ['a closure of which one end has a year', 'from: 12-29, to: 01-03', 'from: 2026-12-29, to: 01-03', /both days with a year/],
  ['a calendar that does not exist', 'chat: us_business', 'chat: us_busy', /there is no calendar "us_busy"/],
  ['a default plan that does not exist', 'default_plan: standard', 'default_plan: gold', /there is no plan "gold"/],
  ['a plan without its hours', '    tickets: always\n', '', /this is missing/],
  ['a key that there is not', 'chat: always', 'chatt: always', /there is no "chatt" here/],
  ['an advice row that stands twice', 'kind: single', 'kind: setup', /"setup" stands twice/],
  ['a channel that there is not', 'channel: ticket', 'channel: fax', /Invalid option/],
  ['a promise of no time', 'normal: 540', 'normal: 0', />=1|too small/i],
  ['patience that is none', 'member_vanishes_seconds: 600', 'member_vanishes_seconds: 1', />=30|too small/i],
  ['a site that stands twice', 'key: EU1', 'key: US1', /the site "US1" stands twice/],
  ['a role that there is not', 'staffed_by: [sales]', 'staffed_by: [seller]', /Invalid option/],
])('%s is refused on its line', (_, from, to, message) => {
  const yaml = change(from, to);
  const { document, faults } = readPolicy(yaml, []);
  expect(document).toBeNull();
  const fault = faults!.find((f) => message.test(f.message));
  expect(fault, JSON.stringify(faults)).toBeDefined();
  const lines = [lineWith(yaml, to), lineWith(yaml, 'premier: #'), lineWith(yaml, 'tue: ["10:00-16:00"]')];
  expect(lines).toContain(fault!.line);
});

test.each([
  ['not YAML', 'calendars: [', 1],
  ['a key twice', `${shippedYaml}\nrules: []\n`, undefined],
  ['aliases, which can grow without end', 'a: &a [1,1]\nb: *a\n', undefined],
  ['nothing', '', 1],
  ['a list', '- 1\n- 2\n', 1],
  ['a number', '7', 1],
])('%s is refused, never thrown', (_, yaml, line) => {
  const { document, faults } = readPolicy(yaml, []);
  expect(document).toBeNull();
  expect(faults!.length).toBeGreaterThan(0);
  if (line) expect(faults![0]!.line).toBe(line);
});

test('an alias bomb is refused at once', () => {
  const bomb = ['a: &a [x,x,x,x,x,x,x,x,x]', ...'bcdefghi'.split('').map((k, i) => `${k}: &${k} [${`*${'abcdefgh'[i]},`.repeat(9)}]`)].join(
    '\n',
  );
  const began = performance.now();
  expect(readPolicy(bomb, []).document).toBeNull();
  expect(performance.now() - began).toBeLessThan(4_000);
});
