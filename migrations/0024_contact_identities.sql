-- A contact is known by many identities. phone, email and external_id of the contact are the primary
-- one of their kind: if a contact has any of a kind, one of them is primary.

alter domain app.identity_kind drop constraint identity_kind_check;
alter domain app.identity_kind add constraint identity_kind_check
  check (value in ('phone', 'email', 'external', 'bsuid'));
create domain app.region as text check (value ~ '^[A-Z]{2}$');

-- Where numbers that are written without a country are taken to be from.
alter table accounts add column default_region app.region;

create function app.set_default_region(p_region text) returns void language plpgsql as $$
begin
  perform app.enter_platform();
  update accounts set default_region = p_region where id = app.tenant();
  perform app.leave_platform();
end
$$;

-- What two spellings of one number or mailbox have in common. Only a hint that they are: the ninth
-- digit of Brazilian mobile numbers, the 9 and the 1 between country and area of Argentine and
-- Mexican ones; whatever follows + in a mailbox, and its dots. skybot_domain::contact::Phone::variants
-- goes by the same table.
create function app.identity_kin(p_kind text, p_value text) returns text
language sql immutable strict parallel safe
  return case p_kind
    when 'phone' then
      regexp_replace(regexp_replace(regexp_replace(regexp_replace(p_value, '\D', '', 'g'),
        '^(55\d\d)9([6-9]\d{7})$', '\1\2'), '^549(\d{10})$', '54\1'), '^521(\d{10})$', '52\1')
    when 'email' then
      replace(split_part(split_part(lower(p_value), '@', 1), '+', 1), '.', '') || '@' || split_part(lower(p_value), '@', 2)
  end;
grant execute on function app.identity_kin(text, text) to skybot_app, skybot_search;

-- As columns: below row-level security no index on an expression is used.
alter table contact_identities
  add column added_at timestamptz not null default clock_timestamp(),
  add column key text not null generated always as (app.identity_key(kind, value)) stored,
  add column kin text generated always as (app.identity_kin(kind, value)) stored;
drop index contact_identities_key;
create unique index contact_identities_key on contact_identities (account_id, kind, key);
create index contact_identities_kin on contact_identities (account_id, kind, kin) where kin is not null;

-- As before, but an identity that stays is left alone.
create or replace function app.keep_identities() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' then
    delete from contact_identities i
    where i.account_id = old.account_id and i.contact_id = old.id
      and (i.kind, i.value) in (('phone', old.phone), ('email', old.email), ('external', old.external_id))
      and (i.kind, i.value) not in (('phone', coalesce(new.phone, '')), ('email', coalesce(new.email, '')),
                                    ('external', coalesce(new.external_id, '')));
  end if;
  insert into contact_identities (account_id, contact_id, kind, value)
  select new.account_id, new.id, v.kind, v.value
  from (values ('phone', new.phone), ('email', new.email), ('external', new.external_id)) v (kind, value)
  where v.value is not null
  on conflict (account_id, contact_id, kind, value) do nothing;
  return null;
end
$$;

create table companies (
  account_id         uuid not null references accounts,
  id                 uuid not null,
  name               app.name not null,
  domain             app.external_id,
  custom_attributes  app.attributes not null default '{}',
  version            app.ordinal not null default 1,
  created_at         timestamptz not null,
  updated_at         timestamptz not null,
  name_key           text not null generated always as (lower(name)) stored,
  primary key (account_id, id)
);
create unique index companies_name on companies (account_id, name_key);
create trigger audit after insert or update or delete on companies for each row execute function app.audit('id');
call app.protect('companies');
grant select, insert, update, delete on companies to skybot_app;

alter table contacts
  add column company_id uuid,
  -- Set when the contact has become part of another one; what it knew is there.
  add column merged_into uuid,
  add column blocked_at timestamptz,
  add column blocked_by uuid,
  -- Identities that are not primary, for search.
  add column also_known text not null default '',
  add column name_key text not null generated always as (app.fold(name)) stored,
  drop column search_text;
alter table contacts
  -- Nobody finds what has become part of something else.
  add column search_text text generated always as (
    case when merged_into is null
         then app.fold(name || ' ' || coalesce(phone, '') || ' ' || coalesce(email, '') || ' '
                       || coalesce(external_id, '') || ' ' || also_known) end) stored,
  add constraint block check (blocked_at is not null or blocked_by is null),
  add constraint not_itself check (merged_into <> id),
  add foreign key (account_id, company_id) references companies,
  add foreign key (account_id, merged_into) references contacts on delete cascade,
  add foreign key (account_id, blocked_by) references memberships (account_id, user_id);
create index contacts_search on contacts using gin (account_id, search_text gin_trgm_ops);
create index contacts_company on contacts (account_id, company_id, id desc) where company_id is not null;
create index contacts_blocked on contacts (account_id, id desc) where blocked_at is not null;
create index contacts_merged on contacts (account_id, merged_into) where merged_into is not null;
create index contacts_updated on contacts (account_id, updated_at, id);
create index contacts_named on contacts (account_id, name_key);

create view app.contact_view with (security_invoker = true) as
select t.account_id, t.id, t.name::text, t.phone::text, t.email::text, t.external_id::text, t.company_id,
       t.custom_attributes::jsonb as custom_attributes, t.blocked_at, t.blocked_by, t.merged_into,
       t.version::bigint, t.created_at, t.updated_at,
       (select jsonb_agg(jsonb_build_array(i.kind, i.value) order by i.kind::text, i.added_at, i.value)
        from contact_identities i where i.account_id = t.account_id and i.contact_id = t.id) as identities
from contacts t;
grant select on app.contact_view to skybot_app;

