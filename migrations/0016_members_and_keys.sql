-- How people and machines come into a tenant: invitations and API keys.

alter table memberships add column version app.ordinal not null default 1;

create table invitations (
  account_id    uuid not null references accounts,
  id            uuid not null,
  email         app.email not null,
  email_folded  text not null generated always as (lower(email)) stored,
  role          app.role not null check (role <> 'bot'),
  reach         app.reach not null,
  invited_by    uuid not null,
  created_at    timestamptz not null,
  expires_at    timestamptz not null check (expires_at > created_at),
  accepted_at   timestamptz,
  revoked_at    timestamptz,
  primary key (account_id, id),
  foreign key (account_id, invited_by) references memberships (account_id, user_id)
);
-- One open invitation an address: a new one takes the place of the old.
create unique index invitations_open on invitations (account_id, email_folded)
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
create index link_secrets_invitation on link_secrets (account_id, invitation_id) where used_at is null;

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
  -- Both to the minute: not every request writes.
  last_used_at       timestamptz,
  refused_at         timestamptz,
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

-- What a tenant's members do to what is the platform's. Each is in the platform realm for one
-- statement, and writes nothing that is not of the tenant the transaction is in.

create function app.patch_account(p_name text, p_locale text, p_second_factor_required boolean)
returns void language plpgsql as $$
begin
  perform app.enter_platform();
  update accounts a
  set name = coalesce(p_name, a.name), locale = coalesce(p_locale, a.locale),
      second_factor_required = coalesce(p_second_factor_required, a.second_factor_required), version = a.version + 1
  where a.id = app.tenant();
  perform app.leave_platform();
end
$$;

-- A member that is a machine. Nobody can sign in as it: it has no password, nor a mailbox.
create function app.insert_bot(p_id uuid, p_name text, p_at timestamptz) returns void language plpgsql as $$
begin
  perform app.enter_platform();
  insert into users (id, email, name, created_at) values (p_id, 'bot-' || p_id || '@bots.invalid', p_name, p_at);
  perform app.leave_platform();
  insert into memberships (account_id, user_id, name, role, reach, created_at)
  values (app.tenant(), p_id, p_name, 'bot', 'all', p_at);
end
$$;

-- The letter of an invitation, in the tenant's language.
create function app.ask_for_invitation(p_letter uuid, p_invitation uuid, p_at timestamptz)
returns void language plpgsql as $$
begin
  perform app.enter_platform();
  insert into letters (id, letter, email, locale, account_id, invitation_id, created_at)
  select p_letter, 'invitation', i.email, a.locale, i.account_id, i.id, p_at
  from invitations i join accounts a on a.id = i.account_id
  where i.account_id = app.tenant() and i.id = p_invitation;
  perform app.leave_platform();
end
$$;

-- The member that a live API key acts as. A key that exists and is refused is noted in its tenant's
-- log, once a minute.
create function app.api_key(p_public text, p_secret bytea, p_ip text, p_agent text, p_request text, p_at timestamptz)
returns table (key_id uuid, user_id uuid, account_id uuid, account_name text, name text, email text, role text,
               reach text, permissions text[])
language plpgsql as $$
#variable_conflict use_column
declare
  v_key api_keys;
  v_problem text;
begin
  perform app.enter_platform();
  select k.* into v_key from api_keys k where k.public_id = p_public;
  if not found then
    return;
  end if;
  v_problem := case
    when v_key.secret_hash <> p_secret
         and not coalesce(v_key.old_secret_hash = p_secret and v_key.old_secret_until > p_at, false) then 'secret'
    when v_key.revoked_at is not null then 'revoked'
    when v_key.expires_at <= p_at then 'expired'
    when v_key.allowed_addresses <> '{}'
         and not coalesce(p_ip::inet <<= any (v_key.allowed_addresses), false) then 'address'
  end;
  if v_problem is null then
    return query
      select v_key.id, m.user_id, m.account_id, a.name::text, m.name::text, u.email::text, m.role::text,
             m.reach::text, v_key.permissions
      from memberships m
      join accounts a on a.id = m.account_id
      join users u on u.id = m.user_id
      where m.account_id = v_key.account_id and m.user_id = v_key.user_id
        and m.disabled_at is null and u.disabled_at is null and a.status = 'active';
    if found then
      -- Of many requests in the first moment of a minute one writes, and none waits for it.
      update api_keys k set last_used_at = p_at
      from (select w.account_id, w.id from api_keys w
            where w.account_id = v_key.account_id and w.id = v_key.id
              and (w.last_used_at is null or w.last_used_at < p_at - interval '1 minute')
            for no key update skip locked) w
      where k.account_id = w.account_id and k.id = w.id;
      return;
    end if;
    v_problem := 'member';
  end if;
  update api_keys k set refused_at = p_at
  where k.account_id = v_key.account_id and k.id = v_key.id
    and (k.refused_at is null or k.refused_at < p_at - interval '1 minute');
  if found then
    perform app.note(v_key.account_id, null, 'api_key_refused', 'api_keys', v_key.id::text, p_ip, p_agent, p_request,
                     jsonb_build_object('reason', v_problem));
  end if;
end
$$;

grant execute on function app.patch_account(text, text, boolean), app.insert_bot(uuid, text, timestamptz),
  app.ask_for_invitation(uuid, uuid, timestamptz), app.api_key(text, bytea, text, text, text, timestamptz) to skybot_app;
