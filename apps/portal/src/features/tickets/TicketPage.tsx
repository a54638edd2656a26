import type { Ticket, Urgent } from '@fairlead/contract';
import {
  Conversation,
  EvidenceChecklist,
  SendFlare,
  ExportLinks,
  itemName,
  Meetings,
  problemSentence,
  TicketStateBadge,
  useAct,
  useCall,
  useDesk,
} from '@fairlead/ui';
import { Button, Skeleton } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { Link } from '@tanstack/react-router';
import { useAreaName } from '../../shared/areas.ts';
import { Failed } from '../../shared/Notice.tsx';
import { useTitle } from '../../shared/title.ts';
import { listed, useWords } from '../../shared/words.ts';
import { whyFields } from './draft.ts';
import { Rating } from './Rating.tsx';
import { memberMay } from './reading.ts';
import { UrgentBadge } from './UrgentBadge.tsx';

/** One ticket and everything said about it, in the chat that it continues and since. */
export function TicketPage({ number }: { number: number }) {
  const words = useWords();
  const { data: ticket, error, refetch } = useCall('GET /tickets/{number}', { params: { number } });
  useTitle(ticket ? `#${ticket.number} ${ticket.subject}` : words.t('ticket.title', { number }));
  if (error && !ticket) return <Failed error={error} again={() => void refetch()} />;
  if (!ticket)
    return (
      <div className="page" role="status" aria-label={words.t('portal.loading')}>
        <Skeleton height={24} width="60%" />
        <Skeleton height={14} width="30%" mt="sm" />
        <Skeleton height={220} mt="xl" />
      </div>
    );
  return <Loaded key={ticket.id} ticket={ticket} />;
}

function Loaded({ ticket }: { ticket: Ticket }) {
  const words = useWords();
  const wide = useMediaQuery('(min-width: 62em)', undefined, { getInitialValueInEffect: false });
  const who = useWho(ticket);
  const may = memberMay(ticket);
  // A colleague's: staff let this member read it.
  const readOnly = ticket.may === 'read';
  const list = (
    <>
      <EvidenceChecklist thread={ticket.thread} audience="member" closed={readOnly || may === 'reopen'} />
      {!readOnly && may !== 'reopen' && <SendFlare thread={ticket.thread} />}
    </>
  );
  const calls = !readOnly && <Meetings number={ticket.number} audience="member" closed={may === 'reopen'} />;
  return (
    <div className="ticket-page">
      <div className="conversation">
        <header className="conversation-head">
          <Link to="/" className="back" aria-label={words.t('portal.back')}>
            <svg className="icon" viewBox="0 0 24 24" aria-hidden="true">
              <path d="m15 5-7 7 7 7" />
            </svg>
          </Link>
          <div className="conversation-title">
            <h1>{ticket.subject}</h1>
            <p className="dim facts">
              <span>#{ticket.number}</span>
              <TicketStateBadge state={ticket.state} audience="member" />
              {!wide && <span className="facts-who">{who}</span>}
            </p>
          </div>
          {wide && !readOnly && <StateButton ticket={ticket} />}
        </header>
        {!wide && (
          <div className="details-bar">
            <details className="details">
              <summary>{words.t('ticket.details')}</summary>
              <Facts ticket={ticket} />
              <ExportLinks number={ticket.number} as="member" />
            </details>
            <details className="details">
              <summary>{words.t('checklist.title')}</summary>
              {list}
            </details>
            {calls && (
              <details className="details">
                <summary>{words.t('ticket.calls')}</summary>
                <div className="details-calls">{calls}</div>
              </details>
            )}
            {!readOnly && <StateButton ticket={ticket} compact />}
          </div>
        )}
        {ticket.urgent && <WhyUrgent urgent={ticket.urgent} wide={wide === true} />}
        <Standing ticket={ticket} />
        {ticket.merged.map(({ number, subject }) => (
          <p key={number} className="callout quiet">
            {words.t('ticket.merged', { number, subject })}
          </p>
        ))}
        {readOnly && <ReadOnly ticket={ticket} />}
        {!readOnly && ticket.incident?.closed && ticket.state === 'pending' && <WellAgain number={ticket.number} />}
        {!readOnly && may === 'solve' && ticket.missing.length > 0 && <Missing ticket={ticket} />}
        {!readOnly && may === 'reopen' && <Rating ticket={ticket} />}
        {!readOnly && may === 'reopen' && <p className="callout quiet">{words.t('ticket.solved.note')}</p>}
        <div className="conversation-thread">
          <Conversation thread={ticket.thread} audience="member" closed={readOnly} />
        </div>
      </div>
      {wide && (
        <aside className="aside" aria-label={words.t('ticket.details')}>
          {list}
          {calls}
          <Facts ticket={ticket} />
          <ExportLinks number={ticket.number} as="member" />
        </aside>
      )}
    </div>
  );
}

