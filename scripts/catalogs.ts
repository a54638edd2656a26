/** Every language has the same keys, the same placeholders, messages that parse, and nothing empty. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileCatalog } from '../packages/words/src/compile.ts';
import { root } from './run.ts';

const folder = join(root, 'packages/words/catalogs');
const read = (language: string, surface: string) =>
  JSON.parse(readFileSync(join(folder, language, surface), 'utf8')) as Record<string, string>;
/** The names that a compiled message takes: tokens are text, or `[name, format, options]`. */
function namesIn(compiled: unknown): string[] {
  if (!Array.isArray(compiled)) return [];
  return compiled.flatMap((token: unknown) => {
    if (!Array.isArray(token)) return [];
    const [name, , options] = token as [string, string?, Record<string, unknown>?];
    return [name, ...Object.values(options ?? {}).flatMap(namesIn)];
  });
}

const wrong: string[] = [];
const languages = readdirSync(folder);
for (const surface of readdirSync(join(folder, 'en'))) {
  const english = read('en', surface);
  const original = compileCatalog(english, `en/${surface}`);
  for (const language of languages) {
    const messages = read(language, surface);
    const compiled = compileCatalog(messages, `${language}/${surface}`);
    for (const key of Object.keys(english)) {
      if (!(key in messages)) wrong.push(`${language}/${surface}: "${key}" is missing`);
      else if (new Set(namesIn(compiled[key])).symmetricDifference(new Set(namesIn(original[key]))).size > 0)
        wrong.push(`${language}/${surface}: "${key}" has other placeholders than the English one`);
    }
    for (const key of Object.keys(messages))
      if (!(key in english)) wrong.push(`${language}/${surface}: "${key}" is not in the English catalog`);
  }
}
if (wrong.length > 0) {
  process.stderr.write(`${wrong.join('\n')}\n`);
  process.exit(1);
}
