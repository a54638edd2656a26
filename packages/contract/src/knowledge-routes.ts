/** The help center: what anybody may read and find, and how staff write, review and publish it. The routes are a part of `routes`. */
import { z } from 'zod';
import { longestFileName } from './limits.ts';
import { At, clean, Id, line, Locale, Named, nothing } from './words.ts';

const byId = z.object({ id: Id });
const slug = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]*(?:\/[a-z0-9][a-z0-9_-]*)*$/)
  .max(200);

export const Category = z.object({ id: Id, key: z.string(), name: Named, position: z.int() }).meta({ id: 'Category' });
export type Category = z.infer<typeof Category>;

export const FoundArticle = z
  .object({
    id: Id,
    title: z.string(),
    url: z.string().meta({ description: 'Where anybody reads it' }),
    language: Locale,
    category: Named.nullable(),
    passage: z.object({ text: z.string(), marks: z.array(z.tuple([z.int(), z.int()])) }),
  })
  .meta({ id: 'FoundArticle' });
export type FoundArticle = z.infer<typeof FoundArticle>;

const VersionState = z.enum(['draft', 'review', 'published', 'replaced', 'withdrawn']);

/** How an article stands in one language. */
const LanguageState = z.object({
  language: Locale,
  title: z.string(),
  published: z.int().nullable().meta({ description: 'Number of the version that anybody reads' }),
  draft: z.enum(['draft', 'review']).nullable(),
  behind: z.boolean().meta({ description: 'Its source was published anew since it was translated' }),
  changed: At,
});

export const ArticleRow = z
  .object({
    id: Id,
    slug: z.string(),
    category: Id.nullable(),
    source: Locale,
    languages: z.array(LanguageState),
    helpful: z.int(),
    unhelpful: z.int(),
    solved: z.int().meta({ description: 'Requests that it made unnecessary' }),
  })
  .meta({ id: 'ArticleRow' });
export type ArticleRow = z.infer<typeof ArticleRow>;

export const ArticleVersion = z
  .object({
    language: Locale,
    number: z.int(),
    title: z.string(),
    markdown: z.string(),
    state: VersionState,
    translates: z.int().nullable(),
    changed: At,
    by: z.string(),
    author: Id,
    published: At.nullable(),
    reviewer: z.string().nullable(),
  })
  .meta({ id: 'ArticleVersion' });
export type ArticleVersion = z.infer<typeof ArticleVersion>;

export const Article = ArticleRow.extend({ url: z.string(), versions: z.array(ArticleVersion) }).meta({ id: 'Article' });
export type Article = z.infer<typeof Article>;

const inLanguage = z.object({ id: Id, language: Locale });

