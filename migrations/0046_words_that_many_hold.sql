-- A word that many names hold, with one that few do ("contact 77"): the newest two hundred show hardly any, and the
-- index only knows the words of three letters and more, of which the longest gives nearly all there are. Then as
-- much as ten times as many are walked first.
--
-- As in 0044, and for its reasons, these functions run as skybot_search and give back ids.

grant create on schema search to skybot_search;

-- Whether a quarter of the newest contacts hold it: of what the index gives for it then, few would be looked for.
create function search.many_hold(p_account uuid, p_pattern text) returns boolean
language sql stable
set search_path = pg_catalog, public, pg_temp as $$
  select count(*) filter (where w.search_text like p_pattern) * 4 >= count(*)
  from (select t.search_text from contacts t where t.account_id = p_account order by t.id desc limit 200) w
$$;

-- Contacts that hold all terms somewhere in name, phone, address or external id, or p_digits (of a phone
-- however it is written); newest first, before p_id if given. If there is none at all: those with a name
-- that is about p_fuzzy, which is null if the terms are no name.
drop function search.contacts(text[], text, text, uuid, int);
create function search.contacts(p_terms text[], p_digits text, p_fuzzy text, p_id uuid, p_limit int) returns setof uuid
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
set plan_cache_mode = force_generic_plan as $$
declare
  v_account constant uuid := app.tenant();
  v_before constant uuid := coalesce(p_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff');
  v_all constant text[] := array(select search.pattern(t) from unnest(p_terms) t order by length(t) desc);
  -- The longest is looked up, the others are compared.
  v_longest constant text := v_all[1];
  v_one constant boolean := cardinality(v_all) = 1;
  v_digits constant text := '%' || p_digits || '%';
  v_walk int := 200;
  v_found uuid[];
begin
  loop
    v_found := array(
      select w.id
      from (select t.id, t.search_text from contacts t
            where t.account_id = v_account and t.id < v_before order by t.id desc limit v_walk) w
      where (w.search_text like v_longest and (v_one or w.search_text like all (v_all)))
         or (p_digits is not null and w.search_text like v_digits)
      order by w.id desc
      limit p_limit);
    if cardinality(v_found) >= p_limit then
      return query select unnest(v_found);
      return;
    end if;
    exit when v_walk > 200;
    v_walk := case
      when cardinality(v_found) > 1 then 300 * p_limit / cardinality(v_found)
      when not v_one and search.many_hold(v_account, v_longest) then 2000
    end;
    exit when v_walk is null;
  end loop;
  return query
    select f.id
    from (
      select t.id from contacts t
      where t.account_id = v_account and t.search_text like v_longest and (v_one or t.search_text like all (v_all))
        and t.id < v_before
      union
      select t.id from contacts t
      where p_digits is not null and t.account_id = v_account and t.search_text like v_digits
        and t.id < v_before
      -- Or, for the sake of the order, it would walk all contacts.
      offset 0
    ) f
    order by f.id desc
    limit p_limit;
  if found or p_fuzzy is null or exists (
    select from contacts t
    where t.account_id = v_account and t.search_text like v_longest and (v_one or t.search_text like all (v_all))) then
    return;
  end if;
  -- One letter off in a name of five. Not a setting of the function: only a superuser may name it there.
  perform set_config('pg_trgm.word_similarity_threshold', '0.45', true);
  return query
    select f.id
    from (
      select t.id from contacts t
      where t.account_id = v_account and t.search_text %> app.fold(p_fuzzy) and t.id < v_before
      offset 0
    ) f
    order by f.id desc
    limit p_limit;
end
$$;

-- Conversations that have the number or the external id, or whose subject or contact holds all terms
-- (or whose contact is about p_fuzzy, if there is no such conversation), and that pass all filters that
-- are given; newest activity first, after (p_at, p_id) if given. First the walks (step 0), which have to fill the
-- page; then (1) each way to find them as a branch with an index of its own, because one condition with OR would
-- walk all conversations; then (2) what is about the name.
drop function search.conversations(text[], text, text, bigint, text, bigint[], uuid[], uuid[], text[], timestamptz,
                                   timestamptz, timestamptz, uuid, int);
create function search.conversations(
  p_terms text[], p_digits text, p_fuzzy text, p_number bigint, p_external text, p_numbers bigint[], p_inboxes uuid[],
  p_labels uuid[], p_statuses text[], p_from timestamptz, p_until timestamptz, p_at timestamptz, p_id uuid, p_limit int)
returns table (conversation_id uuid, at timestamptz)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
set plan_cache_mode = force_generic_plan as $$
declare
  v_account constant uuid := app.tenant();
  v_sees_all constant boolean := app.sees_all();
  v_at constant timestamptz := coalesce(p_at, 'infinity');
  v_before constant uuid := coalesce(p_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff');
  v_all constant text[] := array(select search.pattern(t) from unnest(p_terms) t order by length(t) desc);
  v_longest constant text := v_all[1];
  v_one constant boolean := cardinality(v_all) = 1;
  v_digits constant text := '%' || p_digits || '%';
  v_step int := 0;
  v_walk int := 200;
  v_ids uuid[];
  v_times timestamptz[];
begin
  perform set_config('pg_trgm.word_similarity_threshold', '0.45', true);
  loop
    with walked as (
      select c.id, c.number, c.inbox_id, c.external_id, c.subject, c.contact_id from conversations c
      where v_step = 0 and c.account_id = v_account and (c.last_activity_at, c.id) < (v_at, v_before)
      order by c.last_activity_at desc, c.id desc limit v_walk
    ), found (id) as (
      select w.id
      from walked w
      -- One by one: how many are walked is not known when this is planned.
      cross join lateral (
        select t.search_text from contacts t where t.account_id = v_account and t.id = w.contact_id offset 0) t
      where w.number = p_number
         or (w.external_id = p_external
             and w.inbox_id = any (array(select i.id from inboxes i where i.account_id = v_account)))
         or (t.search_text like v_longest and (v_one or t.search_text like all (v_all)))
         or (p_digits is not null and t.search_text like v_digits)
         or (w.subject is not null and app.fold(w.subject) like v_longest
             and (v_one or app.fold(w.subject) like all (v_all)))
      union
      select c.id from conversations c where v_step = 1 and c.account_id = v_account and c.number = p_number
      union
      select c.id from conversations c
      where v_step = 1 and c.account_id = v_account and c.external_id = p_external
        and c.inbox_id = any (array(select i.id from inboxes i where i.account_id = v_account))
      union
      select c.id from conversations c
      where v_step = 1 and c.account_id = v_account and app.fold(c.subject) like v_longest
        and (v_one or app.fold(c.subject) like all (v_all))
      union
      select c.id from conversations c
      where v_step > 0 and c.account_id = v_account and c.contact_id = any (array(
        select t.id from contacts t
        where v_step = 1 and t.account_id = v_account and t.search_text like v_longest
          and (v_one or t.search_text like all (v_all))
        union
        select t.id from contacts t
        where v_step = 1 and p_digits is not null and t.account_id = v_account and t.search_text like v_digits
        union
        select t.id from contacts t
        where v_step = 2 and t.account_id = v_account and t.search_text %> app.fold(p_fuzzy)))
    ), newest as (
      select c.id, c.last_activity_at
      from found join conversations c on c.account_id = v_account and c.id = found.id
      where c.deleted_at is null and c.merged_into is null
        and (v_sees_all or app.can_see(c.inbox_id, c.team_id, c.assignee_id))
        and (p_numbers is null or c.number = any (p_numbers))
        and (p_inboxes is null or c.inbox_id = any (p_inboxes))
        and (p_statuses is null or c.status = any (p_statuses))
        and (p_labels is null or cardinality(p_labels) = (
          select count(*) from conversation_labels l
          where l.account_id = v_account and l.conversation_id = c.id and l.label_id = any (p_labels)))
        and (p_from is null or c.last_activity_at >= p_from)
        and (p_until is null or c.last_activity_at < p_until)
        and (c.last_activity_at, c.id) < (v_at, v_before)
      order by c.last_activity_at desc, c.id desc
      limit p_limit
    )
    select array_agg(n.id order by n.last_activity_at desc, n.id desc),
           array_agg(n.last_activity_at order by n.last_activity_at desc, n.id desc)
    into v_ids, v_times
    from newest n;
    exit when cardinality(v_ids) >= case v_step when 0 then p_limit else 1 end;
    if v_step = 0 and v_walk = 200 and cardinality(v_ids) > 1 then
      v_walk := 300 * p_limit / cardinality(v_ids);
    elsif v_step = 0 and v_walk = 200 and not v_one and search.many_hold(v_account, v_longest) then
      v_walk := 2000;
    else
      exit when v_step = case when p_fuzzy is null then 1 else 2 end;
      v_step := v_step + 1;
    end if;
  end loop;
  return query select * from unnest(v_ids, v_times);
end
$$;

alter function search.many_hold(uuid, text) owner to skybot_search;
alter function search.contacts(text[], text, text, uuid, int) owner to skybot_search;
alter function search.conversations(text[], text, text, bigint, text, bigint[], uuid[], uuid[], text[], timestamptz,
  timestamptz, timestamptz, uuid, int) owner to skybot_search;
revoke create on schema search from skybot_search;
revoke all on function search.many_hold(uuid, text) from public;
revoke all on function
  search.contacts(text[], text, text, uuid, int),
  search.conversations(text[], text, text, bigint, text, bigint[], uuid[], uuid[], text[], timestamptz, timestamptz,
                       timestamptz, uuid, int) from public;
grant execute on function
  search.contacts(text[], text, text, uuid, int),
  search.conversations(text[], text, text, bigint, text, bigint[], uuid[], uuid[], text[], timestamptz, timestamptz,
                       timestamptz, uuid, int) to skybot_app;
