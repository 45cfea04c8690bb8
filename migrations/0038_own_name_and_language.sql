-- People change their own name in a tenant, and their language over all of them; whoever a credential
-- stands for is told with the language.

drop function app.principal(uuid, timestamptz, interval);
create function app.principal(p_session uuid, p_at timestamptz, p_idle interval)
returns table (user_id uuid, account_id uuid, account_name text, name text, email text, locale text, role text,
               reach text, email_verified boolean, second_factor boolean, second_factor_required boolean,
               impersonator text)
language plpgsql as $$
#variable_conflict use_column
begin
  perform app.enter_platform();
  return query
    select m.user_id, m.account_id, a.name::text, m.name::text, u.email::text, u.locale::text, m.role::text,
           m.reach::text, u.email_verified_at is not null, u.totp_confirmed_at is not null, a.second_factor_required,
           s.impersonator
    from sessions s
    join memberships m on m.account_id = s.account_id and m.user_id = s.user_id
    join accounts a on a.id = s.account_id
    join users u on u.id = s.user_id
    where s.id = p_session and s.revoked_at is null and s.expires_at > p_at and s.last_used_at > p_at - p_idle
      and m.disabled_at is null and u.disabled_at is null and a.status = 'active';
end
$$;

drop function app.api_key(text, bytea, text, text, text, timestamptz);
create function app.api_key(p_public text, p_secret bytea, p_ip text, p_agent text, p_request text, p_at timestamptz)
returns table (key_id uuid, user_id uuid, account_id uuid, account_name text, name text, email text, locale text,
               role text, reach text, permissions text[])
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
      select v_key.id, m.user_id, m.account_id, a.name::text, m.name::text, u.email::text, u.locale::text,
             m.role::text, m.reach::text, v_key.permissions
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

drop function app.standing(uuid[], uuid[], uuid[], timestamptz, interval);
create function app.standing(p_sessions uuid[], p_accounts uuid[], p_keys uuid[], p_at timestamptz, p_idle interval)
returns table (session_id uuid, key_id uuid, user_id uuid, account_id uuid, account_name text, name text, email text,
               locale text, role text, reach text, email_verified boolean, second_factor boolean,
               second_factor_required boolean, impersonator text, permissions text[])
language plpgsql as $$
#variable_conflict use_column
begin
  perform app.enter_platform();
  return query
    select s.id, null::uuid, p.user_id, p.account_id, p.account_name, p.name, p.email, p.locale, p.role, p.reach,
           p.email_verified, p.second_factor, p.second_factor_required, p.impersonator, null::text[]
    from unnest(p_sessions) s (id) cross join lateral app.principal(s.id, p_at, p_idle) p;
  return query
    select null::uuid, k.id, m.user_id, m.account_id, a.name::text, m.name::text, u.email::text, u.locale::text,
           m.role::text, m.reach::text, false, false, false, null::text, k.permissions
    from unnest(p_accounts, p_keys) w (account_id, id)
    join api_keys k on k.account_id = w.account_id and k.id = w.id
    join memberships m on m.account_id = k.account_id and m.user_id = k.user_id
    join accounts a on a.id = m.account_id
    join users u on u.id = m.user_id
    where k.revoked_at is null and (k.expires_at is null or k.expires_at > p_at)
      and m.disabled_at is null and u.disabled_at is null and a.status = 'active';
end
$$;

-- The language of whoever acts. In the platform realm for one statement, and of one row that is the actor's own.
create function app.set_own_locale(p_locale text) returns void language plpgsql as $$
begin
  perform app.enter_platform();
  update users u set locale = p_locale where u.id = app.user_id() and u.locale <> p_locale;
  perform app.leave_platform();
end
$$;

grant execute on function app.principal(uuid, timestamptz, interval),
  app.api_key(text, bytea, text, text, text, timestamptz),
  app.standing(uuid[], uuid[], uuid[], timestamptz, interval), app.set_own_locale(text) to skybot_app;
