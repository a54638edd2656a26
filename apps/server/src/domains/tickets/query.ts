/**
 * What somebody looks for, as they type it: words, "phrases" and `field:value` filters, each of which may be negated with a minus.
 * Several values of one filter stand between commas. What looks like a filter and names no field is looked for as words.
 */

/** Filters, each with the values that it takes; null: anything. */
const fields = {
  is: ['unsolved', 'solved', 'urgent', 'waiting', 'due_soon', 'broken', 'unassigned'],
  state: ['new', 'open', 'pending', 'on_hold', 'solved', 'closed'],
  assignee: null,
  team: null,
  area: null,
  org: null,
  from: null,
  site: null,
  plan: null,
  channel: ['chat', 'ticket'],
  question: ['technical', 'sales'],
  number: null,
  created: null,
  updated: null,
  solved: null,
} as const satisfies Record<string, readonly string[] | null>;

export type Field = keyof typeof fields;

export type Part =
  | { is: 'words'; text: string; phrase: boolean; not: boolean }
  | { is: 'filter'; field: Field; values: string[]; not: boolean };

export interface Parsed {
  parts: Part[];
  /** What a filter was given that it does not take. */
  faults: string[];
}

const token = /(-)?(?:([a-z_]+):)?(?:"([^"]*)"?|([^\s"]+))/giu;
const isField = (name: string | undefined): name is Field => name !== undefined && Object.hasOwn(fields, name);
const ages = new Set<Field>(['created', 'updated', 'solved']);

/** Reads what was typed. Never throws: what makes no sense is a fault. */
export function parseQuery(typed: string): Parsed {
  const parts: Part[] = [];
  const faults: string[] = [];
  for (const [whole, minus, name, quoted, plain] of typed.matchAll(token)) {
    const not = minus !== undefined;
    const field = name?.toLowerCase();
    if (!isField(field)) {
      const text = quoted !== undefined && name === undefined ? quoted : whole.slice(not ? 1 : 0).replaceAll('"', ' ');
      if (text.trim()) parts.push({ is: 'words', text: text.trim(), phrase: quoted !== undefined, not });
      continue;
    }
    const values = (quoted === undefined ? plain!.split(',') : [quoted]).map((v) => v.trim()).filter((v) => v !== '');
    const takes: readonly string[] | null = fields[field];
    const wrong = values.filter((v) =>
      takes
        ? !takes.includes(v.toLowerCase())
        : ages.has(field)
          ? !/^\d{1,4}[dh]$/i.test(v)
          : field === 'number' && !/^#?\d{1,10}$/.test(v),
    );
    if (values.length === 0) faults.push(`${field}: say what to look for`);
    for (const value of wrong) faults.push(`${field}:${value} ${takes ? `is none of ${takes.join(', ')}` : 'cannot be read'}`);
    if (values.length > 0 && wrong.length === 0)
      parts.push({ is: 'filter', field, values: takes || ages.has(field) ? values.map((v) => v.toLowerCase()) : values, not });
  }
  return { parts, faults };
}
