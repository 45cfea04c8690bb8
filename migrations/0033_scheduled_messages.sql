-- Messages that are to be sent at a time to come. A job sends each: the append and the change of its
-- state are one transaction, in which the row is locked, so it is sent once or never.

create domain app.scheduled_state as text check (value in ('pending', 'sent', 'cancelled', 'failed'));

create table scheduled_messages (
  account_id       uuid not null references accounts,
  id               uuid not null,
  conversation_id  uuid not null,
  author_id        uuid not null,
  kind             app.written_kind not null,
  body             app.body not null,
  reply_to_id      uuid,
  send_at          timestamptz not null,
  cancel_on_reply  boolean not null,
  -- What the contact had written when it was made: one more is a reply.
  inbound_count    app.count not null,
  state            app.scheduled_state not null default 'pending',
  -- Why it was cancelled, or why it failed.
  reason           text check (length(reason) between 1 and 60),
  message_id       uuid,
  version          app.ordinal not null default 1,
  created_at       timestamptz not null,
  updated_at       timestamptz not null,
  primary key (account_id, id),
  foreign key (account_id, conversation_id) references conversations on delete cascade,
  foreign key (account_id, author_id) references memberships (account_id, user_id),
  foreign key (account_id, reply_to_id) references messages (account_id, id) on delete set null (reply_to_id),
  foreign key (account_id, message_id) references messages (account_id, id) on delete set null (message_id),
  constraint shape check ((reason is null) = (state in ('pending', 'sent')) and (message_id is null or state = 'sent'))
);
create index scheduled_messages_state on scheduled_messages (account_id, state, send_at, id);
create index scheduled_messages_conversation on scheduled_messages (account_id, conversation_id, state, send_at, id);
-- For messages that go.
create index scheduled_messages_reply_to on scheduled_messages (account_id, reply_to_id) where reply_to_id is not null;
create index scheduled_messages_message on scheduled_messages (account_id, message_id) where message_id is not null;

call app.protect('scheduled_messages');
grant select, insert, update on scheduled_messages to skybot_app;

-- What members have begun to write, and what waits to be sent, goes along when a conversation becomes
-- part of another one. Before the messages do: it compares counts. What moved, and whose draft it is.
create function app.move_written(p_source uuid, p_target uuid)
returns table (draft_of uuid, scheduled uuid) language plpgsql as $$
declare
  v_account constant uuid := app.tenant();
  v_source_inbound bigint;
  v_target_inbound bigint;
begin
  select c.inbound_count into strict v_source_inbound from conversations c
  where c.account_id = v_account and c.id = p_source;
  select c.inbound_count into strict v_target_inbound from conversations c
  where c.account_id = v_account and c.id = p_target;

  -- Who has begun something in both goes on with one text.
  return query
  insert into drafts as d (account_id, user_id, conversation_id, kind, body, reply_to_id, updated_at)
  select o.account_id, o.user_id, p_target, o.kind, o.body, o.reply_to_id, o.updated_at
  from drafts o where o.account_id = v_account and o.conversation_id = p_source
  on conflict (account_id, user_id, conversation_id) do update
  set body = left(d.body || E'\n\n' || excluded.body, 16384), reply_to_id = coalesce(d.reply_to_id, excluded.reply_to_id),
      -- A note stays one: what was meant for colleagues must not be sent.
      kind = case when 'note' in (d.kind, excluded.kind) then 'note' else d.kind end,
      updated_at = greatest(d.updated_at, excluded.updated_at), version = d.version + 1
  returning d.user_id, null::uuid;
  delete from drafts d where d.account_id = v_account and d.conversation_id = p_source;

  -- Unanswered stays unanswered: the other's messages are no replies to it.
  update scheduled_messages s set inbound_count = s.inbound_count + v_source_inbound
  where s.account_id = v_account and s.conversation_id = p_target and s.state = 'pending'
    and s.inbound_count = v_target_inbound;
  return query
  update scheduled_messages s
  set conversation_id = p_target, version = s.version + 1,
      inbound_count = case when s.inbound_count = v_source_inbound then v_target_inbound + v_source_inbound
                           else s.inbound_count end
  where s.account_id = v_account and s.conversation_id = p_source
  returning null::uuid, s.id;
end
$$;
grant execute on function app.move_written(uuid, uuid) to skybot_app;
