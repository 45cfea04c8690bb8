-- Search with filters, stems and tolerance. The filters are part of the query, like the question of who
-- may see what: never what is left of a page that was found without them. As in 0012, and for its
-- reasons, these functions run as skybot_search and give back ids.

grant select on conversation_labels, attachments, inboxes to skybot_search;
create policy search on conversation_labels for select to skybot_search using (true);
create policy search on attachments for select to skybot_search using (true);
create policy search on inboxes for select to skybot_search using (true);
grant create on schema search to skybot_search;

-- The text of a tsquery, chr(1) standing for the bucket; null if no term holds a word. A term of one
-- word that is neither quoted nor goes on is found by its stem too: by words whose stem it is, and by
-- the word that is the stem, if that is its own.
drop function search.messages(text[], boolean[], bigint, uuid, int);
drop function search.template(text[], boolean[]);
create function search.template(p_terms text[], p_prefix boolean[], p_exact boolean[], p_language int) returns text
language sql stable parallel safe set search_path = pg_catalog, pg_temp as $$
  select string_agg('(' || phrase || coalesce(stem, '') || ')', ' & ')
  from (
    select t.nr,
           string_agg('''' || chr(1) || left(w.word, 100) || '''' || case when t.go_on and w.place = cardinality(t.words) then ':*' else '' end,
                      ' <-> ' order by w.place) as phrase,
           case when cardinality(t.words) = 1 and not t.go_on and not t.exact and p_language > 0 then
             (select string_agg(case when cardinality(app.search_stems(p_language, s.stem)) = 0 then ' | ''' || chr(1) || s.stem || '''' else '' end
                                || ' | ''' || chr(1) || '~' || s.stem || '''', '')
              from (select coalesce((app.search_stems(p_language, t.term))[1], t.words[1])) s (stem))
           end as stem
    from (select app.search_words(term) as words, term, go_on, exact, nr
          from unnest(p_terms, p_prefix, p_exact) with ordinality x (term, go_on, exact, nr)) t
    cross join lateral unnest(t.words) with ordinality w (word, place)
    group by t.nr, t.words, t.term, t.go_on, t.exact
  ) phrases
$$;

-- Messages that hold all terms and pass all filters that are given; newest bucket first, newest first in
-- it; after (p_bucket, p_id) if given. Looks at one bucket, then two more, then four …: a frequent word is
-- found at once, a rare one in few steps. What a conversation must be is asked of few: only as many of
-- those that pass everything else as the page takes.
--
-- A filter that lets nothing through would have it look at every message that has the words. So it stops
-- once its patience is at an end: what it has is the page, and a last row without a message tells where to
-- go on (before everything in that bucket, which it has seen).
create function search.messages(
  p_terms text[], p_prefix boolean[], p_exact boolean[], p_conversations uuid[], p_inboxes uuid[], p_labels uuid[],
  p_statuses text[], p_writers text[], p_members uuid[], p_has text[], p_from timestamptz, p_until timestamptz,
  p_bucket bigint, p_id uuid, p_limit int, p_patience interval)
returns table (message_id uuid, conversation_id uuid, seq bigint, bucket bigint)
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
set plan_cache_mode = force_custom_plan as $$
declare
  v_account constant uuid := app.tenant();
  v_sees_all constant boolean := app.sees_all();
  v_template text;
  v_base bigint;
  v_high bigint;
  v_low bigint;
  v_span bigint := 1;
  -- Buckets in one step: fewer where many rows may have to be looked at for one.
  v_most constant bigint := case
    when v_sees_all and num_nonnulls(p_inboxes, p_labels, p_statuses, p_writers, p_members, p_has, p_from, p_until) = 0
    then 64 else 8 end;
  v_end constant timestamptz := clock_timestamp() + p_patience;
  v_found int := 0;
  v_rows int;
begin
  select s.number::bigint << 24, s.search_bucket & 524287,
         search.template(p_terms, p_prefix, p_exact, app.search_language_of(s.search_bucket::bigint))
  into v_base, v_high, v_template
  from account_streams s where s.account_id = v_account;
  if v_account is null or v_template is null or v_base is null then
    return;
  end if;
  -- Where the one before lost its patience there is nothing left in that bucket.
  v_high := least(v_high, case when p_id = '00000000-0000-0000-0000-000000000000' then p_bucket - 1
                               else coalesce(p_bucket, v_high) end);
  while v_high >= 0 and v_found < p_limit loop
    -- A few conversations are looked through as they are, whatever their buckets.
    v_low := case when p_conversations is null then greatest(v_high - v_span + 1, 0) else 0 end;
    return query
      select f.id, f.conversation_id, f.seq, f.place
      from (
        select m.id, m.conversation_id, m.seq::bigint, m.search_bucket & 524287 as place
        from messages m
        where m.account_id = v_account
          and case when p_conversations is null then
                     -- Not a value: of a sub-select the planner does not guess that it matches everything.
                     m.search_vector @@ (
                       select string_agg('(' || replace(v_template, chr(1), to_hex(v_base | b) || 'g') || ')', ' | ')
                       from generate_series(v_low, v_high) b)::tsquery
                   else
                     m.conversation_id = any (p_conversations)
                     and m.search_vector @@ replace(v_template, chr(1), to_hex(app.search_place(m.search_bucket)) || 'g')::tsquery
              end
          and (p_id is null or (m.search_bucket & 524287, m.id) < (p_bucket, p_id))
          and (p_from is null or m.created_at >= p_from)
          and (p_until is null or m.created_at < p_until)
          and (p_writers is null and p_members is null or m.sender_type = any (p_writers) or m.sender_user_id = any (p_members))
          and (p_has is null or (
            (not 'note' = any (p_has) or m.kind = 'note')
            and (not 'link' = any (p_has) or m.body ~* '\mhttps?://\S')
            and (not 'attachment' = any (p_has) or m.attachment_count > 0)
            and (not 'image' = any (p_has) or m.attachment_count > 0 and exists (
              select from attachments a
              where a.account_id = v_account and a.message_id = m.id and a.media_type like 'image/%'))))
        order by place desc, m.id desc
        offset 0
      ) f
      where (
        -- Not a join: a planner that knows nothing of the words would begin with the conversations.
        select (v_sees_all or app.can_see(c.inbox_id, c.team_id, c.assignee_id))
               and (p_inboxes is null or c.inbox_id = any (p_inboxes))
               and (p_statuses is null or c.status = any (p_statuses))
               and (p_labels is null or cardinality(p_labels) = (
                 select count(*) from conversation_labels l
                 where l.account_id = v_account and l.conversation_id = c.id and l.label_id = any (p_labels)))
        from conversations c
        where c.account_id = v_account and c.id = f.conversation_id and c.deleted_at is null and c.merged_into is null)
      limit p_limit - v_found;
    get diagnostics v_rows = row_count;
    v_found := v_found + v_rows;
    v_high := v_low - 1;
    v_span := least(v_span * 2, v_most);
    if v_high >= 0 and v_found < p_limit and clock_timestamp() >= v_end then
      return query select null::uuid, null::uuid, null::bigint, v_low;
      exit;
    end if;
  end loop;
end
$$;

-- The word's letters, anywhere in a text.
create function search.pattern(p_term text) returns text language sql immutable parallel safe
  return '%' || replace(replace(replace(app.fold(p_term), '\', '\\'), '%', '\%'), '_', '\_') || '%';

-- Planned once for all texts, here and below: a plan for one text may take it for frequent, and walk all rows.
--
-- Contacts that hold all terms somewhere in name, phone, address or external id, or p_digits (of a phone
-- however it is written); newest first, before p_id if given. If there is none at all: those with a name
-- that is about p_fuzzy, which is null if the terms are no name.
create function search.contacts(p_terms text[], p_digits text, p_fuzzy text, p_id uuid, p_limit int) returns setof uuid
language plpgsql stable security definer
set search_path = pg_catalog, public, pg_temp
set plan_cache_mode = force_generic_plan as $$
declare
  v_account constant uuid := app.tenant();
  v_all constant text[] := array(select search.pattern(t) from unnest(p_terms) t order by length(t) desc);
  -- The longest is looked up, the others are compared.
  v_longest constant text := v_all[1];
  v_one constant boolean := cardinality(v_all) = 1;
  v_digits constant text := '%' || p_digits || '%';
begin
  return query
    select f.id
    from (
      select t.id from contacts t
      where t.account_id = v_account and t.search_text like v_longest and (v_one or t.search_text like all (v_all))
        and (p_id is null or t.id < p_id)
      union
      select t.id from contacts t
      where p_digits is not null and t.account_id = v_account and t.search_text like v_digits
        and (p_id is null or t.id < p_id)
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
      where t.account_id = v_account and t.search_text %> app.fold(p_fuzzy) and (p_id is null or t.id < p_id)
      offset 0
    ) f
    order by f.id desc
    limit p_limit;
end
$$;

-- Conversations that have the number or the external id, or whose subject or contact holds all terms
-- (or whose contact is about p_fuzzy, if there is no such conversation), and that pass all filters that
-- are given; newest activity first, after (p_at, p_id) if given. Each way to find them is a branch with an
-- index of its own: one condition with OR would walk all conversations.
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
  v_all constant text[] := array(select search.pattern(t) from unnest(p_terms) t order by length(t) desc);
  v_longest constant text := v_all[1];
  v_one constant boolean := cardinality(v_all) = 1;
  v_digits constant text := '%' || p_digits || '%';
begin
  perform set_config('pg_trgm.word_similarity_threshold', '0.45', true);
  for v_step in 1 .. case when p_fuzzy is null then 1 else 2 end loop
    return query
      with found (id) as (
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
        where c.account_id = v_account and c.contact_id = any (array(
          select t.id from contacts t
          where v_step = 1 and t.account_id = v_account and t.search_text like v_longest and (v_one or t.search_text like all (v_all))
          union
          select t.id from contacts t
          where v_step = 1 and p_digits is not null and t.account_id = v_account and t.search_text like v_digits
          union
          select t.id from contacts t
          where v_step = 2 and t.account_id = v_account and t.search_text %> app.fold(p_fuzzy)))
      )
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
        and (p_at is null or (c.last_activity_at, c.id) < (p_at, p_id))
      order by c.last_activity_at desc, c.id desc
      limit p_limit;
    exit when found;
  end loop;
end
$$;

alter function search.template(text[], boolean[], boolean[], int) owner to skybot_search;
alter function search.pattern(text) owner to skybot_search;
alter function search.messages(text[], boolean[], boolean[], uuid[], uuid[], uuid[], text[], text[], uuid[], text[],
  timestamptz, timestamptz, bigint, uuid, int, interval) owner to skybot_search;
alter function search.contacts(text[], text, text, uuid, int) owner to skybot_search;
alter function search.conversations(text[], text, text, bigint, text, bigint[], uuid[], uuid[], text[], timestamptz,
  timestamptz, timestamptz, uuid, int) owner to skybot_search;
revoke create on schema search from skybot_search;
revoke all on all functions in schema search from public;
grant execute on function
  search.messages(text[], boolean[], boolean[], uuid[], uuid[], uuid[], text[], text[], uuid[], text[], timestamptz,
                  timestamptz, bigint, uuid, int, interval),
  search.contacts(text[], text, text, uuid, int),
  search.conversations(text[], text, text, bigint, text, bigint[], uuid[], uuid[], text[], timestamptz, timestamptz,
                       timestamptz, uuid, int) to skybot_app;
