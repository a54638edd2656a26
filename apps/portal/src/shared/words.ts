import { useWords as useAnyWords } from '@fairlead/ui';
import type { Words } from '@fairlead/words';
import type portal from '@fairlead/words/catalogs/en/portal.json';
import type shared from '@fairlead/words/catalogs/en/shared.json';

export type Key = keyof typeof portal | keyof typeof shared;

/** The words of the portal: a key that no catalog has does not compile. */
export function useWords(): Words<Key> {
  return useAnyWords();
}

/** `a screenshot, logs, and steps to reproduce`, as the language joins a list. */
export function listed(words: Words<Key>, items: readonly string[]): string {
  return new Intl.ListFormat(words.language, { type: 'conjunction' }).format(items);
}
