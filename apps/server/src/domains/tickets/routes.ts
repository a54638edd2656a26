import type { Handlers } from '../../call.ts';
import * as threads from '../threads/threads.ts';
import * as screens from './screens.ts';
import * as tickets from './tickets.ts';

export const routes = {
  async append({ desk, who, params, body }) {
    const thread = await threads.forWho(desk.db.reader, who, params.id);
    return threads.acknowledged(who, await tickets.say(desk.db, who, thread.id, body));
  },

  async openTicket({ desk, who, body }) {
    const number = await desk.db.transaction((tx) => tickets.open(tx, who, body));
    return screens.ticket(desk.db.reader, who, number);
  },

  tickets: ({ desk, who, query }) => screens.tickets(desk.db.reader, who, query),

  ticket: ({ desk, who, params }) => screens.ticket(desk.db.reader, who, params.number),

  async setTicketState({ desk, who, params, body }) {
    await desk.db.transaction((tx) => tickets.setState(tx, who, params.number, body.state));
    return screens.ticket(desk.db.reader, who, params.number);
  },

  async assignTicket({ desk, who, params, body }) {
    await desk.db.transaction((tx) => tickets.assign(tx, who, params.number, body));
    return screens.ticket(desk.db.reader, who, params.number);
  },
} satisfies Partial<Handlers>;
