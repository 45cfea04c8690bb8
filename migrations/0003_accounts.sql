-- Tenants, people, and their sessions. Users and sessions exist once over all tenants: they are
-- open to the platform realm, and a user also to itself and to its colleagues.

create table accounts (
  id          uuid primary key,
  name        app.name not null,
  status      app.account_status not null default 'active',
  created_at  timestamptz not null
);

create table users (
  id             uuid primary key,
  email          app.email not null,
  name           app.name not null,
  password_hash  text not null check (password_hash like '$argon2id$%'),
  disabled_at    timestamptz,
  created_at     timestamptz not null
);
create unique index users_email on users (lower(email));

create table memberships (
  account_id   uuid not null references accounts,
  user_id      uuid not null references users,
  name         app.name not null,
  role         app.role not null,
  reach        app.reach not null default 'all',
  disabled_at  timestamptz,
  created_at   timestamptz not null,
  primary key (account_id, user_id)
);
create index memberships_user on memberships (user_id, created_at);

create table teams (
  account_id  uuid not null references accounts,
  id          uuid not null,
  name        app.name not null,
  created_at  timestamptz not null,
  primary key (account_id, id)
);
create unique index teams_name on teams (account_id, lower(name));

create table team_members (
  account_id  uuid not null,
  team_id     uuid not null,
  user_id     uuid not null,
  primary key (account_id, team_id, user_id),
  foreign key (account_id, team_id) references teams on delete cascade,
  foreign key (account_id, user_id) references memberships
);
create index team_members_user on team_members (account_id, user_id);

create table sessions (
  id            uuid primary key,
  account_id    uuid not null,
  user_id       uuid not null,
  user_agent    text check (length(user_agent) <= 255),
  ip            inet,
  created_at    timestamptz not null,
  last_used_at  timestamptz not null,
  expires_at    timestamptz not null check (expires_at > created_at),
  revoked_at    timestamptz,
  foreign key (account_id, user_id) references memberships
);
create index sessions_live on sessions (user_id, last_used_at desc) where revoked_at is null;

create table refresh_tokens (
  token_hash  bytea primary key check (length(token_hash) = 32),
  session_id  uuid not null references sessions on delete cascade,
  issued_at   timestamptz not null,
  -- Set once, when it is exchanged; a second use is theft, except in the grace after the first.
  used_at     timestamptz
);
create index refresh_tokens_session on refresh_tokens (session_id, issued_at);

alter table accounts enable row level security, force row level security;
create policy platform on accounts to skybot_app
  using (id = (select app.tenant()) or (select app.is_platform()))
  with check ((select app.is_platform()));

alter table users enable row level security, force row level security;
create policy visible on users for select to skybot_app
  using ((select app.is_platform()) or id = (select app.user_id())
         or exists (select from memberships m where m.account_id = (select app.tenant()) and m.user_id = users.id));
create policy platform on users to skybot_app
  using ((select app.is_platform())) with check ((select app.is_platform()));

alter table memberships enable row level security, force row level security;
create policy tenant on memberships to skybot_app
  using (account_id = (select app.tenant()) or (select app.is_platform()))
  with check (account_id = (select app.tenant()) or (select app.is_platform()));

alter table sessions enable row level security, force row level security;
create policy platform on sessions to skybot_app
  using ((select app.is_platform())) with check ((select app.is_platform()));

alter table refresh_tokens enable row level security, force row level security;
create policy platform on refresh_tokens to skybot_app
  using ((select app.is_platform())) with check ((select app.is_platform()));

call app.protect('teams');
call app.protect('team_members');

grant select, insert, update on accounts, users, memberships, sessions, refresh_tokens to skybot_app;
grant delete on sessions, refresh_tokens to skybot_app;
grant select, insert, update, delete on teams, team_members to skybot_app;
grant select on team_members to skybot_search;
create policy search on team_members for select to skybot_search using (true);
