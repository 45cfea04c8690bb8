-- Teams change and end.

alter table teams add column version app.ordinal not null default 1;

-- How many conversations a team has, hidden or not: p_most at most, which are locked, in one order. They are
-- locked before the team is, as whoever gives a conversation to a team does it: so neither waits for the other.
create function app.hold_conversations_of(p_team uuid, p_most int) returns bigint language plpgsql as $$
declare
  v_held bigint;
begin
  perform app.show_hidden(true);
  select count(*) into v_held
  from (select c.id from conversations c
        where c.account_id = app.tenant() and c.team_id = p_team
        order by c.id limit p_most for no key update) held;
  perform app.show_hidden(false);
  return v_held;
end
$$;

-- Takes a held team off its conversations, hidden or not; those that are not hidden.
create function app.take_team_off(p_team uuid) returns setof uuid language plpgsql as $$
begin
  perform app.show_hidden(true);
  return query
    with freed as (
      update conversations c set team_id = null, version = c.version + 1
      where c.account_id = app.tenant() and c.team_id = p_team
      returning c.id, c.deleted_at, c.merged_into)
    select f.id from freed f where f.deleted_at is null and f.merged_into is null order by f.id;
  perform app.show_hidden(false);
end
$$;

grant execute on function app.hold_conversations_of(uuid, int), app.take_team_off(uuid) to skybot_app;
