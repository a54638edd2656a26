import type { Question, Ticket } from '@fairlead/contract';
import { useEffect, useRef } from 'preact/hooks';
import { Advice, Incidents, Notices } from './advice.tsx';
import { Helping } from './helping.tsx';
import { t, whenever, words } from './language.ts';
import { later, wantLater } from './later.ts';
import { opened } from './page.ts';
import { Close, Icon, Problem, useAction } from './parts.tsx';
import {
  about,
  actFor,
  asksWhy,
  channels,
  choose,
  desk,
  fill,
  form,
  leaveMade,
  made,
  openPortal,
  openTicket,
  startChat,
  who,
} from './state.ts';

/** What the customer wants, before it is a chat or a ticket (S2, S10): a few clicks, one line, and the channel that suits it. */
export function Start() {
  const { value: now } = form;
  const { value: advised } = channels;
  const { running, problem, run } = useAction();
  const top = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (opened.value) top.current?.focus();
  }, [opened.value, made.value]);
  useEffect(() => {
    if (now.summary) void wantLater();
  }, [now.summary]);

  if (made.value) return <Made ticket={made.value} />;
  const can = (way: 'chat' | 'ticket') => advised?.[way].open;
  const way = now.channel && can(now.channel) ? now.channel : (advised?.advice.channel ?? 'chat');
  const other = way === 'chat' ? 'ticket' : 'chat';
  const Later = later.value;
  const submit = (event: Event) => {
    event.preventDefault();
    run(way === 'ticket' ? openTicket : startChat);
  };
  return (
    <main class="screen">
      <header class="top">
        <h1 ref={top} tabIndex={-1}>
          {t('start.title')}
        </h1>
        <Close />
      </header>
      <Acting />
      <form class="form" onSubmit={submit}>
        <Incidents />
        <fieldset class="questions either">
          <legend>{t('start.question')}</legend>
          <Choice question="technical" />
          <Choice question="sales" />
        </fieldset>
        {now.question === 'technical' && <Kinds />}
        {now.question && advised && <Advice now={advised} way={way} />}
        {now.question === 'technical' && (
          <label class="field">
            {t('start.area')}
            <select required value={now.area} onChange={(e) => fill({ area: e.currentTarget.value })}>
              <option value="" disabled>
                {t('start.area_choose')}
              </option>
              {desk.value!.areas.map((area) => (
                <option key={area.key} value={area.key}>
                  {words.value.named(area.name)}
                </option>
              ))}
            </select>
          </label>
        )}
        {now.question && (
          <>
            <Line name="summary" label={t('start.summary')} placeholder={t(`start.summary_${now.question}`)} />
            <Notices />
          </>
        )}
        {Later && <Later.Suggestions />}
        {now.question && advised && (
          <>
            {asksWhy.value && (
              <fieldset class="questions why">
                <legend>{t('urgent.why')}</legend>
                <Text name="impact" label={t('urgent.impact')} rows={2} maxLength={2_000} />
                <Line name="since" label={t('urgent.since')} />
                <Line name="affected" label={t('urgent.affected')} />
              </fieldset>
            )}
            {way === 'ticket' && <Text name="text" label={t('start.text')} rows={5} maxLength={20_000} />}
            <Problem text={problem} />
            {can(way) && (
              <button class="primary" aria-disabled={running}>
                {t(way === 'ticket' ? 'start.open_ticket' : 'start.start_chat')}
              </button>
            )}
            {can(other) && (
              <button type="button" class="quiet" onClick={() => choose(other)}>
                {t(other === 'ticket' ? 'start.ticket_instead' : 'start.chat_instead')}
              </button>
            )}
          </>
        )}
      </form>
    </main>
  );
}

/** Asked only of who belongs to several organizations (S3, S19). */
function Acting() {
  const { organization, organizations } = who.value!;
  const { running, problem, run } = useAction();
  return organizations.length < 2 ? null : (
    <div class="acting">
      <label class="field">
        {t('organization.acting')}
        <select value={organization.id} disabled={running} onChange={(e) => run(() => actFor(e.currentTarget.value))}>
          {organizations.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <Problem text={problem} />
    </div>
  );
}

function Choice({ question }: { question: Question }) {
  return (
    <label class="choice">
      <input type="radio" name="question" required checked={form.value.question === question} onChange={() => fill({ question })} />
      <span>
        <b>{t(`question.${question}`)}</b>
        <small>{t(`start.${question}_hint`)}</small>
      </span>
    </label>
  );
}

/** What it is about (S4, S5). What was read from the words stands until the customer says otherwise. */
function Kinds() {
  const { value: chosen } = about;
  const read = chosen.length > 0 && form.value.about === null;
  const toggle = (kind: string) => fill({ about: chosen.includes(kind) ? chosen.filter((k) => k !== kind) : [...chosen, kind] });
  return (
    <fieldset class="kinds" data-read={read || undefined}>
      <legend>{t('start.about')}</legend>
      {channels.value?.kinds.map(({ kind, label }) => (
        <button key={kind} type="button" class="kind" aria-pressed={chosen.includes(kind)} onClick={() => toggle(kind)}>
          {label}
        </button>
      ))}
      <small class="dim" role="status">
        {read && t('start.from_words')}
      </small>
    </fieldset>
  );
}

function Line({ name, label, placeholder }: { name: 'summary' | 'since' | 'affected'; label: string; placeholder?: string }) {
  return (
    <label class="field">
      {label}
      <input
        required
        maxLength={200}
        pattern=".*\S.*"
        placeholder={placeholder}
        value={form.value[name]}
        onInput={(e) => fill({ [name]: e.currentTarget.value })}
      />
    </label>
  );
}

function Text({ name, label, rows, maxLength }: { name: 'impact' | 'text'; label: string; rows: number; maxLength: number }) {
  return (
    <label class="field">
      {label}
      <textarea
        required
        rows={rows}
        maxLength={maxLength}
        value={form.value[name]}
        onInput={(e) => fill({ [name]: e.currentTarget.value })}
      />
    </label>
  );
}

function Made({ ticket }: { ticket: Ticket }) {
  const { running, problem, run } = useAction();
  return (
    <main class="screen">
      <header class="top">
        <h1>{t('desk.name')}</h1>
        <Close />
      </header>
      <Helping />
      <div class="centre">
        <Icon name="done" />
        <div role="status">
          <h2>{t('ticket.made', { number: ticket.number })}</h2>
          <p>{t('ticket.made_next')}</p>
          {ticket.promised && <p>{t('standing.promised', { when: whenever(ticket.promised) })}</p>}
        </div>
        <button type="button" class="primary" aria-disabled={running} onClick={() => run(() => openPortal(ticket.number))}>
          {t('ticket.open_portal')}
        </button>
        <Problem text={problem} />
        <button type="button" class="quiet" onClick={leaveMade}>
          {t('ticket.another')}
        </button>
      </div>
    </main>
  );
}
