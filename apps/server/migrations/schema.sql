-- The sum of all migrations, written by `npm run generate`: read it, do not edit it.

create table auth.account (
  id text not null,
  "accountId" text not null,
  "providerId" text not null,
  "userId" text not null,
  "accessToken" text,
  "refreshToken" text,
  "idToken" text,
  "accessTokenExpiresAt" timestamp with time zone,
  "refreshTokenExpiresAt" timestamp with time zone,
  scope text,
  password text,
  "createdAt" timestamp with time zone not null default CURRENT_TIMESTAMP,
  "updatedAt" timestamp with time zone not null
);

create table auth."rateLimit" (
  id text not null,
  key text not null,
  count integer not null,
  "lastRequest" bigint not null
);

create table auth.session (
  id text not null,
  "expiresAt" timestamp with time zone not null,
  token text not null,
  "createdAt" timestamp with time zone not null default CURRENT_TIMESTAMP,
  "updatedAt" timestamp with time zone not null,
  "ipAddress" text,
  "userAgent" text,
  "userId" text not null
);

create table auth."user" (
  id text not null,
  name text not null,
  email text not null,
  "emailVerified" boolean not null,
  image text,
  "createdAt" timestamp with time zone not null default CURRENT_TIMESTAMP,
  "updatedAt" timestamp with time zone not null default CURRENT_TIMESTAMP
);

create table auth.verification (
  id text not null,
  identifier text not null,
  value text not null,
  "expiresAt" timestamp with time zone not null,
  "createdAt" timestamp with time zone not null default CURRENT_TIMESTAMP,
  "updatedAt" timestamp with time zone not null default CURRENT_TIMESTAMP
);

create table public.areas (
  id uuid not null,
  key text not null,
  name jsonb not null,
  team_id uuid not null,
  "position" integer not null
);

create table public.article_files (
  id uuid not null,
  article_id uuid not null,
  name text not null,
  type text not null,
  bytes bigint not null,
  added_at timestamp with time zone not null,
  added_by uuid not null
);

create table public.article_index (
  article_id uuid not null,
  language text not null,
  title text not null,
  body text not null,
  terms tsvector not null
);

create table public.article_reads (
  member_id uuid not null,
  article_id uuid not null,
  at timestamp with time zone not null
);

create table public.article_redirects (
  slug text not null,
  article_id uuid not null
);

create table public.article_searches (
  id bigint not null,
  at timestamp with time zone not null,
  query text not null,
  language text not null,
  found integer not null,
  member_id uuid
);

create table public.article_solutions (
  id uuid not null,
  article_id uuid not null,
  member_id uuid not null,
  via text not null,
  query text not null,
  at timestamp with time zone not null
);

create table public.article_versions (
  article_id uuid not null,
  language text not null,
  number integer not null,
  title text not null,
  front text not null,
  path text,
  markdown text not null,
  state text not null,
  translates integer,
  made_at timestamp with time zone not null,
  changed_at timestamp with time zone not null,
  changed_by uuid not null,
  published_at timestamp with time zone,
  published_by uuid
);

create table public.article_votes (
  article_id uuid not null,
  voter text not null,
  language text not null,
  helpful boolean not null,
  at timestamp with time zone not null
);

create table public.article_words (
  word text not null,
  articles integer not null
);

create table public.articles (
  id uuid not null,
  slug text not null,
  category_id uuid,
  "position" integer not null default 0,
  source_language text not null,
  made_at timestamp with time zone not null,
  made_by uuid,
  ticket_id uuid
);

create table public.blobs (
  id uuid not null,
  organization_id uuid not null,
  state text not null,
  sha256 bytea,
  bytes bigint not null,
  type text not null,
  width integer,
  height integer,
  lines_by_mib bigint[],
  unchecked boolean not null default false,
  at timestamp with time zone not null
);

create table public.categories (
  id uuid not null,
  key text not null,
  name jsonb not null,
  "position" integer not null
);

create table public.chat_others (
  chat_id uuid not null,
  staff_id uuid not null
);

create table public.chats (
  id uuid not null,
  thread_id uuid not null,
  member_id uuid not null,
  organization_id uuid not null,
  question text not null,
  area_id uuid,
  summary text not null,
  started_at timestamp with time zone not null,
  waiting_since timestamp with time zone not null,
  returned_at timestamp with time zone,
  engineer_id uuid,
  connected_at timestamp with time zone,
  member_seen_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  ended_by text,
  solved boolean,
  ticket_id uuid,
  hipaa boolean not null default false,
  language text not null default 'en'::text,
  about text[] not null default '{}'::text[],
  urgent jsonb,
  warned_of timestamp with time zone
);

create table public.checklists (
  thread_id uuid not null,
  question text not null,
  area text,
  about text[] not null,
  page jsonb,
  browser text,
  known jsonb not null default '{}'::jsonb,
  declined text[] not null default '{}'::text[],
  made_at timestamp with time zone not null
);

create table public.deletions (
  id uuid not null,
  ticket integer not null,
  organization_id uuid not null,
  why text not null,
  reason text not null,
  deleted_by uuid,
  at timestamp with time zone not null,
  blobs uuid[] not null,
  bytes bigint not null,
  verified_at timestamp with time zone
);

create table public.desk_changes (
  id bigint not null,
  at timestamp with time zone not null,
  by_id uuid not null,
  what text not null,
  thing uuid not null,
  name text not null,
  was jsonb,
  now jsonb
);

create table public.drafts (
  thread_id uuid not null,
  staff_id uuid not null,
  kind text not null,
  text text not null,
  changed_at timestamp with time zone not null
);

create table public.entries (
  thread_id uuid not null,
  seq integer not null,
  entry_id uuid not null,
  public_seq integer,
  kind text not null,
  author_kind text not null,
  author_id uuid,
  body jsonb not null,
  at timestamp with time zone not null
);

create table public.external_issues (
  ticket_id uuid not null,
  id uuid not null,
  url text not null,
  title text not null,
  linked_by uuid not null,
  linked_at timestamp with time zone not null
);

create table public.files (
  id uuid not null,
  thread_id uuid,
  name text not null,
  author_kind text not null,
  author_id uuid not null,
  at timestamp with time zone not null,
  organization_id uuid not null,
  blob_id uuid not null,
  cited_at timestamp with time zone
);

create table public.flare_findings (
  flare_id uuid not null,
  rule text not null,
  thread_id uuid,
  severity text not null,
  shown_at timestamp with time zone,
  shown_by uuid
);

create table public.flare_keys (
  id uuid not null,
  organization_id uuid not null,
  name text not null,
  key_hash bytea not null,
  ending text not null,
  made_at timestamp with time zone not null,
  made_by uuid,
  used_at timestamp with time zone,
  revoked_at timestamp with time zone
);

create table public.flare_requests (
  id uuid not null,
  thread_id uuid not null,
  organization_id uuid not null,
  service_id uuid not null,
  service text not null,
  key_id uuid not null,
  token text not null,
  asked_by uuid not null,
  asked_at timestamp with time zone not null,
  seconds integer not null,
  state text not null,
  recording_since timestamp with time zone,
  ends_at timestamp with time zone not null,
  error text
);

create table public.flare_rules (
  version integer not null,
  yaml text not null,
  why text not null,
  made_at timestamp with time zone not null,
  made_by uuid not null
);

create table public.flare_services (
  id uuid not null,
  organization_id uuid not null,
  key_id uuid not null,
  service text not null,
  env text,
  version text,
  language text not null,
  tracer_version text not null,
  seen_at timestamp with time zone not null
);

