import { readFileSync } from 'node:fs';
import { compileCatalog } from './compile.ts';
import { type Catalog, type Language, languages, speak, type Words } from './words.ts';

/** Reads catalogs from disk, for programs on Node. */
export function loadWords(...surfaces: string[]): Record<Language, Words> {
  const read = (language: Language, surface: string) => {
    const file = new URL(`../catalogs/${language}/${surface}.json`, import.meta.url);
    return compileCatalog(JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>, file.pathname) as Catalog;
  };
  return Object.fromEntries(languages.map((l) => [l, speak(l, ...surfaces.map((s) => read(l, s)))])) as Record<Language, Words>;
}
