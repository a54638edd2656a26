import { readFileSync } from 'node:fs';
import { languages } from '@fairlead/words';
import { loadWords } from '@fairlead/words/node';
import { expect, test } from 'vitest';
import { compileCatalog } from '../../../../packages/words/src/compile.ts';
import { setupI18n } from './messages.ts';

const library = loadWords('shared', 'widget');
const catalog = (language: string, surface: string) => {
  const file = new URL(import.meta.resolve(`@fairlead/words/catalogs/${language}/${surface}.json`));
  return JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
};

/** In a message that counts every name is a number, in others a text. */
const numbers = [0, 1, 2, 5, 21, 1_234];
const texts = ['chat', 'ticket', 'Dana <b>{x}</b> #'];

test.each(languages)('what the frame says in %s is what the library says, message by message', (language) => {
  const messages = { ...catalog(language, 'shared'), ...catalog(language, 'widget') };
  const compiled = compileCatalog(messages, language) as Parameters<typeof setupI18n>[0]['messages'][string];
  const { _: say } = setupI18n({ locale: language, messages: { [language]: compiled } });
  let compared = 0;
  for (const [key, message] of Object.entries(messages)) {
    const counted = /, plural,/.test(message);
    for (const value of counted ? numbers : texts) {
      const values = Object.fromEntries([...message.matchAll(/\{(\w+)[},]/g)].map(([, name]) => [name!, value]));
      expect(say(key, values), key).toBe(library[language].t(key, values));
      compared++;
    }
  }
  expect(compared).toBeGreaterThan(400);
});

test('what a person wrote is said as it was written', () => {
  const { _: say } = setupI18n({
    locale: 'en',
    messages: { en: compileCatalog({ said: 'Chat: {text}' }, 'en') as Record<string, string> },
  });
  for (const text of ['C:\\x41\\u0041', '#', '{text}', '<b>']) expect(say('said', { text })).toBe(`Chat: ${text}`);
});
