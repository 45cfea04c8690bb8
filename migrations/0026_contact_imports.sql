-- Files of contacts on their way in. A file is stored in pieces and read by a job, which notes with
-- each batch of rows how far it has come: after a crash it goes on there.

create domain app.import_state as text check (value in ('receiving', 'queued', 'running', 'done', 'failed'));
create domain app.on_conflict as text check (value in ('skip', 'update'));

create table contact_imports (
  account_id   uuid not null references accounts,
  id           uuid not null,
  created_by   uuid,
  state        app.import_state not null,
  dry_run      boolean not null,
  on_conflict  app.on_conflict not null,
  bytes        app.count not null default 0,
  -- The row to be read next: where it begins, and on which line.
  at_byte      app.count not null default 0,
  at_line      app.ordinal not null default 1,
  -- The columns' names, once the first row was read.
  header       text[],
  rows         app.count not null default 0,
  created      app.count not null default 0,
  updated      app.count not null default 0,
  skipped      app.count not null default 0,
  refused      app.count not null default 0,
  created_at   timestamptz not null,
  finished_at  timestamptz,
  primary key (account_id, id),
  foreign key (account_id, created_by) references memberships (account_id, user_id)
);

create table contact_import_pieces (
  account_id  uuid not null,
  import_id   uuid not null,
  at_byte     app.count not null,
  bytes       bytea not null,
  primary key (account_id, import_id, at_byte),
  foreign key (account_id, import_id) references contact_imports on delete cascade
);

-- The first rows that were refused.
create table contact_import_errors (
  account_id  uuid not null,
  import_id   uuid not null,
  line        app.ordinal not null,
  place       integer not null,
  -- Its column, if it is about one.
  field       text,
  code        text not null,
  detail      text not null,
  primary key (account_id, import_id, line, place),
  foreign key (account_id, import_id) references contact_imports on delete cascade
);

-- Whom the rows so far were about. The contacts of a dry run do not exist.
create table contact_import_seen (
  account_id  uuid not null,
  import_id   uuid not null,
  kind        app.identity_kind not null,
  key         text not null,
  contact_id  uuid not null,
  primary key (account_id, import_id, kind, key),
  foreign key (account_id, import_id) references contact_imports on delete cascade
);

call app.protect('contact_imports');
call app.protect('contact_import_pieces');
call app.protect('contact_import_errors');
call app.protect('contact_import_seen');
grant select, insert, update, delete on contact_imports, contact_import_pieces, contact_import_errors,
  contact_import_seen to skybot_app;
