-- Conversations that were deleted, or that became part of another one. Row-level security hides them, so
-- that no query can forget to. Messages are read with the conversation that shows them: a policy of
-- their own that looks for it cost a quarter of every page.

alter table conversations
  add column deleted_at timestamptz,
  add column deleted_by uuid,
  -- Where its messages are now.
  add column merged_into uuid,
  add foreign key (account_id, deleted_by) references memberships (account_id, user_id),
  add foreign key (account_id, merged_into) references conversations (account_id, id) on delete cascade,
  add constraint merged_elsewhere check (merged_into <> id);
create index conversations_deleted on conversations (account_id, deleted_at desc, id desc) where deleted_at is not null;
create index conversations_merged on conversations (account_id, merged_into) where merged_into is not null;

-- A transaction sees hidden ones too while it says so. The functions below say so for their own length.
create function app.shows_hidden() returns boolean language sql stable parallel safe
  return coalesce(current_setting('app.hidden', true), '') = 'on';

create function app.show_hidden(p_show boolean) returns void language plpgsql as $$
begin
  perform set_config('app.hidden', case when p_show then 'on' else '' end, true);
end
$$;
grant execute on function app.shows_hidden(), app.show_hidden(boolean) to skybot_app;

alter policy tenant on conversations
  using (account_id = (select app.tenant())
         and (deleted_at is null and merged_into is null or (select app.shows_hidden())));
-- The search functions, which their policy shows everything, say it themselves: a policy with a condition
-- comes before conditions that are not leakproof, and would keep them from their indexes.

drop trigger audit on conversations;
create trigger audit after update on conversations
  for each row when ((old.status, old.snoozed_until, old.wakes_on_reply, old.priority, old.subject, old.assignee_id,
                      old.team_id, old.inbox_id, old.custom_attributes, old.deleted_at, old.merged_into)
                     is distinct from
                     (new.status, new.snoozed_until, new.wakes_on_reply, new.priority, new.subject, new.assignee_id,
                      new.team_id, new.inbox_id, new.custom_attributes, new.deleted_at, new.merged_into))
  execute function app.audit('id');

-- Whether a conversation, hidden or not, is one that the caller may (or might) see: for the log, which
-- tells of the end of a conversation whoever could see it.
create function app.could_see(p_conversation uuid) returns boolean language plpgsql as $$
declare
  v_could boolean;
begin
  perform app.show_hidden(true);
  select exists (
    select from conversations c
    where c.account_id = app.tenant() and c.id = p_conversation
      and (app.sees_all() or app.can_see(c.inbox_id, c.team_id, c.assignee_id))) into v_could;
  perform app.show_hidden(false);
  return v_could;
end
$$;

-- Whether a contact or an inbox has conversations, hidden or not.
create function app.has_conversations(p_contact uuid, p_inbox uuid) returns boolean language plpgsql as $$
declare
  v_has boolean;
begin
  perform app.show_hidden(true);
  select exists (select from conversations c where c.account_id = app.tenant() and c.contact_id = p_contact)
      or exists (select from conversations c where c.account_id = app.tenant() and c.inbox_id = p_inbox) into v_has;
  perform app.show_hidden(false);
  return v_has;
end
$$;

-- The conversation that this one became part of, if the caller may see that one.
create function app.merged_into(p_conversation uuid) returns uuid language plpgsql as $$
declare
  v_into uuid;
begin
  perform app.show_hidden(true);
  select t.id into v_into
  from conversations s
  join conversations t on t.account_id = s.account_id and t.id = s.merged_into
  where s.account_id = app.tenant() and s.id = p_conversation and t.deleted_at is null
    and (app.sees_all() or app.can_see(t.inbox_id, t.team_id, t.assignee_id));
  perform app.show_hidden(false);
  return v_into;
end
$$;

-- Hides a held conversation.
create function app.delete_conversation(p_id uuid, p_at timestamptz) returns void language plpgsql as $$
begin
  perform app.show_hidden(true);
  update conversations c set deleted_at = p_at, deleted_by = app.user_id(), version = c.version + 1
  where c.account_id = app.tenant() and c.id = p_id;
  perform app.show_hidden(false);
end
$$;

-- Brings back a conversation that was deleted after p_after; false if there is none that the caller
-- might see.
create function app.restore_conversation(p_id uuid, p_after timestamptz) returns boolean language plpgsql as $$
declare
  v_found boolean;
begin
  perform app.show_hidden(true);
  update conversations c set deleted_at = null, deleted_by = null, version = c.version + 1
  where c.account_id = app.tenant() and c.id = p_id and c.merged_into is null and c.deleted_at > p_after
    and (app.sees_all() or app.can_see(c.inbox_id, c.team_id, c.assignee_id));
  v_found := found;
  perform app.show_hidden(false);
  return v_found;
end
$$;

-- Makes a held conversation part of another held one: its messages follow the other's, in their order.
-- What both have of a key or an external id stays with the message that was there. Readers who were at
-- the end of the other read on into the messages that come; who had read those too is at the end.
-- Earlier redirects to the first lead to the second.
create function app.merge_conversations(p_source uuid, p_target uuid) returns void language plpgsql as $$
declare
  v_account constant uuid := app.tenant();
  s conversations;
  t conversations;
  v_answered boolean;
  v_last timestamptz;
