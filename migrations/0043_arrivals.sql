-- Who comes with realtime connections, for many at once.
create policy platform on presence for select to skybot_app using ((select app.is_platform()));

-- Of each pass, a ticket or a session, who stands behind it, as app.principal has it; where the tenant's log ends and
-- begins; and whether they have said to be busy. Tickets are used up; one that comes twice is good for the first.
create function app.arrive(p_tickets bytea[], p_sessions uuid[], p_at timestamptz, p_idle interval)
returns table (place bigint, session_id uuid, user_id uuid, account_id uuid, account_name text, name text, email text,
               locale text, role text, reach text, email_verified boolean, second_factor boolean, second_factor_required boolean,
               impersonator text, head bigint, trimmed bigint, busy boolean)
language plpgsql as $$
#variable_conflict use_column
begin
  perform app.enter_platform();
  return query
    with used as (
      delete from realtime_tickets t where t.ticket_hash = any (p_tickets)
      returning t.ticket_hash, t.session_id, t.expires_at),
    shown as (
      select w.place, coalesce(w.session_id, u.session_id) as session_id
      from (select place, ticket, session_id, row_number() over (partition by ticket order by place) as turn
            from unnest(p_tickets, p_sessions) with ordinality n (ticket, session_id, place)) w
      left join used u on u.ticket_hash = w.ticket and u.expires_at > p_at and w.turn = 1)
    select s.place, s.session_id, p.user_id, p.account_id, p.account_name, p.name, p.email, p.locale, p.role, p.reach,
           p.email_verified, p.second_factor, p.second_factor_required, p.impersonator,
           coalesce(l.head, 0)::bigint, coalesce(l.trimmed, 0)::bigint, coalesce(k.busy, false)
    from shown s
    cross join lateral app.principal(s.session_id, p_at, p_idle) p
    left join account_streams l on l.account_id = p.account_id
    left join presence k on k.account_id = p.account_id and k.user_id = p.user_id
    where s.session_id is not null;
end
$$;
grant execute on function app.arrive(bytea[], uuid[], timestamptz, interval) to skybot_app;
