-- Evidence: what an engineer needs, asked once and kept as long as its request: checklists, files whose bytes are stored once per
-- organization, uploads under way, who sees whose requests, and deletions that are proven.

-- accounts ------------------------------------------------------------------------------------------------------------

alter table memberships
  -- Granted by staff: they may read all requests of the organization.
  add column sees_organization boolean not null default false,
  -- What the vendor's product said when they last came.
  add column product_version text,
  add column recent_docs text[] not null default '{}';

-- threads -------------------------------------------------------------------------------------------------------------

alter table entries
  drop constraint entries_kind_check,
  add constraint entries_kind_check check (kind in ('message', 'note', 'event', 'evidence'));
-- What was asked for, of each thread: lists of tickets say what of it is missing.
create index asked_of_a_thread on entries (thread_id, seq)
  where kind = 'event' and body ->> 'event' in ('evidence_asked', 'evidence_missing');

-- evidence ------------------------------------------------------------------------------------------------------------

-- What decides which evidence helps with a request, and what the desk knew when it was made. A thread without one is asked nothing by itself.
create table checklists (
  thread_id uuid primary key references threads (id),
  question text not null check (question in ('technical', 'sales')),
  -- Key of the area.
  area text,
  about text[] not null,
  page jsonb,
  browser text,
  -- Answers by item that nobody had to be asked for.
  known jsonb not null default '{}',
  -- Items that the customer goes on without.
  declined text[] not null default '{}',
  made_at timestamptz not null
);
insert into checklists (thread_id, question, area, about, made_at)
select t.id, coalesce(k.question, c.question), a.key, coalesce(k.about, c.about), coalesce(c.started_at, k.created_at)
from threads t
  left join tickets k on k.thread_id = t.id
  left join chats c on c.thread_id = t.id
  left join areas a on a.id = coalesce(k.area_id, c.area_id)
where k.incident_id is null and (k.id is not null or c.id is not null);

-- The bytes of files, stored under the blob's id.
create table blobs (
  id uuid primary key,
  organization_id uuid not null references organizations (id),
  -- `arriving` and `doomed` ones are no file's; what is `checking` or `quarantined` is shown to nobody.
  state text not null check (state in ('arriving', 'checking', 'ready', 'quarantined', 'doomed')),
  -- Null while it is no file's, so that the same bytes may arrive again.
  sha256 bytea,
  bytes bigint not null,
  type text not null,
  width integer,
  height integer,
  -- Of text: how many lines have ended after each MiB.
  lines_by_mib bigint[],
  -- The scanner could not look into all of it.
  unchecked boolean not null default false,
  at timestamptz not null,
  constraint a_file_is_stored_once unique (organization_id, sha256),
  constraint only_files_have_a_sum check ((sha256 is null) = (state in ('arriving', 'doomed')))
);
create index blobs_that_are_not_ready on blobs (state, at) where state <> 'ready';

alter table files
  alter column thread_id drop not null,
  add column organization_id uuid references organizations (id),
  add column blob_id uuid references blobs (id),
  -- When an entry first named it; one that none ever names is swept.
  add column cited_at timestamptz;
update files f set organization_id = t.organization_id, cited_at = f.at from threads t where t.id = f.thread_id;
insert into blobs (id, organization_id, state, sha256, bytes, type, width, height, at)
select distinct on (organization_id, sha256) id, organization_id, 'ready', sha256, bytes, type, width, height, at
from files order by organization_id, sha256, at, id;
-- What was stored twice keeps one copy.
insert into blobs (id, organization_id, state, bytes, type, at)
select id, organization_id, 'doomed', bytes, type, at from files where id not in (select id from blobs);
update files f set blob_id = b.id from blobs b where b.organization_id = f.organization_id and b.sha256 = f.sha256;
alter table files
  alter column organization_id set not null,
  alter column blob_id set not null,
  drop column type,
  drop column bytes,
  drop column sha256,
  drop column width,
  drop column height;
create index files_of_a_blob on files (blob_id);
create index files_never_cited on files (at) where cited_at is null;

-- Uploads whose pieces still arrive.
create table uploads (
  id uuid primary key,
  owner_kind text not null check (owner_kind in ('member', 'staff')),
  owner_id uuid not null,
  bytes bigint not null,
  at timestamptz not null
);
create index uploads_of_a_person on uploads (owner_id);

-- What was deleted, and the proof that its bytes are gone. Nothing of what it said stays.
create table deletions (
  id uuid primary key,
  ticket integer not null unique,
  organization_id uuid not null references organizations (id),
  why text not null check (why in ('asked', 'retention')),
  reason text not null,
  deleted_by uuid references staff (id),
  at timestamptz not null,
  blobs uuid[] not null,
  bytes bigint not null,
  -- When the store was asked for each of them and had none.
  verified_at timestamptz,
  constraint who_asked_is_known check ((why = 'asked') = (deleted_by is not null))
);
create index deletions_by_time on deletions (at desc);

-- tickets -------------------------------------------------------------------------------------------------------------

alter table tickets
  -- What is missing follows from what was asked and what was given.
  drop column missing,
  add column solved_at timestamptz,
  -- Share of its checklist that was given before staff first answered, 0 to 1; measured when it is solved.
  add column completeness real;
create index tickets_by_solution on tickets (solved_at) where solved_at is not null;
