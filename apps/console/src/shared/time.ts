import { useWords } from '@fairlead/ui';
import type { Words } from '@fairlead/words';
import { useEffect, useState } from 'react';

/** How long ago, coarsely: for lists. */
function elapsed(words: Words, since: string, now: number): string {
  const minutes = Math.floor((now - Date.parse(since)) / 60_000);
  if (minutes < 1) return words.t('elapsed.now');
  if (minutes < 60) return words.t('elapsed.minutes', { count: minutes });
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? words.t('elapsed.hours', { count: hours }) : words.t('elapsed.days', { count: Math.floor(hours / 24) });
}

/** The same, kept current on the screen. */
export function useElapsed(): (since: string) => string {
  const words = useWords();
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 15_000);
    return () => clearInterval(timer);
  }, []);
  return (since) => elapsed(words, since, now);
}
