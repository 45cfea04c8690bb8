-- How people prove who they are, besides a password: a mailbox, a second factor, an identity
-- provider. All of it belongs to the platform realm; nothing here is a tenant's.

create domain app.locale as text check (value in ('en', 'fr', 'es', 'pt'));
create domain app.letter as text check (
  value in ('verify_email', 'already_registered', 'reset_password', 'magic_link', 'invitation', 'password_changed'));

alter table accounts
  add column locale app.locale not null default 'en',
  add column second_factor_required boolean not null default false,
  add column version app.ordinal not null default 1;

-- An address as it is compared, in a column of its own: below row-level security the planner uses no
-- index on an expression, for a function might tell of rows that nobody may see.
alter table users
  add column email_folded text not null generated always as (lower(email)) stored,
  add column locale app.locale not null default 'en',
  -- Whoever is here already was made by the command line, with an address that somebody vouched for.
  add column email_verified_at timestamptz default now(),
  -- Sealed by the server's vault. There from enrolment on, in force from confirmation on.
  add column totp_seed bytea,
  add column totp_confirmed_at timestamptz,
  -- The newest time step that was accepted: a code is good once.
  add column totp_step bigint,
  -- Machines have none, nor has somebody who only comes through an identity provider.
  alter column password_hash drop not null,
  add constraint second_factor check (totp_confirmed_at is null or totp_seed is not null);
alter table users alter column email_verified_at drop default;
drop index users_email;
create unique index users_email on users (email_folded);

create table backup_codes (
  user_id    uuid not null references users,
  code_hash  bytea not null check (length(code_hash) = 32),
  used_at    timestamptz,
  primary key (user_id, code_hash)
);

-- Who somebody is at an identity provider.
create table delegated_identities (
  issuer      text not null check (length(issuer) between 1 and 255),
  subject     text not null check (length(subject) between 1 and 255),
  user_id     uuid not null references users,
  created_at  timestamptz not null,
  primary key (issuer, subject)
);
create index delegated_identities_user on delegated_identities (user_id);

-- Letters that somebody asked for, by address: whether anybody lives there shows only when the
-- letter is written, so that asking tells a stranger nothing.
create table letters (
  id             uuid primary key,
  letter         app.letter not null,
  email          app.email not null,
  email_folded   text not null generated always as (lower(email)) stored,
  locale         app.locale not null,
  account_id     uuid references accounts,
  invitation_id  uuid,
  created_at     timestamptz not null,
  done_at        timestamptz,
  check ((letter = 'invitation') = (invitation_id is not null)),
  check ((invitation_id is null) = (account_id is null))
);
create index letters_recent on letters (email_folded, created_at);
create index letters_created on letters (created_at);

-- Secrets in links that were mailed. The text exists in the letter only.
create table link_secrets (
  secret_hash    bytea primary key check (length(secret_hash) = 32),
  letter         app.letter not null,
  user_id        uuid references users,
  account_id     uuid references accounts,
  invitation_id  uuid,
  created_at     timestamptz not null,
  expires_at     timestamptz not null check (expires_at > created_at),
  used_at        timestamptz,
  check ((user_id is null) = (invitation_id is not null))
);
create index link_secrets_user on link_secrets (user_id, letter) where used_at is null;
create index link_secrets_expired on link_secrets (expires_at);

-- Guesses at passwords, by the name that was tried (hashed, known or not) and where from. The
-- place '*' counts what comes from places the user has not signed in from before; '!' tells when
-- it was last noted that somebody had to wait.
create table sign_in_guesses (
  name_hash   bytea not null check (length(name_hash) = 32),
  place       text not null check (length(place) between 1 and 80),
  -- In the running quarter of an hour.
  guesses     app.count not null,
  since       timestamptz not null,
  -- Since the last success, however long ago.
  in_a_row    app.count not null,
  last_at     timestamptz not null,
  primary key (name_hash, place)
);
create index sign_in_guesses_old on sign_in_guesses (last_at);

-- Browsers that a user has signed in with: they have a budget of their own, so that nobody can
-- lock the user out from elsewhere.
create table known_devices (
  user_id       uuid not null references users,
  device_hash   bytea not null check (length(device_hash) = 32),
  last_used_at  timestamptz not null,
  primary key (user_id, device_hash)
);
create index known_devices_old on known_devices (last_used_at);

alter table sessions
  -- Who acts in the member's name, if it is the platform: for an hour at most, whoever asks.
  add column impersonator text check (length(impersonator) <= 120),
  add constraint impersonation check (impersonator is null or expires_at <= created_at + interval '1 hour'),
  add column second_factor boolean not null default false;
create index sessions_place on sessions (user_id, ip) where ip is not null;
create index sessions_over on sessions (least(revoked_at, expires_at));

