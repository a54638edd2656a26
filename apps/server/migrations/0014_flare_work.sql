-- Flares that staff ask services for, whose tracers poll the desk; findings that are counted across tickets and shown to customers.

alter table flares drop constraint flares_source_check;
alter table flares add constraint flares_source_check check (source in ('agent', 'serverless', 'tracer', 'upload', 'person'));

-- Services whose tracers polled lately, each process by itself.
create table flare_services (
  id uuid primary key,
  organization_id uuid not null references organizations (id),
  -- The key by which it polled last.
  key_id uuid not null references flare_keys (id),
  service text not null,
  env text,
  version text,
  language text not null,
  tracer_version text not null,
  seen_at timestamptz not null
);
create index flare_services_of_an_organization on flare_services (organization_id, seen_at);

create table flare_requests (
  id uuid primary key,
  thread_id uuid not null references threads (id),
  organization_id uuid not null references organizations (id),
  -- As it was when it was asked; the process may be gone since.
  service_id uuid not null,
  service text not null,
  key_id uuid not null references flare_keys (id),
  -- The service sends it back with its flare, which is known by it until the request ends.
  token text not null constraint one_flare_request_per_token unique,
  asked_by uuid not null references staff (id),
  asked_at timestamptz not null,
  -- How long the service writes down more than usual before it sends.
  seconds integer not null,
  state text not null check (state in ('asked', 'recording', 'sending', 'sent', 'failed')),
  recording_since timestamptz,
  ends_at timestamptz not null,
  error text
);
create unique index one_open_flare_request_per_service on flare_requests (service_id) where state in ('asked', 'recording', 'sending');
create index flare_requests_of_a_thread on flare_requests (thread_id);

-- What was found in flares, by rule: counted across tickets, and shown to the customer or not.
create table flare_findings (
  flare_id uuid not null references flares (id),
  rule text not null,
  -- Null once its request was deleted.
  thread_id uuid references threads (id),
  severity text not null check (severity in ('error', 'warning', 'info')),
  shown_at timestamptz,
  shown_by uuid references staff (id),
  primary key (flare_id, rule)
);
create index flare_findings_by_rule on flare_findings (rule, thread_id);
create index flare_findings_of_a_thread on flare_findings (thread_id);

-- The vendor's own rules for flares, each version as YAML; the last is in force.
create table flare_rules (
  version integer primary key,
  yaml text not null,
  why text not null,
  made_at timestamptz not null,
  made_by uuid not null references staff (id)
);

-- Originals that a rule keeps for a time: encrypted, each under a key of its own, which goes first.
alter table flares add column original_key bytea;
alter table flares add column original_until timestamptz;
alter table flares add constraint an_original_has_its_end check ((original_key is null) = (original_until is null));
create index flares_with_originals on flares (original_until) where original_until is not null;

-- A bundle may come in pieces, by a key.
alter table uploads drop constraint uploads_owner_kind_check;
alter table uploads add constraint uploads_owner_kind_check check (owner_kind in ('member', 'staff', 'key'));
