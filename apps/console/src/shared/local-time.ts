import { useWords } from '@fairlead/ui';
import { useEffect, useState } from 'react';

const clock = { weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;

/** What the clock of a zone shows, like `Wed 14:05 (America/New_York)`, kept current; null while the zone is not known. */
export function useLocalTime(zone: string | null): string | null {
  const { language } = useWords();
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 30_000);
    return () => clearInterval(timer);
  }, []);
  if (zone === null) return null;
  const name = zone.replaceAll('_', ' ');
  try {
    return `${new Intl.DateTimeFormat(language, { ...clock, timeZone: zone }).format(now)} (${name})`;
  } catch {
    // This browser is older than the zone's name.
    return name;
  }
}
