import { keep, kept, type Outgoing, type ThreadFollower } from '@fairlead/client';
import { longestText } from '@fairlead/contract';
import { Button } from '@mantine/core';
import { type ReactNode, type Ref, useImperativeHandle, useLayoutEffect, useRef, useState } from 'react';
import { type Answer, isGiven, isSettled } from './answer.ts';
import { AttachMenu } from './attach-menu.tsx';
import { AttachmentList } from './attachment-list.tsx';
import { useAttachments } from './attachments.ts';
import { useMentions } from './mentions.tsx';
import { useWords } from './root.tsx';
import { useServerDraft } from './server-draft.ts';

type Kind = 'message' | 'note';

interface Draft extends Answer {
  kind: Kind;
}

const nobody: readonly Mentionable[] = [];
const empty: Draft = { text: '', kind: 'message', files: [], pending: [] };

export interface Mentionable {
  id: string;
  name: string;
}

export interface ComposerHandle {
  /** Puts the cursor in, ready for what is given. */
  focus(kind?: Kind): void;
  attach(files: Iterable<File>): void;
  /** Puts text in where the cursor stands. */
  insert(text: string): void;
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
  people = nobody,
  tools,
  onSent,
}: {
  thread: string;
  follower: ThreadFollower;
  draftKey: string;
  kind?: 'message' | 'message_or_note';
  canAttach?: boolean;
  handle?: Ref<ComposerHandle>;
  /** Colleagues who can be called by `@name`. */
  people?: readonly Mentionable[];
  /** What else helps to write, beside the attachments. */
  tools?: ReactNode;
  onSent?: (kind: Kind) => void;
}) {
  const words = useWords();
  const key = `fairlead.draft.${draftKey}`;
  const [draft, setDraft] = useState<Draft>(() => ({ ...empty, ...kept<Draft>(key) }));
  const newest = useRef(draft);
  const area = useRef<HTMLTextAreaElement>(null);

  const put = (change: Partial<Draft>) => {
    newest.current = { ...newest.current, ...change };
    setDraft(newest.current);
    const { text, files, pending } = newest.current;
    keep(key, text === '' && files.length === 0 && pending.length === 0 ? null : newest.current);
  };
  const attachments = useAttachments(thread, draft, put);
  const serverDraft = useServerDraft(kinds === 'message_or_note' ? thread : null, draft, put);
  const mentions = useMentions(people, area, (text) => put({ text }));
  const kind = kinds === 'message' ? 'message' : draft.kind;
  const over = draft.text.length - longestText;
  const canSend = isGiven(draft) && isSettled(draft);

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
    insert(text) {
      const box = area.current!;
      const { selectionStart: from, selectionEnd: to } = box;
      const before = newest.current.text;
      put({ text: before.slice(0, from) + text + before.slice(to) });
      box.focus();
    },
    takeUp(refused) {
      const text = [refused.text, newest.current.text].filter((t) => t !== '').join('\n');
      put({ text, kind: refused.kind, files: [...refused.files, ...newest.current.files] });
      area.current?.focus();
    },
  }));

  const send = () => {
    if (!canSend) return;
    const called = people.filter(({ name }) => draft.text.includes(`@${name}`)).map(({ id }) => id);
    follower.say({
      text: draft.text.trim() === '' ? '' : draft.text.replace(/\s+$/, ''),
      files: draft.files,
      kind,
      ...(called.length > 0 ? { mentions: called } : {}),
    });
    put({ text: '', files: [] });
    serverDraft.forget();
    onSent?.(kind);
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
          mentions.look();
          if (kind === 'message') follower.typing();
        }}
        onSelect={mentions.look}
        onBlur={mentions.close}
        {...mentions.field}
        onKeyDown={(event) => {
          if (mentions.press(event)) return;
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
      {mentions.list}
      <AttachmentList attachments={attachments} />
      {(attachments.problem ?? over > 0) && (
        <p className="fl-refused" role="alert">
          {over > 0 ? words.t('composer.too_long', { over }) : attachments.problem}
        </p>
      )}
      <div className="fl-composer-row">
        {canAttach && <AttachMenu add={attachments.add} done={() => area.current?.focus()} />}
        {tools}
        <span className="fl-hint">{words.t('composer.hint')}</span>
        <Button type="submit" size="sm" aria-disabled={!canSend} data-disabled={!canSend || undefined}>
          {words.t('composer.send')}
        </Button>
      </div>
    </form>
  );
}
