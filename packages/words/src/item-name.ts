import { type Desk, evidenceKinds, type Named } from '@fairlead/contract';
import type { Words } from './words.ts';

type Fields = Pick<Desk, 'fields'>;

const isKind = (item: string) => (evidenceKinds as readonly string[]).includes(item);
const ownName = (desk: Fields, item: string, label: Named | null) => label ?? desk.fields.find((field) => field.item === item)?.label;

/** The name of an item within a sentence, like "a screenshot": the catalogs' for the desk's own kinds, data for the vendor's fields. */
export function itemName(words: Words, desk: Fields, item: string, label: Named | null = null): string {
  const own = ownName(desk, item, label);
  if (own) return words.named(own);
  return isKind(item) ? words.t(`evidence.${item}`) : item.replaceAll('_', ' ');
}

/** The name of an item that stands alone, like "Screenshot". */
export function itemTitle(words: Words, desk: Fields, item: string, label: Named | null = null): string {
  const own = ownName(desk, item, label);
  if (own) return words.named(own);
  return isKind(item) ? words.t(`item.${item}`) : item.replaceAll('_', ' ');
}

/** What was answered: of a choice what its reader calls it. */
export function answered(words: Words, desk: Fields, item: string, text: string): string {
  const choice = desk.fields.find((field) => field.item === item)?.choices.find((c) => c.value === text.trim());
  return choice ? words.named(choice.label) : text;
}

/** Every item that the desk can ask for. */
export const allItems = (desk: Fields): string[] => [...new Set([...evidenceKinds, ...desk.fields.map((field) => field.item)])];
