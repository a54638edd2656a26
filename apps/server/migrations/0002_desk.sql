-- The desk: who there is, what was said, who takes it, and the two shapes that a request for help has.
-- Promises stand here as constraints whose names are sentences.

-- accounts ------------------------------------------------------------------------------------------------------------

create table organizations (
  id uuid primary key,
  external_id text not null unique,
  name text not null,
  site text not null,
  plan text not null,
  hipaa boolean not null default false,
  created_at timestamptz not null
);

create table members (
  id uuid primary key,
  external_id text not null unique,
  email text not null,
  name text not null,
  locale text not null default 'en',
  auth_user text unique references auth."user" (id),
  created_at timestamptz not null
);

create table memberships (
  member_id uuid not null references members (id),
  organization_id uuid not null references organizations (id),
  primary key (member_id, organization_id)
);

create table staff (
  id uuid primary key,
  auth_user text unique references auth."user" (id),
  email text not null unique,
  name text not null,
  role text not null check (role in ('engineer', 'specialist', 'sales', 'lead', 'administrator')),
  locale text not null default 'en',
  created_at timestamptz not null
);

-- A member's session or portal link is known by the SHA-256 of its token alone.
create table member_sessions (
  token_hash bytea primary key,
  member_id uuid not null references members (id),
  organization_id uuid not null references organizations (id),
  expires_at timestamptz not null
);
create index member_sessions_expiry on member_sessions (expires_at);

create table portal_links (
  code_hash bytea primary key,
  member_id uuid not null references members (id),
  organization_id uuid not null references organizations (id),
  expires_at timestamptz not null
);

-- threads -------------------------------------------------------------------------------------------------------------

create table threads (
  id uuid primary key,
  member_id uuid not null references members (id),
  organization_id uuid not null references organizations (id),
  last_seq integer not null default 0,
  last_public_seq integer not null default 0,
  -- A live thread is a chat's; it stops being live in the transaction that ends the chat.
  live boolean not null,
  last_at timestamptz not null,
  member_spoke_at timestamptz,
  unique (id, member_id, organization_id)
-- Each entry updates its thread's row: room on the page keeps that from touching the indexes.
) with (fillfactor = 60);

create table entries (
  thread_id uuid not null references threads (id),
  seq integer not null,
  entry_id uuid not null,
  -- Members follow this second gapless numbering, so they never learn that a note exists.
  public_seq integer,
  kind text not null check (kind in ('message', 'note', 'event')),
  author_kind text not null check (author_kind in ('member', 'staff', 'desk')),
  author_id uuid,
  body jsonb not null,
  at timestamptz not null,
  primary key (thread_id, seq),
  constraint nothing_is_said_twice unique (thread_id, entry_id),
  constraint public_numbers_are_unique unique (thread_id, public_seq),
  constraint notes_stay_among_staff check (kind <> 'note' or public_seq is null),
  constraint only_the_desk_has_no_author check ((author_kind = 'desk') = (author_id is null))
);

create table marks (
  thread_id uuid not null references threads (id),
  side text not null check (side in ('member', 'staff')),
  delivered integer not null default 0,
  read integer not null default 0,
  primary key (thread_id, side)
);

-- policy --------------------------------------------------------------------------------------------------------------

create table policies (
  version integer primary key,
  document jsonb not null,
  made_by uuid references staff (id),
  made_at timestamptz not null
);

-- evidence ------------------------------------------------------------------------------------------------------------

create table files (
  id uuid primary key,
  thread_id uuid not null references threads (id),
  name text not null,
  type text not null,
  bytes bigint not null,
  sha256 bytea not null,
  width integer,
  height integer,
  author_kind text not null check (author_kind in ('member', 'staff')),
  author_id uuid not null,
  at timestamptz not null
);
create index files_of_a_thread on files (thread_id);

-- routing -------------------------------------------------------------------------------------------------------------

create table teams (
  id uuid primary key,
  key text not null unique,
  name jsonb not null
);

