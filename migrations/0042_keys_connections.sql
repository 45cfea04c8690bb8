-- A connection that was opened with an API key stands as long as the secret that opened it: after a rotation, until
-- the old secret's time is over.

drop function app.standing(uuid[], uuid[], uuid[], timestamptz, interval);
create function app.standing(p_sessions uuid[], p_accounts uuid[], p_keys uuid[], p_secrets bytea[], p_at timestamptz,
                             p_idle interval)
returns table (session_id uuid, key_id uuid, key_secret bytea, user_id uuid, account_id uuid, account_name text,
               name text, email text, locale text, role text, reach text, email_verified boolean,
               second_factor boolean, second_factor_required boolean, impersonator text, permissions text[])
language plpgsql as $$
#variable_conflict use_column
begin
  perform app.enter_platform();
  return query
    select s.id, null::uuid, null::bytea, p.user_id, p.account_id, p.account_name, p.name, p.email, p.locale, p.role,
           p.reach, p.email_verified, p.second_factor, p.second_factor_required, p.impersonator, null::text[]
    from unnest(p_sessions) s (id) cross join lateral app.principal(s.id, p_at, p_idle) p;
  return query
    select null::uuid, k.id, w.secret, m.user_id, m.account_id, a.name::text, m.name::text, u.email::text,
           u.locale::text, m.role::text, m.reach::text, false, false, false, null::text, k.permissions
    from unnest(p_accounts, p_keys, p_secrets) w (account_id, id, secret)
    join api_keys k on k.account_id = w.account_id and k.id = w.id
    join memberships m on m.account_id = k.account_id and m.user_id = k.user_id
    join accounts a on a.id = m.account_id
    join users u on u.id = m.user_id
    where k.revoked_at is null and (k.expires_at is null or k.expires_at > p_at)
      and (k.secret_hash = w.secret or (k.old_secret_hash = w.secret and k.old_secret_until > p_at))
      and m.disabled_at is null and u.disabled_at is null and a.status = 'active';
end
$$;
grant execute on function app.standing(uuid[], uuid[], uuid[], bytea[], timestamptz, interval) to skybot_app;

drop trigger doubt on api_keys;
create trigger doubt after update on api_keys for each row
  when ((old.permissions, old.expires_at, old.revoked_at, old.secret_hash, old.old_secret_hash, old.old_secret_until)
        is distinct from
        (new.permissions, new.expires_at, new.revoked_at, new.secret_hash, new.old_secret_hash, new.old_secret_until))
  execute function app.doubt_account();
