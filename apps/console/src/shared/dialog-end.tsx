import { useWords } from '@fairlead/ui';
import { Button } from '@mantine/core';
import { RefusedNote } from './refused.tsx';

/** The end of a form in a dialog: what went wrong, the way out, and the button that sends it. */
export function DialogEnd({
  error,
  busy,
  action,
  close,
  first = false,
}: {
  error: Error | null;
  busy: boolean;
  action: string;
  close: () => void;
  /** Whether the button has the focus from the beginning: there is nothing to fill in. */
  first?: boolean;
}) {
  const words = useWords();
  return (
    <>
      <RefusedNote error={error} />
      <div className="dialog-end">
        <Button variant="default" onClick={close}>
          {words.t('dialog.cancel')}
        </Button>
        <Button type="submit" loading={busy} data-autofocus={first || undefined}>
          {action}
        </Button>
      </div>
    </>
  );
}