create table areas (
  id uuid primary key,
  key text not null unique,
  name jsonb not null,
  team_id uuid not null references teams (id),
  position integer not null
);

create table team_members (
  team_id uuid not null references teams (id),
  staff_id uuid not null references staff (id),
  primary key (team_id, staff_id)
);

create table presences (
  staff_id uuid primary key references staff (id),
  lines text[] not null default '{}',
  capacity integer not null check (capacity between 0 and 10000),
  available boolean not null default false,
  -- When a node last had this person's console connected.
  seen_at timestamptz,
  -- When the last console was closed; null while one is open.
  gone_at timestamptz,
  idle_since timestamptz not null
);

-- When the desk last looked after presence: time during which the desk itself was down counts against nobody.
create table watches (
  name text primary key,
  ran_at timestamptz not null
);

-- tickets and chats ---------------------------------------------------------------------------------------------------

create sequence ticket_numbers as integer start 1001;

create table tickets (
  id uuid primary key,
  number integer not null unique default nextval('ticket_numbers'),
  thread_id uuid not null constraint one_ticket_per_thread unique,
  chat_id uuid constraint one_ticket_per_chat unique,
  member_id uuid not null,
  organization_id uuid not null,
  question text not null check (question in ('technical', 'sales')),
  area_id uuid references areas (id),
  subject text not null,
  state text not null check (state in ('new', 'open', 'pending', 'on_hold', 'solved', 'closed')),
  team_id uuid references teams (id),
  assignee_id uuid references staff (id),
  missing text[] not null default '{}',
  created_at timestamptz not null,
  updated_at timestamptz not null,
  foreign key (thread_id, member_id, organization_id) references threads (id, member_id, organization_id)
);
create index tickets_by_change on tickets (updated_at desc, number desc);
create index tickets_of_a_member on tickets (member_id, organization_id, updated_at desc, number desc);
create index tickets_of_an_assignee on tickets (assignee_id, updated_at desc) where state not in ('solved', 'closed');
create index tickets_of_a_team on tickets (team_id, updated_at desc) where state not in ('solved', 'closed');

create table chats (
  id uuid primary key,
  thread_id uuid not null unique,
  member_id uuid not null,
  organization_id uuid not null,
  question text not null check (question in ('technical', 'sales')),
  area_id uuid references areas (id),
  summary text not null,
  started_at timestamptz not null,
  waiting_since timestamptz not null,
  -- Set when an engineer dropped off: the chat waits at the front of the line.
  returned_at timestamptz,
  engineer_id uuid references staff (id),
  connected_at timestamptz,
  member_seen_at timestamptz not null,
  ended_at timestamptz,
  ended_by text check (ended_by in ('member', 'staff', 'member_vanished', 'left_message')),
  solved boolean,
  ticket_id uuid unique references tickets (id),
  foreign key (thread_id, member_id, organization_id) references threads (id, member_id, organization_id),
  constraint every_ended_chat_has_a_ticket check ((ended_at is null) = (ticket_id is null)),
  constraint an_ended_chat_says_how check ((ended_at is null) = (ended_by is null) and (ended_at is null) = (solved is null)),
  constraint an_engineer_is_connected_at_a_time check ((engineer_id is null) = (connected_at is null))
);
create unique index one_open_chat_per_member on chats (member_id, organization_id) where ended_at is null;
create index chats_going_on on chats (waiting_since) where ended_at is null;
create index chats_ended on chats (question, ended_at desc) where ended_at is not null;
create index chats_of_a_member on chats (member_id, organization_id, started_at desc);

alter table tickets add foreign key (chat_id) references chats (id);

create table chat_others (
  chat_id uuid not null references chats (id),
  staff_id uuid not null references staff (id),
  primary key (chat_id, staff_id)
);

-- platform ------------------------------------------------------------------------------------------------------------

-- What this installation keeps to itself: made on the first start, shared by all its processes.
create table installation_secrets (
  name text primary key,
  value text not null
);
