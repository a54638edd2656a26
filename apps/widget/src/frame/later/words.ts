import { type Language, speak, type Words } from '@fairlead/words';
import type en from '@fairlead/words/catalogs/en/widget_later.json';
import { type Key, t as tAtOnce, words } from '../language.ts';
import styles from './later.css?inline';

type LaterKey = keyof typeof en;

const catalogs: Record<Language, () => Promise<{ default: Record<string, string> }>> = {
  en: () => import('@fairlead/words/catalogs/en/widget_later.json'),
  ko: () => import('@fairlead/words/catalogs/ko/widget_later.json'),
  ja: () => import('@fairlead/words/catalogs/ja/widget_later.json'),
};

let catalog: Record<string, string>;
let own: Words<LaterKey>;

/** Fetches the words and puts on the styles; before anything here is drawn. */
export async function learn(): Promise<void> {
  const { language } = words.value;
  catalog = (await catalogs[language]()).default;
  own = speak<LaterKey>(language, catalog);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(styles);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}

/** Says what is said here, and all that the frame says. */
export const t: Words<Key | LaterKey>['t'] = (key, values) =>
  key in catalog ? own.t(key as LaterKey, values) : tAtOnce(key as Key, values);
