import type { Handlers } from '../../call.ts';
import * as accounts from '../accounts/accounts.ts';
import * as policy from '../policy/policy.ts';
import { dryRun } from '../policy/requests.ts';
import * as incidents from '../routing/incidents.ts';
import * as threads from '../threads/threads.ts';
import * as attached from './attached.ts';
import { escalate, setUrgency } from './escalating.ts';
import { evidenceReport } from './evidence-report.ts';
import { explainedPromises } from './explaining.ts';
import * as pages from './pages.ts';
import { promiseDryRun } from './promise-dry-run.ts';
import * as saying from './saying.ts';
import * as screens from './screens.ts';
import * as tickets from './tickets.ts';
import * as views from './views.ts';

export const routes = {
  async append({ desk, who, params, body }) {
    const thread = await threads.forWriter(desk.db.reader, who, params.id);
    return threads.acknowledged(who, await saying.say(desk.db, who, thread.id, body));
  },

  async giveEvidence({ desk, who, params, body }) {
    const thread = await threads.forWriter(desk.db.reader, who, params.id);
    return threads.acknowledged(who, await saying.give(desk.db, who, thread.id, body));
  },

  async askForEvidence({ desk, who, params, body }) {
    const thread = await threads.forWriter(desk.db.reader, who, params.id);
    return threads.acknowledged(who, await saying.askFor(desk.db, who, thread.id, body));
  },

  evidenceReport: ({ desk, query }) => evidenceReport(desk.db.reader, query.days),

  async openTicket({ desk, who, body }) {
    const number = await desk.db.transaction((tx) => tickets.open(tx, who, body));
    return screens.ticket(desk.db.reader, who, number);
  },

  tickets: ({ desk, who, query }) => screens.tickets(desk.db.reader, who, query),

  ticket: ({ desk, who, params }) => screens.ticket(desk.db.reader, who, params.number),

  async setTicketState({ desk, who, params, body }) {
    await desk.db.transaction((tx) => tickets.setState(tx, who, params.number, body.state, body.was));
    return screens.ticket(desk.db.reader, who, params.number);
  },

  async incidents({ desk, who }) {
    const { reader } = desk.db;
    const site = who.kind === 'member' ? (await accounts.organization(reader, who.organization)).site : '';
    return { incidents: await incidents.shown(reader, who, { site }) };
  },

  async declareIncident({ desk, who, body }) {
    await desk.db.transaction((tx) => incidents.declare(tx, who, body));
    return incidents.one(desk.db.reader, who, body.id);
  },

  async updateIncident({ desk, who, params, body }) {
    await desk.db.transaction((tx) => attached.tellAttached(tx, who, params.id, body));
    return incidents.one(desk.db.reader, who, params.id);
  },

  async closeIncident({ desk, who, params, body }) {
    await desk.db.transaction((tx) => attached.close(tx, who, params.id, body.text));
    return incidents.one(desk.db.reader, who, params.id);
  },

  async attachToIncident({ desk, who, params }) {
    const number = await desk.db.transaction((tx) => attached.attach(tx, who, params.id));
    return screens.ticket(desk.db.reader, who, number);
  },

  pages: async ({ desk, who }) => ({ pages: await pages.mine(desk.db.reader, who) }),

  async answerPage({ desk, who, params }) {
    await desk.db.transaction((tx) => tickets.answerPage(tx, who, params.number));
    return screens.ticket(desk.db.reader, who, params.number);
  },

  async assignTicket({ desk, who, params, body }) {
    await desk.db.transaction((tx) => tickets.assign(tx, who, params.number, body));
    return screens.ticket(desk.db.reader, who, params.number);
  },
  searchTickets: ({ desk, who, query }) => screens.search(desk.db.reader, who, query),

  views: async ({ desk, who }) => ({ views: await views.views(desk.db.reader, who) }),

  async saveView({ desk, who, params, body }) {
    await desk.db.transaction((tx) => views.save(tx, who, { ...body, id: params.id }));
    return (await views.views(desk.db.reader, who)).find((v) => v.id === params.id)!;
  },

  async removeView({ desk, who, params }) {
    await desk.db.transaction((tx) => views.remove(tx, who, params.id));
    return {};
  },

  async escalateTicket({ desk, who, params, body }) {
    await desk.db.transaction((tx) => escalate(tx, who, params.number, body));
    return screens.ticket(desk.db.reader, who, params.number);
  },

  async setUrgency({ desk, who, params, body }) {
    await desk.db.transaction((tx) => setUrgency(tx, who, params.number, body.urgent));
    return screens.ticket(desk.db.reader, who, params.number);
  },

  async promises({ desk, who, params }) {
    const { id } = await screens.ticket(desk.db.reader, who, params.number);
    return { promises: await explainedPromises(desk.db.reader, id) };
  },

  async dryRunPolicy({ desk, body }) {
    const { reader } = desk.db;
    const [now, draft] = [await policy.inForce(reader), await policy.tried(reader, body.yaml)];
    return { ...(await dryRun(reader, now, draft)), promises: await promiseDryRun(reader, now, draft) };
  },
} satisfies Partial<Handlers>;
