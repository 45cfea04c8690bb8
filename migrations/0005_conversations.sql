-- Threads between a contact and a tenant, and the one rule of who may see them.

create table conversations (
  account_id         uuid not null references accounts,
  id                 uuid not null,
  number             app.ordinal not null,
  inbox_id           uuid not null,
  contact_id         uuid not null,
  status             app.conversation_status not null,
  snoozed_until      timestamptz,
  priority           app.priority not null default 'normal',
  subject            app.subject,
  assignee_id        uuid,
  team_id            uuid,
  external_id        app.external_id,
  custom_attributes  app.attributes not null default '{}',
  version            app.ordinal not null default 1,
  created_at         timestamptz not null,
  -- Below: kept by triggers on messages and participants.
  message_count      app.count not null default 0,
  inbound_count      app.count not null default 0,
  participant_count  app.count not null default 0,
  last_activity_at   timestamptz not null,
  waiting_since      timestamptz,
  first_reply_at     timestamptz,
  constraint counts check (inbound_count <= message_count and (snoozed_until is null or status = 'snoozed')),
  primary key (account_id, id),
  unique (account_id, number),
  foreign key (account_id, inbox_id) references inboxes,
  foreign key (account_id, contact_id) references contacts,
  foreign key (account_id, assignee_id) references memberships (account_id, user_id),
  foreign key (account_id, team_id) references teams
) with (fillfactor = 80);

create index conversations_activity on conversations (account_id, last_activity_at desc, id desc);
create index conversations_inbox on conversations (account_id, inbox_id, last_activity_at desc, id desc);
create index conversations_unresolved on conversations (account_id, status, last_activity_at desc, id desc)
  where status <> 'resolved';
create index conversations_assignee on conversations (account_id, assignee_id, last_activity_at desc, id desc)
  where assignee_id is not null;
create index conversations_team on conversations (account_id, team_id, last_activity_at desc, id desc)
  where team_id is not null;
create index conversations_waiting on conversations (account_id, waiting_since, id) where waiting_since is not null;
create index conversations_snoozed on conversations (account_id, snoozed_until) where status = 'snoozed';
create index conversations_contact on conversations (account_id, contact_id, id desc);
create unique index conversations_external on conversations (account_id, inbox_id, external_id)
  where external_id is not null;
create index conversations_subject on conversations using gin (account_id, app.fold(subject) gin_trgm_ops)
  where subject is not null;
create index conversations_attributes on conversations using gin (account_id, custom_attributes jsonb_path_ops)
  where custom_attributes <> '{}';

create table conversation_labels (
  account_id       uuid not null,
  conversation_id  uuid not null,
  label_id         uuid not null,
  primary key (account_id, conversation_id, label_id),
  foreign key (account_id, conversation_id) references conversations on delete cascade,
  foreign key (account_id, label_id) references labels on delete cascade
);
create index conversation_labels_label on conversation_labels (account_id, label_id, conversation_id);

-- A member's relation to a conversation: how far it has read, whether it watches, whether it
-- wants quiet.
create table participants (
  account_id       uuid not null,
  conversation_id  uuid not null,
  user_id          uuid not null,
  watching         boolean not null default false,
  muted_until      timestamptz,  -- 'infinity': until told otherwise
  read_seq         app.count not null default 0,
  -- Inbound messages up to read_seq, so that unread is one subtraction.
  read_inbound     app.count not null default 0,
  read_at          timestamptz,
  constraint counts check (read_inbound <= read_seq),
  primary key (account_id, conversation_id, user_id),
  foreign key (account_id, conversation_id) references conversations on delete cascade,
  foreign key (account_id, user_id) references memberships
) with (fillfactor = 80);
create index participants_user on participants (account_id, user_id) where watching;

create function app.count_participants() returns trigger language plpgsql as $$
declare
  v_change bigint := coalesce(new.watching, false)::int - coalesce(old.watching, false)::int;
begin
  if v_change <> 0 then
    update conversations set participant_count = participant_count + v_change
    where account_id = coalesce(new.account_id, old.account_id)
      and id = coalesce(new.conversation_id, old.conversation_id);
  end if;
  return null;
end
$$;
create trigger count_participants after insert or delete or update of watching on participants
  for each row execute function app.count_participants();

-- THE predicate of who may see a conversation. Lists, reads, search, counts, events and appends
-- all call it; app.sees_all() before it spares the call for those who see everything.
create function app.can_see(p_user uuid, p_reach text, p_inbox uuid, p_team uuid, p_assignee uuid)
returns boolean language sql stable parallel safe
  return case p_reach
    when 'all' then true
    when 'inbox' then coalesce(p_assignee = p_user, false) or exists (
      select from public.inbox_members m
      where m.account_id = app.tenant() and m.inbox_id = p_inbox and m.user_id = p_user)
    when 'team' then coalesce(p_assignee = p_user, false) or exists (
      select from public.team_members m
      where m.account_id = app.tenant() and m.team_id = p_team and m.user_id = p_user)
    when 'mine' then coalesce(p_assignee = p_user, false)
    else false
  end;

create function app.can_see(p_inbox uuid, p_team uuid, p_assignee uuid)
returns boolean language sql stable parallel safe
  return app.can_see(app.user_id(), coalesce(current_setting('app.reach', true), ''), p_inbox, p_team, p_assignee);

grant execute on function app.can_see(uuid, text, uuid, uuid, uuid), app.can_see(uuid, uuid, uuid)
  to skybot_app, skybot_search;

call app.protect('conversations');
call app.protect('conversation_labels');
call app.protect('participants');

grant select, insert, update on conversations to skybot_app;
grant select, insert, update, delete on conversation_labels, participants to skybot_app;
grant select on conversations to skybot_search;
create policy search on conversations for select to skybot_search using (true);
