/**
 * Ticket or chat? One pure function for every door: what suits the request (S2, S4–S6, S13), and what this customer may use at
 * this instant (S7, S8). Doors enforce by the same answer that widgets show.
 */
import type { Channel, ChatClosedWhy, Locale, Question } from '@fairlead/contract';
import { asksFor, type Needed } from './asks.ts';
import type { Sentence } from './document.ts';
import { kindsInWords } from './kinds.ts';
import type { Policy } from './rules.ts';

/** Who asks, for which organization. */
export interface Customer {
  plan: string;
  hipaa: boolean;
  /** The language that they speak. */
  language: Locale;
  /** Key of the site that the organization is on. */
  site: string;
}

export interface Asked {
  question: Question;
  /** Key of the area; null for a sales question or while it is not known. */
  area: string | null;
  about: readonly string[];
  /** What has been typed. Read for kinds only where none are given. */
  text: string;
  /** Items of evidence that are there already; of a choice its value. */
  given?: ReadonlyMap<string, string>;
}

/** An incident as far as it concerns who may chat. No areas or no sites means all. */
export interface Disturbance {
  areas: readonly string[];
  sites: readonly string[];
  pausesChat: boolean;
}

export interface ChatVerdict {
  open: boolean;
  why: ChatClosedWhy | null;
  /** The vendor's own sentence of a rule, or the name of a holiday. */
  because: Sentence | string | null;
  language: Locale;
  opens: Date | null;
  closes: Date | null;
}

export interface Verdict {
  about: string[];
  fromWords: boolean;
  advised: Channel;
  reason: Sentence;
  asksWhy: boolean;
  /** What to have ready, in the order to ask in. */
  prepare: Needed[];
  chat: ChatVerdict;
  ticket: { open: boolean; promised: Date | null };
}

/** The answer for a request at an instant. `urgent` counts where the customer has said why, whatever it is about. */
export function judge(
  policy: Policy,
  at: Date,
  customer: Customer,
  asked: Asked,
  incidents: readonly Disturbance[],
  urgent = false,
): Verdict {
  const { advice, either, instead } = policy.document;
  const known = asked.about.filter((kind) => advice.some((row) => row.kind === kind));
  const fromWords = known.length === 0 && asked.text.trim() !== '';
  const about = fromWords ? kindsInWords(policy.document, asked.text) : known;
  const rows = advice.filter((row) => about.includes(row.kind));
  // Urgent, an incident, a call: whatever else is asked, that decides (S4, S13).
  const row = rows.find((r) => r.channel === 'ticket') ?? rows[0];
  const asksWhy = rows.some((r) => r.asks_why);

  const chat = chatNow(policy, at, customer, asked, incidents);
  const ticket = ticketNow(policy, at, customer, asked, urgent || (asksWhy && !fromWords));
  const suits: Channel = row?.channel ?? 'chat';
  const usable = { chat: chat.open, ticket: ticket.open };
  const other: Channel = suits === 'chat' ? 'ticket' : 'chat';
  const advised = usable[suits] || !usable[other] ? suits : other;
  const reason = advised !== suits ? (suits === 'chat' ? instead.of_chat : instead.of_ticket) : (row?.reason ?? either);
  const prepare = asksFor(policy.document, { ...asked, about, given: asked.given ?? new Map() });
  return { about, fromWords: fromWords && about.length > 0, advised, reason, asksWhy, prepare, chat, ticket };
}

export function planOf({ document }: Policy, plan: string) {
  return document.plans[plan] ?? document.plans[document.default_plan]!;
}

/** The first rule that keeps a customer from a channel. */
function ruleAgainst({ document }: Policy, channel: Channel, customer: Customer, question: Question) {
  const plan = customer.plan in document.plans ? customer.plan : document.default_plan;
  return document.rules.find(
    ({ channel: of, when }) =>
      of === channel &&
      (!when.plan || when.plan.includes(plan)) &&
      (!when.language || when.language.includes(customer.language)) &&
      (!when.site || when.site.includes(customer.site)) &&
      (!when.question || when.question.includes(question)) &&
      (when.hipaa === undefined || when.hipaa === customer.hipaa),
  );
}

/** Whether an incident affects who asks: for an area, for one not said yet (null), or for none (sales). */
export function affects(incident: Pick<Disturbance, 'areas' | 'sites'>, site: string, area: string | null): boolean {
  return (
    (incident.sites.length === 0 || incident.sites.includes(site)) &&
    (incident.areas.length === 0 || area === null || incident.areas.includes(area))
  );
}

