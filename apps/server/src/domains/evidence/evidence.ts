/**
 * The checklist of a thread: what helps with its request by the policy, what staff asked for, what was given, and what the customer
 * goes on without. What was asked and given stands in the thread; nothing is kept twice.
 *
 * An item is missing when nobody has given it, or when it was asked for again since. Who just attaches a picture or a recording to a
 * message has given it: nobody is asked for what is there.
 */
import type { Checklist, Circumstances, Given, Named, Question, FlarePlace } from '@fairlead/contract';
import { v7 as uuidv7 } from 'uuid';
import type { z } from 'zod';
import type { Reader, Tx } from '../../platform/db.ts';
import { Refusal } from '../../platform/refusals.ts';
import * as accounts from '../accounts/accounts.ts';
import type { MemberWho, StaffWho, Who } from '../accounts/accounts.ts';
import { asksFor, inWords, type Needed } from '../policy/asks.ts';
import { named } from '../policy/document.ts';
import * as policy from '../policy/policy.ts';
import * as said from '../threads/said.ts';
import * as threads from '../threads/threads.ts';
import { browserName } from './browser-name.ts';
import * as files from './files.ts';

type PageAndBrowser = z.output<typeof Circumstances>;

export interface NewEvidence {
  item: string;
  text: string;
  files: string[];
  place?: FlarePlace | undefined;
}

/** What decides which evidence helps. */
export interface Facts {
  question: Question;
  /** Key of the area. */
  area: string | null;
  about: readonly string[];
}

type Said = Pick<accounts.Customer, 'product_version' | 'recent_docs'>;

/** What the desk knows without asking (S3): what the vendor's product says, and the page that the request is made from. */
export async function known(reader: Reader, customer: Said, page: PageAndBrowser['page']): Promise<Record<string, string>> {
  const { fields } = (await policy.inForce(reader)).document.evidence;
  const { product_version: version, recent_docs: docs } = customer;
  const filled = Object.entries(fields).filter(([, field]) => field.fill === 'product_version');
  return {
    ...(version ? Object.fromEntries(filled.map(([item]) => [item, version])) : {}),
    ...(docs.length > 0 ? { docs: docs.join('\n') } : {}),
    ...(page ? { link: page.url } : {}),
  };
}

/** Begins the checklist of a new request. */
export async function begin(tx: Tx, customer: Said, thread: string, facts: Facts, circumstances?: PageAndBrowser, declined: string[] = []) {
  const knows = await known(tx, customer, circumstances?.page ?? null);
  tx.send(
    'begin_checklist',
    'insert into checklists (thread_id, question, area, about, page, browser, known, declined, made_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)',
    [
      thread,
      facts.question,
      facts.area,
      facts.about,
      circumstances?.page ? JSON.stringify(circumstances.page) : null,
      circumstances?.browser || null,
      JSON.stringify(knows),
      declined,
      tx.now,
    ],
  );
}

/** The problem turned out to be in another area. */
export async function moveTo(tx: Tx, thread: string, area: string): Promise<void> {
  await tx.write.updateTable('checklists').set({ area }).where('thread_id', '=', thread).execute();
}

// Giving and asking ---------------------------------------------------------------------------------------------------

/** What to append when an item is given. Its files become the thread's; throws `not_found` when one is not theirs. */
export async function toGive(
  tx: Tx,
  who: Who,
  thread: string,
  { id, item, text, files: ids, place, internal = false }: NewEvidence & { id: string; internal?: boolean },
): Promise<threads.NewAppend> {
  if (internal && who.kind !== 'staff') throw new Refusal('not_allowed');
  // As files they would lie there with the secrets that are in them.
  if (item === 'flare' && ids.length > 0)
    throw new Refusal('invalid', [{ path: 'files', message: 'send a bundle to /threads/{id}/flares, where it is cleaned' }]);
  const cited = await files.cite(tx, who, thread, ids);
  const body: Given = { item, label: await labelOf(tx, item), text, files: cited, ...(place ? { place } : {}) };
  return { thread, id, by: threads.author(who), audience: internal ? 'staff' : 'public', what: { kind: 'evidence', body } };
}

