-- Saved views, and finding conversations by their subject.

create domain app.conversation_sort as text check (value in ('last_activity', 'created', 'waiting'));

create table views (
  account_id  uuid not null references accounts,
  id          uuid not null,
  name        app.name not null,
  owner_id    uuid not null,
  -- With all members; else only its owner sees it.
  shared      boolean not null,
  filter      jsonb not null check (jsonb_typeof(filter) = 'object'),
  sort        app.conversation_sort not null,
  version     app.ordinal not null default 1,
  created_at  timestamptz not null,
  updated_at  timestamptz not null,
  primary key (account_id, id),
  foreign key (account_id, owner_id) references memberships (account_id, user_id)
);
create index views_shared on views (account_id, id) where shared;
create index views_own on views (account_id, owner_id, id) where not shared;

-- How many views there are that are shared, or one member's own. Whoever asks is about to add one: others
-- wait.
create function app.count_views(p_shared boolean) returns bigint language plpgsql as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('views ' || app.tenant(), 0));
  if p_shared then
    return (select count(*) from views v where v.account_id = app.tenant() and v.shared);
  end if;
  return (select count(*) from views v
          where v.account_id = app.tenant() and v.owner_id = app.user_id() and not v.shared);
end
$$;

create trigger audit after insert or update or delete on views for each row execute function app.audit('id');

call app.protect('views');
grant select, insert, update, delete on views to skybot_app;
grant execute on function app.count_views(boolean) to skybot_app;

-- Conversations whose subject holds the text, of the tenant, whoever may see them: the caller reads
-- them under its own policies, and its own reach.
grant create on schema search to skybot_search;
create function search.subjects(p_text text) returns setof uuid
language sql stable security definer rows 100
set search_path = pg_catalog, public, pg_temp as $$
  select c.id from conversations c
  where c.account_id = app.tenant()
    and app.fold(c.subject) like
        '%' || replace(replace(replace(app.fold(p_text), '\', '\\'), '%', '\%'), '_', '\_') || '%'
$$;
alter function search.subjects(text) owner to skybot_search;
revoke create on schema search from skybot_search;
revoke all on function search.subjects(text) from public;
grant execute on function search.subjects(text) to skybot_app;
