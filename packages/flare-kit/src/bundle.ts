import type { PackedFile } from './pack.ts';

/** A bundle that was cleaned, as its readers see it. */
export interface Bundle {
  /** As it was sent. */
  name: string;
  files: readonly PackedFile[];
  /** The text of a member, or its first `most` letters; empty where there is none. */
  text(path: string, most?: number): Promise<string>;
}

/** The path of the first member that fits. */
export const pathOf = (bundle: Bundle, pattern: RegExp): string | undefined => bundle.files.find((f) => pattern.test(f.path))?.path;

/** The value of a JSON member; undefined where it cannot be read. */
export async function jsonAt(bundle: Bundle, path: string): Promise<unknown> {
  try {
    return JSON.parse(await bundle.text(path, 20_000_000)) as unknown;
  } catch {
    return undefined;
  }
}

/** The same of the first member that fits. */
export async function jsonIn(bundle: Bundle, pattern: RegExp): Promise<unknown> {
  const path = pathOf(bundle, pattern);
  return path === undefined ? undefined : jsonAt(bundle, path);
}

/** What stands at a way of keys in a value; undefined where that ends. */
export function at(value: unknown, ...keys: (string | number)[]): unknown {
  let here = value;
  for (const key of keys) here = typeof here === 'object' && here !== null ? (here as Record<string | number, unknown>)[key] : undefined;
  return here;
}

export const textAt = (value: unknown, ...keys: (string | number)[]): string | null => {
  const found = at(value, ...keys);
  return typeof found === 'string' && found !== '' ? found : typeof found === 'number' ? String(found) : null;
};

export const listAt = (value: unknown, ...keys: (string | number)[]): unknown[] => {
  const found = at(value, ...keys);
  return Array.isArray(found) ? found : [];
};
