import type { Handlers } from '../../call.ts';
import * as articleFiles from './article-files.ts';
import * as articles from './articles.ts';
import { find, noteSearch } from './finding.ts';
import * as folder from './folder.ts';
import * as folderFiles from './folder-files.ts';
import * as reading from './reading.ts';

export const routes = {
  async findArticles({ desk, who, query }) {
    const found = await find(desk.db.reader, desk.helpOrigin, query);
    if (who?.kind === 'member')
      await desk.db.transaction((tx) => noteSearch(tx, { q: query.q, language: query.language, found: found.length, member: who.id }));
    return { found };
  },

  linkedArticles: async ({ desk, query }) => ({ articles: await reading.linkedIn(desk, query.text) }),

  async readArticle({ desk, who, params }) {
    await desk.db.transaction((tx) => reading.read(tx, who, params.id));
    return {};
  },

  async articleSolved({ desk, who, params, body }) {
    await desk.db.transaction((tx) => reading.solved(tx, who, params.id, body));
    return {};
  },

  articlesRead: async ({ desk, params }) => ({ articles: await reading.readBy(desk.db.reader, desk.helpOrigin, params.id) }),

  articles: ({ desk, query }) => articles.list(desk.db.reader, query),

  article: ({ desk, params }) => articles.one(desk.db.reader, desk.helpOrigin, params.id),

  async saveArticle({ desk, who, params, body }) {
    await desk.db.transaction((tx) => articles.save(tx, who, params.id, body));
    return articles.one(desk.db.reader, desk.helpOrigin, params.id);
  },

  async saveDraft({ desk, who, params, body }) {
    await desk.db.transaction((tx) => articles.saveDraft(tx, who, params.id, params.language, body));
    return articles.one(desk.db.reader, desk.helpOrigin, params.id);
  },

  async dropDraft({ desk, params }) {
    await desk.db.transaction((tx) => articles.dropDraft(tx, params.id, params.language));
    return articles.one(desk.db.reader, desk.helpOrigin, params.id);
  },

  async reviewDraft({ desk, params, body }) {
    await desk.db.transaction((tx) => articles.askReview(tx, params.id, params.language, body.asked));
    return articles.one(desk.db.reader, desk.helpOrigin, params.id);
  },

  async publishDraft({ desk, who, params, body }) {
    await desk.db.transaction((tx) => articles.publish(tx, who, params.id, params.language, body.was));
    return articles.one(desk.db.reader, desk.helpOrigin, params.id);
  },

  addArticleFile: ({ desk, who, params, query, request }) =>
    articleFiles.add(desk, who, params.id, { id: query.file, name: query.name }, request.raw),

  async withdrawArticle({ desk, who, params }) {
    await desk.db.transaction((tx) => articles.withdraw(tx, who, params.id, params.language));
    return articles.one(desk.db.reader, desk.helpOrigin, params.id);
  },

  async previewArticle({ desk, body: { markdown, article, language } }) {
    const path = article && (await articles.pathOf(desk.db.reader, article, language));
    return { html: await (await import('./rendering.ts')).render(markdown, path ? { path, language } : null) };
  },

  knowledgeReport: ({ desk, query }) => reading.report(desk.db.reader, query.days),

  saveCategory: ({ desk, who, params, body }) => desk.db.transaction((tx) => articles.saveCategory(tx, who, { ...body, id: params.id })),

  async removeCategory({ desk, who, params }) {
    await desk.db.transaction((tx) => articles.removeCategory(tx, who, params.id));
    return {};
  },

  importArticle: ({ desk, who, body }) => desk.db.transaction((tx) => folder.takeIn(tx, who, body)),

  importFolderFile: ({ desk, who, query, request }) => folderFiles.takeIn(desk, who, query.path, request.raw),

  folderFiles: ({ desk, query }) => folderFiles.list(desk.db.reader, query.after),

  exportArticles: ({ desk, query }) => folder.takeOut(desk.db.reader, query.after),
} satisfies Partial<Handlers>;
