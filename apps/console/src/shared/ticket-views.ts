/** The views of the ticket list, in the order in which they are shown. */
export const ticketViews = ['mine', 'my_teams', 'unassigned', 'all'] as const;
export const ticketStates = ['unsolved', 'solved', 'any'] as const;

export type TicketView = (typeof ticketViews)[number];
export type TicketStateFilter = (typeof ticketStates)[number];
