import type { ChecklistItem, longestText } from '@fairlead/contract';
import { useEffect, useId, useMemo, useRef, useState } from 'preact/hooks';
import { toKept } from '../attachment.ts';
import { decline, giving, next } from '../helping.tsx';
import { keepsErrors } from '../page.ts';
import { Icon, Problem, useAction } from '../parts.tsx';
import { chat, made } from '../state.ts';
import { Attached } from './attached.tsx';
import { drawings, prepare, recording, screenshot } from './capturing.ts';
import { draftOf } from './drafts.ts';
import { give, giveBundle } from './giving.ts';
import { PageErrors } from './page-errors.tsx';
import { add } from './uploads.ts';
import { t } from './words.ts';

/** The contract's limit; only its type comes along. */
const longest: typeof longestText = 20_000;
const takesFiles: ReadonlySet<ChecklistItem['shape']> = new Set(['screenshot', 'recording', 'flare', 'files', 'text']);
const takesText: ReadonlySet<ChecklistItem['shape']> = new Set(['link', 'links', 'line', 'text', 'choice', 'flare', 'files']);

/** In the strip: when one is given or gone without, the next takes its place. */
export function GiveNext({ ask, back }: { ask: ChecklistItem; back: () => void }) {
  const done = () => {
    giving.value = next.value?.item ?? null;
    if (!giving.value) back();
  };
  const close = () => {
    giving.value = null;
    back();
  };
  return <Give ask={ask} done={done} close={close} titled />;
}

/** Gives one item in place. What is written and attached is kept until the desk has it. */
export function Give({
  ask,
  done,
  close = done,
  titled = false,
}: {
  ask: ChecklistItem;
  done: () => void;
  close?: () => void;
  titled?: boolean;
}) {
  const draft = useMemo(() => draftOf(ask), [ask.item]);
  const thread = (chat.value ?? made.value)!.thread;
  const { running, problem, run } = useAction();
  const [refused, setRefused] = useState<string | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const id = useId();
  const { text, files } = draft;
  const hasFiles = takesFiles.has(ask.shape);
  const given = text.value.trim() !== '' || files.value.length > 0;
  const ready = given && text.value.length <= longest && files.value.every((a) => a.ref);
  useEffect(() => {
    const first = form.current!.querySelector<HTMLElement>('input:not([type=file]), textarea, select, .way-in');
    // A form that is here again after a reload does not interrupt whoever is writing.
    if (!document.activeElement?.matches('input, textarea')) first?.focus();
    (form.current!.closest('.card') ?? form.current!).scrollIntoView({ block: 'nearest' });
  }, []);
  const attach = (all: readonly File[]) => {
    if (ask.shape !== 'flare') return setRefused(add(files, thread, all));
    run(async () => {
      for (const file of all) await giveBundle(thread, file);
      draft.forget();
      done();
    });
  };
  const send = () =>
    run(async () => {
      draft.sending();
      await give(
        ask.item,
        draft.id,
        text.value.trim(),
        toKept(files.value).files.map((f) => f.id),
      );
      draft.forget();
      done();
    });
  const skip = () =>
    run(async () => {
      await decline(ask.item);
      done();
    });
  const pasted = (event: ClipboardEvent) => {
    if (!hasFiles) return;
    const all = [...(event.clipboardData?.files ?? [])];
    const long = event.clipboardData?.getData('text/plain') ?? '';
    // A log that is too long to be text becomes the file that it would have been.
    if (all.length === 0 && text.value.length + long.length > longest)
      all.push(new File([long], `${ask.item}.txt`, { type: 'text/plain' }));
    if (all.length === 0) return;
    event.preventDefault();
    attach(all);
  };
  const dropped = (event: DragEvent) => {
    if (!hasFiles) return;
    event.preventDefault();
    attach([...(event.dataTransfer?.files ?? [])]);
  };
  const keyed = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.isComposing || document.querySelector('dialog[open]')) return;
    event.stopPropagation();
    close();
  };
  return (
    <form
      ref={form}
      class="give"
      noValidate
      aria-labelledby={titled ? `${id}-label` : undefined}
      aria-label={titled ? undefined : ask.label}
      onSubmit={(e) => {
        e.preventDefault();
        if (ready) send();
      }}
      onKeyDown={keyed}
      onPaste={pasted}
      data-files={hasFiles || undefined}
      onDragOver={(e) => hasFiles && e.preventDefault()}
      onDrop={dropped}
    >
      {titled && (
        <p id={`${id}-label`}>
          <b>{ask.label}</b> <small class="dim">{t(`checklist.${ask.need}`)}</small>
        </p>
      )}
      {ask.hint && (
        <p class="dim" id={`${id}-hint`}>
          {ask.hint}
        </p>
      )}
      {ask.shape === 'flare' && ask.command && <Command command={ask.command} />}
      {takesText.has(ask.shape) && <Field ask={ask} text={text} describedBy={ask.hint ? `${id}-hint` : undefined} />}
      {text.value.length > longest && <Problem text={t('field.too_long', { over: text.value.length - longest })} />}
      {files.value.length > 0 && <Attached list={files} thread={thread} />}
      <Problem text={refused} />
      {hasFiles && <Ways ask={ask} attach={attach} />}
      <Problem text={problem} />
      <p class="row">
        <button class="plain first" aria-disabled={!ready || running}>
          {t('give.send')}
        </button>
        {ask.state === 'missing' && (
          <button type="button" class="inline" aria-disabled={running} onClick={skip}>
            {t('checklist.skip')}
          </button>
        )}
        <button type="button" class="inline" onClick={close}>
          {t('give.close')}
        </button>
      </p>
    </form>
  );
}

