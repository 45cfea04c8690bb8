-- The identities and the attributes' values of contacts that are added together are kept by one statement each. By
-- one for each contact they were half of what taking in a table of contacts cost.

create function app.keep_new_identities() returns trigger language plpgsql as $$
begin
  insert into contact_identities (account_id, contact_id, kind, value)
  select a.account_id, a.id, v.kind, v.value
  from added a
  cross join lateral (values ('phone', a.phone), ('email', a.email), ('external', a.external_id)) v (kind, value)
  where v.value is not null
  on conflict (account_id, contact_id, kind, value) do nothing;
  return null;
end
$$;

drop trigger keep_identities on contacts;
create trigger keep_identities after update of phone, email, external_id on contacts
  for each row execute function app.keep_identities();
create trigger keep_new_identities after insert on contacts referencing new table as added
  for each statement execute function app.keep_new_identities();

create function app.keep_new_attribute_values() returns trigger language plpgsql as $$
begin
  insert into attribute_values (account_id, entity, owner_id, key, text_value, number_value, bool_value)
  select a.account_id, tg_argv[0], a.id, v.key,
         case jsonb_typeof(v.value) when 'string' then app.attribute_text(v.value #>> '{}') end,
         case jsonb_typeof(v.value) when 'number' then (v.value #>> '{}')::double precision end,
         case jsonb_typeof(v.value) when 'boolean' then (v.value #>> '{}')::boolean end
  from added a
  cross join lateral jsonb_each(a.custom_attributes) v
  where a.custom_attributes <> '{}' and jsonb_typeof(v.value) in ('string', 'number', 'boolean');
  return null;
end
$$;

drop trigger keep_values_of_new on contacts;
create trigger keep_values_of_new after insert on contacts referencing new table as added
  for each statement execute function app.keep_new_attribute_values('contact');
