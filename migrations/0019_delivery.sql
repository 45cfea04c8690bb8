-- How far outbound messages get: which inboxes are told, what the providers behind them call our
-- messages, and what they report before we know which message is meant.

create domain app.delivery_mode as text check (value in ('direct', 'reported'));

-- Only other software can report.
alter table inboxes add column delivery app.delivery_mode not null default 'direct',
  add constraint reported check (delivery = 'direct' or channel = 'api');

-- A name that the provider behind an inbox gave an attempt to deliver a message. A report may come
-- before our own send has answered: then there is the name without the message, and what was reported
-- under it, joined, for a while. Whoever learns of either locks the name, so neither misses the other.
create table delivery_names (
  account_id        uuid not null,
  inbox_id          uuid not null,
  external_id       app.external_id not null,
  message_id        uuid,
  attempt           app.ordinal,
  status            app.delivery_status not null default 'queued',
  delivered_at      timestamptz,
  read_at           timestamptz,
  failed_code       text,
  failed_title      text,
  failed_retryable  boolean,
  created_at        timestamptz not null,
  constraint named check ((message_id is null) = (attempt is null)),
  primary key (account_id, inbox_id, external_id),
  foreign key (account_id, inbox_id) references inboxes on delete cascade,
  foreign key (account_id, message_id) references messages (account_id, id) on delete cascade
);
create index delivery_names_message on delivery_names (account_id, message_id) where message_id is not null;
create index delivery_names_parked on delivery_names (account_id, created_at) where message_id is null;

call app.protect('delivery_names');
grant select, insert, update, delete on delivery_names to skybot_app;

-- The append of 0014. A first status that depends on how the inbox learns of deliveries comes as
-- 'direct>sent,reported>queued': as with p_steps, the rule is the domain's and the choice is made where
-- the inbox is known. The answer tells which it was.
drop function app.message_append(uuid, uuid[], text[], text[], uuid[], uuid[], uuid[], uuid[], boolean[], text[],
  text[], text[], uuid[], text[], text[], text[], bytea[], uuid[], timestamptz[], text[]);
drop function app.message_append_one(uuid, uuid, text, text, uuid, uuid, uuid, uuid, boolean, text, text, text, uuid,
  text, text, text, bytea, uuid, timestamptz, text);

create function app.message_append(
  p_account uuid, p_user uuid[], p_reach text[], p_actor text[],
  p_id uuid[], p_event_id uuid[], p_step_event_id uuid[], p_conversation uuid[], p_from_contact boolean[],
  p_kind text[], p_direction text[], p_body text[], p_reply_to uuid[], p_status text[], p_external text[],
  p_key text[], p_digest bytea[], p_client_id uuid[], p_at timestamptz[], p_steps text[]
) returns table (outcome text, message_id uuid, seq bigint, pos bigint, contact_id uuid, contact_name text,
                 first_status text)
language plpgsql
set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
declare
  v_count constant int := cardinality(p_id);
  v_bucket bigint;
  v_head bigint;
  v_found record;
  v_place int;
  v_earlier int;
  v_after text;
  v_set text;
  v_by_mode constant boolean := array_to_string(p_status, ' ') like '%>%';
  -- One entry a conversation, in the order of their ids.
  c_id uuid[];
  c_contact uuid[];
  c_status text[];
  c_messages bigint[];
  c_inbound bigint[];
  c_inbox uuid[];
  c_team uuid[];
  c_assignee uuid[];
  c_mode text[];
  -- One entry a message; none where there is nothing to say.
  m_outcome text[];
  m_earlier uuid[];
  m_answers boolean[];
  m_seq bigint[];
  m_inbound bigint[];
  m_contact uuid[];
  m_status text[];
  m_event int[];
  m_from text[];
  m_after text[];
  -- Places of the new messages.
  v_new int[];
  -- One entry an event, in the order of the log: the place of its message, negative for its step.
  v_events int[];
  -- One entry a contact that wrote.
  t_id uuid[];
  t_name text[];
