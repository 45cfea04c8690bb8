-- The job engine keeps its tables in graphile_worker, made by its own migrations just before these.
-- They hold task names and ids, nothing of a tenant's. The server enqueues and works on them.

grant usage on schema graphile_worker to skybot_app;
grant select, insert, update, delete on all tables in schema graphile_worker to skybot_app;
grant usage, select on all sequences in schema graphile_worker to skybot_app;
grant execute on all functions in schema graphile_worker to skybot_app;

do $$
declare
  v_table regclass;
begin
  for v_table in
    select c.oid from pg_class c
    where c.relnamespace = 'graphile_worker'::regnamespace and c.relkind = 'r' and c.relrowsecurity
  loop
    execute format('create policy server on %s to skybot_app using (true) with check (true)', v_table);
  end loop;
end
$$;