/** Solves or reopens a ticket. What became of it is said in its thread. */
function useSetState(number: number) {
  const words = useWords();
  const acting = useAct('PUT /tickets/{number}/state');
  const set = (state: 'solved' | 'open') =>
    acting.mutate(
      { params: { number }, body: { state } },
      {
        onError: (error) => notifications.show({ color: 'red', title: words.t('portal.failed'), message: problemSentence(words, error) }),
      },
    );
  return { set, busy: acting.isPending, to: acting.variables?.body.state };
}

function StateButton({ ticket, compact = false }: { ticket: Ticket; compact?: boolean }) {
  const words = useWords();
  const { set, busy } = useSetState(ticket.number);
  const may = memberMay(ticket);
  return (
    <Button variant="default" size={compact ? 'xs' : 'sm'} loading={busy} onClick={() => set(may === 'solve' ? 'solved' : 'open')}>
      {words.t(may === 'solve' ? 'ticket.solve' : 'ticket.reopen')}
    </Button>
  );
}

/** S13: the first thing to read of it. */
function WhyUrgent({ urgent, wide }: { urgent: Urgent; wide: boolean }) {
  const words = useWords();
  return (
    <details className="urgent" open={wide}>
      <summary>
        <UrgentBadge />
        <span className="urgent-impact">{urgent.impact}</span>
      </summary>
      <dl>
        {whyFields.map((field) => (
          <div key={field}>
            <dt>{words.t(`urgent.${field}`)}</dt>
            <dd>{urgent[field]}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

/** What is promised, and the incident that it hangs on. */
function Standing({ ticket: { promised, incident } }: { ticket: Ticket }) {
  const words = useWords();
  if (!promised && !incident) return null;
  return (
    <div className="callout quiet standing">
      {promised && <span>{words.t('standing.promised', { when: words.time(promised) })}</span>}
      {incident && <span>{words.t(incident.closed ? 'ticket.incident.over' : 'event.incident_attached', { title: incident.title })}</span>}
    </div>
  );
}

/** After an incident: only its customer knows whether all is well. */
function WellAgain({ number }: { number: number }) {
  const words = useWords();
  const { set, busy, to } = useSetState(number);
  return (
    <section className="callout calm well" role="status">
      <strong className="callout-words">{words.t('incident.well')}</strong>
      <Button size="sm" disabled={busy} loading={busy && to === 'solved'} onClick={() => set('solved')}>
        {words.t('incident.well.yes')}
      </Button>
      <Button size="sm" variant="default" disabled={busy} loading={busy && to === 'open'} onClick={() => set('open')}>
        {words.t('incident.well.no')}
      </Button>
    </section>
  );
}

function Missing({ ticket }: { ticket: Ticket }) {
  const words = useWords();
  const { desk } = useDesk();
  return (
    <section className="callout needed" aria-label={words.t('ticket.missing')}>
      <strong>{words.t('ticket.missing')}</strong>
      <span>
        {listed(
          words,
          ticket.missing.map((item) => itemName(words, desk, item)),
        )}
      </span>
      <span className="dim">{words.t('ticket.missing.how')}</span>
    </section>
  );
}

/** A colleague's: to read, and to follow. */
function ReadOnly({ ticket: { number, follows, member } }: { ticket: Ticket }) {
  const words = useWords();
  const follow = useAct('PUT /tickets/{number}/following');
  return (
    <section className="callout quiet">
      <span className="callout-words">
        {words.t('ticket.read_only', { name: member.name })}
        <span className="dim">{words.t('follow.hint')}</span>
      </span>
      <Button
        size="xs"
        variant="default"
        aria-pressed={follows}
        loading={follow.isPending}
        onClick={() => follow.mutate({ params: { number }, body: { follows: !follows } })}
      >
        {words.t(follows ? 'follow.stop' : 'follow.start')}
      </Button>
    </section>
  );
}

/** Who works on it, as far as anybody does. */
function useWho({ team, assignee }: Ticket): string {
  const words = useWords();
  const named = [assignee?.name, team && words.t('ticket.who.team', { team: words.named(team.name) })].filter(Boolean);
  return named.length > 0 ? named.join(' · ') : words.t('ticket.who.nobody');
}

function Facts({ ticket }: { ticket: Ticket }) {
  const words = useWords();
  const areaName = useAreaName();
  const facts: [string, string][] = [
    [words.t('ticket.who'), useWho(ticket)],
    [words.t('ticket.question'), words.t(`question.${ticket.question}`)],
    ...(ticket.area ? [[words.t('ticket.area'), areaName(ticket.area)] as [string, string]] : []),
    [words.t('ticket.by'), `${ticket.member.name} · ${ticket.organization.name}`],
    [words.t('ticket.opened'), words.time(ticket.created)],
    [words.t('ticket.updated'), words.time(ticket.updated)],
  ];
  return (
    <dl className="fact-list">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
