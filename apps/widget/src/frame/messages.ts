/**
 * Fills messages as the build compiled them. Stands in the frame for the run time of `@lingui/core`, which is a tenth of all
 * that a customer waits for; messages.test.ts holds it to the same words for every message that there is.
 */
type Values = Readonly<Record<string, string | number>>;
type Message = string | readonly Token[];
/** Text, `#` for the number that was chosen by, or a name to fill in: as it is, or by a choice among messages. */
type Token = string | readonly [name: string, choice?: string, among?: Readonly<Record<string, Message>>];

interface Catalogs {
  locale: string;
  messages: Readonly<Record<string, Readonly<Record<string, Message>>>>;
}

export function setupI18n({ locale, messages }: Catalogs): { _: (key: string, values?: Values) => string } {
  const plural = new Intl.PluralRules(locale);
  const number = new Intl.NumberFormat(locale);
  const fill = (message: Message, values: Values, count?: number): string => {
    if (typeof message === 'string') return message;
    const filled = message.map((token) => {
      if (token === '#' && count !== undefined) return number.format(count);
      if (typeof token === 'string') return token;
      const [name, , among] = token;
      const value = values[name] ?? '';
      if (!among) return value;
      if (typeof value === 'string') return fill(among[value] ?? among['other']!, values, count);
      return fill(among[value] ?? among[plural.select(value)] ?? among['other']!, values, value);
    });
    return filled.join('');
  };
  return { _: (key, values = {}) => fill(messages[locale]![key] ?? key, values) };
}
