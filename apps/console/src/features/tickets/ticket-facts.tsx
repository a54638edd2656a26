import type { Ticket, TicketState } from '@fairlead/contract';
import { EvidenceChecklist, ExportLinks, Meetings, ProblemNote, SendFlare, useAct, useCall, useWords } from '@fairlead/ui';
import { NativeSelect } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { AskService } from './ask-service.tsx';
import { Articles } from './articles.tsx';
import { DeleteTicket } from './delete-ticket.tsx';
import { Escalate } from './escalate.tsx';
import { Issues } from './issues.tsx';
import { Merge } from './merge.tsx';
import { Promises } from './promises.tsx';
import { Related } from './related.tsx';
import { Split } from './split.tsx';
import { CustomerFacts, Fact, Facts, useAreaName } from '../../shared/facts.tsx';

type Settable = Exclude<TicketState, 'new'>;
const settable: readonly Settable[] = ['open', 'pending', 'on_hold', 'solved', 'closed'];

/** What is known of a ticket, and where its state and its people are set. */
export function TicketFacts({ ticket }: { ticket: Ticket }) {
  const words = useWords();
  const areaName = useAreaName();
  const { number } = ticket;
  const { data: people } = useCall('GET /staff', {});
  const setState = useAct('PUT /tickets/{number}/state');
  const assign = useAct('PUT /tickets/{number}/assignee');
  const stateName = (state: TicketState) => words.t(state === 'pending' ? 'state.pending.staff' : `state.${state}`);
  const team = ticket.team?.id ?? null;
  // A colleague who was quicker is not overwritten unseen.
  const was = { team, staff: ticket.assignee?.id ?? null };
  const inTeam = people?.staff.filter((p) => (team ? p.teams.includes(team) : true) || p.id === ticket.assignee?.id) ?? [];
  const states: readonly TicketState[] = ticket.state === 'new' ? ['new', ...settable] : settable;
  return (
    <>
      <div className="fields">
        <NativeSelect
          label={words.t('fact.state')}
          value={ticket.state}
          disabled={setState.isPending}
          onChange={(event) =>
            setState.mutate({ params: { number }, body: { state: event.currentTarget.value as Settable, was: ticket.state } })
          }
          data={states.map((s) => ({ value: s, label: stateName(s), disabled: s === 'new' }))}
        />
        <ProblemNote error={setState.error} />
        <NativeSelect
          label={words.t('fact.team')}
          value={team ?? ''}
          disabled={!people || assign.isPending}
          onChange={(event) => assign.mutate({ params: { number }, body: { team: event.currentTarget.value || null, staff: null, was } })}
          data={[
            { value: '', label: words.t('tickets.no_team') },
            ...(people?.teams ?? []).map((t) => ({ value: t.id, label: words.named(t.name) })),
          ]}
        />
        <NativeSelect
          label={words.t('fact.assignee')}
          value={ticket.assignee?.id ?? ''}
          disabled={!people || assign.isPending}
          onChange={(event) => assign.mutate({ params: { number }, body: { team, staff: event.currentTarget.value || null, was } })}
          data={[{ value: '', label: words.t('tickets.nobody') }, ...inTeam.map((p) => ({ value: p.id, label: p.name }))]}
        />
        <ProblemNote error={assign.error} />
      </div>
      <div className="ticket-acts">
        <Escalate ticket={ticket} />
        <Merge ticket={ticket} />
        <Split ticket={ticket} />
      </div>
      <Promises ticket={ticket} />
      <EvidenceChecklist thread={ticket.thread} audience="staff" closed={ticket.state === 'closed'} />
      {ticket.state !== 'closed' && (
        <div className="ticket-flares">
          <SendFlare thread={ticket.thread} />
          <AskService thread={ticket.thread} />
        </div>
      )}
      <Meetings number={number} audience="staff" closed={ticket.state === 'solved' || ticket.state === 'closed'} />
      <Issues ticket={ticket} />
      <CustomerFacts member={ticket.member} organization={ticket.organization} />
      <Facts>
        <Fact name={words.t('fact.area')}>{areaName(ticket.area) ?? words.t(`question.${ticket.question}`)}</Fact>
        {ticket.incident && (
          <Fact name={words.t('fact.incident')}>
            <Link to="/incidents">{ticket.incident.title}</Link>
          </Fact>
        )}
        {ticket.rating && (
          <Fact name={words.t('fact.rating')}>
            {words.t(ticket.rating.good ? 'fact.rating.good' : 'fact.rating.bad')}
            {ticket.rating.comment && <span className="row-dim"> “{ticket.rating.comment}”</span>}
          </Fact>
        )}
        {ticket.split_from && (
          <Fact name={words.t('fact.split_from')}>
            <Link to="/tickets/$number" params={{ number: String(ticket.split_from) }}>
              #{ticket.split_from}
            </Link>
          </Fact>
        )}
        <Fact name={words.t('fact.created')}>{words.time(ticket.created)}</Fact>
        <Fact name={words.t('fact.updated')}>{words.time(ticket.updated)}</Fact>
        {ticket.chat && (
          <Fact name={words.t('fact.from_chat')}>
            <Link to="/chats/$chat" params={{ chat: ticket.chat }}>
              {words.t('fact.see_chat')}
            </Link>
          </Fact>
        )}
      </Facts>
      <Articles ticket={ticket} />
      <ExportLinks number={number} as="staff" />
      <Related ticket={ticket} />
      <DeleteTicket ticket={ticket} />
    </>
  );
}