/** What to append to ask for items: a card in the thread. What the customer went on without is open again. */
export async function toAsk(tx: Tx, who: StaffWho, thread: string, asked: { id: string; items: string[]; note: string }) {
  const items = [...new Set(asked.items)];
  const row = await tx.read.selectFrom('checklists').select('declined').where('thread_id', '=', thread).forUpdate().executeTakeFirst();
  if (row?.declined.some((item) => items.includes(item)))
    await tx.write
      .updateTable('checklists')
      .set({ declined: row.declined.filter((item) => !items.includes(item)) })
      .where('thread_id', '=', thread)
      .execute();
  const body = await request(tx, items, who.name, asked.note);
  return { thread, id: asked.id, by: threads.author(who), audience: 'public', what: { kind: 'event', body } } satisfies threads.NewAppend;
}

/** What to append when a chat ends: one card for what is missing and was not asked for yet; what was stays open by itself. */
export async function toAskAtEnd(tx: Tx, thread: string, missing: readonly string[], by: string | null): Promise<threads.NewAppend[]> {
  if (missing.length === 0) return [];
  const open = (await standing(tx, thread, 'public')).filter((i) => i.asked && i.state === 'missing').map((i) => i.item);
  const items = missing.filter((item) => !open.includes(item));
  return items.length > 0 ? [threads.happened(thread, await request(tx, items, by, ''))] : [];
}

async function request(reader: Reader, items: readonly string[], by: string | null, note: string) {
  const labelled = [];
  for (const item of items) labelled.push({ item, label: await labelOf(reader, item) });
  return { event: 'evidence_asked' as const, items: labelled, by, note };
}

/** The vendor's name of a field of theirs. */
async function labelOf(reader: Reader, item: string): Promise<Named | null> {
  const label = (await policy.inForce(reader)).document.evidence.fields[item]?.label;
  return label ? named(label) : null;
}

/** The customer goes on without an item, or takes that back. */
export async function decline(tx: Tx, who: MemberWho, thread: string, item: string, declined: boolean): Promise<void> {
  const row = await tx.read.selectFrom('checklists').select('declined').where('thread_id', '=', thread).forUpdate().executeTakeFirst();
  if (!row) throw new Refusal('not_found');
  const others = row.declined.filter((other) => other !== item);
  await tx.write
    .updateTable('checklists')
    .set({ declined: declined ? [...others, item] : others })
    .where('thread_id', '=', thread)
    .execute();
  tx.announce({ what: 'changed', brief: { what: 'checklists', member: who.id } });
}

// The list ------------------------------------------------------------------------------------------------------------

type Items = Checklist['items'];
type Item = Needed & { state: Items[number]['state']; asked: Items[number]['asked']; given: Items[number]['given'] };

interface Row {
  question: Question;
  area: string | null;
  about: string[];
  page: { url: string; title: string } | null;
  browser: string | null;
  known: Record<string, string>;
  declined: string[];
  made_at: Date;
}

