import { download, type Outgoing } from '@fairlead/client';
import type { FileRef, Happening } from '@fairlead/contract';
import { type Block, type Inline, parseMarkdown } from '@fairlead/ui/markdown';
import { signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { putBack } from './composer.tsx';
import { evidence, refusal, t, whenever, words } from './language.ts';
import { Icon, Problem, said } from './parts.tsx';
import { connection } from './session.ts';
import { chat, follower, me, thread } from './state.ts';

/** All entries: days as headings, an author's name once per run of messages, events as quiet lines. */
export function Entries() {
  const { entries, marks } = thread.value!;
  const mine = me.value!.id;
  const lastOwn = entries.findLast((e) => e.kind === 'message' && e.by.id === mine);
  return entries.map((entry, i) => {
    const before = entries[i - 1];
    const newDay = !before || new Date(before.at).toDateString() !== new Date(entry.at).toDateString();
    const goesOn =
      !newDay && before.kind === 'message' && before.by.id === entry.by.id && Date.parse(entry.at) - Date.parse(before.at) < 300_000;
    const mark =
      entry === lastOwn ? (entry.number <= marks.staff.read ? 'read' : entry.number <= marks.staff.delivered ? 'delivered' : 'sent') : null;
    return (
      <div key={entry.id} class={entry.kind === 'event' ? 'happened' : entry.by.id === mine ? 'mine' : 'theirs'}>
        {newDay && i > 0 && <p class="day">{words.value.date(entry.at)}</p>}
        {entry.kind === 'event' ? (
          <p class="event" data-event={entry.body.event}>
            {happened(entry.body)}
          </p>
        ) : (
          <>
            {!goesOn && (
              <p class="who dim">
                {entry.by.id !== mine && <b>{entry.by.name}</b>} <time dateTime={entry.at}>{words.value.time(entry.at)}</time>
              </p>
            )}
            <Said text={entry.body.text} files={entry.body.files} />
            {mark && <p class="mark dim">{t(`message.${mark}`)}</p>}
          </>
        )}
      </div>
    );
  });
}

/** What the desk has not acknowledged yet. */
export function Outbox() {
  return thread.value!.outbox.map((out) => (
    <div key={out.id} class="mine unsent">
      <Said text={out.text} files={out.files} />
      <p class="mark dim">
        {out.state === 'refused' ? <Refusal out={out} /> : t(out.state === 'sending' ? 'message.sending' : 'message.not_sent')}
        {out.state === 'not_sent' && (
          <button type="button" class="inline" onClick={() => follower().retry()}>
            {t('message.retry')}
          </button>
        )}
      </p>
    </div>
  ));
}

function Refusal({ out }: { out: Outgoing }) {
  const back = () => {
    const taken = follower().takeBack(out.id);
    if (taken) putBack(taken);
  };
  return (
    <>
      <span class="problem">
        {t('message.refused')}
        {out.code && ` · ${refusal(out.code)}`}
      </span>
      <button type="button" class="inline" onClick={back}>
        {t('message.take_back')}
      </button>
    </>
  );
}

function happened(what: Happening): string | null {
  switch (what.event) {
    case 'chat_waiting':
      return t(`event.chat_waiting.${what.question}`, { summary: what.summary });
    case 'chat_ended':
      return t(`event.chat_ended.${what.by}`, { name: what.name ?? me.value!.name });
    case 'ticket_opened': {
      const { number, assignee } = what;
      const team = what.team && words.value.named(what.team);
      if (chat.value?.ticket === number && chat.value.solved) return t('event.ticket_opened.solved', { number });
      const goes =
        team && assignee
          ? t('event.ticket_opened.assignee', { number, team, assignee })
          : team
            ? t('event.ticket_opened.team', { number, team })
            : t('event.ticket_opened', { number });
      return what.promised ? `${goes}. ${t('event.ticket_promised', { when: whenever(what.promised) })}` : goes;
    }
    case 'ticket_assigned':
      if (what.assignee) return t('event.ticket_assigned.assignee', { assignee: what.assignee });
      return what.team ? t('event.ticket_assigned.team', { team: words.value.named(what.team) }) : t('event.ticket_assigned.nobody');
    case 'ticket_state':
      return t('event.ticket_state', { from: t(`state.${what.from}`), to: t(`state.${what.to}`) });
    case 'evidence_missing':
      return t('event.evidence_missing', { items: evidence(what.items) });
    case 'handed_over':
      return t('event.handed_over', { from: what.from, to: what.to });
    case 'urgent':
      return `${t('event.urgent', { impact: what.impact })}\n${t('event.urgent.more', { since: what.since, affected: what.affected })}`;
    case 'closing_soon':
      return t('event.closing_soon', { when: whenever(what.closes) });
    case 'incident_attached':
      return t('event.incident_attached', { title: what.title });
    case 'incident_update':
    case 'incident_closed':
      return t(`event.${what.event}`, { title: what.title, text: what.text });
    case 'channel_chosen':
      return null;
    default:
      return t(`event.${what.event}`, { name: what.name });
  }
}

function Said({ text, files }: { text: string; files: readonly FileRef[] }) {
  const blocks = useMemo(() => parseMarkdown(text), [text]);
  return (
    <div class="bubble">
      <Blocks of={blocks} />
      {files.map((file) => (file.image ? <Picture key={file.id} file={file} /> : <FileCard key={file.id} file={file} />))}
    </div>
  );
}

function Blocks({ of }: { of: readonly Block[] }): ComponentChildren {
  return of.map((block) => {
    switch (block.type) {
      case 'paragraph':
        return (
          <p>
            <Inlines of={block.children} />
          </p>
        );
      case 'heading':
        return (
          <p class="heading">
            <Inlines of={block.children} />
          </p>
        );
      case 'code':
        return <Code text={block.text} language={block.language} />;
      case 'list': {
        const items = block.items.map((item) => (
          <li>
            <Blocks of={item} />
          </li>
        ));
        return block.ordered ? <ol start={block.start}>{items}</ol> : <ul>{items}</ul>;
      }
      case 'quote':
        return (
          <blockquote>
            <Blocks of={block.children} />
          </blockquote>
        );
      case 'table':
        return (
          <div class="wide" tabIndex={0}>
            <table>
              <thead>
                <tr>
                  {block.head.map((cell) => (
                    <th>
                      <Inlines of={cell} />
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {block.rows.map((row) => (
                  <tr>
                    {row.map((cell) => (
                      <td>
                        <Inlines of={cell} />
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        );
      case 'rule':
        return <hr />;
    }
  });
}

function Inlines({ of }: { of: readonly Inline[] }): ComponentChildren {
  return of.map((inline) => {
    switch (inline.type) {
      case 'text':
        return inline.text;
      case 'break':
        return <br />;
      case 'code':
        return <code>{inline.text}</code>;
      case 'link':
        return (
          <a href={inline.href} target="_blank" rel="noopener noreferrer nofollow">
            <Inlines of={inline.children} />
          </a>
        );
      default: {
        const Tag = inline.type;
        return (
          <Tag>
            <Inlines of={inline.children} />
          </Tag>
        );
      }
    }
  });
}

function Code({ text, language }: { text: string; language: string }) {
  const [copied, setCopied] = useState(false);
  const code = useRef<HTMLElement>(null);
  const copy = () => {
    navigator.clipboard.writeText(text).then(
      () => setCopied(true),
      // The browser does not let us: select it, so that the customer's own copy command takes it.
      () => getSelection()?.selectAllChildren(code.current!),
    );
  };
  return (
    <div class="code">
      <div class="code-top">
        <span>{language}</span>
        <button type="button" class="inline" onClick={copy} onBlur={() => setCopied(false)}>
          {t(copied ? 'message.copied' : 'message.copy_code')}
        </button>
      </div>
      <pre tabIndex={0}>
        <code ref={code}>{text}</code>
      </pre>
    </div>
  );
}

const looking = signal<{ url: string; name: string } | null>(null);

function Picture({ file }: { file: FileRef }) {
  const [url, setUrl] = useState<string | null>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    let made: string | null = null;
    let gone = false;
    download(connection, file.id).then(
      (blob) => {
        if (!gone) setUrl((made = URL.createObjectURL(blob)));
      },
      () => setFailed(true),
    );
    return () => {
      gone = true;
      if (made) URL.revokeObjectURL(made);
    };
  }, [file.id]);
  if (failed) return <FileCard file={file} />;
  const { width, height } = file.image!;
  return (
    <button type="button" class="picture" disabled={!url} onClick={() => (looking.value = { url: url!, name: file.name })}>
      <img src={url ?? undefined} alt={file.name} width={width} height={height} />
    </button>
  );
}

/** A picture in its full size, over everything else. */
export function Lightbox() {
  const dialog = useRef<HTMLDialogElement>(null);
  const now = looking.value;
  useEffect(() => {
    if (now && !dialog.current!.open) dialog.current!.showModal();
  }, [now]);
  const close = () => dialog.current!.close();
  return (
    <dialog ref={dialog} class="lightbox" aria-label={now?.name} onClose={() => (looking.value = null)}>
      {now && (
        <>
          <p class="row">
            <a class="plain" href={now.url} download={now.name}>
              {t('file.save')}
            </a>
            <button type="button" class="plain" onClick={close}>
              {t('file.close')}
            </button>
          </p>
          <div class="wide" tabIndex={0}>
            <img src={now.url} alt={now.name} />
          </div>
        </>
      )}
    </dialog>
  );
}

function FileCard({ file }: { file: FileRef }) {
  const [problem, setProblem] = useState<string | null>(null);
  const save = () => {
    setProblem(null);
    download(connection, file.id).then(
      (blob) => {
        const link = document.createElement('a');
        link.href = URL.createObjectURL(blob);
        link.download = file.name;
        link.click();
        setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
      },
      (error: unknown) => setProblem(said(error)),
    );
  };
  return (
    <>
      <button type="button" class="file" onClick={save}>
        <Icon name="file" />
        <span>{file.name}</span>
        <small class="dim">{words.value.bytes(file.bytes)}</small>
      </button>
      <Problem text={problem} />
    </>
  );
}
