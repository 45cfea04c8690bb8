-- A page of messages for less: what few messages have comes as one value instead of ten that are null nearly always,
-- and names are looked up only where they are not known, instead of by two joins for every message.

-- In plpgsql, so that it is not put back into the query.
create function app.message_extras(m messages) returns jsonb language plpgsql stable as $$
begin
  return jsonb_build_object(
    'reply_to_id', m.reply_to_id,
    'failed', case when m.failed_code is not null then jsonb_build_object(
      'code', m.failed_code, 'title', coalesce(m.failed_title, ''), 'retryable', coalesce(m.failed_retryable, false)) end,
    'edited_at', m.edited_at, 'deleted_at', m.deleted_at, 'deleted_by', m.deleted_by,
    'attachments', case when m.attachment_count > 0 then (
      select jsonb_agg(jsonb_build_object(
               'id', a.id, 'name', a.name, 'media_type', a.media_type, 'size', a.size, 'width', a.width,
               'height', a.height, 'has_thumbnail', a.has_thumbnail) order by a.place)
      from attachments a where a.account_id = m.account_id and a.message_id = m.id) end,
    'reactions', case when m.reaction_count > 0 then (
      select jsonb_agg(jsonb_build_object('emoji', r.emoji, 'user_id', r.user_id, 'contact_id', r.contact_id)
                       order by r.created_at, r.emoji)
      from message_reactions r where r.account_id = m.account_id and r.message_id = m.id) end,
    'mentions', case when m.mention_count > 0 then (
      select jsonb_agg(n.user_id order by n.user_id)
      from message_mentions n where n.account_id = m.account_id and n.message_id = m.id) end);
end
$$;
grant execute on function app.message_extras(messages) to skybot_app;

drop function app.message_by_id(uuid, uuid);
drop view app.message_view;
create view app.message_view with (security_invoker = true) as
select m.account_id, m.id, m.conversation_id, m.seq::bigint, m.kind::text, m.direction::text, m.sender_type::text,
       coalesce(m.sender_contact_id, m.sender_user_id) as sender_id,
       case when m.sender_contact_id is not null then (
              select t.name::text from contacts t where t.account_id = m.account_id and t.id = m.sender_contact_id)
            when m.sender_user_id is not null then (
              select u.name::text from memberships u where u.account_id = m.account_id and u.user_id = m.sender_user_id)
            end as sender_name,
       m.body::text, m.status::text, m.delivered_at, m.read_at, m.version::bigint, m.external_id::text, m.client_id,
       m.created_at, m.attempt::bigint,
       case when m.attachment_count > 0 or m.reaction_count > 0 or m.mention_count > 0 or m.reply_to_id is not null
                 or m.failed_code is not null or m.edited_at is not null or m.deleted_at is not null
            then app.message_extras(m) end as extras
from messages m;
grant select on app.message_view to skybot_app;

-- As in 0011.
create function app.message_by_id(p_account uuid, p_id uuid) returns setof app.message_view
language plpgsql as $$
begin
  perform set_config('app.account_id', p_account::text, true);
  return query select * from app.message_view m where m.account_id = p_account and m.id = p_id;
end
$$;
grant execute on function app.message_by_id(uuid, uuid) to skybot_app;

drop function app.messages_page(uuid, uuid, text, uuid, text, bigint, int);
create function app.messages_page(p_account uuid, p_user uuid, p_reach text, p_conversation uuid, p_mode text,
                                  p_seq bigint, p_limit int)
returns table (total bigint, id uuid, seq bigint, kind text, direction text, sender_type text, sender_id uuid,
               sender_name text, body text, status text, delivered_at timestamptz, read_at timestamptz,
               version bigint, external_id text, client_id uuid, created_at timestamptz, attempt bigint, extras jsonb)
language plpgsql as $$
#variable_conflict use_column
declare
  v_total bigint;
  v_first bigint;
  v_contact uuid;
  v_name text;
begin
  perform set_config('app.account_id', p_account::text, true);
  select c.message_count, c.contact_id, t.name into v_total, v_contact, v_name
  from conversations c left join contacts t on t.account_id = c.account_id and t.id = c.contact_id
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
    select v_total, m.id, m.seq, m.kind, m.direction, m.sender_type, m.sender_id,
           case when m.sender_id = v_contact then v_name else m.sender_name end, m.body, m.status, m.delivered_at,
           m.read_at, m.version, m.external_id, m.client_id, m.created_at, m.attempt, m.extras
    from app.message_view m
    where m.account_id = p_account and m.conversation_id = p_conversation
      and m.seq between v_first and v_first + p_limit - 1
      and (p_mode <> 'before' or m.seq < p_seq)
    order by m.seq;
end
$$;
grant execute on function app.messages_page(uuid, uuid, text, uuid, text, bigint, int) to skybot_app;
