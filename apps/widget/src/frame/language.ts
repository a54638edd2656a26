import { type Language, pickLanguage, speak, type Words } from '@fairlead/words';
import { signal } from '@preact/signals';
import type en from './languages/en.ts';

type Key = keyof typeof en;

const catalogs: Record<Language, () => Promise<{ default: Record<string, string> }>> = {
  en: () => import('./languages/en.ts'),
  ko: () => import('./languages/ko.ts'),
  ja: () => import('./languages/ja.ts'),
};

/** Set before anything is drawn. */
export const words = signal<Words<Key>>(null as unknown as Words<Key>);

export const t: Words<Key>['t'] = (key, values) => words.value.t(key, values);

/** Loads and speaks the first of the wanted languages that there is. */
export async function speakTo(wanted: readonly string[]): Promise<Language> {
  const language = pickLanguage(wanted);
  words.value = speak<Key>(language, (await catalogs[language]()).default);
  document.documentElement.lang = language;
  return language;
}
