import { keep, kept, type Outgoing, type ThreadFollower } from '@fairlead/client';
import { type FileRef, longestText } from '@fairlead/contract';
import { Button, Loader } from '@mantine/core';
import { type Ref, useImperativeHandle, useLayoutEffect, useRef, useState } from 'react';
import { type Attachments, useAttachments } from './attachments.ts';
import { useWords } from './root.tsx';

type Kind = 'message' | 'note';

interface Draft {
  text: string;
  kind: Kind;
  files: FileRef[];
}

export interface ComposerHandle {
  /** Puts the cursor in, ready for what is given. */
  focus(kind?: Kind): void;
  attach(files: Iterable<File>): void;
  /** Takes up what the desk refused, for another try; what stands here stays below it. */
  takeUp(refused: Outgoing): void;
}

/**
 * Where a person writes. The draft and its files are kept in the browser until they are said; what is said stands in the
 * thread's outbox at once. With `message_or_note`, staff choose whether the customer sees it.
 */
export function Composer({
  thread,
  follower,
  draftKey,
  kind: kinds = 'message',
  canAttach = true,
  handle,
}: {
  thread: string;
  follower: ThreadFollower;
  draftKey: string;
  kind?: 'message' | 'message_or_note';
  canAttach?: boolean;
  handle?: Ref<ComposerHandle>;
}) {
  const words = useWords();
  const key = `fairlead.draft.${draftKey}`;
  const [draft, setDraft] = useState<Draft>(() => kept<Draft>(key) ?? { text: '', kind: 'message', files: [] });
  const newest = useRef(draft);
  const area = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);

  const put = (change: Partial<Draft>) => {
    newest.current = { ...newest.current, ...change };
    setDraft(newest.current);
    const { text, files } = newest.current;
    keep(key, text === '' && files.length === 0 ? null : newest.current);
  };
  const attachments = useAttachments(thread, draft.files, (files) => put({ files }));
  const kind = kinds === 'message' ? 'message' : draft.kind;
  const over = draft.text.length - longestText;
  const failed = attachments.list.some((a) => a.state === 'failed');
  const canSend = (draft.text.trim() !== '' || draft.files.length > 0) && !attachments.sending && !failed && over <= 0;

  useLayoutEffect(() => {
    const box = area.current!;
    box.style.height = 'auto';
    box.style.height = `${box.scrollHeight + 2}px`;
  }, [draft.text]);

  useImperativeHandle(handle, () => ({
    focus(wanted) {
      if (wanted) put({ kind: wanted });
      area.current?.focus();
    },
    attach: (files) => attachments.add(files),
    takeUp(refused) {
      const text = [refused.text, newest.current.text].filter((t) => t !== '').join('\n');
      attachments.put([...refused.files, ...newest.current.files]);
      put({ text, kind: refused.kind });
      area.current?.focus();
    },
  }));

  const send = () => {
    if (!canSend) return;
    follower.say({ text: draft.text.trim() === '' ? '' : draft.text.replace(/\s+$/, ''), files: draft.files, kind });
    attachments.put([]);
    put({ text: '', files: [] });
    area.current?.focus();
  };

  const placeholder = words.t(kind === 'note' ? 'composer.note_placeholder' : 'composer.placeholder');
  return (
    <form
      className="fl-composer"
      data-kind={kind}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {kinds === 'message_or_note' && (
        <div className="fl-kinds" role="radiogroup" aria-label={words.t('composer.kind')}>
          {(['message', 'note'] as const).map((k) => (
            <label key={k}>
              <input type="radio" name="kind" value={k} checked={kind === k} onChange={() => put({ kind: k })} />
              {words.t(`composer.${k}`)}
            </label>
          ))}
        </div>
      )}
      <textarea
        ref={area}
        rows={1}
        value={draft.text}
        aria-label={placeholder}
        placeholder={placeholder}
        aria-invalid={over > 0}
        onChange={(event) => {
          put({ text: event.currentTarget.value });
          if (kind === 'message') follower.typing();
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && !event.nativeEvent.isComposing) event.currentTarget.blur();
          // Enter that ends a composition (Korean, Japanese) belongs to the input method. Safari reports it only by 229.
          if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing || event.keyCode === 229) return;
          event.preventDefault();
          send();
        }}
        onPaste={(event) => {
          const files = [...event.clipboardData.files];
          if (!canAttach || files.length === 0) return;
          event.preventDefault();
          attachments.add(files);
        }}
      />
      {attachments.list.length > 0 && <AttachmentList attachments={attachments} />}
      {(attachments.problem ?? over > 0) && (
        <p className="fl-refused" role="alert">
          {over > 0 ? words.t('composer.too_long', { over }) : attachments.problem}
        </p>
      )}
      <div className="fl-composer-row">
        {canAttach && (
          <>
            <input
              ref={picker}
              type="file"
              multiple
              hidden
              onChange={(event) => {
                attachments.add([...(event.currentTarget.files ?? [])]);
                event.currentTarget.value = '';
                area.current?.focus();
              }}
            />
            <button
              type="button"
              className="fl-icon-button"
              aria-label={words.t('composer.attach')}
              title={words.t('composer.attach')}
              onClick={() => picker.current?.click()}
            >
              <svg viewBox="0 0 24 24" width="20" height="20" aria-hidden fill="none" stroke="currentColor" strokeWidth="1.8">
                <path
                  d="m20 11-8.5 8.5a5 5 0 0 1-7-7L13 4a3.4 3.4 0 0 1 4.8 4.8l-8.4 8.4a1.7 1.7 0 0 1-2.4-2.4L14.5 7.3"
                  strokeLinecap="round"
                  strokeLinejoin="round"
                />
              </svg>
            </button>
          </>
        )}
        <span className="fl-hint">{words.t('composer.hint')}</span>
        <Button type="submit" size="sm" aria-disabled={!canSend} data-disabled={!canSend || undefined}>
          {words.t('composer.send')}
        </Button>
      </div>
    </form>
  );
}

function AttachmentList({ attachments }: { attachments: Attachments }) {
  const words = useWords();
  return (
    <ul className="fl-attachments" aria-live="polite">
      {attachments.list.map(({ id, name, state, file }) => (
        <li key={id} data-state={state}>
          {state === 'sending' && <Loader size={14} aria-hidden />}
          <span className="fl-file-name">
            {state === 'sending' && words.t('message.uploading', { name })}
            {state === 'failed' && words.t('message.file_failed', { name })}
            {state === 'ready' && words.t('composer.file_ready', { name, size: words.bytes(file?.bytes ?? 0) })}
          </span>
          {state === 'failed' && (
            <button type="button" aria-label={words.t('composer.retry_file', { name })} onClick={() => attachments.retry(id)}>
              {words.t('problem.again')}
            </button>
          )}
          <button type="button" aria-label={words.t('message.remove_file', { name })} onClick={() => attachments.remove(id)}>
            <span aria-hidden>✕</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