export const knowledgeRoutes = {
  findArticles: {
    method: 'GET',
    path: '/articles/found',
    who: 'anyone',
    summary: 'Published articles that fit what is typed, best first; the last word may be unfinished, and Latin words may be misspelt',
    query: z.object({
      q: z.string().max(500).overwrite(clean),
      language: Locale.default('en'),
      limit: z.coerce.number().int().min(1).max(20).default(8),
    }),
    reply: z.object({ found: z.array(FoundArticle) }),
  },
  linkedArticles: {
    method: 'GET',
    path: '/articles/linked',
    who: 'someone',
    summary: 'Which articles a text links to, with whether they helped',
    query: z.object({ text: z.string().max(5_000).overwrite(clean) }),
    reply: z.object({ articles: z.array(z.object({ id: Id, title: z.string(), url: z.string(), helpful: z.int(), unhelpful: z.int() })) }),
  },
  readArticle: {
    method: 'PUT',
    path: '/articles/{id}/read',
    who: 'member',
    summary: 'I read this article, which staff see beside my requests',
    params: byId,
    reply: nothing,
  },
  articleSolved: {
    method: 'PUT',
    path: '/articles/{id}/solved',
    who: 'member',
    summary: 'This article solved what I was about to ask; under an id that the caller makes, so this may be repeated',
    params: byId,
    body: z.object({ id: Id, via: z.enum(['widget', 'portal']), query: z.string().max(500).overwrite(clean).default('') }),
    reply: nothing,
  },
  articlesRead: {
    method: 'GET',
    path: '/customers/{id}/articles',
    who: 'staff',
    summary: 'Articles that a member read, newest first',
    params: byId,
    reply: z.object({ articles: z.array(z.object({ id: Id, title: z.string(), url: z.string(), at: At })) }),
  },

  articles: {
    method: 'GET',
    path: '/articles',
    who: 'staff',
    summary: 'Every article with how it stands in each language',
    query: z.object({
      q: z.string().max(200).overwrite(clean).default('').meta({ description: 'In title or address' }),
      only: z.enum(['all', 'review', 'drafts', 'behind']).default('all'),
      before: z.string().max(200).overwrite(clean).optional().meta({ description: 'The `next` of the page before' }),
      limit: z.coerce.number().int().min(1).max(100).default(50),
    }),
    reply: z.object({ articles: z.array(ArticleRow), categories: z.array(Category), next: z.string().nullable() }),
  },
  article: { method: 'GET', path: '/articles/{id}', who: 'staff', summary: 'One article with its versions', params: byId, reply: Article },
  saveArticle: {
    method: 'PUT',
    path: '/articles/{id}',
    who: 'staff',
    summary: 'Begin an article under an id that the caller makes, or change its address and place. An address that it had leads to it',
    params: byId,
    body: z.object({
      slug,
      category: Id.nullable().default(null),
      position: z.int().min(0).max(10_000).default(0),
      source: Locale.default('en'),
    }),
    reply: Article,
  },
  saveDraft: {
    method: 'PUT',
    path: '/articles/{id}/drafts/{language}',
    who: 'staff',
    summary: 'Write: the draft of a language. `was`: the time of change that the caller saw',
    params: inLanguage,
    body: z.object({
      title: line,
      markdown: z.string().max(200_000).overwrite(clean),
      was: At.nullable().default(null),
    }),
    reply: Article,
  },
  dropDraft: {
    method: 'DELETE',
    path: '/articles/{id}/drafts/{language}',
    who: 'staff',
    summary: 'Give a draft up',
    params: inLanguage,
    reply: Article,
  },
  reviewDraft: {
    method: 'PUT',
    path: '/articles/{id}/drafts/{language}/review',
    who: 'staff',
    summary: 'Ask for a review, or take that back',
    params: inLanguage,
    body: z.object({ asked: z.boolean() }),
    reply: Article,
  },
  publishDraft: {
    method: 'PUT',
    path: '/articles/{id}/published/{language}',
    who: 'staff',
    summary: 'Publish the draft: by somebody else than who wrote it last, or by a lead or administrator',
    params: inLanguage,
    body: z.object({ was: At.meta({ description: 'The time of change that the caller read' }) }),
    reply: Article,
  },
  addArticleFile: {
    method: 'POST',
    path: '/articles/{id}/files',
    who: 'staff',
    summary:
      'A picture or file for the text of an article, under an id that the caller makes; its address is for the Markdown. May be repeated',
    params: byId,
    query: z.object({ file: Id, name: z.string().min(1).max(longestFileName).overwrite(clean) }),
    bytes: true,
    reply: z.object({ url: z.string(), name: z.string(), picture: z.boolean() }),
  },
  withdrawArticle: {
    method: 'DELETE',
    path: '/articles/{id}/published/{language}',
    who: 'staff',
    summary: 'Nobody reads it any more; its versions stay',
    params: inLanguage,
    reply: Article,
  },
  previewArticle: {
    method: 'POST',
    path: '/articles/preview',
    who: 'staff',
    summary: 'Markdown as readers see it, as HTML that is safe to show',
    body: z.object({
      markdown: z.string().max(200_000).overwrite(clean),
      article: Id.nullable().default(null).meta({ description: 'Whose text it is: what an imported one links to is beside its file' }),
      language: Locale.default('en'),
    }),
    reply: z.object({ html: z.string() }),
  },
  articleFromTicket: {
    method: 'PUT',
    path: '/tickets/{number}/article',
    who: 'staff',
    summary: 'Begin an article from a solved ticket under an id that the caller makes: question and answers, for somebody to rewrite',
    params: z.object({ number: z.coerce.number().int().positive().max(2_147_483_647) }),
    body: z.object({ id: Id }),
    reply: Article,
  },
  knowledgeReport: {
    method: 'GET',
    path: '/reports/knowledge',
    who: 'staff',
    summary: 'What was looked for and not found, and which articles made requests unnecessary',
    query: z.object({ days: z.coerce.number().int().min(1).max(365).default(30) }),
    reply: z.object({
      missed: z.array(z.object({ query: z.string(), times: z.int(), last: At })),
      solved: z.array(z.object({ id: Id, title: z.string(), times: z.int() })),
      searches: z.int(),
      unfound: z.int(),
    }),
  },
  saveCategory: {
    method: 'PUT',
    path: '/categories/{id}',
    who: 'staff',
    summary: 'Add a category under an id that the caller makes, or change it; its key stays',
    params: byId,
    body: z.object({
      key: z.string().regex(/^[a-z][a-z0-9_-]{0,39}$/),
      name: z.record(Locale, line),
      position: z.int().min(0).max(1_000).default(0),
    }),
    reply: Category,
  },
  removeCategory: {
    method: 'DELETE',
    path: '/categories/{id}',
    who: 'staff',
    summary: 'Remove a category that is empty',
    params: byId,
    reply: nothing,
  },
  importArticle: {
    method: 'POST',
    path: '/articles/imports',
    who: 'staff',
    summary: 'Take in one file of a folder of Markdown with front matter, published as it is. The same file again changes nothing',
    body: z.object({
      path: z
        .string()
        .min(1)
        .max(300)
        .meta({ description: 'In the folder, like `agent/troubleshooting/no-data.md`; a folder of a language first: `ko/agent/…`' }),
      text: z.string().max(500_000),
    }),
    reply: z.object({ id: Id, slug: z.string(), language: Locale, changed: z.boolean() }),
  },
  importFolderFile: {
    method: 'PUT',
    path: '/articles/folder',
    who: 'staff',
    summary: 'Take in a picture or file of a folder of Markdown, which its articles name by its path. The same again changes nothing',
    query: z.object({
      path: z.string().min(1).max(300).overwrite(clean).meta({ description: 'In the folder, like `static/images/agent/overview.png`' }),
    }),
    bytes: true,
    reply: z.object({ changed: z.boolean() }),
  },
  folderFiles: {
    method: 'GET',
    path: '/articles/folder',
    who: 'staff',
    summary: 'Pictures and files that came with a folder, page by page; anybody reads each at `/help/folder/{path}`',
    query: z.object({ after: z.string().max(300).overwrite(clean).default('') }),
    reply: z.object({ files: z.array(z.object({ path: z.string(), bytes: z.number() })), next: z.string().nullable() }),
  },
  exportArticles: {
    method: 'GET',
    path: '/articles/exports',
    who: 'staff',
    summary: 'Published articles as files of such a folder, page by page',
    query: z.object({ after: z.string().max(300).overwrite(clean).default('') }),
    reply: z.object({ files: z.array(z.object({ path: z.string(), text: z.string() })), next: z.string().nullable() }),
  },
} as const;
