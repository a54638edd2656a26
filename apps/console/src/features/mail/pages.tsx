import { useWords } from '@fairlead/ui';
import { Button } from '@mantine/core';

/** The way from one page of a list to the next, and back to the newest. */
export function Pages({ before, next, go }: { before: string | undefined; next: string | null; go: (before: string | undefined) => void }) {
  const words = useWords();
  return (
    <div className="mail-pages">
      {before && (
        <Button variant="default" size="xs" onClick={() => go(undefined)}>
          {words.t('settings.newest')}
        </Button>
      )}
      {next && (
        <Button variant="default" size="xs" onClick={() => go(next)}>
          {words.t('settings.older')}
        </Button>
      )}
    </div>
  );
}
