import { keep, kept, type Outgoing, Unanswered } from '@fairlead/client';
import type { longestText } from '@fairlead/contract';
import { computed, effect, signal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { type Attachment, fromKept, type KeptFiles, toKept } from './attachment.ts';
import { t } from './language.ts';
import { fetchLater, later, wantLater } from './later.ts';
import { opened, page } from './page.ts';
import { Icon, Problem } from './parts.tsx';
import { chat, drafting, follower, me } from './state.ts';

/** The contract's limit; only its type comes along. */
const longest: typeof longestText = 20_000;

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

/** Sends files at once, so that the message only has to name them. Whether they were taken. */
export async function attach(files: readonly File[]): Promise<boolean> {
  const { thread } = chat.value!;
  try {
    notice.value = (await fetchLater()).add(attachments, thread, files);
  } catch (error) {
    if (!(error instanceof Unanswered)) throw error;
    notice.value = t('trouble.not_now');
  }
  return notice.value === null;
}

/** Says what stands in the composer, if it can be said now. Text too long for a message becomes a file of it. */
export function sendDraft(): void {
  sendWhenThere.value = uploading.value;
  if (empty.value || uploading.value) return;
  const { value: typed } = text;
  if (typed.length > longest) {
    void attach([new File([typed], 'message.txt', { type: 'text/plain' })]).then((taken) => {
      if (taken && text.value === typed) text.value = '';
    });
    return;
  }
  follower().say({ text: typed.trimEnd(), files: toKept(attachments.value).files });
  text.value = '';
  attachments.value = [];
  notice.value = null;
}

/** Puts a refused message back to be written anew, before what stands there already. */
export function putBack(out: Outgoing): void {
  text.value = [out.text, text.value].filter(Boolean).join('\n');
  attachments.value = [...fromKept(out), ...attachments.value];
  field?.focus();
}

export function Composer({ thread }: { thread: string }) {
  const area = useRef<HTMLTextAreaElement>(null);
  const clip = useRef<HTMLButtonElement>(null);
  const [choosing, setChoosing] = useState(false);
  useEffect(() => {
    const draft = kept<{ text: string } & KeptFiles>(draftKey(thread));
    text.value = draft?.text ?? '';
    attachments.value = draft ? fromKept(draft) : [];
    notice.value = null;
    sendWhenThere.value = false;
    field = area.current;
    return effect(() => {
      keep(draftKey(thread), empty.value ? null : { text: text.value, ...toKept(attachments.value) });
    });
  }, [thread]);
  const attached = attachments.value.length > 0;
  useEffect(() => {
    if (attached) void wantLater();
  }, [attached]);
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
    void attach(files);
  };
  const linkPage = () => {
    text.value = [text.value, page.value!.url].filter(Boolean).join('\n');
    area.current!.focus();
  };
  /** Nothing to attach: only what attaches is fetched. */
  const choose = async () => setChoosing((await attach([])) && !choosing);
  const chosen = () => {
    setChoosing(false);
    clip.current!.focus();
  };
  const Later = later.value;
  return (
    <form
      class="composer"
      onSubmit={(e) => {
        e.preventDefault();
        sendDraft();
      }}
    >
      {attached && Later && <Later.Attached list={attachments} thread={thread} />}
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
      {choosing && Later && <Later.Menu add={attach} close={chosen} />}
      <div class="tools">
        <button
          ref={clip}
          type="button"
          class="round"
          aria-label={t('composer.attach')}
          title={t('composer.attach')}
          aria-haspopup="menu"
          aria-expanded={choosing}
          onClick={() => void choose()}
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
