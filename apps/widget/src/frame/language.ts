import type { RefusalCode } from '@fairlead/contract';
import { type Language, pickLanguage, speak, type Words } from '@fairlead/words';
import { signal } from '@preact/signals';
import type en from './languages/en.ts';
import type { Unsaid } from './languages/unsaid.ts';

export type Key = Exclude<keyof typeof en, Unsaid>;

const catalogs: Record<Language, () => Promise<{ default: Record<string, string> }>> = {
  en: () => import('./languages/en.ts'),
  ko: () => import('./languages/ko.ts'),
  ja: () => import('./languages/ja.ts'),
};

/** Set before anything is drawn. */
export const words = signal<Words<Key>>(null as unknown as Words<Key>);

export const t: Words<Key>['t'] = (key, values) => words.value.t(key, values);

/** An instant to come, in the customer's own time zone, with its day. */
export function whenever(at: string): string {
  const parts = { weekday: 'short', month: 'short', day: 'numeric', hour: 'numeric', minute: '2-digit' } as const;
  return new Intl.DateTimeFormat(words.value.language, parts).format(new Date(at));
}

/** Several as one list of words. */
export const listed = (names: readonly string[]): string => new Intl.ListFormat(words.value.language).format(names);

/** The sentence for a refusal. Those that are unsaid answer calls that are not made here, or pass. */
export const refusal = (code: RefusalCode): string => t(`refusal.${code}` as Key);

/** Loads and speaks the first of the wanted languages that there is. */
export async function speakTo(wanted: readonly string[]): Promise<Language> {
  const language = pickLanguage(wanted);
  words.value = speak<Key>(language, (await catalogs[language]()).default);
  document.documentElement.lang = language;
  return language;
}
