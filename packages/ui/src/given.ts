/** What a thread shows of an item that was asked for. */
import type { Entry, Given } from '@fairlead/contract';

export type GivenEntry = Extract<Entry, { kind: 'evidence' }>;

/** Each item that was given in a thread after an entry, with its newest: what is asked for again is waited for again. */
export function givenIn(entries: readonly Entry[], after = 0): ReadonlyMap<string, GivenEntry> {
  const given = new Map<string, GivenEntry>();
  for (const entry of entries) if (entry.kind === 'evidence' && entry.number > after) given.set(entry.body.item, entry);
  return given;
}

/** Staff see what members do not: it has no number among the public entries. */
export const isInternal = (entry: Entry, audience: 'member' | 'staff'): boolean =>
  entry.kind === 'note' || (audience === 'staff' && entry.kind === 'evidence' && entry.public_number === null);

/** What was given, in one line. */
export function shortly({ text, files }: Pick<Given, 'text' | 'files'>, most = 140): string {
  const line = text.trim().replaceAll(/\s+/g, ' ');
  const short = line.length > most ? `${line.slice(0, most - 1).trimEnd()}…` : line;
  return [short, files.map((f) => f.name).join(', ')].filter((part) => part !== '').join(' · ');
}

/** The number of the newest entry after which a checklist may be another. */
export function checklistTurn(entries: readonly Entry[]): number {
  const turn = entries.findLast(
    (e) =>
      e.kind === 'evidence' ||
      (e.kind === 'message' && e.body.files.length > 0) ||
      (e.kind === 'event' && (e.body.event === 'evidence_asked' || e.body.event.startsWith('ticket_'))),
  );
  return turn?.number ?? 0;
}
