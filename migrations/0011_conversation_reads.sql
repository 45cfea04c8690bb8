-- What is read most, each in one round trip: a function that enters the tenant and reads.

-- A message with the present name of who wrote it. Views give plain types, not our domains: what
-- functions return and drivers decode.
create view app.message_view with (security_invoker = true) as
select m.account_id, m.id, m.conversation_id, m.seq::bigint, m.kind::text, m.direction::text, m.sender_type::text,
       coalesce(m.sender_contact_id, m.sender_user_id) as sender_id,
       coalesce(t.name, u.name)::text as sender_name,
       m.body::text, m.reply_to_id, m.status::text, m.delivered_at, m.read_at, m.failed_code, m.failed_title,
       m.failed_retryable, m.edited_at, m.deleted_at, m.deleted_by, m.version::bigint, m.external_id::text, m.client_id,
       m.created_at
from messages m
left join contacts t on t.account_id = m.account_id and t.id = m.sender_contact_id
left join memberships u on u.account_id = m.account_id and u.user_id = m.sender_user_id;

-- A conversation as the caller sees it.
create view app.conversation_view with (security_invoker = true) as
select c.account_id, c.id, c.number::bigint, c.inbox_id, i.channel::text, c.contact_id, t.name::text as contact_name,
       t.phone::text as contact_phone, t.email::text as contact_email, c.status::text, c.snoozed_until,
       c.priority::text, c.subject::text, c.assignee_id, c.team_id,
       (select coalesce(array_agg(l.name::text order by l.name), '{}')
        from conversation_labels cl join labels l on l.account_id = cl.account_id and l.id = cl.label_id
        where cl.account_id = c.account_id and cl.conversation_id = c.id) as labels,
       c.message_count::bigint, c.participant_count::bigint,
       c.inbound_count - coalesce(p.read_inbound, 0) as unread_count,
       case when isfinite(p.muted_until) then p.muted_until end as muted_until,
       p.muted_until is not null and not isfinite(p.muted_until) as muted_forever,
       m.kind::text as last_kind, m.direction::text as last_direction, left(m.body, 140) as last_text,
       m.created_at as last_created_at,
       c.last_activity_at, c.waiting_since, c.first_reply_at, c.custom_attributes::jsonb, c.version::bigint, c.created_at
from conversations c
join inboxes i on i.account_id = c.account_id and i.id = c.inbox_id
join contacts t on t.account_id = c.account_id and t.id = c.contact_id
left join participants p on p.account_id = c.account_id and p.conversation_id = c.id
                         and p.user_id = (select app.user_id())
left join messages m on m.account_id = c.account_id and m.conversation_id = c.id and m.seq = c.message_count;

grant select on app.message_view, app.conversation_view to skybot_app;

-- A window of a conversation in ascending seq. seq is dense, so a window is a range of the primary
-- key, and costs the same at any length. total is the newest seq; no rows at all: no such
-- conversation, out of reach, or no message in the window.
create function app.messages_page(p_account uuid, p_user uuid, p_reach text, p_conversation uuid, p_mode text,
                                  p_seq bigint, p_limit int)
returns table (total bigint, id uuid, seq bigint, kind text, direction text, sender_type text, sender_id uuid,
               sender_name text, body text, reply_to_id uuid, status text, delivered_at timestamptz,
               read_at timestamptz, failed_code text, failed_title text, failed_retryable boolean,
               edited_at timestamptz, deleted_at timestamptz, deleted_by uuid, version bigint, external_id text,
               client_id uuid, created_at timestamptz)
language plpgsql as $$
#variable_conflict use_column
declare
  v_total bigint;
  v_first bigint;
begin
  perform set_config('app.account_id', p_account::text, true);
  select c.message_count into v_total from conversations c
  where c.account_id = p_account and c.id = p_conversation
    and (p_reach = 'all' or app.can_see(p_user, p_reach, c.inbox_id, c.team_id, c.assignee_id));
  if not found then
    return;
  end if;
  v_first := case p_mode
    when 'newest' then v_total - p_limit + 1
    when 'before' then least(p_seq, v_total + 1) - p_limit
    when 'after' then p_seq + 1
    else p_seq - p_limit / 2 end;
  return query
    select v_total, m.id, m.seq, m.kind, m.direction, m.sender_type, m.sender_id, m.sender_name, m.body, m.reply_to_id,
           m.status, m.delivered_at, m.read_at, m.failed_code, m.failed_title, m.failed_retryable, m.edited_at,
           m.deleted_at, m.deleted_by, m.version, m.external_id, m.client_id, m.created_at
    from app.message_view m
    where m.account_id = p_account and m.conversation_id = p_conversation
      and m.seq between v_first and v_first + p_limit - 1
      and (p_mode <> 'before' or m.seq < p_seq)
    order by m.seq;
