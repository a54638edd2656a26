import type { Channel } from '@fairlead/contract';
import { ProblemNote, useCall, useDesk } from '@fairlead/ui';
import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useRef, useState } from 'react';
import { RunningChat } from '../../shared/RunningChat.tsx';
import { useTitle } from '../../shared/title.ts';
import { useWords } from '../../shared/words.ts';
import { Incidents } from '../../shared/Incidents.tsx';
import { Advice } from './Advice.tsx';
import { type Complaints, complaints, type Draft, freshDraft, isArriving, isEmpty, keepDraft, keptDraft } from './draft.ts';
import { Evidence } from './Evidence.tsx';
import { Fields } from './Fields.tsx';
import { Suggestions } from './Suggestions.tsx';
import { useSendDraft } from './send-draft.ts';
import { standsFor, useChannels } from './use-channels.ts';

/** The form of a request. It is kept in the browser from the first letter, and sent, by the channel chosen, until the desk has it. */
export function NewRequest() {
  const words = useWords();
  useTitle(words.t('new.title'));
  const { me } = useDesk();
  const person = me.kind === 'member' ? me.member.id : me.staff.id;
  const [draft, setDraft] = useState(() => keptDraft(person));
  const [shown, setShown] = useState<Complaints>({});
  const [solved, setSolved] = useState<string | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const channels = useChannels(draft);
  const chatting = useCall('GET /chats/mine', {}).data?.chat;
  const running = chatting ? chatting.state !== 'ended' : false;
  const { about, asksWhy } = standsFor(draft, channels);

  const change = (what: Partial<Draft>) => {
    const next = { ...draft, ...what };
    setDraft(next);
    keepDraft(person, isEmpty(next) ? null : next);
    setShown((before) => Object.fromEntries(Object.entries(before).filter(([field]) => !(field in what))));
  };
  const sending = useSendDraft(draft, person, change);

  const arriving = isArriving(draft);
  const send = (channel: Channel) => {
    if (arriving) return;
    const found = complaints(draft, channel, asksWhy);
    setShown(found);
    const [first] = Object.keys(found);
    if (first) form.current?.querySelector<HTMLElement>(`[name="${first}"]`)?.focus();
    else change({ sent: true, channel, about, urgent: asksWhy });
  };
  const discard = () => {
    keepDraft(person, null);
    setDraft(freshDraft());
    setShown({});
  };

  // While nothing is known a ticket can be tried; what the desk refuses comes back with its reason.
  const open: Channel[] = [
    ...(channels?.ticket.open === false ? [] : (['ticket'] as const)),
    ...(channels?.chat.open && !running ? (['chat'] as const) : []),
  ];
  const ways = open.toSorted((a, b) => Number(b === channels?.advice.channel) - Number(a === channels?.advice.channel));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ways[0]) send(ways[0]);
  };

  return (
    <div className="page two">
      <div className="page-head">
        <Link to="/" className="back" aria-label={words.t('portal.back')}>
          <svg className="icon" viewBox="0 0 24 24" aria-hidden="true">
            <path d="m15 5-7 7 7 7" />
          </svg>
        </Link>
        <h1>{words.t('new.title')}</h1>
      </div>
      <Incidents />
      <RunningChat />
      {solved !== null && (
        <div className="callout" role="status">
          <strong>{words.t('new.solved_thanks')}</strong>
          <span>{words.t('new.solved_thanks.text', { title: solved })}</span>
        </div>
      )}
      <form ref={form} className="form" noValidate onSubmit={submit} aria-busy={draft.sent}>
        <Fields draft={draft} channels={channels} shown={shown} change={change} />
        {!draft.sent && (
          <Suggestions
            key={draft.id}
            subject={draft.subject}
            text={draft.text}
            onSolved={(article) => {
              discard();
              setSolved(article.title);
            }}
          />
        )}
        <Advice channels={channels} running={running} />
        {channels && channels.prepare.length > 0 && <Evidence asks={channels.prepare} draft={draft} change={change} />}
        <div className="send">
          {sending.refused && <ProblemNote error={sending.refused} />}
          {draft.sent && sending.unanswered && (
            <div className="callout" role="alert">
              <strong>{words.t('new.not_sent')}</strong>
              <span>{words.t('new.not_sent.text')}</span>
            </div>
          )}
          {arriving && (
            <p className="dim" role="status">
              {words.t('new.evidence.arriving')}
            </p>
          )}
          <div className="actions">
            {(draft.sent ? [draft.channel] : ways).map((channel, n) => (
              <Button
                key={channel}
                type={n === 0 ? 'submit' : 'button'}
                variant={n === 0 ? 'filled' : 'default'}
                size="md"
                disabled={draft.sent || arriving}
                loading={draft.sent && !sending.unanswered}
                onClick={n === 0 ? undefined : () => send(channel)}
              >
                {words.t(`new.${draft.sent ? 'sending' : 'send'}.${channel}`)}
              </Button>
            ))}
            {!isEmpty(draft) && !draft.sent && (
              <>
                <Button variant="subtle" color="gray" onClick={discard}>
                  {words.t('new.discard')}
                </Button>
                <span className="dim">{words.t('new.kept')}</span>
              </>
            )}
          </div>
        </div>
      </form>
    </div>
  );
}