create table public.flares (
  id uuid not null,
  thread_id uuid,
  organization_id uuid not null,
  key_id uuid,
  entry_id uuid not null,
  sha256 bytea not null,
  name text not null,
  bytes bigint not null,
  source text not null,
  state text not null,
  attempts integer not null default 0,
  held_until timestamp with time zone,
  received_at timestamp with time zone not null,
  read_at timestamp with time zone,
  kind text,
  facts jsonb,
  report jsonb,
  findings jsonb,
  original_key bytea,
  original_until timestamp with time zone
);

create table public.folder_files (
  path text not null,
  blob uuid not null,
  sha256 bytea not null,
  type text not null,
  bytes bigint not null,
  changed_at timestamp with time zone not null,
  changed_by uuid not null
);

create table public.followers (
  thread_id uuid not null,
  member_id uuid not null,
  chosen boolean not null,
  access text not null,
  merge_id uuid,
  since timestamp with time zone not null
);

create table public.holiday_lists (
  name text not null,
  url text,
  days jsonb not null,
  fetched_at timestamp with time zone not null,
  failed_at timestamp with time zone,
  failure text
);

create table public.incident_updates (
  id uuid not null,
  incident_id uuid not null,
  text text not null,
  at timestamp with time zone not null,
  made_by uuid not null
);

create table public.incidents (
  id uuid not null,
  title text not null,
  areas text[] not null,
  sites text[] not null,
  pauses_chat boolean not null,
  declared_at timestamp with time zone not null,
  declared_by uuid not null,
  closed_at timestamp with time zone,
  closed_by uuid
);

create table public.installation_secrets (
  name text not null,
  value text not null
);

create table public.macros (
  id uuid not null,
  name text not null,
  text text not null,
  state text,
  shared boolean not null,
  owner_id uuid not null,
  made_at timestamp with time zone not null,
  changed_at timestamp with time zone not null
);

create table public.mail_addresses (
  id uuid not null,
  address text not null,
  name text not null,
  question text not null,
  area_id uuid,
  language text not null,
  plus boolean not null,
  first boolean not null,
  made_at timestamp with time zone not null
);

create table public.mail_choices (
  reader_id uuid not null,
  off text[] not null,
  quiet_from integer not null,
  quiet_to integer not null,
  zone text not null
);

create table public.mailboxes (
  name text not null,
  uid_validity bigint,
  last_uid bigint not null default 0,
  held_by uuid,
  held_until timestamp with time zone,
  trouble text,
  checked_at timestamp with time zone
);

create table public.mails_in (
  id uuid not null,
  message_id text not null,
  content_hash bytea not null,
  received_at timestamp with time zone not null,
  via text not null,
  envelope_to text[] not null,
  sender text not null,
  subject text not null,
  bytes bigint not null,
  source text not null,
  state text not null,
  attempts integer not null default 0,
  outcome text,
  detail text,
  done_at timestamp with time zone,
  thread_id uuid,
  entry_id uuid,
  checks jsonb,
  held_until timestamp with time zone,
  let_in boolean not null default false,
  answerable boolean not null default true
);

create table public.mails_out (
  id uuid not null,
  kind text not null,
  reader_kind text not null,
  reader_id uuid not null,
  thread_id uuid,
  entries int4range,
  day date,
  address text not null,
  language text not null,
  sender text not null,
  subject text not null,
  body_text text not null,
  body_html text not null,
  headers jsonb not null,
  parts jsonb not null,
  state text not null,
  made_at timestamp with time zone not null,
  due_at timestamp with time zone not null,
  attempts integer not null default 0,
  sent_at timestamp with time zone,
  trouble text,
  trouble_said text
);

create table public.marks (
  thread_id uuid not null,
  side text not null,
  delivered integer not null default 0,
  read integer not null default 0
);

create table public.meetings (
  id uuid not null,
  ticket_id uuid not null,
  kind text not null,
  proposed timestamp with time zone[] not null,
  proposed_by text,
  minutes integer not null,
  about text not null,
  starts_at timestamp with time zone,
  host_id uuid,
  link text,
  sequence integer not null default 0,
  cancelled_at timestamp with time zone,
  asked_at timestamp with time zone not null,
  changed_at timestamp with time zone not null
);

create table public.member_addresses (
  id uuid not null,
  member_id uuid not null,
  address text not null,
  added_at timestamp with time zone not null,
  confirmed_at timestamp with time zone
);

create table public.member_sessions (
  token_hash bytea not null,
  member_id uuid not null,
  organization_id uuid not null,
  expires_at timestamp with time zone not null
);

create table public.members (
  id uuid not null,
  external_id text not null,
  email text not null,
  name text not null,
  locale text not null default 'en'::text,
  auth_user text,
  created_at timestamp with time zone not null,
  zone text,
  acting_for uuid
);

create table public.memberships (
  member_id uuid not null,
  organization_id uuid not null,
  sees_organization boolean not null default false,
  product_version text,
  recent_docs text[] not null default '{}'::text[]
);

create table public.mentions (
  ticket_id uuid not null,
  entry_id uuid not null,
  staff_id uuid not null,
  mentioned_by uuid not null,
  at timestamp with time zone not null,
  seen_at timestamp with time zone
);

create table public.merges (
  id uuid not null,
  from_ticket uuid not null,
  into_ticket uuid not null,
  made_by uuid not null,
  made_at timestamp with time zone not null,
  state text not null,
  waiting_since timestamp with time zone,
  solved_at timestamp with time zone,
  undone_at timestamp with time zone,
  undone_by uuid
);

create table public.organizations (
  id uuid not null,
  external_id text not null,
  name text not null,
  site text not null,
  plan text not null,
  hipaa boolean not null default false,
  created_at timestamp with time zone not null,
  hipaa_said_at timestamp with time zone,
  hipaa_said_by uuid
);

create table public.pages (
  ticket_id uuid not null,
  staff_id uuid not null,
  paged_at timestamp with time zone not null,
  answered_at timestamp with time zone,
  why text not null default 'urgent'::text
);

create table public.policies (
  version integer not null,
  document jsonb not null,
  made_by uuid,
  made_at timestamp with time zone not null,
  yaml text,
  why text not null default ''::text,
  from_version integer
);

create table public.portal_links (
  code_hash bytea not null,
  member_id uuid not null,
  organization_id uuid not null,
  expires_at timestamp with time zone not null
);

create table public.presences (
  staff_id uuid not null,
  lines text[] not null default '{}'::text[],
  capacity integer not null,
  available boolean not null default false,
  seen_at timestamp with time zone,
  gone_at timestamp with time zone,
  idle_since timestamp with time zone not null
);

create table public.promise_spans (
  ticket_id uuid not null,
  kind text not null,
  number integer not null,
  place integer not null,
  from_at timestamp with time zone not null,
  to_at timestamp with time zone not null,
  ms bigint not null,
  stopped_by text
);

create table public.promises (
  ticket_id uuid not null,
  kind text not null,
  number integer not null,
  minutes integer not null,
  calendar text not null,
  policy_version integer not null,
  made_at timestamp with time zone not null,
  spent_ms bigint not null default 0,
  running_since timestamp with time zone,
  warn_at timestamp with time zone,
  due_at timestamp with time zone,
  warned_at timestamp with time zone,
  broken_at timestamp with time zone,
  ended_at timestamp with time zone,
  outcome text
);

create table public.ratings (
  ticket_id uuid not null,
  good boolean not null,
  comment text not null,
  rated_by uuid not null,
  rated_at timestamp with time zone not null
);

