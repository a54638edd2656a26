-- Programs act at the desk: with a token of a person, who may do less with it than by themselves, or as a service of its own.

alter table staff
  drop constraint staff_role_check,
  -- A service is a program that acts under a name of its own: it signs in nowhere and is given no work.
  add constraint staff_role_check check (role in ('engineer', 'specialist', 'sales', 'lead', 'administrator', 'service')),
  add constraint a_service_does_not_sign_in check (role <> 'service' or auth_user is null);
-- A service has no address of its own.
alter table staff alter column email drop not null;
alter table staff add constraint only_services_have_no_address check ((role = 'service') = (email is null));

-- Known by the SHA-256 of its text alone.
create table tokens (
  id uuid primary key,
  token_hash bytea not null unique,
  name text not null,
  staff_id uuid references staff (id),
  member_id uuid,
  organization_id uuid,
  scopes text[] not null,
  made_at timestamptz not null,
  -- The administrator who made a service's token.
  made_by uuid references staff (id),
  expires_at timestamptz not null,
  used_at timestamptz,
  revoked_at timestamptz,
  constraint a_token_acts_for_one check (num_nonnulls(staff_id, member_id) = 1),
  constraint a_member_acts_for_an_organization check ((member_id is null) = (organization_id is null)),
  -- Who leaves an organization takes no token along.
  foreign key (member_id, organization_id) references memberships (member_id, organization_id) on delete cascade
);
create index tokens_of_staff on tokens (staff_id) where staff_id is not null;
create index tokens_of_members on tokens (member_id) where member_id is not null;

alter table tickets
  -- Staff or the service that opened it for its customer; null where they did so themselves.
  add column opened_by uuid references staff (id);
create index tickets_by_opening on tickets (created_at);

-- Documents have terms for neighbouring words from now on.
insert into unindexed (ticket_id) select ticket_id from search_documents;

-- Only the job that writes documents adds to these: it gathers what it adds, in a list that a search still reads in no time.
alter index words_of_requests set (fastupdate = on, gin_pending_list_limit = 1024);
alter index words_among_staff set (fastupdate = on, gin_pending_list_limit = 1024);
