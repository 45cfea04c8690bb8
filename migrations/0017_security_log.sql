-- The audit log also holds what happened to security, whoever tried it, with where from; and is a
-- chain, as the platform's is: each entry is hashed with the one before it, so that a change to the
-- past shows.

alter table audit_log
  -- Who did it in the actor's name, if it was the platform.
  add column impersonator text check (length(impersonator) <= 120),
  add column ip inet,
  add column user_agent text check (length(user_agent) <= 255),
  drop constraint audit_log_action_check,
  add constraint audit_log_action_check check (action ~ '^[a-z]+(_[a-z]+)*$' and length(action) <= 60);

-- What happened outside any tenant: guesses at names that nobody has, the platform's own acts.
create table platform_log (
  id            bigint generated always as identity primary key,
  at            timestamptz not null default clock_timestamp(),
  request_id    text,
  ip            inet,
  user_agent    text check (length(user_agent) <= 255),
  action        text not null check (action ~ '^[a-z]+(_[a-z]+)*$' and length(action) <= 60),
  subject_type  text not null,
  subject_id    text not null,
  detail        jsonb
);
alter table platform_log enable row level security, force row level security;
create policy platform on platform_log to skybot_app
  using ((select app.is_platform())) with check ((select app.is_platform()));
grant select, insert on platform_log to skybot_app;

create table audit_chain (
  account_id  uuid not null references accounts,
  -- 1, 2, 3 …, dense.
  link        app.ordinal not null,
  entry_id    bigint not null,
  hash        bytea not null check (length(hash) = 32),
  primary key (account_id, link),
  foreign key (account_id, entry_id) references audit_log (account_id, id)
);
create unique index audit_chain_entry on audit_chain (account_id, entry_id);
call app.protect('audit_chain');
grant select, insert on audit_chain to skybot_app;

create table platform_chain (
  link      app.ordinal primary key,
  entry_id  bigint not null unique references platform_log,
  hash      bytea not null check (length(hash) = 32)
);
alter table platform_chain enable row level security, force row level security;
create policy platform on platform_chain to skybot_app
  using ((select app.is_platform())) with check ((select app.is_platform()));
grant select, insert on platform_chain to skybot_app;

-- The hash of an entry after another. jsonb has one text for one value, but for times: whoever makes
-- it does so in UTC. Columns that are null are left out, so that a column which comes later changes
-- no hash.
create function app.audit_hash(p_before bytea, p_entry jsonb) returns bytea language sql immutable parallel safe as $$
  select sha256(p_before || convert_to(jsonb_object_agg(c.key, c.value)::text, 'UTF8'))
  from jsonb_each(p_entry) c where c.value <> 'null'
$$;

-- At the end of the transaction, when nothing else is locked after: entries of one tenant are
-- chained one after the other.
create function app.chain_audit() returns trigger language plpgsql set timezone = 'UTC' as $$
declare
  v_link bigint;
  v_hash bytea;
begin
  perform pg_advisory_xact_lock(hashtextextended(new.account_id::text, 2));
  select c.link, c.hash into v_link, v_hash from audit_chain c
  where c.account_id = new.account_id order by c.link desc limit 1;
  insert into audit_chain (account_id, link, entry_id, hash)
  values (new.account_id, coalesce(v_link, 0) + 1, new.id, app.audit_hash(coalesce(v_hash, '\x'::bytea), to_jsonb(new)));
  return null;
end
$$;
create constraint trigger chain_audit after insert on audit_log
  deferrable initially deferred for each row execute function app.chain_audit();

create function app.chain_platform() returns trigger language plpgsql set timezone = 'UTC' as $$
declare
  v_link bigint;
  v_hash bytea;
begin
  perform pg_advisory_xact_lock(hashtextextended('platform', 2));
  select c.link, c.hash into v_link, v_hash from platform_chain c order by c.link desc limit 1;
  insert into platform_chain (link, entry_id, hash)
  values (coalesce(v_link, 0) + 1, new.id, app.audit_hash(coalesce(v_hash, '\x'::bytea), to_jsonb(new)));
  return null;
end
$$;
create constraint trigger chain_platform after insert on platform_log
  deferrable initially deferred for each row execute function app.chain_platform();

-- What was logged before there was a chain is its beginning. The owner too is under row-level
-- security, but for these statements.
alter table audit_log no force row level security;
alter table audit_chain no force row level security;
set local timezone = 'UTC';
do $$
declare
  v_entry audit_log;
  v_account uuid;
  v_link bigint;
  v_hash bytea;
begin
  for v_entry in select * from audit_log l order by l.account_id, l.id loop
    if v_account is distinct from v_entry.account_id then
      v_account := v_entry.account_id;
      v_link := 0;
      v_hash := '\x';
    end if;
    v_link := v_link + 1;
    v_hash := app.audit_hash(v_hash, to_jsonb(v_entry));
    insert into audit_chain (account_id, link, entry_id, hash) values (v_account, v_link, v_entry.id, v_hash);
  end loop;
end
$$;
alter table audit_log force row level security;
alter table audit_chain force row level security;

-- The platform's work reads and writes the log of the tenant it is about.
create policy platform on audit_log to skybot_app
  using ((select app.is_platform())) with check ((select app.is_platform()));
create policy platform on audit_chain to skybot_app
  using ((select app.is_platform())) with check ((select app.is_platform()));

-- Where the request came from, for the log; and who is behind it, if the platform acts in a member's
-- name.
create function app.enter_from(p_ip text, p_agent text, p_impersonator text) returns void language plpgsql as $$
begin
  perform set_config('app.ip', coalesce(p_ip, ''), true),
          set_config('app.user_agent', left(coalesce(p_agent, ''), 255), true),
          set_config('app.impersonator', coalesce(p_impersonator, ''), true);
