import type { Handlers } from '../../call.ts';
import * as reports from './reports.ts';
import { ticketsCsv } from './tickets-csv.ts';

export const routes = {
  deskReport: ({ desk, query }) => reports.deskReport(desk.db.reader, query.days, query.zone),

  loadReport: ({ desk, who, query }) => reports.loadReport(desk.db.reader, who, query.days),

  ticketsCsv: ({ desk, query }) =>
    Promise.resolve({ name: `tickets-${query.days}-days.csv`, content: ticketsCsv(desk.db.reader, query.days) }),
} satisfies Partial<Handlers>;
