-- A tenant's customers, the places they write to, and labels.

-- Case and accents do not tell names apart. unaccent() is only STABLE because its rules file could
-- be edited; ours is the one that ships with PostgreSQL.
create function app.fold(p_text text) returns text language sql immutable strict parallel safe
  return lower(public.unaccent('public.unaccent', p_text));

-- The form in which identities are compared: addresses without case, numbers as digits.
create function app.identity_key(p_kind text, p_value text) returns text
language sql immutable strict parallel safe
  return case p_kind when 'email' then lower(p_value)
                     when 'phone' then regexp_replace(p_value, '\D', '', 'g')
                     else p_value end;

grant execute on function app.fold(text), app.identity_key(text, text) to skybot_app, skybot_search;

create table contacts (
  account_id         uuid not null references accounts,
  id                 uuid not null,
  name               app.name not null,
  phone              app.phone,
  email              app.email,
  external_id        app.external_id,
  custom_attributes  app.attributes not null default '{}',
  version            app.ordinal not null default 1,
  created_at         timestamptz not null,
  updated_at         timestamptz not null,
  search_text        text generated always as
                       (app.fold(name || ' ' || coalesce(phone, '') || ' ' || coalesce(email, '')
                                 || ' ' || coalesce(external_id, ''))) stored,
  primary key (account_id, id)
);
create index contacts_search on contacts using gin (account_id, search_text gin_trgm_ops);
create index contacts_attributes on contacts using gin (account_id, custom_attributes jsonb_path_ops)
  where custom_attributes <> '{}';

create table contact_identities (
  account_id  uuid not null,
  contact_id  uuid not null,
  kind        app.identity_kind not null,
  value       app.external_id not null,
  primary key (account_id, contact_id, kind, value),
  foreign key (account_id, contact_id) references contacts on delete cascade
);
create unique index contact_identities_key on contact_identities (account_id, kind, app.identity_key(kind, value));

-- A contact's own fields are identities; no writer can forget that.
create function app.keep_identities() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' then
    delete from contact_identities i
    where i.account_id = old.account_id and i.contact_id = old.id
      and (i.kind, i.value) in (('phone', old.phone), ('email', old.email), ('external', old.external_id));
  end if;
  insert into contact_identities (account_id, contact_id, kind, value)
  select new.account_id, new.id, v.kind, v.value
  from (values ('phone', new.phone), ('email', new.email), ('external', new.external_id)) v (kind, value)
  where v.value is not null
  on conflict (account_id, contact_id, kind, value) do nothing;
  return null;
end
$$;
create trigger keep_identities after insert or update of phone, email, external_id on contacts
  for each row execute function app.keep_identities();

create table inboxes (
  account_id  uuid not null references accounts,
  id          uuid not null,
  name        app.name not null,
  channel     app.channel not null,
  version     app.ordinal not null default 1,
  created_at  timestamptz not null,
  updated_at  timestamptz not null,
  primary key (account_id, id)
);
create unique index inboxes_name on inboxes (account_id, lower(name));

create table inbox_members (
  account_id  uuid not null,
  inbox_id    uuid not null,
  user_id     uuid not null,
  primary key (account_id, inbox_id, user_id),
  foreign key (account_id, inbox_id) references inboxes on delete cascade,
  foreign key (account_id, user_id) references memberships
);
create index inbox_members_user on inbox_members (account_id, user_id);

create table labels (
  account_id  uuid not null references accounts,
  id          uuid not null,
  name        app.label not null,
  color       app.color not null,
  version     app.ordinal not null default 1,
  created_at  timestamptz not null,
  primary key (account_id, id)
);
create unique index labels_name on labels (account_id, name);

call app.protect('contacts');
call app.protect('contact_identities');
call app.protect('inboxes');
call app.protect('inbox_members');
call app.protect('labels');

grant select, insert, update, delete on contacts, contact_identities, inboxes, inbox_members, labels to skybot_app;
grant select on contacts, inbox_members to skybot_search;
create policy search on contacts for select to skybot_search using (true);
create policy search on inbox_members for select to skybot_search using (true);
