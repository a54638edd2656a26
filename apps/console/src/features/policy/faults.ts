import type { HolidayList, PolicyFault } from '@fairlead/contract';
import { useCall } from '@fairlead/ui';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';

const none: readonly PolicyFault[] = [];

export interface Checks {
  faults: readonly PolicyFault[];
  /** The newest text that has been checked and found right. */
  sound: string | null;
  checking: boolean;
  error: Error | null;
}

/** What is wrong with a text, asked of the desk once its writer pauses; and again when there are other holidays. */
export function useFaults(yaml: string, lists: readonly HolidayList[]): Checks {
  const queries = useQueryClient();
  const holidays = lists.map(({ name, fetched }) => `${name} ${fetched}`).join();
  useEffect(() => {
    void queries.invalidateQueries({ queryKey: ['POST /policy/checks'] });
    void queries.invalidateQueries({ queryKey: ['POST /policy/previews'] });
  }, [queries, holidays]);
  const [settled] = useDebouncedValue(yaml, 400);
  const { data, error, isPlaceholderData } = useCall(
    'POST /policy/checks',
    { body: { yaml: settled } },
    { placeholderData: keepPreviousData, gcTime: 60_000 },
  );
  const faults = data?.faults ?? none;
  return {
    faults,
    sound: data && !isPlaceholderData && faults.length === 0 ? settled : null,
    checking: settled !== yaml || isPlaceholderData,
    error,
  };
}