create table public.requests (
  id uuid not null,
  at timestamp with time zone not null,
  member_id uuid not null,
  organization_id uuid not null,
  plan text not null,
  hipaa boolean not null,
  language text not null,
  site text not null,
  question text not null,
  area text,
  about text[] not null,
  urgent boolean not null,
  text text not null,
  advised text not null,
  chosen text not null,
  policy_version integer not null
);

create table public.search_documents (
  ticket_id uuid not null,
  organization_id uuid not null,
  head tsvector not null,
  public tsvector not null,
  notes tsvector not null
);

create table public.staff (
  id uuid not null,
  auth_user text,
  email text,
  name text not null,
  role text not null,
  locale text not null default 'en'::text,
  created_at timestamp with time zone not null,
  left_at timestamp with time zone
);

create table public.team_members (
  team_id uuid not null,
  staff_id uuid not null
);

create table public.teams (
  id uuid not null,
  key text not null,
  name jsonb not null
);

create table public.threads (
  id uuid not null,
  member_id uuid not null,
  organization_id uuid not null,
  last_seq integer not null default 0,
  last_public_seq integer not null default 0,
  live boolean not null,
  last_at timestamp with time zone not null,
  member_spoke_at timestamp with time zone
);

create table public.tickets (
  id uuid not null,
  number integer not null default nextval('ticket_numbers'::regclass),
  thread_id uuid not null,
  chat_id uuid,
  member_id uuid not null,
  organization_id uuid not null,
  question text not null,
  area_id uuid,
  subject text not null,
  state text not null,
  team_id uuid,
  assignee_id uuid,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  about text[] not null default '{}'::text[],
  urgent jsonb,
  answered_at timestamp with time zone,
  incident_id uuid,
  solved_at timestamp with time zone,
  completeness real,
  waiting_since timestamp with time zone,
  due_at timestamp with time zone,
  warn_at timestamp with time zone,
  reopened integer not null default 0,
  merged_into uuid,
  split_from uuid,
  opened_by uuid
);

create table public.tokens (
  id uuid not null,
  token_hash bytea not null,
  name text not null,
  staff_id uuid,
  member_id uuid,
  organization_id uuid,
  scopes text[] not null,
  made_at timestamp with time zone not null,
  made_by uuid,
  expires_at timestamp with time zone not null,
  used_at timestamp with time zone,
  revoked_at timestamp with time zone
);

create table public.unheard (
  thread_id uuid not null,
  from_seq integer not null,
  since timestamp with time zone not null
);

create table public.unindexed (
  id bigint not null,
  ticket_id uuid not null
);

create table public.uploads (
  id uuid not null,
  owner_kind text not null,
  owner_id uuid not null,
  bytes bigint not null,
  at timestamp with time zone not null
);

create table public.views (
  id uuid not null,
  name text not null,
  owner_id uuid not null,
  shared boolean not null,
  filter jsonb not null,
  made_at timestamp with time zone not null,
  changed_at timestamp with time zone not null
);

create table public.watches (
  name text not null,
  ran_at timestamp with time zone not null
);

