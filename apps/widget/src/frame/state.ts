/** What the frame knows and shows, and what the customer can make happen to the chat. */
import { followThread, keep, kept, newId, Refused, type ThreadFollower, type ThreadState, Unanswered } from '@fairlead/client';
import type { Channel, Channels, Chat, Desk, Me, Question, RefusalCode, Ticket, Urgent } from '@fairlead/contract';
import { computed, effect, signal } from '@preact/signals';
import { words } from './language.ts';
import { opened, page, tell } from './page.ts';
import * as session from './session.ts';
import { ask, connection, live } from './session.ts';

type Trouble = { is: 'unreachable' } | { is: 'refused'; code: RefusalCode };

export const desk = signal<Desk | null>(null);
/** Who is asking, for which of their organizations. */
export const who = signal<Extract<Me, { kind: 'member' }> | null>(null);
export const me = computed(() => who.value?.member ?? null);
export const chat = signal<Chat | null>(null);
/** The ticket that goes on with an ended chat. */
export const ticket = signal<Ticket | null>(null);
/** The ticket that was opened here, until the customer goes on to something else. */
export const made = signal<Ticket | null>(null);
export const thread = signal<ThreadState | null>(null);
/** Whether an ended chat's problem is solved, as its ticket says once that is here. */
export const isSolved = computed(() => (ticket.value ? /^(solved|closed)$/.test(ticket.value.state) : chat.value?.solved === true));
export const trouble = signal<Trouble | null>(null);
/** Text or files stand in the composer. */
export const drafting = signal(false);

let following: { thread: string; follower: ThreadFollower; stop: () => void } | null = null;

export const follower = (): ThreadFollower => following!.follower;

/** What is asked before a chat or a ticket; kept as it is typed. `id` is made once, so however often it is sent there is one chat. */
interface Form extends Urgent {
  id: string;
  question: Question | null;
  /** What it is about, as the customer says; null while that is read from the words. */
  about: string[] | null;
  area: string;
  summary: string;
  text: string;
  /** The channel that the customer chose; null while they go by the advice. */
  channel: Channel | null;
}
const madeKey = (member = me.value!.id) => `fairlead.made.${member}`;
const formKey = (member = me.value!.id) => `fairlead.form.${member}`;
export const form = signal<Form>(emptyForm());

function emptyForm(): Form {
  return { id: newId(), question: null, about: null, area: '', summary: '', text: '', impact: '', since: '', affected: '', channel: null };
}

export function fill(part: Partial<Form>): void {
  form.value = { ...form.value, ...part };
  keep(formKey(), form.value);
}

/** Takes the other channel. What may have arrived by the one before has that id. */
export function choose(channel: Channel): void {
  fill({ channel, id: newId() });
}

function clearForm(): void {
  keep(formKey(), null);
  form.value = emptyForm();
}

/** What the desk advises for the form as it stands, and what may be used now. */
export const channels = signal<Channels | null>(null);

export const about = computed(() => (form.value.question === 'technical' ? (form.value.about ?? channels.value?.about ?? []) : []));
export const asksWhy = computed(
  () => channels.value?.kinds.some(({ kind, asks_why: asks }) => asks && about.value.includes(kind)) ?? false,
);

/** What advice is asked for. */
const query = computed(() => {
  const { question, about: chosen, area, summary, text } = form.value;
  const technical = question === 'technical';
  const typed = `${summary}\n${text}`;
  const links = typed.match(/https?:\/\/\S+/gi)?.join(' ') ?? '';
  // Links come first, for what travels in an address is cut. The rest is read only where the customer can correct what it is taken for.
  const read = technical && chosen?.length !== 0 ? typed : '';
  return {
    question: question ?? undefined,
    about: (technical && chosen?.join()) || '',
    area: technical ? area : '',
    text: `${links} ${read}`.trim().slice(0, 800),
    language: words.value.language,
  };
});

let inquiries = 0;

/** Asks for advice; of several answers on their way the one to the newest question counts. */
async function inquire(): Promise<void> {
  const mine = ++inquiries;
  await quietly(async () => {
    const now = await ask('GET /channels', { query: query.value });
    if (mine === inquiries) channels.value = now;
  });
}

let due: ReturnType<typeof setTimeout> | null = null;

