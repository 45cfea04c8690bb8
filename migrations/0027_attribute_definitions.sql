-- What a tenant says of its custom attributes, and their values in rows of their own: below row-level
-- security a GIN index on the JSON is not used (@> is not leakproof), a B-tree on plain columns is.

create domain app.attribute_entity as text check (value in ('conversation', 'contact'));
create domain app.attribute_key as text check (value ~ '^[a-z][a-z0-9_]*$' and length(value) <= 60);
create domain app.attribute_type as text check (value in ('text', 'number', 'boolean', 'date', 'link', 'list'));

create table attribute_definitions (
  account_id  uuid not null references accounts,
  id          uuid not null,
  entity      app.attribute_entity not null,
  key         app.attribute_key not null,
  title       app.name not null,
  type        app.attribute_type not null,
  -- Of a list, in the order they are offered.
  options     text[] not null default '{}' check (cardinality(options) <= 100),
  version     app.ordinal not null default 1,
  created_at  timestamptz not null,
  updated_at  timestamptz not null,
  constraint options_of_lists check ((type = 'list') = (options <> '{}')),
  primary key (account_id, id)
);
create unique index attribute_definitions_key on attribute_definitions (account_id, entity, key);

-- One row a value, kept by triggers, whoever writes custom_attributes.
create table attribute_values (
  account_id    uuid not null references accounts,
  entity        app.attribute_entity not null,
  owner_id      uuid not null,
  key           app.attribute_key not null,
  -- See app.attribute_text. Compared byte by byte, so that days are in their order.
  text_value    text collate "C",
  number_value  double precision,
  bool_value    boolean,
  constraint one_value check (num_nonnulls(text_value, number_value, bool_value) = 1),
  primary key (account_id, entity, owner_id, key)
);
-- Also for "has one", whatever it is.
create index attribute_values_text on attribute_values (account_id, entity, key, text_value, owner_id);
create index attribute_values_number on attribute_values (account_id, entity, key, number_value, owner_id)
  where number_value is not null;
create index attribute_values_bool on attribute_values (account_id, entity, key, bool_value, owner_id)
  where bool_value is not null;

-- The form in which texts are compared: a long one by its start and a digest, for an entry of an index
-- has not room for all of it.
create function app.attribute_text(p_value text) returns text language sql immutable strict parallel safe
  return case when length(p_value) <= 255 then p_value else left(p_value, 200) || md5(p_value) end;

create function app.keep_attribute_values() returns trigger language plpgsql as $$
begin
  if tg_op <> 'INSERT' then
    delete from attribute_values a
    where a.account_id = old.account_id and a.entity = tg_argv[0] and a.owner_id = old.id;
  end if;
  if tg_op <> 'DELETE' then
    insert into attribute_values (account_id, entity, owner_id, key, text_value, number_value, bool_value)
    select new.account_id, tg_argv[0], new.id, v.key,
           case jsonb_typeof(v.value) when 'string' then app.attribute_text(v.value #>> '{}') end,
           case jsonb_typeof(v.value) when 'number' then (v.value #>> '{}')::double precision end,
           case jsonb_typeof(v.value) when 'boolean' then (v.value #>> '{}')::boolean end
    from jsonb_each(new.custom_attributes) v
    where jsonb_typeof(v.value) in ('string', 'number', 'boolean');
  end if;
  return null;
end
$$;

create trigger keep_values_of_new after insert on contacts
  for each row when (new.custom_attributes <> '{}') execute function app.keep_attribute_values('contact');
create trigger keep_values after update of custom_attributes on contacts
  for each row when (old.custom_attributes <> new.custom_attributes)
  execute function app.keep_attribute_values('contact');
create trigger drop_values after delete on contacts
  for each row when (old.custom_attributes <> '{}') execute function app.keep_attribute_values('contact');
create trigger keep_values_of_new after insert on conversations
  for each row when (new.custom_attributes <> '{}') execute function app.keep_attribute_values('conversation');
create trigger keep_values after update of custom_attributes on conversations
  for each row when (old.custom_attributes <> new.custom_attributes)
  execute function app.keep_attribute_values('conversation');
create trigger drop_values after delete on conversations
  for each row when (old.custom_attributes <> '{}') execute function app.keep_attribute_values('conversation');

-- What there is already; the owner sees it for this one statement.
alter table contacts no force row level security;
alter table conversations no force row level security;
insert into attribute_values (account_id, entity, owner_id, key, text_value, number_value, bool_value)
select o.account_id, o.entity, o.id, v.key,
       case jsonb_typeof(v.value) when 'string' then app.attribute_text(v.value #>> '{}') end,
       case jsonb_typeof(v.value) when 'number' then (v.value #>> '{}')::double precision end,
       case jsonb_typeof(v.value) when 'boolean' then (v.value #>> '{}')::boolean end
from (select account_id, 'contact' as entity, id, custom_attributes from contacts
      union all
      select account_id, 'conversation', id, custom_attributes from conversations) o
cross join lateral jsonb_each(o.custom_attributes) v
where o.custom_attributes <> '{}' and jsonb_typeof(v.value) in ('string', 'number', 'boolean');
alter table contacts force row level security;
alter table conversations force row level security;

-- The server could not use them, and paid for them in every write.
drop index contacts_attributes;
drop index conversations_attributes;

call app.protect('attribute_definitions');
call app.protect('attribute_values');

-- Whoever writes values and whoever says what they may be wait for each other.
create function app.hold_attribute_definitions(p_exclusive boolean) returns void language plpgsql as $$
declare
  v_key constant bigint := hashtextextended('attribute definitions ' || app.tenant(), 0);
begin
  if p_exclusive then
    perform pg_advisory_xact_lock(v_key);
  else
    perform pg_advisory_xact_lock_shared(v_key);
  end if;
end
$$;

-- The definitions of some attributes, which stay as they are until the transaction ends. They are read
-- after the wait: plpgsql looks at the tables anew in each statement.
create function app.attribute_definitions_held(p_entity text[], p_key text[]) returns setof attribute_definitions
language plpgsql as $$
begin
  perform app.hold_attribute_definitions(false);
  return query
    select d.* from attribute_definitions d
    join unnest(p_entity, p_key) n (entity, key) on n.entity = d.entity and n.key = d.key
    where d.account_id = app.tenant();
end
$$;

create trigger audit after insert or update or delete on attribute_definitions
  for each row execute function app.audit('id');

grant select, insert, update, delete on attribute_definitions, attribute_values to skybot_app;
grant execute on function app.attribute_text(text), app.hold_attribute_definitions(boolean),
  app.attribute_definitions_held(text[], text[]) to skybot_app;
