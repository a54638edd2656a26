import { useEffect, useRef, useState } from 'preact/hooks';
import { pageErrors, take } from '../page.ts';
import { t } from './words.ts';

/** What went wrong in the vendor's page, exactly as it would be sent, to be looked through and changed before. */
export function PageErrors({ done }: { done: (file: File | null) => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [found, setFound] = useState<string | null>(null);
  const [text, setText] = useState('');
  useEffect(() => {
    take('large');
    dialog.current!.showModal();
    void pageErrors().then((errors) => (setText(errors), setFound(errors)));
    return () => take('panel');
  }, []);
  const attach = () => done(new File([text], 'page-errors.txt', { type: 'text/plain' }));
  return (
    <dialog ref={dialog} class="errors" aria-labelledby="errors" onClose={() => done(null)}>
      <h2 id="errors">{t('errors.title')}</h2>
      {found === '' ? (
        <p role="status">{t('errors.none')}</p>
      ) : (
        <>
          <p class="dim" id="errors-why">
            {t('errors.why')}
          </p>
          <textarea
            aria-label={t('errors.text')}
            aria-describedby="errors-why"
            aria-busy={found === null}
            spellcheck={false}
            wrap="off"
            value={text}
            onInput={(e) => setText(e.currentTarget.value)}
          />
        </>
      )}
      <p class="row">
        {found !== '' && (
          <button type="button" class="primary" aria-disabled={!text.trim()} onClick={() => text.trim() && attach()}>
            {t('errors.attach')}
          </button>
        )}
        <button type="button" class="quiet" onClick={() => dialog.current!.close()}>
          {t(found === '' ? 'panel.close' : 'give.close')}
        </button>
      </p>
    </dialog>
  );
}