/** Asks within a second: what everybody hears at once, not everybody asks about at once, nor anybody again for each of many. */
function inquireSoon(): void {
  due ??= setTimeout(() => {
    due = null;
    void inquire();
  }, Math.random() * 1_000);
}

function inquireIn(milliseconds: number): () => void {
  const timer = setTimeout(() => void inquire(), milliseconds);
  return () => clearTimeout(timer);
}

/** What chat and ticket are both asked with. */
function request() {
  const { id, question, area, impact, since, affected } = form.value;
  const technical = question === 'technical';
  return {
    id,
    question: question!,
    area: technical ? area : null,
    about: (technical && form.value.about) || [],
    urgent: asksWhy.value ? { impact, since, affected } : null,
    circumstances: circumstances(),
  };
}

/** What page and browser say of themselves, no longer than the desk takes it. */
function circumstances() {
  const { value: at } = page;
  return {
    page: at && { url: at.url.slice(0, 4_000), title: at.title.slice(0, 500) },
    browser: navigator.userAgent.slice(0, 500),
  };
}

/** How far this customer has seen the thread here, which may be before the desk says it back. */
const seen = signal(0);

export const unread = computed(() => {
  const state = thread.value;
  const mine = me.value?.id;
  if (!state) return 0;
  const read = Math.max(seen.value, state.marks.member.read);
  return state.entries.filter((e) => e.kind === 'message' && e.by.id !== mine && e.number > read).length;
});

export function markRead(): void {
  follower().read();
  seen.value = thread.value?.entries.at(-1)?.number ?? 0;
}

const busy = computed(() => {
  if (!me.value) return null;
  const going = chat.value !== null && chat.value.state !== 'ended';
  return going || drafting.value || (thread.value?.outbox.length ?? 0) > 0;
});

