-- What live delivery asks the database: where logs end, who of many sees what, who still stands behind a
-- credential, and tickets.

-- Opens one realtime connection of a session, on any node. Only the hash is kept.
create table realtime_tickets (
  ticket_hash  bytea primary key check (length(ticket_hash) = 32),
  session_id   uuid not null references sessions on delete cascade,
  expires_at   timestamptz not null
);
create index realtime_tickets_over on realtime_tickets (expires_at);
create index realtime_tickets_session on realtime_tickets (session_id);

alter table realtime_tickets enable row level security, force row level security;
create policy platform on realtime_tickets to skybot_app
  using ((select app.is_platform())) with check ((select app.is_platform()));
grant select, insert, delete on realtime_tickets to skybot_app;

-- Of credentials those that stand for somebody at this moment, each as app.principal and app.api_key have it.
-- That the address may use the key was asked when the connection was opened.
create function app.standing(p_sessions uuid[], p_accounts uuid[], p_keys uuid[], p_at timestamptz, p_idle interval)
returns table (session_id uuid, key_id uuid, user_id uuid, account_id uuid, account_name text, name text, email text,
               role text, reach text, email_verified boolean, second_factor boolean, second_factor_required boolean,
               impersonator text, permissions text[])
language plpgsql as $$
#variable_conflict use_column
begin
  perform app.enter_platform();
  return query
    select s.id, null::uuid, p.user_id, p.account_id, p.account_name, p.name, p.email, p.role, p.reach,
           p.email_verified, p.second_factor, p.second_factor_required, p.impersonator, null::text[]
    from unnest(p_sessions) s (id) cross join lateral app.principal(s.id, p_at, p_idle) p;
  return query
    select null::uuid, k.id, m.user_id, m.account_id, a.name::text, m.name::text, u.email::text, m.role::text,
           m.reach::text, false, false, false, null::text, k.permissions
    from unnest(p_accounts, p_keys) w (account_id, id)
    join api_keys k on k.account_id = w.account_id and k.id = w.id
    join memberships m on m.account_id = k.account_id and m.user_id = k.user_id
    join accounts a on a.id = m.account_id
    join users u on u.id = m.user_id
    where k.revoked_at is null and (k.expires_at is null or k.expires_at > p_at)
      and m.disabled_at is null and u.disabled_at is null and a.status = 'active';
end
$$;

-- Where the logs of tenants end. A position tells nothing of a tenant.
create policy platform on account_streams for select to skybot_app using ((select app.is_platform()));
create function app.heads(p_accounts uuid[]) returns table (account_id uuid, head bigint) language plpgsql as $$
#variable_conflict use_column
begin
  perform app.enter_platform();
  return query select s.account_id, s.head::bigint from account_streams s where s.account_id = any (p_accounts);
end
$$;

-- Of conversations, hidden or not, and viewers the pairs where one may (or might) see the other: the rule of
-- app.could_see for many viewers at once.
create function app.who_could_see(p_conversations uuid[], p_users uuid[], p_reaches text[])
returns table (conversation_id uuid, user_id uuid, reach text) language plpgsql as $$
#variable_conflict use_column
begin
  perform app.show_hidden(true);
  return query
    select c.id, v.user_id, v.reach
    from conversations c
    cross join unnest(p_users, p_reaches) v (user_id, reach)
    where c.account_id = app.tenant() and c.id = any (p_conversations)
      and app.can_see(v.user_id, v.reach, c.inbox_id, c.team_id, c.assignee_id);
  perform app.show_hidden(false);
end
$$;

grant execute on function app.standing(uuid[], uuid[], uuid[], timestamptz, interval), app.heads(uuid[]),
  app.who_could_see(uuid[], uuid[], text[]) to skybot_app;
