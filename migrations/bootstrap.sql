-- Roles, run once per cluster by an administrator (a local cluster does it by itself).
--
-- skybot_owner   owns the schema; migrations only.
-- skybot_app     the server; owns nothing, and row-level security holds for it.
-- skybot_search  nobody can log in as it; owns the search functions, which look at one tenant's
--                rows past row-level security because the planner will not use a GIN index below it.
--
-- Afterwards: a password for the two that log in, and
--   create database skybot owner skybot_owner;
do $$
begin
  if not exists (select from pg_roles where rolname = 'skybot_owner') then
    create role skybot_owner login nosuperuser nocreatedb nocreaterole nobypassrls;
  end if;
  if not exists (select from pg_roles where rolname = 'skybot_app') then
    create role skybot_app login nosuperuser nocreatedb nocreaterole nobypassrls;
  end if;
  if not exists (select from pg_roles where rolname = 'skybot_search') then
    create role skybot_search nologin nosuperuser nocreatedb nocreaterole nobypassrls;
  end if;
end
$$;

grant skybot_search to skybot_owner;
