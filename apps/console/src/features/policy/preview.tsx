import type { CallReply, Channels, ChatStanding, Locale } from '@fairlead/contract';
import { locales } from '@fairlead/contract';
import { ProblemNote, useCall, useDesk, useWords } from '@fairlead/ui';
import { Button, Checkbox, NativeSelect, Select, TextInput } from '@mantine/core';
import { keepPreviousData } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { plansIn, sitesIn } from './names.ts';
import { clockOf, instantOf, wallTime, zones } from './zoned.ts';

interface Tried {
  wall: string;
  zone: string;
  plan: string;
  language: Locale;
  hipaa: boolean;
  site: string;
  kind: string;
  question: 'technical' | 'sales';
}

export interface PreviewState {
  tried: Tried;
  put: (change: Partial<Tried>) => void;
  answer: CallReply<'POST /policy/previews'> | undefined;
  error: Error | null;
  /** What a request may be about, under the policy that was tried last. */
  kinds: Channels['kinds'];
}

const home = 'America/New_York';

/** What one customer would be told, under the newest text that is right. */
export function usePreview(yaml: string, sound: string | null): PreviewState {
  const { desk } = useDesk();
  const [tried, setTried] = useState<Tried>(() => ({
    wall: wallTime(Date.now(), home),
    zone: home,
    plan: plansIn(yaml)[0] ?? desk.plans[0] ?? '',
    language: 'en',
    hipaa: false,
    site: desk.sites[0]?.key ?? '',
    kind: '',
    question: 'technical',
  }));
  const { wall, zone, kind, ...customer } = tried;
  const at = instantOf(wall, zone);
  const { data: answer, error } = useCall(
    'POST /policy/previews',
    { body: { yaml: sound ?? '', case: { ...customer, zone, at: new Date(at ?? 0).toISOString(), about: kind ? [kind] : [] } } },
    { enabled: sound !== null && at !== null, placeholderData: keepPreviousData, gcTime: 60_000 },
  );
  return { tried, put: (change) => setTried({ ...tried, ...change }), answer, error, kinds: answer?.channels.kinds ?? [] };
}

/** The fields of a case, and what its customer would be told. */
export function Preview({ yaml, preview, sound }: { yaml: string; preview: PreviewState; sound: boolean }) {
  const words = useWords();
  const { tried, put, answer, error, kinds } = preview;
  const { plans, sites } = useMemo(() => ({ plans: plansIn(yaml), sites: sitesIn(yaml) }), [yaml]);
  const withChosen = (names: string[], chosen: string) => (names.includes(chosen) ? names : [chosen, ...names]);
  return (
    <section className="panel policy-preview" aria-label={words.t('preview.title')}>
      <header className="panel-top">
        <h2>{words.t('preview.title')}</h2>
        <div className="actions">
          <Button size="xs" variant="default" onClick={() => put({ wall: wallTime(Date.now(), tried.zone) })}>
            {words.t('preview.now')}
          </Button>
        </div>
      </header>
      <div className="preview-case">
        <TextInput
          type="datetime-local"
          label={words.t('preview.when')}
          value={tried.wall}
          onChange={(event) => put({ wall: event.currentTarget.value })}
        />
        <Select
          label={words.t('preview.zone')}
          searchable
          allowDeselect={false}
          nothingFoundMessage={words.t('preview.no_zone')}
          value={tried.zone}
          onChange={(zone) => zone && put({ zone })}
          data={zones}
        />
        <NativeSelect
          label={words.t('fact.plan')}
          value={tried.plan}
          onChange={(event) => put({ plan: event.currentTarget.value })}
          data={withChosen(plans, tried.plan)}
        />
        <NativeSelect
          label={words.t('fact.language')}
          value={tried.language}
          onChange={(event) => put({ language: event.currentTarget.value as Locale })}
          data={locales.map((l) => ({ value: l, label: words.t(`language.${l}`) }))}
        />
        <NativeSelect
          label={words.t('fact.site')}
          value={tried.site}
          onChange={(event) => put({ site: event.currentTarget.value })}
          data={withChosen(sites, tried.site)}
        />
        <NativeSelect
          label={words.t('preview.question')}
          value={tried.question}
          onChange={(event) => put({ question: event.currentTarget.value as Tried['question'] })}
          data={(['technical', 'sales'] as const).map((q) => ({ value: q, label: words.t(`question.${q}`) }))}
        />
        <NativeSelect
          label={words.t('fact.about')}
          value={tried.kind}
          onChange={(event) => put({ kind: event.currentTarget.value })}
          data={[{ value: '', label: words.t('preview.no_kind') }, ...kinds.map((k) => ({ value: k.kind, label: k.label }))]}
        />
        <Checkbox
          className="preview-hipaa"
          label={words.t('preview.hipaa')}
          checked={tried.hipaa}
          onChange={(event) => put({ hipaa: event.currentTarget.checked })}
        />
      </div>
      {sound ? <ProblemNote error={error} /> : <p className="preview-old">{words.t('preview.old')}</p>}
      {answer && <Answer answer={answer} zone={tried.zone} />}
    </section>
  );
}

function Answer({ answer, zone }: { answer: CallReply<'POST /policy/previews'>; zone: string }) {
  const words = useWords();
  const { advice, chat, ticket, prepare, asks_why } = answer.channels;
  const clock = clockOf(words.language, zone);
  const evidence = prepare.map(({ label, need }) => (need === 'required' ? `${label} (${words.t('checklist.required')})` : label));
  return (
    <>
      <p className="preview-sentence" role="status">
        {answer.sentence}
      </p>
      <dl className="preview-answer">
        <div>
          <dt>{words.t('preview.advice')}</dt>
          <dd>
            <b>{words.t(`channel.${advice.channel}`)}</b>
            <span>{advice.reason}</span>
            {asks_why && <span>{words.t('preview.asks_why')}</span>}
          </dd>
        </div>
        <div>
          <dt>{words.t('channel.chat')}</dt>
          <dd>
            <ChatAnswer chat={chat} clock={clock} />
          </dd>
        </div>
        <div>
          <dt>{words.t('channel.ticket')}</dt>
          <dd>
            <b data-open={ticket.open}>{words.t(ticket.open ? 'preview.open' : 'preview.closed')}</b>
            {ticket.open && (
              <span>{ticket.promised ? words.t('preview.promised', { when: clock(ticket.promised) }) : words.t('preview.no_promise')}</span>
            )}
          </dd>
        </div>
        {evidence.length > 0 && (
          <div>
            <dt>{words.t('preview.prepare')}</dt>
            <dd>{new Intl.ListFormat(words.language).format(evidence)}</dd>
          </div>
        )}
      </dl>
      <p className="preview-old">{words.t('preview.zone_note', { zone: zone.replaceAll('_', ' ') })}</p>
    </>
  );
}

function ChatAnswer({ chat, clock }: { chat: ChatStanding; clock: (at: string) => string }) {
  const words = useWords();
  return (
    <>
      <b data-open={chat.open}>{words.t(chat.open ? 'preview.open' : 'preview.closed')}</b>
      {chat.why && <span>{chat.because ? `${words.t(`closed.${chat.why}`)}: ${chat.because}` : words.t(`closed.${chat.why}`)}</span>}
      {chat.other_language && <span>{words.t('preview.held_in', { language: words.t(`language.${chat.language}`) })}</span>}
      {chat.closes && <span>{words.t('preview.closes', { when: clock(chat.closes) })}</span>}
      {chat.opens && <span>{words.t('preview.opens', { when: clock(chat.opens) })}</span>}
    </>
  );
}
