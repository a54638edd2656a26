/** Calls and screen shares of a ticket (S4): times are proposed, one is agreed. */
import { z } from 'zod';
import { At, clean, Id, MeetingKind } from './words.ts';

/** A time as its proposer's clock shows it, so that an hour that the clock skips is noticed. */
export const LocalTime = z
  .object({
    local: z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/, 'like 2027-03-14T09:30'),
    zone: z.string().max(60).meta({ description: 'IANA time zone' }),
  })
  .meta({ id: 'LocalTime' });
export type LocalTime = z.infer<typeof LocalTime>;

export const Meeting = z
  .object({
    id: Id,
    kind: MeetingKind,
    about: z.string(),
    minutes: z.int(),
    proposed: z.array(At).meta({ description: 'Not answered yet, in the order in which they are preferred' }),
    proposed_by: z.enum(['member', 'staff']).nullable(),
    starts: At.nullable().meta({ description: 'The agreed time; it stands until another is agreed' }),
    host: z.string().nullable(),
    link: z.string().nullable().meta({ description: 'Where it is held' }),
    sequence: z.int(),
    cancelled: z.boolean(),
    asked: At,
  })
  .meta({ id: 'Meeting' });
export type Meeting = z.infer<typeof Meeting>;

/** When meetings can be held: free spans of the team's calendar in the next days, and how long one takes. */
export const MeetingTimes = z
  .object({
    minutes: z.int(),
    zone: z.string(),
    open: z.array(z.object({ from: At, to: At })).meta({ description: 'At most 60 spans of the next 28 days' }),
  })
  .meta({ id: 'MeetingTimes' });
export type MeetingTimes = z.infer<typeof MeetingTimes>;

const byNumber = z.object({ number: z.coerce.number().int().positive().max(2_147_483_647) });
const one = byNumber.extend({ id: Id });
const times = z.array(LocalTime).min(1).max(5);
const said = z.string().trim().max(2_000).overwrite(clean);

export const meetingRoutes = {
  meetings: {
    method: 'GET',
    path: '/tickets/{number}/meetings',
    who: 'someone',
    summary: 'Calls and screen shares of a ticket, newest first, and when one could be held',
    params: byNumber,
    reply: z.object({ meetings: z.array(Meeting), times: MeetingTimes }),
  },
  proposeMeeting: {
    method: 'PUT',
    path: '/tickets/{number}/meetings/{id}',
    who: 'someone',
    summary: 'Ask for a call or screen share at one of these times, or propose others for one; its id is made by the caller',
    params: one,
    body: z.object({ kind: MeetingKind, times, about: said.default('') }),
    reply: Meeting,
  },
  agreeMeeting: {
    method: 'PUT',
    path: '/tickets/{number}/meetings/{id}/time',
    who: 'someone',
    summary: 'Agree to a time that the other side proposed; staff may set another where they have agreed on one elsewhere',
    params: one,
    body: z.object({
      starts: z.union([At, LocalTime]),
      link: z
        .url({ protocol: /^https$/ })
        .max(500)
        .optional()
        .meta({ description: 'Staff: where it is held, instead of what the policy names' }),
    }),
    reply: Meeting,
  },
  invitation: {
    method: 'GET',
    path: '/tickets/{number}/meetings/{id}/invitation',
    who: 'someone',
    summary: 'The invitation to an agreed call as iCalendar (RFC 5545); once called off, its cancellation under the same UID',
    params: one,
    reply: z.object({ name: z.string(), ics: z.string() }),
  },
  cancelMeeting: {
    method: 'PUT',
    path: '/tickets/{number}/meetings/{id}/cancellation',
    who: 'someone',
    summary: 'Call it off; called off already, it changes nothing',
    params: one,
    body: z.object({ reason: said.default('') }),
    reply: Meeting,
  },
} as const;
