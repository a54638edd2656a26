import { useEffect, useRef, useState } from 'preact/hooks';
import type { Attachment } from '../attachment.ts';
import { words } from '../language.ts';
import { Icon } from '../parts.tsx';
import { edit } from './capturing.ts';
import { add, type Attachments, goOn, remove, retry } from './uploads.ts';
import { t } from './words.ts';

/** Longer than this a file shows how far it is, milliseconds. */
const slow = 2_000;

/** The files of a draft, and how far each is. */
export function Attached({ list, thread }: { list: Attachments; thread: string }) {
  const [, tick] = useState(0);
  const sending = list.value.some((a) => a.state === 'sending');
  useEffect(() => {
    if (!sending) return;
    const timer = setInterval(() => tick((n) => n + 1), 1_000);
    return () => clearInterval(timer);
  }, [sending]);
  const box = useRef<HTMLUListElement>(null);
  return (
    <ul class="attachments" ref={box} tabIndex={-1} aria-label={t('composer.attached')}>
      {list.value.map((a) => (
        <Row
          key={a.id}
          of={a}
          list={list}
          thread={thread}
          cancel={() => {
            // The row goes, the focus stays near.
            (box.current!.closest('form')?.querySelector('textarea') ?? box.current!).focus();
            remove(list, a.id);
          }}
        />
      ))}
    </ul>
  );
}

function Row({ of, list, thread, cancel }: { of: Attachment; list: Attachments; thread: string; cancel: () => void }) {
  const { name, size, state, source, sent } = of;
  const picker = useRef<HTMLInputElement>(null);
  const isPicture = state === 'there' && source?.type.startsWith('image/');
  const change = async () => {
    const edited = await edit(source!);
    if (!edited) return;
    remove(list, of.id);
    add(list, thread, [edited]);
  };
  return (
    <li>
      <Icon name="file" />
      <span role="status">{stands(of)}</span>
      {isPicture && (
        <button type="button" class="inline" aria-label={t('picture.edit_file', { name })} onClick={() => void change()}>
          {t('picture.edit')}
        </button>
      )}
      {(state === 'waiting' || (state === 'refused' && source)) && (
        <button type="button" class="inline" aria-label={t('upload.retry_file', { name })} onClick={() => retry(list, thread, of)}>
          {t('message.retry')}
        </button>
      )}
      {state === 'lost' && (
        <>
          <input
            ref={picker}
            type="file"
            hidden
            onChange={(e) => {
              const [file] = e.currentTarget.files ?? [];
              e.currentTarget.value = '';
              if (file) goOn(list, thread, of, file);
            }}
          />
          <button type="button" class="inline" aria-label={t('upload.choose_again_file', { name })} onClick={() => picker.current!.click()}>
            {t('upload.choose_again')}
          </button>
        </>
      )}
      <button type="button" class="round" aria-label={t('message.remove_file', { name })} onClick={cancel}>
        <Icon name="close" />
      </button>
      {isSlow(of) && (
        <div class="way">
          <progress aria-label={t('message.uploading', { name })} {...(sent > 0 ? { value: sent, max: size } : {})} />
          <small class="dim">{howFar(of)}</small>
        </div>
      )}
    </li>
  );
}

const isSlow = ({ state, began }: Attachment) => state === 'sending' && Date.now() - began > slow;

function stands({ name, size, state, problem }: Attachment): string {
  switch (state) {
    case 'there':
      return `${name} · ${words.value.bytes(size)}`;
    case 'sending':
      return t('message.uploading', { name });
    case 'waiting':
      return `${name} · ${t('upload.waiting')}`;
    case 'lost':
      return problem ?? `${name} · ${t('upload.lost')}`;
    case 'refused':
      return [t('message.file_failed', { name }), problem].filter(Boolean).join(' · ');
  }
}

/** `12 MB of 3.4 GB · 8 MB/s · 6 minutes left` */
function howFar({ size, sent, rate }: Attachment): string {
  const { bytes } = words.value;
  if (sent >= size) return t('upload.checking');
  const parts = [sent > 0 ? t('upload.sent', { sent: bytes(sent), of: bytes(size) }) : bytes(size)];
  if (rate > 0) parts.push(t('upload.rate', { rate: bytes(rate) }), left((size - sent) / rate));
  return parts.join(' · ');
}

function left(seconds: number): string {
  if (seconds < 60) return t('upload.left.seconds', { count: Math.ceil(seconds) });
  if (seconds < 3_600) return t('upload.left.minutes', { count: Math.ceil(seconds / 60) });
  return t('upload.left.hours', { count: Math.ceil(seconds / 3_600) });
}
