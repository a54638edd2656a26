-- Pictures and other files of articles. Whoever has the address of one may read it, as with the article.

create table article_files (
  id uuid primary key,
  article_id uuid not null references articles (id),
  name text not null,
  -- By its content.
  type text not null,
  bytes bigint not null,
  added_at timestamptz not null,
  added_by uuid not null references staff (id)
);
create index files_of_an_article on article_files (article_id);
