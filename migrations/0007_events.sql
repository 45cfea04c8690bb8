-- The durable log of a tenant. An event points at what changed; readers get it as it is now.

create table account_streams (
  account_id      uuid primary key references accounts,
  -- A small number for the tenant, in front of its search words.
  number          integer generated always as identity,
  -- The newest position. Taken last in a transaction: positions are dense and in commit order.
  head            app.count not null default 0,
  -- Events up to and with this one may be gone.
  trimmed         app.count not null default 0,
  -- Where new messages go in the search index, and how many are there.
  search_bucket   integer not null default 0,
  search_fill     integer not null default 0
) with (fillfactor = 50);

-- The newest conversation number, on a row of its own: it is held from early in a transaction.
create table account_counters (
  account_id      uuid primary key references accounts,
  conversations   app.count not null default 0
) with (fillfactor = 50);

create function app.open_stream() returns trigger language plpgsql as $$
begin
  perform set_config('app.account_id', new.id::text, true);
  insert into account_streams (account_id) values (new.id);
  insert into account_counters (account_id) values (new.id);
  return null;
end
$$;
create trigger open_stream after insert on accounts for each row execute function app.open_stream();

create table events (
  account_id       uuid not null references accounts,
  pos              app.ordinal not null,
  id               uuid not null,
  type             app.event_type not null,
  at               timestamptz not null,
  conversation_id  uuid,
  message_id       uuid,
  contact_id       uuid,
  inbox_id         uuid,
  user_id          uuid,
  actor_type       app.actor_type not null,
  actor_id         uuid,
  detail           jsonb,
  primary key (account_id, pos)
);

-- Ends a transaction: takes positions and writes its events. Nothing may be locked after.
create function app.record(p_id uuid[], p_type text[], p_at timestamptz, p_conversation uuid[], p_message uuid[],
                           p_contact uuid[], p_inbox uuid[], p_user uuid[], p_detail jsonb[],
                           p_actor_type text, p_actor_id uuid)
returns bigint language plpgsql as $$
declare
  v_head bigint;
  v_count bigint := cardinality(p_id);
begin
  update account_streams set head = head + v_count where account_id = app.tenant() returning head into v_head;
  insert into events (account_id, pos, id, type, at, conversation_id, message_id, contact_id, inbox_id, user_id,
                      actor_type, actor_id, detail)
  select app.tenant(), v_head - v_count + e.place, e.id, e.type, p_at, e.conversation, e.message, e.contact, e.inbox,
         e.member, p_actor_type, p_actor_id, e.detail
  from unnest(p_id, p_type, p_conversation, p_message, p_contact, p_inbox, p_user, p_detail)
    with ordinality e (id, type, conversation, message, contact, inbox, member, detail, place);
  return v_head;
end
$$;

call app.protect('account_streams');
call app.protect('account_counters');
call app.protect('events');

grant select, insert, update on account_streams, account_counters to skybot_app;
grant select, insert, delete on events to skybot_app;
grant execute on function app.record(uuid[], text[], timestamptz, uuid[], uuid[], uuid[], uuid[], uuid[], jsonb[], text, uuid) to skybot_app;
grant select on account_streams to skybot_search;
create policy search on account_streams for select to skybot_search using (true);
