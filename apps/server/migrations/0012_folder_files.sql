-- Pictures and other files of an imported folder of Markdown, which name each other by their paths in it.

create table folder_files (
  path text primary key,
  blob uuid not null,
  sha256 bytea not null,
  -- By its content.
  type text not null,
  bytes bigint not null,
  changed_at timestamptz not null,
  changed_by uuid not null references staff (id)
);
