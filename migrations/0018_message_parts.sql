-- What a message has beside its words: files, reactions, members it names. A message carries how many
-- of each there are, kept by triggers, so that reading one that has none costs nothing.

create domain app.file_name as text check (value ~ '\S' and length(value) <= 255 and value !~ '[/\\\u0001-\u001f]');
create domain app.media_type as text check (value ~ '^[a-z0-9.+-]+/[a-z0-9.+-]+$' and length(value) <= 100);
create domain app.emoji as text check (value ~ '\S' and length(value) <= 32);

alter table messages
  -- Attempts to deliver it; reports name the one they mean.
  add column attempt app.ordinal not null default 1,
  add column attachment_count app.count not null default 0,
  add column reaction_count app.count not null default 0,
  add column mention_count app.count not null default 0;

-- A file that was uploaded, and the message it went with; none yet, or none any more: nobody may read it
-- but its uploader, and it is collected.
create table attachments (
  account_id   uuid not null references accounts,
  id           uuid not null,
  -- uploading: bytes may be on their way; stored: all there; discarded: to be deleted from the store.
  state        text not null default 'uploading' check (state in ('uploading', 'stored', 'discarded')),
  uploaded_by  uuid,
  message_id   uuid,
  -- Its place among the message's files.
  place        app.ordinal,
  name         app.file_name not null,
  -- By its bytes, not by what the sender said.
  media_type   app.media_type,
  size         app.count,
  sha256       bytea check (length(sha256) = 32),
  width        app.ordinal,
  height       app.ordinal,
  has_thumbnail boolean not null default false,
  created_at   timestamptz not null,
  primary key (account_id, id),
  foreign key (account_id, message_id) references messages (account_id, id),
  foreign key (account_id, uploaded_by) references memberships (account_id, user_id),
  constraint whole check (state <> 'stored' or num_nulls(media_type, size, sha256) = 0),
  constraint attached check (message_id is null or (place is not null and state = 'stored'))
);
create index attachments_message on attachments (account_id, message_id, place) where message_id is not null;
create index attachments_loose on attachments (account_id, created_at) where message_id is null;

create table message_reactions (
  account_id  uuid not null,
  message_id  uuid not null,
  emoji       app.emoji not null,
  user_id     uuid,
  contact_id  uuid,
  created_at  timestamptz not null,
  constraint reactor check (num_nonnulls(user_id, contact_id) = 1),
  unique nulls not distinct (account_id, message_id, emoji, user_id, contact_id),
  foreign key (account_id, message_id) references messages (account_id, id),
  foreign key (account_id, user_id) references memberships (account_id, user_id),
  foreign key (account_id, contact_id) references contacts
);

-- Members whom a note names.
create table message_mentions (
  account_id       uuid not null,
  user_id          uuid not null,
  message_id       uuid not null,
  conversation_id  uuid not null,
  primary key (account_id, user_id, message_id),
  foreign key (account_id, message_id) references messages (account_id, id),
  foreign key (account_id, conversation_id) references conversations,
  foreign key (account_id, user_id) references memberships (account_id, user_id)
);
create index message_mentions_message on message_mentions (account_id, message_id);

-- Moves a counter of messages, named by the trigger's argument, with the rows that point at them.
create function app.count_parts() returns trigger language plpgsql as $$
begin
  if tg_op <> 'INSERT' and old.message_id is not null then
    execute format('update messages set %1$I = %1$I - 1 where account_id = $1 and id = $2', tg_argv[0])
      using old.account_id, old.message_id;
  end if;
  if tg_op <> 'DELETE' and new.message_id is not null then
    execute format('update messages set %1$I = %1$I + 1 where account_id = $1 and id = $2', tg_argv[0])
      using new.account_id, new.message_id;
  end if;
  return null;
end
$$;
create trigger count_attachments after insert or delete or update of message_id on attachments
  for each row execute function app.count_parts('attachment_count');
create trigger count_reactions after insert or delete on message_reactions
  for each row execute function app.count_parts('reaction_count');
create trigger count_mentions after insert or delete on message_mentions
  for each row execute function app.count_parts('mention_count');

call app.protect('attachments');
call app.protect('message_reactions');
call app.protect('message_mentions');
grant select, insert, update, delete on attachments, message_reactions, message_mentions to skybot_app;

-- As in 0011, with the parts.
create or replace view app.message_view with (security_invoker = true) as
select m.account_id, m.id, m.conversation_id, m.seq::bigint, m.kind::text, m.direction::text, m.sender_type::text,
       coalesce(m.sender_contact_id, m.sender_user_id) as sender_id,
       coalesce(t.name, u.name)::text as sender_name,
       m.body::text, m.reply_to_id, m.status::text, m.delivered_at, m.read_at, m.failed_code, m.failed_title,
       m.failed_retryable, m.edited_at, m.deleted_at, m.deleted_by, m.version::bigint, m.external_id::text, m.client_id,
       m.created_at, m.attempt::bigint,
       case when m.attachment_count > 0 then (
         select jsonb_agg(jsonb_build_object(
                  'id', a.id, 'name', a.name, 'media_type', a.media_type, 'size', a.size, 'width', a.width,
                  'height', a.height, 'has_thumbnail', a.has_thumbnail) order by a.place)
         from attachments a where a.account_id = m.account_id and a.message_id = m.id) end as attachments,
       case when m.reaction_count > 0 then (
         select jsonb_agg(jsonb_build_object('emoji', r.emoji, 'user_id', r.user_id, 'contact_id', r.contact_id)
                          order by r.created_at, r.emoji)
         from message_reactions r where r.account_id = m.account_id and r.message_id = m.id) end as reactions,
       case when m.mention_count > 0 then (
         select array_agg(n.user_id order by n.user_id)
         from message_mentions n where n.account_id = m.account_id and n.message_id = m.id) end as mentions
from messages m
left join contacts t on t.account_id = m.account_id and t.id = m.sender_contact_id
left join memberships u on u.account_id = m.account_id and u.user_id = m.sender_user_id;

drop function app.messages_page(uuid, uuid, text, uuid, text, bigint, int);
create function app.messages_page(p_account uuid, p_user uuid, p_reach text, p_conversation uuid, p_mode text,
                                  p_seq bigint, p_limit int)
returns table (total bigint, id uuid, seq bigint, kind text, direction text, sender_type text, sender_id uuid,
               sender_name text, body text, reply_to_id uuid, status text, delivered_at timestamptz,
               read_at timestamptz, failed_code text, failed_title text, failed_retryable boolean,
               edited_at timestamptz, deleted_at timestamptz, deleted_by uuid, version bigint, external_id text,
               client_id uuid, created_at timestamptz, attempt bigint, attachments jsonb, reactions jsonb,
               mentions uuid[])
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
           m.deleted_at, m.deleted_by, m.version, m.external_id, m.client_id, m.created_at, m.attempt, m.attachments,
           m.reactions, m.mentions
    from app.message_view m
    where m.account_id = p_account and m.conversation_id = p_conversation
      and m.seq between v_first and v_first + p_limit - 1
      and (p_mode <> 'before' or m.seq < p_seq)
    order by m.seq;
end
$$;
grant execute on function app.messages_page(uuid, uuid, text, uuid, text, bigint, int) to skybot_app;