function chatNow(policy: Policy, at: Date, customer: Customer, { question, area }: Asked, incidents: readonly Disturbance[]): ChatVerdict {
  const offers = policy.document.languages[customer.language].chat;
  const never = (why: ChatClosedWhy, because: Sentence | null = null): ChatVerdict => ({
    open: false,
    why,
    because,
    language: offers[0]?.language ?? customer.language,
    opens: null,
    closes: null,
  });
  // S8. No rule can lift this one; the database keeps it, too.
  if (customer.hipaa) return never('hipaa');
  const rule = ruleAgainst(policy, 'chat', customer, question);
  if (rule) return never('rule', rule.because);
  const { chat: plansHours } = planOf(policy, customer.plan);
  if (!plansHours) return never('plan');
  if (offers.length === 0) return never('language');

  const now = at.getTime();
  const standing = offers.map(({ language, calendar }) => ({ language, hours: policy.calendar(calendar ?? plansHours) }));
  const open = standing.find(({ hours }) => hours.isOpen(now));
  const paused = question === 'technical' && area !== null && incidents.some((i) => i.pausesChat && affects(i, customer.site, area));
  if (open) {
    const closes = dateOf(open.hours.nextClosing(now));
    if (paused) return { ...never('incident'), language: open.language };
    return { open: true, why: null, because: null, language: open.language, opens: null, closes };
  }
  const next = standing
    .map(({ language, hours }) => ({ language, hours, opens: hours.nextOpening(now) ?? Infinity }))
    .reduce((soonest, one) => (one.opens < soonest.opens ? one : soonest));
  const holiday = next.hours.closedFor(now);
  return {
    open: false,
    why: holiday === null ? 'hours' : 'holiday',
    because: holiday,
    language: next.language,
    opens: next.opens === Infinity ? null : new Date(next.opens),
    closes: null,
  };
}

const dateOf = (at: number | null): Date | null => (at === null ? null : new Date(at));

/** The name of the calendar that a customer's tickets are promised by: their site's, else their language's, else their plan's. */
export function ticketCalendar(policy: Policy, customer: Customer): string {
  const { sites, languages } = policy.document;
  const site = sites.find((s) => s.key === customer.site);
  return site?.tickets ?? languages[customer.language].tickets ?? planOf(policy, customer.plan).tickets;
}

function ticketNow(policy: Policy, at: Date, customer: Customer, { question }: Asked, urgent: boolean): Verdict['ticket'] {
  if (ruleAgainst(policy, 'ticket', customer, question)) return { open: false, promised: null };
  return { open: true, promised: promisedAnswer(policy, at, customer, urgent) };
}

/** When a first answer is due for a ticket opened at an instant; null where the plan promises none. */
export function promisedAnswer(policy: Policy, at: Date, customer: Customer, urgent: boolean): Date | null {
  const within = planOf(policy, customer.plan).first_answer;
  const calendar = policy.calendar(ticketCalendar(policy, customer));
  return within && dateOf(calendar.after(at.getTime(), urgent ? within.urgent : within.normal));
}

/** Customers whom a policy would leave without any channel, each in a few words. */
export function leftAlone(policy: Policy, at: Date): string[] {
  const { plans, languages, sites, rules } = policy.document;
  const alone: string[] = [];
  const mentioned = rules.flatMap((r) => r.when.site ?? []);
  const places = ['', ...sites.map((s) => s.key).filter((k) => mentioned.includes(k))];
  for (const plan of Object.keys(plans))
    for (const language of Object.keys(languages) as Locale[])
      for (const site of places)
        for (const hipaa of [false, true])
          for (const question of ['technical', 'sales'] as const) {
            // With a ticket nobody is left alone, and nothing has to be asked of any calendar.
            if (!ruleAgainst(policy, 'ticket', { plan, language, site, hipaa }, question)) continue;
            const { chat } = judge(policy, at, { plan, language, site, hipaa }, { question, area: null, about: [], text: '' }, []);
            if (chat.open || chat.opens) continue;
            alone.push(
              [
                `plan ${plan}`,
                `language ${language}`,
                ...(site ? [`site ${site}`] : []),
                ...(hipaa ? ['HIPAA'] : []),
                `${question} questions`,
              ].join(', '),
            );
          }
  return alone;
}
