/** What helps with the request on the screen: how much of it is there, and the next that is asked for, one at a time. */
import { Refused, Unanswered } from '@fairlead/client';
import type { Checklist, Named } from '@fairlead/contract';
import { computed, effect, signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { type Key, t, words } from './language.ts';
import { later, wantLater } from './later.ts';
import { Icon } from './parts.tsx';
import { ask } from './session.ts';
import { chat, desk, isSolved, made, stirred, thread } from './state.ts';

/** The thread that it is about. */
export const helped = computed(() => (chat.value ?? made.value)?.thread ?? null);
export const checklist = signal<Checklist | null>(null);
/** The item that is being given now, by the strip. */
export const giving = signal<string | null>(null);
/** Whether the strip shows the whole list. */
export const listing = signal(false);
/** What the customer made of the strip; null while it opens and folds by itself. */
const folded = signal<boolean | null>(null);

/** What somebody asked for is given on the card that asks, where the thread is shown. */
export const next = computed(() => checklist.value?.items.find((i) => i.state === 'missing' && !(i.asked && chat.value)) ?? null);

/** The number of the newest entry after which the list may be another. */
const turn = computed(
  () =>
    thread.value?.entries.findLast(
      (e) =>
        e.kind === 'evidence' ||
        (e.kind === 'message' && e.body.files.length > 0) ||
        (e.kind === 'event' && /^(evidence_asked$|ticket_)/.test(e.body.event)),
    )?.number ?? 0,
);

effect(() => {
  if (checklist.peek()?.thread !== helped.value) {
    checklist.value = giving.value = folded.value = null;
    listing.value = false;
  }
  if (helped.value && turn.value + stirred.value >= 0) void look().catch(notNow);
});

let looks = 0;
let newest: Promise<void>;

/** Fetches the list; of several answers on their way the one to the newest question counts, and all wait for that. */
async function look(): Promise<void> {
  const mine = ++looks;
  newest = ask('GET /threads/{id}/checklist', { params: { id: helped.value! } }).then((now) => {
    if (mine === looks) checklist.value = now;
  });
  await newest;
  if (mine !== looks) await newest;
}

function notNow(error: unknown): void {
  if (!(error instanceof Refused || error instanceof Unanswered)) throw error;
}

/** Goes on without an item. */
export async function decline(item: string): Promise<void> {
  looks++;
  checklist.value = await ask('PUT /threads/{id}/checklist/{item}/declined', {
    params: { id: helped.value!, item },
    body: { declined: true },
  });
}

/** Fetches the list once something has been given. */
export async function given(sent: Promise<unknown>): Promise<void> {
  await sent;
  await look().catch(notNow);
}

const fieldOf = (item: string) => desk.value?.fields.find((field) => field.item === item);

/** What was answered: of a choice what its reader calls it. */
export function answered(item: string, text: string): string {
  const choice = fieldOf(item)?.choices.find((c) => c.value === text);
  return choice ? words.value.named(choice.label) : text;
}

/** What an item is called within a sentence. */
export function itemName(item: string, label: Named | null = null): string {
  const own = label ?? fieldOf(item)?.label;
  return own ? words.value.named(own) : t(`evidence.${item}` as Key);
}

/** Calm, and never in the way: one line that unfolds to the next item, to its form, or to the whole list. */
export function Helping() {
  const list = checklist.value;
  const top = useRef<HTMLButtonElement>(null);
  const shown = !!list?.items.length;
  useEffect(() => {
    if (shown) void wantLater();
  }, [shown]);
  if (!list?.items.length || (chat.value?.state === 'ended' && isSolved.value)) return null;
  const { given, of } = list;
  const open = !(folded.value ?? !next.value);
  const form = giving.value && list.items.find((i) => i.item === giving.value);
  const Later = later.value;
  const toggle = () => {
    folded.value = open;
    giving.value = null;
    listing.value = !open && !next.value;
  };
  const back = () => top.current?.focus();
  return (
    <section class="helping" aria-labelledby="helping">
      <button ref={top} type="button" class="helping-top" aria-expanded={open} onClick={toggle}>
        {given === of && <Icon name="done" />}
        <b id="helping">{t(given === of ? 'checklist.complete' : 'checklist.title')}</b>
        <span class="dim">{t('checklist.count', { given, of })}</span>
        <Icon name="unfold" />
      </button>
      <progress value={given} max={of} aria-labelledby="helping" />
      {open &&
        Later &&
        (form ? (
          <Later.GiveNext key={form.item} ask={form} back={back} />
        ) : listing.value ? (
          <Later.Whole list={list} />
        ) : (
          next.value && <Later.Next item={next.value} />
        ))}
    </section>
  );
}
