-- Two contacts become one, and can become two again. A merge remembers what it moved, one row a thing.

create domain app.merged_item as text check (value in ('identity', 'conversation', 'note', 'quarantined'));

create table contact_merges (
  account_id  uuid not null,
  id          uuid not null,
  source_id   uuid not null,
  target_id   uuid not null,
  -- What the target lacked and took from the source.
  filled      jsonb not null check (jsonb_typeof(filled) = 'object'),
  merged_at   timestamptz not null,
  merged_by   uuid,
  undone_at   timestamptz,
  primary key (account_id, id),
  foreign key (account_id, source_id) references contacts on delete cascade,
  foreign key (account_id, target_id) references contacts on delete cascade,
  foreign key (account_id, merged_by) references memberships (account_id, user_id)
);
create unique index contact_merges_source on contact_merges (account_id, source_id) where undone_at is null;
create index contact_merges_target on contact_merges (account_id, target_id);

create table contact_merge_items (
  account_id  uuid not null,
  merge_id    uuid not null,
  item        app.merged_item not null,
  -- The id of the thing; of an identity kind:value.
  ref         text not null,
  primary key (account_id, merge_id, item, ref),
  foreign key (account_id, merge_id) references contact_merges on delete cascade
);

-- Moves things from one contact to another and gives the conversations among them: all there are, or
-- those that a merge moved and that are still there. Conversations are locked in the order of their
-- ids, as appends do it.
create function app.move_contact_things(p_from uuid, p_to uuid, p_merge uuid, p_back boolean)
returns setof uuid language plpgsql as $$
declare
  v_account constant uuid := app.tenant();
  v_conversations uuid[];
begin
  -- Deleted ones go along: they may come back.
  perform app.show_hidden(true);
  select array_agg(l.id) into v_conversations
  from (
    select c.id from conversations c
    where c.account_id = v_account and c.contact_id = p_from
      and (not p_back or exists (
        select from contact_merge_items m
        where m.account_id = v_account and m.merge_id = p_merge and m.item = 'conversation' and m.ref = c.id::text))
    order by c.id
    for no key update
  ) l;
  update conversations c set contact_id = p_to, version = c.version + 1
  where c.account_id = v_account and c.id = any (v_conversations);

  if p_back then
    update contact_identities i set contact_id = p_to
    where i.account_id = v_account and i.contact_id = p_from and exists (
      select from contact_merge_items m where m.account_id = v_account and m.merge_id = p_merge
        and m.item = 'identity' and m.ref = i.kind || ':' || i.value);
    update contact_notes n set contact_id = p_to
    where n.account_id = v_account and n.contact_id = p_from and exists (
      select from contact_merge_items m where m.account_id = v_account and m.merge_id = p_merge
        and m.item = 'note' and m.ref = n.id::text);
    update quarantined_messages q set contact_id = p_to
    where q.account_id = v_account and q.contact_id = p_from and exists (
      select from contact_merge_items m where m.account_id = v_account and m.merge_id = p_merge
        and m.item = 'quarantined' and m.ref = q.id::text);
  else
    insert into contact_merge_items (account_id, merge_id, item, ref)
    select v_account, p_merge, 'conversation', c.id::text from unnest(v_conversations) c (id);
    with moved as (
      update contact_identities i set contact_id = p_to
      where i.account_id = v_account and i.contact_id = p_from returning i.kind || ':' || i.value as ref)
    insert into contact_merge_items select v_account, p_merge, 'identity', ref from moved;
    with moved as (
      update contact_notes n set contact_id = p_to
      where n.account_id = v_account and n.contact_id = p_from returning n.id::text as ref)
    insert into contact_merge_items select v_account, p_merge, 'note', ref from moved;
    with moved as (
      update quarantined_messages q set contact_id = p_to
      where q.account_id = v_account and q.contact_id = p_from returning q.id::text as ref)
    insert into contact_merge_items select v_account, p_merge, 'quarantined', ref from moved;
  end if;
  perform app.show_hidden(false);
  return query select c.id from unnest(v_conversations) c (id);
end
$$;

-- The contact that this one has become part of, or itself.
create function app.present_contact(p_id uuid) returns uuid language sql stable as $$
  with recursive way as (
    select t.id, t.merged_into from contacts t where t.account_id = app.tenant() and t.id = p_id
    union all
    select t.id, t.merged_into from way w join contacts t on t.account_id = app.tenant() and t.id = w.merged_into
  )
  select w.id from way w where w.merged_into is null
$$;
grant execute on function app.move_contact_things(uuid, uuid, uuid, boolean), app.present_contact(uuid) to skybot_app;

-- A conversation that begins while its contact becomes part of another one begins with that one: the
-- lock waits for the merge, which then shows.
create function app.follow_merge() returns trigger language plpgsql as $$
declare
  v_into uuid;
begin
  loop
    select t.merged_into into v_into from contacts t
    where t.account_id = new.account_id and t.id = new.contact_id for key share;
    exit when v_into is null;
    new.contact_id := v_into;
  end loop;
  return new;
end
$$;
create trigger follow_merge before insert on conversations for each row execute function app.follow_merge();

call app.protect('contact_merges');
call app.protect('contact_merge_items');
grant select, insert, update on contact_merges to skybot_app;
grant select, insert on contact_merge_items to skybot_app;
