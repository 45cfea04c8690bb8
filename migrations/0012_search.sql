-- Search. Under row-level security the planner will not use a GIN index (@@ and LIKE are not
-- leakproof), so these functions, and only these, run as skybot_search, whose policies let it see
-- every row; they take the tenant from the transaction's setting and nothing else, and give back
-- ids, which the caller then reads under its own policies.

create schema search;
grant usage on schema search to skybot_app;
grant usage, create on schema search to skybot_search;

-- The text of a tsquery, chr(1) standing for the bucket; null if no term holds a word.
create function search.template(p_terms text[], p_prefix boolean[]) returns text
language sql stable parallel safe set search_path = pg_catalog, pg_temp as $$
  select string_agg('(' || phrase || ')', ' & ')
  from (
    select string_agg('''' || chr(1) || left(w.word, 100) || '''' || case when t.go_on and w.place = cardinality(t.words) then ':*' else '' end,
                      ' <-> ' order by w.place) as phrase
    from (select app.search_words(term) as words, go_on, nr
          from unnest(p_terms, p_prefix) with ordinality x (term, go_on, nr)) t
    cross join lateral unnest(t.words) with ordinality w (word, place)
    group by t.nr
  ) phrases
$$;

-- Messages that hold all terms, newest bucket first, newest first in it; after (p_bucket, p_id) if
-- given. Looks at one bucket, then two more, then four …: a frequent word is found at once, a rare
-- one in few steps.
create function search.messages(p_terms text[], p_prefix boolean[], p_bucket bigint, p_id uuid, p_limit int)
returns table (message_id uuid, conversation_id uuid, seq bigint, bucket bigint)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
set plan_cache_mode = force_custom_plan as $$
declare
  v_account constant uuid := app.tenant();
  v_sees_all constant boolean := app.sees_all();
  v_template constant text := search.template(p_terms, p_prefix);
  v_base bigint;
  v_high bigint;
  v_low bigint;
  v_span bigint := 1;
  v_found int := 0;
  v_rows int;
begin
  select s.number::bigint << 24, s.search_bucket into v_base, v_high
  from account_streams s where s.account_id = v_account;
  if v_account is null or v_template is null or v_base is null then
    return;
  end if;
  v_high := least(v_high, coalesce(p_bucket, v_high));
  while v_high >= 0 and v_found < p_limit loop
    v_low := greatest(v_high - v_span + 1, 0);
    return query
      select m.id, m.conversation_id, m.seq::bigint, m.search_bucket - v_base
      from messages m
      where m.account_id = v_account
        and m.search_vector @@ (
          select string_agg('(' || replace(v_template, chr(1), to_hex(v_base | b) || 'g') || ')', ' | ')
          from generate_series(v_low, v_high) b)::tsquery
        and (p_id is null or (m.search_bucket, m.id) < (v_base | p_bucket, p_id))
        -- Not a join: a planner that knows nothing of the words would begin with the conversations.
        and (v_sees_all or exists (
          select from conversations c
          where c.account_id = m.account_id and c.id = m.conversation_id
            and app.can_see(c.inbox_id, c.team_id, c.assignee_id)))
      order by m.search_bucket desc, m.id desc
      limit p_limit - v_found;
    get diagnostics v_rows = row_count;
    v_found := v_found + v_rows;
    v_high := v_low - 1;
    v_span := least(v_span * 2, 64);
  end loop;
end
$$;

-- Contacts whose name, phone, address or external id holds the text; newest first, before p_id if
-- given.
create function search.contacts(p_text text, p_id uuid, p_limit int) returns setof uuid
language sql stable security definer
set search_path = pg_catalog, public, pg_temp as $$
  select t.id from contacts t
  where t.account_id = app.tenant()
    and t.search_text like '%' || replace(replace(replace(app.fold(p_text), '\', '\\'), '%', '\%'), '_', '\_') || '%'
    and (p_id is null or t.id < p_id)
  order by t.id desc
  limit p_limit
$$;

-- The newest conversations that have the number, or whose subject or contact holds the text. Three
-- branches, each with an index of its own: one condition with OR would walk all conversations.
create function search.conversations(p_text text, p_number bigint, p_limit int) returns setof uuid
language sql stable security definer
set search_path = pg_catalog, public, pg_temp as $$
  with found as (
    select c.id from conversations c where c.account_id = app.tenant() and c.number = p_number
    union
    select c.id from conversations c
    where c.account_id = app.tenant()
      and app.fold(c.subject) like
          '%' || replace(replace(replace(app.fold(p_text), '\', '\\'), '%', '\%'), '_', '\_') || '%'
    union
    select c.id from conversations c
    where c.account_id = app.tenant() and c.contact_id = any (array(select search.contacts(p_text, null, p_limit)))
  )
  select c.id from found join conversations c on c.account_id = app.tenant() and c.id = found.id
  where app.sees_all() or app.can_see(c.inbox_id, c.team_id, c.assignee_id)
  order by c.last_activity_at desc, c.id desc
  limit p_limit
$$;

alter function search.template(text[], boolean[]) owner to skybot_search;
alter function search.messages(text[], boolean[], bigint, uuid, int) owner to skybot_search;
alter function search.contacts(text, uuid, int) owner to skybot_search;
alter function search.conversations(text, bigint, int) owner to skybot_search;
revoke create on schema search from skybot_search;
revoke all on all functions in schema search from public;
grant execute on function search.messages(text[], boolean[], bigint, uuid, int),
  search.contacts(text, uuid, int), search.conversations(text, bigint, int) to skybot_app;