begin
  v_set := set_config('app.account_id', p_account::text, true);

  -- In one order, so that two writers never wait for each other in a circle. The search bucket
  -- without a lock: a message that lands in the one before the newest is found all the same.
  select array_agg(c.id), array_agg(c.contact_id), array_agg(c.status::text), array_agg(c.message_count::bigint),
         array_agg(c.inbound_count::bigint), array_agg(c.inbox_id), array_agg(c.team_id), array_agg(c.assignee_id),
         array_agg(c.mode),
         (select s.number::bigint << 24 | s.search_bucket from account_streams s where s.account_id = p_account)
  into c_id, c_contact, c_status, c_messages, c_inbound, c_inbox, c_team, c_assignee, c_mode, v_bucket
  from (select distinct w.id from unnest(p_conversation) w (id) order by w.id) w
  cross join lateral (
    select c.id, c.contact_id, c.status, c.message_count, c.inbound_count, c.inbox_id, c.team_id, c.assignee_id,
           case when v_by_mode then (select i.delivery::text from inboxes i
                                     where i.account_id = p_account and i.id = c.inbox_id limit 1) end as mode
    from conversations c where c.account_id = p_account and c.id = w.id for no key update) c;

  -- Only now, when nobody else can write to these conversations.
  if num_nonnulls(variadic p_key) > 0 then
    for v_found in
      select w.place, m.id, m.idempotency_hash = p_digest[w.place] as same
      from unnest(p_key) with ordinality w (key, place)
      cross join lateral (
        select m.id, m.idempotency_hash from messages m
        where m.account_id = p_account and m.conversation_id = p_conversation[w.place] and m.idempotency_key = w.key
        limit 1) m
    loop
      m_earlier[v_found.place] := v_found.id;
      m_outcome[v_found.place] := case when v_found.same then 'replayed' else 'key_reused' end;
    end loop;
  end if;
  if num_nonnulls(variadic p_external) > 0 then
    for v_found in
      select w.place, m.id
      from unnest(p_external) with ordinality w (external, place)
      cross join lateral (
        select m.id from messages m
        where m.account_id = p_account and m.conversation_id = p_conversation[w.place] and m.external_id = w.external
        limit 1) m
    loop
      -- What its key found comes first.
      if m_outcome[v_found.place] is null then
        m_earlier[v_found.place] := v_found.id;
        m_outcome[v_found.place] := 'replayed';
      end if;
    end loop;
  end if;
  if num_nonnulls(variadic p_reply_to) > 0 then
    for v_found in
      select w.place
      from unnest(p_reply_to) with ordinality w (id, place)
      cross join lateral (
        select m.conversation_id from messages m where m.account_id = p_account and m.id = w.id limit 1) m
      where m.conversation_id = p_conversation[w.place]
    loop
      m_answers[v_found.place] := true;
    end loop;
  end if;

  for i in 1 .. v_count loop
    v_place := array_position(c_id, p_conversation[i]);
    if v_place is null
       or (p_reach[i] <> 'all'
           and not app.can_see(p_user[i], p_reach[i], c_inbox[v_place], c_team[v_place], c_assignee[v_place])) then
      m_earlier[i] := null;
      m_outcome[i] := 'conversation';
    end if;
    continue when m_outcome[i] is not null;
    if p_reply_to[i] is not null and m_answers[i] is null then
      -- Or it answers one that is before it in the batch.
      v_earlier := array_position(p_id, p_reply_to[i]);
      if v_earlier is null or v_earlier >= i or m_seq[v_earlier] is null
         or p_conversation[v_earlier] <> p_conversation[i] then
        m_outcome[i] := 'reply_to';
        continue;
      end if;
    end if;

    m_seq[i] := c_messages[v_place] + 1;
    c_messages[v_place] := m_seq[i];
    if p_direction[i] = 'inbound' then
      c_inbound[v_place] := c_inbound[v_place] + 1;
    end if;
    m_inbound[i] := c_inbound[v_place];
    if p_from_contact[i] then
      m_contact[i] := c_contact[v_place];
    end if;
    m_status[i] := p_status[i];
    if p_status[i] like '%>%' then
      m_status[i] := split_part(split_part(p_status[i], c_mode[v_place] || '>', 2), ',', 1);
    end if;
    v_new := v_new || i;
    v_events := v_events || i;
    m_event[i] := cardinality(v_events);

    v_after := split_part(split_part(p_steps[i], c_status[v_place] || '>', 2), ',', 1);
    if v_after <> c_status[v_place] then
      m_from[i] := c_status[v_place];
      m_after[i] := v_after;
      c_status[v_place] := v_after;
      v_events := v_events || -i;
      -- As its writer, for the audit log.
      v_set := set_config('app.actor', case when p_from_contact[i] then 'contact' else p_actor[i] end, true);
      v_set := set_config('app.user_id', coalesce(p_user[i]::text, ''), true);
      update conversations c set status = v_after, snoozed_until = null, version = c.version + 1
      where c.account_id = p_account and c.id = p_conversation[i];
    end if;
  end loop;

  if v_new is not null then
    insert into messages (account_id, conversation_id, seq, id, kind, direction, sender_type, sender_contact_id,
                          sender_user_id, body, reply_to_id, status, external_id, idempotency_key, idempotency_hash,
                          client_id, created_at, inbound_ordinal, search_bucket)
    select p_account, p_conversation[i], m_seq[i], p_id[i], p_kind[i], p_direction[i],
           case when p_from_contact[i] then 'contact' else p_actor[i] end, m_contact[i],
           case when not p_from_contact[i] then p_user[i] end, p_body[i], p_reply_to[i], m_status[i], p_external[i],
           p_key[i], p_digest[i], p_client_id[i], p_at[i], m_inbound[i], v_bucket
    from unnest(v_new) i;

    -- The tenant's row last: its lock is held shortest, and positions are in the order of commits.
    with stream as (
      update account_streams s
      set head = s.head + cardinality(v_events),
          search_bucket = s.search_bucket + case when s.search_fill + cardinality(v_new) >= 4096 then 1 else 0 end,
          search_fill = case when s.search_fill + cardinality(v_new) >= 4096 then 0
                             else s.search_fill + cardinality(v_new) end
      where s.account_id = p_account
      returning s.head - cardinality(v_events) as head
    ), written as (
      insert into events (account_id, pos, id, type, at, conversation_id, message_id, actor_type, actor_id, detail)
      select p_account, stream.head + e.nr, case when e.step then p_step_event_id[e.i] else p_event_id[e.i] end,
             case when e.step then 'conversation:status' else 'message:created' end, p_at[e.i], p_conversation[e.i],
             case when not e.step then p_id[e.i] end, case when p_from_contact[e.i] then 'contact' else p_actor[e.i] end,
             case when p_from_contact[e.i] then m_contact[e.i] else p_user[e.i] end,
             case when e.step then
               jsonb_build_object('from', m_from[e.i], 'to', m_after[e.i], 'cause', 'message') end
      from stream
      cross join (select w.place < 0 as step, abs(w.place) as i, w.nr
                  from unnest(v_events) with ordinality w (place, nr)) e
    )
    select stream.head into v_head from stream;

    if num_nonnulls(variadic m_contact) > 0 then
      select array_agg(t.id), array_agg(t.name::text) into t_id, t_name
      from (select distinct w.id from unnest(m_contact) w (id)) w
      cross join lateral (
        select t.id, t.name from contacts t where t.account_id = p_account and t.id = w.id limit 1) t;
    end if;
  end if;

  for i in 1 .. v_count loop
    outcome := coalesce(m_outcome[i], 'new');
    message_id := coalesce(m_earlier[i], p_id[i]);
    seq := m_seq[i];
    pos := v_head + m_event[i];
    contact_id := m_contact[i];
    contact_name := t_name[array_position(t_id, contact_id)];
    first_status := m_status[i];
    return next;
  end loop;
