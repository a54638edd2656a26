/** What the ticket list is asked for by its address. */
export interface TicketSearch {
  /** A built-in view or the id of a saved one. */
  view?: string | undefined;
  /** What is looked for, among all tickets. */
  q?: string | undefined;
}