end
$$;

-- One message, by id, whatever conversation it is in: for an append that finds it was made before,
-- and has checked who may see it.
create function app.message_by_id(p_account uuid, p_id uuid) returns setof app.message_view
language plpgsql as $$
begin
  perform set_config('app.account_id', p_account::text, true);
  return query select * from app.message_view m where m.account_id = p_account and m.id = p_id;
end
$$;

-- Moves the caller's read cursor: forward to p_seq, or back before it. An event if it moved.
-- No row: no such conversation, or out of reach.
create function app.move_cursor(p_account uuid, p_user uuid, p_reach text, p_actor text, p_conversation uuid,
                                p_seq bigint, p_forward boolean, p_at timestamptz, p_event_id uuid)
returns table (seq bigint, unread bigint, read_at timestamptz)
language plpgsql as $$
#variable_conflict use_column
declare
  v_total bigint;
  v_inbound bigint;
  v_seq bigint;
  v_read bigint;
  v_head bigint;
begin
  perform set_config('app.account_id', p_account::text, true);
  select c.message_count, c.inbound_count into v_total, v_inbound from conversations c
  where c.account_id = p_account and c.id = p_conversation
    and (p_reach = 'all' or app.can_see(p_user, p_reach, c.inbox_id, c.team_id, c.assignee_id));
  if not found then
    return;
  end if;

  v_seq := case when p_forward then least(p_seq, v_total) else least(p_seq - 1, v_total) end;
  select m.inbound_ordinal into v_read from messages m
  where m.account_id = p_account and m.conversation_id = p_conversation and m.seq = v_seq;
  v_read := coalesce(v_read, 0);

  if p_forward then
    insert into participants as p (account_id, conversation_id, user_id, read_seq, read_inbound, read_at)
    select p_account, p_conversation, p_user, v_seq, v_read, p_at where v_seq > 0
    on conflict (account_id, conversation_id, user_id) do update
      set read_seq = excluded.read_seq, read_inbound = excluded.read_inbound, read_at = excluded.read_at
      where p.read_seq < excluded.read_seq;
  else
    update participants p set read_seq = v_seq, read_inbound = v_read, read_at = p_at
    where p.account_id = p_account and p.conversation_id = p_conversation and p.user_id = p_user and p.read_seq > v_seq;
  end if;

  if found then
    update account_streams s set head = s.head + 1 where s.account_id = p_account returning s.head into v_head;
    insert into events (account_id, pos, id, type, at, conversation_id, user_id, actor_type, actor_id, detail)
    values (p_account, v_head, p_event_id, 'conversation:read', p_at, p_conversation, p_user, p_actor, p_user,
            jsonb_build_object('seq', v_seq, 'unread', v_inbound - v_read));
    return query select v_seq, v_inbound - v_read, p_at;
  else
    return query
      select coalesce(max(p.read_seq), 0), v_inbound - coalesce(max(p.read_inbound), 0), max(p.read_at)
      from participants p
      where p.account_id = p_account and p.conversation_id = p_conversation and p.user_id = p_user;
  end if;
end
$$;

-- The member of a live session.
create function app.principal(p_session uuid, p_at timestamptz, p_idle interval)
returns table (user_id uuid, account_id uuid, account_name text, name text, email text, role text, reach text)
language plpgsql as $$
#variable_conflict use_column
begin
  perform app.enter_platform();
  return query
    select m.user_id, m.account_id, a.name::text, m.name::text, u.email::text, m.role::text, m.reach::text
    from sessions s
    join memberships m on m.account_id = s.account_id and m.user_id = s.user_id
    join accounts a on a.id = s.account_id
    join users u on u.id = s.user_id
    where s.id = p_session and s.revoked_at is null and s.expires_at > p_at and s.last_used_at > p_at - p_idle
      and m.disabled_at is null and u.disabled_at is null and a.status = 'active';
end
$$;

grant execute on function app.message_by_id(uuid, uuid), app.messages_page(uuid, uuid, text, uuid, text, bigint, int),
  app.move_cursor(uuid, uuid, text, text, uuid, bigint, boolean, timestamptz, uuid),
  app.principal(uuid, timestamptz, interval) to skybot_app;
