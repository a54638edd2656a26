/** What is said here. Each language is loaded when it is spoken. */
import { type Catalog, type Language, speak, type Words } from '@fairlead/words';
import type en from '@fairlead/words/catalogs/en/capture.json';

export type Said = Words<keyof typeof en>;

/** The vite plugin has compiled what the types show as JSON. */
const catalogs: Record<Language, () => Promise<{ default: unknown }>> = {
  en: () => import('@fairlead/words/catalogs/en/capture.json', { with: { type: 'json' } }),
  ko: () => import('@fairlead/words/catalogs/ko/capture.json', { with: { type: 'json' } }),
  ja: () => import('@fairlead/words/catalogs/ja/capture.json', { with: { type: 'json' } }),
};

export async function learn(language: Language): Promise<Said> {
  return speak(language, (await catalogs[language]()).default as Catalog);
}

/** `0:04`, or with tenths `0:04.2`. */
export function clock(seconds: number, tenths = false): string {
  const whole = tenths ? Math.round(seconds * 10) / 10 : Math.floor(seconds);
  const rest = (whole % 60).toFixed(tenths ? 1 : 0);
  return `${Math.floor(whole / 60)}:${rest.padStart(tenths ? 4 : 2, '0')}`;
}

/** `screenshot-2026-11-25-14-03-22.png`, by the clock on the wall. */
export function nameNow(what: 'screenshot' | 'recording', ending: string, now = new Date()): string {
  const parts = [now.getMonth() + 1, now.getDate(), now.getHours(), now.getMinutes(), now.getSeconds()];
  return `${what}-${[now.getFullYear(), ...parts.map((part) => String(part).padStart(2, '0'))].join('-')}.${ending}`;
}
