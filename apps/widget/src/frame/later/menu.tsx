import { useEffect, useRef, useState } from 'preact/hooks';
import { Unanswered } from '@fairlead/client';
import { keepsErrors } from '../page.ts';
import { Icon } from '../parts.tsx';
import { drawings, prepare, recording, screenshot } from './capturing.ts';
import { PageErrors } from './page-errors.tsx';
import { t } from './words.ts';

/** What can be attached: a file, or what is captured now. */
export function Menu({ add, close }: { add: (files: File[]) => unknown; close: () => void }) {
  const box = useRef<HTMLDivElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const [errors, setErrors] = useState(false);
  useEffect(() => {
    prepare();
    box.current!.querySelector('button')!.focus();
    const outside = (event: PointerEvent) => {
      if (event.target instanceof Element && !event.target.closest('.menu, dialog, [aria-haspopup]')) close();
    };
    addEventListener('pointerdown', outside);
    return () => removeEventListener('pointerdown', outside);
  }, []);
  const make = async (capture: () => Promise<File | null>) => {
    close();
    const made = await capture().catch((error: unknown) => {
      if (error instanceof TypeError || error instanceof Unanswered) return null;
      throw error;
    });
    if (made) add([made]);
  };
  const moved = (event: KeyboardEvent) => {
    const all = [...box.current!.querySelectorAll<HTMLElement>('[role=menuitem]')];
    const at = all.indexOf(document.activeElement as HTMLElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1 + all.length, Home: 0, End: all.length - 1 }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      all[to % all.length]!.focus();
    } else if (event.key === 'Escape' || event.key === 'Tab') {
      event.stopPropagation();
      event.preventDefault();
      close();
    }
  };
  const entry = (icon: 'file' | 'screenshot' | 'recording' | 'alert', label: string, does: () => void) => (
    <button type="button" role="menuitem" tabIndex={-1} onClick={does}>
      {icon === 'file' || icon === 'alert' ? <Icon name={icon} /> : <Icon path={drawings[icon]} />}
      {label}
    </button>
  );
  return (
    <div class="menu" ref={box}>
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        onChange={(e) => {
          add([...(e.currentTarget.files ?? [])]);
          close();
        }}
      />
      <div role="menu" tabIndex={-1} aria-label={t('composer.attach')} onKeyDown={moved}>
        {entry('file', t('attach.file'), () => picker.current!.click())}
        {entry('screenshot', t('attach.screenshot'), () => void make(screenshot))}
        {entry('recording', t('attach.recording'), () => void make(recording))}
        {keepsErrors.value && entry('alert', t('attach.errors'), () => setErrors(true))}
      </div>
      {errors && (
        <PageErrors
          done={(file) => {
            close();
            if (file) add([file]);
          }}
        />
      )}
    </div>
  );
}