alter table areas add constraint areas_key_key UNIQUE (key);
alter table areas add constraint areas_pkey PRIMARY KEY (id);
alter table areas add constraint areas_team_id_fkey FOREIGN KEY (team_id) REFERENCES teams(id);
alter table article_files add constraint article_files_added_by_fkey FOREIGN KEY (added_by) REFERENCES staff(id);
alter table article_files add constraint article_files_article_id_fkey FOREIGN KEY (article_id) REFERENCES articles(id);
alter table article_files add constraint article_files_pkey PRIMARY KEY (id);
alter table article_index add constraint article_index_article_id_fkey FOREIGN KEY (article_id) REFERENCES articles(id);
alter table article_index add constraint article_index_pkey PRIMARY KEY (article_id, language);
alter table article_reads add constraint article_reads_article_id_fkey FOREIGN KEY (article_id) REFERENCES articles(id);
alter table article_reads add constraint article_reads_member_id_fkey FOREIGN KEY (member_id) REFERENCES members(id);
alter table article_reads add constraint article_reads_pkey PRIMARY KEY (member_id, article_id);
alter table article_redirects add constraint article_redirects_article_id_fkey FOREIGN KEY (article_id) REFERENCES articles(id);
alter table article_redirects add constraint article_redirects_pkey PRIMARY KEY (slug);
alter table article_searches add constraint article_searches_member_id_fkey FOREIGN KEY (member_id) REFERENCES members(id);
alter table article_searches add constraint article_searches_pkey PRIMARY KEY (id);
alter table article_solutions add constraint article_solutions_article_id_fkey FOREIGN KEY (article_id) REFERENCES articles(id);
alter table article_solutions add constraint article_solutions_member_id_fkey FOREIGN KEY (member_id) REFERENCES members(id);
alter table article_solutions add constraint article_solutions_pkey PRIMARY KEY (id);
alter table article_solutions add constraint article_solutions_via_check CHECK ((via = ANY (ARRAY['widget'::text, 'portal'::text])));
alter table article_versions add constraint article_versions_article_id_fkey FOREIGN KEY (article_id) REFERENCES articles(id);
alter table article_versions add constraint article_versions_changed_by_fkey FOREIGN KEY (changed_by) REFERENCES staff(id);
alter table article_versions add constraint article_versions_language_check CHECK ((language = ANY (ARRAY['en'::text, 'ko'::text, 'ja'::text])));
alter table article_versions add constraint article_versions_pkey PRIMARY KEY (article_id, language, number);
alter table article_versions add constraint article_versions_published_by_fkey FOREIGN KEY (published_by) REFERENCES staff(id);
alter table article_versions add constraint article_versions_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'review'::text, 'published'::text, 'replaced'::text, 'withdrawn'::text])));
alter table article_votes add constraint article_votes_article_id_fkey FOREIGN KEY (article_id) REFERENCES articles(id);
alter table article_votes add constraint article_votes_pkey PRIMARY KEY (article_id, voter);
alter table article_words add constraint article_words_pkey PRIMARY KEY (word);
alter table articles add constraint articles_category_id_fkey FOREIGN KEY (category_id) REFERENCES categories(id);
alter table articles add constraint articles_made_by_fkey FOREIGN KEY (made_by) REFERENCES staff(id);
alter table articles add constraint articles_pkey PRIMARY KEY (id);
alter table articles add constraint articles_source_language_check CHECK ((source_language = ANY (ARRAY['en'::text, 'ko'::text, 'ja'::text])));
alter table articles add constraint one_article_per_slug UNIQUE (slug);
alter table auth."rateLimit" add constraint "rateLimit_key_key" UNIQUE (key);
alter table auth."rateLimit" add constraint "rateLimit_pkey" PRIMARY KEY (id);
alter table auth."user" add constraint user_email_key UNIQUE (email);
alter table auth."user" add constraint user_pkey PRIMARY KEY (id);
alter table auth.account add constraint account_pkey PRIMARY KEY (id);
alter table auth.account add constraint "account_userId_fkey" FOREIGN KEY ("userId") REFERENCES auth."user"(id) ON DELETE CASCADE;
alter table auth.session add constraint session_pkey PRIMARY KEY (id);
alter table auth.session add constraint session_token_key UNIQUE (token);
alter table auth.session add constraint "session_userId_fkey" FOREIGN KEY ("userId") REFERENCES auth."user"(id) ON DELETE CASCADE;
alter table auth.verification add constraint verification_pkey PRIMARY KEY (id);
alter table blobs add constraint a_file_is_stored_once UNIQUE (organization_id, sha256);
alter table blobs add constraint blobs_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id);
alter table blobs add constraint blobs_pkey PRIMARY KEY (id);
alter table blobs add constraint blobs_state_check CHECK ((state = ANY (ARRAY['arriving'::text, 'checking'::text, 'ready'::text, 'quarantined'::text, 'doomed'::text])));
alter table blobs add constraint only_files_have_a_sum CHECK (((sha256 IS NULL) = (state = ANY (ARRAY['arriving'::text, 'doomed'::text]))));
alter table categories add constraint categories_pkey PRIMARY KEY (id);
alter table categories add constraint one_category_per_key UNIQUE (key);
alter table chat_others add constraint chat_others_chat_id_fkey FOREIGN KEY (chat_id) REFERENCES chats(id);
alter table chat_others add constraint chat_others_pkey PRIMARY KEY (chat_id, staff_id);
alter table chat_others add constraint chat_others_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES staff(id);
alter table chats add constraint a_chat_knows_of_hipaa FOREIGN KEY (organization_id, hipaa) REFERENCES organizations(id, hipaa) ON UPDATE CASCADE;
alter table chats add constraint an_ended_chat_says_how CHECK ((((ended_at IS NULL) = (ended_by IS NULL)) AND ((ended_at IS NULL) = (solved IS NULL))));
alter table chats add constraint an_engineer_is_connected_at_a_time CHECK (((engineer_id IS NULL) = (connected_at IS NULL)));
alter table chats add constraint chats_area_id_fkey FOREIGN KEY (area_id) REFERENCES areas(id);
alter table chats add constraint chats_ended_by_check CHECK ((ended_by = ANY (ARRAY['member'::text, 'staff'::text, 'member_vanished'::text, 'left_message'::text, 'closing_time'::text, 'hipaa'::text])));
alter table chats add constraint chats_engineer_id_fkey FOREIGN KEY (engineer_id) REFERENCES staff(id);
alter table chats add constraint chats_pkey PRIMARY KEY (id);
alter table chats add constraint chats_question_check CHECK ((question = ANY (ARRAY['technical'::text, 'sales'::text])));
alter table chats add constraint chats_thread_id_key UNIQUE (thread_id);
alter table chats add constraint chats_thread_id_member_id_organization_id_fkey FOREIGN KEY (thread_id, member_id, organization_id) REFERENCES threads(id, member_id, organization_id);
alter table chats add constraint chats_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES tickets(id);
alter table chats add constraint chats_ticket_id_key UNIQUE (ticket_id);
alter table chats add constraint every_ended_chat_has_a_ticket CHECK (((ended_at IS NULL) = (ticket_id IS NULL)));
alter table chats add constraint hipaa_never_chats CHECK (((NOT hipaa) OR (ended_at IS NOT NULL)));
alter table checklists add constraint checklists_pkey PRIMARY KEY (thread_id);
alter table checklists add constraint checklists_question_check CHECK ((question = ANY (ARRAY['technical'::text, 'sales'::text])));
alter table checklists add constraint checklists_thread_id_fkey FOREIGN KEY (thread_id) REFERENCES threads(id);
alter table deletions add constraint deletions_deleted_by_fkey FOREIGN KEY (deleted_by) REFERENCES staff(id);
alter table deletions add constraint deletions_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id);
alter table deletions add constraint deletions_pkey PRIMARY KEY (id);
alter table deletions add constraint deletions_ticket_key UNIQUE (ticket);
alter table deletions add constraint deletions_why_check CHECK ((why = ANY (ARRAY['asked'::text, 'retention'::text])));
alter table deletions add constraint who_asked_is_known CHECK (((why = 'asked'::text) = (deleted_by IS NOT NULL)));
alter table desk_changes add constraint a_change_changes_something CHECK ((was IS DISTINCT FROM now));
alter table desk_changes add constraint desk_changes_by_id_fkey FOREIGN KEY (by_id) REFERENCES staff(id);
alter table desk_changes add constraint desk_changes_pkey PRIMARY KEY (id);
alter table desk_changes add constraint desk_changes_what_check CHECK ((what = ANY (ARRAY['person'::text, 'team'::text, 'area'::text, 'macro'::text, 'view'::text, 'token'::text, 'address'::text, 'category'::text])));
alter table drafts add constraint drafts_kind_check CHECK ((kind = ANY (ARRAY['message'::text, 'note'::text])));
alter table drafts add constraint drafts_pkey PRIMARY KEY (thread_id, staff_id);
alter table drafts add constraint drafts_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES staff(id);
alter table drafts add constraint drafts_thread_id_fkey FOREIGN KEY (thread_id) REFERENCES threads(id);
alter table entries add constraint entries_author_kind_check CHECK ((author_kind = ANY (ARRAY['member'::text, 'staff'::text, 'desk'::text])));
alter table entries add constraint entries_kind_check CHECK ((kind = ANY (ARRAY['message'::text, 'note'::text, 'event'::text, 'evidence'::text])));
alter table entries add constraint entries_pkey PRIMARY KEY (thread_id, seq);
alter table entries add constraint entries_thread_id_fkey FOREIGN KEY (thread_id) REFERENCES threads(id);
alter table entries add constraint notes_stay_among_staff CHECK (((kind <> 'note'::text) OR (public_seq IS NULL)));
alter table entries add constraint nothing_is_said_twice UNIQUE (thread_id, entry_id);
alter table entries add constraint only_the_desk_has_no_author CHECK (((author_kind = 'desk'::text) = (author_id IS NULL)));
alter table entries add constraint public_numbers_are_unique UNIQUE (thread_id, public_seq);
alter table external_issues add constraint external_issues_linked_by_fkey FOREIGN KEY (linked_by) REFERENCES staff(id);
alter table external_issues add constraint external_issues_pkey PRIMARY KEY (ticket_id, id);
alter table external_issues add constraint external_issues_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES tickets(id);
alter table files add constraint files_author_kind_check CHECK ((author_kind = ANY (ARRAY['member'::text, 'staff'::text])));
alter table files add constraint files_blob_id_fkey FOREIGN KEY (blob_id) REFERENCES blobs(id);
alter table files add constraint files_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id);
alter table files add constraint files_pkey PRIMARY KEY (id);
alter table files add constraint files_thread_id_fkey FOREIGN KEY (thread_id) REFERENCES threads(id);
alter table flare_findings add constraint flare_findings_flare_id_fkey FOREIGN KEY (flare_id) REFERENCES flares(id);
alter table flare_findings add constraint flare_findings_pkey PRIMARY KEY (flare_id, rule);
alter table flare_findings add constraint flare_findings_severity_check CHECK ((severity = ANY (ARRAY['error'::text, 'warning'::text, 'info'::text])));
alter table flare_findings add constraint flare_findings_shown_by_fkey FOREIGN KEY (shown_by) REFERENCES staff(id);
alter table flare_findings add constraint flare_findings_thread_id_fkey FOREIGN KEY (thread_id) REFERENCES threads(id);
alter table flare_keys add constraint flare_keys_made_by_fkey FOREIGN KEY (made_by) REFERENCES members(id);
alter table flare_keys add constraint flare_keys_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id);
alter table flare_keys add constraint flare_keys_pkey PRIMARY KEY (id);
alter table flare_keys add constraint one_flare_key_per_value UNIQUE (key_hash);
alter table flare_requests add constraint flare_requests_asked_by_fkey FOREIGN KEY (asked_by) REFERENCES staff(id);
alter table flare_requests add constraint flare_requests_key_id_fkey FOREIGN KEY (key_id) REFERENCES flare_keys(id);
alter table flare_requests add constraint flare_requests_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id);
alter table flare_requests add constraint flare_requests_pkey PRIMARY KEY (id);
alter table flare_requests add constraint flare_requests_state_check CHECK ((state = ANY (ARRAY['asked'::text, 'recording'::text, 'sending'::text, 'sent'::text, 'failed'::text])));
alter table flare_requests add constraint flare_requests_thread_id_fkey FOREIGN KEY (thread_id) REFERENCES threads(id);
alter table flare_requests add constraint one_flare_request_per_token UNIQUE (token);
alter table flare_rules add constraint flare_rules_made_by_fkey FOREIGN KEY (made_by) REFERENCES staff(id);
alter table flare_rules add constraint flare_rules_pkey PRIMARY KEY (version);
alter table flare_services add constraint flare_services_key_id_fkey FOREIGN KEY (key_id) REFERENCES flare_keys(id);
alter table flare_services add constraint flare_services_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id);
alter table flare_services add constraint flare_services_pkey PRIMARY KEY (id);
alter table flares add constraint an_original_has_its_end CHECK (((original_key IS NULL) = (original_until IS NULL)));
alter table flares add constraint flares_key_id_fkey FOREIGN KEY (key_id) REFERENCES flare_keys(id);
alter table flares add constraint flares_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id);
alter table flares add constraint flares_pkey PRIMARY KEY (id);
alter table flares add constraint flares_source_check CHECK ((source = ANY (ARRAY['agent'::text, 'serverless'::text, 'tracer'::text, 'upload'::text, 'person'::text])));
alter table flares add constraint flares_state_check CHECK ((state = ANY (ARRAY['received'::text, 'ready'::text, 'failed'::text, 'doomed'::text])));
alter table flares add constraint flares_thread_id_fkey FOREIGN KEY (thread_id) REFERENCES threads(id);
alter table flares add constraint one_flare_per_content_in_a_thread UNIQUE (thread_id, sha256);
alter table folder_files add constraint folder_files_changed_by_fkey FOREIGN KEY (changed_by) REFERENCES staff(id);
alter table folder_files add constraint folder_files_pkey PRIMARY KEY (path);
alter table followers add constraint access_comes_by_a_merge CHECK (((access = 'none'::text) = (merge_id IS NULL)));
alter table followers add constraint followers_access_check CHECK ((access = ANY (ARRAY['none'::text, 'read'::text, 'write'::text])));
alter table followers add constraint followers_member_id_fkey FOREIGN KEY (member_id) REFERENCES members(id);
alter table followers add constraint followers_merge_id_fkey FOREIGN KEY (merge_id) REFERENCES merges(id);
alter table followers add constraint followers_pkey PRIMARY KEY (thread_id, member_id);
alter table followers add constraint followers_thread_id_fkey FOREIGN KEY (thread_id) REFERENCES threads(id);
alter table holiday_lists add constraint holiday_lists_pkey PRIMARY KEY (name);
alter table incident_updates add constraint incident_updates_incident_id_fkey FOREIGN KEY (incident_id) REFERENCES incidents(id);
alter table incident_updates add constraint incident_updates_made_by_fkey FOREIGN KEY (made_by) REFERENCES staff(id);
alter table incident_updates add constraint incident_updates_pkey PRIMARY KEY (id);
alter table incidents add constraint incidents_closed_by_fkey FOREIGN KEY (closed_by) REFERENCES staff(id);
alter table incidents add constraint incidents_declared_by_fkey FOREIGN KEY (declared_by) REFERENCES staff(id);
alter table incidents add constraint incidents_pkey PRIMARY KEY (id);
alter table incidents add constraint whoever_closes_is_known CHECK (((closed_at IS NULL) = (closed_by IS NULL)));
alter table installation_secrets add constraint installation_secrets_pkey PRIMARY KEY (name);
alter table macros add constraint macros_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES staff(id);
alter table macros add constraint macros_pkey PRIMARY KEY (id);
alter table macros add constraint macros_state_check CHECK ((state = ANY (ARRAY['open'::text, 'pending'::text, 'on_hold'::text, 'solved'::text])));
alter table mail_addresses add constraint mail_addresses_area_id_fkey FOREIGN KEY (area_id) REFERENCES areas(id);
alter table mail_addresses add constraint mail_addresses_language_check CHECK ((language = ANY (ARRAY['en'::text, 'ko'::text, 'ja'::text])));
alter table mail_addresses add constraint mail_addresses_pkey PRIMARY KEY (id);
alter table mail_addresses add constraint mail_addresses_question_check CHECK ((question = ANY (ARRAY['technical'::text, 'sales'::text])));
alter table mail_choices add constraint mail_choices_pkey PRIMARY KEY (reader_id);
alter table mail_choices add constraint mail_choices_quiet_from_check CHECK (((quiet_from >= 0) AND (quiet_from <= 1439)));
alter table mail_choices add constraint mail_choices_quiet_to_check CHECK (((quiet_to >= 0) AND (quiet_to <= 1439)));
alter table mailboxes add constraint mailboxes_pkey PRIMARY KEY (name);
alter table mails_in add constraint a_mail_that_is_done_has_an_outcome CHECK (((state = 'waiting'::text) = (outcome IS NULL)));
alter table mails_in add constraint mails_in_pkey PRIMARY KEY (id);
alter table mails_in add constraint mails_in_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'done'::text, 'aside'::text, 'doomed'::text])));
alter table mails_in add constraint mails_in_thread_id_fkey FOREIGN KEY (thread_id) REFERENCES threads(id);
alter table mails_in add constraint mails_in_via_check CHECK ((via = ANY (ARRAY['smtp'::text, 'imap'::text])));
alter table mails_in add constraint one_outcome_per_mail UNIQUE (message_id, content_hash);
alter table mails_out add constraint a_mail_of_a_thread_names_its_entries CHECK (((thread_id IS NULL) = (entries IS NULL)));
alter table mails_out add constraint each_entry_is_mailed_once_to_a_reader EXCLUDE USING gist (thread_id WITH =, reader_id WITH =, entries WITH &&);
alter table mails_out add constraint mails_out_kind_check CHECK ((kind = ANY (ARRAY['answers'::text, 'progress'::text, 'assigned'::text, 'mentions'::text, 'digest'::text, 'address'::text])));
alter table mails_out add constraint mails_out_pkey PRIMARY KEY (id);
alter table mails_out add constraint mails_out_reader_kind_check CHECK ((reader_kind = ANY (ARRAY['member'::text, 'staff'::text])));
alter table mails_out add constraint mails_out_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'sending'::text, 'sent'::text, 'kept'::text, 'failed'::text])));
alter table mails_out add constraint mails_out_thread_id_fkey FOREIGN KEY (thread_id) REFERENCES threads(id);
alter table mails_out add constraint mails_out_trouble_check CHECK ((trouble = ANY (ARRAY['no_mailbox'::text, 'mailbox_full'::text, 'too_large'::text, 'refused'::text, 'unreachable'::text, 'other'::text])));
alter table mails_out add constraint what_failed_says_why CHECK (((state <> 'failed'::text) OR (trouble IS NOT NULL)));
alter table marks add constraint marks_pkey PRIMARY KEY (thread_id, side);
alter table marks add constraint marks_side_check CHECK ((side = ANY (ARRAY['member'::text, 'staff'::text])));
alter table marks add constraint marks_thread_id_fkey FOREIGN KEY (thread_id) REFERENCES threads(id);
alter table meetings add constraint a_cancelled_meeting_proposes_nothing CHECK (((cancelled_at IS NULL) OR (cardinality(proposed) = 0)));
alter table meetings add constraint a_proposal_has_an_author CHECK (((cardinality(proposed) = 0) = (proposed_by IS NULL)));
alter table meetings add constraint an_agreed_meeting_has_a_host CHECK (((starts_at IS NULL) = (host_id IS NULL)));
alter table meetings add constraint meetings_host_id_fkey FOREIGN KEY (host_id) REFERENCES staff(id);
alter table meetings add constraint meetings_kind_check CHECK ((kind = ANY (ARRAY['call'::text, 'screen_share'::text])));
alter table meetings add constraint meetings_minutes_check CHECK (((minutes >= 5) AND (minutes <= 480)));
alter table meetings add constraint meetings_pkey PRIMARY KEY (id);
alter table meetings add constraint meetings_proposed_by_check CHECK ((proposed_by = ANY (ARRAY['member'::text, 'staff'::text])));
alter table meetings add constraint meetings_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES tickets(id);
alter table member_addresses add constraint member_addresses_member_id_fkey FOREIGN KEY (member_id) REFERENCES members(id);
alter table member_addresses add constraint member_addresses_pkey PRIMARY KEY (id);
alter table member_sessions add constraint member_sessions_member_id_fkey FOREIGN KEY (member_id) REFERENCES members(id);
alter table member_sessions add constraint member_sessions_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id);
alter table member_sessions add constraint member_sessions_pkey PRIMARY KEY (token_hash);
alter table members add constraint members_acting_for_fkey FOREIGN KEY (acting_for) REFERENCES organizations(id);
alter table members add constraint members_auth_user_fkey FOREIGN KEY (auth_user) REFERENCES auth."user"(id);
alter table members add constraint members_auth_user_key UNIQUE (auth_user);
alter table members add constraint members_external_id_key UNIQUE (external_id);
alter table members add constraint members_pkey PRIMARY KEY (id);
alter table memberships add constraint memberships_member_id_fkey FOREIGN KEY (member_id) REFERENCES members(id);
alter table memberships add constraint memberships_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id);
alter table memberships add constraint memberships_pkey PRIMARY KEY (member_id, organization_id);
alter table mentions add constraint mentions_mentioned_by_fkey FOREIGN KEY (mentioned_by) REFERENCES staff(id);
alter table mentions add constraint mentions_pkey PRIMARY KEY (entry_id, staff_id);
alter table mentions add constraint mentions_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES staff(id);
alter table mentions add constraint mentions_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES tickets(id);
alter table merges add constraint merges_from_ticket_fkey FOREIGN KEY (from_ticket) REFERENCES tickets(id);
alter table merges add constraint merges_into_ticket_fkey FOREIGN KEY (into_ticket) REFERENCES tickets(id);
alter table merges add constraint merges_made_by_fkey FOREIGN KEY (made_by) REFERENCES staff(id);
alter table merges add constraint merges_pkey PRIMARY KEY (id);
alter table merges add constraint merges_undone_by_fkey FOREIGN KEY (undone_by) REFERENCES staff(id);
alter table organizations add constraint organizations_external_id_key UNIQUE (external_id);
alter table organizations add constraint organizations_hipaa_said_by_fkey FOREIGN KEY (hipaa_said_by) REFERENCES staff(id);
alter table organizations add constraint organizations_pkey PRIMARY KEY (id);
alter table organizations add constraint organizations_with_hipaa UNIQUE (id, hipaa);
alter table pages add constraint pages_pkey PRIMARY KEY (ticket_id, staff_id);
alter table pages add constraint pages_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES staff(id);
alter table pages add constraint pages_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES tickets(id);
alter table pages add constraint pages_why_check CHECK ((why = ANY (ARRAY['urgent'::text, 'promise'::text])));
alter table policies add constraint policies_made_by_fkey FOREIGN KEY (made_by) REFERENCES staff(id);
alter table policies add constraint policies_pkey PRIMARY KEY (version);
alter table portal_links add constraint portal_links_member_id_fkey FOREIGN KEY (member_id) REFERENCES members(id);
alter table portal_links add constraint portal_links_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id);
alter table portal_links add constraint portal_links_pkey PRIMARY KEY (code_hash);
alter table presences add constraint presences_capacity_check CHECK (((capacity >= 0) AND (capacity <= 10000)));
alter table presences add constraint presences_pkey PRIMARY KEY (staff_id);
alter table presences add constraint presences_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES staff(id);
alter table promise_spans add constraint a_span_goes_forward CHECK (((to_at >= from_at) AND (ms >= 0)));
alter table promise_spans add constraint promise_spans_pkey PRIMARY KEY (ticket_id, kind, number, place);
alter table promise_spans add constraint promise_spans_ticket_id_kind_number_fkey FOREIGN KEY (ticket_id, kind, number) REFERENCES promises(ticket_id, kind, number);
alter table promises add constraint a_standing_clock_is_never_due CHECK (((running_since IS NOT NULL) OR ((due_at IS NULL) AND (warn_at IS NULL))));
alter table promises add constraint an_ended_promise_does_not_run CHECK (((ended_at IS NULL) OR (running_since IS NULL)));
alter table promises add constraint an_ended_promise_says_how CHECK (((ended_at IS NULL) = (outcome IS NULL)));
alter table promises add constraint promises_kind_check CHECK ((kind = ANY (ARRAY['first_answer'::text, 'next_answer'::text, 'solution'::text])));
alter table promises add constraint promises_minutes_check CHECK ((minutes > 0));
alter table promises add constraint promises_outcome_check CHECK ((outcome = ANY (ARRAY['kept'::text, 'broken'::text, 'void'::text])));
alter table promises add constraint promises_pkey PRIMARY KEY (ticket_id, kind, number);
alter table promises add constraint promises_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES tickets(id);
alter table ratings add constraint ratings_pkey PRIMARY KEY (ticket_id);
alter table ratings add constraint ratings_rated_by_fkey FOREIGN KEY (rated_by) REFERENCES members(id);
alter table ratings add constraint ratings_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES tickets(id);
alter table requests add constraint requests_advised_check CHECK ((advised = ANY (ARRAY['chat'::text, 'ticket'::text])));
alter table requests add constraint requests_chosen_check CHECK ((chosen = ANY (ARRAY['chat'::text, 'ticket'::text])));
alter table requests add constraint requests_member_id_fkey FOREIGN KEY (member_id) REFERENCES members(id);
alter table requests add constraint requests_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id);
alter table requests add constraint requests_pkey PRIMARY KEY (id, chosen);
alter table search_documents add constraint search_documents_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id);
alter table search_documents add constraint search_documents_pkey PRIMARY KEY (ticket_id);
alter table search_documents add constraint search_documents_ticket_id_fkey FOREIGN KEY (ticket_id) REFERENCES tickets(id);
alter table staff add constraint a_service_does_not_sign_in CHECK (((role <> 'service'::text) OR (auth_user IS NULL)));
alter table staff add constraint only_services_have_no_address CHECK (((role = 'service'::text) = (email IS NULL)));
alter table staff add constraint staff_auth_user_fkey FOREIGN KEY (auth_user) REFERENCES auth."user"(id);
alter table staff add constraint staff_auth_user_key UNIQUE (auth_user);
alter table staff add constraint staff_email_key UNIQUE (email);
alter table staff add constraint staff_pkey PRIMARY KEY (id);
alter table staff add constraint staff_role_check CHECK ((role = ANY (ARRAY['engineer'::text, 'specialist'::text, 'sales'::text, 'lead'::text, 'administrator'::text, 'service'::text])));
alter table team_members add constraint team_members_pkey PRIMARY KEY (team_id, staff_id);
alter table team_members add constraint team_members_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES staff(id);
alter table team_members add constraint team_members_team_id_fkey FOREIGN KEY (team_id) REFERENCES teams(id);
alter table teams add constraint teams_key_key UNIQUE (key);
alter table teams add constraint teams_pkey PRIMARY KEY (id);
alter table threads add constraint threads_id_member_id_organization_id_key UNIQUE (id, member_id, organization_id);
alter table threads add constraint threads_member_id_fkey FOREIGN KEY (member_id) REFERENCES members(id);
alter table threads add constraint threads_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id);
alter table threads add constraint threads_pkey PRIMARY KEY (id);
alter table tickets add constraint a_ticket_is_not_merged_into_itself CHECK ((merged_into <> id));
alter table tickets add constraint one_ticket_per_chat UNIQUE (chat_id);
alter table tickets add constraint one_ticket_per_thread UNIQUE (thread_id);
alter table tickets add constraint tickets_area_id_fkey FOREIGN KEY (area_id) REFERENCES areas(id);
alter table tickets add constraint tickets_assignee_id_fkey FOREIGN KEY (assignee_id) REFERENCES staff(id);
alter table tickets add constraint tickets_chat_id_fkey FOREIGN KEY (chat_id) REFERENCES chats(id);
alter table tickets add constraint tickets_incident_id_fkey FOREIGN KEY (incident_id) REFERENCES incidents(id);
alter table tickets add constraint tickets_merged_into_fkey FOREIGN KEY (merged_into) REFERENCES tickets(id);
alter table tickets add constraint tickets_number_key UNIQUE (number);
alter table tickets add constraint tickets_opened_by_fkey FOREIGN KEY (opened_by) REFERENCES staff(id);
alter table tickets add constraint tickets_pkey PRIMARY KEY (id);
alter table tickets add constraint tickets_question_check CHECK ((question = ANY (ARRAY['technical'::text, 'sales'::text])));
alter table tickets add constraint tickets_split_from_fkey FOREIGN KEY (split_from) REFERENCES tickets(id);
alter table tickets add constraint tickets_state_check CHECK ((state = ANY (ARRAY['new'::text, 'open'::text, 'pending'::text, 'on_hold'::text, 'solved'::text, 'closed'::text])));
alter table tickets add constraint tickets_team_id_fkey FOREIGN KEY (team_id) REFERENCES teams(id);
alter table tickets add constraint tickets_thread_id_member_id_organization_id_fkey FOREIGN KEY (thread_id, member_id, organization_id) REFERENCES threads(id, member_id, organization_id);
alter table tokens add constraint a_member_acts_for_an_organization CHECK (((member_id IS NULL) = (organization_id IS NULL)));
alter table tokens add constraint a_token_acts_for_one CHECK ((num_nonnulls(staff_id, member_id) = 1));
alter table tokens add constraint tokens_made_by_fkey FOREIGN KEY (made_by) REFERENCES staff(id);
alter table tokens add constraint tokens_member_id_organization_id_fkey FOREIGN KEY (member_id, organization_id) REFERENCES memberships(member_id, organization_id) ON DELETE CASCADE;
alter table tokens add constraint tokens_pkey PRIMARY KEY (id);
alter table tokens add constraint tokens_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES staff(id);
alter table tokens add constraint tokens_token_hash_key UNIQUE (token_hash);
alter table unheard add constraint unheard_pkey PRIMARY KEY (thread_id);
alter table unheard add constraint unheard_thread_id_fkey FOREIGN KEY (thread_id) REFERENCES threads(id);
alter table unindexed add constraint unindexed_pkey PRIMARY KEY (id);
alter table uploads add constraint uploads_owner_kind_check CHECK ((owner_kind = ANY (ARRAY['member'::text, 'staff'::text, 'key'::text])));
alter table uploads add constraint uploads_pkey PRIMARY KEY (id);
alter table views add constraint views_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES staff(id);
alter table views add constraint views_pkey PRIMARY KEY (id);
alter table watches add constraint watches_pkey PRIMARY KEY (name);

