-- How many messages a member has not read is exact where it is told: of one moment in an answer, and of
-- the position that it has in the log in an event. Before, a message or another request of the member's
-- that came in between could make it too small, or even negative.
create or replace function app.move_cursor(
  p_account uuid, p_user uuid, p_reach text, p_actor text, p_conversation uuid, p_seq bigint, p_forward boolean,
  p_at timestamptz, p_event_id uuid)
returns table (seq bigint, unread bigint, read_at timestamptz)
language plpgsql as $$
#variable_conflict use_column
declare
  v_total bigint;
  v_seq bigint;
  v_read bigint;
  v_head bigint;
  v_unread bigint;
begin
  perform set_config('app.account_id', p_account::text, true);
  select c.message_count into v_total from conversations c
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
    -- With the log in hand: whatever is not counted here gets a later position. A conversation that was
    -- hidden while we waited for it counts nothing; the position is taken and must have its event.
    v_unread := coalesce((select c.inbound_count - v_read from conversations c
                          where c.account_id = p_account and c.id = p_conversation), 0);
    insert into events (account_id, pos, id, type, at, conversation_id, user_id, actor_type, actor_id, detail)
    values (p_account, v_head, p_event_id, 'conversation:read', p_at, p_conversation, p_user, p_actor, p_user,
            jsonb_build_object('seq', v_seq, 'unread', v_unread));
    return query select v_seq, v_unread, p_at;
  else
    return query
      select coalesce(p.read_seq, 0)::bigint, c.inbound_count - coalesce(p.read_inbound, 0), p.read_at
      from conversations c
      left join participants p on p.account_id = p_account and p.conversation_id = p_conversation and p.user_id = p_user
      where c.account_id = p_account and c.id = p_conversation;
  end if;
end
$$;
