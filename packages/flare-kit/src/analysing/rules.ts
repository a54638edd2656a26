/** Analysers as data: what a line of which files means, and what to do. The desk's own and a vendor's have the same form. */
import { parse } from 'yaml';
import type { OwnRules } from '../cleaning/clean.ts';
import { type Grams, openWords } from '../grams.ts';
import { wordsOf } from '../pattern-words.ts';
import { bundleKinds, type BundleKind } from '../recognising.ts';

/** What is said of it in each language; English is always there. */
export type Said = { en: string } & Partial<Record<'ko' | 'ja', string>>;

export type Severity = 'error' | 'warning' | 'info';

export interface Rule {
  id: string;
  /** Kinds of bundles that it is for; empty: all. */
  for: BundleKind[];
  /** Members that it reads, as globs. */
  files: string[];
  /** A line that fits is a finding; its named groups stand in what is said, as `{name}`. */
  match: RegExp;
  /** Only from so many lines on. */
  atLeast: number;
  severity: Severity;
  sure: 'certain' | 'likely' | 'possible';
  title: Said;
  advice: Said;
  link: string | null;
  /** The area of a ticket that it belongs to. */
  area: string | null;
}

export interface Finding {
  rule: string;
  severity: Severity;
  sure: Rule['sure'];
  title: Said;
  advice: Said | null;
  link: string | null;
  area: string | null;
  /** Where it shows first; `line` from 1, 0 for a file as a whole. */
  file: string | null;
  line: number;
  quote: string;
  count: number;
}

/** A rule that cannot be read: which, and why. */
export class RuleFault extends Error {}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

function saidIn(value: unknown, what: string): Said {
  if (typeof value === 'string' && value !== '') return { en: value };
  if (isRecord(value) && typeof value['en'] === 'string') return value as Said;
  throw new RuleFault(`${what} is missing: a text, or one per language with en among them`);
}

/** Reads rules from YAML: a list, or `rules:` with one. Throws `RuleFault`. */
export function readRules(yaml: string): Rule[] {
  const document = parsed(yaml);
  const list = isRecord(document) ? document['rules'] : document;
  if (!Array.isArray(list)) throw new RuleFault('it has no list of rules');
  return rulesIn(list);
}

/** What a vendor says of flares: what to look for, what is secret in its product and what is not, and whether originals are kept. */
export interface OwnFlareRules extends OwnRules {
  analysers: Rule[];
  /** Hours for which what was sent is kept, encrypted; 0: it is destroyed once it was read. */
  originals: number;
}

const longestKept = 30 * 24;

/** Reads a vendor's YAML: `rules`, `secrets`, `allow`, `originals`, none of which must be there. Throws `RuleFault`. */
export function readOwnRules(yaml: string): OwnFlareRules {
  const document = parsed(yaml) ?? {};
  if (Array.isArray(document)) return { analysers: rulesIn(document), rules: [], allow: [], originals: 0 };
  if (!isRecord(document)) throw new RuleFault('it is no YAML with rules, secrets, allow or originals');
  const strange = Object.keys(document).find((key) => !['rules', 'secrets', 'allow', 'originals'].includes(key));
  if (strange !== undefined) throw new RuleFault(`${strange}: there is only rules, secrets, allow and originals`);
  const originals = isRecord(document['originals']) ? document['originals']['keep_hours'] : (document['originals'] ?? 0);
  if (originals !== 'destroy' && !(Number.isInteger(originals) && Number(originals) >= 0 && Number(originals) <= longestKept))
    throw new RuleFault(`originals: destroy, or keep_hours from 0 to ${longestKept}`);
  return {
    analysers: rulesIn(listIn(document, 'rules')),
    rules: listIn(document, 'secrets').map((one, index) => {
      const name = isRecord(one) ? one['name'] : undefined;
      if (!isRecord(one) || typeof name !== 'string' || !/^[a-z][a-z0-9-]{0,39}$/.test(name))
        throw new RuleFault(`secrets, ${index + 1}: name is missing: small letters, digits and hyphens`);
      return { name, pattern: patternIn(one['pattern'], one['ignore_case'] === true ? 'dgi' : 'dg', `secrets, ${name}: pattern`) };
    }),
    allow: listIn(document, 'allow').map((one, index) => patternIn(one, '', `allow, ${index + 1}`)),
    originals: originals === 'destroy' ? 0 : Number(originals),
  };
}

function parsed(yaml: string): unknown {
  try {
    return parse(yaml, { maxAliasCount: 20 }) as unknown;
  } catch (error) {
    throw new RuleFault((error as Error).message.split('\n')[0], { cause: error });
  }
}

function listIn(document: Record<string, unknown>, key: string): unknown[] {
  const list = document[key] ?? [];
  if (!Array.isArray(list)) throw new RuleFault(`${key} is a list`);
  return list;
}

