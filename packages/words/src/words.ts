/**
 * What a person reads. Catalogs are `catalogs/<language>/<surface>.json`: keys to ICU messages, the same keys in every
 * language. Front ends get them compiled at build time (`./vite`), the server compiles them when it starts (`./node`).
 */
import { setupI18n } from '@lingui/core';

export const languages = ['en', 'ko', 'ja'] as const;
export type Language = (typeof languages)[number];

/** A compiled catalog: what `./vite` and `./node` make of the JSON. */
export type Catalog = Record<string, string>;

export interface Words<Key extends string = string> {
  readonly language: Language;
  /** The message for a key. Values fill its placeholders. */
  t(key: Key, values?: Record<string, string | number>): string;
  /** `10:42`, or with the day when it is another one. */
  time(at: string | Date): string;
  date(at: string | Date): string;
  /** `3.4 MB` */
  bytes(count: number): string;
  /** A name that is data and exists in every language. */
  named(name: Record<string, string>): string;
}

/** Speaks one language from the catalogs given. */
export function speak<Key extends string>(language: Language, ...catalogs: Catalog[]): Words<Key> {
  const i18n = setupI18n({ locale: language, messages: { [language]: Object.assign({}, ...catalogs) as Catalog } });
  const clock = new Intl.DateTimeFormat(language, { hour: 'numeric', minute: '2-digit' });
  const day = new Intl.DateTimeFormat(language, { year: 'numeric', month: 'short', day: 'numeric' });
  const dayAndClock = new Intl.DateTimeFormat(language, { month: 'short', day: 'numeric', hour: 'numeric', minute: '2-digit' });
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'];
  return {
    language,
    t: (key, values) => i18n._(key, values),
    time(at) {
      const instant = new Date(at);
      return (instant.toDateString() === new Date().toDateString() ? clock : dayAndClock).format(instant);
    },
    date: (at) => day.format(new Date(at)),
    bytes(count) {
      const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(count, 1)) / 3));
      const value = count / 1000 ** power;
      return new Intl.NumberFormat(language, {
        style: 'unit',
        unit: units[power]!,
        // Shortened, a byte has no plural.
        unitDisplay: power === 0 ? 'long' : 'short',
        maximumFractionDigits: value < 10 ? 1 : 0,
      }).format(value);
    },
    named: (name) => name[language] ?? name['en'] ?? Object.values(name)[0] ?? '',
  };
}

/** The language to speak to somebody who asks for `wanted`, most wanted first, like `['ko-KR', 'en']`. */
export function pickLanguage(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const found = languages.find((l) => tag.toLowerCase() === l || tag.toLowerCase().startsWith(`${l}-`));
    if (found) return found;
  }
  return 'en';
}
