/** Which evidence helps with a request (S3): the policy's rows, met by what the request is and what was given. Pure. */
import type { Ask, AnswerShape, Desk, EvidenceKind, Locale, Question } from '@fairlead/contract';
import { loadWords } from '@fairlead/words/node';
import { inLanguage, named, type PolicyDocument } from './document.ts';

export interface Needed {
  item: string;
  need: Ask['need'];
}

export interface Requested {
  question: Question;
  /** Key of the area; null while it is not known. */
  area: string | null;
  about: readonly string[];
  /** Items that are there, also from elsewhere than a person; of a choice its value. */
  given: ReadonlyMap<string, string>;
}

type Row = PolicyDocument['evidence']['asks'][number];

/** Every item once, as the first row that fits says, in the order of the rows. */
export function asksFor({ evidence }: PolicyDocument, requested: Requested): Needed[] {
  const needed = new Map<string, Needed>();
  for (const row of evidence.asks)
    if (!needed.has(row.item) && fits(row, requested)) needed.set(row.item, { item: row.item, need: row.need });
  return [...needed.values()];
}

function fits(row: Row, { question, area, about, given }: Requested): boolean {
  const isNothingElse = about.length > 0 && about.every((kind) => row.except?.includes(kind));
  return (
    row.question === question &&
    (!row.area || (area !== null && row.area.includes(area))) &&
    (!row.kind || row.kind.some((kind) => about.includes(kind))) &&
    !(row.except && isNothingElse) &&
    (!row.given || row.given.some((item) => given.has(item))) &&
    // What is there stays in the list; only what is not there yet is no longer asked for.
    (!row.unless_given || given.has(row.item) || !row.unless_given.some((item) => given.has(item))) &&
    Object.entries(row.answer ?? {}).every(([field, values]) => values.includes(given.get(field) ?? ''))
  );
}

const shapes: Record<EvidenceKind, AnswerShape> = {
  link: 'link',
  screenshot: 'screenshot',
  recording: 'recording',
  steps: 'text',
  flare: 'flare',
  docs: 'links',
  configuration: 'files',
  logs: 'files',
};
const isKind = (item: string): item is EvidenceKind => item in shapes;

const words = loadWords('server');

/** An item as it is asked for, in the reader's language. `known`: answers by item that are offered. One that the policy has no more is named by its key. */
export function inWords({ evidence }: PolicyDocument, { item, need }: Needed, language: Locale, known: Record<string, string>): Ask {
  const { t } = words[language];
  const common = { item, need, choices: [], command: item === 'flare' ? evidence.flare_command : null, known: known[item] ?? null };
  if (isKind(item)) return { ...common, label: t(`item.${item}`), hint: t(`item.${item}.hint`), shape: shapes[item] };
  const field = evidence.fields[item];
  if (!field) return { ...common, label: item.replaceAll('_', ' '), hint: null, shape: 'text' };
  return {
    ...common,
    label: inLanguage(field.label, language),
    hint: field.hint ? inLanguage(field.hint, language) : null,
    shape: field.answer,
    choices: (field.choices ?? []).map(({ value, label }) => ({ value, label: inLanguage(label, language) })),
  };
}

/** The vendor's own items of evidence, as screens show them. */
export const fieldsShown = ({ fields }: PolicyDocument['evidence']): Desk['fields'] =>
  Object.entries(fields).map(([item, { label, choices = [] }]) => ({
    item,
    label: named(label),
    choices: choices.map((choice) => ({ value: choice.value, label: named(choice.label) })),
  }));
