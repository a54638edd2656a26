import type { Ticket, TicketState } from '@fairlead/contract';
import { useCall, useWords } from '@fairlead/ui';
import { Modal } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { DialogEnd } from '../../shared/dialog-end.tsx';
import { type Choice, Pick } from '../../shared/pick.tsx';
import { useStaff } from '../../shared/staff.ts';
import { settable, type To, useChangeTickets } from './changing.tsx';

export type What = 'state' | 'assignee';

/** Chooses a state or people for tickets. One is changed at once; for several the dialog first shows what would become of each. */
export function ChangeDialog({ what, tickets, close }: { what: What | null; tickets: readonly Ticket[]; close: () => void }) {
  const words = useWords();
  return (
    <Modal
      opened={what !== null && tickets.length > 0}
      onClose={close}
      title={words.t(what === 'state' ? 'change.state' : 'change.assignee', { count: tickets.length })}
      closeButtonProps={{ 'aria-label': words.t('dialog.cancel') }}
    >
      {what && <Choose what={what} tickets={tickets} close={close} />}
    </Modal>
  );
}

function Choose({ what, tickets, close }: { what: What; tickets: readonly Ticket[]; close: () => void }) {
  const words = useWords();
  const change = useChangeTickets();
  const { choices, read } = useChoices(what, tickets);
  const [to, setTo] = useState<To | null>(null);
  const make = (next: To) => {
    close();
    void change(tickets, next);
  };
  if (to) return <Preview tickets={tickets} to={to} label={labelOf(to, choices, read)} make={() => make(to)} close={close} />;
  return (
    <Pick
      label={words.t(what === 'state' ? 'change.choose_state' : 'change.choose_assignee')}
      none={words.t('change.none')}
      choices={choices}
      choose={(value) => (tickets.length === 1 ? make(read(value)) : setTo(read(value)))}
    />
  );
}

const labelOf = (to: To, choices: readonly Choice[], read: (value: string) => To) =>
  choices.find((c) => JSON.stringify(read(c.value)) === JSON.stringify(to))?.label ?? '';

function useChoices(what: What, tickets: readonly Ticket[]): { choices: Choice[]; read: (value: string) => To } {
  const words = useWords();
  const { staff: me } = useStaff();
  const { data } = useCall('GET /staff', {});
  if (what === 'state')
    return {
      choices: settable.map((state) => ({ value: state, label: words.t(state === 'pending' ? 'state.pending.staff' : `state.${state}`) })),
      read: (value) => ({ is: 'state', state: value as Exclude<TicketState, 'new'> }),
    };
  const people = data?.staff ?? [];
  const teams = data?.teams ?? [];
  const teamNames = (ids: readonly string[]) => teams.filter((t) => ids.includes(t.id)).map((t) => words.named(t.name));
  const shared = new Set(tickets.map((t) => t.team?.id ?? null));
  const common = shared.size === 1 ? [...shared][0]! : null;
  const mine = people.find((p) => p.id === me.id);
  const others = people.filter((p) => p.id !== me.id);
  return {
    choices: [
      ...(mine ? [{ value: `staff ${mine.id}`, label: words.t('change.me'), more: mine.name }] : []),
      ...others.map((p) => ({ value: `staff ${p.id}`, label: p.name, more: teamNames(p.teams).join(', ') })),
      ...teams.map((t) => ({ value: `team ${t.id}`, label: words.t('change.team', { team: words.named(t.name) }) })),
      { value: 'nobody', label: words.t('change.nobody') },
    ],
    read(value) {
      const [kind, id = null] = value.split(' ') as [string, string | undefined];
      if (kind === 'team') return { is: 'assignee', team: id, staff: null };
      if (kind === 'nobody') return { is: 'assignee', team: common, staff: null };
      const theirs = people.find((p) => p.id === id)?.teams ?? [];
      // They keep the team that the tickets are with; else it is theirs.
      return { is: 'assignee', team: common ?? theirs[0] ?? null, staff: id };
    },
  };
}

/** What would become of each. */
function Preview({
  tickets,
  to,
  label,
  make,
  close,
}: {
  tickets: readonly Ticket[];
  to: To;
  label: string;
  make: () => void;
  close: () => void;
}) {
  const words = useWords();
  const form = useRef<HTMLFormElement>(null);
  // The field that had the focus is gone: Enter goes on.
  useEffect(() => form.current?.querySelector<HTMLElement>('[type=submit]')?.focus(), []);
  const now = (ticket: Ticket) =>
    to.is === 'state'
      ? words.t(ticket.state === 'pending' ? 'state.pending.staff' : `state.${ticket.state}`)
      : (ticket.assignee?.name ?? (ticket.team ? words.named(ticket.team.name) : words.t('tickets.nobody')));
  return (
    <form
      ref={form}
      className="dialog"
      onSubmit={(event) => {
        event.preventDefault();
        make();
      }}
    >
      <div className="preview-changes" tabIndex={0} role="region" aria-label={words.t('change.preview')}>
        <table>
          <thead>
            <tr>
              <th scope="col">{words.t('change.ticket')}</th>
              <th scope="col">{words.t('change.now')}</th>
              <th scope="col">{words.t('change.then')}</th>
            </tr>
          </thead>
          <tbody>
            {tickets.map((ticket) => (
              <tr key={ticket.id}>
                <td>
                  #{ticket.number} {ticket.subject}
                </td>
                <td>{now(ticket)}</td>
                <td>{label}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <DialogEnd error={null} busy={false} action={words.t('change.do', { count: tickets.length })} close={close} first />
    </form>
  );
}
