import type { Words } from '@fairlead/words';
import { useEffect, useRef, useState } from 'react';
import type { Attachment, Attachments } from './attachments.ts';
import { editPicture } from './capturing.ts';
import { useWords } from './root.tsx';
import { isStill, rateOf, secondsLeft } from './upload-rate.ts';

/** Files that are attached, and how far each is on its way. */
export function AttachmentList({ attachments }: { attachments: Attachments }) {
  const words = useWords();
  useTicks(attachments.list.some((a) => a.state === 'sending'));
  if (attachments.list.length === 0) return null;
  return (
    <>
      <ul className="fl-attachments">
        {attachments.list.map((attachment) => (
          <Row key={attachment.id} attachment={attachment} attachments={attachments} />
        ))}
      </ul>
      <p className="fl-hidden" role="status">
        {attachments.list.map((a) => (a.state === 'sending' ? '' : stands(words, a))).join(' ')}
      </p>
    </>
  );
}

function Row({ attachment, attachments }: { attachment: Attachment; attachments: Attachments }) {
  const words = useWords();
  const picker = useRef<HTMLInputElement>(null);
  const { id, name, size, state, upload, picture } = attachment;
  const slow = state === 'sending' && size > 4_000_000;
  const share = upload && size > 0 ? upload.sent / size : 0;
  const edit = async () => {
    const edited = picture && (await editPicture(picture, words.language));
    if (edited) attachments.replace(id, edited);
  };
  return (
    <li data-state={state}>
      <span className="fl-attachment-words">
        <span className="fl-file-name">{state === 'ready' ? words.t('composer.file_ready', { name, size: words.bytes(size) }) : name}</span>
        {state !== 'ready' && (
          <span className={state === 'sending' ? 'fl-dim' : 'fl-attachment-why'}>
            {state === 'sending' ? onItsWay(words, attachment) : stands(words, attachment)}
          </span>
        )}
      </span>
      {state === 'ready' && picture && (
        <button type="button" aria-label={words.t('picture.edit_file', { name })} onClick={() => void edit()}>
          {words.t('picture.edit')}
        </button>
      )}
      {(state === 'waiting' || state === 'refused') && (
        <button type="button" aria-label={words.t('composer.retry_file', { name })} onClick={() => attachments.retry(id)}>
          {words.t('problem.again')}
        </button>
      )}
      {state === 'lost' && (
        <>
          <input
            ref={picker}
            type="file"
            hidden
            onChange={(event) => {
              const [file] = event.currentTarget.files ?? [];
              event.currentTarget.value = '';
              if (file) attachments.goOn(id, file);
            }}
          />
          <button type="button" aria-label={words.t('upload.choose_again_file', { name })} onClick={() => picker.current?.click()}>
            {words.t('upload.choose_again')}
          </button>
        </>
      )}
      <button type="button" aria-label={words.t('message.remove_file', { name })} onClick={() => attachments.remove(id)}>
        <span aria-hidden>✕</span>
      </button>
      {state === 'sending' && (
        <span
          className="fl-bar"
          role="progressbar"
          aria-label={words.t('message.uploading', { name })}
          {...(slow ? { 'aria-valuenow': Math.floor(share * 100), 'aria-valuemin': 0, 'aria-valuemax': 100 } : {})}
          data-unknown={!slow || undefined}
        >
          <span style={slow ? { width: `${share * 100}%` } : undefined} />
        </span>
      )}
    </li>
  );
}

function stands(words: Words, { name, size, state, refusal }: Attachment): string {
  if (state === 'waiting') return words.t('upload.waiting');
  if (state === 'lost') return words.t('upload.lost');
  if (state === 'refused') return refusal ? words.t(`refusal.${refusal}`) : words.t('message.file_failed', { name });
  return words.t('composer.file_ready', { name, size: words.bytes(size) });
}

/** `12 MB of 3.4 GB · 8 MB/s · 6 min left` */
function onItsWay(words: Words, { size, upload }: Attachment): string {
  const now = Date.now();
  const sent = upload?.sent ?? 0;
  if (sent >= size && size > 0) return words.t('upload.checking');
  const samples = upload?.samples ?? [];
  if (isStill(samples, now)) return words.t('upload.waiting');
  const rate = rateOf(samples, now);
  const left = secondsLeft(samples, size, now);
  return [
    sent > 0 ? words.t('upload.sent', { sent: words.bytes(sent), of: words.bytes(size) }) : words.bytes(size),
    rate === null ? '' : words.t('upload.rate', { rate: words.bytes(rate) }),
    left === null ? '' : timeLeft(words, left),
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

function timeLeft(words: Words, seconds: number): string {
  if (seconds < 60) return words.t('upload.left.seconds', { count: Math.ceil(seconds) });
  if (seconds < 3_600) return words.t('upload.left.minutes', { count: Math.ceil(seconds / 60) });
  return words.t('upload.left.hours', { count: Math.ceil(seconds / 3_600) });
}

/** Draws again each second, so that an upload which stands still no longer shows how fast it was. */
function useTicks(on: boolean): void {
  const [, tick] = useState(0);
  useEffect(() => {
    if (!on) return;
    const timer = setInterval(() => tick((n) => n + 1), 1_000);
    return () => clearInterval(timer);
  }, [on]);
}
