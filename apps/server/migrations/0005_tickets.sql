-- A ticket is worked on until it is solved: promises with a clock that stops, an inbox that is found by index, and search.

-- Promises --------------------------------------------------------------------------------------------------------------------

create table promises (
  ticket_id uuid not null references tickets (id),
  kind text not null check (kind in ('first_answer', 'next_answer', 'solution')),
  -- 1 for the first of its kind; whenever the customer waits for an answer again there is another.
  number integer not null,
  -- What was promised stands, whatever the policy says later: business minutes, by a calendar of a version of the policy.
  minutes integer not null check (minutes > 0),
  calendar text not null,
  policy_version integer not null,
  made_at timestamptz not null,
  -- Business milliseconds of the spans that have ended.
  spent_ms bigint not null default 0,
  -- Null while the clock stands, and once the promise has ended.
  running_since timestamptz,
  -- While it runs; null where its calendar never opens again.
  warn_at timestamptz,
  due_at timestamptz,
  warned_at timestamptz,
  broken_at timestamptz,
  ended_at timestamptz,
  -- `void`: nothing is owed any more, as to a customer who solved it themselves.
  outcome text check (outcome in ('kept', 'broken', 'void')),
  primary key (ticket_id, kind, number),
  constraint a_standing_clock_is_never_due check (running_since is not null or (due_at is null and warn_at is null)),
  constraint an_ended_promise_does_not_run check (ended_at is null or running_since is null),
  constraint an_ended_promise_says_how check ((ended_at is null) = (outcome is null))
);
create unique index one_promise_of_a_kind_at_a_time on promises (ticket_id, kind) where ended_at is null;
create index promises_to_warn on promises (warn_at) where warn_at is not null and warned_at is null;
create index promises_to_break on promises (due_at) where due_at is not null and broken_at is null;
create index promises_by_time on promises (made_at);

-- Stretches in which a promise's clock ran. What lies between two of them did not count.
create table promise_spans (
  ticket_id uuid not null,
  kind text not null,
  number integer not null,
  place integer not null,
  from_at timestamptz not null,
  to_at timestamptz not null,
  ms bigint not null,
  -- The state into which the ticket went then; null where the promise ended or got other terms.
  stopped_by text,
  primary key (ticket_id, kind, number, place),
  foreign key (ticket_id, kind, number) references promises (ticket_id, kind, number),
  constraint a_span_goes_forward check (to_at >= from_at and ms >= 0)
);

insert into promises (ticket_id, kind, number, minutes, calendar, policy_version, made_at, running_since, due_at, warned_at, ended_at, outcome)
select id, 'first_answer', 1, greatest(1, round(extract(epoch from promised_at - created_at) / 60))::int, 'always', 0, created_at,
  case when answered_at is null and state in ('new', 'open', 'on_hold') then created_at end,
  case when answered_at is null and state in ('new', 'open', 'on_hold') then promised_at end,
  created_at,
  case when answered_at is null and state in ('new', 'open', 'on_hold') then null else coalesce(answered_at, solved_at, updated_at) end,
  case when answered_at is null and state in ('new', 'open', 'on_hold') then null
    when answered_at is null then 'void' when answered_at <= promised_at then 'kept' else 'broken' end
from tickets where promised_at is not null;

alter table tickets
  drop column promised_at,
  -- Since when the customer waits for staff; null while it is staff who wait, or nobody.
  add column waiting_since timestamptz,
  -- Of the promise whose clock runs and that is due soonest, so that the inbox finds it by index.
  add column due_at timestamptz,
  add column warn_at timestamptz,
  add column reopened integer not null default 0;
update tickets k set waiting_since = t.member_spoke_at
from threads t where t.id = k.thread_id and k.state in ('new', 'open') and t.member_spoke_at is not null
  and not exists (select 1 from entries e where e.thread_id = t.id and e.kind = 'message' and e.author_kind = 'staff' and e.at > t.member_spoke_at);
update tickets k set due_at = p.due_at from promises p where p.ticket_id = k.id and p.due_at is not null;

-- The inbox -------------------------------------------------------------------------------------------------------------------

drop index tickets_of_an_assignee;
drop index tickets_of_a_team;
create index tickets_unsolved on tickets (updated_at desc, number desc) where state not in ('solved', 'closed');
create index tickets_of_an_assignee on tickets (assignee_id, updated_at desc, number desc) where state not in ('solved', 'closed');
create index tickets_of_a_team on tickets (team_id, updated_at desc, number desc) where state not in ('solved', 'closed');
create index tickets_of_nobody on tickets (updated_at desc, number desc) where assignee_id is null and state not in ('solved', 'closed');
create index tickets_urgent on tickets (updated_at desc, number desc) where urgent is not null and state not in ('solved', 'closed');
create index tickets_waited_for on tickets (waiting_since, number) where waiting_since is not null;
create index tickets_due on tickets (due_at, number) where due_at is not null;
create index tickets_of_an_organization on tickets (organization_id, updated_at desc, number desc);
create index tickets_of_an_area on tickets (area_id, updated_at desc, number desc);
drop index tickets_by_solution;
create index tickets_by_solution on tickets (solved_at desc, number desc) where solved_at is not null;

-- A view of one's own, or of everybody's: filters under a name.
create table views (
  id uuid primary key,
  name text not null,
  owner_id uuid not null references staff (id),
  shared boolean not null,
  filter jsonb not null,
  made_at timestamptz not null,
  changed_at timestamptz not null
);
create index views_of_a_person on views (owner_id);
create index views_shared on views (made_at) where shared;

alter table pages
  add column why text not null default 'urgent' check (why in ('urgent', 'promise'));

-- Search ----------------------------------------------------------------------------------------------------------------------

-- What is found of a ticket. Words are cut by the desk itself, in pairs for Korean and Japanese.
create table search_documents (
  ticket_id uuid primary key references tickets (id),
  organization_id uuid not null references organizations (id),
  -- Number, subject, names.
  head tsvector not null,
  -- The head and what everybody in the thread may read.
  public tsvector not null,
  -- The head and what stays among staff; empty where there is nothing of that.
  notes tsvector not null
);
create index words_of_requests on search_documents using gin (public) with (fastupdate = off);
create index words_among_staff on search_documents using gin (notes) with (fastupdate = off);
create index words_of_an_organization on search_documents (organization_id);

-- Tickets whose document is older than they are. Emptied by a job.
create table unindexed (
  id bigint generated always as identity primary key,
  ticket_id uuid not null
);
insert into unindexed (ticket_id) select id from tickets order by updated_at desc;
