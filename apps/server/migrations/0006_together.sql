-- Several people and several tickets belong together: merging, following, calls, ratings, and what staff keep beside a thread.

-- Merging ---------------------------------------------------------------------------------------------------------------------

alter table tickets
  -- Its number leads there from now on; what was said in it stays in its own thread.
  add column merged_into uuid references tickets (id),
  add constraint a_ticket_is_not_merged_into_itself check (merged_into <> id);
create index tickets_merged on tickets (merged_into) where merged_into is not null;

create table merges (
  -- Made by who asks, so that asking may be repeated.
  id uuid primary key,
  from_ticket uuid not null references tickets (id),
  into_ticket uuid not null references tickets (id),
  made_by uuid not null references staff (id),
  made_at timestamptz not null,
  -- How the merged ticket stood, for whoever undoes it.
  state text not null,
  waiting_since timestamptz,
  solved_at timestamptz,
  undone_at timestamptz,
  undone_by uuid references staff (id)
);
create unique index a_ticket_is_merged_once on merges (from_ticket) where undone_at is null;
create index merges_into on merges (into_ticket);

-- Members beside the one whose request it is.
create table followers (
  thread_id uuid not null references threads (id),
  member_id uuid not null references members (id),
  -- They asked for it themselves.
  chosen boolean not null,
  -- What following lets them do beside what they may do anyway: a merge brings people to a thread that was not theirs.
  access text not null check (access in ('none', 'read', 'write')),
  merge_id uuid references merges (id),
  since timestamptz not null,
  primary key (thread_id, member_id),
  constraint access_comes_by_a_merge check ((access = 'none') = (merge_id is null))
);
create index followers_of_a_member on followers (member_id);

-- What a ticket was split off from.
alter table tickets
  add column split_from uuid references tickets (id);
create index tickets_split on tickets (split_from) where split_from is not null;

-- The customer's side ---------------------------------------------------------------------------------------------------------

create table ratings (
  ticket_id uuid primary key references tickets (id),
  good boolean not null,
  comment text not null,
  rated_by uuid not null references members (id),
  rated_at timestamptz not null
);
create index ratings_by_time on ratings (rated_at);

-- Calls and screen shares (S4). One row, however often its time changes.
create table meetings (
  id uuid primary key,
  ticket_id uuid not null references tickets (id),
  kind text not null check (kind in ('call', 'screen_share')),
  -- Times that are proposed and not answered yet, in the order in which they are preferred.
  proposed timestamptz[] not null,
  proposed_by text check (proposed_by in ('member', 'staff')),
  minutes integer not null check (minutes between 5 and 480),
  about text not null,
  -- Agreed: when, with whom, where. A new proposal does not undo it; agreeing to one does.
  starts_at timestamptz,
  host_id uuid references staff (id),
  link text,
  -- Of the invitation (RFC 5545, 3.8.7.4): it rises whenever the invitation changes.
  sequence integer not null default 0,
  cancelled_at timestamptz,
  asked_at timestamptz not null,
  changed_at timestamptz not null,
  constraint an_agreed_meeting_has_a_host check ((starts_at is null) = (host_id is null)),
  constraint a_proposal_has_an_author check ((cardinality(proposed) = 0) = (proposed_by is null)),
  constraint a_cancelled_meeting_proposes_nothing check (cancelled_at is null or cardinality(proposed) = 0)
);
create unique index one_request_for_a_meeting_at_a_time on meetings (ticket_id) where cancelled_at is null and starts_at is null;
create index meetings_of_a_ticket on meetings (ticket_id);

-- Of what is solved, what can no longer be reopened is found by this.
create index tickets_to_close on tickets (solved_at) where state = 'solved';

-- The staff's side ------------------------------------------------------------------------------------------------------------

-- Issues in the vendor's own tracker.
create table external_issues (
  ticket_id uuid not null references tickets (id),
  id uuid not null,
  url text not null,
  title text not null,
  linked_by uuid not null references staff (id),
  linked_at timestamptz not null,
  primary key (ticket_id, id)
);

-- Answers under a name, with placeholders. Shared ones are everybody's; others their owner's.
create table macros (
  id uuid primary key,
  name text not null,
  text text not null,
  -- Into which state the ticket goes once it is said; null: none.
  state text check (state in ('open', 'pending', 'on_hold', 'solved')),
  shared boolean not null,
  owner_id uuid not null references staff (id),
  made_at timestamptz not null,
  changed_at timestamptz not null
);
create index macros_of_a_person on macros (owner_id);

-- What somebody of staff has begun to write.
create table drafts (
  thread_id uuid not null references threads (id),
  staff_id uuid not null references staff (id),
  kind text not null check (kind in ('message', 'note')),
  text text not null,
  changed_at timestamptz not null,
  primary key (thread_id, staff_id)
);

-- Who was called by name in an entry.
create table mentions (
  ticket_id uuid not null references tickets (id),
  entry_id uuid not null,
  staff_id uuid not null references staff (id),
  mentioned_by uuid not null references staff (id),
  at timestamptz not null,
  seen_at timestamptz,
  primary key (entry_id, staff_id)
);
create index mentions_of_a_ticket on mentions (ticket_id);
create index mentions_unseen on mentions (staff_id, at) where seen_at is null;