end
$$;

create or replace function app.audit() returns trigger language plpgsql as $$
declare
  v_hidden constant text[] := array['version', 'updated_at', 'search_text', 'message_count', 'inbound_count',
    'last_activity_at', 'email_folded', 'secret_hash', 'old_secret_hash', 'last_used_at', 'refused_at'];
  v_before jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) end;
  v_after jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) end;
  v_row jsonb := coalesce(v_after, v_before);
  v_kept jsonb := v_before;
begin
  if tg_op = 'UPDATE' then
    select jsonb_object_agg(key, v_before -> key), jsonb_object_agg(key, v_after -> key) into v_kept, v_after
    from jsonb_object_keys(v_after) key
    where v_before -> key is distinct from v_after -> key and key <> all (v_hidden);
    if v_after is null then
      return null;
    end if;
  else
    v_kept := v_kept - v_hidden;
    v_after := v_after - v_hidden;
  end if;
  insert into audit_log (account_id, actor_type, actor_id, impersonator, request_id, ip, user_agent, action,
                         subject_type, subject_id, before, after)
  values (coalesce(v_row ->> 'account_id', v_row ->> 'id')::uuid,
          coalesce(nullif(current_setting('app.actor', true), ''), 'system'), app.user_id(),
          nullif(current_setting('app.impersonator', true), ''),
          nullif(current_setting('app.request_id', true), ''), nullif(current_setting('app.ip', true), '')::inet,
          nullif(current_setting('app.user_agent', true), ''), lower(tg_op), tg_table_name,
          (select string_agg(v_row ->> argument, '/') from unnest(tg_argv) argument), v_kept, v_after);
  return null;
end
$$;

create trigger audit after insert or update or delete on invitations
  for each row execute function app.audit('id');
create trigger audit after insert or update on api_keys
  for each row execute function app.audit('id');
create trigger audit after update on accounts
  for each row execute function app.audit('id');

-- What happened to security, successes and failures alike; in the tenant's log, or without a
-- tenant in the platform's. One row and one link either way, so that a name that nobody has costs about
-- as much.
create function app.note(p_account uuid, p_user uuid, p_action text, p_subject_type text, p_subject text,
                         p_ip text, p_agent text, p_request text, p_detail jsonb)
returns void language plpgsql as $$
begin
  if p_account is null then
    insert into platform_log (request_id, ip, user_agent, action, subject_type, subject_id, detail)
    values (p_request, p_ip::inet, left(p_agent, 255), p_action, p_subject_type, p_subject, p_detail);
  else
    insert into audit_log (account_id, actor_type, actor_id, request_id, ip, user_agent, action, subject_type,
                           subject_id, after)
    values (p_account, case when p_user is null then 'system' else 'user' end, p_user, p_request, p_ip::inet,
            left(p_agent, 255), p_action, p_subject_type, p_subject, p_detail);
  end if;
end
$$;

-- A guess that was wrong or had to wait, at a name that somebody has or nobody. Who waits may try
-- again at once, and would fill a log that nothing is ever taken from: that is noted once a minute.
create function app.note_failure(p_email text, p_account uuid, p_user uuid, p_action text, p_ip text, p_agent text,
                                 p_request text, p_at timestamptz)
returns void language plpgsql as $$
declare
  v_name bytea := sha256(convert_to(p_email, 'UTF8'));
begin
  if p_action = 'sign_in_delayed' then
    insert into sign_in_guesses as g (name_hash, place, guesses, since, in_a_row, last_at)
    values (v_name, '!', 0, p_at, 0, p_at)
    on conflict (name_hash, place) do update set last_at = p_at where g.last_at <= p_at - interval '1 minute';
    if not found then
      return;
    end if;
  end if;
  perform app.note(p_account, null, p_action, 'user', coalesce(p_user::text, encode(v_name, 'hex')), p_ip, p_agent,
                   p_request, null);
end
$$;

-- Where a tenant's chain and log first disagree, or without a tenant the platform's: the link, and
-- what is wrong. No row: they agree.
create function app.verify_audit(p_account uuid) returns table (link bigint, problem text)
language plpgsql stable set timezone = 'UTC' as $$
declare
  v_row record;
  v_hash bytea := '\x';
  v_link bigint := 0;
  v_entries bigint;
begin
  for v_row in
    select c.link, c.hash, to_jsonb(l) as entry, l.id from audit_chain c
    left join audit_log l on l.account_id = c.account_id and l.id = c.entry_id
    where c.account_id = p_account
    union all
    select c.link, c.hash, to_jsonb(l), l.id from platform_chain c
    left join platform_log l on l.id = c.entry_id
    where p_account is null
    order by 1
  loop
    v_link := v_link + 1;
    if v_row.link <> v_link then
      return query select v_link, 'a link is missing';
      return;
    elsif v_row.id is null then
      return query select v_link, 'its entry is gone';
      return;
    end if;
    v_hash := app.audit_hash(v_hash, v_row.entry);
    if v_hash <> v_row.hash then
      return query select v_link, 'its entry was changed';
      return;
    end if;
  end loop;
  select case when p_account is null then (select count(*) from platform_log)
              else (select count(*) from audit_log l where l.account_id = p_account) end into v_entries;
  if v_entries <> v_link then
    return query select v_link + 1, 'an entry is not in the chain';
  end if;
end
$$;

grant execute on function app.audit_hash(bytea, jsonb), app.enter_from(text, text, text),
  app.note(uuid, uuid, text, text, text, text, text, text, jsonb),
  app.note_failure(text, uuid, uuid, text, text, text, text, timestamptz), app.verify_audit(uuid) to skybot_app;
