-- How people and machines come into a tenant: invitations and API keys.

alter table memberships add column version app.ordinal not null default 1;

create table invitations (
  account_id   uuid not null references accounts,
  id           uuid not null,
  email        app.email not null,
  role         app.role not null check (role <> 'bot'),
  reach        app.reach not null,
  invited_by   uuid not null,
  created_at   timestamptz not null,
  expires_at   timestamptz not null check (expires_at > created_at),
  accepted_at  timestamptz,
  revoked_at   timestamptz,
  primary key (account_id, id),
  foreign key (account_id, invited_by) references memberships (account_id, user_id)
);
-- One open invitation an address: a new one takes the place of the old.
create unique index invitations_open on invitations (account_id, lower(email))
  where accepted_at is null and revoked_at is null;

create table invitation_inboxes (
  account_id     uuid not null,
  invitation_id  uuid not null,
  inbox_id       uuid not null,
  primary key (account_id, invitation_id, inbox_id),
  foreign key (account_id, invitation_id) references invitations on delete cascade,
  foreign key (account_id, inbox_id) references inboxes on delete cascade
);
create index invitation_inboxes_inbox on invitation_inboxes (account_id, inbox_id);

alter table letters add foreign key (account_id, invitation_id) references invitations;
alter table link_secrets add foreign key (account_id, invitation_id) references invitations;

create table api_keys (
  account_id         uuid not null references accounts,
  id                 uuid not null,
  -- In front of the secret; names the key before a tenant is known.
  public_id          text not null check (public_id ~ '^[0-9A-Za-z]{16}$'),
  secret_hash        bytea not null check (length(secret_hash) = 32),
  -- After a rotation the old secret is good for a while.
  old_secret_hash    bytea check (length(old_secret_hash) = 32),
  old_secret_until   timestamptz,
  name               app.name not null,
  -- The member it acts as.
  user_id            uuid not null,
  permissions        text[] not null check (cardinality(permissions) between 1 and 32),
  -- Empty: from anywhere.
  allowed_addresses  cidr[] not null default '{}' check (cardinality(allowed_addresses) <= 32),
  version            app.ordinal not null default 1,
  created_by         uuid,
  created_at         timestamptz not null,
  expires_at         timestamptz check (expires_at > created_at),
  revoked_at         timestamptz,
  last_used_at       timestamptz,
  constraint overlap check ((old_secret_hash is null) = (old_secret_until is null)),
  primary key (account_id, id),
  foreign key (account_id, user_id) references memberships,
  foreign key (account_id, created_by) references memberships (account_id, user_id)
);
-- The one value that is unique over all tenants: it is random, and tells nothing.
create unique index api_keys_public on api_keys (public_id);
create index api_keys_user on api_keys (account_id, user_id) where revoked_at is null;

call app.protect('invitations');
call app.protect('invitation_inboxes');
alter table api_keys enable row level security, force row level security;
create policy tenant on api_keys to skybot_app
  using (account_id = (select app.tenant()) or (select app.is_platform()))
  with check (account_id = (select app.tenant()) or (select app.is_platform()));
create policy platform on invitations to skybot_app
  using ((select app.is_platform())) with check ((select app.is_platform()));
create policy platform on invitation_inboxes for select to skybot_app using ((select app.is_platform()));

grant select, insert, update on invitations, api_keys to skybot_app;
grant select, insert, delete on invitation_inboxes to skybot_app;
