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

-- Counts what may change who is let in, and to what: sessions, members, keys, inboxes' and teams' members. A node
-- looks at the count all the time, and at the connections themselves when it has changed. A row of its own, because
-- the stream's is what every message waits for.
create table standing_marks (
  account_id  uuid primary key references accounts on delete cascade,
  mark        bigint not null default 1
) with (fillfactor = 50);
alter table standing_marks enable row level security, force row level security;
create policy tenant on standing_marks to skybot_app
  using (account_id = (select app.tenant()) or (select app.is_platform()))
  with check (account_id = (select app.tenant()) or (select app.is_platform()));
grant select, insert, update on standing_marks to skybot_app;

-- Called by triggers with the tenant, or with the user whose tenants all are meant.
create function app.doubt(p_account uuid, p_user uuid) returns void language sql as $$
  insert into standing_marks as s (account_id)
  select a.account_id
  from (select p_account as account_id where p_account is not null
        union select m.account_id from memberships m where m.user_id = p_user) a
  -- A tenant that is being deleted has nobody left to doubt.
  where exists (select from accounts where id = a.account_id)
  -- In one order, or two who do it at once wait for each other.
  order by a.account_id
  on conflict (account_id) do update set mark = s.mark + 1
$$;

create function app.doubt_account() returns trigger language plpgsql as $$
begin
  perform app.doubt(coalesce(new.account_id, old.account_id), null);
  return null;
end
$$;
create function app.doubt_tenant() returns trigger language plpgsql as $$
begin
  perform app.doubt(new.id, null);
  return null;
end
$$;
create function app.doubt_user() returns trigger language plpgsql as $$
begin
  perform app.doubt(null, new.id);
  return null;
end
$$;

create trigger doubt after update on accounts for each row
  when ((old.status, old.second_factor_required) is distinct from (new.status, new.second_factor_required))
  execute function app.doubt_tenant();
create trigger doubt after update on users for each row
  when ((old.disabled_at, old.email_verified_at, old.totp_confirmed_at)
        is distinct from (new.disabled_at, new.email_verified_at, new.totp_confirmed_at))
  execute function app.doubt_user();
create trigger doubt after update on memberships for each row
  when ((old.role, old.reach, old.disabled_at) is distinct from (new.role, new.reach, new.disabled_at))
  execute function app.doubt_account();
create trigger doubt after update on sessions for each row
  when ((old.revoked_at, old.expires_at) is distinct from (new.revoked_at, new.expires_at))
  execute function app.doubt_account();
create trigger doubt after update on api_keys for each row
  when ((old.permissions, old.expires_at, old.revoked_at) is distinct from (new.permissions, new.expires_at, new.revoked_at))
  execute function app.doubt_account();
create trigger doubt_gone after delete on memberships for each row execute function app.doubt_account();
create trigger doubt_gone after delete on sessions for each row when (old.revoked_at is null)
  execute function app.doubt_account();
create trigger doubt after insert or update or delete on inbox_members for each row execute function app.doubt_account();
create trigger doubt after insert or update or delete on team_members for each row execute function app.doubt_account();

-- Where the logs of tenants end, and their marks. Neither tells anything of a tenant.
create policy platform on account_streams for select to skybot_app using ((select app.is_platform()));
create function app.heads(p_accounts uuid[]) returns table (account_id uuid, head bigint, mark bigint)
language plpgsql as $$
#variable_conflict use_column
begin
  perform app.enter_platform();
  return query
    select s.account_id, s.head::bigint, coalesce(m.mark, 0)
    from account_streams s left join standing_marks m on m.account_id = s.account_id
    where s.account_id = any (p_accounts);
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

grant execute on function app.doubt(uuid, uuid), app.standing(uuid[], uuid[], uuid[], timestamptz, interval), app.heads(uuid[]),
  app.who_could_see(uuid[], uuid[], text[]) to skybot_app;
