-- Companies are found by their name or domain. As in 0012, and for its reasons, the function runs as
-- skybot_search and gives back ids.

alter table companies
  add column search_text text generated always as (app.fold(name || ' ' || coalesce(domain, ''))) stored;
create index companies_search on companies using gin (account_id, search_text gin_trgm_ops);

grant select on companies to skybot_search;
create policy search on companies for select to skybot_search using (true);

grant create on schema search to skybot_search;
create function search.companies(p_terms text[], p_id uuid, p_limit int) returns setof uuid
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
set plan_cache_mode = force_generic_plan as $$
declare
  v_account constant uuid := app.tenant();
  v_all constant text[] := array(select search.pattern(t) from unnest(p_terms) t order by length(t) desc);
  -- The longest is looked up, the others are compared.
  v_longest constant text := v_all[1];
begin
  return query
    select f.id
    from (
      select c.id from companies c
      where c.account_id = v_account and c.search_text like v_longest and c.search_text like all (v_all)
        and (p_id is null or c.id < p_id)
      -- Or, for the sake of the order, it would walk all companies.
      offset 0
    ) f
    order by f.id desc
    limit p_limit;
end
$$;
alter function search.companies(text[], uuid, int) owner to skybot_search;
revoke create on schema search from skybot_search;
revoke all on function search.companies(text[], uuid, int) from public;
grant execute on function search.companies(text[], uuid, int) to skybot_app;
