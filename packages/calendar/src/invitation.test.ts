import ICAL from 'ical.js';
import { expect, test } from 'vitest';
import { type Invitation, invitationText } from './invitation.ts';

const invitation: Invitation = {
  uid: '0198c0de-0000-7000-8000-000000000001',
  sequence: 2,
  cancelled: false,
  starts: new Date('2026-11-24T15:00:00.000Z'),
  minutes: 30,
  stamp: new Date('2026-11-23T15:00:00.500Z'),
  summary: 'Call about #12: 로그가, 없습니다; "no data"',
  description: 'Line one\nLine two, with a comma',
  link: 'https://meet.example/12',
  organizer: { name: 'Aiko "Ai" Tanaka', email: 'aiko@vendor.example' },
  attendees: [{ name: '한지우', email: 'jiwoo@customer.example' }],
};

const read = (text: string) => new ICAL.Component(ICAL.parse(text) as never).getFirstSubcomponent('vevent')!;

test('an invitation says again what was put into it, under its UID and sequence', () => {
  const text = invitationText(invitation);
  const event = new ICAL.Event(read(text));
  expect(event.uid).toBe(invitation.uid);
  expect(event.sequence).toBe(2);
  expect(event.startDate.toJSDate()).toEqual(invitation.starts);
  expect(event.endDate.toJSDate()).toEqual(new Date('2026-11-24T15:30:00.000Z'));
  expect(event.summary).toBe(invitation.summary);
  expect(event.description).toBe(invitation.description);
  expect(event.organizer).toBe('mailto:aiko@vendor.example');
  expect(text).toContain('METHOD:REQUEST\r\n');
});

test('one that was called off cancels the same UID', () => {
  const text = invitationText({ ...invitation, cancelled: true, sequence: 3 });
  expect(text).toContain('METHOD:CANCEL\r\n');
  expect(read(text).getFirstPropertyValue('status')).toBe('CANCELLED');
  expect(read(text).getFirstPropertyValue('uid')).toBe(invitation.uid);
});

test('no line is longer than 75 octets, and every line ends as the RFC says', () => {
  const text = invitationText({ ...invitation, description: '설명'.repeat(200) });
  const lines = text.split('\r\n');
  expect(lines.at(-1)).toBe('');
  expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  for (const line of lines) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
});
