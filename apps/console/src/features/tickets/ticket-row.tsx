import type { OpenPromise, Passage, Ticket } from '@fairlead/contract';
import { itemName, TicketStateBadge, useDesk, useWords } from '@fairlead/ui';
import { Link } from '@tanstack/react-router';
import { useAreaName } from '../../shared/facts.tsx';
import { UrgentBadge } from '../../shared/urgent.tsx';

interface Props {
  ticket: Ticket;
  /** Where it was found. */
  passage: Passage | null;
  since: (at: string) => string;
  /** Its place in the list; `of` is -1 while nobody knows how long that is. */
  index: number;
  of: number;
  /** How far from the top it stands, and who wants to know its height. */
  start: number;
  measure: (row: HTMLElement | null) => void;
  isChosen: boolean;
  choose: () => void;
  focused: () => void;
}

/** A ticket in a list. */
export function TicketRow({ ticket, passage, since, index, of, start, measure, isChosen, choose, focused }: Props) {
  const words = useWords();
  const { desk } = useDesk();
  const areaName = useAreaName();
  const missing = ticket.missing.map((item) => itemName(words, desk, item));
  const lacks = words.t('tickets.missing', { items: new Intl.ListFormat(words.language).format(missing) });
  const about = [ticket.member.name, ticket.organization.name, areaName(ticket.area) ?? words.t(`question.${ticket.question}`)];
  const pressing = ticket.promises.find((p) => p.broken || p.warned);
  return (
    <li
      ref={measure}
      data-index={index}
      data-chosen={isChosen || undefined}
      aria-posinset={index + 1}
      aria-setsize={of}
      style={{ transform: `translateY(${start}px)` }}
      onFocus={focused}
    >
      <label className="ticket-choose">
        <input type="checkbox" checked={isChosen} onChange={choose} aria-label={words.t('change.choose', { number: ticket.number })} />
      </label>
      <Link to="/tickets/$number" params={{ number: String(ticket.number) }} className="ticket-row" data-row>
        <span className="ticket-number">#{ticket.number}</span>
        <span className="ticket-main">
          <span className="ticket-subject">
            {ticket.urgent && <UrgentBadge />} {ticket.subject}
          </span>
          {passage && <Found passage={passage} />}
          <span className="row-dim">{about.join(' · ')}</span>
        </span>
        <span className="ticket-who">
          <span>{ticket.team ? words.named(ticket.team.name) : words.t('tickets.no_team')}</span>
          <span className="row-dim">{ticket.assignee?.name ?? words.t('tickets.nobody')}</span>
        </span>
        <span className="ticket-state">
          <TicketStateBadge state={ticket.state} audience="staff" />
          {pressing && <Pressing promise={pressing} />}
          {!pressing && missing.length > 0 && (
            <span className="row-dim" title={lacks}>
              {lacks}
            </span>
          )}
        </span>
        <time dateTime={ticket.updated}>{since(ticket.updated)}</time>
      </Link>
    </li>
  );
}

function Pressing({ promise: { kind, due, broken } }: { promise: OpenPromise }) {
  const words = useWords();
  const when = due ? words.time(due) : '';
  const standing = due
    ? words.t(broken ? 'promise.broken' : 'promise.due', { when })
    : words.t(broken ? 'promise.overdue' : 'promise.stands');
  return (
    <span className="pressing" data-broken={broken}>
      {words.t(`promise.${kind}`)} {standing}
    </span>
  );
}

function Found({ passage: { text, marks } }: { passage: Passage }) {
  const parts = marks.flatMap(([from, to], i) => [
    text.slice(marks[i - 1]?.[1] ?? 0, from),
    <mark key={from}>{text.slice(from, to)}</mark>,
  ]);
  return (
    <span className="found">
      {parts}
      {text.slice(marks.at(-1)?.[1] ?? 0)}
    </span>
  );
}
