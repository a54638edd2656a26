import type { Channels } from '@fairlead/contract';
import { useCall } from '@fairlead/ui';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData } from '@tanstack/react-query';
import { useWords } from '../../shared/words.ts';
import { channelsQuery, type Draft } from './draft.ts';

/** Which channel suits what is written so far and what may be used now; undefined until the desk has first said it. */
export function useChannels(draft: Draft): Channels | undefined {
  const { language } = useWords();
  const [settled] = useDebouncedValue(draft, 300);
  const { data } = useCall(
    'GET /channels',
    { query: { ...channelsQuery(settled), language } },
    // Channels open and close, and the line moves, without anything being said to who only writes.
    { placeholderData: keepPreviousData, refetchInterval: 30_000, gcTime: 60_000, enabled: !draft.sent },
  );
  return data;
}

/** What the request counts as being about, and whether the reason for its urgency must be said. */
export function standsFor(draft: Draft, channels: Channels | undefined): { about: string[]; asksWhy: boolean } {
  const about = draft.about ?? channels?.about ?? [];
  return { about, asksWhy: (channels?.kinds ?? []).some(({ kind, asks_why }) => asks_why && about.includes(kind)) };
}
