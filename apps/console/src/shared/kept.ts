import { keep, kept } from '@fairlead/client';
import { useState } from 'react';

/** What somebody is writing: state that is kept in this browser until the desk has it. Null forgets it, and `fresh` stands again. */
export function useKept<T>(key: string, fresh: () => T): [T, (next: T | null) => void] {
  const [value, setValue] = useState<T>(() => kept<T>(key) ?? fresh());
  return [
    value,
    (next) => {
      keep(key, next);
      setValue(next ?? fresh());
    },
  ];
}
