-- How people prove who they are, besides a password: a mailbox, a second factor, an identity
-- provider. All of it belongs to the platform realm; nothing here is a tenant's.

create domain app.locale as text check (value in ('en', 'fr', 'es', 'pt'));
create domain app.letter as text check (
  value in ('verify_email', 'already_registered', 'reset_password', 'magic_link', 'invitation', 'password_changed'));

alter table accounts
  add column locale app.locale not null default 'en',
  add column second_factor_required boolean not null default false,
  add column version app.ordinal not null default 1;

alter table users
  add column locale app.locale not null default 'en',
  add column email_verified_at timestamptz,
  -- Sealed by the server's vault. There from enrolment on, in force from confirmation on.
  add column totp_seed bytea,
  add column totp_confirmed_at timestamptz,
  -- The newest time step that was accepted: a code is good once.
  add column totp_step bigint,
  -- Machines have none, nor has somebody who only comes through an identity provider.
  alter column password_hash drop not null,
  add constraint second_factor check (totp_confirmed_at is null or totp_seed is not null);

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
  locale         app.locale not null,
  account_id     uuid references accounts,
  invitation_id  uuid,
  created_at     timestamptz not null,
  done_at        timestamptz,
  check ((letter = 'invitation') = (invitation_id is not null)),
  check ((invitation_id is null) = (account_id is null))
);
create index letters_recent on letters (lower(email), created_at);
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
-- place '*' counts what comes from places the user has not signed in from before.
create table sign_in_guesses (
  name_hash   bytea not null check (length(name_hash) = 32),
  place       text not null check (length(place) between 1 and 64),
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

alter table sessions
  -- Who acts in the member's name, for how long that is the platform's.
  add column impersonator text check (length(impersonator) <= 120),
  add column second_factor boolean not null default false;
create index sessions_place on sessions (user_id, ip) where ip is not null;

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
    -- The first two come without a pause: fingers slip.
    if v_row.guesses < 2 then
      v_wait := interval '0';
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

-- A guess was right: its place begins anew, and so does the count of those in a row.
create function app.guessed_right(p_name bytea, p_place text, p_known boolean) returns void language plpgsql as $$
begin
  perform pg_advisory_xact_lock(hashtextextended(encode(p_name, 'hex'), 1));
  delete from sign_in_guesses g where g.name_hash = p_name and g.place = p_place;
  update sign_in_guesses g
  set in_a_row = 0, guesses = case when p_known then g.guesses else greatest(g.guesses - 1, 0) end
  where g.name_hash = p_name and g.place = '*';
end
$$;

grant execute on function app.guess(bytea, text, boolean, timestamptz), app.guessed_right(bytea, text, boolean) to skybot_app;
