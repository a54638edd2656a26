/** A request that is being written: kept in the browser from the first letter until the desk has it. */
import { keep, kept, newId } from '@fairlead/client';
import { type Answer, evidenceOf } from '@fairlead/ui/answer';
import { type CallInput, type Channel, longestText, type Question, type Urgent } from '@fairlead/contract';

export const longest = { subject: 200, text: longestText, impact: 2_000, since: 200, affected: 500 } as const;

/** S13: why it is urgent, in the order in which it is asked. */
export const whyFields = ['impact', 'since', 'affected'] as const satisfies (keyof Urgent)[];

export interface Draft extends Urgent {
  /** The id of the ticket or chat, made once: however often it is sent, there is one. */
  id: string;
  /** The id of the first message, for a chat that begins with one. */
  message: string;
  question: Question;
  /** What it is about, as its writer says. Null until they say, and what was read from the words stands. */
  about: string[] | null;
  area: string | null;
  subject: string;
  text: string;
  /** What is ready of the evidence that helps, by item. Each is given once, under its own id, however often it is sent. */
  answers: Record<string, { id: string; answer: Answer }>;
  /** Items that its writer goes on without. */
  declined: string[];
  /** Whether the reason for the urgency goes with it. Decided when it is sent. */
  urgent: boolean;
  /** By which channel it is sent. */
  channel: Channel;
  /** It is on its way and may have arrived, so its words stand still until the desk answers. */
  sent: boolean;
}

const key = (member: string) => `fairlead.portal.draft.${member}`;

export function keptDraft(member: string): Draft {
  return { ...freshDraft(), ...kept<Partial<Draft>>(key(member)) };
}

/** Null forgets it. */
export function keepDraft(member: string, draft: Draft | null): void {
  keep(key(member), draft);
}

export function freshDraft(): Draft {
  return {
    id: newId(),
    message: newId(),
    question: 'technical',
    about: null,
    area: null,
    subject: '',
    text: '',
    answers: {},
    declined: [],
    impact: '',
    since: '',
    affected: '',
    urgent: false,
    channel: 'ticket',
    sent: false,
  };
}

export function isEmpty(draft: Draft): boolean {
  const words = [draft.subject, draft.text, ...whyFields.map((field) => draft[field])];
  const nothing = Object.keys(draft.answers).length === 0;
  return !draft.sent && draft.area === null && !draft.about?.length && nothing && words.join('').trim() === '';
}

export type Field = 'area' | keyof typeof longest;
export type Complaint = 'missing' | 'too_long';
export type Complaints = Partial<Record<Field, Complaint>>;

/** What keeps it from being sent by a channel, by field, in the order of the form. A chat may begin without a text. */
export function complaints(draft: Draft, channel: Channel, urgent: boolean): Complaints {
  const found: Complaints = {};
  const look = (field: keyof typeof longest, required = true) => {
    const { length } = draft[field].trim();
    if (required && length === 0) found[field] = 'missing';
    else if (length > longest[field]) found[field] = 'too_long';
  };
  if (draft.question === 'technical' && !draft.area) found.area = 'missing';
  look('subject');
  look('text', channel === 'ticket');
  if (urgent) for (const field of whyFields) look(field);
  return found;
}

function request(draft: Draft) {
  const { id, question, area, about, urgent, impact, since, affected } = draft;
  return {
    id,
    question,
    area: question === 'technical' ? area : null,
    about: about ?? [],
    urgent: urgent ? { impact: impact.trim(), since: since.trim(), affected: affected.trim() } : null,
    circumstances: { page: null, browser: navigator.userAgent.slice(0, 500) },
  };
}

/** What is ready, each under its own id. An item that its writer goes on without is not given. */
export function evidence({ answers, declined }: Draft) {
  return Object.entries(answers).flatMap(([item, { id, answer }]) => {
    const given = declined.includes(item) ? null : evidenceOf({ item }, answer);
    return given ? [{ ...given, id }] : [];
  });
}

/** Whether files are still on their way. */
export const isArriving = ({ answers, declined }: Draft) =>
  Object.entries(answers).some(([item, { answer }]) => !declined.includes(item) && answer.pending.length > 0);

/** What is sent to `POST /tickets`. */
export function ticketBody(draft: Draft): CallInput<'POST /tickets'>['body'] {
  const ready = evidence(draft).map(({ id: _, ...given }) => given);
  return { ...request(draft), subject: draft.subject.trim(), text: draft.text.trim(), evidence: ready, declined: draft.declined };
}

/** What is sent to `POST /chats`. */
export function chatBody(draft: Draft): CallInput<'POST /chats'>['body'] {
  return { ...request(draft), summary: draft.subject.trim() };
}

/** What is said first in the chat, if anything. */
export function firstMessage(draft: Draft): CallInput<'POST /threads/{id}/entries'>['body'] | null {
  const text = draft.text.trim();
  return text === '' ? null : { id: draft.message, text };
}

/** Bytes of the words that are asked about: they travel in an address, which proxies cut off at 8 KB and which triples letters beyond ASCII. */
const mostAsked = 2_300;

/** What is sent to `GET /channels`. */
export function channelsQuery(draft: Draft): NonNullable<CallInput<'GET /channels'>['query']> {
  const words = `${draft.subject}\n${draft.text}`.trim().slice(0, 1_500);
  // What is chosen decides what else is asked; what is written does not.
  const given = evidence(draft).map(({ item, text = '' }) => (/^[\w-]{1,40}$/.test(text) ? `${item}:${text}` : item));
  return {
    about: (draft.about ?? []).join(','),
    question: draft.question,
    area: draft.question === 'technical' ? (draft.area ?? '') : '',
    // Who says that it is about none of these does not want it read from the words again; links are still looked at.
    text: cut(draft.about?.length === 0 ? links(words) : words),
    given: given.join(',').slice(0, 1_000),
  };
}

const links = (text: string) => (text.match(/\bhttps?:\/\/\S+/gi) ?? []).join(' ');

function cut(text: string): string {
  const { read } = new TextEncoder().encodeInto(text, new Uint8Array(mostAsked));
  return text.slice(0, read);
}
