/** All that deals with files, evidence and articles is fetched when the first of them is dealt with, so that a chat opens at once. */
import { Unanswered } from '@fairlead/client';
import { signal } from '@preact/signals';
import type * as all from './later/later.ts';

type Later = typeof all;

export const later = signal<Later | null>(null);
let fetching: Promise<Later> | null = null;

/** Throws `Unanswered`; asking again tries again. */
export function fetchLater(): Promise<Later> {
  return (fetching ??= fetchAll());
}

async function fetchAll(): Promise<Later> {
  try {
    const fetched = await import('./later/later.ts');
    await fetched.learn();
    return (later.value = fetched);
  } catch (cause) {
    fetching = null;
    throw new Unanswered('not fetched', { cause });
  }
}

let wanted = false;

/** For what is shown without being asked for: tries until it is there. */
export async function wantLater(): Promise<void> {
  if (wanted) return;
  wanted = true;
  for (let pause = 1_000; !later.value; pause = Math.min(pause * 2, 15_000)) {
    try {
      await fetchLater();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}
