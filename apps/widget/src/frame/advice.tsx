/** What the desk says before anything is sent: incidents that are known, which channel suits and what happens next, and what it noticed. */
import type { Channel, Channels, Incident } from '@fairlead/contract';
import { listed, t, whenever, words } from './language.ts';
import { Problem, useAction } from './parts.tsx';
import { actFor, attach, channels, form, openPortal } from './state.ts';

/** Known incidents come before everything else: who is affected need not write at all. */
export function Incidents() {
  return (
    <div aria-live="polite" class="stack">
      {channels.value?.incidents.map((incident) => (
        <Known key={incident.id} incident={incident} />
      ))}
    </div>
  );
}

function Known({ incident: { id, title, updates, mine } }: { incident: Incident }) {
  const { running, problem, run } = useAction();
  const newest = updates.at(-1);
  return (
    <section class="notice">
      <b>{t('incident.known', { title })}</b>
      {newest && (
        <p class="lines">
          {newest.text} <small class="dim">{words.value.time(newest.at)}</small>
        </p>
      )}
      {mine !== null && <p>{t('incident.attached', { number: mine })}</p>}
      <button
        type="button"
        class="plain"
        aria-disabled={running}
        onClick={() => run(async () => (mine === null ? attach(id) : openPortal(mine)))}
      >
        {t(mine === null ? 'incident.attach' : 'ticket.open_portal')}
      </button>
      <Problem text={problem} />
    </section>
  );
}

/** Which channel suits and why, what to have ready, and what happens next by the way that is taken. */
export function Advice({ now: { about, advice, prepare, chat, ticket }, way }: { now: Channels; way: Channel }) {
  return (
    <section class="advice" role="status" aria-atomic="false">
      {about.length > 0 && <b>{t(`start.suits.${advice.channel}`)}</b>}
      <p>{advice.reason}</p>
      {form.value.question === 'technical' && prepare.length > 0 && (
        <p>{t('start.prepare', { items: listed(prepare.map(({ label }) => label)) })}</p>
      )}
      {!chat.open && (
        <p>
          {whyClosed(chat)}
          {chat.opens && `. ${t('standing.opens', { when: whenever(chat.opens) })}`}
        </p>
      )}
      {way === 'chat' && chat.open && (
        <p>
          {chat.place !== null && t('line.place', { place: chat.place })}{' '}
          {chat.minutes === null ? t('line.no_estimate') : t('line.minutes', { minutes: chat.minutes })}
        </p>
      )}
      {way === 'chat' && chat.open && chat.other_language && (
        <p>
          {t('standing.other_language', {
            language: new Intl.DisplayNames(words.value.language, { type: 'language' }).of(chat.language)!,
          })}
        </p>
      )}
      {way === 'ticket' && ticket.promised && <p>{t('standing.promised', { when: whenever(ticket.promised) })}</p>}
    </section>
  );
}

/** The vendor's own sentence where its policy has one. */
function whyClosed({ why, because }: Channels['chat']): string {
  if (why === 'holiday') return t('standing.holiday', { because: because ?? '' });
  return (why !== 'hours' && because) || t(`standing.${why ?? 'hours'}`);
}

export function Notices() {
  return (
    <div role="status" class="stack">
      {channels.value?.notices.map((notice) => {
        const to = notice.is === 'other_organization' && notice.switch_to;
        return (
          <p key={notice.link} class="notice">
            {notice.is === 'other_site'
              ? t('notice.other_site', { site: notice.site, own: notice.own })
              : t('notice.other_organization', { name: notice.name })}
            <small class="dim">{notice.link}</small>
            {to && <Switch to={to} name={notice.name} />}
          </p>
        );
      })}
    </div>
  );
}

function Switch({ to, name }: { to: string; name: string }) {
  const { running, problem, run } = useAction();
  return (
    <>
      <button type="button" class="plain" aria-disabled={running} onClick={() => run(() => actFor(to))}>
        {t('notice.switch', { name })}
      </button>
      <Problem text={problem} />
    </>
  );
}