CREATE INDEX "account_userId_idx" ON auth.account USING btree ("userId");
CREATE INDEX "session_userId_idx" ON auth.session USING btree ("userId");
CREATE INDEX verification_identifier_idx ON auth.verification USING btree (identifier);
CREATE INDEX files_of_an_article ON public.article_files USING btree (article_id);
CREATE INDEX article_terms ON public.article_index USING gin (terms);
CREATE INDEX article_searches_by_time ON public.article_searches USING btree (at);
CREATE INDEX article_solutions_by_time ON public.article_solutions USING btree (at);
CREATE INDEX article_versions_in_review ON public.article_versions USING btree (changed_at) WHERE (state = 'review'::text);
CREATE UNIQUE INDEX one_draft_at_a_time ON public.article_versions USING btree (article_id, language) WHERE (state = ANY (ARRAY['draft'::text, 'review'::text]));
CREATE UNIQUE INDEX one_published_version ON public.article_versions USING btree (article_id, language) WHERE (state = 'published'::text);
CREATE INDEX article_words_alike ON public.article_words USING gin (word gin_trgm_ops);
CREATE INDEX articles_of_a_category ON public.articles USING btree (category_id, "position");
CREATE INDEX blobs_that_are_not_ready ON public.blobs USING btree (state, at) WHERE (state <> 'ready'::text);
CREATE INDEX chats_ended ON public.chats USING btree (question, ended_at DESC) WHERE (ended_at IS NOT NULL);
CREATE INDEX chats_going_on ON public.chats USING btree (waiting_since) WHERE (ended_at IS NULL);
CREATE INDEX chats_of_a_member ON public.chats USING btree (member_id, organization_id, started_at DESC);
CREATE UNIQUE INDEX one_open_chat_per_member ON public.chats USING btree (member_id, organization_id) WHERE (ended_at IS NULL);
CREATE INDEX deletions_by_time ON public.deletions USING btree (at DESC);
CREATE INDEX asked_of_a_thread ON public.entries USING btree (thread_id, seq) WHERE ((kind = 'event'::text) AND ((body ->> 'event'::text) = ANY (ARRAY['evidence_asked'::text, 'evidence_missing'::text])));
CREATE INDEX files_never_cited ON public.files USING btree (at) WHERE (cited_at IS NULL);
CREATE INDEX files_of_a_blob ON public.files USING btree (blob_id);
CREATE INDEX files_of_a_thread ON public.files USING btree (thread_id);
CREATE INDEX flare_findings_by_rule ON public.flare_findings USING btree (rule, thread_id);
CREATE INDEX flare_findings_of_a_thread ON public.flare_findings USING btree (thread_id);
CREATE INDEX flare_keys_of_an_organization ON public.flare_keys USING btree (organization_id);
CREATE INDEX flare_requests_of_a_thread ON public.flare_requests USING btree (thread_id);
CREATE UNIQUE INDEX one_open_flare_request_per_service ON public.flare_requests USING btree (service_id) WHERE (state = ANY (ARRAY['asked'::text, 'recording'::text, 'sending'::text]));
CREATE INDEX flare_services_of_an_organization ON public.flare_services USING btree (organization_id, seen_at);
CREATE INDEX flares_of_a_key ON public.flares USING btree (key_id, received_at);
CREATE INDEX flares_to_be_read ON public.flares USING btree (received_at) WHERE (state = ANY (ARRAY['received'::text, 'doomed'::text]));
CREATE INDEX flares_with_originals ON public.flares USING btree (original_until) WHERE (original_until IS NOT NULL);
CREATE INDEX followers_of_a_member ON public.followers USING btree (member_id);
CREATE INDEX updates_of_an_incident ON public.incident_updates USING btree (incident_id, at);
CREATE INDEX incidents_open ON public.incidents USING btree (declared_at DESC) WHERE (closed_at IS NULL);
CREATE INDEX macros_of_a_person ON public.macros USING btree (owner_id);
CREATE UNIQUE INDEX one_first_mail_address ON public.mail_addresses USING btree (first) WHERE first;
CREATE UNIQUE INDEX one_owner_per_mail_address ON public.mail_addresses USING btree (lower(address));
CREATE INDEX mails_in_by_message_id ON public.mails_in USING btree (message_id) WHERE (thread_id IS NOT NULL);
CREATE INDEX mails_in_by_time ON public.mails_in USING btree (received_at DESC, id DESC);
CREATE INDEX mails_in_of_a_thread ON public.mails_in USING btree (thread_id);
CREATE INDEX mails_opened_by_sender ON public.mails_in USING btree (sender, done_at) WHERE (outcome = 'opened'::text);
CREATE INDEX mails_waiting ON public.mails_in USING btree (sender, received_at) WHERE (state = 'waiting'::text);
CREATE INDEX mails_due ON public.mails_out USING btree (due_at) WHERE (state = ANY (ARRAY['waiting'::text, 'sending'::text]));
CREATE INDEX mails_out_by_time ON public.mails_out USING btree (made_at DESC, id DESC);
CREATE INDEX mails_out_of_a_thread ON public.mails_out USING btree (thread_id);
CREATE UNIQUE INDEX one_digest_a_day ON public.mails_out USING btree (reader_id, day) WHERE (day IS NOT NULL);
CREATE INDEX meetings_of_a_ticket ON public.meetings USING btree (ticket_id);
CREATE UNIQUE INDEX one_request_for_a_meeting_at_a_time ON public.meetings USING btree (ticket_id) WHERE ((cancelled_at IS NULL) AND (starts_at IS NULL));
CREATE UNIQUE INDEX a_member_adds_an_address_once ON public.member_addresses USING btree (member_id, lower(address));
CREATE UNIQUE INDEX one_member_per_confirmed_address ON public.member_addresses USING btree (lower(address)) WHERE (confirmed_at IS NOT NULL);
CREATE INDEX member_sessions_expiry ON public.member_sessions USING btree (expires_at);
CREATE INDEX members_by_address ON public.members USING btree (lower(email));
CREATE INDEX mentions_of_a_ticket ON public.mentions USING btree (ticket_id);
CREATE INDEX mentions_unseen ON public.mentions USING btree (staff_id, at) WHERE (seen_at IS NULL);
CREATE UNIQUE INDEX a_ticket_is_merged_once ON public.merges USING btree (from_ticket) WHERE (undone_at IS NULL);
CREATE INDEX merges_into ON public.merges USING btree (into_ticket);
CREATE INDEX pages_unanswered ON public.pages USING btree (staff_id) WHERE (answered_at IS NULL);
CREATE UNIQUE INDEX one_promise_of_a_kind_at_a_time ON public.promises USING btree (ticket_id, kind) WHERE (ended_at IS NULL);
CREATE INDEX promises_by_time ON public.promises USING btree (made_at);
CREATE INDEX promises_to_break ON public.promises USING btree (due_at) WHERE ((due_at IS NOT NULL) AND (broken_at IS NULL));
CREATE INDEX promises_to_warn ON public.promises USING btree (warn_at) WHERE ((warn_at IS NOT NULL) AND (warned_at IS NULL));
CREATE INDEX ratings_by_time ON public.ratings USING btree (rated_at);
CREATE INDEX requests_by_time ON public.requests USING btree (at);
CREATE INDEX words_among_staff ON public.search_documents USING gin (notes) WITH (fastupdate='on', gin_pending_list_limit='1024');
CREATE INDEX words_of_an_organization ON public.search_documents USING btree (organization_id);
CREATE INDEX words_of_requests ON public.search_documents USING gin (public) WITH (fastupdate='on', gin_pending_list_limit='1024');
CREATE UNIQUE INDEX one_ticket_per_member_and_incident ON public.tickets USING btree (incident_id, member_id, organization_id) WHERE (incident_id IS NOT NULL);
CREATE INDEX tickets_by_change ON public.tickets USING btree (updated_at DESC, number DESC);
CREATE INDEX tickets_by_opening ON public.tickets USING btree (created_at);
CREATE INDEX tickets_by_solution ON public.tickets USING btree (solved_at DESC, number DESC) WHERE (solved_at IS NOT NULL);
CREATE INDEX tickets_due ON public.tickets USING btree (due_at, number) WHERE (due_at IS NOT NULL);
CREATE INDEX tickets_merged ON public.tickets USING btree (merged_into) WHERE (merged_into IS NOT NULL);
CREATE INDEX tickets_of_a_member ON public.tickets USING btree (member_id, organization_id, updated_at DESC, number DESC);
CREATE INDEX tickets_of_a_team ON public.tickets USING btree (team_id, updated_at DESC, number DESC) WHERE (state <> ALL (ARRAY['solved'::text, 'closed'::text]));
CREATE INDEX tickets_of_an_area ON public.tickets USING btree (area_id, updated_at DESC, number DESC);
CREATE INDEX tickets_of_an_assignee ON public.tickets USING btree (assignee_id, updated_at DESC, number DESC) WHERE (state <> ALL (ARRAY['solved'::text, 'closed'::text]));
CREATE INDEX tickets_of_an_incident ON public.tickets USING btree (incident_id) WHERE (incident_id IS NOT NULL);
CREATE INDEX tickets_of_an_organization ON public.tickets USING btree (organization_id, updated_at DESC, number DESC);
CREATE INDEX tickets_of_nobody ON public.tickets USING btree (updated_at DESC, number DESC) WHERE ((assignee_id IS NULL) AND (state <> ALL (ARRAY['solved'::text, 'closed'::text])));
CREATE INDEX tickets_split ON public.tickets USING btree (split_from) WHERE (split_from IS NOT NULL);
CREATE INDEX tickets_to_close ON public.tickets USING btree (solved_at) WHERE (state = 'solved'::text);
CREATE INDEX tickets_unsolved ON public.tickets USING btree (updated_at DESC, number DESC) WHERE (state <> ALL (ARRAY['solved'::text, 'closed'::text]));
CREATE INDEX tickets_urgent ON public.tickets USING btree (updated_at DESC, number DESC) WHERE ((urgent IS NOT NULL) AND (state <> ALL (ARRAY['solved'::text, 'closed'::text])));
CREATE INDEX tickets_waited_for ON public.tickets USING btree (waiting_since, number) WHERE (waiting_since IS NOT NULL);
CREATE INDEX tokens_of_members ON public.tokens USING btree (member_id) WHERE (member_id IS NOT NULL);
CREATE INDEX tokens_of_staff ON public.tokens USING btree (staff_id) WHERE (staff_id IS NOT NULL);
CREATE INDEX unheard_by_time ON public.unheard USING btree (since);
CREATE INDEX uploads_of_a_person ON public.uploads USING btree (owner_id);
CREATE INDEX views_of_a_person ON public.views USING btree (owner_id);
CREATE INDEX views_shared ON public.views USING btree (made_at) WHERE shared;