/** Loads what there is to know, again and again until the desk answers, and shows the chat that runs, or the last one unless `anew`. */
export async function arrive(anew = false): Promise<void> {
  for (let pause = 1_000; ; pause = Math.min(pause * 2, 15_000)) {
    try {
      const [theDesk, now, mine] = await Promise.all([ask('GET /desk', {}), ask('GET /me', {}), ask('GET /chats/mine', {})]);
      if (now.kind !== 'member') throw new TypeError('an identity token makes a member');
      const last = madeLately(now.member.id);
      const older = anew || (last && mine.chat && last.created > mine.chat.since);
      const next = older && mine.chat?.state === 'ended' ? null : mine.chat;
      form.value = { ...emptyForm(), ...kept<Form>(formKey(now.member.id)) };
      if (!next) await inquire();
      desk.value = theDesk;
      who.value = now;
      made.value = next ? null : last;
      show(next);
      trouble.value = null;
      const { timeZone: zone } = Intl.DateTimeFormat().resolvedOptions();
      if (now.member.zone !== zone) void quietly(() => ask('PUT /me/zone', { body: { zone } }));
      break;
    } catch (error) {
      if (error instanceof Refused && error.code !== 'too_many' && error.code !== 'unavailable') {
        trouble.value = { is: 'refused', code: error.code };
        return;
      }
      if (!(error instanceof Refused || error instanceof Unanswered)) throw error;
      trouble.value = { is: 'unreachable' };
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
  if (!attending) attend();
}

let attending = false;
/** Counts what the desk says of changes, for what is fetched again then. */
export const stirred = signal(0);

/** Hears the desk and tells the page, from the first arrival on. */
function attend(): void {
  attending = true;
  const choosing = computed(() => opened.value && !chat.value);
  live().listen((push) => {
    if (push.is === 'line' && push.chat === chat.value?.id) chat.value = { ...chat.value, line: push.line };
    if (push.is !== 'up' && push.is !== 'changed') return;
    stirred.value++;
    if (choosing.value) inquireSoon();
    else void refresh();
  });
  effect(() => {
    if (choosing.value && query.value) return inquireIn(300);
  });
  effect(() => {
    const { value: now } = channels;
    if (!choosing.value || !now) return;
    // The line moves without being said; chat opens and closes by the desk's clock.
    const turns = now.chat.opens ?? now.chat.closes;
    const until = turns ? Date.parse(turns) - Date.parse(now.at) : Infinity;
    return inquireIn(Math.min(Math.max(until, 0) + 1_000, 60_000));
  });
  effect(() => tell({ fairlead: 'unread', count: opened.value ? 0 : unread.value }));
  effect(() => {
    if (busy.value !== null) tell({ fairlead: 'busy', busy: busy.value });
  });
}

/** Shows a chat, following its thread; none shows the start. */
function show(next: Chat | null): void {
  if (following && following.thread !== next?.thread) {
    following.stop();
    following = null;
    thread.value = null;
    seen.value = 0;
  }
  if (next && !following) {
    const started = followThread(connection, live(), next.thread, { id: me.value!.id, kind: 'member' });
    const unsubscribe = started.subscribe(() => (thread.value = started.state));
    following = { thread: next.thread, follower: started, stop: () => (unsubscribe(), started.stop()) };
    thread.value = started.state;
  }
  if (next && next.id === form.value.id) clearForm();
  if (ticket.value?.number !== next?.ticket) ticket.value = null;
  chat.value = next;
  if (next?.ticket) void refreshTicket(next.ticket);
}

/** Fetches the chat again; the ticket comes with it. What cannot be had now comes with the next push. */
async function refresh(): Promise<void> {
  const { value: before } = chat;
  if (!before) return;
  await quietly(async () => {
    const now = await ask('GET /chats/{id}', { params: { id: before.id } });
    if (chat.value?.id === before.id) show(now);
  });
}

async function refreshTicket(number: number): Promise<void> {
  await quietly(async () => {
    const now = await ask('GET /tickets/{number}', { params: { number } });
    if (chat.value?.ticket === number) ticket.value = now;
  });
}

async function quietly(doing: () => Promise<unknown>): Promise<void> {
  try {
    await doing();
  } catch (error) {
    if (!(error instanceof Refused || error instanceof Unanswered)) throw error;
  }
}

export async function startChat(): Promise<void> {
  try {
    show(await ask('POST /chats', { body: { ...request(), summary: form.value.summary } }));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    if (error.code !== 'chat_open_elsewhere' && error.code !== 'id_taken') {
      // What was typed stays, and the advice says why and what can be done instead.
      await inquire();
      throw error;
    }
    if (error.code === 'id_taken') fill({ id: newId() });
    show((await ask('GET /chats/mine', {})).chat);
  }
}

export async function openTicket(): Promise<void> {
  const { summary, text } = form.value;
  const opened = await ask('POST /tickets', { body: { ...request(), subject: summary, text } });
  clearForm();
  keep(madeKey(), opened);
  made.value = opened;
}

/** As a chat that has ended, it is shown for a day. */
function madeLately(member: string): Ticket | null {
  const last = kept<Ticket>(madeKey(member));
  return last && Date.now() - Date.parse(last.created) < 86_400_000 ? last : null;
}

export function leaveMade(): void {
  keep(madeKey(), null);
  made.value = null;
}

/** "I am affected": every update of the incident reaches a ticket of this customer. */
export async function attach(incident: string): Promise<void> {
  const { number } = await ask('PUT /incidents/{id}/tickets/mine', { params: { id: incident } });
  const now = channels.value!;
  channels.value = { ...now, incidents: now.incidents.map((i) => (i.id === incident ? { ...i, mine: number } : i)) };
}

/** Everything is that organization's from now on; what was typed stays. */
export async function actFor(organization: string): Promise<void> {
  await session.actFor(organization);
  await arrive(true);
}

export async function setTicketState(state: 'solved' | 'open'): Promise<void> {
  ticket.value = await ask('PUT /tickets/{number}/state', { params: { number: ticket.value!.number }, body: { state } });
}

/** Ends the chat; what the customer said before stands before the ending. */
export async function endChat(solved: boolean): Promise<void> {
  await nothingUnderWay();
  show(await ask('PUT /chats/{id}/ending', { params: { id: chat.value!.id }, body: { solved } }));
}

function nothingUnderWay(): Promise<void> {
  return new Promise((resolve) => {
    const stop = effect(() => {
      if (thread.value?.outbox.some((out) => out.state === 'sending')) return;
      queueMicrotask(() => stop());
      resolve();
    });
  });
}

export function startAnew(): void {
  leaveMade();
  show(null);
  void inquire();
}

/** Opens the portal in a new tab of the browser, signed in. */
export async function openPortal(number?: number): Promise<void> {
  const { url } = await ask('POST /portal-links', { body: { ticket: number } });
  tell({ fairlead: 'open_portal', url });
}
