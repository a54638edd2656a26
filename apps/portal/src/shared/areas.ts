import { useDesk } from '@fairlead/ui';
import { useWords } from './words.ts';

/** The name of an area in the reader's language; its key where the desk no longer has it. */
export function useAreaName(): (key: string) => string {
  const words = useWords();
  const { desk } = useDesk();
  return (key) => {
    const area = desk.areas.find((a) => a.key === key);
    return area ? words.named(area.name) : key;
  };
}
