import { type Ask, longestText } from '@fairlead/contract';
import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import { type ClipboardEvent, type DragEvent, type ReactNode, useId, useRef, useState } from 'react';
import type { Answer } from './answer.ts';
import { AttachmentList } from './attachment-list.tsx';
import { type Attachments, useAttachments } from './attachments.ts';
import { Icon } from './attach-menu.tsx';
import { prepareCapture, recordScreen, takeScreenshot } from './capturing.ts';
import { useWords } from './root.tsx';

/** Which shapes take files. */
const takesFiles: ReadonlySet<Ask['shape']> = new Set(['screenshot', 'recording', 'files', 'text']);
const mostChips = 6;

/**
 * How one item is given, by its shape. Its files are sent at once, so the answer may be sent itself when it `isSettled`. `thread`
 * is null while the request does not exist yet. `bare`: the label stands beside it already.
 */
export function EvidenceField({
  ask,
  value,
  change,
  thread,
  bare = false,
  autoFocus = false,
  children,
}: {
  ask: Ask;
  value: Answer;
  change: (answer: Answer) => void;
  thread: string | null;
  bare?: boolean;
  autoFocus?: boolean;
  children?: ReactNode;
}) {
  const words = useWords();
  const id = useId();
  const newest = useRef(value);
  const seen = useRef(value);
  if (seen.current !== value) seen.current = newest.current = value;
  const changed = useRef(change);
  changed.current = change;
  const put = (to: Partial<Answer>) => {
    newest.current = { ...newest.current, ...to };
    changed.current(newest.current);
  };
  const attachments = useAttachments(thread, value, put);
  const [over, setOver] = useState(false);
  // A bundle goes another way, on which it is cleaned: `SendFlare`.
  const files = takesFiles.has(ask.shape);
  const tooLong = value.text.length - longestText;

  const paste = (event: ClipboardEvent) => {
    if (!files) return;
    const pasted = [...event.clipboardData.files];
    const text = event.clipboardData.getData('text/plain');
    // A log that is too long to be text becomes the file that it would have been.
    if (pasted.length === 0 && newest.current.text.length + text.length > longestText)
      pasted.push(new File([text], `${ask.item}.txt`, { type: 'text/plain' }));
    if (pasted.length === 0) return;
    event.preventDefault();
    attachments.add(pasted);
  };
  const drag = (event: DragEvent) => {
    if (!files || !event.dataTransfer.types.includes('Files')) return false;
    event.preventDefault();
    return true;
  };
  const labelled = {
    'aria-labelledby': `${id}-label`,
    'aria-describedby': ask.hint ? `${id}-hint` : undefined,
    name: ask.item,
    autoFocus,
    value: value.text,
    onChange: (event: { currentTarget: { value: string } }) => put({ text: event.currentTarget.value }),
    error: tooLong > 0 && words.t('composer.too_long', { over: tooLong }),
  };

  return (
    <div
      className="fl-field"
      role="group"
      aria-labelledby={`${id}-label`}
      data-item={ask.item}
      data-files={files || undefined}
      data-over={over || undefined}
      onPaste={paste}
      onDragOver={(event) => setOver(drag(event))}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false);
      }}
      onDrop={(event) => {
        if (drag(event)) attachments.add([...event.dataTransfer.files]);
        setOver(false);
      }}
    >
      <div className={bare ? 'fl-hidden' : 'fl-field-head'}>
        <span id={`${id}-label`} className="fl-field-label">
          {ask.label}
        </span>
        <NeedBadge need={ask.need} />
      </div>
      {ask.hint && (
        <p id={`${id}-hint`} className="fl-field-hint">
          {ask.hint}
        </p>
      )}
      {ask.known && value.text === '' && (
        <button type="button" className="fl-known" onClick={() => put({ text: ask.known! })}>
          <span>{words.t('field.known')}</span> <span className="fl-file-name">{ask.known}</span>
        </button>
      )}
      {ask.shape === 'link' && <TextInput {...labelled} type="url" inputMode="url" placeholder="https://" />}
      {ask.shape === 'line' && <TextInput {...labelled} />}
      {ask.shape === 'links' && (
        <Textarea {...labelled} autosize minRows={2} maxRows={8} inputMode="url" placeholder={words.t('field.links')} />
      )}
      {ask.shape === 'text' && <Textarea {...labelled} autosize minRows={3} maxRows={16} />}
      {ask.shape === 'choice' && <Choice ask={ask} value={value.text} choose={(text) => put({ text })} labelled={labelled} />}
      {ask.shape === 'flare' && (
        <>
          {ask.command && <Command command={ask.command} />}
          <TextInput {...labelled} placeholder={words.t('field.flare')} />
        </>
      )}
      {ask.shape === 'files' && (
        <Textarea {...labelled} autosize minRows={3} maxRows={12} placeholder={words.t('field.paste')} classNames={{ input: 'fl-mono' }} />
      )}
      {files && (
        <>
          <AttachmentList attachments={attachments} />
          {attachments.problem && (
            <p className="fl-refused" role="alert">
              {attachments.problem}
            </p>
          )}
          <Ways shape={ask.shape} label={ask.label} attachments={attachments} autoFocus={autoFocus} />
        </>
      )}
      {children}
    </div>
  );
}

