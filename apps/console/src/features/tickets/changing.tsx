import { call } from '@fairlead/client';
import type { CallInput, Ticket, TicketState } from '@fairlead/contract';
import { problemSentence, useCall, useDesk, useWords } from '@fairlead/ui';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';

type Change = CallInput<'POST /tickets/changes'>['body']['changes'][number];
type Settable = Exclude<TicketState, 'new'>;

/** What a change makes of a ticket. */
export type To = { is: 'state'; state: Settable } | { is: 'assignee'; team: string | null; staff: string | null };

export const settable: readonly Settable[] = ['open', 'pending', 'on_hold', 'solved', 'closed'];

const people = (ticket: Ticket) => ({ team: ticket.team?.id ?? null, staff: ticket.assignee?.id ?? null });

function changeOf(ticket: Ticket, to: To): Change {
  const { number } = ticket;
  return to.is === 'state'
    ? { number, state: to.state, was: { state: ticket.state } }
    : { number, assignee: { team: to.team, staff: to.staff }, was: { assignee: people(ticket) } };
}

/** What puts it back as it was; null where nothing can: no ticket becomes new again. */
function back(ticket: Ticket, to: To): Change | null {
  const { number } = ticket;
  if (to.is === 'assignee') return { number, assignee: people(ticket), was: { assignee: { team: to.team, staff: to.staff } } };
  return { number, state: ticket.state === 'new' ? 'open' : ticket.state, was: { state: to.state } };
}

let undoLast: (() => void) | null = null;
/** Undoes the last change that can be, as its notice offers. */
export const undo = () => undoLast?.();

/**
 * Changes tickets: screens show it at once, and as it was where the desk refuses. A notice offers to undo it; what somebody else has
 * changed since stays theirs.
 */
export function useChangeTickets(): (tickets: readonly Ticket[], to: To) => Promise<void> {
  const words = useWords();
  const { connection } = useDesk();
  const queries = useQueryClient();
  const { data } = useCall('GET /staff', {});

  const show = (tickets: readonly Ticket[], to: To) => {
    const changed = new Set(tickets.map((t) => t.id));
    const staff = to.is === 'assignee' ? (data?.staff.find((s) => s.id === to.staff) ?? null) : null;
    const team = to.is === 'assignee' ? (data?.teams.find((t) => t.id === to.team) ?? null) : null;
    const one = (ticket: Ticket): Ticket =>
      !changed.has(ticket.id) ? ticket : to.is === 'state' ? { ...ticket, state: to.state } : { ...ticket, assignee: staff, team };
    queries.setQueriesData({ predicate: (q) => /^GET \/(tickets|search)/.test(String(q.queryKey[0])) }, (known: unknown) =>
      shownIn(known, one),
    );
  };

  const send = async (changes: readonly Change[]): Promise<number> => {
    const { changed } = await call(connection, 'POST /tickets/changes', { body: { changes: [...changes] } });
    return changed.filter((c) => c.refused !== null).length;
  };
  const refresh = () => queries.invalidateQueries({ predicate: (q) => /^GET \/(tickets|search|views|pages)/.test(String(q.queryKey[0])) });
  const say = (message: string, again?: () => void) => {
    undoLast = again ? () => (notifications.hide('changed'), again()) : null;
    notifications.hide('changed');
    notifications.show({
      id: 'changed',
      autoClose: 12_000,
      message: (
        <span className="changed-notice">
          {message}
          {again && (
            <button type="button" className="quiet" onClick={undo}>
              {words.t('change.undo')}
            </button>
          )}
        </span>
      ),
    });
  };
  const failed = (error: unknown) => notifications.show({ color: 'red', message: problemSentence(words, error as Error) });

  return async (tickets, to) => {
    const now = tickets.filter((t) => JSON.stringify(changeOf(t, to).was) !== JSON.stringify(wasOf(to)));
    if (now.length === 0) return;
    show(now, to);
    try {
      const refused = await send(now.map((t) => changeOf(t, to)));
      const done = now.length - refused;
      const undoing = now.map((t) => back(t, to)).filter((c) => c !== null);
      const again = () =>
        void send(undoing)
          .then((kept) => say(words.t('change.undone', { count: undoing.length - kept })))
          .catch(failed)
          .finally(() => void refresh());
      say(words.t(refused > 0 ? 'change.done_some' : 'change.done', { count: done, refused }), done > 0 ? again : undefined);
    } catch (error) {
      failed(error);
    } finally {
      await refresh();
    }
  };
}

const wasOf = (to: To): Change['was'] => (to.is === 'state' ? { state: to.state } : { assignee: { team: to.team, staff: to.staff } });

/** A kept answer with one ticket for another, whether it is one, a page of them, or pages. */
function shownIn(known: unknown, one: (ticket: Ticket) => Ticket): unknown {
  if (typeof known !== 'object' || known === null) return known;
  if ('pages' in known) return { ...known, pages: (known.pages as unknown[]).map((page) => shownIn(page, one)) };
  if ('found' in known) return { ...known, found: (known.found as { ticket: Ticket }[]).map((f) => ({ ...f, ticket: one(f.ticket) })) };
  if ('tickets' in known && Array.isArray(known.tickets)) return { ...known, tickets: (known.tickets as Ticket[]).map(one) };
  return 'thread' in known && 'number' in known ? one(known as Ticket) : known;
}
