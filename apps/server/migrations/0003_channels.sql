-- Which channel, when, for whom: the policy as a written document, what was advised and chosen, incidents, and the promise
-- that HIPAA organizations never chat, kept by the database whatever door a chat may come through.

-- accounts ------------------------------------------------------------------------------------------------------------

alter table organizations
  add column hipaa_said_at timestamptz,
  -- Null where the vendor's product said so.
  add column hipaa_said_by uuid references staff (id),
  add constraint organizations_with_hipaa unique (id, hipaa);

alter table members
  add column zone text,
  -- The organization that they act for when they sign in by password.
  add column acting_for uuid references organizations (id);

-- chats ---------------------------------------------------------------------------------------------------------------

alter table chats
  add column hipaa boolean not null default false,
  add column language text not null default 'en',
  add column about text[] not null default '{}',
  add column urgent jsonb,
  -- The closing that the customer in the line was told of.
  add column warned_of timestamptz;
alter table chats
  drop constraint chats_ended_by_check,
  add constraint chats_ended_by_check
    check (ended_by in ('member', 'staff', 'member_vanished', 'left_message', 'closing_time', 'hipaa'));

-- Those of HIPAA organizations that are open now end here, each into its ticket: no chat of theirs can be open from now on.
with ended as (
  insert into tickets (id, thread_id, chat_id, member_id, organization_id, question, area_id, subject, state, team_id, created_at, updated_at)
  select gen_random_uuid(), c.thread_id, c.id, c.member_id, c.organization_id, c.question, c.area_id, c.summary, 'open', a.team_id, now(), now()
  from chats c join organizations o on o.id = c.organization_id left join areas a on a.id = c.area_id
  where o.hipaa and c.ended_at is null
  returning id, chat_id, thread_id
), settled as (
  update threads t set live = false from ended where t.id = ended.thread_id
)
update chats c set ended_at = now(), ended_by = 'hipaa', solved = false, ticket_id = ended.id from ended where c.id = ended.chat_id;
update chats c set hipaa = true from organizations o where o.id = c.organization_id and o.hipaa;
-- A chat follows its organization: one that becomes HIPAA while a chat is open cannot commit, and neither can a new chat.
alter table chats
  add constraint a_chat_knows_of_hipaa foreign key (organization_id, hipaa) references organizations (id, hipaa) on update cascade,
  add constraint hipaa_never_chats check (not hipaa or ended_at is not null);

-- policy --------------------------------------------------------------------------------------------------------------

-- A version of before has no text and is no longer read: it held hours alone.
alter table policies
  add column yaml text,
  add column why text not null default '',
  add column from_version integer;

create table holiday_lists (
  name text primary key,
  url text,
  days jsonb not null,
  fetched_at timestamptz not null,
  -- Of the address, while it does not answer rightly; the days stay as they were.
  failed_at timestamptz,
  failure text
);

-- What a request was advised, and what was chosen: dry runs of a policy ask it of the last weeks.
create table requests (
  -- The chat's or ticket's own id, which its maker chose: one of each may bear the same.
  id uuid not null,
  at timestamptz not null,
  member_id uuid not null references members (id),
  organization_id uuid not null references organizations (id),
  plan text not null,
  hipaa boolean not null,
  language text not null,
  site text not null,
  question text not null,
  area text,
  about text[] not null,
  urgent boolean not null,
  text text not null,
  advised text not null check (advised in ('chat', 'ticket')),
  chosen text not null check (chosen in ('chat', 'ticket')),
  policy_version integer not null,
  primary key (id, chosen)
);
create index requests_by_time on requests (at);

-- incidents and pages -------------------------------------------------------------------------------------------------

create table incidents (
  id uuid primary key,
  title text not null,
  areas text[] not null,
  sites text[] not null,
  pauses_chat boolean not null,
  declared_at timestamptz not null,
  declared_by uuid not null references staff (id),
  closed_at timestamptz,
  closed_by uuid references staff (id),
  constraint whoever_closes_is_known check ((closed_at is null) = (closed_by is null))
);
create index incidents_open on incidents (declared_at desc) where closed_at is null;

create table incident_updates (
  id uuid primary key,
  incident_id uuid not null references incidents (id),
  text text not null,
  at timestamptz not null,
  made_by uuid not null references staff (id)
);
create index updates_of_an_incident on incident_updates (incident_id, at);

alter table tickets
  add column about text[] not null default '{}',
  add column urgent jsonb,
  add column promised_at timestamptz,
  -- When staff first answered in public after the promise was made.
  add column answered_at timestamptz,
  add column incident_id uuid references incidents (id);
create index tickets_of_an_incident on tickets (incident_id) where incident_id is not null;
-- Attaching in one click, twice, leaves one ticket.
create unique index one_ticket_per_member_and_incident on tickets (incident_id, member_id, organization_id) where incident_id is not null;

create table pages (
  ticket_id uuid not null references tickets (id),
  staff_id uuid not null references staff (id),
  paged_at timestamptz not null,
  -- Somebody has taken it, whoever that was.
  answered_at timestamptz,
  primary key (ticket_id, staff_id)
);
create index pages_unanswered on pages (staff_id) where answered_at is null;
