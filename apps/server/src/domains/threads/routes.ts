import type { Handlers } from '../../call.ts';
import * as drafts from './drafts.ts';
import { markSoon, marksOf } from './marks.ts';
import * as threads from './threads.ts';

export const routes = {
  async entriesAfter({ desk, who, params, query }) {
    const { reader } = desk.db;
    const thread = await threads.forWho(reader, who, params.id);
    const found = await threads.after(reader, thread.id, who.kind === 'staff' ? 'staff' : 'public', query.after, query.limit);
    const entries = who.kind === 'staff' ? found.map(threads.forStaff) : found.filter(threads.isPublic).map(threads.forMember);
    return {
      entries,
      last: Math.max(thread.last, entries.at(-1)?.number ?? 0),
      marks: (await marksOf(reader, [thread.id])).get(thread.id)!,
    };
  },

  async draft({ desk, who, params }) {
    const thread = await threads.forWho(desk.db.reader, who, params.id);
    return { draft: await drafts.draft(desk.db.reader, who, thread.id) };
  },

  async keepDraft({ desk, who, params, body }) {
    const thread = await threads.forWho(desk.db.reader, who, params.id);
    await desk.db.transaction((tx) => drafts.keep(tx, who, thread.id, body));
    return {};
  },

  async mark({ desk, who, params, body }) {
    const thread = await threads.forWriter(desk.db.reader, who, params.id);
    await markSoon(desk.db, { thread: thread.id, side: who.kind, delivered: body.delivered ?? 0, read: body.read ?? 0 });
    return {};
  },
} satisfies Partial<Handlers>;
