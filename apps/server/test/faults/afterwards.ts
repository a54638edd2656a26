/** Cleaning up after a file's tests, for what is opened inside a test, where vitest's own `afterAll` is not heard. */
import { afterAll } from 'vitest';

const todo: (() => unknown)[] = [];

afterAll(async () => {
  for (const clean of todo.toReversed()) await clean();
}, 30_000);

/** Does this after the file's tests, the latest first. */
export function afterwards(clean: () => unknown): void {
  todo.push(clean);
}