create procedure app.protect_platform(p_table regclass) language plpgsql as $$
begin
  execute format('alter table %s enable row level security, force row level security', p_table);
  execute format('create policy platform on %s to skybot_app
                  using ((select app.is_platform())) with check ((select app.is_platform()))', p_table);
  execute format('grant select, insert, update, delete on %s to skybot_app', p_table);
end
$$;

call app.protect_platform('backup_codes');
call app.protect_platform('delegated_identities');
call app.protect_platform('letters');
call app.protect_platform('link_secrets');
call app.protect_platform('sign_in_guesses');
call app.protect_platform('known_devices');
-- Whoever somebody is at a provider stays who they are.
revoke update on delegated_identities from skybot_app;

-- One more guess at a name. How long to wait before it may be made; 0: it is made and counted.
--
-- A place has five in a quarter of an hour, each after a longer pause than the one before; all
-- places that the user is not known at have ten together, and a hundred in a row ever. A known
-- place pauses at most 30 s.
create function app.guess(p_name bytea, p_place text, p_known boolean, p_at timestamptz)
returns interval language plpgsql as $$
declare
  v_window constant interval := interval '15 minutes';
  v_row sign_in_guesses;
  v_all sign_in_guesses;
  v_wait interval := interval '0';
begin
  perform pg_advisory_xact_lock(hashtextextended(encode(p_name, 'hex'), 1));
  select * into v_row from sign_in_guesses g where g.name_hash = p_name and g.place = p_place;
  select * into v_all from sign_in_guesses g where g.name_hash = p_name and g.place = '*';
  if v_row.guesses > 0 and v_row.since > p_at - v_window then
    v_wait := case
      when v_row.guesses < 5 then v_row.last_at + make_interval(secs => 2 ^ (v_row.guesses - 2)) - p_at
      when p_known then v_row.last_at + interval '30 seconds' - p_at
      else v_row.since + v_window - p_at end;
    -- The first two come without a pause: fingers slip. A node whose clock is ahead makes none longer.
    if v_row.guesses < 2 then
      v_wait := interval '0';
    elsif p_known then
      v_wait := least(v_wait, interval '30 seconds');
    end if;
  end if;
  if not p_known and v_all.guesses is not null then
    if v_all.in_a_row >= 100 then
      v_wait := greatest(v_wait, v_window);
    elsif v_all.guesses >= 10 and v_all.since > p_at - v_window then
      v_wait := greatest(v_wait, v_all.since + v_window - p_at);
    end if;
  end if;
  if v_wait > interval '0' then
    return v_wait;
  end if;
  insert into sign_in_guesses as g (name_hash, place, guesses, since, in_a_row, last_at)
  select p_name, place, 1, p_at, 1, p_at
  from unnest(case when p_known then array[p_place] else array[p_place, '*'] end) place
  on conflict (name_hash, place) do update
    set guesses = case when g.since > p_at - v_window then g.guesses + 1 else 1 end,
        since = case when g.since > p_at - v_window then g.since else p_at end,
        in_a_row = g.in_a_row + 1,
        last_at = p_at;
  return interval '0';
end
$$;

-- The same, at the place it comes from: the browser, if the user has signed in with it before, or
-- else the address (of IPv6 the network, which is what one household has). Known is also an address
-- that the user has signed in from. A name that nobody has is known nowhere.
create function app.guess_at(p_email text, p_device bytea, p_ip text, p_at timestamptz)
returns table (name_hash bytea, place text, known boolean, wait_ms bigint) language plpgsql as $$
declare
  v_user uuid;
  v_network inet := network(set_masklen(p_ip::inet, case family(p_ip::inet) when 4 then 32 else 64 end));
begin
  select u.id into v_user from users u where u.email_folded = lower(p_email) and u.disabled_at is null;
  name_hash := sha256(convert_to(p_email, 'UTF8'));
  known := exists (select from known_devices d where d.user_id = v_user and d.device_hash = p_device);
  place := case when known then 'device:' || encode(p_device, 'hex') else coalesce(v_network::text, 'nowhere') end;
  known := known or exists (
    select from sessions s
    where s.user_id = v_user and s.ip <<= v_network and s.created_at > p_at - interval '90 days'
      and s.impersonator is null);
  wait_ms := ceil(extract(epoch from app.guess(name_hash, place, known, p_at)) * 1000);
  return next;
end
$$;

-- A guess was right: its place begins anew, and so does the count of those in a row. Whether the
-- guess was still there: a password that was set meanwhile has wiped it away.
create function app.guessed_right(p_name bytea, p_place text, p_known boolean) returns boolean language plpgsql as $$
declare
  v_there boolean;
begin
  perform pg_advisory_xact_lock(hashtextextended(encode(p_name, 'hex'), 1));
  delete from sign_in_guesses g where g.name_hash = p_name and g.place = p_place;
  v_there := found;
  update sign_in_guesses g
  set in_a_row = 0, guesses = case when p_known then g.guesses else greatest(g.guesses - 1, 0) end
  where g.name_hash = p_name and g.place = '*';
  return v_there;
end
$$;

-- A guess was right as far as it went: it does not count.
create function app.forgive(p_name bytea, p_place text, p_known boolean) returns void language plpgsql as $$
begin
  perform pg_advisory_xact_lock(hashtextextended(encode(p_name, 'hex'), 1));
  update sign_in_guesses g
  set guesses = greatest(g.guesses - 1, 0), in_a_row = greatest(g.in_a_row - 1, 0)
  where g.name_hash = p_name and (g.place = p_place or (g.place = '*' and not p_known));
end
$$;

-- Somebody owns the mailbox of a user. False: that was proven before. Unless it is shown to be the
-- one who set the user up, what was set up before may be a stranger's, who registered with an
-- address that is not theirs: it goes.
create function app.prove_mailbox(p_user uuid, p_at timestamptz, p_same boolean) returns boolean
language plpgsql as $$
begin
  update users u set email_verified_at = p_at where u.id = p_user and u.email_verified_at is null;
  if not found then
    return false;
  end if;
  if not p_same then
    update users u set password_hash = null, totp_seed = null, totp_confirmed_at = null, totp_step = null
    where u.id = p_user;
    delete from backup_codes b where b.user_id = p_user;
    delete from delegated_identities d where d.user_id = p_user;
    delete from known_devices k where k.user_id = p_user;
    update sessions s set revoked_at = p_at where s.user_id = p_user and s.revoked_at is null;
  end if;
  return true;
end
$$;

-- Leaves the platform realm before the transaction ends.
create function app.leave_platform() returns void language plpgsql as $$
begin
  perform set_config('app.realm', '', true);
end
$$;

-- The member of a live session.
drop function app.principal(uuid, timestamptz, interval);
create function app.principal(p_session uuid, p_at timestamptz, p_idle interval)
returns table (user_id uuid, account_id uuid, account_name text, name text, email text, role text, reach text,
               email_verified boolean, second_factor boolean, second_factor_required boolean, impersonator text)
language plpgsql as $$
#variable_conflict use_column
begin
  perform app.enter_platform();
  return query
    select m.user_id, m.account_id, a.name::text, m.name::text, u.email::text, m.role::text, m.reach::text,
           u.email_verified_at is not null, u.totp_confirmed_at is not null, a.second_factor_required, s.impersonator
    from sessions s
    join memberships m on m.account_id = s.account_id and m.user_id = s.user_id
    join accounts a on a.id = s.account_id
    join users u on u.id = s.user_id
    where s.id = p_session and s.revoked_at is null and s.expires_at > p_at and s.last_used_at > p_at - p_idle
      and m.disabled_at is null and u.disabled_at is null and a.status = 'active';
end
$$;

-- Makes a tenant and its owner, and asks for the letter that proves the address. Where somebody has
-- the address, all of it is made with another one and undone, and the letter says that they are
-- registered already: the same work, so that its time tells nothing.
create function app.register(p_account uuid, p_account_name text, p_user uuid, p_name text, p_email text,
                             p_password_hash text, p_locale text, p_letter uuid, p_ip text, p_agent text,
                             p_request text, p_at timestamptz)
returns void language plpgsql as $$
declare
  v_taken boolean := exists (select from users u where u.email_folded = lower(p_email));
begin
  begin
    -- The log's chain is work too, and would else be left for a commit that one of the two has not.
    set constraints all immediate;
    perform app.enter(p_account, p_user, 'all', 'user', p_request), app.enter_from(p_ip, p_agent, null);
    insert into accounts (id, name, locale, created_at) values (p_account, p_account_name, p_locale, p_at);
    insert into users (id, email, name, password_hash, locale, created_at)
    values (p_user, case when v_taken then p_user || '@taken.invalid' else p_email end, p_name, p_password_hash,
            p_locale, p_at);
    insert into memberships (account_id, user_id, name, role, reach, created_at)
    values (p_account, p_user, p_name, 'owner', 'all', p_at);
    perform app.note(p_account, p_user, 'registered', 'user', p_user::text, p_ip, p_agent, p_request, null);
    if v_taken then
      raise sqlstate 'SB001';
    end if;
    set constraints all deferred;
  exception
    when sqlstate 'SB001' then
      null;
    when unique_violation then
      -- Somebody else registers with the address at this moment, and was faster.
      v_taken := true;
  end;
  perform app.note(null, null, 'registered', case when v_taken then 'user' else 'account' end,
                   case when v_taken then encode(sha256(convert_to(lower(p_email), 'UTF8')), 'hex') else p_account::text end,
                   p_ip, p_agent, p_request, jsonb_build_object('taken', v_taken));
  insert into letters (id, letter, email, locale, created_at)
  values (p_letter, case when v_taken then 'already_registered' else 'verify_email' end, p_email, p_locale, p_at);
end
$$;

grant execute on function app.guess(bytea, text, boolean, timestamptz), app.guess_at(text, bytea, text, timestamptz),
  app.guessed_right(bytea, text, boolean), app.forgive(bytea, text, boolean), app.prove_mailbox(uuid, timestamptz, boolean),
  app.leave_platform(), app.principal(uuid, timestamptz, interval),
  app.register(uuid, text, uuid, text, text, text, text, uuid, text, text, text, timestamptz) to skybot_app;
