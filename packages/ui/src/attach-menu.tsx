import { Menu } from '@mantine/core';
import { useRef } from 'react';
import { prepareCapture, recordScreen, takeScreenshot } from './capturing.ts';
import { useWords } from './root.tsx';

const paths = {
  clip: 'm20 11-8.5 8.5a5 5 0 0 1-7-7L13 4a3.4 3.4 0 0 1 4.8 4.8l-8.4 8.4a1.7 1.7 0 0 1-2.4-2.4L14.5 7.3',
  file: 'M7 3h7l5 5v13H7z M14 3v5h5',
  screenshot: 'M4 8V5h3 M17 5h3v3 M20 16v3h-3 M7 19H4v-3 M9 12a3 3 0 1 0 6 0 3 3 0 1 0-6 0',
  recording: 'M3 6h12v12H3z M15 10.5l6-3.5v10l-6-3.5',
};

export function Icon({ is, size = 20 }: { is: keyof typeof paths; size?: number }) {
  return (
    <svg viewBox="0 0 24 24" width={size} height={size} aria-hidden fill="none" stroke="currentColor" strokeWidth="1.8">
      <path d={paths[is]} strokeLinecap="round" strokeLinejoin="round" />
    </svg>
  );
}

/** The paper clip: a file from the disk, or a picture or a recording of the screen that is made now. */
export function AttachMenu({ add, done }: { add: (files: File[]) => void; done?: () => void }) {
  const words = useWords();
  const picker = useRef<HTMLInputElement>(null);
  const capture = async (make: (language: typeof words.language) => Promise<File | null>) => {
    const made = await make(words.language);
    if (made) add([made]);
    done?.();
  };
  return (
    <>
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        onChange={(event) => {
          add([...(event.currentTarget.files ?? [])]);
          event.currentTarget.value = '';
          done?.();
        }}
      />
      <Menu position="top-start" onOpen={prepareCapture} withinPortal>
        <Menu.Target>
          <button type="button" className="fl-icon-button" aria-label={words.t('composer.attach')} title={words.t('composer.attach')}>
            <Icon is="clip" />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<Icon is="file" size={18} />} onClick={() => picker.current?.click()}>
            {words.t('attach.file')}
          </Menu.Item>
          <Menu.Item leftSection={<Icon is="screenshot" size={18} />} onClick={() => void capture(takeScreenshot)}>
            {words.t('attach.screenshot')}
          </Menu.Item>
          <Menu.Item leftSection={<Icon is="recording" size={18} />} onClick={() => void capture(recordScreen)}>
            {words.t('attach.recording')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  );
}
