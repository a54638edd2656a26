import { useEffect } from 'react';
import { useWords } from './words.ts';

/** Names the page in the browser's tab and history, and to screen readers. */
export function useTitle(title: string): void {
  const words = useWords();
  const whole = `${title} · ${words.t('portal.name')}`;
  useEffect(() => {
    document.title = whole;
  }, [whole]);
}
