/** What a person typed is kept in the browser until the desk has it: survives reloads, and does without storage where that is forbidden. */
const memory = new Map<string, string>();

export function kept<T>(key: string): T | null {
  let text: string | null;
  try {
    text = localStorage.getItem(key);
  } catch {
    text = memory.get(key) ?? null;
  }
  return text === null ? null : (JSON.parse(text) as T);
}

/** Keeps a value; null forgets it. */
export function keep(key: string, value: unknown): void {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(value));
  } catch {
    if (value === null) memory.delete(key);
    else memory.set(key, JSON.stringify(value));
  }
}
