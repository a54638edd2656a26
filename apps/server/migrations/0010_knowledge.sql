-- The help center: articles in several languages, each in versions that were written, reviewed and published; and what is looked for.

create extension if not exists pg_trgm;

create table categories (
  id uuid primary key,
  key text not null constraint one_category_per_key unique,
  name jsonb not null,
  position integer not null
);

create table articles (
  id uuid primary key,
  -- In its address, the same in every language.
  slug text not null constraint one_article_per_slug unique,
  category_id uuid references categories (id),
  position integer not null default 0,
  -- From which the others are translated.
  source_language text not null check (source_language in ('en', 'ko', 'ja')),
  made_at timestamptz not null,
  made_by uuid references staff (id),
  -- The ticket that it was written from.
  ticket_id uuid
);
create index articles_of_a_category on articles (category_id, position);

create table article_versions (
  article_id uuid not null references articles (id),
  language text not null check (language in ('en', 'ko', 'ja')),
  number integer not null,
  title text not null,
  -- Front matter (YAML) as it was imported, byte for byte; empty where there was none.
  front text not null,
  -- Its file in the folder that it was imported from, so that it goes back there.
  path text,
  markdown text not null,
  state text not null check (state in ('draft', 'review', 'published', 'replaced', 'withdrawn')),
  -- Of a translation: the published version of the source that it says the same as.
  translates integer,
  made_at timestamptz not null,
  changed_at timestamptz not null,
  changed_by uuid not null references staff (id),
  published_at timestamptz,
  published_by uuid references staff (id),
  primary key (article_id, language, number)
);
create unique index one_draft_at_a_time on article_versions (article_id, language) where state in ('draft', 'review');
create unique index one_published_version on article_versions (article_id, language) where state = 'published';
create index article_versions_in_review on article_versions (changed_at) where state = 'review';

-- Addresses that an article had before. Each names an article and never another address, so that no redirect leads to a redirect.
create table article_redirects (
  slug text primary key,
  article_id uuid not null references articles (id)
);

-- What is found of the published versions.
create table article_index (
  article_id uuid not null references articles (id),
  language text not null,
  title text not null,
  -- Its plain text, from which passages are cut.
  body text not null,
  -- Terms with the weights of where they stand: title, headings, text, code.
  terms tsvector not null,
  primary key (article_id, language)
);
create index article_terms on article_index using gin (terms);

-- Every word of them, for words that are typed wrongly.
create table article_words (
  word text primary key,
  articles integer not null
);
create index article_words_alike on article_words using gin (word gin_trgm_ops);

-- What was looked for, once per person and text while it is typed.
create table article_searches (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  query text not null,
  language text not null,
  found integer not null,
  member_id uuid references members (id)
);
create index article_searches_by_time on article_searches (at);

create table article_votes (
  article_id uuid not null references articles (id),
  -- A member, or a browser by a random mark of its own.
  voter text not null,
  language text not null,
  helpful boolean not null,
  at timestamptz not null,
  primary key (article_id, voter)
);

-- What members read, for whoever helps them next.
create table article_reads (
  member_id uuid not null references members (id),
  article_id uuid not null references articles (id),
  at timestamptz not null,
  primary key (member_id, article_id)
);

-- Requests that were not sent because an article had solved them.
create table article_solutions (
  id uuid primary key,
  article_id uuid not null references articles (id),
  member_id uuid not null references members (id),
  via text not null check (via in ('widget', 'portal')),
  query text not null,
  at timestamptz not null
);
create index article_solutions_by_time on article_solutions (at);

alter table desk_changes drop constraint desk_changes_what_check;
alter table desk_changes add constraint desk_changes_what_check
  check (what in ('person', 'team', 'area', 'macro', 'view', 'token', 'address', 'category'));
