import { keep, kept, newId, type Outgoing, Refused, Unanswered, upload } from '@fairlead/client';
import type { FileRef, longestText, mostFiles } from '@fairlead/contract';
import { computed, effect, signal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { t, words } from './language.ts';
import { opened, page } from './page.ts';
import { Icon, Problem, said } from './parts.tsx';
import { connection } from './session.ts';
import { chat, desk, drafting, follower, me } from './state.ts';

/** The contract's limits; only its types come along. */
const most: typeof mostFiles = 10;
const longest: typeof longestText = 20_000;

/** A file that is on its way or there. The id is made once, so a broken upload is repeated and never doubled. */
interface Attachment {
  id: string;
  name: string;
  source: File | null;
  ref: FileRef | null;
  problem: string | null;
}

const text = signal('');
const attachments = signal<readonly Attachment[]>([]);
const notice = signal<string | null>(null);
let field: HTMLTextAreaElement | null = null;

const uploading = computed(() => attachments.value.some((a) => !a.ref));
/** Enter was pressed while a file was on its way: say it when the file is there, unless something more is typed. */
const sendWhenThere = signal(false);
const empty = computed(() => text.value.trim() === '' && attachments.value.length === 0);
effect(() => {
  drafting.value = !empty.value;
});
effect(() => {
  if (sendWhenThere.value && !uploading.value) sendDraft();
});

const draftKey = (thread: string) => `fairlead.draft.${me.value!.id}.${thread}`;

function setAttachment(id: string, change: Partial<Attachment>): void {
  attachments.value = attachments.value.map((a) => (a.id === id ? { ...a, ...change } : a));
}

/** Sends files at once, so that the message only has to name them. */
export function attach(files: readonly File[]): void {
  notice.value = null;
  for (const source of files) {
    if (attachments.value.length >= most) return void (notice.value = t('composer.most_files', { most }));
    const name = source.name || 'image.png';
    const { largest_file: limit } = desk.value!;
    if (source.size > limit) {
      notice.value = t('composer.too_large', { name, limit: words.value.bytes(limit) });
      continue;
    }
    const id = newId();
    attachments.value = [...attachments.value, { id, name, source, ref: null, problem: null }];
    void transfer(id, source);
  }
}

async function transfer(id: string, source: File): Promise<void> {
  setAttachment(id, { problem: null });
  try {
    const ref = await upload(connection, chat.value!.thread, id, source);
    setAttachment(id, { ref, source: null });
  } catch (error) {
    if (!(error instanceof Refused || error instanceof Unanswered)) throw error;
    setAttachment(id, { problem: said(error), source: error instanceof Refused && error.code === 'unsupported' ? null : source });
  }
}

/** Says what stands in the composer, if it can be said now. Text too long for a message becomes a file of it. */
export function sendDraft(): void {
  sendWhenThere.value = uploading.value;
  if (empty.value || uploading.value) return;
  if (text.value.length > longest) {
    attach([new File([text.value], 'message.txt', { type: 'text/plain' })]);
    text.value = '';
    return;
  }
  follower().say({ text: text.value.trimEnd(), files: attachments.value.flatMap((a) => a.ref ?? []) });
  text.value = '';
  attachments.value = [];
  notice.value = null;
}

/** Puts a refused message back to be written anew, before what stands there already. */
export function putBack(out: Outgoing): void {
  text.value = [out.text, text.value].filter(Boolean).join('\n');
  attachments.value = [...out.files.map((ref) => ({ id: ref.id, name: ref.name, source: null, ref, problem: null })), ...attachments.value];
  field?.focus();
}

export function Composer({ thread }: { thread: string }) {
  const area = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const draft = kept<{ text: string; files: FileRef[] }>(draftKey(thread));
    text.value = draft?.text ?? '';
    attachments.value = (draft?.files ?? []).map((ref) => ({ id: ref.id, name: ref.name, source: null, ref, problem: null }));
    notice.value = null;
    sendWhenThere.value = false;
    field = area.current;
    return effect(() => {
      keep(draftKey(thread), empty.value ? null : { text: text.value, files: attachments.value.flatMap((a) => a.ref ?? []) });
    });
  }, [thread]);
  useEffect(() => {
    if (opened.value) area.current!.focus();
  }, [opened.value]);
  useLayoutEffect(() => {
    const { style } = area.current!;
    style.height = 'auto';
    style.height = `${area.current!.scrollHeight}px`;
  }, [text.value, opened.value]);

  const keyed = (event: KeyboardEvent) => {
    // While an input method composes, Enter chooses a word; some browsers say so only by key code 229.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    sendDraft();
  };
  const pasted = (event: ClipboardEvent) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    attach(files);
  };
  const linkPage = () => {
    text.value = [text.value, page.value!.url].filter(Boolean).join('\n');
    area.current!.focus();
  };
  return (
    <form
      class="composer"
      onSubmit={(e) => {
        e.preventDefault();
        sendDraft();
      }}
    >
      {attachments.value.length > 0 && (
        <ul class="attachments">
          {attachments.value.map((a) => (
            <Attached key={a.id} attachment={a} />
          ))}
        </ul>
      )}
      <Problem text={notice.value} />
      <textarea
        ref={area}
        rows={1}
        aria-label={t('composer.placeholder')}
        aria-describedby="composer-hint"
        placeholder={t(chat.value?.state === 'ended' ? 'composer.to_ticket' : 'composer.placeholder')}
        value={text.value}
        onInput={(e) => {
          text.value = e.currentTarget.value;
          sendWhenThere.value = false;
          follower().typing();
        }}
        onKeyDown={keyed}
        onPaste={pasted}
      />
      <div class="tools">
        <input
          ref={picker}
          type="file"
          multiple
          hidden
          onChange={(e) => {
            attach([...(e.currentTarget.files ?? [])]);
            e.currentTarget.value = '';
          }}
        />
        <button
          type="button"
          class="round"
          aria-label={t('composer.attach')}
          title={t('composer.attach')}
          onClick={() => picker.current!.click()}
        >
          <Icon name="attach" />
        </button>
        {page.value && (
          <button type="button" class="round" aria-label={t('composer.link_page')} title={t('composer.link_page')} onClick={linkPage}>
            <Icon name="link" />
          </button>
        )}
        <small id="composer-hint" class="dim">
          {t('composer.hint')}
        </small>
        <button
          class="round send"
          aria-label={t('composer.send')}
          title={t('composer.send')}
          aria-disabled={empty.value || uploading.value}
        >
          <Icon name="send" />
        </button>
      </div>
    </form>
  );
}

function Attached({ attachment }: { attachment: Attachment }) {
  const { id, name, source, ref, problem } = attachment;
  const remove = () => {
    attachments.value = attachments.value.filter((a) => a.id !== id);
    field?.focus();
  };
  return (
    <li>
      <Icon name="file" />
      <span role="status">
        {problem
          ? `${t('message.file_failed', { name })} · ${problem}`
          : ref
            ? `${name} · ${words.value.bytes(ref.bytes)}`
            : t('message.uploading', { name })}
      </span>
      {problem && source && (
        <button type="button" class="inline" onClick={() => void transfer(id, source)}>
          {t('message.retry')}
        </button>
      )}
      <button type="button" class="round" aria-label={t('message.remove_file', { name })} onClick={remove}>
        <Icon name="close" />
      </button>
    </li>
  );
}
