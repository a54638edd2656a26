import { useChecklist, useWords } from '@fairlead/ui';
import { Button } from '@mantine/core';

/** Opens what stands beside a thread where the window is too narrow for it, and says how complete the request is. */
export function DetailsButton({ thread, open }: { thread: string; open: () => void }) {
  const words = useWords();
  const { checklist } = useChecklist(thread);
  return (
    <Button className="only-narrow" size="xs" variant="default" onClick={open}>
      {words.t('chat.details')}
      {checklist && checklist.of > 0 && ` · ${words.t('checklist.count', { given: checklist.given, of: checklist.of })}`}
    </Button>
  );
}