function patternIn(value: unknown, flags: string, what: string): RegExp {
  if (typeof value !== 'string' || value === '') throw new RuleFault(`${what} is missing: a regular expression`);
  try {
    return new RegExp(value, flags);
  } catch (error) {
    throw new RuleFault(`${what}: ${(error as Error).message}`, { cause: error });
  }
}

function rulesIn(list: readonly unknown[]): Rule[] {
  return list.map((one: unknown, index) => {
    const name = isRecord(one) && typeof one['id'] === 'string' ? one['id'] : `rule ${index + 1}`;
    try {
      return readRule(one);
    } catch (error) {
      throw new RuleFault(`${name}: ${(error as Error).message}`, { cause: error });
    }
  });
}

function readRule(one: unknown): Rule {
  if (!isRecord(one)) throw new RuleFault('it is no rule');
  const { id, match, severity = 'warning', sure = 'likely' } = one;
  if (typeof id !== 'string' || !/^[\w.-]{1,80}$/.test(id)) throw new RuleFault('id is missing: letters, digits, dots and hyphens');
  if (typeof match !== 'string' || match === '') throw new RuleFault('match is missing: a regular expression');
  if (severity !== 'error' && severity !== 'warning' && severity !== 'info') throw new RuleFault('severity is error, warning or info');
  if (sure !== 'certain' && sure !== 'likely' && sure !== 'possible') throw new RuleFault('sure is certain, likely or possible');
  const kinds = ([] as unknown[]).concat(one['for'] ?? []);
  for (const kind of kinds)
    if (!(bundleKinds as readonly unknown[]).includes(kind))
      throw new RuleFault(`for: ${String(kind)} is no kind of bundle (${bundleKinds.join(', ')})`);
  const files = ([] as unknown[]).concat(one['files'] ?? '**').map(String);
  return {
    id,
    for: kinds as BundleKind[],
    files,
    match: new RegExp(match, one['ignore_case'] === true ? 'i' : ''),
    atLeast: typeof one['at_least'] === 'number' ? one['at_least'] : 1,
    severity,
    sure,
    title: saidIn(one['title'], 'title'),
    advice: saidIn(one['advice'], 'advice'),
    link: typeof one['link'] === 'string' ? one['link'] : null,
    area: typeof one['area'] === 'string' ? one['area'] : null,
  };
}

/** A glob as a pattern: `**` for any folders, `*` within one. */
const globPattern = (glob: string): RegExp =>
  new RegExp(
    `(?:^|/)${glob
      .replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
      .replaceAll('**/', '\u0001')
      .replaceAll('**', '\u0002')
      .replaceAll('*', '[^/]*')
      .replaceAll('?', '[^/]')
      .replaceAll('\u0001', '(?:.*/)?')
      .replaceAll('\u0002', '.*')}$`,
  );

/** What is said with the words of the line in it. */
function filled(said: Said, groups: Record<string, string> | undefined): Said {
  const fill = (text: string) => text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => groups?.[name] ?? whole);
  return Object.fromEntries(Object.entries(said).map(([language, text]) => [language, fill(text)])) as Said;
}

const longestQuote = 400;

export interface RuleReader {
  /** Reads a block of a member, as text, its table, and lines, the first of which has the number `line`. */
  read(path: string, text: string, grams: Grams, lines: readonly string[], line: number): void;
  findings(): Finding[];
}

function hasWordsOf(source: string) {
  const words = wordsOf(source);
  return words && openWords(words, true);
}

export function openRules(rules: readonly Rule[], kind: BundleKind): RuleReader {
  const active = rules
    .filter((rule) => rule.for.length === 0 || rule.for.includes(kind))
    .map((rule) => ({
      rule,
      // Most blocks have nothing: that is found out at once, and not line by line.
      anywhere: new RegExp(rule.match.source, `${rule.match.flags}m`),
      has: hasWordsOf(rule.match.source),
      files: rule.files.map(globPattern),
      found: null as Finding | null,
    }));
  // Blocks of one member come one after the other.
  let now = { path: '', rules: [] as typeof active };
  return {
    read(path, text, grams, lines, number) {
      if (now.path !== path) now = { path, rules: active.filter(({ files }) => files.some((file) => file.test(path))) };
      const here = now.rules.filter(({ has, anywhere }) => (has === null || has(grams)) && anywhere.test(text));
      if (here.length === 0) return;
      for (const [index, line] of lines.entries())
        for (const one of here) {
          const { rule } = one;
          const match = rule.match.exec(line);
          if (!match) continue;
          if (one.found) one.found.count++;
          else
            one.found = {
              rule: rule.id,
              severity: rule.severity,
              sure: rule.sure,
              title: filled(rule.title, match.groups),
              advice: filled(rule.advice, match.groups),
              link: rule.link,
              area: rule.area,
              file: path,
              line: number + index,
              quote: line.trim().slice(0, longestQuote),
              count: 1,
            };
        }
    },
    findings: () => active.flatMap(({ rule, found }) => (found && found.count >= rule.atLeast ? [found] : [])),
  };
}
