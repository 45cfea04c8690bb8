-- The hot path: appending one message, or many of one tenant, in one statement and one commit.
-- Duplicate check, seq, row, counters (by trigger), status, events. A refused message does not
-- harm the others.
--
-- Arrays hold one entry a message. p_steps maps conversation states to the state after the
-- message, as 'open>open,pending>open,…,': the state machine itself is the domain's.
--
-- outcome: new, replayed (message_id is the earlier one), conversation, reply_to, key_reused.
--
-- Planned once for all tenants: every statement below reaches its rows by a full key.
create function app.message_append(
  p_account uuid, p_user uuid[], p_reach text[], p_actor text[],
  p_id uuid[], p_event_id uuid[], p_step_event_id uuid[], p_conversation uuid[], p_from_contact boolean[],
  p_kind text[], p_direction text[], p_body text[], p_reply_to uuid[], p_status text[], p_external text[],
  p_key text[], p_digest bytea[], p_client_id uuid[], p_at timestamptz[], p_steps text[]
) returns table (outcome text, message_id uuid, seq bigint, pos bigint, contact_id uuid, contact_name text)
language plpgsql
set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
declare
  v_count constant int := cardinality(p_id);
  v_bucket bigint;
  v_head bigint;
  v_new int := 0;
  v_conversation record;
  v_after text;
  v_earlier uuid;
  v_hash bytea;
  -- One entry a message.
  v_outcome text[] := array_fill('new'::text, array[v_count]);
  v_message uuid[] := p_id;
  v_seq bigint[] := array_fill(null::bigint, array[v_count]);
  v_contact uuid[] := array_fill(null::uuid, array[v_count]);
  v_event bigint[] := array_fill(null::bigint, array[v_count]);
  -- One entry an event, in the order of the log.
  e_id uuid[] := '{}';
  e_type text[] := '{}';
  e_place int[] := '{}';
  e_detail jsonb[] := '{}';
begin
  perform set_config('app.account_id', p_account::text, true);

  -- In one order, so that two writers never wait for each other in a circle.
  if v_count > 1 then
    perform 1 from conversations c
    where c.account_id = p_account and c.id = any (p_conversation) order by c.id for no key update;
  end if;

  -- Without a lock: a message that lands in the bucket before the newest is found all the same.
  select s.number::bigint << 24 | s.search_bucket into v_bucket
  from account_streams s where s.account_id = p_account;

  for i in 1 .. v_count loop
    select c.id, c.contact_id, c.status, c.message_count, c.inbound_count, c.inbox_id, c.team_id, c.assignee_id
    into v_conversation
    from conversations c where c.account_id = p_account and c.id = p_conversation[i] for no key update;
    if v_conversation.id is null
       or (p_reach[i] <> 'all' and not app.can_see(p_user[i], p_reach[i], v_conversation.inbox_id,
                                                   v_conversation.team_id, v_conversation.assignee_id)) then
      v_outcome[i] := 'conversation';
      continue;
    end if;

    if p_key[i] is not null then
      select m.id, m.idempotency_hash into v_earlier, v_hash from messages m
      where m.account_id = p_account and m.conversation_id = p_conversation[i] and m.idempotency_key = p_key[i];
      if found then
        v_message[i] := v_earlier;
        v_outcome[i] := case when v_hash = p_digest[i] then 'replayed' else 'key_reused' end;
        continue;
      end if;
    end if;
    if p_external[i] is not null then
      select m.id into v_earlier from messages m
      where m.account_id = p_account and m.conversation_id = p_conversation[i] and m.external_id = p_external[i];
      if found then
        v_message[i] := v_earlier;
        v_outcome[i] := 'replayed';
        continue;
      end if;
    end if;
    if p_reply_to[i] is not null then
      perform 1 from messages m
      where m.account_id = p_account and m.id = p_reply_to[i] and m.conversation_id = p_conversation[i];
      if not found then
        v_outcome[i] := 'reply_to';
        continue;
      end if;
    end if;

    v_new := v_new + 1;
    v_seq[i] := v_conversation.message_count + 1;
    v_contact[i] := case when p_from_contact[i] then v_conversation.contact_id end;
    insert into messages (account_id, conversation_id, seq, id, kind, direction, sender_type, sender_contact_id,
                          sender_user_id, body, reply_to_id, status, external_id, idempotency_key, idempotency_hash,
                          client_id, created_at, inbound_ordinal, search_bucket)
    values (p_account, p_conversation[i], v_seq[i], p_id[i], p_kind[i], p_direction[i],
            case when p_from_contact[i] then 'contact' else p_actor[i] end, v_contact[i],
            case when not p_from_contact[i] then p_user[i] end, p_body[i], p_reply_to[i], p_status[i], p_external[i],
            p_key[i], p_digest[i], p_client_id[i], p_at[i],
            v_conversation.inbound_count + (p_direction[i] = 'inbound')::int, v_bucket);
    v_event[i] := cardinality(e_id) + 1;
    e_id := e_id || p_event_id[i];
    e_type := e_type || 'message:created'::text;
    e_place := e_place || i;
    e_detail := e_detail || null::jsonb;

    v_after := split_part(split_part(p_steps[i], v_conversation.status || '>', 2), ',', 1);
    if v_after <> v_conversation.status then
      -- As its writer, for the audit log.
      perform set_config('app.actor', case when p_from_contact[i] then 'contact' else p_actor[i] end, true),
              set_config('app.user_id', coalesce(p_user[i]::text, ''), true);
      update conversations c set status = v_after, snoozed_until = null, version = c.version + 1
      where c.account_id = p_account and c.id = p_conversation[i];
      e_id := e_id || p_step_event_id[i];
      e_type := e_type || 'conversation:status'::text;
      e_place := e_place || i;
      e_detail := e_detail || jsonb_build_object('from', v_conversation.status, 'to', v_after, 'cause', 'message');
    end if;
  end loop;

  if v_new > 0 then
    update account_streams s
    set head = s.head + cardinality(e_id),
        search_bucket = s.search_bucket + case when s.search_fill + v_new >= 4096 then 1 else 0 end,
        search_fill = case when s.search_fill + v_new >= 4096 then 0 else s.search_fill + v_new end
    where s.account_id = p_account
    returning s.head - cardinality(e_id) into v_head;

    for e in 1 .. cardinality(e_id) loop
      insert into events (account_id, pos, id, type, at, conversation_id, message_id, actor_type, actor_id, detail)
      values (p_account, v_head + e, e_id[e], e_type[e], p_at[e_place[e]], p_conversation[e_place[e]],
              case when e_detail[e] is null then p_id[e_place[e]] end,
              case when p_from_contact[e_place[e]] then 'contact' else p_actor[e_place[e]] end,
              case when p_from_contact[e_place[e]] then v_contact[e_place[e]] else p_user[e_place[e]] end, e_detail[e]);
    end loop;
  end if;

  for i in 1 .. v_count loop
    outcome := v_outcome[i];
    message_id := v_message[i];
    seq := v_seq[i];
    pos := v_head + v_event[i];
    contact_id := v_contact[i];
    contact_name := null;
    if contact_id is not null then
      select t.name into contact_name from contacts t where t.account_id = p_account and t.id = v_contact[i];
    end if;
    return next;
  end loop;
end
$$;

grant execute on function app.message_append(
  uuid, uuid[], text[], text[], uuid[], uuid[], uuid[], uuid[], boolean[], text[], text[], text[], uuid[], text[],
  text[], text[], bytea[], uuid[], timestamptz[], text[]) to skybot_app;
