-- Messages, in the order of seq; the counters they move; the words they can be found by.

-- The words of a text, as search compares them: lower case, no accents, split at everything that
-- is neither a letter, a digit nor a symbol such as an emoji. Han, kana and hangul have no blanks
-- between words, so there each character is one. ASCII needs none of that.
create function app.search_words(p_text text) returns text[]
language plpgsql immutable strict parallel safe as $$
declare
  v_text text := lower(p_text);
begin
  if octet_length(p_text) <> length(p_text) then
    v_text := lower(public.unaccent('public.unaccent', v_text));
    v_text := regexp_replace(v_text, '([\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff])', ' \1 ', 'g');
    v_text := regexp_replace(v_text,
      '[\u0080-\u00a9\u00ab-\u00b1\u00b4\u00b6-\u00b8\u00bb\u00bf\u060c\u061b\u061f\u06d4\u1680\u180e\u2000-\u206f\u3000-\u303f\ufe00-\ufe0f\ufe10-\ufe1f\ufe30-\ufe6f\ufeff\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65]+',
      ' ', 'g');
  end if;
  v_text := btrim(regexp_replace(v_text, '[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u007f]+', ' ', 'g'));
  return case when v_text = '' then '{}' else string_to_array(v_text, ' ') end;
end
$$;

-- Every word carries its bucket (tenant and age) in front. One posting list is then one tenant's
-- uses of a word in one stretch of time: a search for the newest hits reads just those, however
-- many other messages, or other tenants, there are.
create function app.search_vector(p_bucket bigint, p_text text) returns tsvector
language plpgsql immutable parallel safe as $$
begin
  return (
    select string_agg('''' || to_hex(p_bucket) || 'g' || left(w.word, 100) || ''':' || least(w.place, 16383), ' ')
    from unnest(app.search_words(p_text)) with ordinality w (word, place)
  )::tsvector;
end
$$;

grant execute on function app.search_words(text), app.search_vector(bigint, text) to skybot_app, skybot_search;

create table messages (
  account_id         uuid not null,
  conversation_id    uuid not null,
  seq                app.ordinal not null,
  id                 uuid not null,
  kind               app.message_kind not null,
  direction          app.direction not null,
  sender_type        app.actor_type not null,
  sender_contact_id  uuid,
  sender_user_id     uuid,
  body               app.body,
  reply_to_id        uuid,
  status             app.delivery_status not null,
  delivered_at       timestamptz,
  read_at            timestamptz,
  failed_code        text,
  failed_title       text,
  failed_retryable   boolean,
  external_id        app.external_id,
  idempotency_key    app.idempotency_key,
  idempotency_hash   bytea,
  client_id          uuid,
  version            app.ordinal not null default 1,
  edited_at          timestamptz,
  deleted_at         timestamptz,
  deleted_by         uuid,
  created_at         timestamptz not null,
  -- Inbound messages of the conversation up to and with this one.
  inbound_ordinal    app.count not null,
  search_bucket      bigint not null,
  search_vector      tsvector generated always as
                       (case when deleted_at is null then app.search_vector(search_bucket, body) end) stored,
  primary key (account_id, conversation_id, seq),
  foreign key (account_id, conversation_id) references conversations,
  foreign key (account_id, sender_contact_id) references contacts,
  foreign key (account_id, sender_user_id) references memberships,
  constraint shape check (
    num_nonnulls(sender_contact_id, sender_user_id) = (sender_type <> 'system')::int
    and (sender_contact_id is not null) = (sender_type = 'contact')
    and (direction = 'internal') = (kind = 'note' or kind = 'activity')
    and (deleted_at is null or body is null))
);
create unique index messages_id on messages (account_id, id);
create unique index messages_key on messages (account_id, conversation_id, idempotency_key)
  where idempotency_key is not null;
create unique index messages_external on messages (account_id, conversation_id, external_id)
  where external_id is not null;
-- No pending list: a list of unsorted entries would make every search read all of it.
create index messages_search on messages using gin (search_vector) with (fastupdate = off);
-- The planner needs no statistics of words to see that the index is the way.
alter table messages alter column search_vector set statistics 0;
alter table messages add foreign key (account_id, reply_to_id) references messages (account_id, id);

create table message_history (
  account_id  uuid not null,
  message_id  uuid not null,
  version     app.ordinal not null,
  body        app.body not null,
  edited_by   uuid,
  edited_at   timestamptz not null,
  primary key (account_id, message_id, version),
  foreign key (account_id, message_id) references messages (account_id, id) on delete cascade,
  foreign key (account_id, edited_by) references memberships (account_id, user_id)
);

-- Whatever text a message had stays in its history (unless the message was deleted).
create function app.keep_history() returns trigger language plpgsql as $$
begin
  if new.deleted_at is null then
    insert into message_history (account_id, message_id, version, body, edited_by, edited_at)
    values (old.account_id, old.id, old.version, old.body, app.user_id(), coalesce(new.edited_at, old.created_at));
  else
    delete from message_history where account_id = old.account_id and message_id = old.id;
  end if;
  return null;
end
$$;
create trigger keep_history after update of body on messages
  for each row when (old.body is distinct from new.body and old.body is not null) execute function app.keep_history();

-- A conversation's counters follow its messages, whoever writes them, and seq stays dense.
create function app.count_messages() returns trigger language plpgsql as $$
declare
  v_groups bigint;
  v_counted bigint;
begin
  with fresh as (
    select conversation_id, min(seq) as first, max(seq) as last, count(*) as n,
           count(*) filter (where direction = 'inbound') as inbound,
           max(created_at) as at,
           max(seq) filter (where direction = 'outbound') as answered,
           min(created_at) filter (where direction = 'outbound') as answered_at
    from inserted group by account_id, conversation_id
  ), counted as (
    update conversations c
    set message_count = f.last,
        inbound_count = c.inbound_count + f.inbound,
        last_activity_at = greatest(c.last_activity_at, f.at),
        first_reply_at = coalesce(c.first_reply_at, f.answered_at),
        waiting_since = case
          when f.answered is null and f.inbound = 0 then c.waiting_since
          when f.answered is null and c.waiting_since is not null then c.waiting_since
          else (select min(i.created_at) from inserted i
                where i.conversation_id = f.conversation_id and i.direction = 'inbound'
                  and i.seq > coalesce(f.answered, 0))
        end
    from fresh f
    where c.account_id = (select app.tenant()) and c.id = f.conversation_id
      and c.message_count = f.first - 1 and f.last - f.first + 1 = f.n
    returning 1
  )
  select (select count(*) from fresh), (select count(*) from counted) into v_groups, v_counted;
  if v_counted <> v_groups then
    raise exception 'seq is not dense' using errcode = 'integrity_constraint_violation';
  end if;
  return null;
end
$$;
create trigger count_messages after insert on messages referencing new table as inserted
  for each statement execute function app.count_messages();

call app.protect('messages');
call app.protect('message_history');

grant select, insert, update on messages to skybot_app;
grant select, insert, delete on message_history to skybot_app;
grant select on messages to skybot_search;
create policy search on messages for select to skybot_search using (true);
