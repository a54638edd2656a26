import type { Ticket } from '@fairlead/contract';

/** Whether something was said that its member has not seen. */
export function unread(ticket: Pick<Ticket, 'last' | 'marks'>): boolean {
  return ticket.marks.member.read < ticket.last;
}

/** What a member may do to a ticket in its state. */
export function memberMay({ state }: Pick<Ticket, 'state'>): 'solve' | 'reopen' {
  return state === 'solved' || state === 'closed' ? 'reopen' : 'solve';
}