/** Every item of a thread's checklist, in the order to ask in. `until`: as it was then. */
async function standing(reader: Reader, thread: string, audience: 'public' | 'staff', until?: Date): Promise<Item[]> {
  const row = (await reader.read.selectFrom('checklists').selectAll().where('thread_id', '=', thread).executeTakeFirst()) as
    | Row
    | undefined;
  const entries = (await said.evidenceIn(reader, thread, audience)).filter((entry) => !until || entry.at < until);

  const given = new Map<string, NonNullable<Item['given']>>();
  const asked = new Map<string, NonNullable<Item['asked']>>();
  const open = new Set<string>();
  const answers = new Map<string, string>();
  const note = (item: string, what: NonNullable<Item['given']>) => {
    const earlier = given.get(item);
    const text = [earlier?.text, what.text].filter(Boolean).join('\n');
    given.set(item, {
      ...what,
      text,
      files: [...(earlier?.files ?? []), ...what.files],
      internal: what.internal && (earlier?.internal ?? true),
    });
    answers.set(item, what.text.trim());
    open.delete(item);
  };
  for (const [item, text] of Object.entries(row?.known ?? {}))
    note(item, { text, files: [], by: null, at: row!.made_at.toISOString(), internal: false });
  for (const { what, by, at, publicSeq } of entries) {
    if (what.kind === 'message')
      for (const [item, type] of shownBy) {
        const refs = what.body.files.filter((file) => file.type.startsWith(type));
        if (refs.length > 0) note(item, { text: '', files: refs, by: by.name, at: at.toISOString(), internal: false });
      }
    else if (what.kind === 'evidence') {
      const { item, text, files: refs } = what.body;
      note(item, { text, files: refs, by: by.name, at: at.toISOString(), internal: publicSeq === null });
    } else if (what.kind === 'event' && what.body.event === 'evidence_asked') {
      for (const { item } of what.body.items) {
        asked.set(item, { by: what.body.by, at: at.toISOString() });
        open.add(item);
      }
    } else if (what.kind === 'event' && what.body.event === 'evidence_missing')
      for (const item of what.body.items) {
        asked.set(item, { by: null, at: at.toISOString() });
        open.add(item);
      }
  }

  const rules = (await policy.inForce(reader)).document;
  const needed = row ? asksFor(rules, { ...row, given: answers }) : [];
  const listed = new Set(needed.map((n) => n.item));
  const others = [...asked.keys(), ...given.keys()].filter(
    (item) => !listed.has(item) && !(item in (row?.known ?? {}) && !asked.has(item)),
  );
  const more = [...new Set(others)].map((item): Needed => ({ item, need: asked.has(item) ? 'required' : 'recommended' }));
  return [...needed, ...more].map(({ item, need }) => ({
    item,
    need: asked.has(item) ? 'required' : need,
    state: given.has(item) && !open.has(item) ? 'given' : row?.declined.includes(item) ? 'declined' : 'missing',
    asked: asked.get(item) ?? null,
    given: given.get(item) ?? null,
  }));
}

/** What a file in a message stands for, by the beginning of its type. */
const shownBy = [
  ['screenshot', 'image/'],
  ['recording', 'video/'],
] as const;

const count = (items: readonly Item[]) => ({
  given: items.filter((i) => i.state === 'given').length,
  // What the customer does not have is not waited for.
  of: items.filter((i) => i.state !== 'declined').length,
});

/** The checklist as one reader sees it. Members never learn of what is internal. */
export async function checklist(
  reader: Reader,
  who: Who,
  { id, organizationId }: { id: string; organizationId: string },
): Promise<Checklist> {
  const items = await standing(reader, id, who.kind === 'staff' ? 'staff' : 'public');
  const row = await reader.read.selectFrom('checklists').select(['page', 'browser']).where('thread_id', '=', id).executeTakeFirst();
  const { name, site } = await accounts.organization(reader, organizationId);
  const rules = (await policy.inForce(reader)).document;
  return {
    thread: id,
    items: items.map((item) => readable({ ...inWords(rules, item, who.locale, {}), ...item })),
    ...count(items),
    facts: {
      organization: name,
      site,
      browser: row?.browser ? browserName(row.browser) : null,
      page: (row?.page as Row['page'])?.title ?? null,
    },
  };
}

/** Of a choice the answer given last, as its reader calls it. */
function readable(item: Items[number]): Items[number] {
  if (item.shape !== 'choice' || !item.given) return item;
  const value = item.given.text.split('\n').at(-1);
  return { ...item, given: { ...item.given, text: item.choices.find((c) => c.value === value)?.label ?? item.given.text } };
}

/** What the policy calls required and nobody has given: asked for when a chat ends without staff (S15). */
export async function requiredMissing(reader: Reader, thread: string): Promise<string[]> {
  const items = await standing(reader, thread, 'public');
  return items.filter((i) => i.need === 'required' && i.state === 'missing' && !i.asked).map((i) => i.item);
}

/** Share of the checklist that was there before an instant, 0 to 1; null where nothing was asked for. */
export async function completeness(reader: Reader, thread: string, before: Date): Promise<number | null> {
  const { given, of } = count(await standing(reader, thread, 'public', before));
  return of === 0 ? null : given / of;
}

/** Evidence that comes with a request, each under an id of its own. */
export const withIds = (evidence: readonly NewEvidence[]) => evidence.map((given) => ({ ...given, id: uuidv7() }));