begin
  perform app.show_hidden(true);
  select * into strict s from conversations c where c.account_id = v_account and c.id = p_source;
  select * into strict t from conversations c where c.account_id = v_account and c.id = p_target;
  select max(m.created_at), coalesce(bool_or(m.direction = 'outbound'), false) into v_last, v_answered
  from messages m where m.account_id = v_account and m.conversation_id = p_source;

  update messages m
  set conversation_id = p_target,
      seq = t.message_count + m.seq,
      inbound_ordinal = t.inbound_count + m.inbound_ordinal,
      idempotency_key = case when m.idempotency_key is not null and not exists (
        select from messages o where o.account_id = v_account and o.conversation_id = p_target
                                 and o.idempotency_key = m.idempotency_key) then m.idempotency_key end,
      external_id = case when m.external_id is not null and not exists (
        select from messages o where o.account_id = v_account and o.conversation_id = p_target
                                 and o.external_id = m.external_id) then m.external_id end
  where m.account_id = v_account and m.conversation_id = p_source;
  update message_mentions n set conversation_id = p_target
  from messages m
  where m.account_id = v_account and m.conversation_id = p_target and m.seq > t.message_count and m.mention_count > 0
    and n.account_id = v_account and n.message_id = m.id;

  update participants p
  set watching = p.watching or o.watching,
      muted_until = coalesce(p.muted_until, o.muted_until),
      read_seq = case when p.read_seq = t.message_count then t.message_count + o.read_seq else p.read_seq end,
      read_inbound = case when p.read_seq = t.message_count then t.inbound_count + o.read_inbound else p.read_inbound end,
      read_at = greatest(p.read_at, o.read_at)
  from participants o
  where p.account_id = v_account and p.conversation_id = p_target
    and o.account_id = v_account and o.conversation_id = p_source and o.user_id = p.user_id;
  insert into participants (account_id, conversation_id, user_id, watching, muted_until, read_seq, read_inbound, read_at)
  select v_account, p_target, o.user_id, o.watching, o.muted_until,
         case when t.message_count = 0 then o.read_seq else 0 end,
         case when t.message_count = 0 then o.read_inbound else 0 end,
         case when t.message_count = 0 then o.read_at end
  from participants o
  where o.account_id = v_account and o.conversation_id = p_source
  on conflict (account_id, conversation_id, user_id) do nothing;
  delete from participants p where p.account_id = v_account and p.conversation_id = p_source;

  insert into conversation_labels (account_id, conversation_id, label_id)
  select v_account, p_target, l.label_id from conversation_labels l
  where l.account_id = v_account and l.conversation_id = p_source
  on conflict do nothing;
  delete from conversation_labels l where l.account_id = v_account and l.conversation_id = p_source;

  update conversations c
  set message_count = t.message_count + s.message_count,
      inbound_count = t.inbound_count + s.inbound_count,
      last_activity_at = greatest(t.last_activity_at, v_last),
      first_reply_at = least(t.first_reply_at, s.first_reply_at),
      -- As the trigger has it: since the first message of the contact after the last answer.
      waiting_since = case when v_answered then s.waiting_since else least(t.waiting_since, s.waiting_since) end,
      version = c.version + 1
  where c.account_id = v_account and c.id = p_target;
  update conversations c set merged_into = p_target
  where c.account_id = v_account and c.merged_into = p_source;
  update conversations c
  set merged_into = p_target, message_count = 0, inbound_count = 0, waiting_since = null, first_reply_at = null,
      last_activity_at = c.created_at, snoozed_until = null, wakes_on_reply = true, version = c.version + 1
  where c.account_id = v_account and c.id = p_source;
  perform app.show_hidden(false);
end
$$;

-- One step of forgetting what was deleted before: up to p_limit messages of one conversation, or what
-- is left of it. How many rows went; 0 when there is nothing left to do.
create function app.purge_conversation(p_before timestamptz, p_limit int) returns bigint language plpgsql as $$
declare
  v_account constant uuid := app.tenant();
  v_id uuid;
  v_messages uuid[];
begin
  -- Until the end of the transaction, which does nothing else.
  perform app.show_hidden(true);
  select c.id into v_id from conversations c
  where c.account_id = v_account and c.deleted_at < p_before
  order by c.deleted_at limit 1 for update skip locked;
  if not found then
    return 0;
  end if;
  -- The newest first: answers go before what they answer.
  select array_agg(m.id) into v_messages
  from (select m.id from messages m where m.account_id = v_account and m.conversation_id = v_id
        order by m.seq desc limit p_limit) m;
  if v_messages is null then
    -- Labels, participants, transitions and redirects to it go along.
    delete from conversations c where c.account_id = v_account and c.id = v_id;
    return 1;
  end if;
  update attachments a set state = 'discarded', message_id = null, place = null
  where a.account_id = v_account and a.message_id = any (v_messages);
  delete from message_reactions r where r.account_id = v_account and r.message_id = any (v_messages);
  delete from message_mentions n where n.account_id = v_account and n.message_id = any (v_messages);
  delete from messages m where m.account_id = v_account and m.id = any (v_messages);
  return cardinality(v_messages);
end
$$;

grant execute on function app.could_see(uuid), app.has_conversations(uuid, uuid), app.merged_into(uuid),
  app.delete_conversation(uuid, timestamptz), app.restore_conversation(uuid, timestamptz),
  app.merge_conversations(uuid, uuid), app.purge_conversation(timestamptz, int) to skybot_app;

-- The server may delete for good what is deleted, and nothing else.
grant delete on conversations, messages to skybot_app;
create policy purge on conversations as restrictive for delete to skybot_app using (deleted_at is not null);
create policy purge on messages as restrictive for delete to skybot_app
  using (exists (select from conversations c
                 where c.account_id = messages.account_id and c.id = messages.conversation_id
                   and c.deleted_at is not null));
-- A message that goes must not make the server look for answers among all messages.
create index messages_reply_to on messages (account_id, reply_to_id) where reply_to_id is not null;
