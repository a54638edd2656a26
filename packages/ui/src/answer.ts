/** What a person gives to an item of a checklist, while they write it: plain data, so that a draft can keep it. */
import { type Ask, type FileRef, longestText, type NewEvidence } from '@fairlead/contract';

/** A file that was chosen and has not arrived. After a reload its bytes are gone: the same file chosen again goes on. */
export interface Pending {
  id: string;
  name: string;
  size: number;
  lastModified: number;
}

export interface Answer {
  text: string;
  files: FileRef[];
  pending: Pending[];
}

export const noAnswer: Answer = { text: '', files: [], pending: [] };

/** Whether there is something to send. */
export const isGiven = (answer: Answer): boolean => answer.text.trim() !== '' || answer.files.length > 0;

/** Whether it may be sent: no file is still on its way, and the text is not too long. */
export const isSettled = (answer: Answer): boolean => answer.pending.length === 0 && answer.text.length <= longestText;

/** The answer as the desk takes it; null while there is none. */
export function evidenceOf(ask: Pick<Ask, 'item'>, answer: Answer): NewEvidence | null {
  return isGiven(answer) ? { item: ask.item, text: answer.text.trim(), files: answer.files.map((f) => f.id) } : null;
}
