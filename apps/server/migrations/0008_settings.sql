-- The desk is set up on its own pages: who works here, in which teams, which areas there are; and who changed what of that.

alter table staff
  -- Since when somebody works here no more: they sign in no more and are given nothing, and what they did keeps their name.
  add column left_at timestamptz;

-- What was changed of the desk itself, by whom. Never changed, never deleted.
create table desk_changes (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  by_id uuid not null references staff (id),
  what text not null check (what in ('person', 'team', 'area', 'macro', 'view', 'token')),
  thing uuid not null,
  name text not null,
  -- How it was before and is now; null where it was not, or is no more.
  was jsonb,
  now jsonb,
  constraint a_change_changes_something check (was is distinct from now)
);
