-- Flares: diagnostic bundles, received from the programs that make them, cleaned of secrets before anybody can read them, and read.

-- Keys by which an organization's programs send them; only their hashes are kept.
create table flare_keys (
  id uuid primary key,
  organization_id uuid not null references organizations (id),
  name text not null,
  key_hash bytea not null constraint one_flare_key_per_value unique,
  -- Its last letters, by which people tell keys apart.
  ending text not null,
  made_at timestamptz not null,
  -- The member for whom it opens tickets that name nobody; null where staff made it.
  made_by uuid references members (id),
  used_at timestamptz,
  revoked_at timestamptz
);
create index flare_keys_of_an_organization on flare_keys (organization_id);

create table flares (
  id uuid primary key,
  -- Null once its request was deleted.
  thread_id uuid references threads (id),
  organization_id uuid not null references organizations (id),
  key_id uuid references flare_keys (id),
  entry_id uuid not null,
  -- Of what was sent, which is not kept.
  sha256 bytea not null,
  name text not null,
  bytes bigint not null,
  source text not null check (source in ('agent', 'serverless', 'upload', 'person')),
  state text not null check (state in ('received', 'ready', 'failed', 'doomed')),
  attempts integer not null default 0,
  held_until timestamptz,
  received_at timestamptz not null,
  read_at timestamptz,
  kind text,
  facts jsonb,
  -- What was masked and what is not here, as `BundleReport` has it.
  report jsonb,
  findings jsonb,
  constraint one_flare_per_content_in_a_thread unique (thread_id, sha256)
);
create index flares_to_be_read on flares (received_at) where state in ('received', 'doomed');
create index flares_of_a_key on flares (key_id, received_at);
