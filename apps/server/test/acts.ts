/** What people do in tests, each in a word or two. */
import { newId } from '@fairlead/client';
import type { Article, CallInput, Chat, Entry, FromDesk, PolicyVersion, Ticket } from '@fairlead/contract';
import type { Actor, LiveActor, TestDesk } from './desk.ts';

export type Pushed<Is extends FromDesk['is']> = Extract<FromDesk, { is: Is }>;

/** Ada, the administrator, puts a policy in force. */
export async function adopt(desk: TestDesk, yaml: string, why = 'because the test says so'): Promise<PolicyVersion> {
  const ada = await desk.staff('Ada');
  const { version } = await ada.call('GET /policy', {});
  return ada.call('PUT /policy', { body: { yaml, why, base: version } });
}

/** For `hears`: a push of one sort that fits. */
export const a =
  <Is extends FromDesk['is']>(is: Is, fits: (message: Pushed<Is>) => boolean = () => true) =>
  (message: FromDesk): message is Pushed<Is> =>
    message.is === is && fits(message as Pushed<Is>);

/** For `hears`: an entry with this text. */
export const words = (text: string) => a('entry', ({ entry }) => entry.kind !== 'event' && entry.body.text === text);

/** Starts a chat: technical about the Agent, unless said otherwise. */
export const ask = (member: Actor, about: Partial<CallInput<'POST /chats'>['body']> = {}): Promise<Chat> =>
  member.call('POST /chats', { body: { id: newId(), question: 'technical', area: 'agent', summary: 'The agent sends nothing', ...about } });

export const askSales = (member: Actor): Promise<Chat> => ask(member, { question: 'sales', area: null, summary: 'A quote for 50 hosts' });

export const look = (who: Actor, { id }: { id: string }): Promise<Chat> => who.call('GET /chats/{id}', { params: { id } });

export const say = (
  who: Actor,
  { thread }: { thread: string },
  text: string,
  more: Partial<CallInput<'POST /threads/{id}/entries'>['body']> = {},
) => who.call('POST /threads/{id}/entries', { params: { id: thread }, body: { id: newId(), text, ...more } });

export const note = (staff: Actor, of: { thread: string }, text: string) => say(staff, of, text, { kind: 'note' });

export const end = (who: Actor, { id }: { id: string }, ending: Partial<CallInput<'PUT /chats/{id}/ending'>['body']> = {}): Promise<Chat> =>
  who.call('PUT /chats/{id}/ending', { params: { id }, body: { solved: false, ...ending } });

export async function give(who: Actor, { id }: { id: string }, to: Actor, note = ''): Promise<Chat> {
  return who.call('PUT /chats/{id}/engineer', { params: { id }, body: { staff: await idOf(to), note } });
}

export const join = (staff: Actor, { id }: { id: string }) => staff.call('PUT /chats/{id}/others/me', { params: { id } });
export const leave = (staff: Actor, { id }: { id: string }) => staff.call('DELETE /chats/{id}/others/me', { params: { id } });

export async function idOf(who: Actor): Promise<string> {
  const me = await who.call('GET /me', {});
  return me.kind === 'staff' ? me.staff.id : me.member.id;
}

/** Everything in a thread as this reader sees it, page by page. */
export async function read(who: Actor, { thread }: { thread: string }, limit = 200): Promise<Entry[]> {
  const all: Entry[] = [];
  for (;;) {
    const { entries } = await who.call('GET /threads/{id}/entries', {
      params: { id: thread },
      query: { after: all.at(-1)?.number ?? 0, limit },
    });
    if (entries.length === 0) return all;
    all.push(...entries);
  }
}

export const texts = (entries: readonly Entry[]): string[] => entries.flatMap((e) => (e.kind === 'event' ? [] : [e.body.text]));
export const events = (entries: readonly Entry[]): string[] => entries.flatMap((e) => (e.kind === 'event' ? [e.body.event] : []));

export async function follow(live: LiveActor, { thread }: { thread: string }): Promise<Pushed<'following'>> {
  live.send({ do: 'follow', thread });
  return live.hears(a('following', (m) => m.thread === thread));
}

export const openTicket = (member: Actor, about: Partial<CallInput<'POST /tickets'>['body']> = {}): Promise<Ticket> =>
  member.call('POST /tickets', {
    body: { id: newId(), question: 'technical', area: 'agent', subject: 'No data since noon', text: 'Since noon.', ...about },
  });

export const ticketOf = (who: Actor, { ticket, number = ticket! }: { ticket?: number | null; number?: number | null }): Promise<Ticket> =>
  who.call('GET /tickets/{number}', { params: { number: number! } });

/** Somebody of an organization of their own; the same name is the same person. */
export const customer = (desk: TestDesk, name: string): Promise<Actor> => {
  const org = `org-${name}`;
  return desk.stranger({ sub: name, name, email: `${name}@example.com`, locale: 'en', org, orgs: [{ id: org, name: org, site: 'US1' }] });
};

export const crowd = (desk: TestDesk, count: number): Promise<Actor[]> =>
  Promise.all(Array.from({ length: count }, (_, i) => customer(desk, `customer${i}`)));

/** Ada writes an article and publishes it. */
export const publish = async (
  desk: TestDesk,
  slug: string,
  title: string,
  markdown: string,
  language: 'en' | 'ko' | 'ja' = 'en',
  id = newId(),
) => {
  const ada = await desk.staff('Ada');
  await ada.call('PUT /articles/{id}', { params: { id }, body: { slug } });
  const open = (await ada.call('GET /articles/{id}', { params: { id } })).versions.find(
    (v) => v.language === language && v.state === 'draft',
  );
  await ada.call('PUT /articles/{id}/drafts/{language}', {
    params: { id, language },
    body: { title, markdown, was: open?.changed ?? null },
  });
  return publishDraft(ada, id, language);
};
export const draftOf = (article: Article, language = 'en') =>
  article.versions.find((v) => v.language === language && (v.state === 'draft' || v.state === 'review'));
export async function publishDraft(who: Actor, id: string, language: 'en' | 'ko' | 'ja' = 'en') {
  const article = await who.call('GET /articles/{id}', { params: { id } });
  return who.call('PUT /articles/{id}/published/{language}', {
    params: { id, language },
    body: { was: draftOf(article, language)!.changed },
  });
}
