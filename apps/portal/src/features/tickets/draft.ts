/** A ticket that is being written: kept in the browser from the first letter until the desk has it. */
import { keep, kept, newId } from '@fairlead/client';
import { type CallInput, longestText, type Question } from '@fairlead/contract';

export const longestSubject = 200;

export interface Draft {
  /** The ticket's own id, made once: however often it is sent, there is one ticket. */
  id: string;
  question: Question;
  area: string | null;
  subject: string;
  text: string;
  urgent: boolean;
  why: string;
  /** It is on its way and may have arrived, so its words stand still until the desk answers. */
  sent: boolean;
}

const key = (member: string) => `fairlead.portal.draft.${member}`;

export function keptDraft(member: string): Draft {
  return kept<Draft>(key(member)) ?? freshDraft();
}

/** Null forgets it. */
export function keepDraft(member: string, draft: Draft | null): void {
  keep(key(member), draft);
}

export function freshDraft(): Draft {
  return { id: newId(), question: 'technical', area: null, subject: '', text: '', urgent: false, why: '', sent: false };
}

export function isEmpty(draft: Draft): boolean {
  return !draft.sent && draft.area === null && (draft.subject + draft.text + draft.why).trim() === '';
}

export type Complaint = 'missing' | 'too_long';
export type Complaints = Partial<Record<'area' | 'subject' | 'text' | 'why', Complaint>>;

/** What keeps it from being sent, by field. `urgentWord` stands before the reason in the ticket's text. */
export function complaints(draft: Draft, urgentWord: string): Complaints {
  const found: Complaints = {};
  if (draft.question === 'technical' && !draft.area) found.area = 'missing';
  if (draft.subject.trim() === '') found.subject = 'missing';
  else if (draft.subject.trim().length > longestSubject) found.subject = 'too_long';
  if (draft.text.trim() === '') found.text = 'missing';
  else if (excess(draft, urgentWord) > 0) found.text = 'too_long';
  if (draft.urgent && draft.why.trim() === '') found.why = 'missing';
  return found;
}

/** By how many characters the ticket's text is too long. */
export function excess(draft: Draft, urgentWord: string): number {
  return Math.max(0, wholeText(draft, urgentWord).length - longestText);
}

function wholeText({ urgent, why, text }: Draft, urgentWord: string): string {
  return urgent ? `**${urgentWord}** ${why.trim()}\n\n${text.trim()}` : text.trim();
}

/** What is sent to `POST /tickets`. */
export function ticketBody(draft: Draft, urgentWord: string): CallInput<'POST /tickets'>['body'] {
  return {
    id: draft.id,
    question: draft.question,
    area: draft.question === 'technical' ? draft.area : null,
    subject: draft.subject.trim(),
    text: wholeText(draft, urgentWord),
  };
}
