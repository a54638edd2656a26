import type { Outgoing } from '@fairlead/client';
import type { Entry, FileRef, Happening } from '@fairlead/contract';
import { type Block, type Inline, parseMarkdown } from '@fairlead/ui/markdown';
import type { ComponentChildren } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { putBack } from './composer.tsx';
import { answered, itemName } from './helping.tsx';
import { listed, refusal, t, whenever, words } from './language.ts';
import { later, wantLater } from './later.ts';
import { Icon } from './parts.tsx';
import { chat, follower, me, thread } from './state.ts';

export type Asked = Extract<Entry, { kind: 'event' }> & { body: Extract<Happening, { event: 'evidence_asked' }> };

const isAsked = (entry: Entry): entry is Asked => entry.kind === 'event' && entry.body.event === 'evidence_asked';

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
        {isAsked(entry) ? (
          <Asked asked={entry} />
        ) : entry.kind === 'event' ? (
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
            <Said
              text={entry.kind === 'evidence' ? answered(entry.body.item, entry.body.text) : entry.body.text}
              files={entry.body.files}
              heading={entry.kind === 'evidence' ? itemName(entry.body.item, entry.body.label) : null}
            />
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
      return t('event.evidence_missing', { items: listed(what.items.map((item) => itemName(item))) });
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
    default:
      // What else happens to a ticket is told in the portal.
      return 'name' in what ? t(`event.${what.event}`, { name: what.name }) : null;
  }
}

function Said({ text, files, heading = null }: { text: string; files: readonly FileRef[]; heading?: string | null }) {
  const blocks = useMemo(() => parseMarkdown(text), [text]);
  return (
    <div class="bubble">
      {heading && <p class="heading item-name">{heading}</p>}
      <Blocks of={blocks} />
      <Files files={files} />
    </div>
  );
}

export function Blocks({ of }: { of: readonly Block[] }): ComponentChildren {
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

/** Files, once what shows them is here; their names until then. */
export function Files({ files }: { files: readonly FileRef[] }) {
  useEffect(() => {
    if (files.length > 0) void wantLater();
  }, []);
  const Later = later.value;
  return files.map((file) =>
    Later ? (
      <Later.File key={file.id} file={file} />
    ) : (
      <span key={file.id} class="file">
        <Icon name="file" /> {file.name}
      </span>
    ),
  );
}

/** What somebody asks for: a card, once what it is made of is here; one line until then. */
function Asked({ asked }: { asked: Asked }) {
  useEffect(() => void wantLater(), []);
  const Later = later.value;
  if (Later) return <Later.Asked asked={asked} />;
  return <p class="event">{listed(asked.body.items.map(({ item, label }) => itemName(item, label)))}</p>;
}
