import type { Handlers } from '../../call.ts';
import type { Desk } from '../../platform/desk.ts';
import * as accounts from '../accounts/accounts.ts';
import type { Who } from '../accounts/accounts.ts';
import * as policy from '../policy/policy.ts';
import { dryRun } from '../policy/requests.ts';
import * as incidents from '../routing/incidents.ts';
import * as threads from '../threads/threads.ts';
import * as articles from '../knowledge/articles.ts';
import * as article from './article.ts';
import * as attached from './attached.ts';
import * as beside from './beside.ts';
import { change } from './changing.ts';
import { escalate, setUrgency } from './escalating.ts';
import { evidenceReport } from './evidence-report.ts';
import { explainedPromises } from './explaining.ts';
import { asPdf, asZip } from './exporting.ts';
import * as macros from './macros.ts';
import * as meetings from './meetings.ts';
import * as mentions from './mentions.ts';
import * as merging from './merging.ts';
import * as pages from './pages.ts';
import { openSoon } from './opening.ts';
import { promiseDryRun } from './promise-dry-run.ts';
import * as saying from './saying.ts';
import * as screens from './screens.ts';
import { split } from './splitting.ts';
import * as tickets from './tickets.ts';
import * as views from './views.ts';

async function meeting({ db: { reader } }: Desk, who: Who, { number, id }: { number: number; id: string }) {
  const ticket = await screens.ticket(reader, who, number);
  return (await meetings.ofTicket(reader, ticket.id)).find((m) => m.id === id)!;
}

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
    const number = await openSoon(desk.db, { by: who, customer: body.customer, asked: body });
    return screens.ticket(desk.db.reader, who, number);
  },

  tickets: ({ desk, who, query }) => screens.tickets(desk.db.reader, who, query),

  ticket: ({ desk, who, params }) => screens.ticket(desk.db.reader, who, params.number),

  async articleFromTicket({ desk, who, params, body }) {
    await desk.db.transaction((tx) => article.begin(tx, who, params.number, body.id));
    return articles.one(desk.db.reader, desk.helpOrigin, body.id);
  },

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

  async rateTicket({ desk, who, params, body }) {
    await desk.db.transaction((tx) => beside.rate(tx, who, params.number, body));
    return screens.ticket(desk.db.reader, who, params.number);
  },

  async followTicket({ desk, who, params, body }) {
    await desk.db.transaction((tx) => beside.follow(tx, who, params.number, body.follows));
    return screens.ticket(desk.db.reader, who, params.number);
  },

  async mergeTicket({ desk, who, params, body }) {
    await desk.db.transaction((tx) => merging.merge(tx, who, params.number, { id: params.id, into: body.into }));
    return screens.ticket(desk.db.reader, who, params.number);
  },

  async undoMerge({ desk, who, params }) {
    await desk.db.transaction((tx) => merging.undo(tx, who, params.number));
    return screens.ticket(desk.db.reader, who, params.number);
  },

  async splitTicket({ desk, who, params, body }) {
    const number = await desk.db.transaction((tx) => split(tx, who, params.number, { ...body, id: params.id }));
    return screens.ticket(desk.db.reader, who, number);
  },

  organization: ({ desk, params }) => screens.organization(desk.db.reader, params.id),

  exportPdf: ({ desk, who, params, query }) => asPdf(desk, who, params.number, query),

  exportZip: ({ desk, who, params, query }) => asZip(desk, who, params.number, query),

  relatedTickets: ({ desk, who, params }) => screens.related(desk.db.reader, who, params.number),

  changeTickets: async ({ desk, who, body }) => ({ changed: await change(desk.db, who, body.changes) }),

  async linkIssue({ desk, who, params, body }) {
    await desk.db.transaction((tx) => beside.link(tx, who, params.number, { ...body, id: params.id }));
    return screens.ticket(desk.db.reader, who, params.number);
  },

  async unlinkIssue({ desk, who, params }) {
    await desk.db.transaction((tx) => beside.unlink(tx, who, params.number, params.id));
    return screens.ticket(desk.db.reader, who, params.number);
  },

  macros: async ({ desk, who }) => ({ macros: await macros.macros(desk.db.reader, who) }),

  saveMacro: ({ desk, who, params, body }) => desk.db.transaction((tx) => macros.save(tx, who, { ...body, id: params.id })),

  async removeMacro({ desk, who, params }) {
    await desk.db.transaction((tx) => macros.remove(tx, who, params.id));
    return {};
  },

  fillMacro: ({ desk, who, params }) => macros.fill(desk.db.reader, who, params.number, params.id),

  mentions: async ({ desk, who }) => ({ mentions: await mentions.mine(desk.db.reader, who) }),

  async seeMentions({ desk, who, params }) {
    await desk.db.transaction((tx) => mentions.see(tx, who, params.number));
    return {};
  },

  async meetings({ desk, who, params }) {
    const { reader } = desk.db;
    const { id, member, organization } = await screens.ticket(reader, who, params.number);
    return {
      meetings: await meetings.ofTicket(reader, id),
      times: await meetings.openTimes(reader, { member_id: member.id, organization_id: organization.id }),
    };
  },

  async proposeMeeting({ desk, who, params, body }) {
    await desk.db.transaction((tx) => meetings.propose(tx, who, params.number, params.id, body));
    return meeting(desk, who, params);
  },

  async agreeMeeting({ desk, who, params, body }) {
    await desk.db.transaction((tx) => meetings.agree(tx, who, params.number, params.id, body));
    return meeting(desk, who, params);
  },

  async cancelMeeting({ desk, who, params, body }) {
    await desk.db.transaction((tx) => meetings.cancel(tx, who, params.number, params.id, body.reason));
    return meeting(desk, who, params);
  },

  async invitation({ desk, who, params }) {
    const { id } = await screens.ticket(desk.db.reader, who, params.number);
    const found = await meetings.invitation(desk.db.reader, id, params.id);
    return { name: `${found.ticket.number}.ics`, ics: meetings.invitationFor(desk.words[who.locale], found) };
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
