import { Button } from '@mantine/core';

/** Removes what a dialog shows, and closes it once that is done; what refuses it is said at the dialog's end. */
export function RemoveButton({
  action,
  busy,
  remove,
  close,
}: {
  action: string;
  busy: boolean;
  remove: () => Promise<unknown>;
  close: () => void;
}) {
  return (
    <Button variant="subtle" color="red" loading={busy} onClick={() => void remove().then(close, () => undefined)}>
      {action}
    </Button>
  );
}