export function NeedBadge({ need }: { need: Ask['need'] }) {
  const words = useWords();
  return (
    <span className="fl-need" data-need={need}>
      {words.t(`checklist.${need}`)}
    </span>
  );
}

/** The ways to come to a file: capture it now where that is asked for, or choose, paste or drop one. */
function Ways({
  shape,
  label,
  attachments,
  autoFocus,
}: {
  shape: Ask['shape'];
  label: string;
  attachments: Attachments;
  autoFocus: boolean;
}) {
  const words = useWords();
  const picker = useRef<HTMLInputElement>(null);
  const make = shape === 'screenshot' ? takeScreenshot : shape === 'recording' ? recordScreen : null;
  const capture = async () => {
    const made = await make!(words.language);
    if (made) attachments.add([made]);
  };
  return (
    <div className="fl-ways">
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        accept={shape === 'screenshot' ? 'image/*' : shape === 'recording' ? 'video/*' : undefined}
        aria-label={label}
        onChange={(event) => {
          attachments.add([...(event.currentTarget.files ?? [])]);
          event.currentTarget.value = '';
        }}
      />
      {make && (
        <button
          type="button"
          className="fl-way"
          data-first
          autoFocus={autoFocus}
          onPointerEnter={prepareCapture}
          onFocus={prepareCapture}
          onClick={() => void capture()}
        >
          <Icon is={shape === 'screenshot' ? 'screenshot' : 'recording'} size={18} />
          {words.t(shape === 'screenshot' ? 'attach.screenshot' : 'attach.recording')}
        </button>
      )}
      <button type="button" className="fl-way" onClick={() => picker.current?.click()}>
        <Icon is="file" size={18} />
        {words.t(make ? 'field.choose_file' : 'field.add_files')}
      </button>
      <span className="fl-dim">{words.t(shape === 'screenshot' ? 'field.or_paste' : 'field.or_drop')}</span>
    </div>
  );
}

function Choice({
  ask,
  value,
  choose,
  labelled,
}: {
  ask: Ask;
  value: string;
  choose: (value: string) => void;
  labelled: { 'aria-labelledby': string; 'aria-describedby': string | undefined; name: string; autoFocus: boolean };
}) {
  const words = useWords();
  const name = useId();
  if (ask.choices.length > mostChips)
    return (
      <NativeSelect
        {...labelled}
        value={value}
        onChange={(event) => choose(event.currentTarget.value)}
        data={[{ value: '', label: words.t('field.choose') }, ...ask.choices]}
      />
    );
  return (
    <div className="fl-choices" role="radiogroup" aria-labelledby={labelled['aria-labelledby']}>
      {ask.choices.map((choice) => (
        <label key={choice.value}>
          <input type="radio" name={name} value={choice.value} checked={value === choice.value} onChange={() => choose(choice.value)} />
          {choice.label}
        </label>
      ))}
    </div>
  );
}

/** What to run where the problem is, with a way to copy it. */
function Command({ command }: { command: string }) {
  const words = useWords();
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(command);
    setCopied(true);
    setTimeout(() => setCopied(false), 2_000);
  };
  return (
    <div className="fl-command">
      <code tabIndex={0}>{command}</code>
      <button type="button" className="fl-link" aria-label={words.t('field.copy_command')} onClick={() => void copy()}>
        <span aria-live="polite">{words.t(copied ? 'message.copied' : 'message.copy_code')}</span>
      </button>
    </div>
  );
}
