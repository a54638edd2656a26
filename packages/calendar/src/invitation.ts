/** Invitations as calendars read them: iCalendar (RFC 5545) with the methods of iTIP (RFC 5546). */
import ICAL from 'ical.js';

export interface Invitation {
  /** Stays the same through every change, by which a calendar knows what to replace. */
  uid: string;
  /** Rises whenever the invitation changes. */
  sequence: number;
  cancelled: boolean;
  starts: Date;
  minutes: number;
  /** When it was last changed. */
  stamp: Date;
  summary: string;
  description: string;
  link: string | null;
  organizer: { name: string; email: string };
  attendees: readonly { name: string; email: string }[];
}

// Without the space that begins a folded line.
ICAL.foldLength = 74;

const time = (at: Date) => ICAL.Time.fromJSDate(new Date(Math.floor(at.getTime() / 1000) * 1000), true);

/** One event, by `REQUEST`, or by `CANCEL` where it was called off. Lines are folded and texts escaped as the RFC says. */
export function invitationText(of: Invitation): string {
  const calendar = new ICAL.Component('vcalendar');
  calendar.updatePropertyWithValue('version', '2.0');
  calendar.updatePropertyWithValue('prodid', '-//Fairlead//Support desk//EN');
  calendar.updatePropertyWithValue('method', of.cancelled ? 'CANCEL' : 'REQUEST');
  const event = new ICAL.Component('vevent');
  const set = (name: string, value: string | number | ICAL.Time) => event.addPropertyWithValue(name, value);
  set('uid', of.uid);
  set('sequence', of.sequence);
  set('dtstamp', time(of.stamp));
  set('dtstart', time(of.starts));
  set('dtend', time(new Date(of.starts.getTime() + of.minutes * 60_000)));
  set('summary', of.summary);
  set('description', of.description);
  set('status', of.cancelled ? 'CANCELLED' : 'CONFIRMED');
  if (of.link) {
    set('location', of.link);
    set('url', of.link);
  }
  const person = (name: string, { name: called, email }: { name: string; email: string }) => {
    const property = event.addPropertyWithValue(name, `mailto:${email}`);
    // Quotes cannot stand in a parameter (RFC 5545, 3.2).
    property.setParameter('cn', called.replaceAll('"', '’'));
    return property;
  };
  person('organizer', of.organizer);
  for (const attendee of of.attendees) person('attendee', attendee).setParameter('rsvp', 'FALSE');
  calendar.addSubcomponent(event);
  return `${calendar.toString().replace(/\r?\n/g, '\r\n')}\r\n`;
}
