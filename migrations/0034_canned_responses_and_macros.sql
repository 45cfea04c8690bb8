-- What a team says again and again, and what it does again and again.

create domain app.short_code as text check (value ~ '^[a-z0-9_-]{1,40}$');

create table canned_responses (
  account_id   uuid not null references accounts,
  id           uuid not null,
  short_code   app.short_code not null,
  title        app.name not null,
  -- A template, which was read when it was stored.
  body         app.body not null,
  -- For its members only; for all without one.
  team_id      uuid,
  usage_count  app.count not null default 0,
  version      app.ordinal not null default 1,
  created_at   timestamptz not null,
  updated_at   timestamptz not null,
  title_words  text[] generated always as (app.search_words(title)) stored,
  primary key (account_id, id),
  foreign key (account_id, team_id) references teams
);
create unique index canned_responses_code on canned_responses (account_id, short_code);

create table macros (
  account_id   uuid not null references accounts,
  id           uuid not null,
  name         app.name not null,
  visibility   text not null check (visibility in ('personal', 'shared')),
  -- Who alone sees it while it is personal.
  owner_id     uuid not null,
  actions      jsonb not null check (jsonb_typeof(actions) = 'array'),
  usage_count  app.count not null default 0,
  version      app.ordinal not null default 1,
  created_at   timestamptz not null,
  updated_at   timestamptz not null,
  primary key (account_id, id),
  foreign key (account_id, owner_id) references memberships (account_id, user_id)
);

-- Being used is no change.
create trigger audit after insert or update of short_code, title, body, team_id or delete on canned_responses
  for each row execute function app.audit('id');
create trigger audit after insert or update of name, visibility, owner_id, actions or delete on macros
  for each row execute function app.audit('id');

call app.protect('canned_responses');
call app.protect('macros');
grant select, insert, update, delete on canned_responses, macros to skybot_app;
