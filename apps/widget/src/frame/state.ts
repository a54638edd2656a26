/** What the frame knows and shows, and what the customer can make happen to the chat. */
import { followThread, keep, kept, newId, Refused, type ThreadFollower, type ThreadState, Unanswered } from '@fairlead/client';
import type { Chat, Desk, Member, Question, RefusalCode, Ticket } from '@fairlead/contract';
import { computed, effect, signal } from '@preact/signals';
import { opened, tell } from './page.ts';
import { ask, connection, live } from './session.ts';

type Trouble = { is: 'unreachable' } | { is: 'refused'; code: RefusalCode };

export const desk = signal<Desk | null>(null);
export const me = signal<Member | null>(null);
export const chat = signal<Chat | null>(null);
/** The ticket that goes on with an ended chat. */
export const ticket = signal<Ticket | null>(null);
export const thread = signal<ThreadState | null>(null);
export const trouble = signal<Trouble | null>(null);
/** Text or files stand in the composer. */
export const drafting = signal(false);

let following: { thread: string; follower: ThreadFollower; stop: () => void } | null = null;

export const follower = (): ThreadFollower => following!.follower;

/** What is asked before a chat or a ticket; kept as it is typed. `id` is made once, so however often it is sent there is one chat. */
interface Form {
  id: string;
  question: Question | null;
  area: string;
  summary: string;
  text: string;
}
const formKey = () => `fairlead.form.${me.value!.id}`;
export const form = signal<Form>(emptyForm());

function emptyForm(): Form {
  return { id: newId(), question: null, area: '', summary: '', text: '' };
}

export function fill(part: Partial<Form>): void {
  form.value = { ...form.value, ...part };
  keep(formKey(), form.value);
}

function clearForm(): void {
  keep(formKey(), null);
  form.value = emptyForm();
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

/** Loads what there is to know, again and again until the desk answers, and shows the chat that runs. */
export async function arrive(): Promise<void> {
  for (let pause = 1_000; ; pause = Math.min(pause * 2, 15_000)) {
    try {
      const [theDesk, who, mine] = await Promise.all([ask('GET /desk', {}), ask('GET /me', {}), ask('GET /chats/mine', {})]);
      if (who.kind !== 'member') throw new TypeError('an identity token makes a member');
      desk.value = theDesk;
      me.value = who.member;
      form.value = kept<Form>(formKey()) ?? emptyForm();
      show(mine.chat);
      trouble.value = null;
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
  live().listen((push) => {
    if (push.is === 'line' && push.chat === chat.value?.id) chat.value = { ...chat.value, line: push.line };
    if (push.is === 'up' || (push.is === 'changed' && push.what !== 'staff')) void refresh();
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

async function quietly(doing: () => Promise<void>): Promise<void> {
  try {
    await doing();
  } catch (error) {
    if (!(error instanceof Refused || error instanceof Unanswered)) throw error;
  }
}

export async function startChat(): Promise<void> {
  const { id, question, area, summary } = form.value;
  try {
    show(await ask('POST /chats', { body: { id, question: question!, area: question === 'technical' ? area : null, summary } }));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    if (error.code === 'chat_closed') desk.value = await ask('GET /desk', {});
    if (error.code !== 'chat_open_elsewhere' && error.code !== 'id_taken') throw error;
    if (error.code === 'id_taken') fill({ id: newId() });
    show((await ask('GET /chats/mine', {})).chat);
  }
}

export async function openTicket(): Promise<Ticket> {
  const { id, question, area, summary, text } = form.value;
  const body = { id, question: question!, area: question === 'technical' ? area : null, subject: summary, text };
  const made = await ask('POST /tickets', { body });
  clearForm();
  return made;
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

export const startAnew = () => show(null);

/** Opens the portal in a new tab of the browser, signed in. */
export async function openPortal(number?: number): Promise<void> {
  const { url } = await ask('POST /portal-links', { body: { ticket: number } });
  tell({ fairlead: 'open_portal', url });
}