end
$$;

-- One message alone, as in 0014.
create function app.message_append_one(
  p_account uuid, p_user uuid, p_reach text, p_actor text,
  p_id uuid, p_event_id uuid, p_step_event_id uuid, p_conversation uuid, p_from_contact boolean,
  p_kind text, p_direction text, p_body text, p_reply_to uuid, p_status text, p_external text,
  p_key text, p_digest bytea, p_client_id uuid, p_at timestamptz, p_steps text,
  out outcome text, out message_id uuid, out seq bigint, out pos bigint, out contact_id uuid, out contact_name text,
  out first_status text
)
language plpgsql
set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_column
declare
  v_conversation record;
  v_hash bytea;
  v_sender text;
  v_after text;
  v_set text;
begin
  v_set := set_config('app.account_id', p_account::text, true);
  message_id := p_id;

  select c.id, c.contact_id, c.status, c.message_count, c.inbound_count, c.inbox_id, c.team_id, c.assignee_id,
         (select s.number::bigint << 24 | s.search_bucket from account_streams s where s.account_id = p_account) as bucket,
         case when p_status like '%>%' then (select i.delivery::text from inboxes i
                                             where i.account_id = p_account and i.id = c.inbox_id) end as mode
  into v_conversation
  from conversations c where c.account_id = p_account and c.id = p_conversation for no key update of c;
  if v_conversation.id is null
     or (p_reach <> 'all' and not app.can_see(p_user, p_reach, v_conversation.inbox_id, v_conversation.team_id,
                                              v_conversation.assignee_id)) then
    outcome := 'conversation';
    return;
  end if;

  if p_key is not null then
    select m.id, m.idempotency_hash into message_id, v_hash from messages m
    where m.account_id = p_account and m.conversation_id = p_conversation and m.idempotency_key = p_key;
    if found then
      outcome := case when v_hash = p_digest then 'replayed' else 'key_reused' end;
      return;
    end if;
  end if;
  if p_external is not null then
    select m.id into message_id from messages m
    where m.account_id = p_account and m.conversation_id = p_conversation and m.external_id = p_external;
    if found then
      outcome := 'replayed';
      return;
    end if;
  end if;
  message_id := p_id;
  if p_reply_to is not null then
    perform 1 from messages m
    where m.account_id = p_account and m.id = p_reply_to and m.conversation_id = p_conversation;
    if not found then
      outcome := 'reply_to';
      return;
    end if;
  end if;

  outcome := 'new';
  seq := v_conversation.message_count + 1;
  first_status := p_status;
  if v_conversation.mode is not null then
    first_status := split_part(split_part(p_status, v_conversation.mode || '>', 2), ',', 1);
  end if;
  v_sender := p_actor;
  if p_from_contact then
    v_sender := 'contact';
    contact_id := v_conversation.contact_id;
    select t.name into contact_name from contacts t where t.account_id = p_account and t.id = v_conversation.contact_id;
  end if;
  insert into messages (account_id, conversation_id, seq, id, kind, direction, sender_type, sender_contact_id,
                        sender_user_id, body, reply_to_id, status, external_id, idempotency_key, idempotency_hash,
                        client_id, created_at, inbound_ordinal, search_bucket)
  values (p_account, p_conversation, message_append_one.seq, p_id, p_kind, p_direction, v_sender,
          message_append_one.contact_id, case when not p_from_contact then p_user end, p_body, p_reply_to,
          message_append_one.first_status,
          p_external, p_key, p_digest, p_client_id, p_at,
          v_conversation.inbound_count + (p_direction = 'inbound')::int, v_conversation.bucket);

  v_after := split_part(split_part(p_steps, v_conversation.status || '>', 2), ',', 1);
  if v_after <> v_conversation.status then
    -- As its writer, for the audit log.
    v_set := set_config('app.actor', v_sender, true);
    v_set := set_config('app.user_id', coalesce(p_user::text, ''), true);
    update conversations c set status = v_after, snoozed_until = null, version = c.version + 1
    where c.account_id = p_account and c.id = p_conversation;
  end if;

  -- The tenant's row last: its lock is held shortest, and positions are in the order of commits.
  update account_streams s
  set head = s.head + case when v_after = v_conversation.status then 1 else 2 end,
      search_bucket = s.search_bucket + case when s.search_fill + 1 >= 4096 then 1 else 0 end,
      search_fill = case when s.search_fill + 1 >= 4096 then 0 else s.search_fill + 1 end
  where s.account_id = p_account
  returning s.head - case when v_after = v_conversation.status then 0 else 1 end into pos;
  insert into events (account_id, pos, id, type, at, conversation_id, message_id, actor_type, actor_id)
  values (p_account, message_append_one.pos, p_event_id, 'message:created', p_at, p_conversation, p_id, v_sender,
          case when p_from_contact then v_conversation.contact_id else p_user end);
  if v_after <> v_conversation.status then
    insert into events (account_id, pos, id, type, at, conversation_id, actor_type, actor_id, detail)
    values (p_account, message_append_one.pos + 1, p_step_event_id, 'conversation:status', p_at, p_conversation,
            v_sender, case when p_from_contact then v_conversation.contact_id else p_user end,
            jsonb_build_object('from', v_conversation.status, 'to', v_after, 'cause', 'message'));
  end if;
end
$$;

grant execute on function
  app.message_append(uuid, uuid[], text[], text[], uuid[], uuid[], uuid[], uuid[], boolean[], text[], text[], text[],
    uuid[], text[], text[], text[], bytea[], uuid[], timestamptz[], text[]),
  app.message_append_one(uuid, uuid, text, text, uuid, uuid, uuid, uuid, boolean, text, text, text, uuid, text, text,
    text, bytea, uuid, timestamptz, text)
  to skybot_app;