-- Makes the primary identities of a contact such that it has, after they came or went; p_counts: as a
-- change of its own.
create function app.settle_contact(p_id uuid, p_at timestamptz, p_counts boolean) returns void language sql as $$
  with known as (
    select i.kind, i.value, i.added_at from contact_identities i
    where i.account_id = app.tenant() and i.contact_id = p_id
  ), primaries as (
    select t.id,
      (select k.value from known k where k.kind = 'phone'
       order by k.value is distinct from t.phone, k.added_at, k.value limit 1) as phone,
      (select k.value from known k where k.kind = 'email'
       order by k.value is distinct from t.email, k.added_at, k.value limit 1) as email,
      (select k.value from known k where k.kind = 'external'
       order by k.value is distinct from t.external_id, k.added_at, k.value limit 1) as external_id
    from contacts t where t.account_id = app.tenant() and t.id = p_id
  )
  update contacts t
  set phone = p.phone, email = p.email, external_id = p.external_id,
      also_known = coalesce((select string_agg(k.value, ' ' order by k.kind::text, k.value) from known k
                             where (k.kind, k.value) not in (('phone', coalesce(p.phone, '')),
                               ('email', coalesce(p.email, '')), ('external', coalesce(p.external_id, '')))), ''),
      version = t.version + p_counts::int, updated_at = p_at
  from primaries p where t.account_id = app.tenant() and t.id = p.id
$$;
grant execute on function app.settle_contact(uuid, timestamptz, boolean), app.set_default_region(text) to skybot_app;

-- Why two contacts might be one, for those that share anything: at most p_limit of each reason.
create function app.contact_kin(p_id uuid, p_before uuid, p_limit int) returns table (contact_id uuid, reason text)
language sql stable as $$
  (select o.contact_id, 'same_' || o.kind
   from contact_identities i
   join contact_identities o on o.account_id = i.account_id and o.kind = i.kind and o.kin = i.kin
   where i.account_id = app.tenant() and i.contact_id = p_id and o.account_id = app.tenant()
     and o.contact_id <> p_id and (p_before is null or o.contact_id < p_before)
   limit p_limit)
  union
  (select o.id, 'same_name'
   from contacts t join contacts o on o.account_id = t.account_id and o.name_key = t.name_key
   where t.account_id = app.tenant() and t.id = p_id and o.account_id = app.tenant() and o.merged_into is null
     -- One word is a first name, which many have.
     and t.name_key like '% %'
     and o.id <> p_id and (p_before is null or o.id < p_before)
   limit p_limit)
$$;
grant execute on function app.contact_kin(uuid, uuid, int) to skybot_app;

create table contact_notes (
  account_id  uuid not null,
  id          uuid not null,
  contact_id  uuid not null,
  author_id   uuid not null,
  body        app.body not null,
  version     app.ordinal not null default 1,
  created_at  timestamptz not null,
  updated_at  timestamptz not null,
  primary key (account_id, id),
  foreign key (account_id, contact_id) references contacts on delete cascade,
  foreign key (account_id, author_id) references memberships (account_id, user_id)
);
create index contact_notes_contact on contact_notes (account_id, contact_id, id desc);

-- What blocked contacts wrote. The newest of each contact are kept.
create table quarantined_messages (
  account_id   uuid not null,
  id           uuid not null,
  contact_id   uuid not null,
  inbox_id     uuid not null,
  external_id  app.external_id,
  body         app.body not null,
  received_at  timestamptz not null,
  primary key (account_id, id),
  foreign key (account_id, contact_id) references contacts on delete cascade,
  foreign key (account_id, inbox_id) references inboxes on delete cascade
);
create index quarantined_messages_contact on quarantined_messages (account_id, contact_id, id desc);
create unique index quarantined_messages_external on quarantined_messages (account_id, inbox_id, external_id)
  where external_id is not null;

call app.protect('contact_notes');
call app.protect('quarantined_messages');
grant select, insert, update, delete on contact_notes, quarantined_messages to skybot_app;

-- As before; what is made from other columns is no news.
create or replace function app.audit() returns trigger language plpgsql as $$
declare
  v_hidden constant text[] := array['version', 'updated_at', 'search_text', 'message_count', 'inbound_count',
    'last_activity_at', 'email_folded', 'secret_hash', 'old_secret_hash', 'last_used_at', 'refused_at', 'name_key'];
  v_before jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) end;
  v_after jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) end;
  v_row jsonb := coalesce(v_after, v_before);
  v_kept jsonb := v_before;
begin
  if tg_op = 'UPDATE' then
    select jsonb_object_agg(key, v_before -> key), jsonb_object_agg(key, v_after -> key) into v_kept, v_after
    from jsonb_object_keys(v_after) key
    where v_before -> key is distinct from v_after -> key and key <> all (v_hidden);
    if v_after is null then
      return null;
    end if;
  else
    v_kept := v_kept - v_hidden;
    v_after := v_after - v_hidden;
  end if;
  insert into audit_log (account_id, actor_type, actor_id, impersonator, request_id, ip, user_agent, action,
                         subject_type, subject_id, before, after)
  values (coalesce(v_row ->> 'account_id', v_row ->> 'id')::uuid,
          coalesce(nullif(current_setting('app.actor', true), ''), 'system'), app.user_id(),
          nullif(current_setting('app.impersonator', true), ''),
          nullif(current_setting('app.request_id', true), ''), nullif(current_setting('app.ip', true), '')::inet,
          nullif(current_setting('app.user_agent', true), ''), lower(tg_op), tg_table_name,
          (select string_agg(v_row ->> argument, '/') from unnest(tg_argv) argument), v_kept, v_after);
  return null;
end
$$;
