import type { Question, Ticket } from '@fairlead/contract';
import { useEffect, useRef, useState } from 'preact/hooks';
import { t, words } from './language.ts';
import { opened } from './page.ts';
import { Close, Icon, Problem, useAction } from './parts.tsx';
import { desk, fill, form, openPortal, openTicket, startChat } from './state.ts';

/** What the customer wants, before it is a chat or a ticket (S5, S4 in outline; S10). */
export function Start() {
  const { value: now } = form;
  const { open, opens } = desk.value!.chat;
  const [wantsTicket, setWantsTicket] = useState(!open);
  const [made, setMade] = useState<Ticket | null>(null);
  const { running, problem, run } = useAction();
  const top = useRef<HTMLHeadingElement>(null);
  const ticket = wantsTicket || !open;
  useEffect(() => {
    if (opened.value) top.current?.focus();
  }, [opened.value, made]);

  if (made) return <Made ticket={made} again={() => setMade(null)} />;
  const submit = (event: Event) => {
    event.preventDefault();
    run(async () => (ticket ? setMade(await openTicket()) : startChat()));
  };
  return (
    <main class="screen">
      <header class="top">
        <h1 ref={top} tabIndex={-1}>
          {ticket ? t('start.ticket_title') : t('start.title')}
        </h1>
        <Close />
      </header>
      <form class="form" onSubmit={submit}>
        {!open && (
          <p class="notice" role="status">
            {opens ? t('start.closed_until', { when: whenever(opens) }) : t('start.closed')}
          </p>
        )}
        {!ticket && (
          <dl class="suits">
            <dt>{t('start.chat_suits')}</dt>
            <dd>{t('start.chat_suits_what')}</dd>
            <dt>{t('start.ticket_suits')}</dt>
            <dd>{t('start.ticket_suits_what')}</dd>
          </dl>
        )}
        <fieldset class="questions">
          <legend>{t('start.question')}</legend>
          <Choice question="technical" hint={t('start.technical_hint')} />
          <Choice question="sales" hint={t('start.sales_hint')} />
        </fieldset>
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
            <label class="field">
              {ticket ? t('start.subject') : t('start.summary')}
              <input
                required
                maxLength={200}
                pattern=".*\S.*"
                placeholder={t(now.question === 'technical' ? 'start.summary_technical' : 'start.summary_sales')}
                value={now.summary}
                onInput={(e) => fill({ summary: e.currentTarget.value })}
              />
            </label>
            {ticket && (
              <label class="field">
                {t('start.text')}
                <textarea required rows={6} maxLength={20_000} value={now.text} onInput={(e) => fill({ text: e.currentTarget.value })} />
              </label>
            )}
            <Problem text={problem} />
            <button class="primary" aria-disabled={running}>
              {t(ticket ? 'start.open_ticket' : 'start.start_chat')}
            </button>
          </>
        )}
        {open && (
          <button type="button" class="quiet" onClick={() => setWantsTicket(!ticket)}>
            {t(ticket ? 'start.chat_instead' : 'start.ticket_instead')}
          </button>
        )}
      </form>
    </main>
  );
}

function Choice({ question, hint }: { question: Question; hint: string }) {
  return (
    <label class="choice">
      <input type="radio" name="question" required checked={form.value.question === question} onChange={() => fill({ question })} />
      <span>
        <b>{t(`question.${question}`)}</b>
        <small>{hint}</small>
      </span>
    </label>
  );
}

function Made({ ticket, again }: { ticket: Ticket; again: () => void }) {
  const { running, problem, run } = useAction();
  return (
    <main class="screen">
      <header class="top">
        <h1>{t('desk.name')}</h1>
        <Close />
      </header>
      <div class="centre" role="status">
        <Icon name="done" />
        <h2>{t('ticket.made', { number: ticket.number })}</h2>
        <p>{t('ticket.made_next')}</p>
        <button type="button" class="primary" aria-disabled={running} onClick={() => run(() => openPortal(ticket.number))}>
          {t('ticket.open_portal')}
        </button>
        <Problem text={problem} />
        <button type="button" class="quiet" onClick={again}>
          {t('ticket.another')}
        </button>
      </div>
    </main>
  );
}

/** An opening hour in the customer's own time, with its day. */
function whenever(at: string): string {
  const parts = { weekday: 'long', month: 'short', day: 'numeric', hour: 'numeric', minute: '2-digit' } as const;
  return new Intl.DateTimeFormat(words.value.language, parts).format(new Date(at));
}