const mostButtons = 6;

function Field({ ask, text, describedBy }: { ask: ChecklistItem; text: { value: string }; describedBy: string | undefined }) {
  const name = useId();
  const common = {
    'aria-label': ask.label,
    'aria-describedby': describedBy,
    value: text.value,
    onInput: (e: { currentTarget: { value: string } }) => {
      text.value = e.currentTarget.value;
    },
  };
  switch (ask.shape) {
    case 'link':
      return <input {...common} type="url" placeholder="https://" />;
    case 'line':
      return <input {...common} />;
    case 'flare':
      return <input {...common} placeholder={t('field.flare')} />;
    case 'links':
      return <textarea {...common} rows={2} inputMode="url" placeholder={t('field.links')} />;
    case 'files':
      return <textarea {...common} rows={3} class="mono" spellcheck={false} placeholder={t('field.paste')} />;
    case 'choice':
      if (ask.choices.length > mostButtons)
        return (
          <select {...common} onChange={common.onInput}>
            <option value="">{t('field.choose')}</option>
            {ask.choices.map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        );
      return (
        <div class="choices" role="radiogroup" aria-label={ask.label} aria-describedby={describedBy}>
          {ask.choices.map(({ value, label }) => (
            <label key={value} class="choice">
              <input type="radio" name={name} checked={text.value === value} onChange={() => (text.value = value)} />
              {label}
            </label>
          ))}
        </div>
      );
    default:
      return <textarea {...common} rows={4} />;
  }
}

/** The ways to come to a file: capture it now where that is asked for, or choose, paste or drop one. */
function Ways({ ask: { shape, item, label }, attach }: { ask: ChecklistItem; attach: (files: readonly File[]) => void }) {
  const picker = useRef<HTMLInputElement>(null);
  const opener = useRef<HTMLButtonElement>(null);
  const [errors, setErrors] = useState(false);
  const capture = shape === 'screenshot' ? screenshot : shape === 'recording' ? recording : null;
  const { problem, run } = useAction();
  const make = () =>
    run(async () => {
      const made = await capture!();
      if (made) attach([made]);
    });
  const done = (file: File | null) => {
    setErrors(false);
    opener.current!.focus();
    if (file) attach([file]);
  };
  return (
    <div class="ways">
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        aria-label={label}
        accept={shape === 'screenshot' ? 'image/*' : shape === 'recording' ? 'video/*' : undefined}
        onChange={(e) => {
          attach([...(e.currentTarget.files ?? [])]);
          e.currentTarget.value = '';
        }}
      />
      {capture && (
        <button type="button" class="plain way-in" onPointerEnter={prepare} onFocus={prepare} onClick={make}>
          <Icon path={drawings[shape === 'screenshot' ? 'screenshot' : 'recording']} />
          {t(shape === 'screenshot' ? 'attach.screenshot' : 'attach.recording')}
        </button>
      )}
      <button type="button" class="plain" onClick={() => picker.current!.click()}>
        <Icon name="file" />
        {t('attach.file')}
      </button>
      {item === 'logs' && keepsErrors.value && (
        <button ref={opener} type="button" class="plain" onClick={() => setErrors(true)}>
          <Icon name="alert" />
          {t('attach.errors')}
        </button>
      )}
      <small class="dim">{t(shape === 'screenshot' ? 'field.or_paste' : 'field.or_drop')}</small>
      <Problem text={problem} />
      {errors && <PageErrors done={done} />}
    </div>
  );
}

/** What to run where the problem is. */
function Command({ command }: { command: string }) {
  const [copied, setCopied] = useState(false);
  const code = useRef<HTMLElement>(null);
  const copy = () => {
    navigator.clipboard.writeText(command).then(
      () => setCopied(true),
      () => getSelection()?.selectAllChildren(code.current!),
    );
  };
  return (
    <div class="command">
      <code ref={code} tabIndex={0}>
        {command}
      </code>
      <button type="button" class="inline" aria-label={t('field.copy_command')} onClick={copy} onBlur={() => setCopied(false)}>
        <span aria-live="polite">{t(copied ? 'message.copied' : 'message.copy_code')}</span>
      </button>
    </div>
  );
}
