-- Mail both ways. What goes out is composed and put on record in one transaction and sent afterwards; what comes in is on record with
-- its source before it is acknowledged, and read afterwards. Both by jobs that may be repeated.

create extension if not exists btree_gist;

-- Threads with entries of which nobody was told by mail yet, from the first of them. Written with the entries.
create table unheard (
  thread_id uuid primary key references threads (id),
  from_seq integer not null,
  since timestamptz not null
);
create index unheard_by_time on unheard (since);

-- The desk's own addresses. What comes to one opens a ticket there.
create table mail_addresses (
  id uuid primary key,
  address text not null,
  name text not null,
  question text not null check (question in ('technical', 'sales')),
  area_id uuid references areas (id),
  -- Of people whose language is not known.
  language text not null check (language in ('en', 'ko', 'ja')),
  -- Whether `name+anything@host` arrives, too: answers carry a signature there.
  plus boolean not null,
  -- From which the desk writes to those who did not come by another.
  first boolean not null,
  made_at timestamptz not null
);
create unique index one_owner_per_mail_address on mail_addresses (lower(address));
create unique index one_first_mail_address on mail_addresses (first) where first;
alter table desk_changes drop constraint desk_changes_what_check;
alter table desk_changes add constraint desk_changes_what_check
  check (what in ('person', 'team', 'area', 'macro', 'view', 'token', 'address'));

-- Out -------------------------------------------------------------------------------------------------------------------------

create table mails_out (
  id uuid primary key,
  kind text not null check (kind in ('answers', 'progress', 'assigned', 'mentions', 'digest', 'address')),
  reader_kind text not null check (reader_kind in ('member', 'staff')),
  reader_id uuid not null,
  -- Null for what is not about one thread.
  thread_id uuid references threads (id),
  entries int4range,
  -- Of a digest: the reader's own day.
  day date,
  address text not null,
  language text not null,
  sender text not null,
  subject text not null,
  body_text text not null,
  body_html text not null,
  -- Beyond what every mail has: References, List-Unsubscribe and the like, by name.
  headers jsonb not null,
  -- Pictures in place and invitations.
  parts jsonb not null,
  state text not null check (state in ('waiting', 'sending', 'sent', 'kept', 'failed')),
  made_at timestamptz not null,
  -- Not before.
  due_at timestamptz not null,
  attempts integer not null default 0,
  sent_at timestamptz,
  -- Why it did not arrive, and what the other server said.
  trouble text check (trouble in ('no_mailbox', 'mailbox_full', 'too_large', 'refused', 'unreachable', 'other')),
  trouble_said text,
  constraint what_failed_says_why check (state <> 'failed' or trouble is not null),
  constraint a_mail_of_a_thread_names_its_entries check ((thread_id is null) = (entries is null)),
  constraint each_entry_is_mailed_once_to_a_reader exclude using gist (thread_id with =, reader_id with =, entries with &&)
);
create unique index one_digest_a_day on mails_out (reader_id, day) where day is not null;
create index mails_due on mails_out (due_at) where state in ('waiting', 'sending');
create index mails_out_by_time on mails_out (made_at desc, id desc);
create index mails_out_of_a_thread on mails_out (thread_id);

-- What a person does not want by mail, and when not.
create table mail_choices (
  reader_id uuid primary key,
  off text[] not null,
  -- Minutes of the local day, and where; from = to: never quiet.
  quiet_from integer not null check (quiet_from between 0 and 1439),
  quiet_to integer not null check (quiet_to between 0 and 1439),
  zone text not null
);

-- Further addresses from which a member writes.
create table member_addresses (
  id uuid primary key,
  member_id uuid not null references members (id),
  address text not null,
  added_at timestamptz not null,
  -- Null until they have followed the link that was sent there.
  confirmed_at timestamptz
);
create unique index one_member_per_confirmed_address on member_addresses (lower(address)) where confirmed_at is not null;
create unique index a_member_adds_an_address_once on member_addresses (member_id, lower(address));
create index members_by_address on members (lower(email));

-- In --------------------------------------------------------------------------------------------------------------------------

create table mails_in (
  id uuid primary key,
  -- As it says itself, empty where it says nothing; its body and what says who wrote it when, summed.
  message_id text not null,
  content_hash bytea not null,
  received_at timestamptz not null,
  via text not null check (via in ('smtp', 'imap')),
  -- Whom the envelope, or else the mail itself, names of this desk's addresses.
  envelope_to text[] not null,
  -- As the mail says, in small letters; mails of one sender wait for each other.
  sender text not null,
  subject text not null,
  bytes bigint not null,
  -- Where its bytes are, as they came.
  source text not null,
  -- Doomed: its ticket was deleted, and its bytes go.
  state text not null check (state in ('waiting', 'done', 'aside', 'doomed')),
  attempts integer not null default 0,
  -- What became of it; of what was set aside, why.
  outcome text,
  detail text,
  done_at timestamptz,
  thread_id uuid references threads (id),
  entry_id uuid,
  -- What the trusted relay found: SPF, DKIM and DMARC.
  checks jsonb,
  -- One process works on it until then.
  held_until timestamptz,
  -- Somebody of staff let it in, however many its sender had sent.
  let_in boolean not null default false,
  -- Whether its sender is told the number of the ticket that it opened.
  answerable boolean not null default true,
  constraint one_outcome_per_mail unique (message_id, content_hash),
  constraint a_mail_that_is_done_has_an_outcome check ((state = 'waiting') = (outcome is null))
);
create index mails_waiting on mails_in (sender, received_at) where state = 'waiting';
create index mails_in_by_time on mails_in (received_at desc, id desc);
create index mails_in_of_a_thread on mails_in (thread_id);
create index mails_in_by_message_id on mails_in (message_id) where thread_id is not null;
create index mails_opened_by_sender on mails_in (sender, done_at) where outcome = 'opened';

-- How far each mailbox on another server has been read. One process at a time reads one.
create table mailboxes (
  name text primary key,
  uid_validity bigint,
  last_uid bigint not null default 0,
  held_by uuid,
  held_until timestamptz,
  trouble text,
  checked_at timestamptz
);
