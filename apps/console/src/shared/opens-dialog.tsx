import { useWords } from '@fairlead/ui';
import { Modal } from '@mantine/core';
import { type ReactNode, useState } from 'react';

interface Props {
  /** What the button says. */
  label: string;
  title: string;
  size?: string;
  className?: string;
  /** The dialog's inside; it is made anew whenever it opens. */
  children: (close: () => void) => ReactNode;
}

/** A quiet button and the dialog that it opens. */
export function OpensDialog({ label, title, size, className = '', children }: Props) {
  const words = useWords();
  const [opened, setOpened] = useState(false);
  const close = () => setOpened(false);
  return (
    <>
      <button type="button" className={`quiet ${className}`} onClick={() => setOpened(true)}>
        {label}
      </button>
      <Modal
        opened={opened}
        onClose={close}
        title={title}
        {...(size ? { size } : {})}
        closeButtonProps={{ 'aria-label': words.t('dialog.cancel') }}
      >
        {children(close)}
      </Modal>
    </>
  );
}
