-- The audit log also holds what happened to security, whoever tried it, with where from; and is a
-- chain: each entry is hashed with the one before it, so that a change to the past shows.

alter table audit_log
  add column ip inet,
  add column user_agent text check (length(user_agent) <= 255),
  drop constraint audit_log_action_check,
  add constraint audit_log_action_check check (action ~ '^[a-z]+(_[a-z]+)*$' and length(action) <= 60);
create index audit_log_newest on audit_log (account_id, id desc);

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

-- The hash of an entry after another. jsonb has one text for one value; times are in UTC.
create function app.audit_hash(p_before bytea, p_entry audit_log) returns bytea
language sql stable parallel safe set timezone = 'UTC' as $$
  select sha256(p_before || convert_to(to_jsonb(p_entry)::text, 'UTF8'))
$$;

-- At the end of the transaction, when nothing else is locked after: entries of one tenant are
-- chained one after the other.
create function app.chain_audit() returns trigger language plpgsql as $$
declare
  v_link bigint;
  v_hash bytea;
begin
  perform pg_advisory_xact_lock(hashtextextended(new.account_id::text, 2));
  select c.link, c.hash into v_link, v_hash from audit_chain c
  where c.account_id = new.account_id order by c.link desc limit 1;
  insert into audit_chain (account_id, link, entry_id, hash)
  values (new.account_id, coalesce(v_link, 0) + 1, new.id, app.audit_hash(coalesce(v_hash, '\x'::bytea), new));
  return null;
end
$$;
create constraint trigger chain_audit after insert on audit_log
  deferrable initially deferred for each row execute function app.chain_audit();

-- The platform's work reads and writes the log of the tenant it is about.
create policy platform on audit_log to skybot_app
  using ((select app.is_platform())) with check ((select app.is_platform()));
create policy platform on audit_chain to skybot_app
  using ((select app.is_platform())) with check ((select app.is_platform()));

-- Where the request came from, for the log.
create function app.enter_from(p_ip text, p_agent text) returns void language plpgsql as $$
begin
  perform set_config('app.ip', coalesce(p_ip, ''), true), set_config('app.user_agent', left(coalesce(p_agent, ''), 255), true);
end
$$;

create or replace function app.audit() returns trigger language plpgsql as $$
declare
  v_hidden constant text[] := array['version', 'updated_at', 'search_text', 'message_count', 'inbound_count',
    'last_activity_at', 'secret_hash', 'old_secret_hash', 'last_used_at', 'password_hash', 'totp_seed', 'totp_step'];
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
  insert into audit_log (account_id, actor_type, actor_id, request_id, ip, user_agent, action, subject_type, subject_id,
                         before, after)
  values (coalesce(v_row ->> 'account_id', v_row ->> 'id')::uuid,
          coalesce(nullif(current_setting('app.actor', true), ''), 'system'), app.user_id(),
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
-- tenant in the platform's. One row either way, and so one cost.
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

-- Where a tenant's chain and log first disagree: the link, and what is wrong. No row: they agree.
create function app.verify_audit(p_account uuid) returns table (link bigint, problem text)
language plpgsql stable as $$
declare
  v_row record;
  v_hash bytea := '\x';
  v_link bigint := 0;
  v_entries bigint;
begin
  for v_row in
    select c.link, c.hash, l as entry, l.id from audit_chain c
    left join audit_log l on l.account_id = c.account_id and l.id = c.entry_id
    where c.account_id = p_account order by c.link
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
  select count(*) into v_entries from audit_log l where l.account_id = p_account;
  if v_entries <> v_link then
    return query select v_link + 1, 'an entry is not in the chain';
  end if;
end
$$;

grant execute on function app.audit_hash(bytea, audit_log), app.enter_from(text, text),
  app.note(uuid, uuid, text, text, text, text, text, text, jsonb), app.verify_audit(uuid) to skybot_app;
