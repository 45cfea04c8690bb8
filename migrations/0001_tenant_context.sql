-- Who asks, and for which tenant: settings of the running transaction, and nothing else.
--
-- app.account_id  the tenant           app.user_id  the member, if one acts
-- app.reach       what it may see      app.actor    kind of actor, for the audit log
-- app.request_id  for the audit log    app.realm    'platform' outside any tenant

create extension if not exists pg_trgm;
create extension if not exists unaccent;
create extension if not exists btree_gin;

revoke all on schema public from public;
grant usage on schema public to skybot_app, skybot_search;

create schema app;
grant usage on schema app to skybot_app, skybot_search;
alter default privileges revoke execute on functions from public;

-- A setting reads '' after the transaction that set it; both that and "never set" mean nobody.
create function app.tenant() returns uuid language sql stable parallel safe
  return nullif(current_setting('app.account_id', true), '')::uuid;

create function app.user_id() returns uuid language sql stable parallel safe
  return nullif(current_setting('app.user_id', true), '')::uuid;

create function app.is_platform() returns boolean language sql stable parallel safe
  return coalesce(current_setting('app.realm', true), '') = 'platform';

create function app.sees_all() returns boolean language sql stable parallel safe
  return coalesce(current_setting('app.reach', true), '') = 'all';

-- Enters a tenant until the end of the transaction.
create function app.enter(p_account uuid, p_user uuid, p_reach text, p_actor text, p_request text)
returns void language plpgsql as $$
begin
  perform set_config('app.account_id', p_account::text, true),
          set_config('app.user_id', coalesce(p_user::text, ''), true),
          set_config('app.reach', p_reach, true),
          set_config('app.actor', p_actor, true),
          set_config('app.request_id', coalesce(p_request, ''), true);
end
$$;

-- Leaves all tenants: the credential check, provisioning and the job runner, until the end of
-- the transaction.
create function app.enter_platform() returns void language plpgsql as $$
begin
  perform set_config('app.realm', 'platform', true);
end
$$;

grant execute on function app.tenant(), app.user_id(), app.is_platform(), app.sees_all() to skybot_app, skybot_search;
grant execute on function app.enter(uuid, uuid, text, text, text), app.enter_platform() to skybot_app;

-- Puts a tenant table under row-level security. The owner too sees nothing of it.
create procedure app.protect(p_table regclass) language plpgsql as $$
begin
  execute format('alter table %s enable row level security, force row level security', p_table);
  execute format('create policy tenant on %s to skybot_app
                  using (account_id = (select app.tenant())) with check (account_id = (select app.tenant()))', p_table);
end
$$;
